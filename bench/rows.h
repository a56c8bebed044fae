// What is compared with what, and what must come out.
#ifndef BENCH_ROWS_H_
#define BENCH_ROWS_H_

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "bench/sample.h"

namespace registry::bench {

enum class Better : std::uint8_t { kMore, kLess };

struct Row {
  std::string_view key;
  std::string_view measure;
  Better better;
  double must;
  double aim;
  std::vector<std::string_view> needs;  // samples
  double (*ratio)(const Round& round);
  // What else must hold in a round; empty when it does.
  std::string (*fault)(const Round& round);
};

std::span<const Row> AllRows();

// Over rounds.
struct Summary {
  double median = 0;
  double low = 0;
  double high = 0;
  bool resolved = false;  // no ratio is further than a fifth from the median
  std::string fault;      // of the first round that has one
};
Summary Summarize(const Row& row, std::span<const Round> rounds);

// "aim reached", "must reached", "NOT reached", "not resolved", with the fault if there is one.
std::string Verdict(const Row& row, const Summary& summary);

// Whether a row became worse since `last`: by more than either run's own spread, and by at least a
// twentieth. The runs were taken on the same kind of machine, or this says nothing.
bool Worse(const Row& row, const Summary& now, const Summary& last);

}  // namespace registry::bench

#endif  // BENCH_ROWS_H_
