// Quantities of an instrument, in the instrument's own unit (TCO2E: tonnes of CO2 equivalent; FEN:
// hundredths of a yuan). Always whole, always 64 bits, never floating point; sums are checked.
#ifndef LEDGER_QUANTITY_H_
#define LEDGER_QUANTITY_H_

#include <compare>
#include <cstdint>
#include <optional>

namespace registry::ledger {

struct Quantity {
  std::int64_t value = 0;
  auto operator<=>(const Quantity&) const = default;
};

// a + b, or nothing when the sum leaves 64 bits.
constexpr std::optional<Quantity> Add(Quantity a, Quantity b) {
  Quantity sum;
  if (__builtin_add_overflow(a.value, b.value, &sum.value)) return std::nullopt;
  return sum;
}

// a - b, or nothing when the difference leaves 64 bits.
constexpr std::optional<Quantity> Subtract(Quantity a, Quantity b) {
  Quantity difference;
  if (__builtin_sub_overflow(a.value, b.value, &difference.value)) return std::nullopt;
  return difference;
}

// Hundredths of a yuan.
struct Fen {
  std::int64_t value = 0;
  auto operator<=>(const Fen&) const = default;
};

// price for one tonne x tonnes, or nothing when the product leaves 64 bits.
constexpr std::optional<Fen> Amount(Fen price_per_tonne, Quantity tonnes) {
  Fen amount;
  if (__builtin_mul_overflow(price_per_tonne.value, tonnes.value, &amount.value)) {
    return std::nullopt;
  }
  return amount;
}

}  // namespace registry::ledger

#endif  // LEDGER_QUANTITY_H_
