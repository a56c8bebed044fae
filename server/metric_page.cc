#include "server/metric_page.h"

#include <limits>

namespace registry::server {

using prometheus::ClientMetric;
using prometheus::MetricType;

MetricPage& MetricPage::Counter(std::string name, std::string help) {
  return Begin(std::move(name), std::move(help), MetricType::Counter);
}

MetricPage& MetricPage::Gauge(std::string name, std::string help) {
  return Begin(std::move(name), std::move(help), MetricType::Gauge);
}

MetricPage& MetricPage::Histogram(std::string name, std::string help) {
  return Begin(std::move(name), std::move(help), MetricType::Histogram);
}

MetricPage& MetricPage::Begin(std::string name, std::string help, MetricType type) {
  families_.push_back({std::move(name), std::move(help), type, {}});
  return *this;
}

MetricPage& MetricPage::Add(double value, Labels labels) {
  prometheus::MetricFamily& family = families_.back();
  ClientMetric& metric = family.metric.emplace_back();
  metric.label = std::move(labels);
  (family.type == MetricType::Counter ? metric.counter.value : metric.gauge.value) = value;
  return *this;
}

MetricPage& MetricPage::Add(const storage::Histogram& histogram, double unit) {
  ClientMetric::Histogram& shown = families_.back().metric.emplace_back().histogram;
  for (std::size_t i = 0; i < histogram.buckets.size(); ++i) {
    shown.sample_count += static_cast<std::uint64_t>(histogram.buckets[i]);
    const bool last = i == storage::kHistogramBuckets;
    const double bound =
        last ? std::numeric_limits<double>::infinity()
             : static_cast<double>(storage::HistogramBound(histogram.first, i)) * unit;
    shown.bucket.push_back({shown.sample_count, bound});
  }
  shown.sample_sum = static_cast<double>(histogram.sum) * unit;
  return *this;
}

}  // namespace registry::server
