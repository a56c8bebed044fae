#include <algorithm>
#include <cstdint>
#include <utility>

#include "ledger/checks.h"
#include "ledger/open_business.h"
#include "ledger/policy.h"
#include "ledger/succession.h"

namespace registry::ledger {
namespace {

// Whether allowances can still be handed in within some period's time. Money and credits are no
// vintages of allowances.
bool ServesNothing(const Rules& rules, const Instrument& instrument, Instant now) {
  if (instrument.kind != InstrumentKind::kAllowance) return false;
  return std::none_of(instrument.eligible_periods.begin(), instrument.eligible_periods.end(),
                      [&](const std::string& code) {
                        const CompliancePeriod* period = rules.FindPeriod(code);
                        return period != nullptr && period->deadline > now;
                      });
}

}  // namespace

Touched TouchedBy(const Rules& rules, const CloseDissolved& close) {
  Touched touched;
  touched.accounts = {close.account, close.receiver};
  touched.account_positions = touched.accounts;
  touched.account_obligations.insert(close.account);
  for (const auto& [code, instrument] : rules.instruments) {
    if (instrument.kind != InstrumentKind::kAllowance) continue;
    touched.positions.insert({kCancellationAccount, instrument.id, Bucket::kRegistered});
  }
  return touched;
}

Decision DecideOn(const Context& context, const CloseDissolved& close) {
  Checks checks(context);
  const bool two = checks.AreTwo(close.account, close.receiver);
  const Account* account = checks.FindAccountFor(close.account, Use::kDissolve);
  if (two) checks.FindAccountFor(close.receiver, Use::kDissolveAcquiring);
  Effects effects;
  for (const PositionKey& key : context.snapshot.NonZeroPositions(close.account)) {
    if (key.bucket != Bucket::kRegistered) {
      FailForPosition(checks, context, Reason::kBusinessOpen, key);
      continue;
    }
    const Instrument* instrument = InstrumentOf(context.rules, key.instrument);
    if (instrument == nullptr) return Fault{"a position of an unknown instrument"};
    const bool cancelled = ServesNothing(context.rules, *instrument, context.now);
    effects.postings.push_back(
        {key,
         {cancelled ? kCancellationAccount : close.receiver, key.instrument, Bucket::kRegistered},
         context.snapshot.FindPosition(key).balance});
  }
  for (const Posting& posting : effects.postings) {
    if (!two && posting.acquiring.account == close.receiver) continue;
    checks.HasRoom(posting.acquiring.account,
                   InstrumentOf(context.rules, posting.acquiring.instrument), Bucket::kRegistered,
                   posting.quantity);
  }
  if (checks.failed()) return checks.Rejected();

  // Nothing below this line can refuse.
  Account closed = *account;
  closed.status = AccountStatus::kClosed;
  closed.status_since = context.now;
  effects.facts.emplace_back(std::move(closed));
  for (Obligation obligation : context.snapshot.ObligationsOf(close.account)) {
    const Quantity open = OpenOf(obligation);
    if (open.value == 0) continue;
    obligation.uncollected.value += open.value;
    effects.facts.emplace_back(std::move(obligation));
  }
  return effects;
}

Quantity OpenOf(const Obligation& obligation) {
  if (obligation.surrendered >= obligation.obligation) return {};
  const std::int64_t open = obligation.obligation.value - obligation.surrendered.value;
  return {std::max<std::int64_t>(0, open - obligation.uncollected.value)};
}

}  // namespace registry::ledger
