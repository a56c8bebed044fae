// One CheckRegistry: the self-check runs on a worker and streams what it finds. The worker waits
// for a slow reader; progress that comes too fast is left out.
#ifndef SERVER_CHECK_CALL_H_
#define SERVER_CHECK_CALL_H_

#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>

#include "carbon/registry/v1/audit.pb.h"
#include "grpcpp/support/server_callback.h"
#include "server/call.h"
#include "storage/self_check.h"

namespace registry::server {

class CheckCall final
    : public grpc::ServerWriteReactor<carbon::registry::v1::CheckRegistryResponse>,
      public std::enable_shared_from_this<CheckCall> {
 public:
  static CheckCall* Start(const Backend& backend, CallContext* context);

  void OnWriteDone(bool ok) override;
  void OnCancel() override;
  void OnDone() override;

 private:
  using Message = carbon::registry::v1::CheckRegistryResponse;

  CheckCall(const Backend& backend, CallContext* context);

  void Begin();
  void Run();
  // Whether the caller is still who it was; if not, the stream is ended.
  bool LookAtCaller();
  bool SendProgress(const storage::CheckProgress& progress);
  bool SendFinding(const storage::CheckFinding& finding);
  bool Send(Message message);
  void End(const grpc::Status& status);

  const Backend& backend_;
  const Shown shown_;
  Caller caller_;
  CallTrail trail_;
  std::shared_ptr<CheckCall> self_;  // until OnDone

  std::mutex mutex_;
  std::condition_variable written_;
  bool writing_ = false;
  bool left_ = false;  // the caller
  bool ended_ = false;
  std::int64_t sent_ = 0;  // findings and the verdict
  Message out_;
};

}  // namespace registry::server

#endif  // SERVER_CHECK_CALL_H_
