// Postings: the only thing that moves a balance.
#ifndef LEDGER_POSTING_H_
#define LEDGER_POSTING_H_

#include "ledger/position.h"
#include "ledger/quantity.h"

namespace registry::ledger {

// One movement of a positive quantity from one position to another of the same instrument. Double
// entry by construction: both sides stand in one value, so a posting cannot create or destroy.
struct Posting {
  PositionKey transferring;
  PositionKey acquiring;
  Quantity quantity;  // more than zero, in the instrument's unit
  bool operator==(const Posting&) const = default;
};

// A posting with both running balances after it, as the journal keeps it.
struct PostedLine {
  Posting posting;
  Quantity transferring_balance;
  Quantity acquiring_balance;
  bool operator==(const PostedLine&) const = default;
};

}  // namespace registry::ledger

#endif  // LEDGER_POSTING_H_
