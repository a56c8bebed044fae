// The provider's public keys: which sets are taken, and how they change while the server runs.
#include "server/key_set.h"

#include <openssl/err.h>

#include <catch2/catch.hpp>
#include <cstdio>
#include <string>
#include <vector>

#include "tests/server/token_desk.h"

namespace registry::testing {
namespace {

using Json = nlohmann::json;
using server::KeySet;

std::string SetOf(const std::vector<Json>& keys) { return Json{{"keys", keys}}.dump(); }

// What is wrong with the set; empty: nothing.
std::string Why(const std::string& json) {
  return std::string(KeySet::Parse(json).status().message());
}

// The key with other members; null removes one.
Json With(Json key, const Json& members) {
  key.merge_patch(members);
  return key;
}

// A modulus of so many bytes that begins with this one. Whether it is a product of primes nobody
// looks at.
Json Modulus(std::size_t bytes, char first) {
  return {{"n", Base64Url(first + std::string(bytes - 1, '\x55'))}};
}

bool Contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("keys for signatures are taken by their names", "[token]") {
  const auto set = KeySet::Parse(JwksOf({&EsKey(), &RsKey(), &PsKey()}));
  REQUIRE(set.ok());
  CHECK(set->size() == 3);
  REQUIRE(set->Find("es") != nullptr);
  CHECK(set->Find("es")->algorithm() == server::TokenAlgorithm::kEs256);
  CHECK(set->Find("es")->signature_bytes() == 64);
  CHECK(set->Find("rs")->algorithm() == server::TokenAlgorithm::kRs256);
  CHECK(set->Find("rs")->signature_bytes() == 256);
  CHECK(set->Find("ps")->algorithm() == server::TokenAlgorithm::kPs256);
  CHECK(set->Find("other") == nullptr);

  INFO("a key that names no algorithm is for the usual one");
  const Json none = {{"alg", nullptr}, {"use", nullptr}};
  const auto plain = KeySet::Parse(SetOf({With(EsKey().Jwk(), none), With(PsKey().Jwk(), none)}));
  REQUIRE(plain.ok());
  CHECK(plain->Find("es")->algorithm() == server::TokenAlgorithm::kEs256);
  CHECK(plain->Find("ps")->algorithm() == server::TokenAlgorithm::kRs256);
}

TEST_CASE("a modulus has 2,048 to 4,096 bits, also behind zeros", "[token]") {
  const auto modulus = [](std::size_t bytes, char first) {
    return Why(SetOf({With(RsKey().Jwk(), Modulus(bytes, first))}));
  };
  CHECK(modulus(256, '\x80') == "");
  CHECK(Contains(modulus(256, '\x7f'), "2047 bits"));
  CHECK(Contains(modulus(128, '\xff'), "1024 bits"));
  CHECK(modulus(512, '\xff') == "");
  CHECK(Contains(modulus(513, '\x01'), "4097 bits"));
  CHECK(Contains(modulus(257, '\0'), "2047 bits"));
  const SigningKey weak("RS256", "weak", 1'024);
  CHECK(Contains(Why(JwksOf({&weak})), "1024 bits"));
}

TEST_CASE("what others use the set for is passed over", "[token]") {
  const Json good = EsKey().Jwk(), rsa = With(RsKey().Jwk(), {{"kid", nullptr}});
  for (const Json& members :
       {Json{{"use", "enc"}}, Json{{"alg", "RSA-OAEP"}}, Json{{"alg", "RS512"}},
        Json{{"alg", "HS256"}}, Json{{"alg", "none"}}, Json{{"alg", "ES256"}}, Json{{"alg", 256}},
        Json{{"kty", "OKP"}}, Json{{"kty", nullptr}}, Json{{"key_ops", Json::array({"encrypt"})}},
        Json{{"key_ops", "verify"}, {"kty", "OKP"}},
        Json{{"kty", "EC"}, {"crv", "P-384"}, {"alg", "ES384"}}}) {
    INFO(members);
    const auto set = KeySet::Parse(SetOf({With(rsa, members), good}));
    REQUIRE(set.ok());
    CHECK(set->size() == 1);
    CHECK(Contains(Why(SetOf({With(rsa, members)})), "none for"));
  }
  CHECK(Why(SetOf({With(good, {{"key_ops", {"sign", "verify"}}})})) == "");
}

TEST_CASE("a set that only a mistake can make is refused whole", "[token]") {
  const Json es = EsKey().Jwk(), rs = RsKey().Jwk();
  const Json oct = {{"kty", "oct"}, {"kid", "s"}, {"k", "c2VjcmV0"}, {"alg", "HS256"}};
  for (const Json& key :
       {oct, With(oct, {{"alg", "ES256"}}), With(rs, {{"d", "AQAB"}}), With(es, {{"d", "AQAB"}}),
        With(rs, {{"p", "AQAB"}}), With(rs, {{"kty", "oct"}, {"use", "enc"}}),
        With(es, {{"k", "c2VjcmV0"}})}) {
    INFO(key);
    CHECK(Contains(Why(SetOf({es, key})), "token key 2: it is a symmetric or private key"));
  }
  for (const Json& key :
       {With(rs, {{"kid", nullptr}}), With(rs, {{"kid", ""}}), With(rs, {{"kid", 7}}),
        With(rs, {{"kid", std::string(256, 'k')}}), With(rs, {{"kid", "es"}}),
        With(rs, {{"e", "Aw"}}), With(rs, {{"e", nullptr}}), With(rs, {{"n", nullptr}}),
        With(rs, {{"n", ""}}), With(rs, {{"n", rs.value("n", "") + "="}}), Json("key"), Json()}) {
    INFO(key);
    CHECK(Contains(Why(SetOf({es, key})), "token key 2: "));
  }
  INFO("a point is on the curve");
  ERR_clear_error();
  for (const Json& members :
       {Json{{"x", es["y"]}}, Json{{"y", nullptr}}, Json{{"x", Base64Url(std::string(32, '\0'))}},
        Json{{"x", Base64Url(std::string(31, '\x01'))}}, Json{{"y", "!"}}}) {
    CHECK(Contains(Why(SetOf({rs, With(es, members)})), "token key 2: "));
    CHECK(ERR_peek_error() == 0);  // which TLS would read
  }
}

TEST_CASE("a file of keys is one object with 1 to 32 keys, 64 KiB at most", "[token]") {
  for (const std::string& text :
       {std::string(), std::string("{}"), std::string("[]"), std::string("{\"keys\":{}}"),
        std::string("{\"keys\":[]}"), JwksOf({&EsKey()}) + "x", EsKey().PublicPem(),
        "[" + JwksOf({&EsKey()}) + "]", R"({"keys":[],)" + JwksOf({&EsKey()}).substr(1)}) {
    INFO(text);
    CHECK_FALSE(Why(text).empty());
  }
  std::vector<Json> keys;
  for (int i = 0; i < 32; ++i) keys.push_back(With(EsKey().Jwk(), {{"kid", std::to_string(i)}}));
  CHECK(Why(SetOf(keys)) == "");
  keys.push_back(With(EsKey().Jwk(), {{"kid", "one more"}}));
  CHECK(Contains(Why(SetOf(keys)), "at most 32"));
  const std::string small = JwksOf({&EsKey()});
  CHECK(Why(small + std::string(65'536 - small.size(), ' ')) == "");
  CHECK(Contains(Why(small + std::string(65'537 - small.size(), ' ')), "65536 bytes"));
}

TEST_CASE("keys rotate without a restart, and tokens by an old key end at once", "[token]") {
  const SigningKey old_key("ES256", "2026-10"), new_key("ES256", "2026-11");
  const TokenDesk desk({&old_key});
  const std::string old_token = GoodToken(old_key), new_token = GoodToken(new_key);
  CHECK(desk.Verify(old_token) == "accepted");
  CHECK(desk.cached() == 1);
  CHECK(desk.Verify(new_token) == "TOKEN_KEY_UNKNOWN");
  CHECK_FALSE(desk.keys().Refresh().value());

  ReplaceFile(desk.file(), JwksOf({&old_key, &new_key}));
  CHECK(desk.keys().Refresh().value());
  CHECK_FALSE(desk.keys().Refresh().value());
  CHECK(desk.Verify(old_token) == "accepted");
  CHECK(desk.Verify(new_token) == "accepted");
  CHECK(desk.cached() == 2);

  ReplaceFile(desk.file(), JwksOf({&new_key}));
  CHECK(desk.Verify(old_token) == "accepted");  // nobody has looked yet
  CHECK(desk.keys().Refresh().value());
  CHECK(desk.Verify(old_token) == "TOKEN_KEY_UNKNOWN");
  CHECK(desk.Verify(new_token) == "accepted");

  INFO("another key under the old name does not honour the old one's tokens");
  const SigningKey same_name("ES256", "2026-11");
  ReplaceFile(desk.file(), JwksOf({&same_name}));
  CHECK(desk.keys().Refresh().value());
  CHECK(desk.Verify(new_token) == "TOKEN_SIGNATURE");
}

TEST_CASE("a broken file keeps the keys and is reported once", "[token]") {
  const TokenDesk desk({&EsKey()});
  const std::string good = GoodToken(EsKey());
  for (const std::string& text :
       {std::string("{"), std::string(), SetOf({}), std::string(70'000, ' ')}) {
    ReplaceFile(desk.file(), text);
    CHECK_FALSE(desk.keys().Refresh().ok());
    CHECK_FALSE(desk.keys().Refresh().value());
    CHECK(desk.Verify(good) == "accepted");
  }
  REQUIRE(std::remove(desk.file().c_str()) == 0);
  CHECK_FALSE(desk.keys().Refresh().ok());
  CHECK_FALSE(desk.keys().Refresh().value());
  CHECK(desk.Verify(good) == "accepted");

  INFO("and the next good one is taken");
  ReplaceFile(desk.file(), JwksOf({&RsKey()}));
  CHECK(desk.keys().Refresh().value());
  CHECK(desk.Verify(good) == "TOKEN_KEY_UNKNOWN");
  CHECK(desk.Verify(GoodToken(RsKey())) == "accepted");
}

TEST_CASE("a server does not begin with a file that it cannot use", "[token]") {
  const sim::testing::TemporaryFolder folder;
  const std::string path = (folder.path() / "token-keys.json").string();
  CHECK_FALSE(server::KeyFile::Open(path).ok());
  CHECK_FALSE(server::KeyFile::Open(folder.path().string()).ok());
  ReplaceFile(path, "{\"keys\":[]}");
  CHECK_FALSE(server::KeyFile::Open(path).ok());
  ReplaceFile(path, JwksOf({&EsKey()}));
  CHECK(server::KeyFile::Open(path).ok());
}

}  // namespace registry::testing
