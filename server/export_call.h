// One ExportTrail: a page is read on a worker when the one before it is on its way, so a slow
// reader costs one page and no thread.
#ifndef SERVER_EXPORT_CALL_H_
#define SERVER_EXPORT_CALL_H_

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>

#include "carbon/registry/v1/audit.pb.h"
#include "grpcpp/support/server_callback.h"
#include "server/call.h"
#include "storage/trail_reader.h"

namespace registry::server {

class ExportCall final : public grpc::ServerWriteReactor<Bytes>,
                         public std::enable_shared_from_this<ExportCall> {
 public:
  // Begins the stream, or refuses it. The reactor lives until gRPC is done with it.
  static ExportCall* Start(const Backend& backend, CallContext* context, const Bytes& request);

  void OnWriteDone(bool ok) override;
  void OnCancel() override;
  void OnDone() override;

 private:
  ExportCall(const Backend& backend, CallContext* context);

  void Begin(const Bytes& request);
  void SubmitPage();
  void ReadPage();
  // Ends the stream of a caller who is no longer who it was.
  bool LostCaller();
  void Send(const storage::TrailPage& page);
  void End(const grpc::Status& status);

  const Backend& backend_;
  const Shown shown_;
  const Caller caller_;
  CallTrail trail_;
  std::shared_ptr<ExportCall> self_;  // until OnDone

  // Touched by whoever has the call in hand: Begin, a worker, or a write that is done.
  carbon::registry::v1::ExportTrailRequest request_;
  storage::TrailFilter filter_;
  std::optional<storage::TrailPlace> place_;
  bool more_ = true;
  std::int64_t sent_ = 0;
  Bytes out_;

  std::mutex mutex_;   // guards what follows
  bool left_ = false;  // the caller
  bool ended_ = false;
};

}  // namespace registry::server

#endif  // SERVER_EXPORT_CALL_H_
