#include "server/page_token.h"

#include <catch2/catch.hpp>
#include <cstdint>
#include <string>
#include <string_view>

#include "absl/strings/escaping.h"
#include "carbon/registry/v1/holding.pb.h"

namespace registry::server {

namespace v1 = carbon::registry::v1;

TEST_CASE("a page token is for its listing, its filter and its caller") {
  const PageTokens tokens("key");
  const PageOwner caller{ledger::ParticipantId{3}};
  v1::ListHoldingsRequest request;
  request.set_province("13");
  request.set_page_size(10);
  const std::string key = KeyWriter().Number(-5).Text("a").Number(7).bytes();
  const std::string token = tokens.Write({ledger::Sequence{42}, key}, caller, request);

  SECTION("it comes back, also with another page size") {
    request.set_page_size(20);
    request.set_page_token(token);
    const auto place = tokens.Read(token, caller, request);
    REQUIRE(place);
    CHECK(place->as_of == ledger::Sequence{42});
    KeyReader reader(place->key);
    CHECK(reader.Number() == -5);
    CHECK(reader.Text() == "a");
    CHECK(reader.Number() == 7);
    CHECK(reader.Number() == 0);
    CHECK(reader.Text().empty());
  }
  SECTION("another caller, filter, listing, store or byte: no") {
    CHECK_FALSE(tokens.Read(token, PageOwner{ledger::ParticipantId{4}}, request));
    v1::ListPostingsRequest other;
    CHECK_FALSE(tokens.Read(token, caller, other));
    CHECK_FALSE(PageTokens("other").Read(token, caller, request));
    for (std::size_t i = 0; i < token.size(); ++i) {
      std::string changed = token;
      changed[i] = changed[i] == 'A' ? 'B' : 'A';
      CHECK_FALSE(tokens.Read(changed, caller, request));
    }
    CHECK_FALSE(tokens.Read("", caller, request));
    CHECK_FALSE(tokens.Read("?", caller, request));
    request.set_province("11");
    CHECK_FALSE(tokens.Read(token, caller, request));
  }
}

// Listings that look through others' rows stop at one of them: whoever gets the token is not told.
TEST_CASE("a page token does not tell its place") {
  const PageTokens tokens("key");
  const PageOwner caller{ledger::ParticipantId{3}};
  const v1::ListHoldingsRequest request;
  const auto bytes_of = [&](std::int64_t account) {
    const std::string key = KeyWriter().Number(account).Text("a long key of a row").bytes();
    const std::string token = tokens.Write({ledger::Sequence{42}, key}, caller, request);
    std::string bytes;
    REQUIRE(absl::WebSafeBase64Unescape(token, &bytes));
    const auto place = tokens.Read(token, caller, request);
    REQUIRE(place);
    CHECK(place->key == key);
    for (const std::string& plain : {KeyWriter().Number(account).bytes(), std::string("row")}) {
      CHECK(bytes.find(plain) == std::string::npos);
    }
    return bytes;
  };
  // Nor whether it is near another one.
  const std::string one = bytes_of(1'001), next = bytes_of(1'002);
  REQUIRE(one.size() == next.size());
  int same = 0;
  for (std::size_t i = 0; i < one.size(); ++i) same += one[i] == next[i] ? 1 : 0;
  CHECK(same < 8);
}

TEST_CASE("a page token has one spelling") {
  const PageTokens tokens("key");
  const PageOwner caller{ledger::ParticipantId{3}};
  v1::ListHoldingsRequest request;
  constexpr std::string_view kDigits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  for (const std::string& key : {std::string("a"), std::string("ab"), std::string("abc")}) {
    const std::string token = tokens.Write({ledger::Sequence{42}, key}, caller, request);
    INFO(token);
    REQUIRE(tokens.Read(token, caller, request));
    for (const char* more : {"=", "==", ".", " ", "\n", "A"}) {
      CHECK_FALSE(tokens.Read(token + more, caller, request));
      CHECK_FALSE(tokens.Read(more + token, caller, request));
    }
    CHECK_FALSE(tokens.Read(token.substr(0, 9) + " " + token.substr(9), caller, request));
    int opened = 0;
    for (const char last : kDigits) {
      if (tokens.Read(token.substr(0, token.size() - 1) + last, caller, request)) ++opened;
    }
    CHECK(opened == 1);
  }
}

}  // namespace registry::server
