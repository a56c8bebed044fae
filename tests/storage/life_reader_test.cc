// Who is overdue, what an account and a freeze have gone through, what nobody will ever pay, and
// where the trail finds freezes.
#include "storage/life_reader.h"

#include <catch2/catch.hpp>
#include <optional>
#include <string>
#include <vector>

#include "ledger/account_life.h"
#include "storage/catalog_reader.h"
#include "storage/trail_reader.h"
#include "tests/storage/life_book.h"
#include "tests/storage/trail_rows.h"

namespace registry::testing {
namespace {

using ledger::AccountId;
using ledger::AccountStatus;
using ledger::Raw;
using storage::Term;

template <typename T>
T Must(absl::StatusOr<T> value) {
  if (!value.ok()) FAIL(value.status().ToString());
  return *std::move(value);
}

const ledger::Document kDocument{"document", {}};

// Applications 0 to 4: three wait to be opened, one was opened, one was refused; accounts 5 to 7
// are restricted: objected and waiting, objected and answered, not objected.
struct TermBook : LifeBook {
  TermBook() : LifeBook(3) {
    for (int i = 0; i < 5; ++i) {
      ledger::ApplyForAccount apply;
      apply.kind = ledger::AccountKind::kInstitution;
      apply.social_credit_code = "NEW" + std::to_string(i);
      apply.province = i == 1 ? "14" : "13";
      apply.documents = {kDocument};
      applied.push_back(Do(kOperator, apply).opened_account.value());
      Do(kFilingReviewer, ledger::ReviewApplication{applied.back(), i != 4, i != 4 ? "" : "no"});
    }
    Do(kOperator, ledger::OpenAppliedAccount{applied[3]});
    for (int i = 0; i < 3; ++i) {
      Do(kOperator, ledger::ChangeAccountStatus{Unit(i), AccountStatus::kRestricted, "law"});
      if (i < 2) Do(kOperator, ledger::ObjectToRestriction{Unit(i), "no reason", kDocument});
    }
    Do(kFilingReviewer, ledger::DecideObjection{Unit(1), false, "upheld", kDocument});
  }

  std::vector<AccountId> Overdue(Term term, ledger::Instant now, int page_size,
                                 const std::optional<ledger::Province>& province = {}) {
    storage::ReaderPool pool({database().Connection("registry_reader")});
    const storage::LifeReader reader(&pool);
    std::vector<AccountId> found;
    std::optional<AccountId> after;
    do {
      const auto page = Must(
          reader.ListOverdue(term, province, journal().rules()->calendars, now, after, page_size));
      for (const storage::Overdue& row : page.rows) {
        CHECK(row.due_at < now);
        CHECK(row.due_at == ledger::DueAt(journal().rules()->calendars, row.account));
        found.push_back(row.account.id);
      }
      after = page.next;
    } while (after.has_value());
    return found;
  }

