// Fuzz targets: each takes any bytes and aborts when a promise is broken. A file NAME_fuzz.cc holds
// one, and says in its line "Under test:" which files `make fuzz` measures the coverage of. The
// same functions run under libFuzzer (libfuzzer_entry.cc) and over the kept inputs of
// tests/fuzz/corpus/NAME_fuzz (replay_main.cc).
#ifndef TESTS_FUZZ_TARGET_H_
#define TESTS_FUZZ_TARGET_H_

#include <cstdint>
#include <string_view>
#include <vector>

namespace registry::fuzz {

// What became of inputs: a target counts those that had the form of what they were taken for, and
// of these those that the code under test let pass.
struct Tally {
  std::uint64_t inputs = 0;
  std::uint64_t parsed = 0;
  std::uint64_t accepted = 0;
};

struct Target {
  const char* name;
  void (*run)(std::string_view input, Tally& tally);
};

// Those that are linked into this program.
const std::vector<Target>& Targets();

// Adds a target to them, before main().
class Registration {
 public:
  explicit Registration(const Target& target);
};

// Prints the promise and what broke it, and aborts.
[[noreturn]] void Broken(std::string_view promise, std::string_view by);

inline void Require(bool held, std::string_view promise, std::string_view by = {}) {
  if (!held) Broken(promise, by);
}

}  // namespace registry::fuzz

#endif  // TESTS_FUZZ_TARGET_H_
