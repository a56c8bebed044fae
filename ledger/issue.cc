#include "ledger/issue.h"

#include "ledger/checks.h"

namespace registry::ledger {

Touched TouchedBy(const Rules& rules, const Issue& issue) {
  Touched touched;
  touched.accounts = {kIssuanceAccount, issue.acquiring_account};
  touched.issuance_caps.insert({issue.plan, issue.instrument, issue.sector});
  if (const Instrument* instrument = rules.FindInstrument(issue.instrument)) {
    touched.positions = {{kIssuanceAccount, instrument->id, Bucket::kRegistered},
                         {issue.acquiring_account, instrument->id, Bucket::kRegistered}};
  }
  return touched;
}

Decision DecideOn(const Context& context, const Issue& issue) {
  Checks checks(context);
  const Account* account = checks.FindAccountFor(issue.acquiring_account, Use::kIssueAcquiring);
  const Instrument* instrument = checks.FindInstrument(issue.instrument);
  checks.InstrumentMay(instrument, {{account, Use::kIssueAcquiring}});

  const IssuanceCapKey key{issue.plan, issue.instrument, issue.sector};
  const IssuanceCap* cap = context.snapshot.FindIssuanceCap(key);
  if (cap == nullptr) {
    checks.Fail(Reason::kIssuanceCapNotSet, {{"plan", issue.plan},
                                             {"instrument", issue.instrument},
                                             {"sector", std::string(SectorName(issue.sector))}});
  } else if (issue.quantity.value > cap->cap.value - cap->issued.value - cap->reserved.value) {
    Facts facts = {{"requested_tco2e", Text(issue.quantity)},
                   {"cap_tco2e", Text(cap->cap)},
                   {"issued_tco2e", Text(cap->issued)}};
    if (cap->reserved.value > 0) facts.emplace_back("reserved_tco2e", Text(cap->reserved));
    checks.Fail(Reason::kIssuanceCapExceeded, std::move(facts));
  }
  checks.CanGive(kIssuanceAccount, instrument, Bucket::kRegistered, issue.quantity);
  checks.HasRoom(issue.acquiring_account, instrument, Bucket::kRegistered, issue.quantity);
  if (checks.failed()) return checks.Rejected();

  // Nothing below this line can refuse: issued + reserved + quantity is at most the cap.
  return Effects{
      {{{kIssuanceAccount, instrument->id, Bucket::kRegistered},
        {account->id, instrument->id, Bucket::kRegistered},
        issue.quantity}},
      {IssuanceCap{key, cap->cap, {cap->issued.value + issue.quantity.value}, cap->reserved}}};
}

}  // namespace registry::ledger
