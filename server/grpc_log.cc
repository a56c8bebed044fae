#include "server/grpc_log.h"

#include <mutex>
#include <string_view>

#include "grpc/support/log.h"

namespace registry::server {
namespace {

std::mutex mutex;
JsonLog* current = nullptr;  // guarded by mutex

void WriteLine(gpr_log_func_args* args) {
  if (args->severity != GPR_LOG_SEVERITY_ERROR) return;
  const std::lock_guard lock(mutex);
  if (current == nullptr) return;
  const std::string_view file(args->file);
  current->Write("grpc", {{"what", std::string_view(args->message)},
                          {"file", file.substr(file.rfind('/') + 1)}});
}

}  // namespace

GrpcLog::GrpcLog(JsonLog* log) : log_(log) {
  const std::lock_guard lock(mutex);
  current = log;
  gpr_set_log_function(WriteLine);
}

GrpcLog::~GrpcLog() {
  const std::lock_guard lock(mutex);
  if (current == log_) current = nullptr;
}

}  // namespace registry::server
