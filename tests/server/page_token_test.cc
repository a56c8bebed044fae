#include "server/page_token.h"

#include <catch2/catch.hpp>
#include <string>
#include <string_view>

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
