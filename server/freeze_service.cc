#include "server/freeze_service.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "ledger/account_number.h"
#include "ledger/freeze.h"
#include "server/random.h"
#include "server/read.h"
#include "server/write.h"
#include "storage/account_reader.h"
#include "storage/catalog_reader.h"
#include "storage/holdings_reader.h"

namespace registry::server {
namespace {

using ledger::Account;
using ledger::Freeze;
using ledger::FreezeScope;

// The account that a freeze is about, where there is one: of a holder's, if it was opened. One
// look-up for each account and holder.
class Concerned {
 public:
  explicit Concerned(const Backend& backend) : reader_(backend.pool) {}

  absl::StatusOr<std::optional<Account>> Of(const Freeze& freeze) {
    if (freeze.account) return Find(*freeze.account);
    if (freeze.social_credit_code.empty()) return std::nullopt;
    return OfHolder(freeze.social_credit_code);
  }

  absl::StatusOr<std::optional<Account>> OfHolder(const std::string& social_credit_code) {
    const auto known = holders_.find(social_credit_code);
    if (known != holders_.end()) return known->second;
    const auto id = reader_.FindHolder(social_credit_code);
    if (!id.ok()) return id.status();
    absl::StatusOr<std::optional<Account>> found = std::optional<Account>();
    if (*id) found = Find(**id);
    if (found.ok()) holders_.emplace(social_credit_code, *found);
    return found;
  }

  absl::StatusOr<std::optional<Account>> Find(ledger::AccountId id) {
    const auto known = accounts_.find(id);
    if (known != accounts_.end()) return known->second;
    auto found = reader_.Find(id);
    if (found.ok()) accounts_.emplace(id, *found);
    return found;
  }

