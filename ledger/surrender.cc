#include "ledger/surrender.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>

#include "ledger/account_number.h"
#include "ledger/checks.h"
#include "ledger/surrender_from.h"

namespace registry::ledger {
namespace {

// The first check of a line that fails, for what is asked of its instrument.
const Instrument* FindEligible(Checks& checks, const Surrender& surrender,
                               const Surrender::Line& line, const Account* account,
                               const CompliancePeriod* period) {
  const Instrument* instrument = checks.FindInstrument(line.instrument);
  if (instrument == nullptr) return nullptr;
  if (instrument->kind == InstrumentKind::kCredit) {
    checks.Fail(Reason::kOffsetNotOpen, {{"instrument", line.instrument}});
  } else if (checks.InstrumentMay(instrument, {{account, Use::kSurrender}}) && period != nullptr &&
             std::find(instrument->eligible_periods.begin(), instrument->eligible_periods.end(),
                       surrender.period) == instrument->eligible_periods.end()) {
    checks.Fail(Reason::kInstrumentNotEligible,
                {{"instrument", line.instrument}, {"period", surrender.period}});
  }
  return instrument;
}

// All lines together, or nothing when the sum leaves 64 bits.
std::optional<Quantity> SumOf(const std::vector<Surrender::Line>& lines) {
  std::optional<Quantity> sum = Quantity{};
  for (const Surrender::Line& line : lines) {
    sum = Add(*sum, line.quantity);
    if (!sum) break;
  }
  return sum;
}

}  // namespace

Touched TouchedBySurrender(const Rules& rules, const Surrender& surrender, Bucket bucket) {
  Touched touched;
  touched.accounts.insert(surrender.unit_account);
  touched.obligations.insert({surrender.unit_account, surrender.sector, surrender.period});
  for (const Surrender::Line& line : surrender.lines) {
    if (const Instrument* instrument = rules.FindInstrument(line.instrument)) {
      touched.positions.insert({surrender.unit_account, instrument->id, bucket});
      touched.positions.insert({kSurrenderAccount, instrument->id, Bucket::kRegistered});
    }
  }
  return touched;
}

Touched TouchedBy(const Rules& rules, const Surrender& surrender) {
  return TouchedBySurrender(rules, surrender, Bucket::kRegistered);
}

Decision DecideOn(const Context& context, const Surrender& surrender) {
  Checks checks(context);
  return DecideSurrender(context, checks, surrender, {});
}

Decision DecideSurrender(const Context& context, Checks& checks, const Surrender& surrender,
                         const SurrenderSource& source) {
  const Account* account = checks.FindAccountFor(surrender.unit_account, Use::kSurrender);
  const CompliancePeriod* period = checks.FindPeriod(surrender.period);
  const ObligationKey key{surrender.unit_account, surrender.sector, surrender.period};
  const Obligation* before = context.snapshot.FindObligation(key);
  if (before == nullptr) {
    checks.Fail(Reason::kObligationNotDetermined,
                {{"account", FormatAccountNumber(surrender.unit_account)},
                 {"sector", std::string(SectorName(surrender.sector))},
                 {"period", surrender.period}});
  }
  std::vector<const Instrument*> instruments;
  for (const Surrender::Line& line : surrender.lines) {
    instruments.push_back(FindEligible(checks, surrender, line, account, period));
  }
  const std::optional<Quantity> sum = SumOf(surrender.lines);
  const Quantity requested = sum.value_or(Quantity{std::numeric_limits<std::int64_t>::max()});
  std::optional<Quantity> surrendered;
  if (before != nullptr) {
    if (sum) surrendered = Add(before->surrendered, *sum);
    const Quantity open{std::max<std::int64_t>(
        0, before->obligation.value - before->surrendered.value)};  // both zero or more
    if (!surrender.allow_surplus && requested > open) {
      checks.Fail(Reason::kSurrenderAboveDue,
                  {{"requested_tco2e", Text(requested)}, {"open_tco2e", Text(open)}});
    }
  }
  for (std::size_t i = 0; i < instruments.size(); ++i) {
    const Quantity asked = surrender.lines[i].quantity;
    if (source.part) {
      Holds(checks, *source.part, instruments[i], asked);
    } else {
      checks.Holds(account, instruments[i], source.bucket, asked);
    }
  }
  for (std::size_t i = 0; i < instruments.size(); ++i) {
    checks.HasRoom(kSurrenderAccount, instruments[i], Bucket::kRegistered,
                   surrender.lines[i].quantity);
  }
  if (before != nullptr && !surrendered) {
    checks.FailTotal("surrendered_tco2e", before->surrendered, requested);
  }
  if (checks.failed()) return checks.Rejected();

  // Nothing below this line can refuse.
  Effects effects;
  for (std::size_t i = 0; i < instruments.size(); ++i) {
    effects.postings.push_back({{account->id, instruments[i]->id, source.bucket},
                                {kSurrenderAccount, instruments[i]->id, Bucket::kRegistered},
                                surrender.lines[i].quantity});
  }
  Obligation after = *before;
  after.surrendered = *surrendered;
  if (!after.completed_at && after.surrendered >= after.obligation) {
    after.completed_at = context.received_at;
  }
  effects.facts.emplace_back(after);
  return effects;
}

}  // namespace registry::ledger
