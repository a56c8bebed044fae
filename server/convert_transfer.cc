#include "server/convert.h"

namespace registry::server {
namespace {

// What a move, either way, says.
template <typename Command, typename Request>
Command MoveFromProto(const Request& request, Shape& shape) {
  Command move;
  move.account = shape.Account("account", request.account());
  move.instrument = shape.InstrumentCode("instrument", request.instrument());
  move.quantity = shape.MoreThanZero("quantity_tco2e", request.quantity_tco2e());
  return move;
}

}  // namespace

ledger::MoveToTrading FromProto(const v1::MoveToTradingRequest& request, Shape& shape) {
  return MoveFromProto<ledger::MoveToTrading>(request, shape);
}

ledger::MoveFromTrading FromProto(const v1::MoveFromTradingRequest& request, Shape& shape) {
  return MoveFromProto<ledger::MoveFromTrading>(request, shape);
}

ledger::Transfer FromProto(const v1::TransferRequest& request, Shape& shape) {
  ledger::Transfer transfer;
  transfer.transferring_account =
      shape.Account("transferring_account", request.transferring_account());
  transfer.acquiring_account = shape.Account("acquiring_account", request.acquiring_account());
  transfer.instrument = shape.InstrumentCode("instrument", request.instrument());
  transfer.quantity = shape.MoreThanZero("quantity_tco2e", request.quantity_tco2e());
  transfer.ground =
      shape.Enum<ledger::TransferGround>("ground", request.ground(), v1::TransferGround_IsValid);
  transfer.document = DocumentFromProto(request.has_document(), request.document(), shape);
  return transfer;
}

ledger::Cancel FromProto(const v1::CancelAllowancesRequest& request, Shape& shape) {
  auto cancel = MoveFromProto<ledger::Cancel>(request, shape);
  cancel.purpose = shape.Text("purpose", request.purpose(), 1, 500);
  return cancel;
}

}  // namespace registry::server
