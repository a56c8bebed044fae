// A real registryd, killed while calls of every kind are on their way through the library.
#include <atomic>
#include <catch2/catch.hpp>
#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "client/batcher.h"
#include "client/feed.h"
#include "client/identity.h"
#include "client/pipeline.h"
#include "client/registry.h"
#include "tests/client/deaf_line.h"
#include "tests/wire/book.h"

namespace registry::client {
namespace {

using Written = Answer<v1::WriteResponse>;

RetryPolicy Patient() {
  RetryPolicy policy;
  policy.attempts = 500;
  policy.first_delay = std::chrono::milliseconds{5};
  policy.longest_delay = std::chrono::milliseconds{50};
  return policy;
}

// What the callers were told.
class Told {
 public:
  void Take(const Written& answer) {
    const std::lock_guard lock(mutex_);
    ++count_;
    if (answer.ok()) ids_.push_back(answer.request_id);
    if (!answer.ok()) failures_.push_back(answer.error.message);
    changed_.notify_all();
  }
  // Waits until so many more were told.
  void Await(std::size_t more) {
    std::unique_lock lock(mutex_);
    const std::size_t enough = count_ + more;
    changed_.wait(lock, [&] { return count_ >= enough; });
  }
  std::size_t count() const {
    const std::lock_guard lock(mutex_);
    return count_;
  }
  const std::vector<std::string>& ids() const { return ids_; }
  const std::vector<std::string>& failures() const { return failures_; }

 private:
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::size_t count_ = 0;
  std::vector<std::string> ids_, failures_;
};

class Callers {
 public:
  Callers(const DeafLine& line, v1::TransferRequest transfer)
      : registry_(Connect(line, "operator")), transfer_(std::move(transfer)) {}

  static Registry Connect(const DeafLine& line, const std::string& name) {
    return Registry(*OpenChannel(line.address(), IdentityIn(wire::Certificates(), name)),
                    Patient());
  }

  // Until `ended`: one call after the other; 16 at a time; 64 that share calls.
  void CallOneByOne() {
    while (!ended) {
      told.Take(registry_.Call(&v1::TransferService::Stub::Transfer, transfer_));
    }
  }
  void CallByPipeline() {
    Pipeline pipeline(16, Patient());
    std::function<void()> ask = [&] {
      if (ended) return;
      pipeline.Add<v1::TransferService::Stub, v1::TransferRequest, v1::WriteResponse>(
          registry_.Office<v1::TransferService::Stub>(),
          &v1::TransferService::Stub::PrepareAsyncTransfer, transfer_, [&](const Written& answer) {
            told.Take(answer);
            ask();
          });
    };
    for (int i = 0; i < 16; ++i) ask();
    pipeline.Drain();
  }
  void CallByBatcher() {
    Batcher batcher(registry_);
    std::function<void()> ask = [&] {
      if (ended) return;
      batcher.Add(transfer_, [&](const Written& answer) {
        told.Take(answer);
        ask();
      });
    };
    for (int i = 0; i < 64; ++i) ask();
    batcher.Drain();
  }

  std::atomic<bool> ended{false};
  Told told;

 private:
  Registry registry_;
  const v1::TransferRequest transfer_;
};

// What a reader of the feed saw: how often each request id, and the last balance.
struct Seen {
  std::map<std::string, int> times;
  bool in_order = true;
  std::int64_t last = 0, balance = 0;

  void Take(const v1::Transaction& transaction) {
    in_order = in_order && transaction.sequence() == last + 1;
    last = transaction.sequence();
    if (transaction.type() != v1::TRANSACTION_TYPE_TRANSFER) return;
    ++times[transaction.request_id()];
    balance = transaction.postings(0).transferring_balance();
  }
};

}  // namespace

TEST_CASE("killed in mid-call: each request has one effect, and the feed tells each once") {
  wire::Registryd registryd;
  const wire::Book book(registryd);
  book.Must("AllocationService/Allocate", "authority-13",
            "transferring_account: '$authority_13' acquiring_account: '$seller' period: '2019-20' "
            "instrument: 'CEA1920' step: ALLOCATION_STEP_DETERMINATION quantity_tco2e: 500000");
  const auto message = book.Request(
      "TransferService/Transfer",
      "transferring_account: '$seller' acquiring_account: '$buyer' instrument: 'CEA1920' "
      "quantity_tco2e: 1 ground: TRANSFER_GROUND_CORRECTION $paper");
  v1::TransferRequest transfer;
  transfer.CopyFrom(*message);
  transfer.clear_request_id();
  constexpr std::int64_t kFree = 500'000 + 700;  // the seller's, REGISTERED

  DeafLine line(registryd.address());
  Callers callers(line, transfer);
  Registry auditor = Callers::Connect(line, "auditor");
  Feed feed(auditor, 0);
  Seen seen;
  std::atomic<std::int64_t> last{0};
  Error feed_error;
  std::thread follower([&] {
    feed_error = feed.Follow([&](const v1::JournalEvent& event) {
      if (event.has_transaction()) seen.Take(event.transaction());
      return last == 0 || feed.seen() < last;
    });
  });
  const std::int64_t at_first = registryd.Decisions();
  std::vector<std::thread> threads;
  threads.emplace_back([&] { callers.CallOneByOne(); });
  threads.emplace_back([&] { callers.CallOneByOne(); });
  threads.emplace_back([&] { callers.CallByPipeline(); });
  threads.emplace_back([&] { callers.CallByBatcher(); });

  const auto recorded_unheard = [&] {
    return registryd.Decisions() - at_first - static_cast<std::int64_t>(callers.told.count());
  };
  std::int64_t lost = 0;
  for (int kill = 0; kill < 6; ++kill) {
    callers.told.Await(300);
    // Every other time at any moment, else when the answers of all kinds of calls will be lost:
    // more than the two single calls and the 16 of the pipeline.
    line.KeepBack(kill % 2 == 1);
    while (kill % 2 == 1 && recorded_unheard() <= 18) {
    }
    registryd.Kill();
    lost += recorded_unheard();
    line.KeepBack(false);
    registryd.StartAgain();
  }
  callers.told.Await(500);
  callers.ended = true;
  for (std::thread& thread : threads) thread.join();
  Registry again = Callers::Connect(line, "operator");
  const Written closing = again.Call(&v1::TransferService::Stub::Transfer, transfer);
  REQUIRE(closing.ok());
  callers.told.Take(closing);
  last = closing.value.accepted().sequence();
  // Another transaction, if the follower took that one before it knew that it is the last.
  v1::MoveToTradingRequest move;
  move.set_account(transfer.acquiring_account());
  move.set_instrument(transfer.instrument());
  move.set_quantity_tco2e(1);
  CHECK(again.Call(&v1::TransferService::Stub::MoveToTrading, move).ok());
  follower.join();

  CHECK(lost > 3 * 18);
  CHECK_THAT(callers.told.failures(), Catch::Equals(std::vector<std::string>()));
  CHECK(feed_error.ok());
  CHECK(seen.in_order);
  CHECK(seen.times.size() == callers.told.ids().size());
  for (const std::string& id : callers.told.ids()) CHECK(seen.times[id] == 1);
  CHECK(seen.balance == kFree - static_cast<std::int64_t>(callers.told.ids().size()));
  WARN(callers.told.ids().size() << " transfers; the answers of " << lost
                                 << " were lost with the server");
}

}  // namespace registry::client
