// What forgers of tokens try. The same forgeries are shown to a verifier that believes what a token
// says of itself: it takes them, so they are what they are meant to be.
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "server/strict_json.h"
#include "tests/server/token_desk.h"

namespace registry::testing {
namespace {

using Json = nlohmann::json;

std::string HmacSha256(std::string_view secret, std::string_view text) {
  unsigned char mac[EVP_MAX_MD_SIZE];
  unsigned size = 0;
  HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()),
       reinterpret_cast<const unsigned char*>(text.data()), text.size(), mac, &size);
  return {reinterpret_cast<const char*>(mac), size};
}

// A key is bytes to it, and the header says what to do with them.
bool NaiveAccepts(const std::string& token, const std::string& key) {
  const std::size_t first = token.find('.'), second = token.rfind('.');
  const Json header = Json::parse(*server::DecodeBase64Url(token.substr(0, first)));
  const std::string signature = *server::DecodeBase64Url(token.substr(second + 1));
  if (header["alg"] == "none") return true;
  if (header["alg"] == "HS256") return HmacSha256(key, token.substr(0, second)) == signature;
  return false;  // it knows no others; those are libcjose's part
}

std::string WithSecret(const Json& header, const std::string& secret) {
  const std::string text = Base64Url(header.dump()) + "." + Base64Url(GoodClaims().dump());
  return text + "." + Base64Url(HmacSha256(secret, text));
}

std::string Unsigned(const Json& header) {
  return Base64Url(header.dump()) + "." + Base64Url(GoodClaims().dump()) + ".";
}

// The good header of a key with other members; null removes one.
std::string TokenWithHeader(const Json& members, const SigningKey& key = EsKey()) {
  Json header = HeaderOf(key);
  header.merge_patch(members);
  return SignCompact(key, header, GoodClaims());
}

}  // namespace

TEST_CASE("a token that is not signed is refused", "[token]") {
  const TokenDesk desk({&EsKey(), &RsKey()});
  const std::string forged = Unsigned({{"alg", "none"}, {"kid", "es"}});
  CHECK(NaiveAccepts(forged, EsKey().PublicPem()));
  CHECK(desk.Verify(forged) == "TOKEN_ALGORITHM");
  for (const char* name : {"None", "NONE", "nOnE", "", "none "}) {
    CHECK(desk.Verify(Unsigned({{"alg", name}, {"kid", "es"}})) == "TOKEN_ALGORITHM");
  }
  CHECK(desk.Verify(Unsigned({{"kid", "es"}})) == "TOKEN_ALGORITHM");
  CHECK(desk.Verify(Unsigned({{"alg", "none"}})) == "TOKEN_ALGORITHM");
  CHECK(desk.Verify(TokenWithHeader({{"alg", "none"}})) == "TOKEN_ALGORITHM");
  for (const SigningKey* key : {&EsKey(), &RsKey()}) {
    CHECK(desk.Verify(Unsigned(HeaderOf(*key))) == "TOKEN_SIGNATURE");
  }
}

TEST_CASE("a public key is no secret to make a token with", "[token]") {
  const TokenDesk desk({&EsKey(), &RsKey()});
  for (const SigningKey* key : {&EsKey(), &RsKey()}) {
    const Json jwk = key->Jwk();
    const std::string part =
        *server::DecodeBase64Url(jwk.value(key->algorithm() == "ES256" ? "x" : "n", std::string()));
    for (const std::string& secret :
         {key->PublicPem(), jwk.dump(), part, JwksOf({key}), std::string()}) {
      for (const char* algorithm : {"HS256", "HS384", "HS512"}) {
        const Json header = {{"alg", algorithm}, {"kid", key->kid()}};
        CHECK(desk.Verify(WithSecret(header, secret)) == "TOKEN_ALGORITHM");
      }
      const std::string forged = WithSecret({{"alg", "HS256"}, {"kid", key->kid()}}, secret);
      CHECK(NaiveAccepts(forged, secret));
      CHECK_FALSE(NaiveAccepts(forged, secret + "x"));
    }
    CHECK(desk.Verify(WithSecret(HeaderOf(*key), key->PublicPem())) == "TOKEN_SIGNATURE");
  }
}

TEST_CASE("a key is for its own algorithm", "[token]") {
  const TokenDesk desk({&EsKey(), &RsKey(), &PsKey()});
  for (const SigningKey* key : {&EsKey(), &RsKey(), &PsKey()}) {
    for (const char* algorithm : {"RS256", "PS256", "ES256", "RS384", "PS512", "ES384", "ES256K",
                                  "EdDSA", "es256", "RSA-OAEP", "dir"}) {
      if (key->algorithm() == algorithm) continue;
      INFO(key->algorithm() << " as " << algorithm);
      Json header = HeaderOf(*key);
      header["alg"] = algorithm;
      // Signed as the header says, where the key can do that.
      CHECK(desk.Verify(SignCompact(*key, header.dump(), GoodClaims().dump(), algorithm)) ==
            "TOKEN_ALGORITHM");
    }
  }
  for (const Json& algorithm : {Json(), Json(256), Json::array({"ES256"})}) {
    CHECK(desk.Verify(TokenWithHeader({{"alg", algorithm}})) == "TOKEN_ALGORITHM");
  }
  INFO("the header's word is the key's, the signature is not");
  const std::string claims = GoodClaims().dump();
  CHECK(desk.Verify(SignCompact(RsKey(), HeaderOf(RsKey()).dump(), claims, "PS256")) ==
        "TOKEN_SIGNATURE");
  CHECK(desk.Verify(SignCompact(PsKey(), HeaderOf(PsKey()).dump(), claims, "RS256")) ==
        "TOKEN_SIGNATURE");
}

