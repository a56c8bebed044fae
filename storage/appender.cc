#include "storage/appender.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <variant>

#include "absl/strings/str_cat.h"
#include "log/hash.h"
#include "storage/array_parameter.h"
#include "storage/fact_writer.h"
#include "storage/fields.h"
#include "storage/header_columns.h"
#include "storage/statements.h"
#include "storage/status_macros.h"

namespace registry::storage {
namespace {

using ledger::Raw;
using enum ElementType;

constexpr const char* kNotHeld = "append: a value that its type does not hold";

// No balance is lower: the other side of it would leave 64 bits.
constexpr std::int64_t kNoFloor = -std::numeric_limits<std::int64_t>::max();

// What a record executes, when it is the last approval.
const ledger::Request* ExecutedBy(const FreshRecord& record) {
  const auto executes = [](const ledger::Fact& fact) {
    const auto* proposal = std::get_if<ledger::Proposal>(&fact);
    return proposal != nullptr && proposal->state == ledger::ProposalState::kExecuted;
  };
  if (!std::any_of(record.facts.begin(), record.facts.end(), executes)) return nullptr;
  return record.request->proposed == nullptr ? nullptr : &record.request->proposed->request;
}

struct DecisionColumns {
  ArrayParameter participants{kInt4}, request_ids{kUuid}, request_hashes{kBytes}, sequences{kInt8},
      types{kInt2}, persons{kText}, received_ats{kInt8}, salts{kBytes}, leaf_hashes{kBytes},
      records{kBytes};
  ArrayParameter grounds{kInt2}, document_numbers{kText}, document_digests{kBytes}, periods{kText},
      settlement_days{kText}, trade_ids{kText};
  ArrayParameter approvers{kText}, proposal_ids{kInt8};  // empty but in an answer's own batch

  void Add(const FreshRecord& record, std::optional<std::int64_t> sequence) {
    const ledger::Request& request = *record.request;
    participants.AddInt(Raw(request.key.participant));
    request_ids.AddUuid(request.key.request_id);
    request_hashes.AddBytes(record.request_hash);
    sequences.AddOptionalInt(sequence);
    types.AddInt(Raw(ledger::TypeOf(request.command)));
    persons.AddTextOrNull(request.person);
    received_ats.AddInt(request.received_at.micros);
    salts.AddBytes(request.salt);
    leaf_hashes.AddBytes(record.leaf_hash);
    records.AddBytes(record.bytes);
    AddHeader(HeaderOf(request, ExecutedBy(record)));
  }

  bool ok() const {
    return persons.ok() && document_numbers.ok() && periods.ok() && trade_ids.ok() &&
           approvers.ok();
  }

 private:
  void AddHeader(const HeaderColumns& header) {
    grounds.AddOptionalInt(header.ground);
    if (header.document.has_value()) {
      document_numbers.AddText(header.document->number);
      document_digests.AddBytes(header.document->digest);
    } else {
      document_numbers.AddNull();
      document_digests.AddNull();
    }
    periods.AddTextOrNull(header.period);
    settlement_days.AddTextOrNull(header.settlement_day);
    trade_ids.AddTextOrNull(header.trade_id);
    if (!header.proposal.has_value()) return;
    approvers.AddTextOrNull(header.approver);
    proposal_ids.AddInt(*header.proposal);
  }
};

struct PostingColumns {
  ArrayParameter sequences{kInt8}, ordinals{kInt2}, transferring{kInt8}, acquiring{kInt8},
      quantities{kInt8}, transferring_balances{kInt8}, acquiring_balances{kInt8};

  void Add(const ledger::Accepted& accepted) {
    std::int64_t ordinal = 0;
    for (const ledger::PostedLine& line : accepted.postings) {
      sequences.AddInt(Raw(accepted.sequence));
      ordinals.AddInt(++ordinal);
      transferring.AddInt(Raw(ledger::Pack(line.posting.transferring)));
      acquiring.AddInt(Raw(ledger::Pack(line.posting.acquiring)));
      quantities.AddInt(line.posting.quantity.value);
      transferring_balances.AddInt(line.transferring_balance.value);
      acquiring_balances.AddInt(line.acquiring_balance.value);
    }
  }
};

struct PositionColumns {
  ArrayParameter ids{kInt8}, balances{kInt8}, floors{kInt8}, last_sequences{kInt8}, expected{kInt8};

