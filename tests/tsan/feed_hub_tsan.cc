// The feed: subscribers join, leave and resume while somebody appends, and none misses a number or
// gets one twice.
#include <algorithm>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>
#include <variant>

#include "server/feed_hub.h"
#include "tests/tsan/checks.h"

namespace registry::testing {
namespace {

using ledger::AccountId;
using ledger::Raw;
using ledger::Sequence;
using server::FeedHead;
using server::FeedHeartbeat;
using server::FeedHub;
using server::FeedMessage;
using server::FeedNext;
using server::FeedNothingYet;
using server::FeedOptions;
using server::FeedRecord;
using server::FeedSource;
using std::chrono::milliseconds;

constexpr int kAccounts = 3;

// Sequence n touches account n modulo kAccounts.
AccountId AccountOf(std::int64_t sequence) { return AccountId{sequence % kAccounts}; }

// The journal's tail, behind a lock as the database is.
class Journal {
 public:
  void Append(int count) {
    const std::lock_guard lock(mutex_);
    last_ += count;
  }
  std::int64_t last() const {
    const std::lock_guard lock(mutex_);
    return last_;
  }
  // Every so-manieth read fails, if not 0.
  void FailEvery(int reads) { fail_every_ = reads; }

  FeedSource Source() {
    FeedSource source;
    source.head = [this]() -> absl::StatusOr<FeedHead> {
      if (Fails()) return absl::UnavailableError("no database");
      const Sequence end{last()};
      return FeedHead{end, end, /*final=*/true};
    };
    source.read = [this](Sequence after, int limit) -> absl::StatusOr<std::vector<FeedRecord>> {
      if (Fails()) return absl::UnavailableError("no database");
      const std::int64_t end = std::min<std::int64_t>(last(), Raw(after) + limit);
      std::vector<FeedRecord> records;
      for (std::int64_t n = Raw(after) + 1; n <= end; ++n) {
        records.push_back(
            {Sequence{n}, std::make_shared<const std::string>(std::to_string(n)), {AccountOf(n)}});
      }
      return records;
    };
    return source;
  }

 private:
  bool Fails() {
    const int every = fail_every_;
    return every != 0 && ++reads_ % every == 0;
  }

  mutable std::mutex mutex_;
  std::int64_t last_ = 0;
  std::atomic<int> fail_every_{0}, reads_{0};
};

FeedOptions SmallOptions() {
  FeedOptions options;
  options.ring_records = 64;
  options.ring_bytes = 2'000;
  options.tail_page = 20;
  options.catch_up_page = 7;
  options.poll = milliseconds(1);
  options.heartbeat = milliseconds(5);
  options.pause_after_failure = milliseconds(1);
  return options;
}

// What a subscriber is woken by. Shared, since a wake may still come while it leaves.
struct Bell {
  std::mutex mutex;
  std::condition_variable rung;
  bool ringing = false;

  void Ring() {
    {
      const std::lock_guard lock(mutex);
      ringing = true;
    }
    rung.notify_one();
  }
  // Waits half a minute at most.
  bool Wait() {
    std::unique_lock lock(mutex);
    const bool came = rung.wait_for(lock, std::chrono::seconds(30), [this] { return ringing; });
    ringing = false;
    return came;
  }
};

// One reader of the feed, who knows what it must be told.
class Reader {
 public:
  Reader(FeedHub& hub, std::int64_t after, std::optional<AccountId> account)
      : hub_(hub), account_(account), seen_(after), previous_(after) {}

  // Subscribes after the last number seen.
  bool Join() {
    bell_ = std::make_shared<Bell>();
    previous_ = seen_;
    auto joined = hub_.Subscribe(Sequence{seen_}, account_, [bell = bell_] { bell->Ring(); });
    if (!joined.ok()) return false;
    subscription_ = *std::move(joined);
    return true;
  }
  void Leave() {
    hub_.Unsubscribe(subscription_);
    subscription_.reset();
  }
  // Takes until it was told of everything up to this sequence, or so many messages. Returns the
  // status that ended the subscription, if one did.
  absl::Status Read(std::int64_t until, int messages) {
    while (seen_ < until && messages > 0) {
      const FeedNext next = hub_.Take(*subscription_);
      if (const auto* status = std::get_if<absl::Status>(&next)) return *status;
      if (const auto* message = std::get_if<FeedMessage>(&next)) {
        TakeMessage(*message);
        --messages;
      } else if (const auto* heartbeat = std::get_if<FeedHeartbeat>(&next)) {
        const std::int64_t complete = Raw(heartbeat->complete_to);
        Check(complete >= seen_ || account_.has_value(), "a heartbeat went backward");
        CheckNothingBetween(complete);
        seen_ = std::max(seen_, complete);
      } else if (!bell_->Wait()) {
        Check(false, "a subscriber was not woken for half a minute");
        return absl::DeadlineExceededError("not woken");
      }
    }
    return absl::OkStatus();
  }
  std::int64_t seen() const { return seen_; }

 private:
  bool Wants(std::int64_t n) const { return !account_ || *account_ == AccountOf(n); }
  // What lies between what was seen and this must be of no concern to this reader.
  void CheckNothingBetween(std::int64_t end) {
    for (std::int64_t n = seen_ + 1; n <= end; ++n) {
      if (Wants(n)) return CheckEqual(end, n, "the next number of a feed");
    }
  }
  void TakeMessage(const FeedMessage& message) {
    const std::int64_t n = Raw(message.sequence);
    Check(n > seen_, "a number came twice");
    CheckNothingBetween(n - 1);
    Check(Wants(n), "a number came that was not asked for");
    Check(*message.message == std::to_string(n), "a number came with another one's text");
    CheckEqual(Raw(message.previous), previous_, "the number before");
    seen_ = n;
    previous_ = n;
  }