TEST_CASE("a header that brings a key or wants more than we do is refused", "[token]") {
  const TokenDesk desk({&EsKey()});
  const SigningKey own("ES256", "es");
  for (const Json& members :
       {Json{{"jwk", own.Jwk()}}, Json{{"jku", "https://elsewhere.example/keys"}},
        Json{{"x5u", "https://elsewhere.example/chain"}}, Json{{"x5c", Json::array({"MIIB"})}},
        Json{{"crit", Json::array({"exp"})}, {"exp", 1}}, Json{{"crit", Json::array()}},
        Json{{"b64", false}}, Json{{"zip", "DEF"}}, Json{{"enc", "A128GCM"}}, Json{{"cty", "JWT"}},
        Json{{"typ", "logout+jwt"}}, Json{{"typ", "dpop+jwt"}}, Json{{"typ", 7}},
        Json{{"typ", ""}}}) {
    INFO(members);
    CHECK(desk.Verify(TokenWithHeader(members)) == "TOKEN_SHAPE");
    CHECK(desk.Verify(TokenWithHeader(members, own)) == "TOKEN_SHAPE");
  }
  for (const Json& members : {Json{{"typ", nullptr}}, Json{{"typ", "at+jwt"}},
                              Json{{"typ", "application/at+JWT"}}, Json{{"x5t", "abc"}}}) {
    CHECK(desk.Verify(TokenWithHeader(members)) == "accepted");
  }
  const std::string claims = GoodClaims().dump();
  for (const char* header :
       {"", "null", "[]", "\"ES256\"", "{", R"({"alg":"none","alg":"ES256","kid":"es"})",
        R"({"alg":"ES256","kid":"x","kid":"es"})", R"({"alg":"ES256","\u0061lg":"none"})",
        "\xef\xbb\xbf{\"alg\":\"ES256\",\"kid\":\"es\"}"}) {
    INFO(header);
    CHECK(desk.Verify(SignCompact(EsKey(), header, claims, "ES256")) == "TOKEN_SHAPE");
  }
}

TEST_CASE("a token by another key is refused, whatever it calls the key", "[token]") {
  const TokenDesk desk({&EsKey(), &RsKey()});
  CHECK(desk.Verify(GoodToken(SigningKey("ES256", "es"))) == "TOKEN_SIGNATURE");
  CHECK(desk.Verify(GoodToken(SigningKey("RS256", "rs"))) == "TOKEN_SIGNATURE");
  CHECK(desk.Verify(GoodToken(SigningKey("ES256", "other"))) == "TOKEN_KEY_UNKNOWN");
  for (const Json& kid : {Json(), Json(""), Json("ES"), Json("es "), Json(7),
                          Json(std::string("es\0", 3)), Json("../es"), Json::array({"es"})}) {
    INFO(kid);
    CHECK(desk.Verify(TokenWithHeader({{"kid", kid}})) == "TOKEN_KEY_UNKNOWN");
  }
}

TEST_CASE("a token is one whole: no part of it can be changed", "[token]") {
  const TokenDesk desk({&EsKey(), &RsKey()});
  for (const SigningKey* key : {&EsKey(), &RsKey()}) {
    const std::string good = GoodToken(*key);
    const std::size_t first = good.find('.'), second = good.rfind('.');
    REQUIRE(desk.Verify(good) == "accepted");
    for (std::size_t i = 0; i < good.size(); ++i) {
      std::string changed = good;
      changed[i] = changed[i] == 'A' ? 'B' : 'A';
      INFO(i);
      CHECK(desk.Verify(changed) != "accepted");
    }
    const std::string other = TokenWith({{"sub", "staff-2"}}, *key);
    const std::string spliced = good.substr(0, first) +
                                other.substr(other.find('.'), other.rfind('.') - first) +
                                good.substr(second);
    CHECK(desk.Verify(spliced) == "TOKEN_SIGNATURE");

    const std::string text = good.substr(0, second + 1);
    const std::string signature = *server::DecodeBase64Url(good.substr(second + 1));
    const std::size_t half = signature.size() / 2;
    const std::string zero(1, '\0');
    for (const std::string& bytes :
         {std::string(), zero, signature.substr(1), signature.substr(0, signature.size() - 1),
          signature + zero, zero + signature + zero,
          // The same two numbers, written longer: libcjose alone would take them.
          zero + signature.substr(0, half) + zero + signature.substr(half),
          signature.substr(half) + signature.substr(0, half), std::string(signature.size(), '\0'),
          std::string(signature.size(), '\xff'), std::string(4'000, '\x01')}) {
      INFO(bytes.size());
      CHECK(desk.Verify(text + Base64Url(bytes)) == "TOKEN_SIGNATURE");
    }
  }
}

TEST_CASE("a refused token leaves no error for the connection served next", "[token]") {
  const TokenDesk desk({&EsKey(), &RsKey(), &PsKey()});
  ERR_clear_error();
  for (const SigningKey* key : {&EsKey(), &RsKey(), &PsKey()}) {
    const std::string good = GoodToken(*key);
    const std::string forged = GoodToken(SigningKey(key->algorithm(), key->kid()));
    const std::string text = good.substr(0, good.rfind('.') + 1);
    const std::size_t bytes = key->algorithm() == "ES256" ? 64 : 256;
    for (const std::string& token : {forged, text + Base64Url(std::string(bytes, '\0')),
                                     text + Base64Url(std::string(bytes, '\xff'))}) {
      CHECK(desk.Verify(token) == "TOKEN_SIGNATURE");
      CHECK(ERR_peek_error() == 0);
    }
  }
}

}  // namespace registry::testing
