// Which tokens are accepted, and every reason for which one is not. What forgers try is in
// token_forgery_test.cc.
#include "server/token.h"

#include <atomic>
#include <catch2/catch.hpp>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "log/hash.h"
#include "tests/server/token_desk.h"

namespace registry::testing {
namespace {

using Json = nlohmann::json;
using std::chrono::seconds;

std::string Repeated(std::string_view text, int times) {
  std::string all;
  for (int i = 0; i < times; ++i) all.append(text);
  return all;
}

}  // namespace

TEST_CASE("a token of each algorithm is accepted and says what it says", "[token]") {
  const TokenDesk desk({&EsKey(), &RsKey(), &PsKey()});
  for (const SigningKey* key : {&EsKey(), &RsKey(), &PsKey()}) {
    INFO(key->algorithm());
    CHECK(desk.Verify(GoodToken(*key)) == "accepted");
  }
  const std::string token = TokenWith({{"jti", "a-1"}, {"nbf", kNowSeconds - 30}});
  const auto verified = desk.Read(token);
  CHECK(verified->issuer == kIssuer);
  CHECK(verified->subject == "staff-1");
  CHECK(verified->id == "a-1");
  CHECK(verified->issued_at == kNow - seconds(60));
  CHECK(verified->not_before == kNow - seconds(30));
  CHECK(verified->expires_at == kNow + seconds(540));
  CHECK(verified->digest == log::Sha256(token));
  CHECK(desk.Read(GoodToken(RsKey()))->id.empty());
}

TEST_CASE("a token is valid from iat and nbf, less 30 s, to the second before exp", "[token]") {
  const TokenDesk desk({&EsKey()});
  const std::string token = GoodToken(EsKey());
  const server::TokenTime end = kNow + seconds(540);
  const std::string later = TokenWith({{"nbf", kNowSeconds + 100}});
  const std::string ahead = TokenWith({{"iat", kNowSeconds + 100}, {"nbf", kNowSeconds}});
  // The second time around they come from the cache.
  for (const bool cached : {false, true}) {
    INFO(cached);
    CHECK(desk.Verify(token, end - seconds(1)) == "accepted");
    CHECK(desk.Verify(token, end) == "TOKEN_EXPIRED");
    CHECK(desk.Verify(token, end + seconds(1)) == "TOKEN_EXPIRED");
    CHECK(desk.Verify(token, kNow - seconds(90)) == "accepted");
    CHECK(desk.Verify(token, kNow - seconds(91)) == "TOKEN_NOT_YET");
    CHECK(desk.Verify(later, kNow + seconds(69)) == "TOKEN_NOT_YET");
    CHECK(desk.Verify(later, kNow + seconds(70)) == "accepted");
    CHECK(desk.Verify(ahead, kNow + seconds(69)) == "TOKEN_NOT_YET");
    CHECK(desk.Verify(ahead, kNow + seconds(70)) == "accepted");
    CHECK(desk.cached() == 3);
  }
}

TEST_CASE("a token lives 15 minutes at most, and no less than a second", "[token]") {
  const TokenDesk desk({&EsKey()});
  const auto lived = [&](std::int64_t lifetime) {
    return desk.Verify(TokenWith({{"iat", kNowSeconds}, {"exp", kNowSeconds + lifetime}}));
  };
  CHECK(lived(900) == "accepted");
  CHECK(lived(901) == "TOKEN_LIFETIME");
  CHECK(lived(86'400) == "TOKEN_LIFETIME");
  CHECK(lived(1) == "accepted");
  CHECK(lived(0) == "TOKEN_LIFETIME");
  CHECK(desk.Verify(TokenWith({{"iat", kNowSeconds + 20}, {"exp", kNowSeconds + 10}})) ==
        "TOKEN_LIFETIME");
  CHECK(desk.Verify(TokenWith({{"iat", 0}})) == "TOKEN_LIFETIME");
}

TEST_CASE("a token of another issuer or for another audience is refused", "[token]") {
  const TokenDesk desk({&EsKey()});
  for (const Json& issuer :
       {Json(), Json(""), Json("https://identity.registry.example/"),
        Json("https://identity.registry.exampl"), Json("HTTPS://identity.registry.example"),
        Json(7), Json::array({kIssuer})}) {
    INFO(issuer);
    CHECK(desk.Verify(TokenWith({{"iss", issuer}})) == "TOKEN_ISSUER");
  }
  for (const Json& audience : {Json(), Json(""), Json("carbon"), Json("carbon-registry "),
                               Json::array(), Json::array({"other"}), Json::array({kAudience, 7}),
                               Json::array({Json::array({kAudience})}), Json(7), Json(true)}) {
    INFO(audience);
    CHECK(desk.Verify(TokenWith({{"aud", audience}})) == "TOKEN_AUDIENCE");
  }
  CHECK(desk.Verify(TokenWith({{"aud", {"other", kAudience}}})) == "accepted");

  // A server that names no issuer or audience takes nobody's tokens, not those without one.
  for (const server::TokenOptions& options : {server::TokenOptions{desk.file(), "", kAudience},
                                              server::TokenOptions{desk.file(), kIssuer, ""}}) {
    server::TokenVerifier verifier(options, &desk.keys());
    const std::string token = TokenWith({{"iss", options.issuer}, {"aud", options.audience}});
    CHECK(std::holds_alternative<server::TokenFault>(verifier.Verify(token, kNow)));
  }
}

TEST_CASE("claims of another shape are refused", "[token]") {
  const TokenDesk desk({&EsKey()});
  const std::string longest = Repeated("电", 255);
  for (const std::string& subject : {std::string("s"), longest}) {
    CHECK(desk.Verify(TokenWith({{"sub", subject}})) == "accepted");
  }
  for (const Json& claims : {Json{{"sub", nullptr}},
                             Json{{"sub", ""}},
                             Json{{"sub", 7}},
                             Json{{"sub", Json::array({"staff-1"})}},
                             Json{{"sub", longest + "a"}},
                             Json{{"sub", std::string("staff-1\0", 8)}},
                             Json{{"sub", "staff\n1"}},
                             Json{{"sub", "staff\u00851"}},
                             Json{{"exp", nullptr}},
                             Json{{"exp", "1795565340"}},
                             Json{{"exp", 1795565340.5}},
                             Json{{"exp", -1}},
                             Json{{"exp", 253'402'300'800}},
                             Json{{"exp", 18'446'744'073'709'551'615u}},
                             Json{{"exp", 1e300}},
                             Json{{"exp", true}},
                             Json{{"iat", nullptr}},
                             Json{{"iat", "now"}},
                             Json{{"iat", -5}},
                             Json{{"nbf", "now"}},
                             Json{{"nbf", false}},
                             Json{{"jti", 7}},
                             Json{{"jti", ""}},
                             Json{{"jti", longest + "a"}}}) {
    INFO(claims);
    CHECK(desk.Verify(TokenWith(claims)) == "TOKEN_SHAPE");
  }
}

TEST_CASE("claims that two readers could read in two ways are refused", "[token]") {
  const TokenDesk desk({&EsKey()});
  const std::string header = HeaderOf(EsKey()).dump();
  const std::string claims = GoodClaims().dump();
  const std::string open = claims.substr(0, claims.size() - 1);
  const auto verify = [&](const std::string& text) {
    return desk.Verify(SignCompact(EsKey(), header, text, "ES256"));
  };
  CHECK(verify(claims) == "accepted");
  CHECK(verify(open + R"(,"realm":{"roles":["a","a"]},"other":{"roles":[]}})") == "accepted");
  for (const std::string& text :
       {open + R"(,"sub":"staff-2"})", open + R"(,"s\u0075b":"staff-2"})",
        open + R"(,"aud":"other"})", open + R"(,"realm":{"a":1,"a":2}})", open + ",\"x\":\"\xff\"}",
        open + ",\"x\":\"\xc0\xaf\"}", open + R"(,"x":"\ud800"})", "\xef\xbb\xbf" + claims,
        " " + claims, claims + "{}", claims + "x", open, std::string(), std::string("null"),
        "[" + claims + "]", open + ",\"x\":" + Repeated("[", 20) + Repeated("]", 20) + "}"}) {
    INFO(text);
    CHECK(verify(text) == "TOKEN_SHAPE");
  }
}

TEST_CASE("a token has three parts of canonical base64url, 6,144 bytes at most", "[token]") {
  const TokenDesk desk({&EsKey()});
  const std::string good = GoodToken(EsKey());
  REQUIRE(desk.Verify(good) == "accepted");
  const std::string header = good.substr(0, good.find('.'));
  for (const std::string& token :
       {std::string(), std::string("."), std::string(".."), header, header + ".", "." + good,
        good + ".", good + ".AA", header + "." + good, good + "=", good + "==", good + "\n",
        good + std::string(1, '\0'), " " + good, "Bearer " + good, good + "!", good + "%20"}) {
    INFO(token);
    CHECK(desk.Verify(token) == "TOKEN_SHAPE");
  }
  for (const char* more : {"=", "==", "\n", "A"}) {
    const std::string text = good.substr(0, good.rfind('.')) + more;
    CHECK(desk.Verify(text + "." + Base64Url(EsKey().Sign(text))) == "TOKEN_SHAPE");
  }
  // 64 bytes are 86 digits. Four bits of the last one say nothing, and have to be zero.
  std::set<std::string> words;
  for (const char digit : std::string("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")) {
    std::string other = good;
    other.back() = digit;
    if (other != good) words.insert(desk.Verify(other));
  }
  CHECK(words == std::set<std::string>{"TOKEN_SHAPE", "TOKEN_SIGNATURE"});

  const auto padded = [](std::size_t more) { return TokenWith({{"x", std::string(more, 'x')}}); };
  const std::size_t about = (6'144 - padded(0).size()) * 3 / 4;
  std::set<std::size_t> sizes;
  for (std::size_t more = about - 4; more < about + 4; ++more) {
    const std::string token = padded(more);
    sizes.insert(token.size());
    CHECK(desk.Verify(token) == (token.size() <= 6'144 ? "accepted" : "TOKEN_SHAPE"));
  }
  CHECK(*sizes.begin() < 6'144);
  CHECK(*sizes.rbegin() > 6'144);
}

TEST_CASE("a token is looked for behind Bearer", "[token]") {
  CHECK(server::BearerToken("Bearer a.b.c") == "a.b.c");
  CHECK(server::BearerToken("bearer a.b.c") == "a.b.c");
  for (const char* other : {"", "Bearer", "Bearer ", "Basic a.b.c", "a.b.c", "Bearera.b.c"}) {
    CHECK(server::BearerToken(other).empty());
  }
}

TEST_CASE("verified tokens are kept until they end, and not more than so many", "[token]") {
  const TokenDesk desk({&EsKey()}, 4);
  std::vector<std::string> tokens;
  for (int i = 0; i < 10; ++i) tokens.push_back(TokenWith({{"exp", kNowSeconds + 10 + i}}));
  for (const std::string& token : tokens) {
    CHECK(desk.Verify(token) == "accepted");
    CHECK(desk.cached() <= 4);
  }
  INFO("the first four ended first and made room");
  CHECK(desk.cached() == 4);
  CHECK(desk.Read(tokens[9]) == desk.Read(tokens[9]));
  CHECK(desk.Read(tokens[0]) != desk.Read(tokens[0]));

  INFO("what is refused is not kept");
  CHECK(desk.Verify(tokens[9] + "x") == "TOKEN_SHAPE");
  CHECK(desk.Verify(TokenWith({{"aud", "other"}})) == "TOKEN_AUDIENCE");
  CHECK(desk.cached() == 4);

  INFO("what has ended goes when another one comes");
  CHECK(desk.Verify(GoodToken(EsKey()), kNow + seconds(500)) == "accepted");
  CHECK(desk.cached() == 1);
}

TEST_CASE("calls on many threads agree while keys come and go", "[token]") {
  const SigningKey leaving("ES256", "leaving");
  const TokenDesk desk({&EsKey(), &leaving}, 8);
  const std::string staying_token = GoodToken(EsKey()), leaving_token = GoodToken(leaving);
  std::atomic<bool> done{false};
  std::atomic<int> wrong{0};
  std::vector<std::thread> callers;
  for (int i = 0; i < 3; ++i) {
    callers.emplace_back([&] {
      while (!done) {
        if (desk.Verify(staying_token) != "accepted") ++wrong;
        const std::string other = desk.Verify(leaving_token);
        if (other != "accepted" && other != "TOKEN_KEY_UNKNOWN") ++wrong;
      }
    });
  }
  for (int i = 0; i < 100; ++i) {
    ReplaceFile(desk.file(), i % 2 == 0 ? JwksOf({&EsKey()}) : JwksOf({&EsKey(), &leaving}));
    if (!desk.keys().Refresh().value()) ++wrong;
    const char* expected = i % 2 == 0 ? "TOKEN_KEY_UNKNOWN" : "accepted";
    if (desk.Verify(leaving_token) != expected) ++wrong;
  }
  done = true;
  for (std::thread& caller : callers) caller.join();
  CHECK(wrong == 0);
}

}  // namespace registry::testing
