#include "storage/trail_writer.h"

#include <optional>
#include <utility>

#include "storage/array_parameter.h"
#include "storage/fields.h"
#include "storage/statements.h"
#include "storage/status_macros.h"
#include "storage/trail_statements.h"
#include "storage/tx.h"

namespace registry::storage {
namespace {

using ledger::Raw;
using enum ElementType;

template <typename Id>
std::optional<std::int64_t> Number(const std::optional<Id>& id) {
  return id ? std::optional<std::int64_t>(Raw(*id)) : std::nullopt;
}

// In the order of kAppendTrail's parameters.
struct Columns {
  ArrayParameter id{kInt8}, at{kInt8}, method{kText}, participant{kText}, person{kText},
      channel{kText}, code{kInt2}, reason{kText}, account{kInt8}, other_account{kInt8},
      subject{kText}, request_id{kUuid}, sequence{kInt8}, decision{kInt2}, shown{kInt4},
      calls{kInt4}, micros{kInt8};

  void Add(const TrailRow& row) {
    id.AddInt(row.id);
    at.AddInt(row.at.micros);
    method.AddText(row.method);
    participant.AddTextOrNull(row.participant);
    person.AddTextOrNull(row.person);
    channel.AddTextOrNull(row.channel);
    code.AddInt(row.code);
    reason.AddTextOrNull(row.reason);
    account.AddOptionalInt(Number(row.about.account));
    other_account.AddOptionalInt(Number(row.about.other_account));
    subject.AddTextOrNull(row.about.subject);
    if (row.about.request_id) {
      request_id.AddUuid(*row.about.request_id);
    } else {
      request_id.AddNull();
    }
    sequence.AddOptionalInt(Number(row.sequence));
    decision.AddInt(Raw(row.decision));
    shown.AddInt(row.shown);
    calls.AddInt(row.calls);
    micros.AddInt(row.micros);
  }
  bool ok() const {
    return method.ok() && participant.ok() && person.ok() && channel.ok() && reason.ok() &&
           subject.ok();
  }
};

}  // namespace

absl::StatusOr<std::unique_ptr<TrailWriter>> TrailWriter::Open(std::string connection,
                                                               std::string server) {
  std::unique_ptr<TrailWriter> writer(new TrailWriter(std::move(connection), std::move(server)));
  RETURN_IF_ERROR(writer->Connect());
  // Whether the role may do it is known before anybody is served.
  RETURN_IF_ERROR(writer->TakeNumbers());
  RETURN_IF_ERROR(writer->Write({}));
  return writer;
}

absl::Status TrailWriter::Connect() {
  if (connection_ != nullptr && !connection_->broken()) return absl::OkStatus();
  connection_ = nullptr;
  // Behind the same address may now stand a standby that never heard of them.
  next_ = end_ = 0;
  ASSIGN_OR_RETURN(connection_, Connection::Open(options_, TrailStatements()));
  return absl::OkStatus();
}

// A transaction of its own: the partition that it may have made has to stay when the rows' own
// transaction does not.
absl::Status TrailWriter::TakeNumbers() {
  Tx tx(*connection_);
  RETURN_IF_ERROR(tx.Begin(kBegin).status());
  ASSIGN_OR_RETURN(const pqxx::result rows, tx.Run(kTakeTrailNumbers));
  if (rows.empty()) return absl::UnavailableError("no numbers for the trail");
  const pqxx::row row = rows[0];
  Fields fields(row);
  const std::int64_t first = fields.Int();
  RETURN_IF_ERROR(fields.Status("trail_number"));
  if (tx.Commit() != CommitOutcome::kCommitted) return ToStatus(tx.error());
  next_ = first;
  end_ = first + kTrailNumbers;
  return absl::OkStatus();
}

absl::Status TrailWriter::GiveNumbers(std::span<TrailRow> rows) {
  for (TrailRow& row : rows) {
    if (row.id >= 0) continue;
    if (next_ == end_) RETURN_IF_ERROR(TakeNumbers());
    row.id = next_++;
  }
  return absl::OkStatus();
}

absl::Status TrailWriter::Write(std::span<TrailRow> rows) {
  RETURN_IF_ERROR(Connect());
  RETURN_IF_ERROR(GiveNumbers(rows));
  Columns columns;
  for (const TrailRow& row : rows) columns.Add(row);
  if (!columns.ok()) return absl::InternalError("a text of the trail holds a NUL");
  Columns& c = columns;
  Tx tx(*connection_);
  RETURN_IF_ERROR(tx.Begin(kBegin).status());
  RETURN_IF_ERROR(tx.Run(kAppendTrail, c.id.Take(), c.at.Take(), server_, c.method.Take(),
                         c.participant.Take(), c.person.Take(), c.channel.Take(), c.code.Take(),
                         c.reason.Take(), c.account.Take(), c.other_account.Take(),
                         c.subject.Take(), c.request_id.Take(), c.sequence.Take(),
                         c.decision.Take(), c.shown.Take(), c.calls.Take(), c.micros.Take())
                      .status());
  if (tx.Commit() == CommitOutcome::kCommitted) return absl::OkStatus();
  return ToStatus(tx.error());
}

}  // namespace registry::storage
