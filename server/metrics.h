// The server's counts for Prometheus: GET /metrics at an address of its own. docs/metrics.md says
// what each is and what to do about it. Nothing is counted for their sake on the way of a call:
// a scrape collects what the parts of the server count anyway. They name no participant, account or
// request.
#ifndef SERVER_METRICS_H_
#define SERVER_METRICS_H_

#include <atomic>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "prometheus/collectable.h"
#include "prometheus/exposer.h"
#include "prometheus/metric_family.h"
#include "server/backend.h"
#include "storage/journal.h"
#include "storage/pool.h"

namespace registry::server {

struct MetricSources {
  const Backend* backend = nullptr;
  const storage::Journal* journal = nullptr;
  std::vector<std::pair<std::string, const storage::ReaderPool*>> pools;
  const std::atomic<bool>* ready = nullptr;
};

class Metrics final : public prometheus::Collectable {
 public:
  explicit Metrics(MetricSources sources) : sources_(std::move(sources)) {}

  std::vector<prometheus::MetricFamily> Collect() const override;

 private:
  const MetricSources sources_;
};

class MetricsListener {
 public:
  // Answers until it goes. `address`: "127.0.0.1:9464"; port 0 takes any free one.
  // INVALID_ARGUMENT: not of that form. UNAVAILABLE: taken, or not an address of this machine.
  static absl::StatusOr<std::unique_ptr<MetricsListener>> Open(const std::string& address,
                                                               MetricSources sources);

  // With the port that it got.
  const std::string& address() const { return address_; }

 private:
  MetricsListener() = default;

  std::shared_ptr<Metrics> metrics_;
  std::unique_ptr<prometheus::Exposer> exposer_;
  std::string address_;
};

}  // namespace registry::server

#endif  // SERVER_METRICS_H_
