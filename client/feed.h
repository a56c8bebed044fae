#ifndef CLIENT_FEED_H_
#define CLIENT_FEED_H_

#include <grpcpp/client_context.h>

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>

#include "carbon/registry/v1/journal.pb.h"
#include "client/error.h"
#include "client/registry.h"

namespace registry::client {

// The journal as it grows, for one reader: every transaction once, in order, whatever becomes of
// connections and servers. After a break it goes on behind the last number that was handed over.
//
//   Feed feed(registry, last_number_on_disk);
//   Error error = feed.Follow([&](const v1::JournalEvent& event) { ...; return true; });
//
// The reader that keeps `seen()` with what it makes of the events resumes there after its own end.
class Feed {
 public:
  // A server that is well says something every 5 s; one that is silent for `silence` is given up,
  // and another connection made.
  Feed(Registry& registry, std::int64_t after,
       std::chrono::milliseconds silence = std::chrono::seconds{20});

  // Hands over events, heartbeats too, until `take` returns false or Stop is called (no error), or
  // an error stays: one that does not go away by itself, or as many breaks in a row without an
  // event between them as the registry's RetryPolicy has attempts. DATA_LOSS: the registry left out
  // a transaction, every time it was asked again. May be called again, and goes on then.
  Error Follow(const std::function<bool(const v1::JournalEvent& event)>& take);

  // Ends Follow, soon; what comes after it is for the next one. From any thread.
  void Stop();

  // Up to this number everything was handed over, the event included that `take` has in hand. For
  // the thread of Follow.
  std::int64_t seen() const { return seen_; }

 private:
  // How a connection ended: OK when the reader wanted it.
  Error FollowOnce(const std::function<bool(const v1::JournalEvent&)>& take, bool& heard);
  // Whether it is to be handed over; an error when something was left out before it.
  bool IsNew(const v1::JournalEvent& event, Error& error);
  bool WaitForRetry(const Error& error, int made);

  Registry& registry_;
  const std::chrono::milliseconds silence_;
  std::int64_t seen_;

  std::mutex mutex_;  // guards what follows
  std::condition_variable stop_wakes_;
  bool stopped_ = false;
  grpc::ClientContext* context_ = nullptr;  // of the connection, while there is one
};

}  // namespace registry::client

#endif  // CLIENT_FEED_H_
