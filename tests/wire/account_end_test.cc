// What becomes of an account when its holder ends.
#include <catch2/catch.hpp>
#include <string>

#include "absl/strings/str_cat.h"
#include "carbon/registry/v1/account_life.pb.h"
#include "tests/wire/freeze_book.h"
#include "tests/wire/life_book.h"

namespace registry::wire {
namespace {

constexpr char kSucceed[] = "AccountLifeService/SucceedAccount";
constexpr char kCloseDissolved[] = "AccountLifeService/CloseDissolvedAccount";

v1::Obligation DueOf(const Book& book, const std::string& account) {
  return Tell<v1::Obligation>(
      book, "ComplianceService/GetObligation", "auditor",
      "unit_account: '" + account + "' sector: SECTOR_POWER period: '2019-20'");
}

void Determine(const Book& book, const std::string& account, int tonnes) {
  book.Must("ComplianceService/DetermineObligation", "authority-13",
            absl::StrCat("unit_account: '", account,
                         "' sector: SECTOR_POWER period: '2019-20' verified_emissions_tco2e: ",
                         tonnes, " obligation_tco2e: ", tonnes));
}

// "account:tonnes" of the register, with a space between them.
std::string Uncollected(const Book& book, const std::string& reader, const std::string& filter) {
  std::string rows;
  const auto register_page = Tell<v1::ListUncollectedResponse>(book, kUncollected, reader, filter);
  for (const v1::Obligation& row : register_page.obligations()) {
    absl::StrAppend(&rows, rows.empty() ? "" : " ", row.unit_account(), ":",
                    row.uncollected_tco2e());
  }
  return rows;
}

}  // namespace

TEST_CASE("a merger takes positions, obligations and freezes over, and closes the account") {
  Registryd registryd;
  const Book book(registryd);
  const std::int64_t before = Holds(book, "$buyer", v1::BUCKET_REGISTERED);
  const std::string merger = "predecessor_account: '$held' successor_account: '$buyer' $paper";
  CHECK(book.Ask(kSucceed, "operator", merger + " validate_only: true").ok());
  CHECK(GetAccount(book, "$held").status() == v1::ACCOUNT_STATUS_OPEN);
  book.Must(kSucceed, "operator", merger);
  // Of its 100 t it had surrendered 5; a court holds 50, a bank 5.
  CHECK(Holds(book, "$buyer", v1::BUCKET_REGISTERED) == before + 40);
  CHECK(Holds(book, "$buyer", v1::BUCKET_FROZEN) == 50);
  CHECK(Holds(book, "$buyer", v1::BUCKET_PLEDGED) == 5);
  CHECK(GetFreeze(book, "$freeze").freeze().account() == book.Fill("$buyer"));
  CHECK(DueOf(book, "$buyer").obligation_tco2e() == 20);
  CHECK(DueOf(book, "$buyer").surrendered_tco2e() == 5);
  const v1::Account ended = GetAccount(book, "$held");
  CHECK(ended.status() == v1::ACCOUNT_STATUS_CLOSED);
  CHECK(ended.successor_account() == book.Fill("$buyer"));
  const auto history =
      Tell<v1::ListAccountHistoryResponse>(book, kHistory, "authority-13", "account: '$held'");
  CHECK(history.versions(history.versions_size() - 1).account().successor_account() ==
        book.Fill("$buyer"));
}

TEST_CASE("a successor's representative reads the history that came with a merger, and no other") {
  Registryd registryd;
  const Book book(registryd);
  const auto reads = [&](const char* account) {
    const std::string filter = absl::StrCat("account: '", account, "'");
    std::string answers;
    for (const char* method : {"AccountService/GetAccount", kHistory, "HoldingService/ListPostings",
                               "HoldingService/ListHoldings"}) {
      absl::StrAppend(&answers, book.Ask(method, "unit", filter).ok() ? "+" : "-");
    }
    return answers;
  };
  CHECK(reads("$seller") == "++++");
  CHECK(reads("$held") == "----");
  // Through another one: held into idle, idle into the unit's own.
  book.Must(kSucceed, "operator", "predecessor_account: '$held' successor_account: '$idle' $paper");
  CHECK(reads("$held") == "----");
  book.Must(kSucceed, "operator",
            "predecessor_account: '$idle' successor_account: '$seller' $paper");
  CHECK(reads("$held") == "++++");
  CHECK(reads("$idle") == "++++");
  CHECK(reads("$buyer") == "----");
  CHECK(reads("$unknown") == "----");
  // What it took over it may read, not use.
  CHECK(book.Ask("ComplianceService/Surrender", "unit",
                 "unit_account: '$held' sector: SECTOR_POWER period: '2019-20' "
                 "lines { instrument: 'CEA1920' quantity_tco2e: 1 }")
            .code == grpc::StatusCode::PERMISSION_DENIED);
}

TEST_CASE("a division takes exactly the parts that are named") {
  Registryd registryd;
  const Book book(registryd);
  book.Must(kSucceed, "operator",
            "predecessor_account: '$held' successor_account: '$idle' "
            "holdings { instrument: 'CEA1920' quantity_tco2e: 7 } "
            "obligations { sector: SECTOR_POWER period: '2019-20' verified_emissions_tco2e: 4 "
            "obligation_tco2e: 3 surrendered_tco2e: 1 } $paper");
  CHECK(Holds(book, "$idle", v1::BUCKET_REGISTERED) == 7);
  CHECK(Holds(book, "$held", v1::BUCKET_REGISTERED) == 33);
  CHECK(DueOf(book, "$idle").obligation_tco2e() == 3);
  CHECK(DueOf(book, "$held").obligation_tco2e() == 17);
  CHECK(DueOf(book, "$held").surrendered_tco2e() == 4);
  CHECK(GetAccount(book, "$held").status() == v1::ACCOUNT_STATUS_OPEN);
  CHECK(Fields(book.Ask(kSucceed, "operator",
                        "predecessor_account: '$held' successor_account: '$idle' "
                        "holdings { instrument: 'CEA1920' quantity_tco2e: 1 } "
                        "holdings { instrument: 'CEA1920' quantity_tco2e: 1 } "
                        "obligations { sector: SECTOR_POWER period: '2019-20' } "
                        "obligations { sector: SECTOR_POWER period: '2019-20' } $paper")) ==
        "holdings[1].instrument obligations[1].period");
}

TEST_CASE("what a dissolved unit still owed stands in the register, for those who may see it") {
  Registryd registryd;
  const Book book(registryd);
  Determine(book, "$buyer", 850);
  Determine(book, "$idle", 30);
  const std::int64_t before = Holds(book, "$authority_13", v1::BUCKET_REGISTERED);
  const std::string rest = "receiver_account: '$authority_13' cause: 'bankrupt' $paper";
  CHECK(Uncollected(book, "auditor", "") == "");
  book.Must(kCloseDissolved, "operator", "account: '$buyer' " + rest);
  book.Must(kCloseDissolved, "operator", "account: '$idle' " + rest);
  CHECK(GetAccount(book, "$buyer").status() == v1::ACCOUNT_STATUS_CLOSED);
  CHECK(Holds(book, "$buyer", v1::BUCKET_REGISTERED) == 0);
  CHECK(Holds(book, "$authority_13", v1::BUCKET_REGISTERED) == before + 1'000);
  CHECK(DueOf(book, "$buyer").uncollected_tco2e() == 850);

  const std::string both = book.Fill("$buyer:850 $idle:30");
  CHECK(Uncollected(book, "auditor", "") == both);
  CHECK(Uncollected(book, "authority-13", "period: '2019-20'") == both);
  CHECK(Uncollected(book, "authority-13", "period: '2021'") == "");
  CHECK(Uncollected(book, "authority-11", "") == "");
  CHECK(Uncollected(book, "unit", "") == "");
  CHECK(Reasons(book.Ask(kUncollected, "authority-11", "province: '13'")) == kDenied);
  const auto first =
      Tell<v1::ListUncollectedResponse>(book, kUncollected, "auditor", "page_size: 1");
  CHECK(
      Uncollected(book, "auditor", "page_size: 1 page_token: '" + first.next_page_token() + "'") ==
      book.Fill("$idle:30"));
}

TEST_CASE("succession and dissolution wait for a second person of the registry") {
  Registryd registryd("replay", true);
  const Book book(registryd);
  const Answer waiting =
      book.Ask(kCloseDissolved, "op-1@operator",
               "account: '$idle' receiver_account: '$authority_13' cause: 'bankrupt' $paper");
  v1::WriteResponse response;
  REQUIRE(waiting.ok());
  REQUIRE(response.ParseFromString(waiting.response()));
  CHECK(response.has_waiting());
  CHECK(GetAccount(book, "$idle", "aud-1@auditor").status() == v1::ACCOUNT_STATUS_OPEN);
  REQUIRE(book.Approve(waiting, "rev-1@reviewer").ok());
  CHECK(GetAccount(book, "$idle", "aud-1@auditor").status() == v1::ACCOUNT_STATUS_CLOSED);
}

}  // namespace registry::wire
