#include "tests/wire/call.h"

#include <grpcpp/generic/generic_stub.h>

#include <chrono>

namespace registry::wire {
namespace {

constexpr std::chrono::seconds kDeadline{30};

grpc::ByteBuffer ToBuffer(const std::string& bytes) {
  const grpc::Slice slice(bytes);
  return {&slice, 1};
}

std::string ToBytes(const grpc::ByteBuffer& buffer) {
  grpc::Slice slice;
  if (!buffer.DumpToSingleSlice(&slice).ok()) return {};
  return {reinterpret_cast<const char*>(slice.begin()), slice.size()};
}

google::rpc::Status StatusOf(const Answer& answer) {
  google::rpc::Status status;
  status.ParseFromString(answer.details);
  return status;
}

void Append(std::string& list, const std::string& item) {
  if (!list.empty()) list += " ";
  list += item;
}

}  // namespace

Answer Invoke(const std::shared_ptr<grpc::Channel>& channel, const std::string& path,
              const std::string& request, std::size_t most_responses, const Metadata& metadata) {
  grpc::GenericStub stub(channel);
  grpc::CompletionQueue queue;
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + kDeadline);
  for (const auto& [name, value] : metadata) context.AddMetadata(name, value);
  const auto done = [&queue] {
    void* tag = nullptr;
    bool ok = false;
    return queue.Next(&tag, &ok) && ok;
  };
  Answer answer;
  const auto call = stub.PrepareCall(&context, path, &queue);
  call->StartCall(nullptr);
  bool open = done();
  if (open) {
    call->WriteLast(ToBuffer(request), grpc::WriteOptions(), nullptr);
    open = done();
  }
  grpc::ByteBuffer buffer;
  while (open && answer.responses.size() < most_responses) {
    call->Read(&buffer, nullptr);
    open = done();
    if (open) answer.responses.push_back(ToBytes(buffer));
  }
  if (open) context.TryCancel();
  grpc::Status status;
  call->Finish(&status, nullptr);
  done();
  answer.code = status.error_code();
  answer.message = status.error_message();
  answer.details = status.error_details();
  return answer;
}

std::vector<google::rpc::ErrorInfo> Infos(const google::rpc::Status& status) {
  std::vector<google::rpc::ErrorInfo> infos;
  google::rpc::ErrorInfo info;
  for (const auto& detail : status.details()) {
    if (detail.UnpackTo(&info)) infos.push_back(info);
  }
  return infos;
}

std::vector<google::rpc::ErrorInfo> Infos(const Answer& answer) { return Infos(StatusOf(answer)); }

std::string Reasons(const google::rpc::Status& status) {
  std::string reasons;
  for (const google::rpc::ErrorInfo& info : Infos(status)) Append(reasons, info.reason());
  return reasons;
}

std::string Reasons(const Answer& answer) { return Reasons(StatusOf(answer)); }

std::string Fields(const Answer& answer) {
  std::string fields;
  google::rpc::BadRequest bad_request;
  const google::rpc::Status status = StatusOf(answer);
  for (const auto& detail : status.details()) {
    if (!detail.UnpackTo(&bad_request)) continue;
    for (const auto& violation : bad_request.field_violations()) {
      Append(fields, violation.field());
    }
  }
  return fields;
}

}  // namespace registry::wire
