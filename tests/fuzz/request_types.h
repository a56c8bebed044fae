// The requests of the protocol, by what they ask for.
#ifndef TESTS_FUZZ_REQUEST_TYPES_H_
#define TESTS_FUZZ_REQUEST_TYPES_H_

#include <string>
#include <vector>

#include "carbon/registry/v1/access.pb.h"
#include "carbon/registry/v1/account.pb.h"
#include "carbon/registry/v1/account_life.pb.h"
#include "carbon/registry/v1/allocation.pb.h"
#include "carbon/registry/v1/audit.pb.h"
#include "carbon/registry/v1/batch.pb.h"
#include "carbon/registry/v1/compliance.pb.h"
#include "carbon/registry/v1/freeze.pb.h"
#include "carbon/registry/v1/holding.pb.h"
#include "carbon/registry/v1/journal.pb.h"
#include "carbon/registry/v1/proposal.pb.h"
#include "carbon/registry/v1/public.pb.h"
#include "carbon/registry/v1/registry.pb.h"
#include "carbon/registry/v1/settlement.pb.h"
#include "carbon/registry/v1/transfer.pb.h"
#include "google/protobuf/message.h"

namespace registry::fuzz {

namespace v1 = carbon::registry::v1;

template <typename... Messages>
struct TypeList {};

// Something is to be recorded: they have a request_id. Kept inputs name a request by its place, so
// what is new stands last.
using Writes = TypeList<
    v1::OpenAccountRequest, v1::ChangeAccountStatusRequest, v1::CreateInstrumentRequest,
    v1::SetIssuanceCapRequest, v1::IssueRequest, v1::AllocateRequest, v1::ReturnAllowancesRequest,
    v1::CreateCompliancePeriodRequest, v1::DetermineObligationRequest, v1::SurrenderRequest,
    v1::AdvanceClockRequest, v1::MoveToTradingRequest, v1::MoveFromTradingRequest,
    v1::TransferRequest, v1::CancelAllowancesRequest, v1::SettleTradesRequest,
    v1::RegisterParticipantRequest, v1::ChangeParticipantRequest, v1::RegisterCertificateRequest,
    v1::RevokeCertificateRequest, v1::RegisterPersonRequest, v1::ChangePersonRequest,
    v1::SetPolicyRequest, v1::SetCalendarRequest, v1::ApproveProposalRequest,
    v1::RejectProposalRequest, v1::WithdrawProposalRequest, v1::FreezeHoldingRequest,
    v1::RenewFreezeRequest, v1::ReleaseFreezeRequest, v1::DeductFrozenRequest,
    v1::SurrenderFrozenRequest, v1::PledgeHoldingRequest, v1::ReleasePledgeRequest,
    v1::ApplyForAccountRequest, v1::ReviewApplicationRequest, v1::OpenAppliedAccountRequest,
    v1::ChangeParticularsRequest, v1::ChangeAccountKindRequest, v1::ObjectToRestrictionRequest,
    v1::DecideObjectionRequest, v1::SucceedAccountRequest, v1::CloseDissolvedAccountRequest,
    v1::RegisterStaffRequest, v1::TrustAccountRequest, v1::DistrustAccountRequest,
    v1::TransferAtWillRequest, v1::AbortTransferRequest>;

// A page of many is to be shown: they have a page_size.
using Listings =
    TypeList<v1::ListHoldingsRequest, v1::ListPostingsRequest, v1::ListAccountsRequest,
             v1::ListObligationsRequest, v1::ListInstrumentsRequest,
             v1::ListCompliancePeriodsRequest, v1::ListParticipantsRequest,
             v1::ListCertificatesRequest, v1::ListPersonsRequest, v1::ListProposalsRequest,
             v1::SearchTrailRequest, v1::ListFreezesRequest, v1::ListOverdueRequest,
             v1::ListAccountHistoryRequest, v1::ListUncollectedRequest, v1::ListStaffRequest,
             v1::ListTrustedAccountsRequest, v1::ListDelayedTransfersRequest,
             v1::ListPublicationsRequest>;

using Others =
    TypeList<v1::WriteBatchRequest, v1::GetAccountRequest, v1::GetInstrumentRequest,
             v1::GetObligationRequest, v1::GetStatementRequest, v1::GetSupplyRequest,
             v1::GetTransactionRequest, v1::FollowJournalRequest, v1::GetCycleFiguresRequest,
             v1::GetCallCountsRequest, v1::CheckRegistryRequest, v1::GetRegistryStatusRequest,
             v1::GetCallerRequest, v1::GetPolicyRequest, v1::GetCalendarRequest,
             v1::GetProposalRequest, v1::ExportTrailRequest, v1::GetFreezeRequest,
             v1::GetAggregatesRequest>;

// An empty message of each.
const std::vector<const google::protobuf::Message*>& AllRequests();

// Messages called ...Request in the project's .proto files that stand in no list above, or in the
// wrong one.
std::vector<std::string> RequestsMissed(const std::string& proto_folder);

}  // namespace registry::fuzz

#endif  // TESTS_FUZZ_REQUEST_TYPES_H_
