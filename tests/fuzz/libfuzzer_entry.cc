// The one target of this program under libFuzzer, which brings main(). What became of its inputs is
// printed at the end, for tools/fuzz.
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

#include "google/protobuf/stubs/logging.h"
#include "tests/fuzz/target.h"

namespace {

registry::fuzz::Tally tally;

void PrintTally() {
  std::fprintf(stderr, "tally: inputs=%llu parsed=%llu accepted=%llu\n",
               static_cast<unsigned long long>(tally.inputs),
               static_cast<unsigned long long>(tally.parsed),
               static_cast<unsigned long long>(tally.accepted));
}

}  // namespace

extern "C" int LLVMFuzzerInitialize(int*, char***) {
  google::protobuf::SetLogHandler(nullptr);  // it would print every text that is not UTF-8
  std::atexit(PrintTally);
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  ++tally.inputs;
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  registry::fuzz::Targets().front().run(input, tally);
  return 0;
}
