// What somebody without a right learns: nothing.
#include <catch2/catch.hpp>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "google/protobuf/descriptor.h"
#include "tests/wire/book.h"
#include "tests/wire/methods.h"
#include "tests/wire/valid_requests.h"

namespace registry::wire {
namespace {

// The answer to all who have no right: always these bytes.
Answer Denied(const Book& book) {
  return book.Ask("TransferService/Transfer", "auditor",
                  ValidRequestOf("TransferService/Transfer").text);
}

// The same request about accounts that nobody has.
std::string AboutNothing(const std::string& text) {
  std::string changed = text;
  for (const char* name : {"$seller", "$buyer", "$idle", "$authority_13"}) {
    changed = absl::StrReplaceAll(changed, {{name, "$unknown"}});
  }
  return changed;
}

// The same request by authority 13, about province 11.
std::string AboutProvince11(const std::string& text) {
  return absl::StrReplaceAll(
      text, {{"$seller", "$far"}, {"$buyer", "$far"}, {"$authority_13", "$authority_11"}});
}

}  // namespace

TEST_CASE("no right: every write answers the same bytes, whatever exists, and records nothing") {
  Registryd registryd;
  const Book book(registryd);
  const Answer denied = Denied(book);
  REQUIRE(denied.code == grpc::StatusCode::PERMISSION_DENIED);
  REQUIRE(Reasons(denied) == "CALLER_NOT_ENTITLED");
  int refused = 0;
  for (const Method& method : ListWrites(registryd.Channel("auditor"))) {
    const ValidRequest& row = ValidRequestOf(ShortName(method.path));
    const std::string id = " request_id: '" + NewId() + "'";
    const std::int64_t before = registryd.Decisions();
    for (const std::string& participant : Participants()) {
      if (row.MayCall(participant)) continue;
      INFO(row.method << " by " << participant);
      CHECK(book.Ask(row.method, participant, row.text + id) == denied);
      CHECK(book.Ask(row.method, participant, AboutNothing(row.text) + id) == denied);
      CHECK(book.Ask(row.method, participant, row.text + id + " validate_only: true") == denied);
      CHECK(book.SendBytes(row.method, participant, "\xFF") == denied);
      ++refused;
    }
    INFO(row.method);
    CHECK(registryd.Decisions() == before);
    CHECK(book.Ask(row.method, row.caller(), row.text + id).ok());
    CHECK(registryd.Decisions() == before + 1);
  }
  WARN(refused << " pairs of a write and an office without a right to it");
}

TEST_CASE("an authority's writes about another province answer the bytes of no right at all") {
  Registryd registryd;
  const Book book(registryd);
  const Answer denied = Denied(book);
  const std::int64_t before = registryd.Decisions();
  int refused = 0;
  for (const ValidRequest& row : ValidRequests()) {
    if (!row.MayCall("authority-13")) continue;
    INFO(row.method);
    const std::string id = " request_id: '" + NewId() + "'";
    for (const std::string& text : {AboutProvince11(row.text), AboutNothing(row.text)}) {
      CHECK(book.Ask(row.method, "authority-13", text + id) == denied);
      CHECK(book.Ask(row.method, "authority-13", text + id + " validate_only: true") == denied);
    }
    CHECK(registryd.Decisions() == before);
    ++refused;
  }
  CHECK(refused == 4);
}

TEST_CASE("a province is told nothing about the other side of what it may not do") {
  Registryd registryd;
  const Book book(registryd);
  const Answer denied = Denied(book);
  for (const ValidRequest& row : ValidRequests()) {
    if (!row.MayCall("authority-13")) continue;
    for (const char* elsewhere : {"$far", "$authority_11", "$unknown"}) {
      const std::string text = absl::StrReplaceAll(
          row.text,
          {{"acquiring_account: '$seller'", absl::StrCat("acquiring_account: '", elsewhere, "'")},
           {"acquiring_account: '$authority_13'",
            absl::StrCat("acquiring_account: '", elsewhere, "'")}});
      if (text == row.text) continue;
      INFO(row.method << " " << elsewhere);
      CHECK(book.Ask(row.method, "authority-13", text + " validate_only: true") == denied);
      CHECK(book.Ask(row.method, "authority-13", text) == denied);
    }
  }
}

TEST_CASE("a denied write does not use up its id") {
  Registryd registryd;
  const Book book(registryd);
  for (const ValidRequest& row : ValidRequests()) {
    if (!row.MayCall("authority-13")) continue;
    INFO(row.method);
    const std::string id = " request_id: '" + NewId() + "'";
    CHECK(book.Ask(row.method, "authority-13", AboutProvince11(row.text) + id) == Denied(book));
    CHECK(book.Ask(row.method, "authority-13", row.text + id).ok());
  }
}

TEST_CASE("a unit's representative is denied every account but its own, in the same bytes") {
  Registryd registryd;
  const Book book(registryd);
  const std::int64_t before = registryd.Decisions();
  for (const ValidRequest& row : ValidRequests()) {
    if (!row.MayCall("representative")) continue;
    INFO(row.method);
    CHECK(book.Ask(row.method, "representative", row.text) == Denied(book));
    CHECK(book.Ask(row.method, "representative", AboutNothing(row.text)) == Denied(book));
  }
  CHECK(registryd.Decisions() == before);
  CHECK(book.Ask("AccountService/GetAccount", "representative", "account: '00000005-83'").ok());
  for (const char* account : {"$seller", "$unknown"}) {
    CHECK(book.Ask("AccountService/GetAccount", "representative",
                   "account: '" + std::string(account) + "'") == Denied(book));
  }
}

TEST_CASE("a province's reads of another one's account have the bytes of one that does not exist") {
  Registryd registryd;
  const Book book(registryd);
  book.Must("ComplianceService/DetermineObligation", "authority-11",
            "unit_account: '$far' sector: SECTOR_POWER period: '2019-20' "
            "verified_emissions_tco2e: 7 obligation_tco2e: 7");
  int methods = 0;
  for (const Method& method : ListMethods(registryd.Channel("auditor"))) {
    if (!method.own || method.write) continue;
    const std::string name = ShortName(method.path);
    const std::string rest =
        name == "ComplianceService/GetObligation" ? " sector: SECTOR_POWER period: '2019-20'" : "";
    for (const char* field : {"account", "unit_account"}) {
      if (NewMessage(method.request_type)->GetDescriptor()->FindFieldByName(field) == nullptr) {
        continue;
      }
      INFO(name);
      const auto ask = [&](const std::string& account) {
        return book.Ask(name, "authority-13", field + (": '" + account + "'") + rest);
      };
      // Nobody has a feed of a province.
      CHECK(ask("$seller").ok() == (name != "JournalService/FollowJournal"));
      CHECK(ask("$far") == Denied(book));
      CHECK(ask("$unknown") == Denied(book));
      CHECK(ask("00000001-95") == Denied(book));  // the registry's own
      ++methods;
    }
  }
  CHECK(methods == 11);
}

TEST_CASE("a listing by province or holder tells an authority nothing of another province") {
  Registryd registryd;
  const Book book(registryd);
  for (const char* method : {"AccountService/ListAccounts", "HoldingService/ListHoldings",
                             "ComplianceService/ListObligations"}) {
    INFO(method);
    const std::string period =
        std::string(method).ends_with("Obligations") ? "period: '2019-20'" : "";
    CHECK(book.Ask(method, "authority-13", period + " province: '13'").ok());
    CHECK(book.Ask(method, "authority-13", period + " province: '11'") == Denied(book));
    CHECK(book.Ask(method, "authority-13", period + " province: '65'") == Denied(book));
  }
  const auto holder = [&](int number, const std::string& province) {
    return book.Ask("AccountService/ListAccounts", "authority-13",
                    "social_credit_code: '" + SocialCreditCode(number, province) + "'");
  };
  CHECK(holder(3, "13").response() != holder(900, "13").response());
  CHECK(holder(8, "11") == holder(900, "13"));  // of province 11; of nobody
}

TEST_CASE("reads of the journal and of its proof are denied to an office without a right") {
  Registryd registryd;
  const Book book(registryd);
  for (const char* sequence : {"sequence: 1", "sequence: 999999", "sequence: -1"}) {
    CHECK(book.Ask("JournalService/GetTransaction", "authority-13", sequence) == Denied(book));
  }
  CHECK(book.Ask("JournalService/FollowJournal", "authority-13", "") == Denied(book));
  CHECK(book.Ask("AuditService/CheckRegistry", "authority-13", "") == Denied(book));
  CHECK(book.Ask("AuditService/GetCallCounts", "authority-13", "") == Denied(book));
  for (const char* period : {"period: '2019-20'", "period: '1999'"}) {
    CHECK(book.Ask("AuditService/GetCycleFigures", "authority-13", period) == Denied(book));
  }
  CHECK(book.Ask("AccountService/GetAccount", "security", "account: '$seller'") == Denied(book));
  CHECK(book.Ask("AccountService/GetAccount", "security", "account: '$unknown'") == Denied(book));
}

}  // namespace registry::wire