  void Add(ledger::PositionId id, const MovedPosition& moved) {
    ids.AddInt(Raw(id));
    balances.AddInt(moved.balance.value);
    floors.AddInt(moved.may_be_below_zero ? kNoFloor : 0);
    last_sequences.AddInt(Raw(moved.last_sequence));
    expected.AddInt(Raw(moved.expected));
  }
};

// All that append_batch takes, and the facts, which are inserted by themselves.
struct Columns {
  explicit Columns(const Batch& batch) {
    for (const FreshRecord& record : batch.records) {
      const auto* accepted = std::get_if<ledger::Accepted>(&record.recorded.outcome);
      if (accepted == nullptr) {
        decisions.Add(record, std::nullopt);
        continue;
      }
      if (!first_sequence.has_value()) first_sequence = Raw(accepted->sequence);
      decisions.Add(record, Raw(accepted->sequence));
      postings.Add(*accepted);
      if (!record.facts.empty() && !facts.has_value()) facts.emplace(batch.before.ids);
      for (const ledger::Fact& fact : record.facts) facts->Add(fact, accepted->sequence);
    }
    for (const auto& [id, moved] : batch.moved) positions.Add(id, moved);
  }

  // Calls `run` with the parameters of append_batch.
  template <typename Run>
  auto Execute(const Batch& batch, const std::string& server_name, Run run) {
    const Head& head = batch.after.head;
    return run(decisions.participants.Take(), decisions.request_ids.Take(),
               decisions.request_hashes.Take(), decisions.sequences.Take(), decisions.types.Take(),
               decisions.persons.Take(), decisions.received_ats.Take(), decisions.salts.Take(),
               decisions.leaf_hashes.Take(), decisions.records.Take(), decisions.grounds.Take(),
               decisions.document_numbers.Take(), decisions.document_digests.Take(),
               decisions.approvers.Take(), decisions.proposal_ids.Take(), decisions.periods.Take(),
               decisions.settlement_days.Take(), decisions.trade_ids.Take(),
               postings.sequences.Take(), postings.ordinals.Take(), postings.transferring.Take(),
               postings.acquiring.Take(), postings.quantities.Take(),
               postings.transferring_balances.Take(), postings.acquiring_balances.Take(),
               positions.ids.Take(), positions.balances.Take(), positions.floors.Take(),
               positions.last_sequences.Take(), positions.expected.Take(),
               batch.before.head.records, first_sequence, Raw(head.sequence),
               head.recorded_at.micros, Raw(batch.before.head.epoch), Raw(head.epoch),
               Raw(log::HashAlgorithm::kSha256), BytesParameter(head.root),
               pqxx::binarystring(batch.after.frontier.Serialize()), server_name);
  }

  DecisionColumns decisions;
  PostingColumns postings;
  PositionColumns positions;
  std::optional<FactWriter> facts;  // where there is one
  std::optional<std::int64_t> first_sequence;
};

}  // namespace

absl::Status AppendBatch(Tx& tx, const Batch& batch, const std::string& server_name) {
  Columns columns(batch);
  if (!columns.decisions.ok()) return absl::InternalError(kNotHeld);
  ASSIGN_OR_RETURN(const pqxx::result rows,
                   columns.Execute(batch, server_name, [&tx](const auto&... values) {
                     return tx.Run(kAppendBatch, values...);
                   }));
  if (rows.size() != 1 || ParseInt(rows[0][0].c_str()) != batch.after.head.records - 1) {
    return absl::InternalError("append: the last record number is not the one that was meant");
  }
  return columns.facts.has_value() ? columns.facts->Write(tx) : absl::OkStatus();
}

absl::StatusOr<AppendedAlone> AppendAtExpectedHead(Tx& tx, const Batch& batch,
                                                   const std::string& server_name) {
  Columns columns(batch);
  if (!columns.decisions.ok()) return absl::InternalError(kNotHeld);
  if (columns.facts.has_value())
    return absl::InternalError("append: facts have statements of their own");
  const Head& expected = batch.before.head;
  const bool by_system_clock = batch.before.rules->clock.mode == ledger::ClockMode::kSystem;
  pqxx::result rows;
  AppendedAlone appended;
  appended.outcome = columns.Execute(batch, server_name, [&](const auto&... values) {
    return tx.RunAlone(rows, kAppendAtExpectedHead, values..., BytesParameter(expected.root),
                       by_system_clock);
  });
  if (appended.outcome != CommitOutcome::kCommitted || rows.empty()) return appended;
  appended.at_head = true;
  const pqxx::row row = rows[0];
  Fields fields(row);
  const std::int64_t last_record = fields.Int();
  appended.clock = fields.Instant();
  // It is committed, whatever it is: only the book can tell now.
  if (!fields.ok() || last_record != batch.after.head.records - 1) {
    appended.outcome = CommitOutcome::kInDoubt;
  }
  return appended;
}

}  // namespace registry::storage
