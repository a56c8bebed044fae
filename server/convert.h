// Between the protocol and the core: FromProto reads a request into a command and notes what is
// misshapen, ToProto says a recorded decision in the protocol's words. No rule about allowances is
// known here. What all offices share stands in convert.cc; each office's own in
// convert_<office>.cc.
#ifndef SERVER_CONVERT_H_
#define SERVER_CONVERT_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "carbon/registry/v1/access.pb.h"
#include "carbon/registry/v1/account.pb.h"
#include "carbon/registry/v1/account_life.pb.h"
#include "carbon/registry/v1/allocation.pb.h"
#include "carbon/registry/v1/batch.pb.h"
#include "carbon/registry/v1/common.pb.h"
#include "carbon/registry/v1/compliance.pb.h"
#include "carbon/registry/v1/freeze.pb.h"
#include "carbon/registry/v1/holding.pb.h"
#include "carbon/registry/v1/proposal.pb.h"
#include "carbon/registry/v1/public.pb.h"
#include "carbon/registry/v1/registry.pb.h"
#include "carbon/registry/v1/settlement.pb.h"
#include "carbon/registry/v1/transfer.pb.h"
#include "ledger/command.h"
#include "ledger/decision.h"
#include "ledger/fact.h"
#include "server/directory.h"
#include "server/shape.h"

