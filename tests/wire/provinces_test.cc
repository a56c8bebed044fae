// An officer of one province after another province's accounts, by every way the protocol has.
#include <catch2/catch.hpp>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "carbon/registry/v1/account.pb.h"
#include "carbon/registry/v1/compliance.pb.h"
#include "carbon/registry/v1/holding.pb.h"
#include "google/protobuf/descriptor.h"
#include "tests/wire/book.h"
#include "tests/wire/methods.h"
#include "tests/wire/rights_desk.h"
#include "tests/wire/valid_requests.h"

namespace registry::wire {
namespace {

constexpr char kOfficer[] = "authority-13";

// A book with the accounts of two provinces, which have traded with each other.
struct Provinces {
  Provinces() : book(registryd) {
    FillForRights(book);
    book.Must("TransferService/Transfer", "operator",
              "transferring_account: '$seller' acquiring_account: '$far' instrument: 'CEA1920' "
              "quantity_tco2e: 7 ground: TRANSFER_GROUND_SUCCESSION $paper");
    book.Must("TransferService/Transfer", "operator",
              "transferring_account: '$far' acquiring_account: '$seller' instrument: 'CEA1920' "
              "quantity_tco2e: 3 ground: TRANSFER_GROUND_SUCCESSION $paper");
    denied = book.Ask("TransferService/Transfer", "auditor",
                      ValidRequestOf("TransferService/Transfer").text);
    REQUIRE(denied.code == grpc::StatusCode::PERMISSION_DENIED);
  }

  // What of the other province stands in an answer; empty: nothing.
  std::string Leak(const Answer& answer) const {
    for (const char* name : {"$far", "$authority_11"}) {
      for (const std::string& response : answer.responses) {
        if (response.find(book.Fill(name)) != std::string::npos) return name;
      }
    }
    return "";
  }

