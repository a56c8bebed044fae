// A scrape that is being filled: names, labels and values in Prometheus' own form.
#ifndef SERVER_METRIC_PAGE_H_
#define SERVER_METRIC_PAGE_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "prometheus/metric_family.h"
#include "storage/histogram.h"

namespace registry::server {

class MetricPage {
 public:
  using Labels = std::vector<prometheus::ClientMetric::Label>;

  // Begins a metric; what is added next is of it.
  MetricPage& Counter(std::string name, std::string help);
  MetricPage& Gauge(std::string name, std::string help);
  MetricPage& Histogram(std::string name, std::string help);

  MetricPage& Add(double value, Labels labels = {});
  MetricPage& Add(std::int64_t value, Labels labels = {}) {
    return Add(static_cast<double>(value), std::move(labels));
  }
  // `unit`: of what the metric counts in, as a part of the observations': 1e-6 for microseconds.
  MetricPage& Add(const storage::Histogram& histogram, double unit);

  std::vector<prometheus::MetricFamily> Take() { return std::move(families_); }

 private:
  MetricPage& Begin(std::string name, std::string help, prometheus::MetricType type);

  std::vector<prometheus::MetricFamily> families_;
};

}  // namespace registry::server

#endif  // SERVER_METRIC_PAGE_H_
