#include "tests/stories/send_command.h"

#include <stdexcept>
#include <string>
#include <utility>
#include <variant>

#include "client/uuid.h"
#include "ledger/account_number.h"

namespace registry::stories {
namespace {

namespace v1 = carbon::registry::v1;

using client::Registry;
using ledger::FormatAccountNumber;

// The numbers of the protocol's enums are those of the ledger.
template <typename Proto, typename Enum>
Proto ToProto(Enum value) {
  return static_cast<Proto>(static_cast<int>(value));
}

google::protobuf::Timestamp ToProto(ledger::Instant instant) {
  google::protobuf::Timestamp time;
  std::int64_t second = instant.micros / 1'000'000;
  if (instant.micros % 1'000'000 < 0) --second;
  time.set_seconds(second);
  time.set_nanos(static_cast<std::int32_t>(instant.micros - second * 1'000'000) * 1'000);
  return time;
}

v1::Document ToProto(const ledger::Document& document) {
  v1::Document proto;
  proto.set_number(document.number);
  proto.set_sha256(std::string(document.digest.begin(), document.digest.end()));
  return proto;
}

Outcome OutcomeOf(const client::Error& error) {
  if (error.ok()) return {"accepted", {}};
  if (error.code == grpc::StatusCode::PERMISSION_DENIED) return {"DENIED", {}};
  if (!error.refused()) {
    return {std::string(client::CodeName(error.code)) + ": " + error.message, {}};
  }
  Outcome outcome;
  for (const client::Refusal& refusal : error.refusals) {
    outcome.refusals.push_back({refusal.reason, {refusal.facts.begin(), refusal.facts.end()}});
  }
  return outcome;
}

// What one call came to, and what must be the same when it is sent again.
struct Told {
  Outcome outcome;
  std::string bytes;  // of what was recorded
  std::string account;
  std::string proposal;
  std::int64_t sequence = 0;  // 0: nothing was accepted, or more than one call can tell
};

Told ToldBy(const client::Answer<v1::WriteResponse>& answer) {
  if (!answer.ok()) return {OutcomeOf(answer.error), "", "", "", 0};
  const v1::WriteResponse& response = answer.value;
  const Outcome outcome = {response.has_waiting() ? "waiting" : "accepted", {}};
  return {outcome, response.SerializeAsString(), response.accepted().account(),
          response.waiting().proposal(), response.accepted().sequence()};
}

Told ToldBy(const client::Answer<v1::SettleTradesResponse>& answer) {
  if (!answer.ok() || answer.value.outcomes_size() != 1)
    return {OutcomeOf(answer.error), "", "", "", 0};
  const v1::TradeOutcome& outcome = answer.value.outcomes(0);
  return {
      outcome.has_error() ? OutcomeOf(client::ToError(outcome.error())) : Outcome{"accepted", {}},
      answer.value.SerializeAsString(), "", "", 0};
}

// Sends it three times.
template <typename Stub, typename Request, typename Response>
Answer Send(Registry& registry,
            grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
            Request request) {
  request.set_request_id(client::NewRequestId());
  request.set_validate_only(true);
  const Told forecast = ToldBy(registry.Call(method, request));
  request.set_validate_only(false);
  const Told told = ToldBy(registry.Call(method, request));
  const Told again = ToldBy(registry.Call(method, request));

  Answer answer{told.outcome, ledger::ParseAccountNumber(told.account), {}};
  if (!told.proposal.empty()) answer.proposal = ledger::Sequence{std::stoll(told.proposal)};
  if (told.sequence != 0) answer.sequence = ledger::Sequence{told.sequence};
  if (Text(forecast.outcome) != Text(told.outcome)) {
    answer.outcome.word += " (validate_only said " + Text(forecast.outcome) + ")";
  }
  if (Text(again.outcome) != Text(told.outcome) || again.bytes != told.bytes) {
    answer.outcome.word += " (sent again: " + Text(again.outcome) + ")";
  }
  return answer;
}

// Sends each command by its RPC.
struct Sender {
  Registry& registry;

  Answer operator()(const ledger::AdvanceClock& advance) const {
    v1::AdvanceClockRequest request;
    *request.mutable_time() = ToProto(advance.instant);
    return Send(registry, &v1::RegistryService::Stub::AdvanceClock, request);
  }
  Answer operator()(const ledger::CreatePeriod& period) const {
    v1::CreateCompliancePeriodRequest request;
    request.set_period(period.code);
    request.set_first_year(period.first_year);
    request.set_last_year(period.last_year);
    *request.mutable_deadline_time() = ToProto(period.deadline);
    return Send(registry, &v1::ComplianceService::Stub::CreateCompliancePeriod, request);
  }
  Answer operator()(const ledger::CreateInstrument& instrument) const {
    v1::CreateInstrumentRequest request;
    request.set_instrument(instrument.code);
    request.set_kind(ToProto<v1::InstrumentKind>(instrument.kind));
    request.set_vintage_first_year(instrument.vintage_first_year);
    request.set_vintage_last_year(instrument.vintage_last_year);
    if (instrument.tradable_from) {
      *request.mutable_tradable_from_time() = ToProto(*instrument.tradable_from);
    }
    if (instrument.tradable_until) {
      *request.mutable_tradable_until_time() = ToProto(*instrument.tradable_until);
    }
    for (const std::string& period : instrument.eligible_periods) {
      request.add_eligible_periods(period);
    }
    return Send(registry, &v1::AllocationService::Stub::CreateInstrument, request);
  }
  Answer operator()(const ledger::SetIssuanceCap& set) const {
    v1::SetIssuanceCapRequest request;
    request.set_plan(set.plan);
    request.set_instrument(set.instrument);
    request.set_sector(ToProto<v1::Sector>(set.sector));
    request.set_cap_tco2e(set.cap.value);
    *request.mutable_document() = ToProto(set.document);
    return Send(registry, &v1::AllocationService::Stub::SetIssuanceCap, request);
  }
  Answer operator()(const ledger::OpenAccount& open) const {
    v1::OpenAccountRequest request;
    request.set_kind(ToProto<v1::AccountKind>(open.kind));
    request.set_social_credit_code(open.social_credit_code);
    request.set_holder_name(open.holder_name);
    request.set_province(open.province);
    request.set_sector(ToProto<v1::Sector>(open.sector));
    return Send(registry, &v1::AccountService::Stub::OpenAccount, request);
  }
  Answer operator()(const ledger::ChangeAccountStatus& change) const {
    v1::ChangeAccountStatusRequest request;
    request.set_account(FormatAccountNumber(change.account));
    request.set_status(ToProto<v1::AccountStatus>(change.status));
    request.set_cause(change.cause);
    return Send(registry, &v1::AccountService::Stub::ChangeAccountStatus, request);
  }
  Answer operator()(const ledger::Issue& issue) const {
    v1::IssueRequest request;
    request.set_plan(issue.plan);
    request.set_instrument(issue.instrument);
    request.set_sector(ToProto<v1::Sector>(issue.sector));
    request.set_acquiring_account(FormatAccountNumber(issue.acquiring_account));
    request.set_quantity_tco2e(issue.quantity.value);
    *request.mutable_document() = ToProto(issue.document);
    return Send(registry, &v1::AllocationService::Stub::Issue, request);
  }
  Answer operator()(const ledger::Allocate& allocate) const {
    v1::AllocateRequest request;
    request.set_transferring_account(FormatAccountNumber(allocate.transferring_account));
    request.set_acquiring_account(FormatAccountNumber(allocate.acquiring_account));
    request.set_instrument(allocate.instrument);
    request.set_period(allocate.period);
    request.set_step(ToProto<v1::AllocationStep>(allocate.step));
    request.set_quantity_tco2e(allocate.quantity.value);
    return Send(registry, &v1::AllocationService::Stub::Allocate, request);
  }
  Answer operator()(const ledger::ReturnAllowances& give_back) const {
    v1::ReturnAllowancesRequest request;
    request.set_transferring_account(FormatAccountNumber(give_back.transferring_account));
    request.set_acquiring_account(FormatAccountNumber(give_back.acquiring_account));
    request.set_instrument(give_back.instrument);
    request.set_period(give_back.period);
    request.set_quantity_tco2e(give_back.quantity.value);
    return Send(registry, &v1::AllocationService::Stub::ReturnAllowances, request);
  }
  Answer operator()(const ledger::MoveToTrading& move) const {
    v1::MoveToTradingRequest request;
    request.set_account(FormatAccountNumber(move.account));
    request.set_instrument(move.instrument);
    request.set_quantity_tco2e(move.quantity.value);
    return Send(registry, &v1::TransferService::Stub::MoveToTrading, request);
  }
  Answer operator()(const ledger::MoveFromTrading& move) const {
    v1::MoveFromTradingRequest request;
    request.set_account(FormatAccountNumber(move.account));
    request.set_instrument(move.instrument);
    request.set_quantity_tco2e(move.quantity.value);
    return Send(registry, &v1::TransferService::Stub::MoveFromTrading, request);
  }
  Answer operator()(const ledger::Transfer& transfer) const {
    v1::TransferRequest request;
    request.set_transferring_account(FormatAccountNumber(transfer.transferring_account));
    request.set_acquiring_account(FormatAccountNumber(transfer.acquiring_account));
    request.set_instrument(transfer.instrument);
    request.set_quantity_tco2e(transfer.quantity.value);
    request.set_ground(ToProto<v1::TransferGround>(transfer.ground));
    *request.mutable_document() = ToProto(transfer.document);
    return Send(registry, &v1::TransferService::Stub::Transfer, request);
  }
  Answer operator()(const ledger::SettleTrade& trade) const {
    v1::SettleTradesRequest request;
    v1::Trade& proto = *request.add_trades();
    proto.set_trade_id(trade.trade_id);
    proto.set_instrument(trade.instrument);
    proto.set_method(ToProto<v1::TradingMethod>(trade.method));
    proto.set_seller_account(FormatAccountNumber(trade.seller));
    proto.set_buyer_account(FormatAccountNumber(trade.buyer));
    proto.set_quantity_tco2e(trade.quantity.value);
    proto.set_price_fen(trade.price.value);
    proto.set_amount_fen(trade.amount.value);
    *proto.mutable_match_time() = ToProto(trade.match_time);
    return Send(registry, &v1::SettlementService::Stub::SettleTrades, request);
  }
  Answer operator()(const ledger::DetermineObligation& determine) const {
    v1::DetermineObligationRequest request;
    request.set_unit_account(FormatAccountNumber(determine.unit_account));
    request.set_sector(ToProto<v1::Sector>(determine.sector));
    request.set_period(determine.period);
    request.set_verified_emissions_tco2e(determine.verified_emissions.value);
    request.set_obligation_tco2e(determine.obligation.value);
    return Send(registry, &v1::ComplianceService::Stub::DetermineObligation, request);
  }
  Answer operator()(const ledger::Surrender& surrender) const {
    v1::SurrenderRequest request;
    request.set_unit_account(FormatAccountNumber(surrender.unit_account));
    request.set_sector(ToProto<v1::Sector>(surrender.sector));
    request.set_period(surrender.period);
    for (const ledger::Surrender::Line& line : surrender.lines) {
      v1::SurrenderLine& proto = *request.add_lines();
      proto.set_instrument(line.instrument);
      proto.set_quantity_tco2e(line.quantity.value);
    }
    request.set_allow_surplus(surrender.allow_surplus);
    return Send(registry, &v1::ComplianceService::Stub::Surrender, request);
  }
  Answer operator()(const ledger::Cancel& cancel) const {
    v1::CancelAllowancesRequest request;
    request.set_account(FormatAccountNumber(cancel.account));
    request.set_instrument(cancel.instrument);
    request.set_quantity_tco2e(cancel.quantity.value);
    request.set_purpose(cancel.purpose);
    return Send(registry, &v1::TransferService::Stub::CancelAllowances, request);
  }

  Answer operator()(const ledger::RegisterPerson& person) const {
    v1::RegisterPersonRequest request;
    request.set_person(person.code);
    request.set_identity_number(DocumentOf(person.identity));
    AddSubjectsAndSeats(person, request);
    return Send(registry, &v1::AccessService::Stub::RegisterPerson, request);
  }
  Answer operator()(const ledger::ChangePerson& change) const {
    v1::ChangePersonRequest request;
    request.set_person(change.code);
    AddSubjectsAndSeats(change, request);
    request.set_active(change.active);
    request.set_cause(change.cause);
    return Send(registry, &v1::AccessService::Stub::ChangePerson, request);
  }
  Answer operator()(const ledger::SetPolicy& set) const {
    v1::SetPolicyRequest request;
    v1::Policy& policy = *request.mutable_policy();
    policy.set_kind(ToProto<v1::PolicyKind>(set.policy.key.kind));
    policy.set_role(ToProto<v1::Role>(set.policy.key.role));
    policy.set_command(ToProto<v1::TransactionType>(set.policy.key.command.value()));
    policy.set_above_tco2e(set.policy.key.above.value);
    *policy.mutable_from_time() = ToProto(set.policy.from);
    policy.set_value(set.policy.value);
    *request.mutable_document() = ToProto(set.document);
    return Send(registry, &v1::AccessService::Stub::SetPolicy, request);
  }
  Answer operator()(const ledger::ApproveProposal& approve) const {
    v1::ApproveProposalRequest request;
    request.set_proposal(std::to_string(Raw(approve.proposal)));
    request.set_request_hash({approve.request_hash.begin(), approve.request_hash.end()});
    return Send(registry, &v1::ProposalService::Stub::ApproveProposal, request);
  }
  Answer operator()(const ledger::RejectProposal& reject) const {
    v1::RejectProposalRequest request;
    request.set_proposal(std::to_string(Raw(reject.proposal)));
    request.set_request_hash({reject.request_hash.begin(), reject.request_hash.end()});
    request.set_cause(reject.cause);
    return Send(registry, &v1::ProposalService::Stub::RejectProposal, request);
  }
  Answer operator()(const ledger::WithdrawProposal& withdraw) const {
    v1::WithdrawProposalRequest request;
    request.set_proposal(std::to_string(Raw(withdraw.proposal)));
    request.set_cause(withdraw.cause);
    return Send(registry, &v1::ProposalService::Stub::WithdrawProposal, request);
  }

  Answer operator()(const ledger::FreezeHolding& freeze) const {
    v1::FreezeHoldingRequest request;
    request.set_scope(ToProto<v1::FreezeScope>(freeze.scope));
    if (freeze.account) request.set_account(FormatAccountNumber(*freeze.account));
    request.set_instrument(freeze.instrument);
    request.set_quantity_tco2e(freeze.quantity.value);
    if (freeze.process) request.set_process(ToProto<v1::TransactionType>(*freeze.process));
    request.set_case_number(freeze.case_number);
    request.set_authority(freeze.authority);
    *request.mutable_from_time() = ToProto(freeze.from);
    *request.mutable_until_time() = ToProto(freeze.until);
    *request.mutable_document() = ToProto(freeze.document);
    return Send(registry, &v1::FreezeService::Stub::FreezeHolding, request);
  }
  Answer operator()(const ledger::RenewFreeze& renew) const {
    v1::RenewFreezeRequest request;
    request.set_freeze(std::to_string(Raw(renew.freeze)));
    *request.mutable_until_time() = ToProto(renew.until);
    *request.mutable_document() = ToProto(renew.document);
    return Send(registry, &v1::FreezeService::Stub::RenewFreeze, request);
  }
  Answer operator()(const ledger::ReleaseFreeze& release) const {
    v1::ReleaseFreezeRequest request;
    request.set_freeze(std::to_string(Raw(release.freeze)));
    request.set_cause(release.cause);
    *request.mutable_document() = ToProto(release.document);
    return Send(registry, &v1::FreezeService::Stub::ReleaseFreeze, request);
  }
  Answer operator()(const ledger::DeductFrozen& deduct) const {
    v1::DeductFrozenRequest request;
    request.set_freeze(std::to_string(Raw(deduct.freeze)));
    request.set_instrument(deduct.instrument);
    request.set_quantity_tco2e(deduct.quantity.value);
    request.set_acquiring_account(FormatAccountNumber(deduct.acquiring_account));
    *request.mutable_document() = ToProto(deduct.document);
    return Send(registry, &v1::FreezeService::Stub::DeductFrozen, request);
  }
  Answer operator()(const ledger::SurrenderFrozen& surrender) const {
    v1::SurrenderFrozenRequest request;
    request.set_freeze(std::to_string(Raw(surrender.freeze)));
    request.set_instrument(surrender.instrument);
    request.set_quantity_tco2e(surrender.quantity.value);
    request.set_sector(ToProto<v1::Sector>(surrender.sector));
    request.set_period(surrender.period);
    *request.mutable_document() = ToProto(surrender.document);
    return Send(registry, &v1::FreezeService::Stub::SurrenderFrozen, request);
  }
  Answer operator()(const ledger::Succeed& succeed) const {
    v1::SucceedAccountRequest request;
    request.set_predecessor_account(FormatAccountNumber(succeed.predecessor));
    request.set_successor_account(FormatAccountNumber(succeed.successor));
    *request.mutable_document() = ToProto(succeed.document);
    return Send(registry, &v1::AccountLifeService::Stub::SucceedAccount, request);
  }
  Answer operator()(const ledger::CloseDissolved& close) const {
    v1::CloseDissolvedAccountRequest request;
    request.set_account(FormatAccountNumber(close.account));
    request.set_receiver_account(FormatAccountNumber(close.receiver));
    request.set_cause(close.cause);
    *request.mutable_document() = ToProto(close.document);
    return Send(registry, &v1::AccountLifeService::Stub::CloseDissolvedAccount, request);
  }

  // What no story says.
  template <typename Other>
  Answer operator()(const Other&) const {
    return Unspeakable();
  }

 private:
  [[noreturn]] static Answer Unspeakable() {
    throw std::logic_error("no story says this over the wire");
  }

  // The numbers of powers are bits in the ledger and ordinals on the wire.
  template <typename Person, typename Request>
  static void AddSubjectsAndSeats(const Person& person, Request& request) {
    for (const ledger::Subject& subject : person.subjects) {
      v1::Subject& proto = *request.add_subjects();
      proto.set_issuer(subject.issuer);
      proto.set_subject(subject.subject);
    }
    for (const ledger::NamedSeat& seat : person.seats) {
      v1::Seat& proto = *request.add_seats();
      proto.set_participant(seat.participant);
      for (const auto& [bit, power] : {std::pair{ledger::Power::kRead, v1::POWER_READ},
                                       std::pair{ledger::Power::kInitiate, v1::POWER_INITIATE},
                                       std::pair{ledger::Power::kApprove, v1::POWER_APPROVE},
                                       std::pair{ledger::Power::kSurrender, v1::POWER_SURRENDER}}) {
        if ((seat.powers & static_cast<int>(bit)) != 0) proto.add_powers(power);
      }
    }
  }
};

}  // namespace

Answer SendCommand(Registry& registry, const ledger::Command& command) {
  return std::visit(Sender{registry}, command);
}

}  // namespace registry::stories
