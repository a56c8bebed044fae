#include "server/batch_service.h"

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "server/trail_subject.h"
#include "server/write.h"

namespace registry::server {
namespace {

using Entry = v1::WriteEntry;

// A batch that is read: an outcome for each entry, empty for those whose request is to be recorded.
struct Entries {
  v1::WriteBatchResponse response;
  std::vector<ledger::Request> requests;
  std::vector<int> places;                      // of each request among the entries
  std::vector<storage::TrailSubject> subjects;  // of each request
};

template <typename... Messages>
bool MayAskAny(const Caller& caller) {
  return (caller.MayAsk(kCommandTypeOf<Messages>) || ...);
}

bool MayRecordAny(const Caller& caller) {
  return MayAskAny<
      v1::OpenAccountRequest, v1::ChangeAccountStatusRequest, v1::CreateInstrumentRequest,
      v1::SetIssuanceCapRequest, v1::IssueRequest, v1::AllocateRequest, v1::ReturnAllowancesRequest,
      v1::CreateCompliancePeriodRequest, v1::DetermineObligationRequest, v1::SurrenderRequest,
      v1::AdvanceClockRequest, v1::MoveToTradingRequest, v1::MoveFromTradingRequest,
      v1::TransferRequest, v1::CancelAllowancesRequest, v1::RegisterParticipantRequest,
      v1::ChangeParticipantRequest, v1::RegisterCertificateRequest, v1::RevokeCertificateRequest,
      v1::RegisterPersonRequest, v1::ChangePersonRequest, v1::SetPolicyRequest,
      v1::SetCalendarRequest, v1::FreezeHoldingRequest, v1::RenewFreezeRequest,
      v1::ReleaseFreezeRequest, v1::DeductFrozenRequest, v1::SurrenderFrozenRequest,
      v1::PledgeHoldingRequest, v1::ReleasePledgeRequest, v1::ApplyForAccountRequest,
      v1::ReviewApplicationRequest, v1::OpenAppliedAccountRequest, v1::ChangeParticularsRequest,
      v1::ChangeAccountKindRequest, v1::ObjectToRestrictionRequest, v1::DecideObjectionRequest,
      v1::SucceedAccountRequest, v1::CloseDissolvedAccountRequest, v1::RegisterStaffRequest,
      v1::TrustAccountRequest, v1::DistrustAccountRequest, v1::TransferAtWillRequest,
      v1::AbortTransferRequest>(caller);
}

// Reads entries as write.h's Write reads the single call's message.
class Reader {
 public:
  explicit Reader(Call& call) : call_(call) {}

  Entries ReadAll(const v1::WriteBatchRequest& batch) {
    for (const Entry& entry : batch.entries()) ReadOne(entry);
    return std::move(entries_);
  }

 private:
  void ReadOne(const Entry& entry) {
    switch (entry.request_case()) {
      case Entry::kOpenAccount:
        return Read(entry.open_account());
      case Entry::kChangeAccountStatus:
        return Read(entry.change_account_status());
      case Entry::kCreateInstrument:
        return Read(entry.create_instrument());
      case Entry::kSetIssuanceCap:
        return Read(entry.set_issuance_cap());
      case Entry::kIssue:
        return Read(entry.issue());
      case Entry::kAllocate:
        return Read(entry.allocate());
      case Entry::kReturnAllowances:
        return Read(entry.return_allowances());
      case Entry::kCreateCompliancePeriod:
        return Read(entry.create_compliance_period());
      case Entry::kDetermineObligation:
        return Read(entry.determine_obligation());
      case Entry::kSurrender:
        return Read(entry.surrender());
      case Entry::kAdvanceClock:
        return Read(entry.advance_clock());
      case Entry::kMoveToTrading:
        return Read(entry.move_to_trading());
      case Entry::kMoveFromTrading:
        return Read(entry.move_from_trading());
      case Entry::kTransfer:
        return Read(entry.transfer());
      case Entry::kCancelAllowances:
        return Read(entry.cancel_allowances());
      case Entry::kRegisterParticipant:
        return Read(entry.register_participant());
      case Entry::kChangeParticipant:
        return Read(entry.change_participant());
      case Entry::kRegisterCertificate:
        return Read(entry.register_certificate());
      case Entry::kRevokeCertificate:
        return Read(entry.revoke_certificate());
      case Entry::kRegisterPerson:
        return Read(entry.register_person());
      case Entry::kChangePerson:
        return Read(entry.change_person());
      case Entry::kSetPolicy:
        return Read(entry.set_policy());
      case Entry::kSetCalendar:
        return Read(entry.set_calendar());
      case Entry::kFreezeHolding:
        return Read(entry.freeze_holding());
      case Entry::kRenewFreeze:
        return Read(entry.renew_freeze());
      case Entry::kReleaseFreeze:
        return Read(entry.release_freeze());
      case Entry::kDeductFrozen:
        return Read(entry.deduct_frozen());
      case Entry::kSurrenderFrozen:
        return Read(entry.surrender_frozen());
      case Entry::kPledgeHolding:
        return Read(entry.pledge_holding());
      case Entry::kReleasePledge:
        return Read(entry.release_pledge());
      case Entry::kApplyForAccount:
        return Read(entry.apply_for_account());
      case Entry::kReviewApplication:
        return Read(entry.review_application());
      case Entry::kOpenAppliedAccount:
        return Read(entry.open_applied_account());
      case Entry::kChangeParticulars:
        return Read(entry.change_particulars());
      case Entry::kChangeAccountKind:
        return Read(entry.change_account_kind());
      case Entry::kObjectToRestriction:
        return Read(entry.object_to_restriction());
      case Entry::kDecideObjection:
        return Read(entry.decide_objection());
      case Entry::kSucceedAccount:
        return Read(entry.succeed_account());
      case Entry::kCloseDissolvedAccount:
        return Read(entry.close_dissolved_account());
      case Entry::kRegisterStaff:
        return Read(entry.register_staff());
      case Entry::kTrustAccount:
        return Read(entry.trust_account());
      case Entry::kDistrustAccount:
        return Read(entry.distrust_account());
      case Entry::kTransferAtWill:
        return Read(entry.transfer_at_will());
      case Entry::kAbortTransfer:
        return Read(entry.abort_transfer());
      case Entry::REQUEST_NOT_SET:
        break;
    }
    *entries_.response.add_outcomes()->mutable_error() = Misshapen({{"request", "is required"}});
    call_.trail().AddPart({}, entries_.response.outcomes().rbegin()->error(), {}, {});
  }

