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

namespace v1 = carbon::registry::v1;

struct Load {
  std::int64_t accepted = 0;  // transfers or trades
  std::int64_t refused = 0;
  std::int64_t failed = 0;
  std::int64_t sent_again = 0;  // calls that a full queue sent away, after the time it named
  std::string first_failure;
  double seconds = 0;  // from the first call to the last answer
  double p50_ms = 0;   // of calls
  double p99_ms = 0;
  std::int64_t behind = 0;  // what a reader of the feed had not got at the last answer
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
  // The holdings of one account for each call; accounts come in turn. `accepted` counts answers.
  Load Queries(int in_flight, double seconds);
  // Single uniform transfers through the client library's automatic batching (client/batcher.h), to
  // the first server.
  Load BatchedTransfers(int in_flight, double seconds);
  // The same, uniform, but each is sent when its time comes, whether or not others were answered.
  // Latencies count from that time.
  Load TransfersAtPace(double per_second, double seconds);
  // SettleTrades with 1,000 trades a call, `streams` calls in flight.
  Load Trades(int streams, double seconds);
  // Both at once, each by a thread of its own; latencies are those of the transfers.
  Load TransfersBesideTrades(int in_flight, int streams, double seconds);

  const std::vector<std::string>& accounts() const { return accounts_; }
  const std::string& server() const { return servers_.front(); }
  const std::string& pki() const { return pki_; }
  // A connection to the first server that nothing else shares.
  std::shared_ptr<grpc::Channel> ConnectAs(const std::string& identity) const;

 private:
  using Channels = std::vector<std::shared_ptr<grpc::Channel>>;

  void Fill(Mix mix, v1::TransferRequest& request);
  std::size_t Draw();  // another account than the one in turn

  const std::vector<std::string> servers_;
  const std::string pki_;
  const std::vector<std::string>& accounts_;
  Channels operator_, trading_system_;
  std::size_t turn_ = 0;
  std::mt19937_64 random_;
};

}  // namespace registry::bench

#endif  // BENCH_LOAD_H_