namespace registry::server {

namespace v1 = carbon::registry::v1;

// ---- convert_account.cc
ledger::OpenAccount FromProto(const v1::OpenAccountRequest& request, Shape& shape);
ledger::ChangeAccountStatus FromProto(const v1::ChangeAccountStatusRequest& request, Shape& shape);
v1::Account ToProto(const ledger::Account& account);

// ---- convert_account_life.cc. What can wait for an approval has a way back: the message that a
// command was read from, without its request id.
// Without its identity: its digest needs the store's key (write.h).
ledger::ApplyForAccount FromProto(const v1::ApplyForAccountRequest& request, Shape& shape);
ledger::ReviewApplication FromProto(const v1::ReviewApplicationRequest& request, Shape& shape);
ledger::OpenAppliedAccount FromProto(const v1::OpenAppliedAccountRequest& request, Shape& shape);
v1::OpenAppliedAccountRequest ToProto(const ledger::OpenAppliedAccount& open);
ledger::ChangeParticulars FromProto(const v1::ChangeParticularsRequest& request, Shape& shape);
ledger::ChangeAccountKind FromProto(const v1::ChangeAccountKindRequest& request, Shape& shape);
v1::ChangeAccountKindRequest ToProto(const ledger::ChangeAccountKind& change);
ledger::ObjectToRestriction FromProto(const v1::ObjectToRestrictionRequest& request, Shape& shape);
v1::ObjectToRestrictionRequest ToProto(const ledger::ObjectToRestriction& object);
ledger::DecideObjection FromProto(const v1::DecideObjectionRequest& request, Shape& shape);

// ---- convert_succession.cc
ledger::Succeed FromProto(const v1::SucceedAccountRequest& request, Shape& shape);
v1::SucceedAccountRequest ToProto(const ledger::Succeed& succeed);
ledger::CloseDissolved FromProto(const v1::CloseDissolvedAccountRequest& request, Shape& shape);
v1::CloseDissolvedAccountRequest ToProto(const ledger::CloseDissolved& close);

// ---- convert_allocation.cc
ledger::CreateInstrument FromProto(const v1::CreateInstrumentRequest& request, Shape& shape);
ledger::SetIssuanceCap FromProto(const v1::SetIssuanceCapRequest& request, Shape& shape);
ledger::Issue FromProto(const v1::IssueRequest& request, Shape& shape);
ledger::Allocate FromProto(const v1::AllocateRequest& request, Shape& shape);
ledger::ReturnAllowances FromProto(const v1::ReturnAllowancesRequest& request, Shape& shape);
v1::Instrument ToProto(const ledger::Instrument& instrument);

// ---- convert_compliance.cc
ledger::CreatePeriod FromProto(const v1::CreateCompliancePeriodRequest& request, Shape& shape);
ledger::DetermineObligation FromProto(const v1::DetermineObligationRequest& request, Shape& shape);
ledger::Surrender FromProto(const v1::SurrenderRequest& request, Shape& shape);
v1::CompliancePeriod ToProto(const ledger::CompliancePeriod& period);
v1::Obligation ToProto(const ledger::Obligation& obligation);

// ---- convert_transfer.cc
ledger::MoveToTrading FromProto(const v1::MoveToTradingRequest& request, Shape& shape);
ledger::MoveFromTrading FromProto(const v1::MoveFromTradingRequest& request, Shape& shape);
ledger::Transfer FromProto(const v1::TransferRequest& request, Shape& shape);
ledger::Cancel FromProto(const v1::CancelAllowancesRequest& request, Shape& shape);

// ---- convert_transfer_at_will.cc
ledger::TrustAccount FromProto(const v1::TrustAccountRequest& request, Shape& shape);
v1::TrustAccountRequest ToProto(const ledger::TrustAccount& trust);
ledger::DistrustAccount FromProto(const v1::DistrustAccountRequest& request, Shape& shape);
v1::DistrustAccountRequest ToProto(const ledger::DistrustAccount& distrust);
ledger::TransferAtWill FromProto(const v1::TransferAtWillRequest& request, Shape& shape);
v1::TransferAtWillRequest ToProto(const ledger::TransferAtWill& transfer);
ledger::AbortTransfer FromProto(const v1::AbortTransferRequest& request, Shape& shape);
v1::AbortTransferRequest ToProto(const ledger::AbortTransfer& abort);
v1::TrustedAccount ToProto(const ledger::TrustedAccount& trusted);
v1::DelayedTransfer ToProto(const ledger::DelayedTransfer& transfer);

// ---- convert_freeze.cc
ledger::FreezeHolding FromProto(const v1::FreezeHoldingRequest& request, Shape& shape);
v1::FreezeHoldingRequest ToProto(const ledger::FreezeHolding& freeze);
ledger::RenewFreeze FromProto(const v1::RenewFreezeRequest& request, Shape& shape);
v1::RenewFreezeRequest ToProto(const ledger::RenewFreeze& renew);
ledger::ReleaseFreeze FromProto(const v1::ReleaseFreezeRequest& request, Shape& shape);
v1::ReleaseFreezeRequest ToProto(const ledger::ReleaseFreeze& release);
ledger::DeductFrozen FromProto(const v1::DeductFrozenRequest& request, Shape& shape);
v1::DeductFrozenRequest ToProto(const ledger::DeductFrozen& deduct);
ledger::SurrenderFrozen FromProto(const v1::SurrenderFrozenRequest& request, Shape& shape);
v1::SurrenderFrozenRequest ToProto(const ledger::SurrenderFrozen& surrender);
ledger::Pledge FromProto(const v1::PledgeHoldingRequest& request, Shape& shape);
v1::PledgeHoldingRequest ToProto(const ledger::Pledge& pledge);
ledger::ReleasePledge FromProto(const v1::ReleasePledgeRequest& request, Shape& shape);
v1::ReleasePledgeRequest ToProto(const ledger::ReleasePledge& release);
v1::Freeze ToProto(const ledger::Freeze& freeze);

// ---- convert_settlement.cc
// Every trade of the call, in order.
std::vector<ledger::SettleTrade> FromProto(const v1::SettleTradesRequest& request, Shape& shape);
// The id under which trade `index` of a call is recorded: the first half of SHA-256 over the call's
// id and the index (32 bits, big-endian), marked as a UUID of version 8.
ledger::RequestId TradeRequestId(const ledger::RequestId& call, std::uint32_t index);

// ---- convert_registry.cc
ledger::AdvanceClock FromProto(const v1::AdvanceClockRequest& request, Shape& shape);

// ---- convert_access.cc
ledger::RegisterParticipant FromProto(const v1::RegisterParticipantRequest& request, Shape& shape);
ledger::ChangeParticipant FromProto(const v1::ChangeParticipantRequest& request, Shape& shape);
ledger::RegisterCertificate FromProto(const v1::RegisterCertificateRequest& request, Shape& shape);
ledger::RevokeCertificate FromProto(const v1::RevokeCertificateRequest& request, Shape& shape);
// Without its identity: its digest needs the store's key (write.h).
ledger::RegisterPerson FromProto(const v1::RegisterPersonRequest& request, Shape& shape);
ledger::ChangePerson FromProto(const v1::ChangePersonRequest& request, Shape& shape);
ledger::SetPolicy FromProto(const v1::SetPolicyRequest& request, Shape& shape);
ledger::SetCalendar FromProto(const v1::SetCalendarRequest& request, Shape& shape);
// Without its identity, as RegisterPerson.
ledger::RegisterStaff FromProto(const v1::RegisterStaffRequest& request, Shape& shape);

// ---- convert_policy.cc
// What a policy is about, and whether its value is one that it can have; fields "policy.kind" ....
ledger::Policy PolicyFromProto(const v1::Policy& policy, Shape& shape);
// The table of rights (ledger/policy.h) and the dated policies.
v1::PolicyTable PolicyTableOf(const ledger::Rules& rules);

// ---- convert_identity.cc
v1::Participant ToProto(const ledger::Participant& participant);
v1::Person ToProto(const ledger::Rules& rules, const ledger::Person& person);
v1::Certificate ToProto(const ledger::Rules& rules, const ledger::Certificate& certificate);
v1::Policy ToProto(const ledger::Policy& policy);
v1::Calendar ToProto(const ledger::Calendar& calendar);
v1::StaffEntry ToProto(const ledger::StaffEntry& entry);
// A sum of powers as a list.
std::vector<v1::Power> PowersToProto(std::int16_t powers);

// ---- convert_proposal.cc
ledger::ApproveProposal FromProto(const v1::ApproveProposalRequest& request, Shape& shape);
ledger::RejectProposal FromProto(const v1::RejectProposalRequest& request, Shape& shape);
ledger::WithdrawProposal FromProto(const v1::WithdrawProposalRequest& request, Shape& shape);
v1::Proposal ToProto(const Directory& directory, const ledger::Proposal& proposal);
// An accepted decision that waits for approvals. A validation has no numbers of its own.
v1::Waiting WaitingToProto(const Directory& directory, const ledger::Recorded& recorded,
                           const ledger::Accepted& accepted, bool validate_only);

// ---- convert_request.cc
// The message that a recorded request was, as far as its record holds it.
v1::WriteEntry EntryToProto(const ledger::Request& request);

// ---- describe.cc
// The same as a line of text: each field with its value.
std::string Describe(const v1::WriteEntry& entry);

// ---- convert.cc
ledger::Document DocumentFromProto(bool has, const v1::Document& document, Shape& shape);
v1::Document DocumentToProto(const ledger::Document& document);
google::protobuf::Timestamp ToProto(ledger::Instant instant);
std::string ToText(const ledger::RequestId& id);
std::string ToBytes(const ledger::Digest& digest);
v1::PositionName ToProto(const Directory& directory, const ledger::PositionKey& key);
v1::Posting ToProto(const Directory& directory, const ledger::PostedLine& line);
// An accepted decision. A validation has no numbers of its own.
v1::Accepted ToProto(const Directory& directory, const ledger::Recorded& recorded,
                     const ledger::Accepted& accepted, bool validate_only);

}  // namespace registry::server

#endif  // SERVER_CONVERT_H_
