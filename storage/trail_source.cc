#include "storage/trail_source.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "storage/array_parameter.h"
#include "storage/fields.h"
#include "storage/statements.h"
#include "storage/status_macros.h"
#include "storage/trail_decision.h"
#include "storage/trail_statements.h"

namespace registry::storage {
namespace {

using ledger::Raw;

// Decisions that are looked through at once for a participant or a subject, which have no index of
// their own: it would cost every write.
constexpr std::int64_t kLookedThrough = 100'000;

template <typename Id>
std::optional<Id> ToId(std::optional<std::int64_t> number) {
  if (!number) return std::nullopt;
  return Id{*number};
}

absl::StatusOr<TrailLine> ParseLine(const pqxx::row& columns) {
  Fields fields(columns);
  TrailLine line;
  TrailRow& row = line.row;
  row.id = fields.Int();
  row.at = fields.Instant();
  line.server = fields.Text();
  row.method = fields.Text();
  row.participant = fields.TextOrEmpty();
  row.person = fields.TextOrEmpty();
  row.channel = fields.TextOrEmpty();
  row.code = fields.As<std::int16_t>();
  row.reason = fields.TextOrEmpty();
  row.about.account = ToId<ledger::AccountId>(fields.OptionalInt());
  row.about.other_account = ToId<ledger::AccountId>(fields.OptionalInt());
  row.about.subject = fields.TextOrEmpty();
  if (fields.NextIsNull()) {
    fields.Skip(1);
  } else {
    row.about.request_id = fields.Uuid();
  }
  row.sequence = ToId<ledger::Sequence>(fields.OptionalInt());
  row.decision = fields.As<TrailDecision>();
  row.shown = fields.As<std::int32_t>();
  row.calls = fields.As<std::int32_t>();
  row.micros = fields.Int();
  RETURN_IF_ERROR(fields.Status("trail"));
  return line;
}

}  // namespace

ledger::Instant Storable(ledger::Instant instant) {
  constexpr std::int64_t kFirst = -62'135'596'800'000'000;  // 0001-01-01
  constexpr std::int64_t kLast = 253'402'300'800'000'000;   // 10000-01-01
  return {std::clamp(instant.micros, kFirst, kLast)};
}

bool Matches(const TrailFilter& filter, const TrailLine& line) {
  const TrailRow& row = line.row;
  const auto is = [](const std::string& asked, const std::string& found) {
    return asked.empty() || asked == found;
  };
  return (!filter.account || filter.account == row.about.account ||
          filter.account == row.about.other_account) &&
         is(filter.person, row.person) && is(filter.participant, row.participant) &&
         is(filter.subject, row.about.subject) && is(filter.method, row.method);
}

RowSource::RowSource(const TrailFilter& filter, int chunk, const TrailPlace& after)
    : TrailSource(filter, chunk), last_(after.last_trail_id), at_(after.at), id_(after.trail_id) {}

absl::StatusOr<pqxx::result> RowSource::Ask(Tx& tx) const {
  const std::int64_t at = Storable(at_).micros;
  if (filter_.account) {
    return tx.Run(kTrailOfAccount, Raw(*filter_.account), at, id_, chunk_);
  }
  if (!filter_.person.empty()) return tx.Run(kTrailOfPerson, filter_.person, at, id_, chunk_);
  if (!filter_.subject.empty()) return tx.Run(kTrailOfSubject, filter_.subject, at, id_, chunk_);
  if (!filter_.participant.empty()) {
    return tx.Run(kTrailOfParticipant, filter_.participant, at, id_, chunk_);
  }
  return tx.Run(kTrailOfAll, at, id_, chunk_);
}

absl::Status RowSource::Read(Tx& tx) {
  ASSIGN_OR_RETURN(const pqxx::result rows, Ask(tx));
  for (const pqxx::row& row : rows) {
    ASSIGN_OR_RETURN(TrailLine line, ParseLine(row));
    at_ = line.row.at;
    id_ = line.row.id;
    if (line.row.at >= filter_.until) {
      ended_ = true;
      break;
    }
    if (line.row.id <= last_) lines_.push_back(std::move(line));
  }
  ended_ = ended_ || static_cast<int>(rows.size()) < chunk_;
  return absl::OkStatus();
}

void RowSource::Pass(const TrailLine& line, TrailPlace& place) const {
  place.at = line.row.at;
  place.trail_id = line.row.id;
}

void RowSource::PassRead(TrailPlace& place) const {
  place.at = at_;
  place.trail_id = id_;
}

DecisionSource::DecisionSource(const TrailFilter& filter, int chunk, const TrailPlace& after)
    : TrailSource(filter, chunk),
      last_(after.last_record),
      record_(after.record),
      sequence_(after.sequence) {}

// `read_to`: the last record that was looked at, when no row is.
absl::StatusOr<pqxx::result> DecisionSource::Ask(Tx& tx, std::int64_t* read_to) const {
  *read_to = last_;
  if (filter_.account) {
    ArrayParameter account{ArrayParameter::kInt8};
    account.AddInt(Raw(*filter_.account));
    ASSIGN_OR_RETURN(const pqxx::result rows, tx.Run(kLoadAccountPositions, account.Take()));
    ArrayParameter positions{ArrayParameter::kInt8};
    for (const pqxx::row& row : rows) positions.AddInt(ParseInt(row[0].c_str()).value_or(0));
    return tx.Run(kDecisionsOfAccount, positions.Take(), Raw(*filter_.account), sequence_, chunk_);
  }
  if (!filter_.person.empty()) {
    return tx.Run(kDecisionsOfPerson, filter_.person, record_, chunk_);
  }
  if (filter_.subject.empty() && filter_.participant.empty()) {
    return tx.Run(kDecisionsOfAll, record_, chunk_);
  }
  *read_to = std::min(last_, record_ + kLookedThrough);
  if (!filter_.subject.empty()) {
    return tx.Run(kDecisionsOfSubject, filter_.subject, record_, *read_to, chunk_);
  }
  return tx.Run(kDecisionsOfParticipant, filter_.participant, record_, *read_to, chunk_);
}

absl::Status DecisionSource::Read(Tx& tx) {
  std::int64_t read_to = last_;
  ASSIGN_OR_RETURN(const pqxx::result rows, Ask(tx, &read_to));
  ASSIGN_OR_RETURN(std::vector<TrailLine> lines, DecisionLines(tx, rows, filter_.subject));
  for (TrailLine& line : lines) {
    record_ = Raw(*line.record_number);
    if (line.row.sequence) sequence_ = Raw(*line.row.sequence);
    if (record_ > last_ || line.row.at >= filter_.until) {
      ended_ = true;
      break;
    }
    // The account that the key found it by may stand in a posting only: that of an authority.
    TrailSubject& about = line.row.about;
    if (filter_.account && filter_.account != about.account) {
      (about.account ? about.other_account : about.account) = filter_.account;
    }
    lines_.push_back(std::move(line));
  }
  if (static_cast<int>(rows.size()) < chunk_) {
    record_ = std::max(record_, read_to);
    ended_ = ended_ || read_to >= last_;
  }
  return absl::OkStatus();
}

void DecisionSource::Pass(const TrailLine& line, TrailPlace& place) const {
  place.record = Raw(*line.record_number);
  if (line.row.sequence) place.sequence = Raw(*line.row.sequence);
}

void DecisionSource::PassRead(TrailPlace& place) const {
  place.record = record_;
  place.sequence = sequence_;
}

}  // namespace registry::storage
