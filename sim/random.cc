#include "sim/random.h"

#include <algorithm>

namespace registry::sim {
namespace {

__extension__ typedef unsigned __int128 Wide;

constexpr std::uint64_t kGolden = 0x9E3779B97F4A7C15ULL;

}  // namespace

std::int64_t MulDiv(std::int64_t a, std::int64_t b, std::int64_t c) {
  const Wide product = static_cast<Wide>(a) * static_cast<Wide>(b);
  return static_cast<std::int64_t>(product / static_cast<Wide>(c));
}

std::int64_t ExpQ20(std::int64_t x_q20) {
  constexpr std::int64_t kLog2EQ30 = 1'549'082'005;
  // Taylor coefficients of 2^f = e^(f ln 2) in Q30, from the first to the seventh power.
  constexpr std::int64_t kCoefficients[] = {744'261'118, 257'941'248, 59'597'083, 10'327'387,
                                            1'431'680,   165'394,     16'377};
  const std::int64_t x = std::clamp(x_q20, -12 * kOneQ20, 20 * kOneQ20);
  const std::int64_t y = (x * kLog2EQ30) >> 30;  // x / ln 2, in Q20
  const std::int64_t whole = y >> 20;
  const std::int64_t fraction = (y & (kOneQ20 - 1)) << 10;  // Q30
  std::int64_t mantissa = 0;
  for (int power = 6; power >= 0; --power) {
    mantissa = ((mantissa + kCoefficients[power]) * fraction) >> 30;
  }
  mantissa += std::int64_t{1} << 30;
  return whole >= 0 ? (mantissa << whole) >> 10 : mantissa >> (10 - whole);
}

Random Random::Fork(std::uint64_t stream) const {
  Random mixed(state_ ^ (kGolden * (stream + 1)));
  return Random(mixed.Next());
}

std::uint64_t Random::Next() {
  state_ += kGolden;
  std::uint64_t z = state_;
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
  return z ^ (z >> 31);
}

std::int64_t Random::Below(std::int64_t bound) {
  const auto range = static_cast<std::uint64_t>(bound);
  const std::uint64_t rejected = (0 - range) % range;  // 2^64 mod range
  std::uint64_t draw = Next();
  while (draw < rejected) draw = Next();
  return static_cast<std::int64_t>(draw % range);
}

std::int64_t Random::Between(std::int64_t low, std::int64_t high) {
  return low + Below(high - low + 1);
}

bool Random::Chance(std::int64_t probability_ppm) { return Below(kPpm) < probability_ppm; }

std::int64_t Random::NormalQ20() {
  std::int64_t sum = 0;
  for (int i = 0; i < 12; ++i) sum += static_cast<std::int64_t>(Next() >> 44);
  return sum - 6 * kOneQ20;
}

std::int64_t Random::LognormalQ20(std::int64_t sigma_ppm) {
  return ExpQ20(NormalQ20() * sigma_ppm / kPpm);
}

}  // namespace registry::sim