  Registryd registryd;
  Book book;
  Answer denied;
};

struct Listing {
  const char* method;
  const char* must;  // what every request of it says
};
constexpr Listing kListings[] = {{"AccountService/ListAccounts", ""},
                                 {"HoldingService/ListHoldings", ""},
                                 {"ComplianceService/ListObligations", "period: '2019-20' "}};

std::string TokenOf(const std::string& method, const Answer& answer) {
  const auto token = [&](auto response) {
    REQUIRE(answer.ok());
    response.ParseFromString(answer.response());
    return response.next_page_token();
  };
  if (method.ends_with("ListAccounts")) return token(v1::ListAccountsResponse());
  if (method.ends_with("ListHoldings")) return token(v1::ListHoldingsResponse());
  return token(v1::ListObligationsResponse());
}

}  // namespace

TEST_CASE(
    "by id: every read of another province's account is denied, at every moment of the book") {
  const Provinces provinces;
  const Book& book = provinces.book;
  int asked = 0;
  for (const Method& method : ListMethods(book.registryd().Channel("auditor"))) {
    if (!method.own || method.write) continue;
    const std::string name = ShortName(method.path);
    const auto* request = NewMessage(method.request_type)->GetDescriptor();
    const std::string rest = request->FindFieldByName("sector") != nullptr
                                 ? " sector: SECTOR_POWER period: '2019-20'"
                                 : "";
    for (const char* field : {"account", "unit_account"}) {
      if (request->FindFieldByName(field) == nullptr) continue;
      std::vector<std::string> moments = {""};
      if (request->FindFieldByName("as_of") != nullptr) {
        moments = {"", " as_of { sequence: 1 }", " as_of { sequence: 40 }",
                   " as_of { sequence: 99999 }", " as_of { time { seconds: 1626400800 } }"};
      }
      for (const std::string& moment : moments) {
        for (const char* account : {"$far", "$authority_11", "$unknown", "00000001-95"}) {
          INFO(name << " " << account << moment);
          CHECK(book.Ask(name, kOfficer, absl::StrCat(field, ": '", account, "'", rest, moment)) ==
                provinces.denied);
          ++asked;
        }
      }
    }
  }
  CHECK(asked > 80);
}

TEST_CASE("by filter: no filter of a listing reaches another province") {
  const Provinces provinces;
  const Book& book = provinces.book;
  for (const auto& [method, must] : kListings) {
    INFO(method);
    CHECK(book.Ask(method, kOfficer, absl::StrCat(must, "province: '11'")) == provinces.denied);
    CHECK(book.Ask(method, kOfficer, absl::StrCat(must, "province: '65'")) == provinces.denied);
    for (const char* narrowed : {"", "province: '13'"}) {
      const Answer answer = book.Ask(method, kOfficer, absl::StrCat(must, narrowed));
      REQUIRE(answer.ok());
      CHECK(provinces.Leak(answer).empty());
      CHECK(answer.response().find(book.Fill("$seller")) != std::string::npos);
    }
    // Whoever may see all does see it, so the lines above say something.
    CHECK(provinces.Leak(book.Ask(method, "auditor", must)) == "$far");
  }
  for (const char* both : {"account: '$far'", "account: '$far' province: '13'",
                           "account: '$far' province: '11'", "account: '$unknown'"}) {
    CHECK(book.Ask("HoldingService/ListHoldings", kOfficer, both) == provinces.denied);
  }
  const auto holder = [&](int number, const std::string& province) {
    return book.Ask("AccountService/ListAccounts", kOfficer,
                    absl::StrCat("social_credit_code: '", SocialCreditCode(number, province), "'"));
  };
  CHECK(provinces.Leak(holder(8, "11")).empty());
  CHECK(holder(8, "11") == holder(901, "11"));  // the holder of $far; of nothing
  for (const char* kind : {"kind: ACCOUNT_KIND_PROVINCIAL_AUTHORITY",
                           "kind: ACCOUNT_KIND_KEY_EMITTING_UNIT status: ACCOUNT_STATUS_OPEN"}) {
    CHECK(provinces.Leak(book.Ask("AccountService/ListAccounts", kOfficer, kind)).empty());
  }
}

TEST_CASE("by filter: what is late, what nobody pays and what is frozen elsewhere is not told") {
  const Provinces provinces;
  const Book& book = provinces.book;
  for (const char* method :
       {"AccountLifeService/ListOverdue", "AccountLifeService/ListUncollected"}) {
    INFO(method);
    for (const char* elsewhere : {"province: '11'", "province: '65'"}) {
      CHECK(book.Ask(method, kOfficer, elsewhere) == provinces.denied);
      CHECK(book.Ask(method, "auditor", elsewhere).ok());
    }
    CHECK(book.Ask(method, kOfficer, "province: '13'").ok());
  }
  // Of the holder of $far, and of nobody's.
  for (const int holder : {8, 901}) {
    CHECK(book.Ask("FreezeService/ListFreezes", kOfficer,
                   absl::StrCat("social_credit_code: '", SocialCreditCode(holder, "11"), "'")) ==
          provinces.denied);
  }
  CHECK(book.Ask("FreezeService/GetFreeze", kOfficer, "freeze: '99999'") == provinces.denied);
  for (const char* list : {"FreezeService/ListFreezes", "AccountLifeService/ListOverdue"}) {
    CHECK(provinces.Leak(book.Ask(list, kOfficer, "")).empty());
  }
  CHECK_FALSE(book.Ask("TransferService/ListDelayedTransfers", kOfficer, "").ok());
}

TEST_CASE(
    "by page token: nobody's token is another one's, nor of another filter, nor of one's own "
    "making") {
  const Provinces provinces;
  const Book& book = provinces.book;
  for (const auto& [method, must] : kListings) {
    INFO(method);
    const auto token_of = [&, name = method, all = must](const char* caller, const char* filter) {
      return TokenOf(name, book.Ask(name, caller, absl::StrCat(all, "page_size: 1 ", filter)));
    };
    const auto turn = [&, name = method, all = must](const std::string& token,
                                                     const std::string& filter) {
      return book.Ask(name, kOfficer,
                      absl::StrCat(all, "page_size: 1 page_token: '", token, "' ", filter));
    };
    for (const char* caller : {"authority-11", "auditor", "ministry"}) {
      for (const char* filter : {"", "province: '11'"}) {
        const std::string token = token_of(caller, filter);
        if (token.empty()) continue;  // one page is all there is
        CHECK(Fields(turn(token, "")) == "page_token");
        // Whose right does not reach the filter learns of the filter alone, or of the token.
        CHECK_FALSE(turn(token, filter).ok());
      }
    }
    const std::string own = token_of(kOfficer, "");
    REQUIRE_FALSE(own.empty());
    CHECK_FALSE(turn(own, "province: '11'").ok());
    std::set<std::string> told;
    for (std::size_t i = 0; i < own.size(); ++i) {
      std::string forged = own;
      forged[i] = forged[i] == 'A' ? 'B' : 'A';
      const Answer answer = turn(forged, "");
      CHECK(provinces.Leak(answer).empty());
      told.insert(answer.ok() ? "a page" : Fields(answer));
    }
    CHECK(told == std::set<std::string>{"page_token"});
    // All pages, one account each, to the end.
    int pages = 0;
    for (std::string token = own; !token.empty() && pages < 100; ++pages) {
      const Answer answer = turn(token, "");
      CHECK(provinces.Leak(answer).empty());
      token = TokenOf(method, answer);
    }
    CHECK(pages < 100);
  }
}

TEST_CASE("by feed: no transaction and no feed, of nobody's account") {
  const Provinces provinces;
  const Book& book = provinces.book;
  for (int sequence = -1; sequence < 60; ++sequence) {
    CHECK(book.Ask("JournalService/GetTransaction", kOfficer,
                   absl::StrCat("sequence: ", sequence)) == provinces.denied);
  }
  for (const char* request : {"", "account: '$far'", "account: '$seller'", "account: '$unknown'",
                              "after_sequence: 5", "account: '$far' after_sequence: 99999"}) {
    INFO(request);
    CHECK(book.Ask("JournalService/FollowJournal", kOfficer, request) == provinces.denied);
  }
}

TEST_CASE("by statement and by partner: of a transfer to another province one side's balance") {
  const Provinces provinces;
  const Book& book = provinces.book;
  const Answer statement = book.Ask("HoldingService/GetStatement", kOfficer, "account: '$seller'");
  REQUIRE(statement.ok());
  CHECK(provinces.Leak(statement).empty());
  v1::ListPostingsResponse postings;
  const auto read = [&](const char* caller) {
    postings.ParseFromString(
        book.Ask("HoldingService/ListPostings", caller, "account: '$seller' page_size: 1000")
            .response());
    std::vector<v1::Posting> with_far;
    for (const v1::PostingEntry& entry : postings.entries()) {
      const v1::Posting& posting = entry.posting();
      const std::string far = book.Fill("$far");
      if (posting.transferring().account() == far || posting.acquiring().account() == far) {
        with_far.push_back(posting);
      }
    }
    REQUIRE(with_far.size() == 2);
    return with_far;
  };
  const auto seen = read(kOfficer);
  CHECK(seen[0].transferring_balance() > 0);
  CHECK(seen[0].acquiring_balance() == 0);
  CHECK(seen[1].transferring_balance() == 0);
  CHECK(seen[1].acquiring_balance() > 0);
  const auto whole = read("auditor");
  CHECK(whole[0].acquiring_balance() > 0);
  CHECK(whole[1].transferring_balance() > 0);
}

TEST_CASE("a representative reaches no other account either, by none of these ways") {
  const Provinces provinces;
  const Book& book = provinces.book;
  for (const auto& [method, must] : kListings) {
    INFO(method);
    const Answer listed = book.Ask(method, "unit", absl::StrCat(must, "page_size: 1000"));
    REQUIRE(listed.ok());
    CHECK(listed.response().find(book.Fill("$seller")) != std::string::npos);
    for (const char* other : {"$buyer", "$far", "$authority_13", "$idle"}) {
      CHECK(listed.response().find(book.Fill(other)) == std::string::npos);
    }
    const std::string token =
        TokenOf(method, book.Ask(method, "auditor", absl::StrCat(must, "page_size: 1")));
    CHECK(Fields(book.Ask(method, "unit",
                          absl::StrCat(must, "page_size: 1 page_token: '", token, "'"))) ==
          "page_token");
  }
  for (const char* other : {"$buyer", "$far", "$authority_13", "$unknown"}) {
    const std::string about = absl::StrCat("account: '", other, "'");
    for (const char* method :
         {"AccountService/GetAccount", "HoldingService/ListHoldings", "HoldingService/ListPostings",
          "HoldingService/GetStatement", "JournalService/FollowJournal"}) {
      INFO(method << " " << other);
      CHECK(book.Ask(method, "unit", about) == provinces.denied);
    }
  }
}

}  // namespace registry::wire
