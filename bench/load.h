// The load generator: calls of one office, a fixed number of them in flight, by one thread over a
// completion queue. Everything of a call is made for it alone: request id, message, context. A call
// that finds the queue full waits as long as RetryInfo says, and counts as in flight meanwhile.
#ifndef BENCH_LOAD_H_
#define BENCH_LOAD_H_

#include <grpcpp/channel.h>

#include <cstdint>
#include <memory>
#include <random>
#include <string>
#include <vector>

namespace carbon::registry::v1 {
class TransferRequest;
}

namespace registry::bench {

struct Load {
  std::int64_t accepted = 0;  // transfers or trades
  std::int64_t refused = 0;
  std::int64_t failed = 0;
  std::int64_t sent_again = 0;  // calls that a full queue sent away, after the time it named
  std::string first_failure;
  double seconds = 0;  // from the first call to the last answer
  double p50_ms = 0;   // of calls
  double p99_ms = 0;
};

enum class Mix : std::uint8_t {
  kUniform,     // two different accounts, drawn from all
  kOneAccount,  // the same account in each, on either side
  kRefused,     // as uniform, and more than anybody holds
};

class LoadGenerator {
 public:
  // `servers` get equal shares of what is in flight, each over connections of its own.
  LoadGenerator(const std::vector<std::string>& servers, const std::string& pki,
                const std::vector<std::string>& accounts);

  // Single transfers. Accounts come in turn on one side, so that all are touched soon.
  Load Transfers(Mix mix, int in_flight, double seconds);
  // Single uniform transfers through the client library's automatic batching (client/batcher.h), to
  // the first server.
  Load BatchedTransfers(int in_flight, double seconds);
  // SettleTrades with 1,000 trades a call, `streams` calls in flight.
  Load Trades(int streams, double seconds);
  // Both at once, each by a thread of its own; latencies are those of the transfers.
  Load TransfersBesideTrades(int in_flight, int streams, double seconds);

 private:
  using Channels = std::vector<std::shared_ptr<grpc::Channel>>;

  std::size_t Draw();  // another account than the one in turn
  void Fill(Mix mix, carbon::registry::v1::TransferRequest& request);

  const std::string server_, pki_;  // the first one's address
  const std::vector<std::string>& accounts_;
  Channels operator_, trading_system_;
  std::size_t turn_ = 0;
  std::uint64_t trades_ = 0;
  std::mt19937_64 random_;
};

}  // namespace registry::bench

#endif  // BENCH_LOAD_H_