  std::vector<AccountId> applied;
};

TEST_CASE("overdue is who has waited longer than his term, and nobody whose term is not over") {
  TermBook book;
  const auto& calendars = book.journal().rules()->calendars;
  const ledger::Instant to_open = ledger::AfterWorkingDays(calendars, kMatchTime, 5);
  // The objections arrived a day after the book's beginning (Ask).
  const ledger::Instant to_reply = ledger::AfterWorkingDays(calendars, After(24), 10);
  const std::vector<AccountId> three(book.applied.begin(), book.applied.begin() + 3);
  for (const int size : {1, 2, 1000}) {
    CHECK(book.Overdue(Term::kOpening, to_open, size).empty());
    CHECK(book.Overdue(Term::kOpening, {to_open.micros + 1}, size) == three);
    CHECK(book.Overdue(Term::kOpening, {to_open.micros + 1}, size, "14") ==
          std::vector{book.applied[1]});
    CHECK(book.Overdue(Term::kOpening, {to_open.micros + 1}, size, "15").empty());
    CHECK(book.Overdue(Term::kReply, to_reply, size).empty());
    CHECK(book.Overdue(Term::kReply, {to_reply.micros + 1}, size) == std::vector{Unit(0)});
  }
  book.Do(kOperator, ledger::OpenAppliedAccount{book.applied[0]});
  book.Do(kFilingReviewer, ledger::DecideObjection{Unit(0), true, "lifted", kDocument});
  CHECK(book.Overdue(Term::kOpening, After(24 * 400), 2) ==
        std::vector{book.applied[1], book.applied[2]});
  CHECK(book.Overdue(Term::kReply, After(24 * 400), 2).empty());
}

TEST_CASE("a province's list has no page, and no place, of another province's accounts") {
  TermBook book;
  storage::ReaderPool pool({book.database().Connection("registry_reader")});
  const storage::LifeReader reader(&pool);
  const auto& calendars = book.journal().rules()->calendars;
  for (const Term term : {Term::kOpening, Term::kReply}) {
    const auto none = Must(reader.ListOverdue(term, "15", calendars, After(24 * 400), {}, 1));
    CHECK(none.rows.empty());
    CHECK_FALSE(none.next.has_value());
  }
  // Two applications of another province stand before it and after it.
  const auto own =
      Must(reader.ListOverdue(Term::kOpening, "14", calendars, After(24 * 400), {}, 1));
  REQUIRE(own.rows.size() == 1);
  CHECK(own.next == book.applied[1]);
  const auto end =
      Must(reader.ListOverdue(Term::kOpening, "14", calendars, After(24 * 400), own.next, 1));
  CHECK(end.rows.empty());
  CHECK_FALSE(end.next.has_value());
}

TEST_CASE("an account's history tells every version, when it was recorded and by whom") {
  FilledLifeBook book;
  storage::ReaderPool pool({book.database().Connection("registry_reader")});
  const storage::LifeReader reader(&pool);
  std::vector<AccountStatus> statuses;
  std::vector<ledger::ParticipantId> offices;
  std::optional<ledger::Sequence> after;
  ledger::Instant last;
  do {
    const auto page = Must(reader.OfAccount(book.reviewed, after, 2));
    for (const auto& version : page.rows) {
      CHECK(version.fact.id == book.reviewed);
      CHECK(version.fact.social_credit_code == "NEW2");
      CHECK(version.recorded_at == version.fact.status_since);
      CHECK(std::to_string(version.recorded_at.micros) ==
            book.Figure("SELECT micros(recorded_at) FROM decision WHERE sequence = " +
                        std::to_string(Raw(version.sequence))));
      CHECK(version.recorded_at >= last);
      last = version.recorded_at;
      statuses.push_back(version.fact.status);
      offices.push_back(version.participant);
    }
    after = page.next;
  } while (after.has_value());
  CHECK(statuses == std::vector{AccountStatus::kApplied, AccountStatus::kRefused,
                                AccountStatus::kApplied, AccountStatus::kReviewed});
  CHECK(offices == std::vector{kOperator, kFilingReviewer, kOperator, kFilingReviewer});

  const auto merged = Must(reader.OfAccount(Unit(2), {}, 100)).rows.back().fact;
  CHECK(merged.status == AccountStatus::kClosed);
  CHECK(merged.successor == Unit(3));
  const auto changed = Must(reader.OfAccount(book.opened, {}, 100)).rows;
  REQUIRE(changed.size() ==
          7);  // applied, reviewed, opened, particulars, kind, restricted, objected
  CHECK(changed[3].fact.province == "14");
  CHECK(changed[4].fact.kind == ledger::AccountKind::kKeyEmittingUnit);
  CHECK(changed[6].fact.objected_at.has_value());
  CHECK(Must(reader.OfAccount(AccountId{4711}, {}, 100)).rows.empty());
}

TEST_CASE("a freeze's history tells what became of it") {
  FilledLifeBook book;
  storage::ReaderPool pool({book.database().Connection("registry_reader")});
  const ledger::Sequence id{std::stoll(book.quantity_freeze)};
  const auto rows = Must(storage::LifeReader(&pool).OfFreeze(id, {}, 100)).rows;
  REQUIRE(rows.size() == 3);
  CHECK(rows[0].sequence == id);
  CHECK(rows[0].fact.quantity == ledger::Quantity{300});
  CHECK(rows[1].fact.deducted == ledger::Quantity{100});
  CHECK(rows[1].participant == kCourt);
  CHECK(rows[2].fact.surrendered == ledger::Quantity{200});
  CHECK(rows[2].fact.state == ledger::FreezeState::kUsedUp);
  CHECK(rows[2].fact == book.journal().rules()->freezes.at(id));
}

TEST_CASE("the register of uncollected obligations keeps what a dissolved unit owed") {
  FilledLifeBook book;
  storage::ReaderPool pool({book.database().Connection("registry_reader")});
  const storage::CatalogReader reader(&pool);
  const auto list = [&](const storage::ObligationFilter& filter,
                        std::optional<ledger::Sequence> as_of = {}) {
    return Must(reader.ListUncollected(filter, {}, 100, as_of)).rows;
  };
  const auto all = list({});
  REQUIRE(all.size() == 1);
  CHECK(all[0].key.unit_account == Unit(6));
  CHECK(all[0].uncollected == ledger::Quantity{1700});
  CHECK(all[0].obligation == ledger::Quantity{1700});
  CHECK(!all[0].completed_at.has_value());
  storage::ObligationFilter filter;
  filter.unit_account = Unit(6);
  filter.period = kPeriod;
  filter.province = "13";
  CHECK(list(filter) == all);
  filter.province = "14";
  CHECK(list(filter).empty());
  filter = {};
  filter.unit_account = Unit(1);
  CHECK(list(filter).empty());
  CHECK(list({}, ledger::Sequence{10}).empty());
  const auto closed = Must(reader.ListObligations({{}, Unit(6), {}}, {}, 10)).rows;
  CHECK(closed == all);
}

TEST_CASE("the trail finds a freeze by its account and by its case") {
  LifeBook book;
  const auto frozen = book.Do(kCourt, FreezeOf(Unit(1)));
  const auto released =
      book.Do(kCourt, ledger::ReleaseFreeze{frozen.sequence, "settled", {"order 43", {}}});
  ledger::FreezeHolding other = FreezeOf(Unit(2));
  other.case_number = "(2026) 43";
  book.Do(kCourt, other);
  storage::ReaderPool pool(Auditor(book.database()));
  const auto sequences = [&](const storage::TrailFilter& filter) {
    std::vector<ledger::Sequence> found;
    for (const storage::TrailLine& line :
         Must(storage::TrailReader(&pool).Search(filter, {}, 100)).lines) {
      const bool frees = line.row.method.find("FREEZE") != std::string::npos;
      if (frees && line.row.sequence) found.push_back(*line.row.sequence);
    }
    return found;
  };
  storage::TrailFilter filter;
  filter.account = Unit(1);
  CHECK(sequences(filter) == std::vector{frozen.sequence, released.sequence});
  filter = {};
  filter.subject = "(2026) 42";
  CHECK(sequences(filter) == std::vector{frozen.sequence, released.sequence});
  filter.subject = "order 43";
  CHECK(sequences(filter) == std::vector{released.sequence});
}

}  // namespace
}  // namespace registry::testing
