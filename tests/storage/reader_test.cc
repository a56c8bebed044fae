// Readers against a naive fold of what was written, now and as of every sequence.
#include <algorithm>
#include <catch2/catch.hpp>
#include <map>
#include <random>

#include "storage/account_reader.h"
#include "storage/catalog_reader.h"
#include "storage/holdings_reader.h"
#include "storage/journal_reader.h"
#include "storage/statement_reader.h"
#include "storage/supply_reader.h"
#include "storage/validator.h"
#include "tests/storage/book.h"

namespace registry::testing {
namespace {

using ledger::PositionKey;
using ledger::Raw;
using ledger::Sequence;
using storage::ReaderPool;

constexpr ledger::InstrumentId kCea{1};

template <typename T>
T Must(absl::StatusOr<T> value) {
  if (!value.ok()) FAIL(value.status().ToString());
  return *std::move(value);
}

// Balances after each sequence, folded from the answers' postings alone.
class Fold {
 public:
  void Take(const ledger::Accepted& accepted) {
    for (const ledger::PostedLine& line : accepted.postings) {
      now_[line.posting.transferring] -= line.posting.quantity.value;
      now_[line.posting.acquiring] += line.posting.quantity.value;
    }
    at_[Raw(accepted.sequence)] = now_;
  }
  std::map<PositionKey, std::int64_t> NonZeroAt(Sequence sequence) const {
    auto found = at_.upper_bound(Raw(sequence));
    if (found == at_.begin()) return {};
    std::map<PositionKey, std::int64_t> balances = std::prev(found)->second;
    std::erase_if(balances, [](const auto& entry) { return entry.second == 0; });
    return balances;
  }

 private:
  std::map<PositionKey, std::int64_t> now_;
  std::map<std::int64_t, std::map<PositionKey, std::int64_t>> at_;
};

std::map<PositionKey, std::int64_t> ListAll(const storage::HoldingsReader& reader,
                                            storage::HoldingFilter filter, int page_size,
                                            std::optional<Sequence> as_of) {
  std::map<PositionKey, std::int64_t> found;
  std::optional<ledger::PositionId> after;
  do {
    const storage::HoldingPage page = Must(reader.List(filter, after, page_size, as_of));
    as_of = page.as_of;
    for (const storage::Holding& holding : page.rows) {
      CHECK(found.emplace(holding.key, holding.balance.value).second);
      CHECK(holding.last_sequence <= page.as_of);
    }
    after = page.next;
  } while (after.has_value());
  return found;
}

struct ReadBook {
  Book book{6};
  ReaderPool pool{{book.database().Connection("registry_reader")}};
  Fold fold;

