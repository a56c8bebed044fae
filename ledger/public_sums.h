// Sums for the public that cannot be traced to one account.
//
// The country: issued = held + surrendered + offset + cancelled + recovered, for each instrument.
// What fewer than three accounts have surrendered (offset, carried over) still counts as held, in
// their provinces too, until a third has: a figure of one account would be that account's, and so
// would the difference that it leaves elsewhere. Cancellations are published one by one and need no
// such care. An instrument that fewer than three accounts hold shows neither what is held nor what
// was issued.
//
// The provinces: a cell with fewer than three accounts is withheld, and with it the last ones in
// the order of their codes until together they have three, since what is withheld follows from the
// country's figure. What the registry's and authorities' own accounts hold counts, but not as
// accounts.
#ifndef LEDGER_PUBLIC_SUMS_H_
#define LEDGER_PUBLIC_SUMS_H_

#include <optional>
#include <span>
#include <vector>

#include "ledger/account.h"
#include "ledger/ids.h"
#include "ledger/quantity.h"

namespace registry::ledger {

// What an account holds of an instrument, in all buckets; at most once for each of both.
struct PublicHolding {
  AccountId account{};
  InstrumentId instrument{};
  AccountKind kind{};
  Province province;
  Quantity quantity;
};

// What an account gave, over all time, to the registry's account of surrendered, offset or
// recovered allowances. Needed only where fewer than three accounts gave.
struct PublicGift {
  AccountKind into{};  // kSurrender, kOffset, kCarryOverRecovery
  InstrumentId instrument{};
  AccountId account{};
  Quantity quantity;
};

struct PublicSupply {
  InstrumentId instrument{};
  std::optional<Quantity> issued, held;  // absent: withheld
  Quantity surrendered, offset, cancelled, recovered;
  std::optional<Quantity> held_elsewhere;  // of `held`, in cells that are withheld
  bool operator==(const PublicSupply&) const = default;
};

struct PublicCell {
  Province province;  // empty: of the whole country
  InstrumentId instrument{};
  Quantity held;
  bool operator==(const PublicCell&) const = default;
};

struct PublicSums {
  std::vector<PublicSupply> supplies;  // by instrument
  std::vector<PublicCell> cells;       // by instrument and province
};

// Whether an account of this kind is one of those that a sum must not be traced to.
bool IsTraceable(AccountKind kind);

// Nothing when a sum leaves 64 bits.
std::optional<PublicSums> SumForThePublic(std::span<const PublicHolding> holdings,
                                          std::span<const PublicGift> gifts);

}  // namespace registry::ledger

#endif  // LEDGER_PUBLIC_SUMS_H_
