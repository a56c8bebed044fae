// The first phase: every decision with its leaf, what its bytes say against its columns, and
// through them postings, trades and batches, page by page.
#include <algorithm>
#include <variant>

#include "log/canonical.h"
#include "log/hash.h"
#include "log/merkle.h"
#include "storage/check_batches.h"
#include "storage/check_freezes.h"
#include "storage/check_postings.h"
#include "storage/check_proposals.h"
#include "storage/check_state.h"
#include "storage/check_statements.h"
#include "storage/check_trades.h"
#include "storage/fields.h"
#include "storage/header_columns.h"

namespace registry::storage {
namespace {

using ledger::Raw;

// The columns that its bytes repeat, then what only the row has.
struct DecisionRow {
  std::int64_t number = 0;
  std::optional<std::int64_t> sequence;
  std::int64_t type = 0;
  std::int64_t participant = 0;
  std::string person;
  ledger::RequestId request_id{};
  std::int64_t received_at = 0;
  std::int64_t recorded_at = 0;
  std::int64_t epoch = 0;
  ledger::Salt salt{};
  std::int64_t algorithm = 0;
  ledger::Digest leaf{};
  std::string bytes;
  std::optional<std::int64_t> ground;
  std::string document_number;
  std::optional<ledger::Digest> document_digest;
  std::string period;
  std::string settlement_day;
  std::string trade_id;
  std::string approver;
  std::optional<std::int64_t> proposal;
  std::int64_t unknown = 0;  // columns that no command of today fills
  std::optional<ledger::Digest> request_hash;
  std::optional<std::int64_t> request_record;
};

std::optional<ledger::Digest> OptionalDigest(Fields& fields) {
  if (fields.NextIsNull()) {
    fields.Skip(1);
    return std::nullopt;
  }
  return fields.Digest();
}

// Its number, and the rest where every column holds what the schema promises.
std::pair<DecisionRow, bool> ParseDecision(const pqxx::row& row) {
  Fields fields(row);
  DecisionRow decision;
  decision.number = fields.Int();
  decision.sequence = fields.OptionalInt();
  decision.type = fields.Int();
  decision.participant = fields.Int();
  decision.person = fields.TextOrEmpty();
  decision.request_id = fields.Uuid();
  decision.received_at = fields.Int();
  decision.recorded_at = fields.Int();
  decision.epoch = fields.Int();
  decision.salt = fields.FixedBytes<16>();
  decision.algorithm = fields.Int();
  decision.leaf = fields.Digest();
  decision.bytes = fields.Bytes();
  decision.ground = fields.OptionalInt();
  decision.document_number = fields.TextOrEmpty();
  decision.document_digest = OptionalDigest(fields);
  decision.period = fields.TextOrEmpty();
  decision.settlement_day = fields.TextOrEmpty();
  decision.trade_id = fields.TextOrEmpty();
  decision.approver = fields.TextOrEmpty();
  decision.proposal = fields.OptionalInt();
  decision.unknown = fields.Int();
  decision.request_hash = OptionalDigest(fields);
  decision.request_record = fields.OptionalInt();
  return {std::move(decision), fields.ok()};
}

class RecordsCheck {
 public:
  explicit RecordsCheck(CheckState& state)
      : state_(state),
        batches_(state),
        postings_(state),
        trades_(state),
        proposals_(state),
        freezes_(state) {}

  absl::Status Run() {
    while (next_record_ < state_.records) {
      RETURN_IF_ERROR(state_.Tell("records", next_record_, state_.records));
      RETURN_IF_ERROR(state_.InPage([this](Tx& tx, const Head&) { return Page(tx); }));
    }
    RETURN_IF_ERROR(proposals_.Finish());
    RETURN_IF_ERROR(freezes_.Finish());
    RETURN_IF_ERROR(state_.InPage([this](Tx& tx, const Head& now) { return Beyond(tx, now); }));
    state_.summary.positions = static_cast<std::int64_t>(state_.positions.size());
    return state_.Tell("records", state_.records, state_.records);
  }

