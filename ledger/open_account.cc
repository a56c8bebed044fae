#include "ledger/open_account.h"

#include "ledger/checks.h"
#include "ledger/subject_checks.h"

namespace registry::ledger {
Touched TouchedBy(const Rules&, const OpenAccount& open) {
  Touched touched;
  touched.holders.insert(open.social_credit_code);
  return touched;
}

Decision DecideOn(const Context& context, const OpenAccount& open) {
  Checks checks(context);
  if (open.kind == AccountKind::kIndividual) {  // staff may not hold allowances (775 art. 7)
    checks.Fail(Reason::kAccountKindForbids, {{"kind", std::string(AccountKindName(open.kind))}});
  }
  CheckNewSubject(checks, context,
                  {open.kind, open.social_credit_code, open.province, open.sector, {}});
  if (checks.failed()) return checks.Rejected();

  // Nothing below this line can refuse.
  const AccountId id = context.ids.account;
  return Effects{{},
                 {Account{id, open.kind, AccountStatus::kOpen, open.social_credit_code,
                          open.province, open.sector, context.now},
                  HolderParticulars{id, open.holder_name}}};
}

}  // namespace registry::ledger
