#include "sim/random.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <cstdint>
#include <vector>

namespace registry::sim {

TEST_CASE("the generator is splitmix64") {
  // Published reference values of the algorithm for the seed 0.
  Random random(0);
  CHECK(random.Next() == 0xE220A8397B1DCDAFULL);
  CHECK(random.Next() == 0x6E789E6AA1B965F4ULL);
  CHECK(random.Next() == 0x06C45D188009454FULL);
}

TEST_CASE("the same fork gives the same numbers whatever the parent drew in other forks") {
  const Random parent(7);
  Random first = parent.Fork(1);
  Random other = parent.Fork(2);
  const std::uint64_t drawn = first.Next();
  CHECK(drawn != other.Next());
  CHECK(parent.Fork(1).Next() == drawn);
}

TEST_CASE("uniform draws stay in their range and reach both ends") {
  Random random(3);
  std::vector<int> seen(6, 0);
  for (int i = 0; i < 6'000; ++i) {
    const std::int64_t value = random.Between(-2, 3);
    REQUIRE(value >= -2);
    REQUIRE(value <= 3);
    ++seen[static_cast<std::size_t>(value + 2)];
  }
  for (const int count : seen) CHECK(count == Approx(1'000).margin(150));
}

TEST_CASE("normal draws have mean 0 and variance 1") {
  Random random(11);
  double sum = 0;
  double squares = 0;
  constexpr int kDraws = 100'000;
  for (int i = 0; i < kDraws; ++i) {
    const double value = static_cast<double>(random.NormalQ20()) / static_cast<double>(kOneQ20);
    sum += value;
    squares += value * value;
  }
  CHECK(sum / kDraws == Approx(0).margin(0.015));
  CHECK(squares / kDraws == Approx(1).margin(0.02));
}

TEST_CASE("the exponential agrees with the standard library to one in a hundred thousand") {
  for (int tenths = -50; tenths <= 200; ++tenths) {
    const std::int64_t x = tenths * kOneQ20 / 10;
    const double expected = std::exp(static_cast<double>(x) / static_cast<double>(kOneQ20)) *
                            static_cast<double>(kOneQ20);
    INFO("x = " << tenths << " tenths");
    CHECK(static_cast<double>(ExpQ20(x)) == Approx(expected).epsilon(1e-5).margin(2));
  }
}

TEST_CASE("a product larger than 64 bits is divided exactly") {
  CHECK(MulDiv(9'000'000'000, 1'050'000'000'000, 1'000'000) == 9'450'000'000'000'000);
  CHECK(MulDiv(7, 1, 2) == 3);
}

TEST_CASE("a shuffle keeps every element") {
  std::vector<int> values = {1, 2, 3, 4, 5, 6, 7, 8, 9};
  Random(5).Shuffle(values);
  CHECK(values != std::vector<int>{1, 2, 3, 4, 5, 6, 7, 8, 9});
  std::sort(values.begin(), values.end());
  CHECK(values == std::vector<int>{1, 2, 3, 4, 5, 6, 7, 8, 9});
}

}  // namespace registry::sim
