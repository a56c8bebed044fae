#include "storage/journal_reader.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "storage/array_parameter.h"
#include "storage/fields.h"
#include "storage/snapshot_read.h"

namespace registry::storage {
namespace {

using ledger::Raw;

absl::StatusOr<StoredRecord> ParseStored(const pqxx::row& row) {
  Fields fields(row);
  const std::int64_t number = fields.Int();
  StoredRecord stored;
  stored.salt = fields.FixedBytes<16>();
  stored.algorithm = fields.As<std::int16_t>();
  stored.leaf_hash = fields.Digest();
  stored.bytes = fields.Bytes();
  RETURN_IF_ERROR(fields.Status("decision"));
  std::optional<log::ParsedRecord> parsed = log::ParseRecord(stored.bytes);
  if (!parsed.has_value() || Raw(parsed->recorded.record_number) != number) {
    return absl::DataLossError(absl::StrCat("record ", number, " does not parse"));
  }
  stored.parsed = *std::move(parsed);
  return stored;
}

absl::StatusOr<std::optional<StoredRecord>> FirstOf(const pqxx::result& rows) {
  if (rows.empty()) return std::nullopt;
  return ParseStored(rows[0]);
}

// The registry's clock: PostgreSQL's, or the replay instant.
absl::Status ReadClock(Tx& tx, Head& head) {
  ASSIGN_OR_RETURN(const pqxx::result rows, tx.Run(kReadClock));
  if (rows.empty()) return absl::OkStatus();
  const pqxx::row row = rows[0];
  Fields fields(row);
  ledger::Clock clock;
  clock.mode = fields.As<ledger::ClockMode>();
  clock.replay_instant = fields.Instant();
  AdoptClock(clock, /*book_open=*/true, head);
  return fields.Status("clock");
}

}  // namespace

absl::StatusOr<Head> JournalReader::CurrentHead() const {
  return InSnapshot(pool_, [](Tx& tx, const Head& head) -> absl::StatusOr<Head> {
    Head current = head;
    RETURN_IF_ERROR(ReadClock(tx, current));
    return current;
  });
}

absl::StatusOr<bool> JournalReader::OnReplica() const {
  return InSnapshot(pool_, [](Tx& tx, const Head&) -> absl::StatusOr<bool> {
    ASSIGN_OR_RETURN(const pqxx::result rows, tx.Run(kReadOnReplica));
    if (rows.empty()) return absl::DataLossError("no row says whether this is a replica");
    const pqxx::row row = rows[0];
    Fields fields(row);
    const bool replica = fields.Bool();
    RETURN_IF_ERROR(fields.Status("replica"));
    return replica;
  });
}

absl::StatusOr<ResolvedInstant> JournalReader::Resolve(ledger::Instant instant) const {
  return InSnapshot(pool_, [&](Tx& tx, const Head& head) -> absl::StatusOr<ResolvedInstant> {
    Head current = head;
    RETURN_IF_ERROR(ReadClock(tx, current));
    if (instant > std::max(current.clock, current.recorded_at)) {
      return absl::OutOfRangeError("as of an instant that has not come yet");
    }
    ResolvedInstant resolved;
    resolved.settled = instant < current.recorded_at;
    ASSIGN_OR_RETURN(const pqxx::result rows, tx.Run(kResolveInstant, instant.micros));
    if (rows.empty()) return resolved;
    const pqxx::row row = rows[0];
    Fields fields(row);
    resolved.sequence = ledger::Sequence{fields.Int()};
    RETURN_IF_ERROR(fields.Status("commit_batch"));
    return resolved;
  });
}

absl::StatusOr<std::vector<log::ParsedRecord>> JournalReader::ReadTransactions(
    ledger::Sequence after, int limit) const {
  using Result = absl::StatusOr<std::vector<log::ParsedRecord>>;
  return InSnapshot(pool_, [&](Tx& tx, const Head&) -> Result {
    ASSIGN_OR_RETURN(const pqxx::result rows,
                     tx.Run(kReadTransactions, Raw(after), PageSize(limit)));
    std::vector<log::ParsedRecord> transactions;
    transactions.reserve(rows.size());
    for (const pqxx::row& row : rows) {
      Fields fields(row);
      std::optional<log::ParsedRecord> parsed = log::ParseRecord(fields.Bytes());
      const std::int64_t expected = Raw(after) + static_cast<std::int64_t>(transactions.size()) + 1;
      const auto* accepted =
          parsed.has_value() ? std::get_if<ledger::Accepted>(&parsed->recorded.outcome) : nullptr;
      if (accepted == nullptr || Raw(accepted->sequence) != expected) {
        return absl::DataLossError(absl::StrCat("transaction ", expected, " is not in its record"));
      }
      transactions.push_back(*std::move(parsed));
    }
    return transactions;
  });
}

absl::StatusOr<std::vector<StoredRecord>> JournalReader::ReadRecords(ledger::RecordNumber first,
                                                                     int limit) const {
  using Result = absl::StatusOr<std::vector<StoredRecord>>;
  return InSnapshot(pool_, [&](Tx& tx, const Head&) -> Result {
    ASSIGN_OR_RETURN(const pqxx::result rows, tx.Run(kReadRecords, Raw(first), PageSize(limit)));
    std::vector<StoredRecord> records;
    records.reserve(rows.size());
    for (const pqxx::row& row : rows) {
      ASSIGN_OR_RETURN(StoredRecord record, ParseStored(row));
      records.push_back(std::move(record));
    }
    return records;
  });
}

absl::StatusOr<std::optional<StoredRecord>> JournalReader::FindRecord(
    ledger::RecordNumber number) const {
  ASSIGN_OR_RETURN(std::vector<StoredRecord> records, ReadRecords(number, 1));
  if (records.empty() || records[0].parsed.recorded.record_number != number) return std::nullopt;
  return std::move(records[0]);
}

absl::StatusOr<std::optional<StoredRecord>> JournalReader::FindRequest(
    const ledger::RequestKey& key) const {
  using Result = absl::StatusOr<std::optional<StoredRecord>>;
  return InSnapshot(pool_, [&](Tx& tx, const Head&) -> Result {
    ASSIGN_OR_RETURN(const pqxx::result rows,
                     tx.Run(kReadRequest, Raw(key.participant), UuidText(key.request_id)));
    return FirstOf(rows);
  });
}

}  // namespace registry::storage
