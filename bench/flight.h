// Calls of one method, many in flight, by one thread over a completion queue.
#ifndef BENCH_FLIGHT_H_
#define BENCH_FLIGHT_H_

#include <grpcpp/alarm.h>
#include <grpcpp/grpcpp.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "bench/load.h"
#include "client/error.h"

namespace registry::bench {

using Clock = std::chrono::steady_clock;

inline double Percentile(std::vector<float>& values, double part) {
  if (values.empty()) return 0;
  const auto at = static_cast<std::ptrdiff_t>(part * static_cast<double>(values.size() - 1));
  std::nth_element(values.begin(), values.begin() + at, values.end());
  return static_cast<double>(values[static_cast<std::size_t>(at)]);
}

// How long a call that found the queue full has to wait.
inline std::optional<std::chrono::milliseconds> Delay(const grpc::Status& status) {
  if (status.error_code() != grpc::StatusCode::RESOURCE_EXHAUSTED) return std::nullopt;
  return client::ToError(status).retry_delay;
}

// Keeps `in_flight` calls on their way for so long, then waits for those that are. `fill` makes a
// request, `count` takes an answer.
template <typename Stub, typename Request, typename Response>
class Flight {
 public:
  using Reader = grpc::ClientAsyncResponseReader<Response>;
  using Method = std::unique_ptr<Reader> (Stub::*)(grpc::ClientContext*, const Request&,
                                                   grpc::CompletionQueue*);

  Flight(const std::vector<std::shared_ptr<grpc::Channel>>& channels, Method method)
      : method_(method) {
    for (const auto& channel : channels) stubs_.push_back(std::make_unique<Stub>(channel));
  }

  // What each call shows of a person, in its metadata "authorization"; empty: nothing.
  Flight& Show(std::string authorization) {
    authorization_ = std::move(authorization);
    return *this;
  }

  template <typename Fill, typename Count>
  Load Run(int in_flight, double seconds, Fill fill, Count count) {
    const auto end = Clock::now() + std::chrono::duration_cast<Clock::duration>(
                                        std::chrono::duration<double>(seconds));
    return RunWhile(
        in_flight, [end](Clock::time_point now) { return now < end; }, fill, count);
  }

  // The same until so many were sent.
  template <typename Fill, typename Count>
  Load RunCount(int in_flight, int calls, Fill fill, Count count) {
    int left = calls - in_flight;
    return RunWhile(
        in_flight, [&left](Clock::time_point) { return left-- > 0; }, fill, count);
  }

  // Sends each call when its time comes, and waits at the end for those that are on their way.
  template <typename Fill, typename Count>
  Load RunAtPace(double per_second, double seconds, Fill fill, Count count) {
    Load load;
    std::vector<float> latencies_ms;
    std::deque<Slot> slots;  // do not move
    std::vector<Slot*> free;
    const Clock::time_point start = Clock::now();
    const auto time_of = [&](std::int64_t call) {
      const std::chrono::duration<double> at(static_cast<double>(call) / per_second);
      return start + std::chrono::duration_cast<Clock::duration>(at);
    };
    const auto calls = static_cast<std::int64_t>(per_second * seconds);
    for (std::int64_t sent = 0; sent < calls || free.size() < slots.size();) {
      for (; sent < calls && time_of(sent) <= Clock::now(); ++sent) {
        if (free.empty()) free.push_back(&slots.emplace_back());
        Slot& slot = *free.back();
        free.pop_back();
        slot.stub = stubs_[static_cast<std::size_t>(sent) % stubs_.size()].get();
        fill(slot.request);
        Send(slot);
        slot.asked_at = time_of(sent);
      }
      const auto wait = sent < calls ? time_of(sent) - Clock::now() : std::chrono::seconds(10);
      void* tag = nullptr;
      bool ok = false;
      if (queue_.AsyncNext(&tag, &ok, std::chrono::system_clock::now() + wait) !=
          grpc::CompletionQueue::GOT_EVENT) {
        continue;
      }
      Slot& slot = *static_cast<Slot*>(tag);
      const std::chrono::duration<float, std::milli> latency = Clock::now() - slot.asked_at;
      latencies_ms.push_back(latency.count());
      count(load, slot.request, slot.response, slot.status);
      free.push_back(&slot);
    }
    return Finish(load, start, latencies_ms);
  }

 private:
  template <typename More, typename Fill, typename Count>
  Load RunWhile(int in_flight, More more, Fill fill, Count count) {
    Load load;
    std::vector<float> latencies_ms;
    std::vector<Slot> slots(static_cast<std::size_t>(in_flight));
    const Clock::time_point start = Clock::now();
    for (std::size_t i = 0; i < slots.size(); ++i) {
      slots[i].stub = stubs_[i % stubs_.size()].get();
      fill(slots[i].request);
      slots[i].asked_at = Clock::now();
      Send(slots[i]);
    }
    for (std::size_t open = slots.size(); open > 0;) {
      void* tag = nullptr;
      bool ok = false;
      queue_.Next(&tag, &ok);
      Slot& slot = *static_cast<Slot*>(tag);
      const Clock::time_point now = Clock::now();
      if (std::exchange(slot.waiting, false)) {
        if (!more(now)) {
          --open;
        } else {
          ++load.sent_again;
          Send(slot);
        }
        continue;
      }
      if (const auto delay = Delay(slot.status)) {
        slot.waiting = true;
        slot.alarm.emplace();
        slot.alarm->Set(&queue_, std::chrono::system_clock::now() + *delay, &slot);
        continue;
      }
      latencies_ms.push_back(std::chrono::duration<float, std::milli>(now - slot.asked_at).count());
      count(load, slot.request, slot.response, slot.status);
      if (!more(now)) {
        --open;
        continue;
      }
      fill(slot.request);
      slot.asked_at = now;
      Send(slot);
    }
    return Finish(load, start, latencies_ms);
  }

  static Load Finish(Load load, Clock::time_point start, std::vector<float>& latencies_ms) {
    load.seconds = std::chrono::duration<double>(Clock::now() - start).count();
    load.p50_ms = Percentile(latencies_ms, 0.5);
    load.p99_ms = Percentile(latencies_ms, 0.99);
    return load;
  }

  struct Slot {
    Stub* stub = nullptr;
    Request request;
    Response response;
    std::optional<grpc::ClientContext> context;
    grpc::Status status;
    std::unique_ptr<Reader> reader;
    Clock::time_point asked_at;  // when it was sent for the first time
    std::optional<grpc::Alarm> alarm;
    bool waiting = false;  // for the alarm
  };

  void Send(Slot& slot) {
    slot.context.emplace();
    if (!authorization_.empty()) slot.context->AddMetadata("authorization", authorization_);
    slot.response.Clear();
    slot.reader = (slot.stub->*method_)(&*slot.context, slot.request, &queue_);
    slot.reader->StartCall();
    slot.reader->Finish(&slot.response, &slot.status, &slot);
  }

  Method method_;
  std::string authorization_;
  std::vector<std::unique_ptr<Stub>> stubs_;
  grpc::CompletionQueue queue_;
};

}  // namespace registry::bench

#endif  // BENCH_FLIGHT_H_
