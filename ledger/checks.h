// The checks that commands share. Each records its reason and facts when it fails, in the order in
// which they are made.
#ifndef LEDGER_CHECKS_H_
#define LEDGER_CHECKS_H_

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ledger/account.h"
#include "ledger/context.h"
#include "ledger/decision.h"
#include "ledger/ids.h"
#include "ledger/instrument.h"
#include "ledger/policy.h"
#include "ledger/position.h"
#include "ledger/quantity.h"
#include "ledger/reason.h"

namespace registry::ledger {

// The numbers behind a failed check: ("requested_tco2e", "601").
using Facts = std::vector<std::pair<std::string, std::string>>;

// An account in the part it plays; null when it was not found.
struct Side {
  const Account* account = nullptr;
  Use use{};
};

// A check is given null for what an earlier one did not find, and is then left out: it cannot be
// made.
class Checks {
 public:
  explicit Checks(const Context& context) : context_(context) {}

  bool failed() const { return !failed_.empty(); }
  Rejection Rejected() { return Rejection{std::move(failed_)}; }

  void Fail(Reason reason, Facts facts = {});

  // kSameAccount; facts account. True when they are two.
  bool AreTwo(AccountId transferring, AccountId acquiring);
  // kAccountNotFound; facts account
  const Account* FindAccount(AccountId id);
  // kAccountKindForbids, whatever the instrument; facts account, kind
  void KindMayAtAll(const Side& side);
  // kAccountStatusForbids; facts account, status
  void StatusMay(const Side& side);
  // The three above in their order.
  const Account* FindAccountFor(AccountId id, Use use);

  // kInstrumentNotFound; facts instrument
  const Instrument* FindInstrument(std::string_view code);
  // kInstrumentKindForbids, for any of the sides that may at all; facts instrument, kind. True when
  // it may.
  bool InstrumentMay(const Instrument* instrument, std::initializer_list<Side> sides);
  // kParticipantNotFound; facts participant
  const Participant* FindParticipant(const std::string& name);
  // kPeriodNotFound; facts period
  const CompliancePeriod* FindPeriod(std::string_view code);

  // kInsufficientHolding; facts requested_tco2e, available_tco2e, account, instrument
  // `owed`: what of the balance is not available.
  void Holds(const Account* account, const Instrument* instrument, Bucket bucket,
             Quantity requested, Quantity owed = {});
  // kBalanceOverflow, when the difference or the sum leaves 64 bits; facts account, instrument,
  // balance_tco2e, requested_tco2e. What is issued in all has room in one balance: so whatever
  // comes back to where it was, such as from a freeze, has room there too.
  void CanGive(AccountId account, const Instrument* instrument, Bucket bucket, Quantity requested);
  void HasRoom(AccountId account, const Instrument* instrument, Bucket bucket, Quantity requested);
  // kBalanceOverflow of a running total that is kept beside the balances; facts <figure>,
  // requested_tco2e. Left out where a balance or another total has said the same.
  void FailTotal(const char* figure, Quantity total, Quantity requested);

 private:
  void FailOverflow(AccountId account, const Instrument& instrument, Quantity balance,
                    Quantity requested);

  const Context& context_;
  std::vector<FailedCheck> failed_;
};

// A quantity as facts show it: "601".
std::string Text(Quantity quantity);
// An instant as facts show it: "2021-07-16T01:30:00Z", with microseconds if it has any; outside the
// years 1 to 9999 the number of microseconds since 1970.
std::string Text(Instant instant);

}  // namespace registry::ledger

#endif  // LEDGER_CHECKS_H_
