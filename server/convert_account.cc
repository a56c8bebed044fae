#include "ledger/account_number.h"
#include "server/convert.h"

namespace registry::server {

ledger::OpenAccount FromProto(const v1::OpenAccountRequest& request, Shape& shape) {
  ledger::OpenAccount open;
  open.kind = shape.Enum<ledger::AccountKind>("kind", request.kind(), v1::AccountKind_IsValid);
  open.social_credit_code =
      shape.SocialCreditCode("social_credit_code", request.social_credit_code());
  open.holder_name = shape.Text("holder_name", request.holder_name(), 1, 200);
  open.province = shape.Province("province", request.province());
  open.sector = shape.OptionalEnum<ledger::Sector>("sector", request.sector(), v1::Sector_IsValid)
                    .value_or(ledger::Sector::kNone);
  return open;
}

ledger::ChangeAccountStatus FromProto(const v1::ChangeAccountStatusRequest& request, Shape& shape) {
  ledger::ChangeAccountStatus change;
  change.account = shape.Account("account", request.account());
  change.status =
      shape.Enum<ledger::AccountStatus>("status", request.status(), v1::AccountStatus_IsValid);
  change.cause = shape.Text("cause", request.cause(), 1, 500);
  return change;
}

v1::Account ToProto(const ledger::Account& account) {
  v1::Account answer;
  answer.set_account(ledger::FormatAccountNumber(account.id));
  answer.set_kind(static_cast<v1::AccountKind>(account.kind));
  answer.set_status(static_cast<v1::AccountStatus>(account.status));
  *answer.mutable_status_time() = ToProto(account.status_since);
  answer.set_social_credit_code(account.social_credit_code);
  answer.set_province(account.province);
  answer.set_sector(static_cast<v1::Sector>(account.sector));
  if (account.objected_at) *answer.mutable_objection_time() = ToProto(*account.objected_at);
  answer.set_objection_decided(account.objection_decided);
  if (account.successor) {
    answer.set_successor_account(ledger::FormatAccountNumber(*account.successor));
  }
  return answer;
}

}  // namespace registry::server
