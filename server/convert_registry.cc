#include "server/convert.h"

namespace registry::server {

ledger::AdvanceClock FromProto(const v1::AdvanceClockRequest& request, Shape& shape) {
  return {shape.RequiredTime("time", request.has_time(), request.time())};
}

}  // namespace registry::server
