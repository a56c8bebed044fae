#include "ledger/at_will_checks.h"

#include <algorithm>
#include <string>
#include <utility>

#include "ledger/account_number.h"
#include "ledger/policy.h"
#include "ledger/transfer_at_will.h"

namespace registry::ledger {
namespace {

// Whose policies these are: nobody else has these commands (rights.cc).
constexpr Role kHolder = Role::kUnitRepresentative;

// kAccountNotTrusted. Somebody who was trusted anew after a transfer was asked for was not when it
// was.
void IsTrusted(const TrustedAccount* trusted, const DelayedTransfer& transfer, Checks& checks) {
  if (trusted != nullptr && trusted->active_from <= transfer.asked_at) return;
  Facts facts = {{"account", FormatAccountNumber(transfer.acquiring_account)}};
  if (trusted != nullptr) facts.emplace_back("active_from", Text(trusted->active_from));
  checks.Fail(Reason::kAccountNotTrusted, std::move(facts));
}

// kDailyLimitExceeded, on the day on which the transfer was asked for. One that waits is among what
// was sent on it.
void IsWithinLimit(const Context& context, const DelayedTransfer& transfer, Checks& checks) {
  const Quantity limit{
      std::max<std::int64_t>(AtWillPolicy(context, PolicyKind::kDailyLimit,
                                          CommandType::kTransferAtWill, kDefaultDailyLimit),
                             0)};
  Quantity used = SentToday(context.rules, transfer.transferring_account, transfer.asked_at);
  if (context.rules.delayed.contains(transfer.id)) used.value -= transfer.quantity.value;
  const auto sum = Add(used, transfer.quantity);
  if (sum && *sum <= limit) return;
  checks.Fail(Reason::kDailyLimitExceeded, {{"requested_tco2e", Text(transfer.quantity)},
                                            {"used_tco2e", Text(used)},
                                            {"limit_tco2e", Text(limit)}});
}

}  // namespace

std::int64_t AtWillPolicy(const Context& context, PolicyKind kind, CommandType command,
                          std::int64_t otherwise) {
  return context.rules.PolicyOr({kind, kHolder, command, {}}, context.now, otherwise);
}

void IsOnForHolders(const Context& context, CommandType command, Checks& checks) {
  if (IsSwitchedOn(context.rules, kHolder, command, context.now)) return;
  checks.Fail(Reason::kCommandOff, {{"command", std::string(CommandTypeName(command))}});
}

const TrustedAccount* FindTrusted(const Rules& rules, const TrustKey& key) {
  const auto found = rules.trusted.find(key);
  return found == rules.trusted.end() || !found->second.active ? nullptr : &found->second;
}

const Instrument* CheckAtWill(const Context& context, const DelayedTransfer& transfer,
                              Checks& checks) {
  IsOnForHolders(context, CommandType::kTransferAtWill, checks);
  const bool two = checks.AreTwo(transfer.transferring_account, transfer.acquiring_account);
  const Account* transferring =
      checks.FindAccountFor(transfer.transferring_account, Use::kWillTransferring);
  const TrustedAccount* trusted =
      FindTrusted(context.rules, {transfer.transferring_account, transfer.acquiring_account});
  // Of an account that is not trusted nothing is told.
  const Account* acquiring =
      trusted != nullptr ? checks.FindAccountFor(transfer.acquiring_account, Use::kWillAcquiring)
                         : nullptr;
  const Instrument* instrument = checks.FindInstrument(transfer.instrument);
  checks.InstrumentMay(instrument,
                       {{transferring, Use::kWillTransferring}, {acquiring, Use::kWillAcquiring}});
  if (two) IsTrusted(trusted, transfer, checks);
  IsWithinLimit(context, transfer, checks);
  checks.Holds(transferring, instrument, Bucket::kRegistered, transfer.quantity);
  return instrument;
}

}  // namespace registry::ledger