  template <typename Message>
  void Read(const Message& message) {
    v1::WriteOutcome& outcome = *entries_.response.add_outcomes();
    outcome.set_request_id(message.request_id());
    if (!call_.who().MayAsk(kCommandTypeOf<Message>)) {
      *outcome.mutable_error() = NotEntitled();
      call_.trail().AddPart(SubjectOf(message, call_.directory().rules()), outcome.error(), {}, {});
      return;
    }
    Shape shape;
    ledger::Request request = ToRequest(call_, message, shape);
    if (message.validate_only()) shape.Violate("validate_only", "is for single calls");
    if (!shape.ok()) {
      *outcome.mutable_error() = Misshapen(shape.violations());
      call_.trail().AddPart(SubjectOf(message, call_.directory().rules()), outcome.error(), {}, {});
      return;
    }
    entries_.subjects.push_back(SubjectOf(message, call_.directory().rules()));
    entries_.places.push_back(entries_.response.outcomes_size() - 1);
    entries_.requests.push_back(std::move(request));
  }

  Call& call_;
  Entries entries_;
};

// Each refused or repeated entry has a row of its own in the trail. When all others were accepted
// and recorded the call itself needs none.
void TrailEntries(Call& call, const std::vector<storage::Answer>& answers, Entries& entries) {
  bool all_recorded = answers.size() == static_cast<std::size_t>(entries.response.outcomes_size());
  for (std::size_t i = 0; i < answers.size(); ++i) {
    const v1::WriteOutcome& outcome = entries.response.outcomes(entries.places[i]);
    const TrailedDecision decided = DecisionOf(call, answers[i]);
    if (!outcome.has_error() && decided.decision == storage::TrailDecision::kRecorded) continue;
    all_recorded = false;
    call.trail().AddPart(std::move(entries.subjects[i]), outcome.error(), decided.decision,
                         decided.sequence);
  }
  if (all_recorded) call.trail().Decided(storage::TrailDecision::kRecorded, {});
}

void Fill(const Directory& directory, const std::vector<storage::Answer>& answers,
          Entries& entries) {
  for (std::size_t i = 0; i < answers.size(); ++i) {
    v1::WriteOutcome& outcome = *entries.response.mutable_outcomes(entries.places[i]);
    Outcome said = ToOutcome(directory, answers[i], false);
    if (auto* accepted = std::get_if<v1::Accepted>(&said)) {
      *outcome.mutable_accepted() = std::move(*accepted);
    } else if (auto* waiting = std::get_if<v1::Waiting>(&said)) {
      *outcome.mutable_waiting() = std::move(*waiting);
    } else {
      *outcome.mutable_error() = std::move(std::get<google::rpc::Status>(said));
    }
  }
}

void RecordEntries(const CallPtr& call, Entries entries, std::size_t bytes) {
  WriteItem item;
  item.requests = std::exchange(entries.requests, {});
  // Single calls of others do not wait behind a batch; one that holds a single call waits like one.
  item.bulk = item.requests.size() > 1;
  item.bytes = bytes + item.requests.size() * kQueuedRequestBytes;
  item.done = [call, kept = std::make_shared<Entries>(std::move(entries))](
                  const std::vector<storage::Answer>& answers, std::size_t batch_size) {
    call->Note(batch_size, 0);
    for (const storage::Answer& answer : answers) LogFault(call->backend(), answer);
    Fill(*call->backend().directory->Current(), answers, *kept);
    TrailEntries(*call, answers, *kept);
    call->Answer(kept->response);
  };
  Submit(call, std::move(item));
}

}  // namespace

Reactor* BatchService::WriteBatch(CallContext* context, const Bytes* request, Bytes* response) {
  const auto call = std::make_shared<Call>(backend_, "BatchService/WriteBatch", context, response);
  if (!call->Known()) return call->reactor();
  if (!MayRecordAny(call->who())) {
    call->Refuse(NotEntitled());
    return call->reactor();
  }
  v1::WriteBatchRequest batch;
  if (!call->Parse(*request, batch)) return call->reactor();
  Shape shape;
  if (batch.entries().empty()) shape.Violate("entries", "is required");
  if (batch.entries_size() > kMaxEntriesPerBatch) {
    shape.Violate("entries", absl::StrCat("has ", batch.entries_size(), " entries, and ",
                                          kMaxEntriesPerBatch, " at most may come in one call"));
  }
  if (!shape.ok()) {
    call->Refuse(Misshapen(shape.violations()));
    return call->reactor();
  }
  if (!call->trail().TakeParts(static_cast<std::size_t>(batch.entries_size()))) {
    call->Refuse(QueueFull(backend_.limits.trail.retry_delay));
    return call->reactor();
  }
  Entries entries = Reader(*call).ReadAll(batch);
  if (entries.requests.empty()) {
    call->Answer(entries.response);
  } else {
    RecordEntries(call, std::move(entries), request->Length());
  }
  return call->reactor();
}

}  // namespace registry::server
