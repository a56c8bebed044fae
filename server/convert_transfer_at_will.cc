#include <string>

#include "ledger/account_number.h"
#include "server/convert.h"

namespace registry::server {
namespace {

// What trust, and its end, say.
template <typename Command, typename Request>
Command TrustFromProto(const Request& request, Shape& shape) {
  return {shape.Account("account", request.account()),
          shape.Account("trusted_account", request.trusted_account())};
}

template <typename Request, typename Command>
Request TrustToProto(const Command& command) {
  Request request;
  request.set_account(ledger::FormatAccountNumber(command.account));
  request.set_trusted_account(ledger::FormatAccountNumber(command.trusted));
  return request;
}

}  // namespace

ledger::TrustAccount FromProto(const v1::TrustAccountRequest& request, Shape& shape) {
  return TrustFromProto<ledger::TrustAccount>(request, shape);
}

v1::TrustAccountRequest ToProto(const ledger::TrustAccount& trust) {
  return TrustToProto<v1::TrustAccountRequest>(trust);
}

ledger::DistrustAccount FromProto(const v1::DistrustAccountRequest& request, Shape& shape) {
  return TrustFromProto<ledger::DistrustAccount>(request, shape);
}

v1::DistrustAccountRequest ToProto(const ledger::DistrustAccount& distrust) {
  return TrustToProto<v1::DistrustAccountRequest>(distrust);
}

ledger::TransferAtWill FromProto(const v1::TransferAtWillRequest& request, Shape& shape) {
  return {shape.Account("transferring_account", request.transferring_account()),
          shape.Account("acquiring_account", request.acquiring_account()),
          shape.InstrumentCode("instrument", request.instrument()),
          shape.MoreThanZero("quantity_tco2e", request.quantity_tco2e())};
}

v1::TransferAtWillRequest ToProto(const ledger::TransferAtWill& transfer) {
  v1::TransferAtWillRequest request;
  request.set_transferring_account(ledger::FormatAccountNumber(transfer.transferring_account));
  request.set_acquiring_account(ledger::FormatAccountNumber(transfer.acquiring_account));
  request.set_instrument(transfer.instrument);
  request.set_quantity_tco2e(transfer.quantity.value);
  return request;
}

ledger::AbortTransfer FromProto(const v1::AbortTransferRequest& request, Shape& shape) {
  return {shape.Account("account", request.account()),
          shape.Transfer("transfer", request.transfer()),
          shape.Text("cause", request.cause(), 1, 500)};
}

v1::AbortTransferRequest ToProto(const ledger::AbortTransfer& abort) {
  v1::AbortTransferRequest request;
  request.set_account(ledger::FormatAccountNumber(abort.account));
  request.set_transfer(std::to_string(ledger::Raw(abort.transfer)));
  request.set_cause(abort.cause);
  return request;
}

v1::TrustedAccount ToProto(const ledger::TrustedAccount& trusted) {
  v1::TrustedAccount answer;
  answer.set_account(ledger::FormatAccountNumber(trusted.key.account));
  answer.set_trusted_account(ledger::FormatAccountNumber(trusted.key.trusted));
  *answer.mutable_active_from_time() = ToProto(trusted.active_from);
  answer.set_active(trusted.active);
  return answer;
}

v1::DelayedTransfer ToProto(const ledger::DelayedTransfer& transfer) {
  v1::DelayedTransfer answer;
  answer.set_transfer(std::to_string(ledger::Raw(transfer.id)));
  answer.set_state(static_cast<v1::DelayedTransferState>(transfer.state));
  answer.set_transferring_account(ledger::FormatAccountNumber(transfer.transferring_account));
  answer.set_acquiring_account(ledger::FormatAccountNumber(transfer.acquiring_account));
  answer.set_instrument(transfer.instrument);
  answer.set_quantity_tco2e(transfer.quantity.value);
  *answer.mutable_ask_time() = ToProto(transfer.asked_at);
  *answer.mutable_due_time() = ToProto(transfer.due_at);
  answer.set_cause(transfer.cause);
  return answer;
}

}  // namespace registry::server
