#include "ledger/move.h"

#include "ledger/checks.h"

namespace registry::ledger {
namespace {

// Both moves have the same shape.
template <typename Move>
Touched TouchedByMove(const Rules& rules, const Move& move) {
  Touched touched;
  touched.accounts.insert(move.account);
  if (const Instrument* instrument = rules.FindInstrument(move.instrument)) {
    touched.positions = {{move.account, instrument->id, Bucket::kRegistered},
                         {move.account, instrument->id, Bucket::kTrading}};
  }
  return touched;
}

template <typename Move>
Decision DecideMove(const Context& context, const Move& move, Use use, Bucket from, Bucket to) {
  Checks checks(context);
  const Account* account = checks.FindAccountFor(move.account, use);
  const Instrument* instrument = checks.FindInstrument(move.instrument);
  checks.InstrumentMay(instrument, {{account, use}});
  checks.Holds(account, instrument, from, move.quantity);
  checks.HasRoom(move.account, instrument, to, move.quantity);
  if (checks.failed()) return checks.Rejected();

  // Nothing below this line can refuse.
  return Effects{
      {{{account->id, instrument->id, from}, {account->id, instrument->id, to}, move.quantity}},
      {}};
}

}  // namespace

Touched TouchedBy(const Rules& rules, const MoveToTrading& move) {
  return TouchedByMove(rules, move);
}

Touched TouchedBy(const Rules& rules, const MoveFromTrading& move) {
  return TouchedByMove(rules, move);
}

Decision DecideOn(const Context& context, const MoveToTrading& move) {
  return DecideMove(context, move, Use::kMoveToTrading, Bucket::kRegistered, Bucket::kTrading);
}

Decision DecideOn(const Context& context, const MoveFromTrading& move) {
  return DecideMove(context, move, Use::kMoveFromTrading, Bucket::kTrading, Bucket::kRegistered);
}

}  // namespace registry::ledger
