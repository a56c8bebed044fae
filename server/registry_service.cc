#include "server/registry_service.h"

#include "server/read.h"
#include "server/write.h"
#include "storage/journal_reader.h"

namespace registry::server {
namespace {

Refusal ReadStatus(const View& view, const v1::GetRegistryStatusRequest&,
                   v1::RegistryStatus* answer) {
  const auto head = storage::JournalReader(view.backend.pool).CurrentHead();
  if (!head.ok()) return FromAbsl(head.status());
  answer->set_sequence(ledger::Raw(head->sequence));
  answer->set_records(head->records);
  *answer->mutable_record_time() = ToProto(head->recorded_at);
  *answer->mutable_clock_time() = ToProto(head->clock);
  answer->set_replay(view.directory.replay());
  answer->set_root(ToBytes(head->root));
  answer->set_participant(view.caller.name);
  return std::nullopt;
}

}  // namespace

Reactor* RegistryService::GetRegistryStatus(CallContext* context, const Bytes* request,
                                            Bytes* response) {
  return Read<v1::GetRegistryStatusRequest, v1::RegistryStatus>(
      backend_, "RegistryService/GetRegistryStatus", ledger::Read::kStatus, context, request,
      response, ReadStatus);
}

Reactor* RegistryService::AdvanceClock(CallContext* context, const Bytes* request,
                                       Bytes* response) {
  return Write<v1::AdvanceClockRequest>(backend_, "RegistryService/AdvanceClock", context, request,
                                        response);
}

}  // namespace registry::server
