#include "ledger/transfer_at_will.h"

#include <algorithm>
#include <cstdint>
#include <string_view>
#include <utility>

#include "ledger/account_number.h"
#include "ledger/at_will_checks.h"
#include "ledger/calendar.h"
#include "ledger/checks.h"
#include "ledger/freeze.h"
#include "ledger/given_back.h"

namespace registry::ledger {
namespace {

constexpr std::int64_t kMicrosPerHour = 3'600'000'000;
constexpr std::int64_t kMicrosPerDay = 24 * kMicrosPerHour;
// No policy makes a holder wait for an account longer than this; it bounds the walk by the
// calendar.
constexpr std::int64_t kMostTrustDelayDays = 1'000;

Instant ActiveFrom(const Context& context) {
  const std::int64_t days = AtWillPolicy(context, PolicyKind::kTrustDelayDays,
                                         CommandType::kTrustAccount, kDefaultTrustDelayDays);
  const std::int64_t bounded = std::clamp<std::int64_t>(days, 0, kMostTrustDelayDays);
  return AfterWorkingDays(context.rules.calendars, context.now, static_cast<int>(bounded));
}

// A delay beyond all time is one for ever.
Instant DueAt(const Context& context) {
  const std::int64_t hours = AtWillPolicy(context, PolicyKind::kDelayHours,
                                          CommandType::kTransferAtWill, kDefaultDelayHours);
  std::int64_t due = 0;
  if (__builtin_mul_overflow(std::max<std::int64_t>(hours, 0), kMicrosPerHour, &due) ||
      __builtin_add_overflow(context.now.micros, due, &due)) {
    return {INT64_MAX};
  }
  return {due};
}

const DelayedTransfer* FindDelayed(const Rules& rules, Sequence id) {
  const auto found = rules.delayed.find(id);
  return found == rules.delayed.end() ? nullptr : &found->second;
}

// kTransferNotFound, kTransferNotWaiting
const DelayedTransfer* FindWaiting(const Context& context, Sequence id,
                                   std::optional<AccountId> account, Checks& checks) {
  const DelayedTransfer* transfer = FindDelayed(context.rules, id);
  if (transfer != nullptr && account && transfer->transferring_account != *account) {
    transfer = nullptr;
  }
  const std::string number = std::to_string(Raw(id));
  if (transfer == nullptr) {
    checks.Fail(Reason::kTransferNotFound, {{"transfer", number}});
  } else if (transfer->state != DelayedState::kWaiting) {
    checks.Fail(Reason::kTransferNotWaiting,
                {{"transfer", number}, {"state", std::string(DelayedStateName(transfer->state))}});
  }
  return transfer;
}

PositionKey Registered(const Rules& rules, const DelayedTransfer& transfer, AccountId account) {
  return {account, rules.FindInstrument(transfer.instrument)->id, Bucket::kRegistered};
}

PositionKey Pending(const Rules& rules, const DelayedTransfer& transfer) {
  PositionKey position = Registered(rules, transfer, transfer.transferring_account);
  position.bucket = Bucket::kPendingTransfer;
  return position;
}

// What waits goes to a registered position, and the transfer ends.
Effects End(const Rules& rules, DelayedTransfer transfer, AccountId to, DelayedState state,
            std::string cause) {
  Effects effects;
  effects.postings.push_back(
      {Pending(rules, transfer), Registered(rules, transfer, to), transfer.quantity});
  transfer.state = state;
  transfer.cause = std::move(cause);
  effects.facts.emplace_back(std::move(transfer));
  return effects;
}

Effects GiveBack(const Rules& rules, const DelayedTransfer& transfer, DelayedState state,
                 std::string cause) {
  return End(rules, transfer, transfer.transferring_account, state, std::move(cause));
}

// What waits, and where it would come back to.
Touched TouchedByWaiting(const Rules& rules, const DelayedTransfer& transfer) {
  Touched touched;
  touched.positions = {Registered(rules, transfer, transfer.transferring_account),
                       Pending(rules, transfer)};
  return touched;
}

}  // namespace

Touched TouchedBy(const Rules&, const TrustAccount& trust) {
  Touched touched;
  touched.accounts = {trust.account, trust.trusted};
  return touched;
}

Decision DecideOn(const Context& context, const TrustAccount& trust) {
  Checks checks(context);
  IsOnForHolders(context, CommandType::kTrustAccount, checks);
  const bool two = checks.AreTwo(trust.account, trust.trusted);
  checks.FindAccountFor(trust.account, Use::kWillTransferring);
  if (two) {
    // Somebody else's account: only whether it can be trusted, not why it cannot.
    const Account* trusted = context.snapshot.FindAccount(trust.trusted);
    if (trusted == nullptr || !KindMayAny(trusted->kind, Use::kWillAcquiring) ||
        !StatusMay(trusted->status, Use::kWillAcquiring)) {
      checks.Fail(Reason::kAccountNotFound, {{"account", FormatAccountNumber(trust.trusted)}});
    }
  }
  const TrustKey key{trust.account, trust.trusted};
  if (const TrustedAccount* already = FindTrusted(context.rules, key)) {
    checks.Fail(Reason::kAccountTrusted, {{"account", FormatAccountNumber(trust.trusted)},
                                          {"active_from", Text(already->active_from)}});
  }
  if (checks.failed()) return checks.Rejected();

  // Nothing below this line can refuse.
  return Effects{{}, {TrustedAccount{key, ActiveFrom(context)}}};
}

Touched TouchedBy(const Rules&, const DistrustAccount&) { return {}; }

Decision DecideOn(const Context& context, const DistrustAccount& distrust) {
  Checks checks(context);
  const TrustedAccount* trusted = FindTrusted(context.rules, {distrust.account, distrust.trusted});
  if (trusted == nullptr) {
    checks.Fail(Reason::kAccountNotTrusted, {{"account", FormatAccountNumber(distrust.trusted)}});
  }
  if (checks.failed()) return checks.Rejected();

  // Nothing below this line can refuse.
  TrustedAccount ended = *trusted;
  ended.active = false;
  return Effects{{}, {ended}};
}

Touched TouchedBy(const Rules& rules, const TransferAtWill& transfer) {
  Touched touched;
  touched.accounts = {transfer.transferring_account, transfer.acquiring_account};
  if (const Instrument* instrument = rules.FindInstrument(transfer.instrument)) {
    touched.positions = {{transfer.transferring_account, instrument->id, Bucket::kRegistered},
                         {transfer.transferring_account, instrument->id, Bucket::kPendingTransfer}};
  }
  return touched;
}

Decision DecideOn(const Context& context, const TransferAtWill& transfer) {
  DelayedTransfer asked;
  asked.id = context.ids.sequence;
  asked.transferring_account = transfer.transferring_account;
  asked.acquiring_account = transfer.acquiring_account;
  asked.instrument = transfer.instrument;
  asked.quantity = transfer.quantity;
  asked.asked_at = context.now;
  asked.due_at = DueAt(context);
  Checks checks(context);
  const Instrument* instrument = CheckAtWill(context, asked, checks);
  checks.HasRoom(asked.transferring_account, instrument, Bucket::kPendingTransfer, asked.quantity);
  if (checks.failed()) return checks.Rejected();

  // Nothing below this line can refuse.
  Effects effects;
  effects.postings.push_back({Registered(context.rules, asked, asked.transferring_account),
                              Pending(context.rules, asked), asked.quantity});
  effects.facts.emplace_back(std::move(asked));
  return effects;
}

Touched TouchedBy(const Rules& rules, const AbortTransfer& abort) {
  const DelayedTransfer* transfer = FindDelayed(rules, abort.transfer);
  return transfer == nullptr ? Touched{} : TouchedByWaiting(rules, *transfer);
}

Decision DecideOn(const Context& context, const AbortTransfer& abort) {
  Checks checks(context);
  const DelayedTransfer* transfer = FindWaiting(context, abort.transfer, abort.account, checks);
  if (checks.failed()) return checks.Rejected();

  // Nothing below this line can refuse.
  return GiveBack(context.rules, *transfer, DelayedState::kAborted, abort.cause);
}

Touched TouchedBy(const Rules& rules, const ExecuteTransfer& execute) {
  const DelayedTransfer* transfer = FindDelayed(rules, execute.transfer);
  if (transfer == nullptr) return {};
  Touched touched = TouchedByWaiting(rules, *transfer);
  touched.accounts = {transfer->transferring_account, transfer->acquiring_account};
  touched.positions.insert(Registered(rules, *transfer, transfer->acquiring_account));
  return touched;
}

Decision DecideOn(const Context& context, const ExecuteTransfer& execute) {
  Checks checks(context);
  const DelayedTransfer* transfer = FindWaiting(context, execute.transfer, {}, checks);
  if (checks.failed()) return checks.Rejected();
  if (context.now < transfer->due_at) {
    checks.Fail(Reason::kTransferNotDue, {{"transfer", std::to_string(Raw(transfer->id))},
                                          {"due_at", Text(transfer->due_at)},
                                          {"now", Text(context.now)}});
    return checks.Rejected();
  }

  // All checks again, on the book as it stands without what waits, of which freezes take their part
  // first.
  Effects failed = GiveBack(context.rules, *transfer, DelayedState::kFailed, {});
  const Snapshot released = AsGivenBack(context, failed);
  const Context then{context.rules, released, context.ids, context.now, context.received_at};
  Checks again(then);
  if (StopOf(context.rules, CommandType::kTransferAtWill, context.now) != nullptr) {
    again.Fail(Reason::kProcessStopped);
  }
  const Instrument* instrument = CheckAtWill(then, *transfer, again);
  again.HasRoom(transfer->acquiring_account, instrument, Bucket::kRegistered, transfer->quantity);
  if (released.fault()) return Fault{*released.fault()};
  if (!again.failed()) {
    return End(context.rules, *transfer, transfer->acquiring_account, DelayedState::kDone, {});
  }
  const Rejection why = again.Rejected();
  std::get<DelayedTransfer>(failed.facts.front()).cause = ReasonName(why.checks.front().reason);
  return failed;
}

Quantity SentToday(const Rules& rules, AccountId account, Instant now) {
  const Instant begins = StartOfDay(now);
  const Instant ends{begins.micros + kMicrosPerDay};
  Quantity sent;
  // Numbers and instants rise together, so the day is at the end.
  for (auto it = rules.delayed.rbegin(); it != rules.delayed.rend(); ++it) {
    const DelayedTransfer& transfer = it->second;
    if (transfer.asked_at < begins) break;
    if (transfer.asked_at >= ends || transfer.transferring_account != account ||
        !IsSent(transfer.state)) {
      continue;
    }
    sent = Add(sent, transfer.quantity).value_or(Quantity{INT64_MAX});
  }
  return sent;
}

std::string_view DelayedStateName(DelayedState state) {
  switch (state) {
    case DelayedState::kWaiting:
      return "WAITING";
    case DelayedState::kDone:
      return "DONE";
    case DelayedState::kAborted:
      return "ABORTED";
    case DelayedState::kFailed:
      return "FAILED";
  }
  return "UNKNOWN";
}

}  // namespace registry::ledger
