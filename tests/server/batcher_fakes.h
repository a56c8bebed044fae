// What the tests of the batcher have in common: a journal in memory, and calls.
#ifndef TESTS_SERVER_BATCHER_FAKES_H_
#define TESTS_SERVER_BATCHER_FAKES_H_

#include <atomic>
#include <catch2/catch.hpp>
#include <condition_variable>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <utility>
#include <variant>
#include <vector>

#include "server/batcher.h"

namespace registry::server {

// A journal that answers with numbers, whose lock a test can hold, and that can give nothing.
class FakeJournal {
 public:
  BatcherJournal Side() {
    BatcherJournal side;
    side.take_turn = [this] {
      std::unique_lock lock(mutex_);
      ++asked_;
      changed_.notify_all();
      if (!changed_.wait_for(lock, milliseconds(30), [this] { return !held_; })) {
        return absl::UnavailableError("lock");
      }
      ++turns;
      return absl::OkStatus();
    };
    side.pass_turn = [this] { ++passed; };
    side.apply = [this](std::span<const ledger::Request> requests)
        -> std::optional<std::vector<storage::Answer>> {
      applied += requests.size();
      if (nothing > 0) {
        --nothing;
        if (holds_after_nothing) Hold();
        return std::nullopt;
      }
      std::vector<storage::Answer> answers;
      for (const ledger::Request& request : requests) {
        CHECK(request.salt[0] == 7);
        answers.emplace_back(ledger::Recorded{ledger::RecordNumber{next_++}, {}, {}});
      }
      sizes.push_back(requests.size());
      return answers;
    };
    side.salt = [](std::span<ledger::Request> requests) {
      for (ledger::Request& request : requests) request.salt.fill(7);
    };
    return side;
  }

  void Hold() {
    const std::lock_guard lock(mutex_);
    held_ = true;
  }
  void Release() {
    {
      const std::lock_guard lock(mutex_);
      held_ = false;
    }
    changed_.notify_all();
  }
  // Returns when the writer has asked for a turn.
  void AwaitAsked() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return asked_ > 0; });
  }

  std::vector<std::size_t> sizes;
  std::atomic<int> passed{0}, turns{0};
  std::atomic<std::size_t> applied{0};  // requests, whether answered or not
  std::atomic<int> nothing{0};          // so many times apply gives nothing
  bool holds_after_nothing = false;

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool held_ = false;
  int asked_ = 0;
  std::int64_t next_ = 0;
};

using Answers = std::vector<storage::Answer>;

struct Submitted {
  absl::Status status;
  std::future<Answers> answers;
  std::shared_ptr<std::atomic<int>> times;  // `done` was called
};

inline Submitted Submit(Batcher& batcher, int participant = 1, std::size_t count = 1,
                        SteadyTime deadline = SteadyTime::max(),
                        std::function<bool()> cancelled = {}) {
  auto promise = std::make_shared<std::promise<Answers>>();
  Submitted submitted{{}, promise->get_future(), std::make_shared<std::atomic<int>>(0)};
  WriteItem item;
  item.requests.resize(count);
  for (ledger::Request& request : item.requests) {
    request.key.participant = ledger::ParticipantId{participant};
    request.command = ledger::Transfer{};
  }
  item.bulk = count > 1;
  item.deadline = deadline;
  item.cancelled = std::move(cancelled);
  item.done = [promise, times = submitted.times](Answers answers, std::size_t) {
    if (++*times == 1) promise->set_value(std::move(answers));
  };
  submitted.status = batcher.Submit(std::move(item));
  return submitted;
}

inline std::int64_t Number(const storage::Answer& answer) {
  return ledger::Raw(std::get<ledger::Recorded>(answer).record_number);
}

}  // namespace registry::server

#endif  // TESTS_SERVER_BATCHER_FAKES_H_
