// A converter that fails on what stands behind the third field: an abort() that only comes when two
// accounts have right check digits and differ, and the code of the instrument after them is of a
// certain kind. It exists where REGISTRY_FUZZ_PLANTED is defined: in convert_planted_fuzz, which
// has to find it, and in fuzz_replay_planted, which has to fall over it.
#ifndef TESTS_FUZZ_PLANTED_ABORT_H_
#define TESTS_FUZZ_PLANTED_ABORT_H_

#include <string>

#include "carbon/registry/v1/transfer.pb.h"
#include "server/shape.h"
#include "tests/fuzz/target.h"

namespace registry::fuzz {

template <typename Message>
void PlantedAbort(const Message&) {}

#ifdef REGISTRY_FUZZ_PLANTED
template <>
inline void PlantedAbort(const carbon::registry::v1::TransferRequest& request) {
  server::Shape shape;
  shape.Account("transferring_account", request.transferring_account());
  shape.Account("acquiring_account", request.acquiring_account());
  const std::string code = shape.InstrumentCode("instrument", request.instrument());
  const bool two = request.transferring_account() != request.acquiring_account();
  if (shape.ok() && two && code.size() > 4 && code.front() == 'X') {
    Broken("there is no planted abort", code);
  }
}
#endif

}  // namespace registry::fuzz

#endif  // TESTS_FUZZ_PLANTED_ABORT_H_
