// What becomes public, when, and in which sums: by hand from the rules, not from the table.
#include "ledger/publication.h"

#include <catch2/catch.hpp>
#include <map>
#include <set>
#include <string>

#include "tests/ledger/world.h"

namespace registry::ledger::testing {
namespace {

// One line of what a person read in the law: the command, the ground, what is said of it.
struct Expected {
  const char* command;
  const char* ground;
  PublicationKind kind;
  bool holder, receiver, quantities, document;
};

// Order 19 art. 18 (merger and division are published) and 19 (cancellations are published);
// Registration Rules art. 22 (judicial deductions are published). No other event is.
constexpr Expected kEvents[] = {
    {"TRANSFER", "SUCCESSION", PublicationKind::kSuccession, true, true, false, true},
    {"TRANSFER", "JUDICIAL_DEDUCTION", PublicationKind::kJudicialDeduction, true, false, true,
     true},
    {"CANCEL", "", PublicationKind::kCancellation, false, false, true, false},
    {"DEDUCT_FROZEN", "", PublicationKind::kJudicialDeduction, true, false, true, true},
    {"SUCCEED", "", PublicationKind::kSuccession, true, true, false, true},
};

// What moves allowances between provinces, or in and out of the market, and is no event.
const std::set<std::string> kInSums = {"ISSUE",           "ALLOCATE",         "RETURN_ALLOWANCES",
                                       "TRANSFER",        "SETTLE_TRADE",     "SURRENDER",
                                       "CLOSE_DISSOLVED", "SURRENDER_FROZEN", "EXECUTE_TRANSFER"};

std::string NameOf(const Publication& row) {
  return std::string(CommandTypeName(row.command)) + " " +
         (row.ground ? std::string(TransferGroundName(*row.ground)) : std::string());
}

Rules WithDelay(std::int64_t days) {
  Rules rules;
  rules.calendars = {{2024, {2024, {426, 428, 429, 430, 506, 507, 508, 509, 510, 511, 513, 1231}}},
                     {2025, {2025, {102, 103, 106}}}};
  rules.policies[{PolicyKind::kPublicationDelayDays, Role::kPublic, {}, {}}][Instant{}] = days;
  return rules;
}

}  // namespace

TEST_CASE("just what the law has published is an event; each row names its source") {
  std::map<std::string, const Publication*> rows;
  std::map<std::string, int> of_command;
  for (const Publication& row : Publications()) {
    INFO(NameOf(row));
    CHECK(rows.emplace(NameOf(row), &row).second);
    CHECK_FALSE(row.source.empty());
    if (!row.ground) ++of_command[std::string(CommandTypeName(row.command))];
  }
  CHECK(of_command.size() == kCommandTypeCount);  // none is forgotten
  for (const Expected& event : kEvents) {
    INFO(event.command << " " << event.ground);
    const auto found = rows.find(std::string(event.command) + " " + event.ground);
    REQUIRE(found != rows.end());
    const Publication& row = *found->second;
    CHECK(row.shown == Publicity::kAsEvent);
    CHECK(row.kind == event.kind);
    CHECK(row.names_holder == event.holder);
    CHECK(row.names_receiver == event.receiver);
    CHECK(row.says_quantities == event.quantities);
    CHECK(row.says_document == event.document);
    rows.erase(found);
  }
  for (const auto& [name, row] : rows) {
    INFO(name);
    const bool in_sums = kInSums.contains(std::string(CommandTypeName(row->command)));
    CHECK(row->shown == (in_sums ? Publicity::kInTotals : Publicity::kNever));
    CHECK_FALSE(
        (row->names_holder || row->names_receiver || row->says_quantities || row->says_document));
  }
}

TEST_CASE("a transfer is published by its ground") {
  const auto shown = [](TransferGround ground) {
    Transfer transfer;
    transfer.ground = ground;
    return PublicationOf(transfer).shown;
  };
  CHECK(shown(TransferGround::kSuccession) == Publicity::kAsEvent);
  CHECK(shown(TransferGround::kJudicialDeduction) == Publicity::kAsEvent);
  for (const auto ground :
       {TransferGround::kCompulsoryExecution, TransferGround::kReturn, TransferGround::kCorrection,
        TransferGround::kMinistryOrder, TransferGround::kHolderWill}) {
    CHECK(shown(ground) == Publicity::kInTotals);
  }
}

TEST_CASE("an answer to a proposal is nothing; individuals are never named") {
  CHECK(PublicationOf(ApproveProposal{}).shown == Publicity::kNever);
  for (int kind = 1; kind <= kAccountKindCount; ++kind) {
    const auto one = static_cast<AccountKind>(kind);
    INFO(AccountKindName(one));
    CHECK(MayBeNamed(one) ==
          (one == AccountKind::kKeyEmittingUnit || one == AccountKind::kInstitution));
  }
}

TEST_CASE("a day is public from the start of the next working day on") {
  const Rules rules = WithDelay(1);
  struct Case {
    Instant now, before;
  };
  const Case cases[] = {
      // Friday 26 April is followed by a worked Sunday.
      {Beijing(2024, 4, 27, 23, 59, 59), Beijing(2024, 4, 26)},
      {Beijing(2024, 4, 28), Beijing(2024, 4, 28)},
      {Beijing(2024, 4, 28, 23, 59, 59), Beijing(2024, 4, 28)},
      {Beijing(2024, 4, 29), Beijing(2024, 4, 29)},
      // 30 April is shown after the holiday, and the days of the holiday with it.
      {Beijing(2024, 5, 5, 23, 59, 59), Beijing(2024, 4, 30)},
      {Beijing(2024, 5, 6), Beijing(2024, 5, 6)},
      {Beijing(2024, 5, 6, 9, 30), Beijing(2024, 5, 6)},
  };
  for (const Case& c : cases) {
    INFO(c.now.micros);
    CHECK(PublishedBefore(rules, c.now) == c.before);
  }
}

TEST_CASE("the delay is a policy: none, two days, and where nothing is said or known") {
  // Of none a day is public when it is over, never before.
  CHECK(PublishedBefore(WithDelay(0), Beijing(2024, 4, 29, 23, 59, 59)) == Beijing(2024, 4, 29));
  CHECK(PublishedBefore(WithDelay(2), Beijing(2024, 4, 29, 9)) == Beijing(2024, 4, 28));
  CHECK(PublishedBefore(WithDelay(2), Beijing(2024, 4, 30)) == Beijing(2024, 4, 29));
  Rules silent = WithDelay(1);
  silent.policies.clear();
  CHECK(PublishedBefore(silent, Beijing(2024, 4, 29, 9)) == Beijing(2024, 4, 29));
  // Without a calendar a working day is three days (calendar.h).
  silent.calendars.clear();
  CHECK(PublishedBefore(silent, Beijing(2024, 4, 29, 9)) == Beijing(2024, 4, 27));
  // A policy of a later date does not hold yet.
  Rules later = WithDelay(1);
  later.policies.begin()->second[Beijing(2024, 4, 30)] = 5;
  CHECK(PublishedBefore(later, Beijing(2024, 4, 29, 9)) == Beijing(2024, 4, 29));
  CHECK(PublishedBefore(WithDelay(INT64_MAX), Beijing(2024, 4, 29)) < Beijing(2023, 4, 29));
}

TEST_CASE("what is public never goes back while the clock goes on") {
  const Rules rules = WithDelay(1);
  Instant last{};
  for (Instant now = Beijing(2024, 4, 26); now < Beijing(2024, 5, 14);
       now.micros += 3'600'000'000) {
    const Instant before = PublishedBefore(rules, now);
    CHECK(before >= last);
    CHECK(before <= now);
    CHECK((before.micros - Beijing(2024, 4, 1).micros) % 86'400'000'000 == 0);
    last = before;
  }
  CHECK(last == Beijing(2024, 5, 13));
}

}  // namespace registry::ledger::testing
