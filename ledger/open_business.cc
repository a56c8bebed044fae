#include "ledger/open_business.h"

#include <algorithm>
#include <string>

#include "ledger/account_number.h"
#include "ledger/freeze.h"
#include "ledger/succession.h"

namespace registry::ledger {

const Instrument* InstrumentOf(const Rules& rules, InstrumentId id) {
  const auto found = std::find_if(rules.instruments.begin(), rules.instruments.end(),
                                  [&](const auto& entry) { return entry.second.id == id; });
  return found == rules.instruments.end() ? nullptr : &found->second;
}

void FailForPosition(Checks& checks, const Context& context, Reason reason,
                     const PositionKey& key) {
  const Instrument* instrument = InstrumentOf(context.rules, key.instrument);
  checks.Fail(reason, {{"account", FormatAccountNumber(key.account)},
                       {"instrument", instrument == nullptr ? std::to_string(Raw(key.instrument))
                                                            : instrument->code},
                       {"bucket", std::string(BucketName(key.bucket))},
                       {"balance", Text(context.snapshot.FindPosition(key).balance)}});
}

void CheckNothingDue(Checks& checks, const Context& context, AccountId account) {
  for (const Obligation& obligation : context.snapshot.ObligationsOf(account)) {
    const Quantity open = OpenOf(obligation);
    if (open.value == 0) continue;
    checks.Fail(Reason::kObligationOpen,
                {{"account", FormatAccountNumber(account)},
                 {"sector", std::string(SectorName(obligation.key.sector))},
                 {"period", obligation.key.period},
                 {"open_tco2e", Text(open)}});
  }
}

void CheckNotFrozen(Checks& checks, const Context& context, const Account& account) {
  for (const auto& [id, freeze] : context.rules.freezes) {
    if (freeze.scope == FreezeScope::kPledge || !Names(freeze, account) ||
        !InForce(freeze, context.now)) {
      continue;
    }
    checks.Fail(Reason::kAccountFrozen, {{"account", FormatAccountNumber(account.id)},
                                         {"freeze", std::to_string(Raw(id))}});
  }
}

bool Names(const Freeze& freeze, const Account& account) {
  if (freeze.account) return *freeze.account == account.id;
  return freeze.scope == FreezeScope::kHolder &&
         freeze.social_credit_code == account.social_credit_code;
}

}  // namespace registry::ledger