  // Everything in the book so far, and `count` random transfers and moves.
  explicit ReadBook(int count) {
    const storage::JournalReader reader(&pool);
    for (const log::ParsedRecord& record : Must(reader.ReadTransactions(Sequence{0}, 1000))) {
      fold.Take(std::get<ledger::Accepted>(record.recorded.outcome));
    }
    std::mt19937_64 random(7);
    const auto below = [&](int n) { return static_cast<int>(random() % static_cast<unsigned>(n)); };
    for (int batch = 0; batch < count / 10; ++batch) {
      std::vector<ledger::Request> requests;
      for (int i = 0; i < 10; ++i) {
        const int from = below(6);
        if (below(3) == 0) {
          requests.push_back(
              Ask(kOperator, ledger::MoveToTrading{Unit(from), kInstrument, {1 + below(300)}}));
        } else {
          const int to = (from + 1 + below(5)) % 6;
          requests.push_back(Ask(kOperator, TransferOf(Unit(from), Unit(to), 1 + below(500))));
        }
      }
      for (const storage::Answer& answer : book.Write(requests)) {
        const auto& outcome = RecordedIn(answer).outcome;
        if (const auto* accepted = std::get_if<ledger::Accepted>(&outcome)) fold.Take(*accepted);
      }
    }
  }
};

TEST_CASE("holdings as of every sequence are the fold of the postings up to it") {
  ReadBook read(100);
  const storage::HoldingsReader reader(&read.pool);
  const Sequence end = read.book.journal().head().sequence;
  for (std::int64_t s = 0; s <= Raw(end); ++s) {
    CHECK(ListAll(reader, {}, 3, Sequence{s}) == read.fold.NonZeroAt(Sequence{s}));
  }
  CHECK(ListAll(reader, {}, 1000, {}) == read.fold.NonZeroAt(end));
  CHECK(absl::IsOutOfRange(reader.List({}, {}, 10, Sequence{Raw(end) + 1}).status()));
}

TEST_CASE("a holdings filter takes what it names and nothing else") {
  ReadBook read(50);
  const storage::HoldingsReader reader(&read.pool);
  const auto all = read.fold.NonZeroAt(read.book.journal().head().sequence);
  storage::HoldingFilter filter;
  filter.account = Unit(2);
  for (const auto& [key, balance] : ListAll(reader, filter, 1, {})) {
    CHECK(key.account == Unit(2));
    CHECK(all.at(key) == balance);
  }
  filter = {};
  filter.bucket = ledger::Bucket::kTrading;
  for (const auto& [key, balance] : ListAll(reader, filter, 2, {})) {
    CHECK(key.bucket == ledger::Bucket::kTrading);
  }
  filter = {};
  filter.province = "13";
  CHECK(!ListAll(reader, filter, 2, {}).empty());
  filter.province = "44";
  CHECK(ListAll(reader, filter, 2, {}).empty());
  filter = {};
  filter.instrument = ledger::InstrumentId{2};
  CHECK(ListAll(reader, filter, 2, {}).empty());
  filter = {};
  filter.account = ledger::AccountId{ledger::kMaxAccountId};
  CHECK(ListAll(reader, filter, 2, {}).empty());
}

TEST_CASE("all pages of a listing are as of the first page's sequence") {
  ReadBook read(20);
  const storage::HoldingsReader reader(&read.pool);
  const auto expected = read.fold.NonZeroAt(read.book.journal().head().sequence);
  std::map<PositionKey, std::int64_t> found;
  std::optional<ledger::PositionId> after;
  std::optional<Sequence> as_of;
  do {
    const storage::HoldingPage page = Must(reader.List({}, after, 2, as_of));
    for (const storage::Holding& holding : page.rows) found[holding.key] = holding.balance.value;
    after = page.next;
    as_of = page.as_of;
    AcceptedIn(read.book.Write(Ask(kOperator, TransferOf(Unit(0), Unit(5), 1))));
  } while (after.has_value());
  CHECK(found == expected);
}

TEST_CASE("a statement chains from its opening to its closing balances") {
  ReadBook read(100);
  const storage::StatementReader reader(&read.pool);
  const std::int64_t end = Raw(read.book.journal().head().sequence);
  for (const std::int64_t first : {std::int64_t{1}, end - 40}) {
    for (const std::int64_t last : {end, end - 10}) {
      storage::PostingFilter filter;
      filter.account = Unit(1);
      filter.first = Sequence{first};
      filter.last = Sequence{last};
      std::map<PositionKey, std::int64_t> running;
      std::map<PositionKey, std::pair<std::int64_t, std::int64_t>> turnover;
      std::optional<storage::StatementPlace> after;
      std::vector<storage::StatementBalance> balances;
      std::size_t lines = 0;
      do {
        const storage::Statement statement = Must(reader.Read(filter, after, 3));
        if (balances.empty()) {
          balances = statement.balances;
          for (const auto& balance : balances) running[balance.position] = balance.opening.value;
        }
        for (const storage::StatementLine& line : statement.lines.rows) {
          const std::int64_t quantity = line.posting.line.posting.quantity.value;
          running[line.position()] += line.incoming ? quantity : -quantity;
          auto& [acquired, transferred] = turnover[line.position()];
          (line.incoming ? acquired : transferred) += quantity;
          CHECK(line.balance().value == running[line.position()]);
          CHECK(line.position().account == Unit(1));
          ++lines;
        }
        after = statement.lines.next;
      } while (after.has_value());
      CHECK(lines > 0);
      const auto opening = read.fold.NonZeroAt(Sequence{first - 1});
      const auto closing = read.fold.NonZeroAt(Sequence{last});
      for (const auto& balance : balances) {
        CHECK(running[balance.position] == balance.closing.value);
        const auto at = [&](const auto& fold) {
          const auto found = fold.find(balance.position);
          return found == fold.end() ? 0 : found->second;
        };
        CHECK(balance.opening.value == at(opening));
        CHECK(balance.closing.value == at(closing));
      }

      const storage::Summary summary = Must(reader.Summarize(filter));
      REQUIRE(summary.rows.size() == balances.size());
      for (std::size_t i = 0; i < balances.size(); ++i) {
        const storage::Turnover& row = summary.rows[i];
        CHECK(row.position == balances[i].position);
        CHECK(row.opening == balances[i].opening);
        CHECK(row.closing == balances[i].closing);
        CHECK(row.acquired.value == turnover[row.position].first);
        CHECK(row.transferred.value == turnover[row.position].second);
      }

      std::vector<storage::PostingPlace> places;
      std::optional<storage::PostingPlace> place;
      do {
        const storage::PostingPage page = Must(reader.ListPostings(filter, place, 4));
        for (const auto& row : page.rows) places.push_back(row.place);
        place = page.next;
      } while (place.has_value());
      CHECK(std::is_sorted(places.begin(), places.end()));
      CHECK(std::adjacent_find(places.begin(), places.end()) == places.end());
      CHECK(std::to_string(places.size()) ==
            read.book.Figure("SELECT count(*) FROM posting WHERE sequence BETWEEN " +
                             std::to_string(first) + " AND " + std::to_string(last) + " AND " +
                             std::to_string(Raw(Unit(1))) +
                             " IN (transferring_position >> 21, acquiring_position >> 21)"));
    }
  }
}

TEST_CASE("supply from the journal and from the balances agree") {
  ReadBook read(30);
  AcceptedIn(read.book.Write(Ask(kOperator, ledger::Cancel{Unit(0), kInstrument, {1}, "x"})));
  const storage::SupplyReader reader(&read.pool);
  const storage::SupplyTable now = Must(reader.Read());
  REQUIRE(now.rows.size() == 1);
  CHECK(now.rows[0].instrument == kCea);
  CHECK(now.rows[0].from_journal == now.rows[0].from_balances);
  CHECK(now.rows[0].from_journal.issued.value == 6000);
  CHECK(now.rows[0].from_journal.cancelled.value == 1);
  CHECK(now.rows[0].from_journal.held.value == 5999);
  const storage::SupplyTable before = Must(reader.Read(Sequence{Raw(now.as_of) - 1}));
  CHECK(before.rows[0].from_journal == before.rows[0].from_balances);
  CHECK(before.rows[0].from_journal.held.value == 6000);
}

TEST_CASE("accounts, holders, caps and obligations are listed by key, as of then") {
  Book book(5);
  ReaderPool pool({book.database().Connection("registry_reader")});
  const Sequence before = book.journal().head().sequence;
  AcceptedIn(book.Write(Ask(
      kOperator, ledger::ChangeAccountStatus{Unit(1), ledger::AccountStatus::kRestricted, "x"})));
  for (int n = 0; n < 3; ++n) {
    AcceptedIn(
        book.Write(Ask(kAuthority, ledger::DetermineObligation{
                                       Unit(n), ledger::Sector::kPower, kPeriod, {9}, {7}})));
  }
  const storage::AccountReader accounts(&pool);
  CHECK(Must(accounts.Find(Unit(1)))->status == ledger::AccountStatus::kRestricted);
  CHECK(Must(accounts.Find(Unit(1), before))->status == ledger::AccountStatus::kOpen);
  CHECK(!Must(accounts.Find(Unit(99))).has_value());
  CHECK(Must(accounts.FindHolder("UNIT3")) == Unit(3));
  CHECK(!Must(accounts.FindHolder("NOBODY")).has_value());
  storage::AccountFilter filter;
  filter.kind = ledger::AccountKind::kKeyEmittingUnit;
  filter.province = "13";
  filter.status = ledger::AccountStatus::kOpen;
  const auto first = Must(accounts.List(filter, {}, 3));
  REQUIRE(first.rows.size() == 3);
  CHECK(first.rows[1].id == Unit(2));
  const auto second = Must(accounts.List(filter, first.next, 3, first.as_of));
  CHECK(second.rows.size() == 1);
  CHECK(!second.next.has_value());
  CHECK(Must(accounts.List(filter, {}, 100, before)).rows.size() == 5);

  const storage::CatalogReader catalog(&pool);
  CHECK(Must(catalog.Rules())->instruments.size() == 1);
  CHECK(*Must(catalog.Rules())->FindParticipant(kExchange) ==
        *book.journal().rules()->FindParticipant(kExchange));
  CHECK(Must(catalog.ListIssuanceCaps({}, {}, 10)).rows.at(0).issued.value == 5000);
  storage::ObligationFilter due;
  due.period = kPeriod;
  due.province = "13";
  const auto page = Must(catalog.ListObligations(due, {}, 2));
  REQUIRE(page.rows.size() == 2);
  CHECK(page.rows[1].key.unit_account == Unit(1));
  CHECK(Must(catalog.ListObligations(due, page.next, 2, page.as_of)).rows.size() == 1);
  due.unit_account = Unit(2);
  CHECK(Must(catalog.ListObligations(due, {}, 10)).rows.size() == 1);
  CHECK(Must(catalog.ListObligations(due, {}, 10, before)).rows.empty());
}

TEST_CASE("an instant resolves to the last sequence at or before it, never to the future") {
  Book book(2);
  ReaderPool pool({book.database().Connection("registry_reader")});
  const storage::JournalReader reader(&pool);
  const storage::Answer one = book.Write(Ask(kOperator, TransferOf(Unit(0), Unit(1), 1)));
  const storage::Answer two = book.Write(Ask(kOperator, TransferOf(Unit(0), Unit(1), 1)));
  const ledger::Instant at = RecordedIn(one).recorded_at;
  CHECK(Must(reader.Resolve(at)).sequence == AcceptedIn(one).sequence);
  CHECK(Must(reader.Resolve(at)).settled);
  CHECK(Must(reader.Resolve({at.micros - 1})).sequence ==
        Sequence{Raw(AcceptedIn(one).sequence) - 1});
  CHECK(Must(reader.Resolve(RecordedIn(two).recorded_at)).sequence == AcceptedIn(two).sequence);
  CHECK(!Must(reader.Resolve(RecordedIn(two).recorded_at)).settled);
  CHECK(Must(reader.Resolve({0})).sequence == Sequence{0});
  CHECK(absl::IsOutOfRange(
      reader.Resolve({Must(reader.CurrentHead()).clock.micros + 3'600'000'000}).status()));
}

TEST_CASE(
    "records are found by number and by request id, and transactions run on from any number") {
  Book book(2);
  ReaderPool pool({book.database().Connection("registry_reader")});
  const storage::JournalReader reader(&pool);
  const ledger::Request asked = Ask(kOperator, TransferOf(Unit(0), Unit(1), 5000));
  const storage::Answer refused = book.Write(asked);
  const auto stored = Must(reader.FindRequest(asked.key));
  REQUIRE(stored.has_value());
  CHECK(stored->parsed.recorded == RecordedIn(refused));
  CHECK(Must(reader.FindRecord(RecordedIn(refused).record_number))->leaf_hash == stored->leaf_hash);
  CHECK(!Must(reader.FindRecord(ledger::RecordNumber{100'000})).has_value());
  CHECK(!Must(reader.FindRequest({kOperator2, asked.key.request_id})).has_value());
  const auto all = Must(reader.ReadTransactions(Sequence{0}, 1000));
  CHECK(static_cast<std::int64_t>(all.size()) == Raw(book.journal().head().sequence));
  CHECK(Must(reader.ReadTransactions(Sequence{3}, 2)).at(1).recorded == all.at(4).recorded);
  CHECK(Must(reader.CurrentHead()).root == book.journal().head().root);
}

TEST_CASE("validation answers as the real call that follows, and leaves no trace") {
  Book book(2);
  ReaderPool pool({book.database().Connection("registry_reader")});
  storage::Validator validator(&pool);
  const std::vector<ledger::Request> requests = {
      Ask(kOperator, TransferOf(Unit(0), Unit(1), 7)),
      Ask(kOperator, TransferOf(Unit(0), Unit(1), 5000)),
      Ask(kMinistry, TransferOf(Unit(0), Unit(1), 7)),
      Ask(kOperator, ledger::OpenAccount{ledger::AccountKind::kInstitution, "FUND", "Fund", "",
                                         ledger::Sector::kNone}),
      Ask(kMinistry, ledger::CreatePeriod{"2021", 2021, 2021, {kMatchTime.micros}}),
  };
  for (const ledger::Request& request : requests) {
    const std::string records = book.Figure("SELECT count(*) FROM decision");
    storage::Answer first = validator.Validate(request);
    CHECK(book.Figure("SELECT count(*) FROM decision") == records);
    storage::Answer real = book.Write(request);
    const storage::Answer known = validator.Validate(request);
    CHECK(known == real);  // now it is recorded
    if (auto* recorded = std::get_if<ledger::Recorded>(&first)) {
      recorded->recorded_at = RecordedIn(real).recorded_at;
    }
    CHECK(first == real);
  }
  ledger::Request other = requests[0];
  other.command = TransferOf(Unit(0), Unit(1), 8);
  CHECK(std::holds_alternative<storage::RequestIdReused>(validator.Validate(other)));
}

TEST_CASE("several requests are validated as one batch, each seeing those before it") {
  Book book(2);
  ReaderPool pool({book.database().Connection("registry_reader")});
  storage::Validator validator(&pool);
  const ledger::Request first = Ask(kOperator, TransferOf(Unit(0), Unit(1), 800));
  const std::vector<ledger::Request> requests = {
      first,
      Ask(kOperator, TransferOf(Unit(0), Unit(1), 800)),  // no longer held
      Ask(kOperator, TransferOf(Unit(1), Unit(0), 1800)),
      first,
  };
  auto answers = validator.Validate(requests);
  const auto real = book.Write(requests);
  for (std::size_t i = 0; i < answers.size(); ++i) {
    std::get<ledger::Recorded>(answers[i]).recorded_at = RecordedIn(real[i]).recorded_at;
  }
  CHECK(answers == real);
  AcceptedIn(real[2]);
  RejectionIn(real[1]);
  CHECK(validator.Validate(std::span<const ledger::Request>()).empty());
}

TEST_CASE("a pool replaces connections that died and bounds those that wait") {
  Book book(2);
  ReaderPool pool({book.database().Connection("registry_reader"), 2, 50'000});
  const storage::JournalReader reader(&pool);
  Must(reader.CurrentHead());
  book.Execute(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
      "WHERE usename = 'registry_reader' AND datname = current_database()");
  CHECK(reader.CurrentHead().ok());
  const auto one = Must(pool.Acquire());
  const auto two = Must(pool.Acquire());
  CHECK(absl::IsUnavailable(pool.Acquire().status()));
}

}  // namespace
}  // namespace registry::testing