 private:
  absl::Status Page(Tx& tx) {
    const std::int64_t first = next_record_;
    const std::int64_t last = std::min(first + state_.options.page_records, state_.records) - 1;
    const std::int64_t first_sequence = next_sequence_;
    RETURN_IF_ERROR(batches_.Load(tx, first, last));
    ASSIGN_OR_RETURN(const pqxx::result rows, tx.Run(kCheckRecords, first, last));
    for (const pqxx::row& row : rows) RETURN_IF_ERROR(Take(row));
    RETURN_IF_ERROR(Missing(last + 1));
    const bool whole = next_record_ == state_.records;
    RETURN_IF_ERROR(postings_.Check(tx, first == 0 ? 0 : first_sequence,
                                    whole ? state_.sequence : next_sequence_ - 1));
    RETURN_IF_ERROR(trades_.Check(tx));
    if (!whole) return absl::OkStatus();
    RETURN_IF_ERROR(
        state_.Compare("last sequence of the head", next_sequence_ - 1, state_.sequence));
    return batches_.Finish();
  }

  // Nothing lies beyond the head of any snapshot: it would be in no batch.
  absl::Status Beyond(Tx& tx, const Head& now) {
    ASSIGN_OR_RETURN(const pqxx::result rows,
                     tx.Run(kCheckBeyond, now.records - 1, Raw(now.sequence)));
    if (rows.empty()) return absl::InternalError("check_beyond: no row");
    const pqxx::row row = rows[0];
    Fields fields(row);
    const std::optional<std::int64_t> none;
    const std::optional<std::int64_t> record = fields.OptionalInt();
    const std::optional<std::int64_t> sequence = fields.OptionalInt();
    RETURN_IF_ERROR(state_.Compare("record beyond the head", none, record, record));
    return state_.Compare("posting's sequence beyond the head", none, sequence, std::nullopt,
                          sequence);
  }

  // Records from the next one to before `number` are not there. Their sequences are skipped.
  absl::Status Missing(std::int64_t number) {
    for (; next_record_ < number; ++next_record_) {
      ++missing_;
      RETURN_IF_ERROR(state_.Compare("record", std::optional(next_record_),
                                     std::optional<std::int64_t>(), next_record_));
      RETURN_IF_ERROR(batches_.Add(std::nullopt));
    }
    return absl::OkStatus();
  }

  template <typename T>
  absl::Status Same(std::int64_t number, const char* what, const T& expected, const T& found) {
    return state_.Compare([&] { return absl::StrCat("record ", number, ", ", what); }, expected,
                          found, number);
  }
  absl::Status Broken(std::int64_t number, const char* what, std::string_view expected) {
    return Same<std::string_view>(number, what, expected, "something else");
  }

  absl::Status Take(const pqxx::row& row) {
    const auto [decision, readable] = ParseDecision(row);
    const std::int64_t number = decision.number;
    RETURN_IF_ERROR(Missing(number));
    ++next_record_;
    if (!readable) {
      ++missing_;
      RETURN_IF_ERROR(Broken(number, "columns", "values of the schema"));
      return batches_.Add(std::nullopt);
    }
    RETURN_IF_ERROR(Same(number, "hash algorithm", std::int64_t{Raw(log::HashAlgorithm::kSha256)},
                         decision.algorithm));
    CheckedRecord checked;
    checked.leaf = log::LeafHash(decision.salt, decision.bytes);
    RETURN_IF_ERROR(Same(number, "leaf hash", checked.leaf, decision.leaf));
    checked.recorded_at = decision.recorded_at;
    checked.epoch = decision.epoch;
    const std::optional<log::ParsedRecord> parsed = log::ParseRecord(decision.bytes);
    if (!parsed.has_value()) {
      RETURN_IF_ERROR(Broken(number, "bytes", "a record"));
      if (decision.sequence.has_value()) {
        RETURN_IF_ERROR(Number(number, *decision.sequence, *decision.sequence, checked));
      }
      return batches_.Add(checked);
    }
    RETURN_IF_ERROR(CompareColumns(decision, *parsed));
    if (const auto* accepted = std::get_if<ledger::Accepted>(&parsed->recorded.outcome)) {
      RETURN_IF_ERROR(Number(number, Raw(accepted->sequence), decision.sequence, checked));
      postings_.Expect(*checked.sequence, *accepted);
      RETURN_IF_ERROR(proposals_.Check(*parsed, *accepted));
      RETURN_IF_ERROR(freezes_.Before(*parsed));
      checked.changes_rules = state_.facts.Take(*parsed, *accepted, *checked.sequence);
      RETURN_IF_ERROR(freezes_.After(*parsed, *accepted));
      if (const auto* trade = std::get_if<ledger::SettleTrade>(&parsed->request.command)) {
        trades_.Expect(*checked.sequence, *trade, *accepted);
      }
    } else {
      RETURN_IF_ERROR(Same(number, "sequence", std::optional<std::int64_t>(), decision.sequence));
    }
    return batches_.Add(checked);
  }

