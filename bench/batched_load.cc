// The load of single transfers that the client library sends together: a fixed number is asked for
// and unanswered, each answer asks for the next one.
#include <algorithm>
#include <chrono>
#include <functional>
#include <stdexcept>
#include <utility>
#include <vector>

#include "bench/load.h"
#include "bench/scene.h"
#include "carbon/registry/v1/transfer.pb.h"
#include "client/batcher.h"
#include "client/identity.h"
#include "client/registry.h"

namespace registry::bench {
namespace {

namespace v1 = carbon::registry::v1;
using Clock = std::chrono::steady_clock;
using Answer = client::Answer<v1::WriteResponse>;

float PercentileMs(std::vector<float>& sorted, double part) {
  if (sorted.empty()) return 0;
  return sorted[static_cast<std::size_t>(part * static_cast<double>(sorted.size() - 1))];
}

void Count(Load& load, const Answer& answer) {
  if (answer.ok()) {
    ++load.accepted;
  } else if (answer.error.refused()) {
    ++load.refused;
  } else {
    ++load.failed;
    if (load.first_failure.empty()) load.first_failure = answer.error.message;
  }
}

}  // namespace

Load LoadGenerator::BatchedTransfers(int in_flight, double seconds) {
  auto channel = client::OpenChannel(servers_.front(), client::IdentityIn(pki_, "operator"));
  if (!channel.ok()) throw std::runtime_error(std::string(channel.status().message()));
  client::Registry registry(*std::move(channel));
  client::Batcher batcher(registry);
  Load load;
  std::vector<float> latencies_ms;
  const Clock::time_point start = Clock::now();
  const auto end =
      start + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(seconds));
  std::vector<v1::TransferRequest> first(static_cast<std::size_t>(in_flight));
  for (v1::TransferRequest& request : first) Fill(Mix::kUniform, request);
  // All but the first ones are asked for on the batcher's thread.
  std::function<void(v1::TransferRequest)> ask;
  const auto count = [&](Clock::time_point asked_at, const Answer& answer) {
    const Clock::time_point now = Clock::now();
    latencies_ms.push_back(std::chrono::duration<float, std::milli>(now - asked_at).count());
    Count(load, answer);
    if (now >= end) return;
    v1::TransferRequest next;
    Fill(Mix::kUniform, next);
    ask(std::move(next));
  };
  ask = [&](v1::TransferRequest request) {
    batcher.Add(std::move(request), [&count, asked_at = Clock::now()](const Answer& answer) {
      count(asked_at, answer);
    });
  };
  for (v1::TransferRequest& request : first) ask(std::move(request));
  batcher.Drain();
  load.seconds = std::chrono::duration<double>(Clock::now() - start).count();
  std::sort(latencies_ms.begin(), latencies_ms.end());
  load.p50_ms = PercentileMs(latencies_ms, 0.5);
  load.p99_ms = PercentileMs(latencies_ms, 0.99);
  return load;
}

}  // namespace registry::bench
