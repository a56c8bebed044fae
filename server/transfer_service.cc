#include "server/transfer_service.h"

#include "server/write.h"

namespace registry::server {

Reactor* TransferService::MoveToTrading(CallContext* context, const Bytes* request,
                                        Bytes* response) {
  return Write<v1::MoveToTradingRequest>(backend_, "TransferService/MoveToTrading", context,
                                         request, response);
}

Reactor* TransferService::MoveFromTrading(CallContext* context, const Bytes* request,
                                          Bytes* response) {
  return Write<v1::MoveFromTradingRequest>(backend_, "TransferService/MoveFromTrading", context,
                                           request, response);
}

Reactor* TransferService::Transfer(CallContext* context, const Bytes* request, Bytes* response) {
  return Write<v1::TransferRequest>(backend_, "TransferService/Transfer", context, request,
                                    response);
}

Reactor* TransferService::CancelAllowances(CallContext* context, const Bytes* request,
                                           Bytes* response) {
  return Write<v1::CancelAllowancesRequest>(backend_, "TransferService/CancelAllowances", context,
                                            request, response);
}

}  // namespace registry::server