  // The sequence of an accepted record, as its bytes and its column have it. After missing records,
  // and where both agree on a number that is not the next, the count goes on from what they say, so
  // that one alteration is not a finding in every record after it.
  absl::Status Number(std::int64_t record, std::int64_t in_bytes,
                      std::optional<std::int64_t> in_column, CheckedRecord& checked) {
    const bool agree =
        in_column == in_bytes && in_bytes > next_sequence_ && in_bytes <= state_.sequence;
    const std::int64_t ahead = in_bytes - next_sequence_;
    const std::int64_t expected = next_sequence_;
    if (agree) next_sequence_ = in_bytes;
    checked.sequence = next_sequence_++;
    if (agree && ahead <= missing_) {
      missing_ -= ahead;
      return absl::OkStatus();
    }
    RETURN_IF_ERROR(Same(record, "sequence in its bytes", expected, in_bytes));
    return Same(record, "sequence", std::optional(expected), in_column);
  }

  absl::Status CompareColumns(const DecisionRow& row, const log::ParsedRecord& parsed) {
    const std::int64_t number = row.number;
    const auto same = [&](const char* what, const auto& expected, const auto& found) {
      return Same(number, what, expected, found);
    };
    const ledger::Request& request = parsed.request;
    const ledger::Recorded& recorded = parsed.recorded;
    RETURN_IF_ERROR(same("number in its bytes", number, Raw(recorded.record_number)));
    RETURN_IF_ERROR(same("recorded_at", recorded.recorded_at.micros, row.recorded_at));
    if (row.recorded_at < last_recorded_at_) {
      RETURN_IF_ERROR(same("recorded_at, which never falls", last_recorded_at_, row.recorded_at));
    }
    last_recorded_at_ = row.recorded_at;
    RETURN_IF_ERROR(same("rules epoch", Raw(parsed.epoch), row.epoch));
    RETURN_IF_ERROR(same("type", std::int64_t{Raw(ledger::TypeOf(request.command))}, row.type));
    RETURN_IF_ERROR(
        same("participant", std::int64_t{Raw(request.key.participant)}, row.participant));
    RETURN_IF_ERROR(same("person", request.person, row.person));
    RETURN_IF_ERROR(same("request id", request.key.request_id, row.request_id));
    RETURN_IF_ERROR(same("received_at", request.received_at.micros, row.received_at));

    const HeaderColumns header = HeaderOf(request, state_.facts.ExecutedBy(parsed));
    const std::optional<std::int64_t> ground = header.ground;
    RETURN_IF_ERROR(same("ground", ground, row.ground));
    const ledger::Document none;
    const ledger::Document& document = header.document.has_value() ? *header.document : none;
    RETURN_IF_ERROR(same("document number", document.number, row.document_number));
    RETURN_IF_ERROR(
        same("document digest", document.digest, row.document_digest.value_or(none.digest)));
    RETURN_IF_ERROR(same("period", header.period, row.period));
    RETURN_IF_ERROR(same("settlement day", header.settlement_day, row.settlement_day));
    RETURN_IF_ERROR(same("trade id", header.trade_id, row.trade_id));
    RETURN_IF_ERROR(same("approver", header.approver, row.approver));
    RETURN_IF_ERROR(same("proposal", header.proposal, row.proposal));
    RETURN_IF_ERROR(same("columns of other commands", std::int64_t{0}, row.unknown));

    RETURN_IF_ERROR(same("record of its request", std::optional(number), row.request_record));
    if (!row.request_hash.has_value()) return absl::OkStatus();
    const std::optional<std::string_view> content = log::ContentOf(row.bytes);
    if (!content.has_value()) return Broken(number, "bytes", "a record with its content");
    return same("request hash", log::Sha256(*content), *row.request_hash);
  }

  CheckState& state_;
  BatchesCheck batches_;
  PostingsCheck postings_;
  TradesCheck trades_;
  ProposalsCheck proposals_;
  FreezesCheck freezes_;
  std::int64_t next_record_ = 0;
  std::int64_t next_sequence_ = 1;
  std::int64_t missing_ = 0;  // records whose sequences, if they had any, nobody knows
  std::int64_t last_recorded_at_ = INT64_MIN;
};

}  // namespace

absl::Status CheckRecords(CheckState& state) { return RecordsCheck(state).Run(); }

}  // namespace registry::storage
