// Freezes over the wire: their shapes, what they take and hold, who sees them, and where they show.
#include <catch2/catch.hpp>
#include <map>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "carbon/registry/v1/audit.pb.h"
#include "tests/wire/freeze_book.h"

namespace registry::wire {
namespace {

constexpr char kOfSeller[] = "scope: FREEZE_SCOPE_ACCOUNT account: '$seller'";
constexpr char kOfNew[] = "scope: FREEZE_SCOPE_HOLDER social_credit_code: '$new_code'";

}  // namespace

TEST_CASE("the scope of a freeze decides which fields are required and which must be absent") {
  Registryd registryd;
  const Book book(registryd);
  struct Row {
    const char* text;
    const char* fields;
  };
  const std::string process = "scope: FREEZE_SCOPE_PROCESS process: TRANSACTION_TYPE_TRANSFER";
  const Row rows[] = {
      {"", "scope"},
      {"scope: FREEZE_SCOPE_PLEDGE account: '$seller'", "scope"},
      {"scope: FREEZE_SCOPE_ACCOUNT", "account"},
      {"scope: FREEZE_SCOPE_ACCOUNT account: '$seller' social_credit_code: '$new_code'",
       "social_credit_code"},
      {"scope: FREEZE_SCOPE_ACCOUNT account: '$seller' instrument: 'CEA1920' quantity_tco2e: 1",
       "instrument quantity_tco2e"},
      {"scope: FREEZE_SCOPE_ACCOUNT account: '$seller' process: TRANSACTION_TYPE_TRANSFER",
       "process"},
      {"scope: FREEZE_SCOPE_HOLDER account: '$seller'", "account social_credit_code"},
      {"scope: FREEZE_SCOPE_HOLDER social_credit_code: '91570522087163776E'", "social_credit_code"},
      {"scope: FREEZE_SCOPE_QUANTITY account: '$seller'", "instrument quantity_tco2e"},
      {"scope: FREEZE_SCOPE_QUANTITY account: '$seller' instrument: 'CEA1920' quantity_tco2e: -1",
       "quantity_tco2e"},
      {"scope: FREEZE_SCOPE_PROCESS", "process"},
      {"scope: FREEZE_SCOPE_PROCESS process: TRANSACTION_TYPE_TRANSFER account: '$seller'",
       "account"},
  };
  const std::int64_t before = registryd.Decisions();
  for (const Row& row : rows) {
    INFO(row.text);
    const Answer answer = book.Ask(kFreezeHolding, "court", row.text + Case("case 1", kDay));
    CHECK(answer.code == grpc::StatusCode::INVALID_ARGUMENT);
    CHECK(Fields(answer) == row.fields);
  }
  CHECK(Fields(book.Ask(kFreezeHolding, "court", kOfSeller)) ==
        "case_number authority from_time until_time document");
  CHECK(registryd.Decisions() == before);
  for (const std::string& text : {std::string(kOfSeller), std::string(kOfNew), process}) {
    CHECK(book.Ask(kFreezeHolding, "court", text + Case("case 1", kDay) + " validate_only: true")
              .ok());
  }
  CHECK(registryd.Decisions() == before);
}

TEST_CASE("a freeze takes what is there, what arrives, and a day later what was left in TRADING") {
  Registryd registryd;
  const Book book(registryd);  // the seller has 700 registered and 300 in TRADING
  const std::string freeze = OrderFreeze(book, Quantity("$seller", 900, Case("case 1", 90 * kDay)));
  CHECK(Holds(book, "$seller", v1::BUCKET_FROZEN) == 700);
  CHECK(Holds(book, "$seller", v1::BUCKET_REGISTERED) == 0);
  CHECK(Holds(book, "$seller", v1::BUCKET_TRADING) == 300);

  book.Must("TransferService/Transfer", "operator",
            "transferring_account: '$buyer' acquiring_account: '$seller' instrument: 'CEA1920' "
            "quantity_tco2e: 50 ground: TRANSFER_GROUND_SUCCESSION $paper");
  CHECK(Holds(book, "$seller", v1::BUCKET_FROZEN) == 750);
  CHECK(Holds(book, "$seller", v1::BUCKET_REGISTERED) == 0);

  AdvanceBy(book, 13 * kHour);  // 23:00 of the same day in Beijing
  CHECK(Reasons(book.Ask("TransferService/MoveFromTrading", "trading-system",
                         "account: '$seller' instrument: 'CEA1920' quantity_tco2e: 10"))
            .empty());
  CHECK(Holds(book, "$seller", v1::BUCKET_FROZEN) == 760);
  CHECK(Holds(book, "$seller", v1::BUCKET_TRADING) == 290);
  AdvanceBy(book, 14 * kHour);  // midnight
  REQUIRE(Await([&] { return Holds(book, "$seller", v1::BUCKET_FROZEN) == 900; }));
  CHECK(Holds(book, "$seller", v1::BUCKET_TRADING) == 150);

  const v1::FreezeDetails details = GetFreeze(book, freeze);
  CHECK(details.freeze().state() == v1::FREEZE_STATE_IN_FORCE);
  CHECK(details.freeze().case_number() == "case 1");
  REQUIRE(details.holds_size() == 1);
  CHECK(details.holds(0).account() == book.Fill("$seller"));
  CHECK(details.holds(0).instrument() == "CEA1920");
  CHECK(details.holds(0).held_tco2e() == 900);

  book.Must("FreezeService/ReleaseFreeze", "court",
            "freeze: '" + freeze + "' cause: 'the debt is paid' $paper");
  CHECK(Holds(book, "$seller", v1::BUCKET_FROZEN) == 0);
  CHECK(Holds(book, "$seller", v1::BUCKET_REGISTERED) == 900);
  CHECK(GetFreeze(book, freeze).holds_size() == 0);
}

TEST_CASE("what a freeze holds is deducted or surrendered, and it shrinks by it") {
  Registryd registryd;
  const Book book(registryd);
  const std::string about =
      "freeze: '" + OrderFreeze(book, Quantity("$seller", 300, Case("case 1", kDay))) + "' ";
  const std::string part = about + "instrument: 'CEA1920' quantity_tco2e: ";
  book.Must("FreezeService/DeductFrozen", "court", part + "100 acquiring_account: '$idle' $paper");
  CHECK(Holds(book, "$idle", v1::BUCKET_REGISTERED) == 100);
  book.Must("FreezeService/SurrenderFrozen", "court",
            part + "50 sector: SECTOR_POWER period: '2019-20' $paper");
  CHECK(Holds(book, "$seller", v1::BUCKET_FROZEN) == 150);
  CHECK(Reasons(book.Ask("FreezeService/DeductFrozen", "court",
                         part + "151 acquiring_account: '$idle' $paper")) == "FROZEN_TOO_LITTLE");
  book.Must("FreezeService/DeductFrozen", "court", part + "150 acquiring_account: '$idle' $paper");
  const auto numbers = ListFreezes(book, "court", "state: FREEZE_STATE_USED_UP");
  REQUIRE(about == "freeze: '" + numbers + "' ");
  const v1::Freeze ended = GetFreeze(book, numbers).freeze();
  CHECK(ended.quantity_tco2e() == 0);
  CHECK(ended.deducted_tco2e() == 250);
  CHECK(ended.surrendered_tco2e() == 50);
  CHECK(Reasons(book.Ask("FreezeService/RenewFreeze", "court",
                         about + absl::StrCat("until_time { seconds: ", kBegin + 9 * kDay,
                                              " } $paper"))) == "FREEZE_NOT_IN_FORCE");
}

TEST_CASE("a process that is stopped is stopped for all until the stop is released") {
  Registryd registryd;
  const Book book(registryd);
  const std::string move = "account: '$seller' instrument: 'CEA1920' quantity_tco2e: 1";
  const std::string stop =
      OrderFreeze(book, "scope: FREEZE_SCOPE_PROCESS process: TRANSACTION_TYPE_MOVE_TO_TRADING" +
                            Case("case 9", kDay));
  for (const char* caller : {"operator", "unit"}) {
    CHECK(Reasons(book.Ask("TransferService/MoveToTrading", caller, move)) == "PROCESS_STOPPED");
  }
  CHECK(book.Ask("TransferService/MoveFromTrading", "trading-system", move).ok());
  book.Must("FreezeService/ReleaseFreeze", "court", "freeze: '" + stop + "' cause: 'over' $paper");
  CHECK(book.Ask("TransferService/MoveToTrading", "unit", move).ok());
}

TEST_CASE("a province and a unit see the freezes of their own accounts and nothing of others") {
  Registryd registryd;
  const Book book(registryd);
  // Beside those that the book has.
  std::map<std::string, std::string> before;
  for (const char* reader : {"court", "auditor", "authority-13", "authority-11", "unit"}) {
    before[reader] = ListFreezes(book, reader, "");
  }
  const auto listed = [&](const char* reader, const std::string& filter) {
    std::vector<std::string> numbers = absl::StrSplit(ListFreezes(book, reader, filter), ' ');
    const std::string earlier = " " + before[reader] + " ";
    std::erase_if(numbers, [&](const std::string& one) {
      return earlier.find(" " + one + " ") != std::string::npos;
    });
    return absl::StrJoin(numbers, " ");
  };
  const std::string sellers = OrderFreeze(book, kOfSeller + Case("case 1", kDay));
  const std::string buyers = OrderFreeze(book, Quantity("$buyer", 10, Case("case 2", kDay)));
  const std::string fars =
      OrderFreeze(book, "scope: FREEZE_SCOPE_ACCOUNT account: '$far'" + Case("case 3", kDay));
  const std::string holders =
      OrderFreeze(book, "scope: FREEZE_SCOPE_HOLDER social_credit_code: '" + SocialCreditCode(3) +
                            "'" + Case("case 1", kDay));
  const std::string nobodys = OrderFreeze(book, kOfNew + Case("case 4", kDay));
  const std::string stop = OrderFreeze(
      book, "scope: FREEZE_SCOPE_PROCESS process: TRANSACTION_TYPE_CANCEL" + Case("case 5", kDay));
  const std::string all =
      absl::StrCat(sellers, " ", buyers, " ", fars, " ", holders, " ", nobodys, " ", stop);

  CHECK(listed("court", "") == all);
  CHECK(listed("auditor", "") == all);
  CHECK(listed("authority-13", "") == absl::StrCat(sellers, " ", buyers, " ", holders));
  CHECK(listed("authority-11", "") == fars);
  CHECK(listed("unit", "") == absl::StrCat(sellers, " ", holders));

  CHECK(listed("court", "account: '$seller'") == absl::StrCat(sellers, " ", holders));
  CHECK(listed("court", "social_credit_code: '" + SocialCreditCode(3) + "'") ==
        absl::StrCat(sellers, " ", holders));
  CHECK(listed("court", "social_credit_code: '$new_code'") == nobodys);
  CHECK(listed("court", "case_number: 'case 1'") == absl::StrCat(sellers, " ", holders));
  CHECK(listed("court", "scope: FREEZE_SCOPE_QUANTITY") == buyers);
  CHECK(listed("unit", "case_number: 'case 2'").empty());

  struct Hidden {
    const char* reader;
    std::string number;
  };
  for (const Hidden& hidden : {Hidden{"unit", buyers}, Hidden{"unit", stop},
                               Hidden{"unit", nobodys}, Hidden{"authority-13", fars},
                               Hidden{"authority-11", sellers}, Hidden{"authority-11", holders}}) {
    INFO(hidden.reader << " " << hidden.number);
    const Answer answer = book.Ask(kGetFreeze, hidden.reader, "freeze: '" + hidden.number + "'");
    CHECK(Reasons(answer) == kDenied);
    CHECK(answer == book.Ask(kGetFreeze, hidden.reader, "freeze: '999999'"));
  }
  CHECK(book.Ask(kGetFreeze, "court", "freeze: '999999'").code == grpc::StatusCode::NOT_FOUND);
  for (const char* filter :
       {"account: '$far'", "account: '$unknown'", "social_credit_code: '$new_code'"}) {
    INFO(filter);
    CHECK(Reasons(book.Ask(kListFreezes, "authority-13", filter)) == kDenied);
    CHECK(Reasons(book.Ask(kListFreezes, "unit", filter)) == kDenied);
  }
  for (const char* reader : {"trading-system", "supervisor", "security", "public"}) {
    INFO(reader);
    CHECK(Reasons(book.Ask(kListFreezes, reader, "")) == kDenied);
    CHECK(Reasons(book.Ask(kGetFreeze, reader, "freeze: '" + sellers + "'")) == kDenied);
  }
}

TEST_CASE("pages of freezes hold each once, and a token is for its caller and filter alone") {
  Registryd registryd;
  const Book book(registryd);
  std::vector<std::string> ordered;
  for (int i = 0; i < 5; ++i) {
    ordered.push_back(OrderFreeze(book, Quantity("$seller", 10, Case("case 1", kDay))));
    OrderFreeze(book, Quantity("$far", 10, Case("case 1", kDay)));
  }
  std::vector<std::string> seen;
  v1::ListFreezesRequest request;
  request.set_page_size(2);
  v1::ListFreezesResponse page;
  do {
    const Answer answer = book.Send(kListFreezes, "unit", request);
    REQUIRE(answer.ok());
    page.ParseFromString(answer.response());
    CHECK(page.freezes_size() <= 2);
    for (const v1::Freeze& freeze : page.freezes()) seen.push_back(freeze.freeze());
    request.set_page_token(page.next_page_token());
    if (request.page_token().empty()) break;
    CHECK(Fields(book.Send(kListFreezes, "authority-13", request)) == "page_token");
    v1::ListFreezesRequest other = request;
    other.set_case_number("case 1");
    CHECK(Fields(book.Send(kListFreezes, "unit", other)) == "page_token");
  } while (true);
  CHECK(seen == ordered);
  // A token says that there is more of the caller's own: $far has the newest.
  v1::ListFreezesRequest whole;
  whole.set_page_size(static_cast<int>(ordered.size()));
  page.ParseFromString(book.Send(kListFreezes, "unit", whole).response());
  CHECK(page.freezes_size() == whole.page_size());
  CHECK(page.next_page_token().empty());
}

TEST_CASE("the feed tells of a freeze by its number, to readers of its account, without the case") {
  Registryd registryd;
  const Book book(registryd);
  const std::string freeze = OrderFreeze(book, kOfSeller + Case("case-77", kDay));
  const std::int64_t first = std::stoll(freeze);
  book.Must("FreezeService/RenewFreeze", "court",
            absl::StrCat("freeze: '", freeze, "' until_time { seconds: ", kBegin + 2 * kDay,
                         " } $paper"));
  book.Must("FreezeService/FreezeHolding", "court", Quantity("$buyer", 5, Case("case-78", kDay)));
  book.Must("FreezeService/ReleaseFreeze", "court",
            "freeze: '" + freeze + "' cause: 'secret-cause' $paper");
  const auto feed = Feed(book, "trading-system", "$seller", first - 1, 3);
  REQUIRE(feed.size() == 3);
  CHECK(feed[0].type() == v1::TRANSACTION_TYPE_FREEZE_HOLDING);
  CHECK(feed[1].type() == v1::TRANSACTION_TYPE_RENEW_FREEZE);
  CHECK(feed[2].type() == v1::TRANSACTION_TYPE_RELEASE_FREEZE);
  for (const v1::Transaction& one : feed) {
    CHECK(one.subject() == freeze);
    CHECK(one.SerializeAsString().find("case-77") == std::string::npos);
    CHECK(one.SerializeAsString().find("secret-cause") == std::string::npos);
  }
}

TEST_CASE("the trail is searched by case, whatever a request said of it") {
  Registryd registryd;
  const Book book(registryd);
  const std::string freeze = OrderFreeze(book, kOfSeller + Case("case-77", kDay));
  const std::string about = "freeze: '" + freeze + "'";
  book.Must("FreezeService/RenewFreeze", "court",
            about + absl::StrCat(" until_time { seconds: ", kBegin + 2 * kDay, " } $paper"));
  CHECK(Reasons(book.Ask("FreezeService/ReleaseFreeze", "unit", about + " cause: 'x' $paper")) ==
        kDenied);
  CHECK(book.Ask(kGetFreeze, "unit", about).ok());
  CHECK(Reasons(book.Ask(kGetFreeze, "trading-system", about)) == kDenied);
  CHECK(book.Ask(kListFreezes, "court", "case_number: 'case-77'").ok());
  std::string methods;
  REQUIRE(Await([&] {
    const Answer answer = book.Ask("AuditService/SearchTrail", "auditor",
                                   "page_size: 100 filter { subject: 'case-77' }");
    v1::SearchTrailResponse found;
    if (!answer.ok() || !found.ParseFromString(answer.response())) return false;
    methods.clear();
    int others = 0;
    for (const v1::TrailEntry& entry : found.entries()) {
      // Who looks before all rows are written finds his own looking here afterwards.
      if (entry.method() == "AuditService/SearchTrail") continue;
      ++others;
      methods += entry.method() + (entry.account() == book.Fill("$seller") ? "* " : " ");
    }
    return others == 6;
  }));
  CHECK(methods ==
        "FREEZE_HOLDING* RENEW_FREEZE* FreezeService/ReleaseFreeze* FreezeService/GetFreeze* "
        "FreezeService/GetFreeze* FreezeService/ListFreezes ");
}

}  // namespace registry::wire