 private:
  const storage::AccountReader reader_;
  std::map<ledger::AccountId, std::optional<Account>> accounts_;
  std::map<std::string, std::optional<Account>> holders_;
};

// Whether the caller sees what concerns this account, or no account at all.
bool Sees(const View& view, const std::optional<Account>& account) {
  if (view.reach == ledger::Scope::kAll) return true;
  if (!account) return false;
  if (view.reach == ledger::Scope::kOwnAccount) return view.caller.account == account->id;
  return view.reach == ledger::Scope::kOwnProvince && !view.caller.province.empty() &&
         account->province == view.caller.province;
}

// What a freeze holds of each instrument, from what is frozen in its account.
Refusal AddHolds(const View& view, const ledger::Rules& rules, const Freeze& freeze,
                 const Account& account, v1::FreezeDetails& answer) {
  storage::HoldingFilter filter;
  filter.account = account.id;
  filter.bucket = ledger::Bucket::kFrozen;
  const auto frozen =
      storage::HoldingsReader(view.backend.pool).List(filter, {}, storage::kMaxPageSize);
  if (!frozen.ok()) return FromAbsl(frozen.status());
  const ledger::Instant now = ArrivalTime(view.directory);
  for (const auto& [code, instrument] : rules.instruments) {
    const auto row = std::find_if(
        frozen->rows.begin(), frozen->rows.end(),
        [id = instrument.id](const storage::Holding& one) { return one.key.instrument == id; });
    if (row == frozen->rows.end()) continue;
    for (const auto& share : ledger::SharesOf(rules, account, instrument, row->balance, now)) {
      if (share.freeze != freeze.id || share.held.value == 0) continue;
      v1::FreezeHolds& holds = *answer.add_holds();
      *holds.mutable_account() = ledger::FormatAccountNumber(account.id);
      holds.set_instrument(code);
      holds.set_held_tco2e(share.held.value);
    }
  }
  return std::nullopt;
}

void AddPledged(const Freeze& pledge, v1::FreezeDetails& answer) {
  if (pledge.state != ledger::FreezeState::kInForce) return;
  v1::FreezeHolds& holds = *answer.add_holds();
  *holds.mutable_account() = ledger::FormatAccountNumber(*pledge.account);
  holds.set_instrument(pledge.instrument);
  holds.set_held_tco2e(pledge.quantity.value);
}

Refusal FindFreeze(const View& view, const v1::GetFreezeRequest& request,
                   v1::FreezeDetails* answer) {
  Shape shape;
  const ledger::Sequence id = shape.Freeze("freeze", request.freeze());
  if (!shape.ok()) return Misshapen(shape.violations());
  const auto rules = storage::CatalogReader(view.backend.pool).Rules();
  if (!rules.ok()) return FromAbsl(rules.status());
  const auto found = (*rules)->freezes.find(id);
  if (found == (*rules)->freezes.end()) {
    if (view.reach != ledger::Scope::kAll) return NotEntitled();
    return NotFound("freeze", request.freeze());
  }
  const Freeze& freeze = found->second;
  const auto account = Concerned(view.backend).Of(freeze);
  if (!account.ok()) return FromAbsl(account.status());
  if (!Sees(view, *account)) return NotEntitled();
  *answer->mutable_freeze() = ToProto(freeze);
  if (freeze.scope == FreezeScope::kPledge) {
    AddPledged(freeze, *answer);
  } else if (*account) {
    return AddHolds(view, **rules, freeze, **account, *answer);
  }
  return std::nullopt;
}

// What a listing asks for.
struct Wanted {
  std::optional<ledger::AccountId> account;
  std::string social_credit_code;
  std::string case_number;
  std::optional<ledger::FreezeState> state;
  std::optional<FreezeScope> scope;
};

Wanted ReadWanted(const v1::ListFreezesRequest& request, Shape& shape) {
  Wanted wanted;
  wanted.account = shape.OptionalAccount("account", request.account());
  if (!request.social_credit_code().empty()) {
    wanted.social_credit_code =
        shape.SocialCreditCode("social_credit_code", request.social_credit_code());
  }
  wanted.case_number = shape.Text("case_number", request.case_number(), 0, kMaxCaseNumber);
  wanted.state =
      shape.OptionalEnum<ledger::FreezeState>("state", request.state(), v1::FreezeState_IsValid);
  wanted.scope = shape.OptionalEnum<FreezeScope>("scope", request.scope(), v1::FreezeScope_IsValid);
  return wanted;
}

// What can be told from the freeze alone.
bool Fits(const Wanted& wanted, const Freeze& freeze) {
  return (!wanted.state || freeze.state == *wanted.state) &&
         (!wanted.scope || freeze.scope == *wanted.scope) &&
         (wanted.case_number.empty() || freeze.case_number == wanted.case_number);
}

bool FitsAccount(const Wanted& wanted, const Freeze& freeze,
                 const std::optional<Account>& account) {
  const std::string& code = wanted.social_credit_code;
  return (!wanted.account || (account && account->id == *wanted.account)) &&
         (code.empty() || freeze.social_credit_code == code ||
          (account && account->social_credit_code == code));
}

// PERMISSION_DENIED when a filter names somebody whom the caller may not see, the same whether or
// not there is such an account.
Refusal MaySeeWanted(const View& view, const Wanted& wanted, Concerned& concerned) {
  if (wanted.account) {
    if (Refusal refusal = MaySee(view, *wanted.account)) return refusal;
  }
  if (wanted.social_credit_code.empty() || view.reach == ledger::Scope::kAll) return std::nullopt;
  const auto account = concerned.OfHolder(wanted.social_credit_code);
  if (!account.ok()) return FromAbsl(account.status());
  if (!Sees(view, *account)) return NotEntitled();
  return std::nullopt;
}

Refusal ListAll(const View& view, const v1::ListFreezesRequest& request,
                v1::ListFreezesResponse* answer) {
  Shape shape;
  const Wanted wanted = ReadWanted(request, shape);
  PageAsked page;
  if (Refusal refusal = ReadPageAsked(view, request, shape, &page)) return refusal;
  Concerned concerned(view.backend);
  if (Refusal refusal = MaySeeWanted(view, wanted, concerned)) return refusal;
  const auto rules = storage::CatalogReader(view.backend.pool).Rules();
  if (!rules.ok()) return FromAbsl(rules.status());

  const auto& freezes = (*rules)->freezes;
  ledger::Sequence last{};
  if (page.after) last = ledger::Sequence{KeyReader(*page.after).Number()};
  auto next = freezes.upper_bound(last);
  // Who is concerned may take a look-up for each; a page makes so many and no more.
  int looked_up = 0;
  for (; next != freezes.end() && looked_up < storage::kMaxPageSize; ++next) {
    if (!Fits(wanted, next->second)) continue;
    ++looked_up;
    const auto account = concerned.Of(next->second);
    if (!account.ok()) return FromAbsl(account.status());
    if (!Sees(view, *account) || !FitsAccount(wanted, next->second, *account)) continue;
    // What others have after a page is no reason for a token, nor what a token says.
    if (answer->freezes_size() == page.size) break;
    *answer->add_freezes() = ToProto(next->second);
    last = next->first;
  }
  const bool full = answer->freezes_size() == page.size;
  if (next != freezes.end() && !full) last = std::prev(next)->first;
  std::optional<std::string> key;
  if (next != freezes.end()) key = KeyWriter().Number(ledger::Raw(last)).bytes();
  answer->set_next_page_token(NextToken(view, request, ledger::Sequence{}, std::move(key)));
  return std::nullopt;
}

}  // namespace

Reactor* FreezeService::FreezeHolding(CallContext* context, const Bytes* request, Bytes* response) {
  return Write<v1::FreezeHoldingRequest>(backend_, "FreezeService/FreezeHolding", context, request,
                                         response);
}

Reactor* FreezeService::RenewFreeze(CallContext* context, const Bytes* request, Bytes* response) {
  return Write<v1::RenewFreezeRequest>(backend_, "FreezeService/RenewFreeze", context, request,
                                       response);
}

Reactor* FreezeService::ReleaseFreeze(CallContext* context, const Bytes* request, Bytes* response) {
  return Write<v1::ReleaseFreezeRequest>(backend_, "FreezeService/ReleaseFreeze", context, request,
                                         response);
}

Reactor* FreezeService::DeductFrozen(CallContext* context, const Bytes* request, Bytes* response) {
  return Write<v1::DeductFrozenRequest>(backend_, "FreezeService/DeductFrozen", context, request,
                                        response);
}

Reactor* FreezeService::SurrenderFrozen(CallContext* context, const Bytes* request,
                                        Bytes* response) {
  return Write<v1::SurrenderFrozenRequest>(backend_, "FreezeService/SurrenderFrozen", context,
                                           request, response);
}

Reactor* FreezeService::PledgeHolding(CallContext* context, const Bytes* request, Bytes* response) {
  return Write<v1::PledgeHoldingRequest>(backend_, "FreezeService/PledgeHolding", context, request,
                                         response);
}

Reactor* FreezeService::ReleasePledge(CallContext* context, const Bytes* request, Bytes* response) {
  return Write<v1::ReleasePledgeRequest>(backend_, "FreezeService/ReleasePledge", context, request,
                                         response);
}

Reactor* FreezeService::GetFreeze(CallContext* context, const Bytes* request, Bytes* response) {
  return Read<v1::GetFreezeRequest, v1::FreezeDetails>(backend_, "FreezeService/GetFreeze",
                                                       ledger::Read::kFreezes, context, request,
                                                       response, FindFreeze);
}

Reactor* FreezeService::ListFreezes(CallContext* context, const Bytes* request, Bytes* response) {
  return Read<v1::ListFreezesRequest, v1::ListFreezesResponse>(
      backend_, "FreezeService/ListFreezes", ledger::Read::kFreezes, context, request, response,
      ListAll);
}

}  // namespace registry::server
