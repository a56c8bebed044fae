#include "storage/trail_source.h"

#include <algorithm>
#include <type_traits>
#include <utility>

#include "absl/strings/str_cat.h"
#include "log/canonical.h"
#include "storage/array_parameter.h"
#include "storage/fields.h"
#include "storage/header_columns.h"
#include "storage/statements.h"
#include "storage/status_macros.h"
#include "storage/trail_statements.h"

namespace registry::storage {
namespace {

using ledger::Raw;

// Decisions that are looked through at once for a participant or a subject, which have no index of
// their own: it would cost every write.
constexpr std::int64_t kLookedThrough = 100'000;

constexpr std::int16_t kFailedPrecondition = 9;  // gRPC's code of a recorded refusal

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

// The number of a court's case.
std::string CaseOf(const ledger::Request& request) {
  const auto* freeze = std::get_if<ledger::FreezeHolding>(&request.command);
  return freeze == nullptr ? std::string() : freeze->case_number;
}

// What a command is about, from its own fields. Of several names the one that was asked for.
TrailSubject SubjectOf(const ledger::Request& request, const std::string& asked) {
  TrailSubject subject;
  std::visit(
      [&subject]<typename C>(const C& value) {
        if constexpr (requires { value.transferring_account; }) {
          subject.account = value.transferring_account;
        } else if constexpr (requires { value.unit_account; }) {
          subject.account = value.unit_account;
        } else if constexpr (requires { value.seller; }) {
          subject.account = value.seller;
          subject.other_account = value.buyer;
        } else if constexpr (requires { value.account; }) {
          if constexpr (std::is_same_v<std::decay_t<decltype(value.account)>, ledger::AccountId>) {
            subject.account = value.account;
          }
        }
        if constexpr (requires { value.acquiring_account; }) {
          (subject.account ? subject.other_account : subject.account) = value.acquiring_account;
        }
      },
      request.command);
  const HeaderColumns header = HeaderOf(request, nullptr);
  const std::string names[] = {header.proposal ? std::to_string(*header.proposal) : "",
                               header.trade_id, CaseOf(request),
                               header.document ? header.document->number : "", header.period};
  for (const std::string& name : names) {
    if (subject.subject.empty() || (!asked.empty() && name == asked)) subject.subject = name;
  }
  return subject;
}

absl::StatusOr<TrailLine> ParseDecision(const pqxx::row& columns, const std::string& subject) {
  Fields fields(columns);
  const std::int64_t number = fields.Int();
  const std::string bytes = fields.Bytes();
  TrailLine line;
  line.server = fields.TextOrEmpty();
  line.row.participant = fields.TextOrEmpty();
  RETURN_IF_ERROR(fields.Status("decision"));
  const std::optional<log::ParsedRecord> parsed = log::ParseRecord(bytes);
  if (!parsed) return absl::DataLossError(absl::StrCat("record ", number, " does not parse"));
  TrailRow& row = line.row;
  line.record_number = ledger::RecordNumber{number};
  row.at = parsed->recorded.recorded_at;
  row.method = ledger::CommandTypeName(ledger::TypeOf(parsed->request.command));
  row.person = parsed->request.person;
  row.about = SubjectOf(parsed->request, subject);
  row.about.request_id = parsed->request.key.request_id;
  row.decision = TrailDecision::kRecorded;
  row.micros = std::max<std::int64_t>(
      0, parsed->recorded.recorded_at.micros - parsed->request.received_at.micros);
  if (const auto* refused = std::get_if<ledger::Rejection>(&parsed->recorded.outcome)) {
    row.code = kFailedPrecondition;
    if (!refused->checks.empty()) row.reason = ledger::ReasonName(refused->checks.front().reason);
  } else {
    const auto& accepted = std::get<ledger::Accepted>(parsed->recorded.outcome);
    row.sequence = accepted.sequence;
    if (accepted.opened_account) row.about.account = accepted.opened_account;
  }
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
  for (const pqxx::row& row : rows) {
    ASSIGN_OR_RETURN(TrailLine line, ParseDecision(row, filter_.subject));
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
