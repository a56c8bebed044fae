// Counts of observations in buckets whose bounds double: cheap to add to, exact in count and sum.
#ifndef STORAGE_HISTOGRAM_H_
#define STORAGE_HISTOGRAM_H_

#include <algorithm>
#include <array>
#include <atomic>
#include <bit>
#include <cstddef>
#include <cstdint>

namespace registry::storage {

inline constexpr std::size_t kHistogramBuckets = 20;

// Bucket i counts what is at most Bound(first, i) and more than the bound before; the last counts
// the rest. `first` is the smallest bound, in the unit of the observations.
constexpr std::int64_t HistogramBound(std::int64_t first, std::size_t bucket) {
  return first << bucket;
}

constexpr std::size_t HistogramBucket(std::int64_t first, std::int64_t value) {
  if (value <= first) return 0;
  const auto steps = static_cast<std::uint64_t>((value - 1) / first);
  return std::min<std::size_t>(std::bit_width(steps), kHistogramBuckets);
}

// A value; whoever owns it adds.
struct Histogram {
  std::int64_t first = 1;
  std::array<std::int64_t, kHistogramBuckets + 1> buckets{};
  std::int64_t sum = 0;

  void Add(std::int64_t value) {
    ++buckets[HistogramBucket(first, value)];
    sum += value;
  }
};

// The same, added to by any thread while others read. A reader may see an observation in its bucket
// before it sees it in the sum.
class SharedHistogram {
 public:
  explicit SharedHistogram(std::int64_t first) : first_(first) {}

  void Add(std::int64_t value) {
    buckets_[HistogramBucket(first_, value)].fetch_add(1, std::memory_order_relaxed);
    sum_.fetch_add(value, std::memory_order_relaxed);
  }
  Histogram Read() const {
    Histogram histogram;
    histogram.first = first_;
    for (std::size_t i = 0; i < buckets_.size(); ++i) {
      histogram.buckets[i] = buckets_[i].load(std::memory_order_relaxed);
    }
    histogram.sum = sum_.load(std::memory_order_relaxed);
    return histogram;
  }

 private:
  const std::int64_t first_;
  std::array<std::atomic<std::int64_t>, kHistogramBuckets + 1> buckets_{};
  std::atomic<std::int64_t> sum_{0};
};

}  // namespace registry::storage

#endif  // STORAGE_HISTOGRAM_H_
