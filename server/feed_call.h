// One reader of FollowJournal: pulls from the hub and has one write in flight, so that what a slow
// reader costs is one message here and one page in the hub.
#ifndef SERVER_FEED_CALL_H_
#define SERVER_FEED_CALL_H_

#include <chrono>
#include <memory>
#include <mutex>
#include <optional>

#include "grpcpp/support/server_callback.h"
#include "server/call.h"
#include "server/feed_hub.h"

namespace registry::server {

class FeedCall final : public grpc::ServerWriteReactor<Bytes>,
                       public std::enable_shared_from_this<FeedCall> {
 public:
  // Begins the stream, or refuses it. The reactor lives until gRPC is done with it.
  static FeedCall* Start(const Backend& backend, CallContext* context, const Bytes& request);

  void OnWriteDone(bool ok) override;
  void OnCancel() override;
  void OnDone() override;

 private:
  FeedCall(const Backend& backend, CallContext* context);

  void Begin(const Bytes& request);
  void Pump();
  // Whether the caller is still who it was, or there is something left to end.
  bool LookAtCaller();
  void Send(const FeedMessage& message);
  void SendHeartbeat(ledger::Sequence complete_to);
  void End(const grpc::Status& status);  // with the mutex held

  const Backend& backend_;
  CallContext* const context_;
  const Shown shown_;
  const Caller caller_;
  CallTrail trail_;
  std::shared_ptr<FeedCall> self_;  // until OnDone; the hub may wake us a moment longer
  std::shared_ptr<FeedHub::Subscription> subscription_;

  std::mutex mutex_;
  bool begun_ = false;  // something was written
  bool writing_ = false;
  bool ended_ = false;
  std::optional<std::chrono::steady_clock::time_point> lost_at_;  // no longer known
  Bytes out_;
  std::int64_t sent_ = 0;
  ledger::Sequence last_sent_{};  // the reader was sent all of its feed up to here
};

}  // namespace registry::server

#endif  // SERVER_FEED_CALL_H_
