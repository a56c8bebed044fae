#include "storage/public_reader.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <utility>
#include <variant>

#include "absl/strings/str_cat.h"
#include "ledger/publication.h"
#include "log/canonical.h"
#include "storage/fields.h"
#include "storage/public_statements.h"
#include "storage/snapshot_read.h"

namespace registry::storage {
namespace {

using ledger::Raw;

constexpr int kStatementsPerPage = 10;
constexpr int kPositionsPerStatement = 20'000;
constexpr std::int64_t kSequencesPerStatement = 20'000;

// What a row of kListPublished is, if it is published by itself.
absl::StatusOr<std::optional<PublishedTransaction>> ParsePublished(const pqxx::row& row) {
  Fields fields(row);
  const ledger::Sequence sequence{fields.Int()};
  std::optional<log::ParsedRecord> record = log::ParseRecord(fields.Bytes());
  auto* accepted =
      record.has_value() ? std::get_if<ledger::Accepted>(&record->recorded.outcome) : nullptr;
  if (!fields.ok() || accepted == nullptr || accepted->sequence != sequence) {
    return absl::DataLossError(absl::StrCat("the record of ", Raw(sequence), " is not whole"));
  }
  if (accepted->waiting.has_value()) return std::nullopt;
  ledger::Command command = std::move(record->request.command);
  if (!fields.NextIsNull()) {
    std::optional<log::ParsedRecord> proposed = log::ParseRecord(fields.Bytes());
    if (!proposed.has_value()) {
      return absl::DataLossError(
          absl::StrCat("what ", Raw(sequence), " approves is not in its record"));
    }
    command = std::move(proposed->request.command);
  }
  if (ledger::PublicationOf(command).shown != ledger::Publicity::kAsEvent) return std::nullopt;
  return PublishedTransaction{sequence, record->recorded.recorded_at, std::move(command),
                              std::move(accepted->postings)};
}

using Holdings =
    std::map<std::pair<ledger::AccountId, ledger::InstrumentId>, ledger::PublicHolding>;

std::vector<ledger::PublicHolding> ValuesOf(Holdings holdings) {
  std::vector<ledger::PublicHolding> values;
  values.reserve(holdings.size());
  for (auto& [key, holding] : holdings) values.push_back(std::move(holding));
  return values;
}

// Adds the rows of kSumPublicHoldings. The positions of an account may be cut by the end of a page.
absl::StatusOr<std::int64_t> AddHoldings(const pqxx::result& rows, Holdings& holdings) {
  std::int64_t last = 0;
  for (const pqxx::row& row : rows) {
    Fields fields(row);
    ledger::PublicHolding holding;
    holding.account = ledger::AccountId{fields.Int()};
    holding.instrument = fields.As<ledger::InstrumentId>();
    const std::optional<std::int64_t> kind = fields.OptionalInt();
    holding.province = fields.TextOrEmpty();
    const std::optional<std::int64_t> held = fields.OptionalInt();
    last = fields.Int();
    RETURN_IF_ERROR(fields.Status("public holdings"));
    if (!kind.has_value() || !held.has_value()) continue;
    holding.kind = static_cast<ledger::AccountKind>(*kind);
    auto& sum = holdings.try_emplace({holding.account, holding.instrument}, holding).first->second;
    const auto more = ledger::Add(sum.quantity, {*held});
    if (!more) return absl::DataLossError("what an account holds leaves 64 bits");
    sum.quantity = *more;
  }
  return last;
}

constexpr std::pair<ledger::AccountId, ledger::AccountKind> kTakers[] = {
    {ledger::kSurrenderAccount, ledger::AccountKind::kSurrender},
    {ledger::kOffsetAccount, ledger::AccountKind::kOffset},
    {ledger::kCarryOverRecoveryAccount, ledger::AccountKind::kCarryOverRecovery}};

absl::StatusOr<std::vector<ledger::PublicGift>> ReadGifts(
    Tx& tx, ledger::Sequence until, const std::set<ledger::InstrumentId>& instruments) {
  std::vector<ledger::PublicGift> gifts;
  for (const ledger::InstrumentId instrument : instruments) {
    for (const auto& [account, kind] : kTakers) {
      const auto position = ledger::Pack({account, instrument, ledger::Bucket::kRegistered});
      ASSIGN_OR_RETURN(const pqxx::result rows, tx.Run(kSumGifts, Raw(position), Raw(until)));
      for (const pqxx::row& row : rows) {
        Fields fields(row);
        const ledger::AccountId giver{fields.Int()};
        gifts.push_back({kind, instrument, giver, {fields.Int()}});
        RETURN_IF_ERROR(fields.Status("gifts"));
      }
    }
  }
  return gifts;
}

using Trading = std::map<std::pair<std::string, ledger::TradingMethod>, TradeSum>;

absl::Status AddTrades(const pqxx::result& rows, Trading& sums) {
  for (const pqxx::row& row : rows) {
    Fields fields(row);
    TradeSum part;
    part.instrument = fields.Text();
    part.method = fields.As<ledger::TradingMethod>();
    part.quantity = {fields.Int()};
    part.amount = {fields.Int()};
    RETURN_IF_ERROR(fields.Status("public trades"));
    const auto [sum, first] = sums.try_emplace({part.instrument, part.method}, part);
    if (first) continue;
    const auto quantity = ledger::Add(sum->second.quantity, part.quantity);
    const auto amount =
        ledger::Add(ledger::Quantity{sum->second.amount.value}, {part.amount.value});
    if (!quantity || !amount) return absl::DataLossError("a day's trades leave 64 bits");
    sum->second.quantity = *quantity;
    sum->second.amount = {amount->value};
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<PublishedPage> PublicReader::List(ledger::Sequence after, ledger::Sequence until,
                                                 int page_size) const {
  return InSnapshot(pool_, [&](Tx& tx, const Head&) -> absl::StatusOr<PublishedPage> {
    PublishedPage page;
    page.as_of = until;
    const int limit = PageSize(page_size);
    ledger::Sequence last = after;
    for (int i = 0; i < kStatementsPerPage; ++i) {
      ASSIGN_OR_RETURN(const pqxx::result rows,
                       tx.Run(kListPublished, Raw(last), Raw(until), limit));
      for (const pqxx::row& row : rows) {
        ASSIGN_OR_RETURN(auto published, ParsePublished(row));
        Fields fields(row);
        last = ledger::Sequence{fields.Int()};
        page.next = last;
        if (!published.has_value()) continue;
        page.rows.push_back(*std::move(published));
        if (static_cast<int>(page.rows.size()) == limit) return page;
      }
      if (static_cast<int>(rows.size()) < limit) {
        page.next.reset();
        return page;
      }
    }
    return page;
  });
}

// As of a moment that is over every page says the same, whatever is recorded meanwhile.
absl::StatusOr<ledger::PublicSums> PublicReader::Sums(ledger::Sequence until) const {
  Holdings holdings;
  for (std::int64_t after = 0;;) {
    const auto last = InSnapshot(pool_, [&](Tx& tx, const Head&) -> absl::StatusOr<std::int64_t> {
      ASSIGN_OR_RETURN(const pqxx::result rows,
                       tx.Run(kSumPublicHoldings, after, kPositionsPerStatement, Raw(until)));
      return AddHoldings(rows, holdings);
    });
    if (!last.ok()) return last.status();
    if (*last == 0) break;
    after = *last;
  }
  std::set<ledger::InstrumentId> instruments;
  for (const auto& [key, holding] : holdings) instruments.insert(key.second);
  const auto gifts =
      InSnapshot(pool_, [&](Tx& tx, const Head&) { return ReadGifts(tx, until, instruments); });
  if (!gifts.ok()) return gifts.status();
  auto sums = ledger::SumForThePublic(ValuesOf(std::move(holdings)), *gifts);
  if (!sums) return absl::DataLossError("a sum for the public leaves 64 bits");
  return *std::move(sums);
}

absl::StatusOr<std::vector<TradeSum>> PublicReader::Trades(ledger::Sequence after,
                                                           ledger::Sequence until) const {
  Trading sums;
  for (std::int64_t first = Raw(after); first < Raw(until); first += kSequencesPerStatement) {
    const std::int64_t last = std::min(first + kSequencesPerStatement, Raw(until));
    RETURN_IF_ERROR(InSnapshot(pool_, [&](Tx& tx, const Head&) -> absl::Status {
      ASSIGN_OR_RETURN(const pqxx::result rows, tx.Run(kSumPublicTrades, first, last));
      return AddTrades(rows, sums);
    }));
  }
  std::vector<TradeSum> trades;
  for (auto& [key, sum] : sums) trades.push_back(std::move(sum));
  return trades;
}

}  // namespace registry::storage
