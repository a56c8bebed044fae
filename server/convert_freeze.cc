#include <string>

#include "ledger/account_number.h"
#include "server/convert.h"
#include "server/options.h"

namespace registry::server {
namespace {

static_assert(int{v1::FreezeScope_MAX} == ledger::kFreezeScopeCount);
static_assert(int{v1::FreezeState_MAX} == ledger::kFreezeStateCount);
static_assert(int{v1::FREEZE_SCOPE_PROCESS} == static_cast<int>(ledger::FreezeScope::kProcess));
static_assert(int{v1::FREEZE_STATE_USED_UP} == static_cast<int>(ledger::FreezeState::kUsedUp));

using ledger::FreezeScope;

FreezeScope ScopeFromProto(const v1::FreezeHoldingRequest& request, Shape& shape) {
  const auto scope = shape.Enum<FreezeScope>("scope", request.scope(), v1::FreezeScope_IsValid);
  if (scope != FreezeScope::kPledge) return scope;
  shape.Violate("scope", "is not one of a freeze; pledges are recorded by PledgeHolding");
  return {};
}

// A field that belongs to other scopes.
void Absent(Shape& shape, const char* field, bool is_there) {
  if (is_there) shape.Violate(field, "is not for this scope");
}

void ReadAccount(const v1::FreezeHoldingRequest& request, bool wanted,
                 ledger::FreezeHolding& freeze, Shape& shape) {
  if (wanted) {
    freeze.account = shape.Account("account", request.account());
  } else {
    Absent(shape, "account", !request.account().empty());
  }
}

void ReadHolder(const v1::FreezeHoldingRequest& request, bool wanted, ledger::FreezeHolding& freeze,
                Shape& shape) {
  if (wanted) {
    freeze.social_credit_code =
        shape.SocialCreditCode("social_credit_code", request.social_credit_code());
  } else {
    Absent(shape, "social_credit_code", !request.social_credit_code().empty());
  }
}

void ReadQuantity(const v1::FreezeHoldingRequest& request, bool wanted,
                  ledger::FreezeHolding& freeze, Shape& shape) {
  if (wanted) {
    freeze.instrument = shape.InstrumentCode("instrument", request.instrument());
    freeze.quantity = shape.MoreThanZero("quantity_tco2e", request.quantity_tco2e());
  } else {
    Absent(shape, "instrument", !request.instrument().empty());
    Absent(shape, "quantity_tco2e", request.quantity_tco2e() != 0);
  }
}

void ReadProcess(const v1::FreezeHoldingRequest& request, bool wanted,
                 ledger::FreezeHolding& freeze, Shape& shape) {
  if (wanted) {
    freeze.process =
        shape.Enum<ledger::CommandType>("process", request.process(), v1::TransactionType_IsValid);
  } else {
    Absent(shape, "process", request.process() != v1::TRANSACTION_TYPE_UNSPECIFIED);
  }
}

// Of no scope that there is: what a field holds has its form in any.
void ReadWhatIsThere(const v1::FreezeHoldingRequest& request, ledger::FreezeHolding& freeze,
                     Shape& shape) {
  ReadAccount(request, !request.account().empty(), freeze, shape);
  ReadHolder(request, !request.social_credit_code().empty(), freeze, shape);
  if (!request.instrument().empty()) shape.InstrumentCode("instrument", request.instrument());
  if (request.quantity_tco2e() != 0) shape.MoreThanZero("quantity_tco2e", request.quantity_tco2e());
  ReadProcess(request, request.process() != v1::TRANSACTION_TYPE_UNSPECIFIED, freeze, shape);
}

// What is taken from under a freeze.
template <typename Command, typename Request>
Command PartFromProto(const Request& request, Shape& shape) {
  Command part;
  part.freeze = shape.Freeze("freeze", request.freeze());
  part.instrument = shape.InstrumentCode("instrument", request.instrument());
  part.quantity = shape.MoreThanZero("quantity_tco2e", request.quantity_tco2e());
  part.document = DocumentFromProto(request.has_document(), request.document(), shape);
  return part;
}

template <typename Request, typename Command>
Request AboutFreeze(const Command& command) {
  Request request;
  request.set_freeze(std::to_string(ledger::Raw(command.freeze)));
  *request.mutable_document() = DocumentToProto(command.document);
  return request;
}

template <typename Request, typename Command>
Request AboutPart(const Command& command) {
  auto request = AboutFreeze<Request>(command);
  request.set_instrument(command.instrument);
  request.set_quantity_tco2e(command.quantity.value);
  return request;
}

}  // namespace

ledger::FreezeHolding FromProto(const v1::FreezeHoldingRequest& request, Shape& shape) {
  ledger::FreezeHolding freeze;
  freeze.scope = ScopeFromProto(request, shape);
  if (freeze.scope != FreezeScope{}) {
    const bool quantity = freeze.scope == FreezeScope::kQuantity;
    ReadAccount(request, quantity || freeze.scope == FreezeScope::kAccount, freeze, shape);
    ReadHolder(request, freeze.scope == FreezeScope::kHolder, freeze, shape);
    ReadQuantity(request, quantity, freeze, shape);
    ReadProcess(request, freeze.scope == FreezeScope::kProcess, freeze, shape);
  } else {
    ReadWhatIsThere(request, freeze, shape);
  }
  freeze.case_number = shape.Text("case_number", request.case_number(), 1, kMaxCaseNumber);
  freeze.authority = shape.Text("authority", request.authority(), 1, 200);
  freeze.from = shape.RequiredTime("from_time", request.has_from_time(), request.from_time());
  freeze.until = shape.RequiredTime("until_time", request.has_until_time(), request.until_time());
  freeze.document = DocumentFromProto(request.has_document(), request.document(), shape);
  return freeze;
}

ledger::RenewFreeze FromProto(const v1::RenewFreezeRequest& request, Shape& shape) {
  return {shape.Freeze("freeze", request.freeze()),
          shape.RequiredTime("until_time", request.has_until_time(), request.until_time()),
          DocumentFromProto(request.has_document(), request.document(), shape)};
}

ledger::ReleaseFreeze FromProto(const v1::ReleaseFreezeRequest& request, Shape& shape) {
  return {shape.Freeze("freeze", request.freeze()), shape.Text("cause", request.cause(), 1, 500),
          DocumentFromProto(request.has_document(), request.document(), shape)};
}

ledger::DeductFrozen FromProto(const v1::DeductFrozenRequest& request, Shape& shape) {
  auto deduct = PartFromProto<ledger::DeductFrozen>(request, shape);
  deduct.acquiring_account = shape.Account("acquiring_account", request.acquiring_account());
  return deduct;
}

ledger::SurrenderFrozen FromProto(const v1::SurrenderFrozenRequest& request, Shape& shape) {
  auto surrender = PartFromProto<ledger::SurrenderFrozen>(request, shape);
  surrender.sector = shape.Enum<ledger::Sector>("sector", request.sector(), v1::Sector_IsValid);
  surrender.period = shape.PeriodCode("period", request.period());
  return surrender;
}

ledger::Pledge FromProto(const v1::PledgeHoldingRequest& request, Shape& shape) {
  ledger::Pledge pledge;
  pledge.account = shape.Account("account", request.account());
  pledge.instrument = shape.InstrumentCode("instrument", request.instrument());
  pledge.quantity = shape.MoreThanZero("quantity_tco2e", request.quantity_tco2e());
  pledge.pledgee = shape.Text("pledgee", request.pledgee(), 1, 200);
  pledge.document = DocumentFromProto(request.has_document(), request.document(), shape);
  return pledge;
}

ledger::ReleasePledge FromProto(const v1::ReleasePledgeRequest& request, Shape& shape) {
  return {shape.Freeze("pledge", request.pledge()),
          DocumentFromProto(request.has_document(), request.document(), shape)};
}

v1::FreezeHoldingRequest ToProto(const ledger::FreezeHolding& freeze) {
  v1::FreezeHoldingRequest request;
  request.set_scope(static_cast<v1::FreezeScope>(freeze.scope));
  if (freeze.account) request.set_account(ledger::FormatAccountNumber(*freeze.account));
  request.set_social_credit_code(freeze.social_credit_code);
  request.set_instrument(freeze.instrument);
  request.set_quantity_tco2e(freeze.quantity.value);
  if (freeze.process) request.set_process(static_cast<v1::TransactionType>(*freeze.process));
  request.set_case_number(freeze.case_number);
  request.set_authority(freeze.authority);
  *request.mutable_from_time() = ToProto(freeze.from);
  *request.mutable_until_time() = ToProto(freeze.until);
  *request.mutable_document() = DocumentToProto(freeze.document);
  return request;
}

v1::RenewFreezeRequest ToProto(const ledger::RenewFreeze& renew) {
  auto request = AboutFreeze<v1::RenewFreezeRequest>(renew);
  *request.mutable_until_time() = ToProto(renew.until);
  return request;
}

v1::ReleaseFreezeRequest ToProto(const ledger::ReleaseFreeze& release) {
  auto request = AboutFreeze<v1::ReleaseFreezeRequest>(release);
  request.set_cause(release.cause);
  return request;
}

v1::DeductFrozenRequest ToProto(const ledger::DeductFrozen& deduct) {
  auto request = AboutPart<v1::DeductFrozenRequest>(deduct);
  request.set_acquiring_account(ledger::FormatAccountNumber(deduct.acquiring_account));
  return request;
}

v1::SurrenderFrozenRequest ToProto(const ledger::SurrenderFrozen& surrender) {
  auto request = AboutPart<v1::SurrenderFrozenRequest>(surrender);
  request.set_sector(static_cast<v1::Sector>(surrender.sector));
  request.set_period(surrender.period);
  return request;
}

v1::PledgeHoldingRequest ToProto(const ledger::Pledge& pledge) {
  v1::PledgeHoldingRequest request;
  request.set_account(ledger::FormatAccountNumber(pledge.account));
  request.set_instrument(pledge.instrument);
  request.set_quantity_tco2e(pledge.quantity.value);
  request.set_pledgee(pledge.pledgee);
  *request.mutable_document() = DocumentToProto(pledge.document);
  return request;
}

v1::ReleasePledgeRequest ToProto(const ledger::ReleasePledge& release) {
  v1::ReleasePledgeRequest request;
  request.set_pledge(std::to_string(ledger::Raw(release.pledge)));
  *request.mutable_document() = DocumentToProto(release.document);
  return request;
}

v1::Freeze ToProto(const ledger::Freeze& freeze) {
  v1::Freeze answer;
  answer.set_freeze(std::to_string(ledger::Raw(freeze.id)));
  answer.set_scope(static_cast<v1::FreezeScope>(freeze.scope));
  answer.set_state(static_cast<v1::FreezeState>(freeze.state));
  if (freeze.account) answer.set_account(ledger::FormatAccountNumber(*freeze.account));
  answer.set_social_credit_code(freeze.social_credit_code);
  answer.set_instrument(freeze.instrument);
  answer.set_quantity_tco2e(freeze.quantity.value);
  if (freeze.process) answer.set_process(static_cast<v1::TransactionType>(*freeze.process));
  answer.set_case_number(freeze.case_number);
  answer.set_authority(freeze.authority);
  *answer.mutable_from_time() = ToProto(freeze.from);
  if (freeze.scope != FreezeScope::kPledge) *answer.mutable_until_time() = ToProto(freeze.until);
  *answer.mutable_record_time() = ToProto(freeze.recorded_at);
  answer.set_deducted_tco2e(freeze.deducted.value);
  answer.set_surrendered_tco2e(freeze.surrendered.value);
  return answer;
}

}  // namespace registry::server
