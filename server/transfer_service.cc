#include "server/transfer_service.h"

#include "server/read.h"
#include "server/write.h"
#include "storage/access_reader.h"
#include "storage/catalog_reader.h"

namespace registry::server {
namespace {

Refusal ListTrusted(const View& view, const v1::ListTrustedAccountsRequest& request,
                    v1::ListTrustedAccountsResponse* answer) {
  Shape shape;
  const ledger::AccountId account = shape.Account("account", request.account());
  PageAsked page;
  if (Refusal refusal = ReadPageAsked(view, request, shape, &page)) return refusal;
  if (Refusal refusal = MaySee(view, account)) return refusal;
  const auto rules = storage::CatalogReader(view.backend.pool).Rules();
  if (!rules.ok()) return FromAbsl(rules.status());
  std::optional<ledger::TrustKey> after;
  if (page.after) {
    after = ledger::TrustKey{account, ledger::AccountId{KeyReader(*page.after).Number()}};
  }
  const auto rows = storage::PageOf((*rules)->trusted, after, page.size,
                                    [&](const auto& row) { return row.key.account == account; });
  for (const auto& row : rows.rows) *answer->add_accounts() = ToProto(row);
  std::optional<std::string> key;
  if (rows.next) key = KeyWriter().Number(ledger::Raw(rows.next->trusted)).bytes();
  answer->set_next_page_token(NextToken(view, request, ledger::Sequence{}, std::move(key)));
  return std::nullopt;
}

Refusal ListDelayed(const View& view, const v1::ListDelayedTransfersRequest& request,
                    v1::ListDelayedTransfersResponse* answer) {
  Shape shape;
  std::optional<ledger::AccountId> account = shape.OptionalAccount("account", request.account());
  const auto state = shape.OptionalEnum<ledger::DelayedState>("state", request.state(),
                                                              v1::DelayedTransferState_IsValid);
  if (view.reach == ledger::Scope::kOwnProvince && request.account().empty()) {
    shape.Violate("account", "is required of a provincial authority");
  }
  PageAsked page;
  if (Refusal refusal = ReadPageAsked(view, request, shape, &page)) return refusal;
  Narrowed narrowed;
  if (Refusal refusal = Narrow(view, account, {}, &narrowed)) return refusal;
  const auto rules = storage::CatalogReader(view.backend.pool).Rules();
  if (!rules.ok()) return FromAbsl(rules.status());
  std::optional<ledger::Sequence> after;
  if (page.after) after = ledger::Sequence{KeyReader(*page.after).Number()};
  const auto rows = storage::PageOf((*rules)->delayed, after, page.size, [&](const auto& row) {
    return (!narrowed.account || row.transferring_account == *narrowed.account) &&
           (!state || row.state == *state);
  });
  for (const auto& row : rows.rows) *answer->add_transfers() = ToProto(row);
  std::optional<std::string> key;
  if (rows.next) key = KeyWriter().Number(ledger::Raw(*rows.next)).bytes();
  answer->set_next_page_token(NextToken(view, request, ledger::Sequence{}, std::move(key)));
  return std::nullopt;
}

}  // namespace

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

Reactor* TransferService::TrustAccount(CallContext* context, const Bytes* request,
                                       Bytes* response) {
  return Write<v1::TrustAccountRequest>(backend_, "TransferService/TrustAccount", context, request,
                                        response);
}

Reactor* TransferService::DistrustAccount(CallContext* context, const Bytes* request,
                                          Bytes* response) {
  return Write<v1::DistrustAccountRequest>(backend_, "TransferService/DistrustAccount", context,
                                           request, response);
}

Reactor* TransferService::TransferAtWill(CallContext* context, const Bytes* request,
                                         Bytes* response) {
  return Write<v1::TransferAtWillRequest>(backend_, "TransferService/TransferAtWill", context,
                                          request, response);
}

Reactor* TransferService::AbortTransfer(CallContext* context, const Bytes* request,
                                        Bytes* response) {
  return Write<v1::AbortTransferRequest>(backend_, "TransferService/AbortTransfer", context,
                                         request, response);
}

Reactor* TransferService::ListTrustedAccounts(CallContext* context, const Bytes* request,
                                              Bytes* response) {
  return Read<v1::ListTrustedAccountsRequest, v1::ListTrustedAccountsResponse>(
      backend_, "TransferService/ListTrustedAccounts", ledger::Read::kAccounts, context, request,
      response, ListTrusted);
}

Reactor* TransferService::ListDelayedTransfers(CallContext* context, const Bytes* request,
                                               Bytes* response) {
  return Read<v1::ListDelayedTransfersRequest, v1::ListDelayedTransfersResponse>(
      backend_, "TransferService/ListDelayedTransfers", ledger::Read::kAccounts, context, request,
      response, ListDelayed);
}

}  // namespace registry::server