  FeedHub& hub_;
  const std::optional<AccountId> account_;
  std::int64_t seen_;      // told of everything up to here
  std::int64_t previous_;  // the last message, or where the subscription began
  std::shared_ptr<Bell> bell_;
  std::shared_ptr<FeedHub::Subscription> subscription_;
};

// Readers are mostly behind the ring, and now and then the database does not answer.
FeedOptions BehindTheRing() { return SmallOptions(); }

// Readers find everything in the ring, and nothing but new records wakes them.
FeedOptions InTheRing() {
  FeedOptions options = SmallOptions();
  options.ring_records = 100'000;
  options.ring_bytes = 10'000'000;
  options.heartbeat = std::chrono::hours(1);
  return options;
}

void NobodyMissesANumber(const FeedOptions& options, int fail_every) {
  constexpr int kReaders = 6;
  constexpr std::int64_t kLast = 6'000;
  Journal journal;
  journal.Append(200);  // some history
  journal.FailEvery(fail_every);
  FeedHub hub(journal.Source(), options);
  std::thread appender([&] {
    Dice dice(7);
    while (journal.last() < kLast) {
      // Not far ahead of the hub, so that it has something to do for as long as the readers have.
      const bool followed = Eventually([&] { return journal.last() - Raw(hub.tail()) < 300; });
      Check(followed, "the hub does not follow");
      const auto most = static_cast<int>(kLast - journal.last());
      journal.Append(std::min(most, 1 + dice.Roll(30)));
      if (dice.Roll(4) != 0) hub.Wake();  // another server's commits wake nobody
      if (dice.Roll(3) == 0) std::this_thread::sleep_for(std::chrono::microseconds(500));
    }
  });
  {
    const Crowd crowd(kReaders, [&](int me) {
      Dice dice(me);
      // Two read everything, one of each account reads from a number in between.
      std::optional<AccountId> account;
      if (me < kAccounts) account = AccountId{me};
      // The last number that this reader will be told of.
      std::int64_t until = kLast;
      while (account && AccountOf(until) != *account) --until;
      Reader reader(hub, dice.Roll(300), account);
      while (reader.seen() < until) {
        if (!reader.Join()) return Check(false, "a reader was not let in");
        const absl::Status status = reader.Read(until, 1 + dice.Roll(400));
        reader.Leave();
        if (!status.ok()) return Check(false, status.ToString());
        if (dice.Roll(3) == 0) std::this_thread::sleep_for(milliseconds(dice.Roll(5)));
      }
    });
    std::thread watcher([&] {
      for (int i = 0; i < 50; ++i) {
        Check(hub.subscribers() <= kReaders, "more subscribers than readers");
        Check(Raw(hub.tail()) <= kLast, "a tail beyond the journal");
        std::this_thread::sleep_for(milliseconds(2));
      }
    });
    watcher.join();
  }
  appender.join();
  CheckEqual(static_cast<std::int64_t>(hub.subscribers()), 0, "subscribers after all left");
}

// The server stops while readers wait, take, join and leave: each learns it at once.
void StopEndsEverybody() {
  for (int round = 0; round < 20; ++round) {
    Journal journal;
    journal.Append(100);
    FeedHub hub(journal.Source(), SmallOptions());
    Crowd crowd(5, [&](int me) {
      Dice dice(me + round);
      Reader reader(hub, dice.Roll(100), std::nullopt);
      while (reader.Join()) {
        const absl::Status status = reader.Read(INT64_MAX, 1 + dice.Roll(60));
        Check(status.ok() || absl::IsUnavailable(status), status.ToString());
        reader.Leave();
      }
    });
    for (int i = 0; i < 5 * round; ++i) {
      journal.Append(3);
      hub.Wake();
    }
    hub.Stop();
    crowd.Join();
  }
}

// Who takes nothing is dropped, told so, and makes room.
void WhoTakesNothingIsDropped() {
  Journal journal;
  FeedOptions options = SmallOptions();
  options.stall_limit = milliseconds(20);
  options.max_subscribers = 1;
  FeedHub hub(journal.Source(), options);
  const auto woken = std::make_shared<Bell>();
  auto idle = hub.Subscribe(Sequence{0}, std::nullopt, [woken] { woken->Ring(); });
  Check(idle.ok(), "the first reader was not let in");
  Check(absl::IsResourceExhausted(hub.Subscribe(Sequence{0}, std::nullopt, [] {}).status()),
        "more readers than may");
  journal.Append(10);
  hub.Wake();
  Check(Eventually([&] { return !hub.Ended(**idle).ok(); }),
        "a reader that takes nothing was kept");
  Check(woken->Wait(), "a reader was dropped in silence");
  const FeedNext last = hub.Take(**idle);
  const auto* status = std::get_if<absl::Status>(&last);
  Check(status != nullptr && absl::IsResourceExhausted(*status), "dropped for no reason");
  hub.Unsubscribe(*idle);
  Check(hub.Subscribe(Sequence{0}, std::nullopt, [] {}).ok(), "no room after the idle one left");
}

}  // namespace
}  // namespace registry::testing

int main() {
  using namespace registry::testing;
  NobodyMissesANumber(BehindTheRing(), /*fail_every=*/50);
  NobodyMissesANumber(InTheRing(), /*fail_every=*/0);
  StopEndsEverybody();
  WhoTakesNothingIsDropped();
  return Verdict();
}
