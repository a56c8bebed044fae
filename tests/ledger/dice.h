// Choices of a history of random numbers.
#ifndef TESTS_LEDGER_DICE_H_
#define TESTS_LEDGER_DICE_H_

#include <cstddef>
#include <cstdint>

namespace registry::ledger::testing {

// Draws choices from one number, so that a history is a list of numbers.
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : state_(seed) {}
  int Below(int n) {
    // SplitMix64.
    std::uint64_t z = (state_ += 0x9E3779B97F4A7C15ULL);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
    return static_cast<int>((z ^ (z >> 31)) % static_cast<std::uint64_t>(n));
  }
  bool Rarely(int one_in = 12) { return Below(one_in) == 0; }
  template <typename T, std::size_t N>
  const T& Of(const T (&choices)[N]) {
    return choices[Below(N)];
  }

 private:
  std::uint64_t state_;
};

}  // namespace registry::ledger::testing

#endif  // TESTS_LEDGER_DICE_H_
