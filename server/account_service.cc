#include "server/account_service.h"

#include "server/read.h"
#include "server/write.h"
#include "storage/account_reader.h"

namespace registry::server {
namespace {

Refusal FindAccount(const View& view, const v1::GetAccountRequest& request, v1::Account* answer) {
  Shape shape;
  const ledger::AccountId account = shape.Account("account", request.account());
  if (!shape.ok()) return Misshapen(shape.violations());
  if (Refusal refusal = MaySee(view, account)) return refusal;
  std::optional<ledger::Sequence> as_of;
  if (Refusal refusal = ResolveMoment(view, request.as_of(), &as_of)) return refusal;
  const auto found = storage::AccountReader(view.backend.pool).Find(account, as_of);
  if (!found.ok()) return FromAbsl(found.status());
  if (!*found) return NotFound("account", request.account());
  *answer = ToProto(**found);
  return std::nullopt;
}

storage::AccountFilter ReadFilter(const v1::ListAccountsRequest& request, Shape& shape) {
  storage::AccountFilter filter;
  filter.kind =
      shape.OptionalEnum<ledger::AccountKind>("kind", request.kind(), v1::AccountKind_IsValid);
  filter.status = shape.OptionalEnum<ledger::AccountStatus>("status", request.status(),
                                                            v1::AccountStatus_IsValid);
  return filter;
}

bool Matches(const ledger::Account& account, const storage::AccountFilter& filter) {
  return (!filter.province || account.province == *filter.province) &&
         (!filter.kind || account.kind == *filter.kind) &&
         (!filter.status || account.status == *filter.status);
}

// A listing of one account at most: a holder's, or the caller's own.
Refusal ListOne(const View& view, std::optional<ledger::AccountId> account,
                const storage::AccountFilter& filter, const PageAsked& page,
                v1::ListAccountsResponse* answer) {
  std::optional<ledger::Sequence> as_of = page.as_of;
  if (!as_of) {
    const auto head = storage::JournalReader(view.backend.pool).CurrentHead();
    if (!head.ok()) return FromAbsl(head.status());
    as_of = head->sequence;
  }
  answer->set_as_of_sequence(ledger::Raw(*as_of));
  if (!account) return std::nullopt;
  const auto found = storage::AccountReader(view.backend.pool).Find(*account, as_of);
  if (!found.ok()) return FromAbsl(found.status());
  if (*found && Matches(**found, filter)) *answer->add_accounts() = ToProto(**found);
  return std::nullopt;
}

Refusal ListAll(const View& view, const v1::ListAccountsRequest& request,
                v1::ListAccountsResponse* answer) {
  Shape shape;
  const ledger::Province province = shape.Province("province", request.province());
  std::optional<std::string> holder;
  if (!request.social_credit_code().empty()) {
    holder = shape.SocialCreditCode("social_credit_code", request.social_credit_code());
  }
  storage::AccountFilter filter = ReadFilter(request, shape);
  PageAsked page;
  if (Refusal refusal = ReadPageAsked(view, request, shape, &page)) return refusal;
  Narrowed narrowed;
  if (Refusal refusal = Narrow(view, std::nullopt, province, &narrowed)) return refusal;
  filter.province = narrowed.province;
  const storage::AccountReader reader(view.backend.pool);
  std::optional<ledger::AccountId> only = narrowed.account;
  if (holder) {
    const auto found = reader.FindHolder(*holder);
    if (!found.ok()) return FromAbsl(found.status());
    only = !narrowed.account || *found == narrowed.account ? *found : std::nullopt;
  }
  if (holder || narrowed.account) return ListOne(view, only, filter, page, answer);

  std::optional<ledger::AccountId> after;
  if (page.after) after = ledger::AccountId{KeyReader(*page.after).Number()};
  const auto rows = reader.List(filter, after, page.size, page.as_of);
  if (!rows.ok()) return FromAbsl(rows.status());
  for (const ledger::Account& account : rows->rows) *answer->add_accounts() = ToProto(account);
  std::optional<std::string> key;
  if (rows->next) key = KeyWriter().Number(ledger::Raw(*rows->next)).bytes();
  answer->set_next_page_token(NextToken(view, request, rows->as_of, std::move(key)));
  answer->set_as_of_sequence(ledger::Raw(rows->as_of));
  return std::nullopt;
}

}  // namespace

Reactor* AccountService::OpenAccount(CallContext* context, const Bytes* request, Bytes* response) {
  return Write<v1::OpenAccountRequest>(backend_, "AccountService/OpenAccount", context, request,
                                       response);
}

Reactor* AccountService::ChangeAccountStatus(CallContext* context, const Bytes* request,
                                             Bytes* response) {
  return Write<v1::ChangeAccountStatusRequest>(backend_, "AccountService/ChangeAccountStatus",
                                               context, request, response);
}

Reactor* AccountService::GetAccount(CallContext* context, const Bytes* request, Bytes* response) {
  return Read<v1::GetAccountRequest, v1::Account>(backend_, "AccountService/GetAccount",
                                                  ledger::Read::kAccounts, context, request,
                                                  response, FindAccount);
}

Reactor* AccountService::ListAccounts(CallContext* context, const Bytes* request, Bytes* response) {
  return Read<v1::ListAccountsRequest, v1::ListAccountsResponse>(
      backend_, "AccountService/ListAccounts", ledger::Read::kAccounts, context, request, response,
      ListAll);
}

}  // namespace registry::server
