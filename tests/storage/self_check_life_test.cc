// The registry proves itself: freezes, the lives of accounts, transfers at will, staff.
#include <catch2/catch.hpp>
#include <string>
#include <utility>
#include <vector>

#include "tests/storage/checking.h"
#include "tests/storage/life_book.h"

namespace registry::testing {
namespace {

using ledger::Raw;

std::string Versions(const std::string& table, const std::string& key, const std::string& id) {
  return " WHERE " + key + " = " + id + " AND sequence = (SELECT max(sequence) FROM " + table +
         " WHERE " + key + " = " + id + ")";
}

TEST_CASE("a book with freezes, lives of accounts and transfers at will has no findings") {
  FilledLifeBook book;
  CHECK(book.Figure("SELECT string_agg(DISTINCT type::text, ' ' ORDER BY type::text) FROM decision "
                    "WHERE sequence IS NOT NULL AND type >= 30") ==
        "30 31 32 33 34 35 36 37 38 39 40 41 42 43 44 45 46 47 48 49 50 51 52 53 54");
  CHECK(book.Figure("SELECT string_agg(DISTINCT scope || ':' || state, ' ' ORDER BY scope || ':' "
                    "|| state) FROM freeze_entry") == "1:1 1:2 2:1 3:1 3:3 3:4 4:1 5:1 5:2");
  CHECK(book.Figure("SELECT string_agg(DISTINCT state::text, ' ') FROM delayed_transfer") ==
        "1 2 3 4");
  for (const int page : {1, 7, 1000}) {
    const Findings findings = Check(book, page);
    INFO(TextOf(findings));
    CHECK(findings.empty());
  }
  book.CheckLaws();
}

TEST_CASE("altered facts of freezes, accounts, staff and transfers are named with both figures") {
  FilledLifeBook book;
  const auto freeze = [&](const std::string& id, const std::string& set) {
    return "UPDATE freeze_entry SET " + set + Versions("freeze_entry", "freeze_id", id);
  };
  const auto transfer = [&](const std::string& id, const std::string& set) {
    return "UPDATE delayed_transfer SET " + set + Versions("delayed_transfer", "transfer_id", id);
  };
  const std::string opened = std::to_string(Raw(book.opened));
  const std::string of_quantity = "freeze " + book.quantity_freeze;
  const std::pair<std::string, std::vector<std::string>> faults[] = {
      {"UPDATE account SET objected_at = objected_at + interval '1 second'" +
           Versions("account", "account_id", opened),
       {"objected at of account"}},
      {"UPDATE account SET objection_decided = true" + Versions("account", "account_id", opened),
       {"objection decided of account", "expected false, found true"}},
      {"UPDATE account SET successor = 1003 WHERE successor IS NOT NULL AND account_id = 1004",
       {"successor of account 00001004", "expected 00001005"}},
      {"UPDATE account SET status = 1 WHERE status = 7",
       {"status of account", "expected REFUSED, found OPEN"}},
      {"UPDATE obligation SET uncollected = 1699 WHERE uncollected > 0",
       {"uncollected of obligation of account", "expected 1700, found 1699"}},
      {freeze(book.quantity_freeze, "scope = 1"), {"scope of " + of_quantity, "expected 3"}},
      {freeze(book.quantity_freeze, "account_id = 1004"), {"account of " + of_quantity}},
      {freeze(book.holder_freeze, "social_credit_code = 'X'"),
       {"social credit code of freeze " + book.holder_freeze, "expected UNIT2, found X"}},
      {freeze(book.quantity_freeze, "instrument = 'X'"), {"instrument of " + of_quantity}},
      {freeze(book.pledge, "quantity = 41"),
       {"quantity of freeze " + book.pledge, "expected 40, found 41"}},
      {"UPDATE freeze_entry SET process = 8 WHERE process = 9",
       {"process of freeze", "expected ISSUE, found CHANGE_ACCOUNT_STATUS"}},
      {freeze(book.quantity_freeze, "case_number = 'X'"), {"case number of " + of_quantity}},
      {freeze(book.pledge, "authority = 'X'"), {"authority of freeze " + book.pledge}},
      {freeze(book.quantity_freeze, "holds_from = 'epoch'"), {"from of " + of_quantity}},
      {freeze(book.quantity_freeze, "holds_until = '2099-01-01'"), {"until of " + of_quantity}},
      {freeze(book.account_freeze, "state = 1"),
       {"state of freeze " + book.account_freeze, "expected RELEASED, found IN_FORCE"}},
      {freeze(book.quantity_freeze, "deducted = 99"),
       {"deducted of " + of_quantity, "expected 100, found 99"}},
      {freeze(book.quantity_freeze, "surrendered = 1"),
       {"surrendered of " + of_quantity, "expected 200, found 1"}},
      {freeze(book.quantity_freeze, "recorded_at = 'epoch'"), {"recorded at of " + of_quantity}},
      {"DELETE FROM freeze_entry WHERE scope = 4", {"freeze", "expected a version, found none"}},
      {"INSERT INTO freeze_entry SELECT 3, 3, scope, account_id, social_credit_code, instrument, "
       "quantity, process, case_number, authority, holds_from, holds_until, 1, 0, 0, recorded_at "
       "FROM freeze_entry LIMIT 1",
       {"freeze 3", "expected none, found a version"}},
      {"UPDATE staff SET active = true", {"active of staff", "expected false, found true"}},
      {"UPDATE staff SET staff_of = 1", {"staff of of staff", "expected 4, found 1"}},
      {"UPDATE staff SET identity = sha256('x')", {"staff", "expected a version, found none"}},
      {"UPDATE trusted_account SET active = true",
       {"active of trust of account 00001002", "expected false, found true"}},
      {"UPDATE trusted_account SET active_from = 'epoch'",
       {"active from of trust of account 00001002"}},
      {"UPDATE trusted_account SET trusted_account_id = 1004 WHERE trusted_account_id = 1005",
       {"trust of account 00001002", "found none"}},
      {transfer(book.waiting, "transferring_account = 1008"),
       {"transferring account of transfer at will " + book.waiting}},
      {transfer(book.waiting, "acquiring_account = 1006"),
       {"acquiring account of transfer at will " + book.waiting}},
      {transfer(book.waiting, "instrument = 'X'"),
       {"instrument of transfer at will " + book.waiting}},
      {transfer(book.waiting, "quantity = 15"),
       {"quantity of transfer at will " + book.waiting, "expected 14, found 15"}},
      {transfer(book.waiting, "asked_at = 'epoch'"),
       {"asked at of transfer at will " + book.waiting}},
      {transfer(book.waiting, "due_at = due_at - interval '1 hour'"),
       {"due at of transfer at will " + book.waiting}},
      {transfer(book.failed, "cause = 'because'"),
       {"cause of transfer at will " + book.failed, "expected ACCOUNT_NOT_TRUSTED, found because"}},
      {transfer(book.failed, "cause = 'INSTRUMENT_NOT_FOUND'"),
       {"cause of transfer at will " + book.failed,
        "expected ACCOUNT_NOT_TRUSTED, found INSTRUMENT_NOT_FOUND"}},
      {transfer(book.failed, "state = 2"),
       {"state of transfer at will " + book.failed, "expected FAILED, found DONE"}},
      {"UPDATE delayed_transfer SET cause = 'x' WHERE state = 3",
       {"cause of transfer at will", "expected a mistake, found x"}},
      {"UPDATE participant SET active = false" + Versions("participant", "participant_id", "7"),
       {"active of participant 7", "expected true, found false"}},
      {"UPDATE person SET seat_powers = '{15}' WHERE code = 'sec-9'", {"seats of person"}},
      {"UPDATE decision SET document_number = 'x' WHERE type = 40",
       {"document number", "expected licence, found x"}},
      {"UPDATE decision SET document_digest = sha256('x') WHERE type = 31", {"document digest"}},
      {"UPDATE decision SET period = NULL WHERE type = 36", {"period", "expected 2019-20"}},
  };
  for (const auto& [statement, parts] : faults) {
    book.Tamper(statement);
    const Findings findings = Check(book, 1000);
    INFO(statement << "\n" << TextOf(findings));
    CHECK(Says(findings, parts));
  }
}

// Forgets what freezes take of what arrives.
storage::JournalOptions Forgetful() {
  storage::JournalOptions options;
  options.follow_ups = [](const auto&, const auto&, ledger::Instant, const auto&) {
    return std::vector<ledger::TakeFrozen>();
  };
  return options;
}

TEST_CASE("what arrived under a freeze and was not taken is found, also when it has left again") {
  LifeBook book(3, Forgetful());
  book.Do(kCourt, FreezeOf(Unit(1)));
  CHECK(Check(book).empty());
  book.Do(kOperator, TransferOf(Unit(0), Unit(1), 60));
  const std::string record = book.Figure("SELECT max(record_number) FROM decision WHERE type = 14");
  Findings findings = Check(book);
  INFO(TextOf(findings));
  CHECK(findings.size() == 2);  // in its record, and in what the account holds now
  CHECK(
      Says(findings, {"record " + record + ", what arrived and no freeze took in account 00001003",
                      "REGISTERED: expected 0, found 60"}));
  CHECK(Says(findings, {"what freezes ask for and have not got in account 00001003",
                        "expected 0, found 60"}));

  book.Do(kOperator, TransferOf(Unit(1), Unit(2), 60));
  findings = Check(book);
  CHECK(findings.size() == 1);
  CHECK(Says(findings, {"record " + record + ", what arrived and no freeze took"}));
}

TEST_CASE("what a freeze of an earlier day did not take of a delivery is found") {
  LifeBook book(3, Forgetful());
  book.Do(kOperator, ledger::MoveToTrading{Unit(0), kInstrument, {100}});
  book.Do(kCourt, FreezeOf(Unit(1)));
  book.Do(kExchange, TradeOf("T1", Unit(0), Unit(1), 40));  // the day's own delivery is left
  CHECK(Check(book).empty());
  book.AdvanceTo(After(24));
  book.Do(kExchange, TradeOf("T2", Unit(0), Unit(1), 60));
  const Findings findings = Check(book);
  INFO(TextOf(findings));
  CHECK(findings.size() == 1);
  CHECK(Says(findings, {"what arrived and no freeze took in account 00001003", "TRADING",
                        "expected 0, found 100"}));
}

TEST_CASE(
    "more under a freeze than it asks for is found, and a pledge that holds other than it says") {
  storage::JournalOptions options;
  options.decide = [](const auto& rules, const auto& snapshot, const auto& ids, ledger::Instant now,
                      const ledger::Request& request) {
    ledger::Decision decision = ledger::Decide(rules, snapshot, ids, now, request);
    auto* effects = std::get_if<ledger::Effects>(&decision);
    const bool twisted = std::holds_alternative<ledger::FreezeHolding>(request.command) ||
                         std::holds_alternative<ledger::Pledge>(request.command);
    if (effects != nullptr && twisted) ++effects->postings.front().quantity.value;
    return decision;
  };
  LifeBook book(3, options);
  book.Do(kCourt, FreezeOfQuantity(Unit(1), 60));
  book.Do(kOperator, ledger::Pledge{Unit(2), kInstrument, {40}, "A bank", {"contract", {}}});
  const Findings findings = Check(book);
  INFO(TextOf(findings));
  CHECK(findings.size() == 2);
  CHECK(Says(findings,
             {"what freezes ask for in account 00001003", "FROZEN", "expected 60, found 61"}));
  CHECK(Says(findings,
             {"what pledges are for in account 00001004", "PLEDGED", "expected 40, found 41"}));
}

}  // namespace
}  // namespace registry::testing
