#ifndef SIM_RANDOM_H_
#define SIM_RANDOM_H_

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace registry::sim {

// A millionth: shares and relative gaps are whole numbers of these.
inline constexpr std::int64_t kPpm = 1'000'000;

// Fixed point with 20 binary places: one standard deviation, or 1.0, is 1 << 20.
inline constexpr std::int64_t kOneQ20 = std::int64_t{1} << 20;

// floor(a * b / c) with a 128-bit product. a and b at least zero, c more than zero; the result must
// fit in 63 bits.
std::int64_t MulDiv(std::int64_t a, std::int64_t b, std::int64_t c);

// e^x in Q20 for x in Q20, -12.0 <= x <= 20.0 (clamped). Integers only, so every machine and
// every standard library agrees on each bit; relative error below 1e-5.
std::int64_t ExpQ20(std::int64_t x_q20);

// splitmix64 (Steele, Lea, Flood 2014) and the few distributions the models need, in integer
// arithmetic: the distributions of <random> differ between standard libraries and would make the
// same seed give other files.
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}

  // A generator of its own for one part of the model, so that a change in one part leaves the
  // draws of the others alone.
  Random Fork(std::uint64_t stream) const;

  std::uint64_t Next();
  // Uniform in [0, bound), without bias. bound more than zero.
  std::int64_t Below(std::int64_t bound);
  // Uniform in [low, high], both included.
  std::int64_t Between(std::int64_t low, std::int64_t high);
  bool Chance(std::int64_t probability_ppm);
  // Standard normal in Q20 by Irwin-Hall (twelve uniforms): mean 0, variance 1, tails end at 6.
  std::int64_t NormalQ20();
  // e^N(0, sigma^2) in Q20; its median is 1.0.
  std::int64_t LognormalQ20(std::int64_t sigma_ppm);

  template <typename T>
  void Shuffle(std::vector<T>& values) {
    for (std::size_t left = values.size(); left > 1; --left) {
      const auto chosen = static_cast<std::size_t>(Below(static_cast<std::int64_t>(left)));
      std::swap(values[left - 1], values[chosen]);
    }
  }

 private:
  std::uint64_t state_;
};

}  // namespace registry::sim

#endif  // SIM_RANDOM_H_
