// Runs every target over its kept inputs, tests/fuzz/corpus/TARGET/*: no input does harm, and none
// breaks a promise. Also whether each target has its folder and each folder its target, and whether
// every request of the protocol is among those that are fuzzed.
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "google/protobuf/stubs/logging.h"
#include "tests/fuzz/request_types.h"
#include "tests/fuzz/target.h"

namespace {

using registry::fuzz::Tally;
using registry::fuzz::Target;
using registry::fuzz::Targets;
namespace fs = std::filesystem;

constexpr std::size_t kLeastInputs = 12;

// For the handler of a signal: the input at work.
std::array<char, 512> at_work{};

extern "C" void Fell(int) {
  const auto write_all = [](const char* text) {
    const char* end = text;
    while (*end != '\0') ++end;
    if (write(STDERR_FILENO, text, static_cast<std::size_t>(end - text)) < 0) _exit(2);
  };
  write_all("fell over the input ");
  write_all(at_work.data());
  write_all("\n");
  _exit(1);
}

std::vector<fs::path> InputsOf(const fs::path& folder) {
  std::vector<fs::path> inputs;
  if (!fs::is_directory(folder)) return inputs;
  for (const auto& entry : fs::directory_iterator(folder)) inputs.push_back(entry.path());
  std::sort(inputs.begin(), inputs.end());
  return inputs;
}

bool Replay(const Target& target, const fs::path& folder) {
  Tally tally;
  for (const fs::path& input : InputsOf(folder)) {
    std::snprintf(at_work.data(), at_work.size(), "%s", input.c_str());
    std::ifstream file(input, std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(file), {}};
    ++tally.inputs;
    target.run(bytes, tally);
  }
  std::printf("%s: %llu inputs, %llu parsed, %llu accepted\n", target.name,
              static_cast<unsigned long long>(tally.inputs),
              static_cast<unsigned long long>(tally.parsed),
              static_cast<unsigned long long>(tally.accepted));
  return tally.inputs >= kLeastInputs && tally.parsed > 0 && tally.accepted > 0;
}

bool HasTarget(const std::string& name) {
  return std::any_of(Targets().begin(), Targets().end(),
                     [&](const Target& target) { return name == target.name; });
}

}  // namespace

int main() {
  std::signal(SIGABRT, Fell);
  std::signal(SIGSEGV, Fell);
  std::signal(SIGFPE, Fell);
  google::protobuf::SetLogHandler(nullptr);  // it would print every text that is not UTF-8
  const fs::path root = REGISTRY_SOURCE_DIR;
  const fs::path corpus = root / "tests/fuzz/corpus";
  int faults = 0;
  const auto complain = [&](const std::string& what) {
    std::fprintf(stderr, "fuzz_replay_test: %s\n", what.c_str());
    ++faults;
  };
  for (const std::string& name :
       registry::fuzz::RequestsMissed(root / "proto/carbon/registry/v1")) {
    complain(name + " is not among the requests of tests/fuzz/request_types.h, or in a wrong list");
  }
  for (const fs::path& folder : InputsOf(corpus)) {
    if (!HasTarget(folder.filename())) complain(folder.string() + " has no target");
  }
  for (const Target& target : Targets()) {
    if (!Replay(target, corpus / target.name)) {
      complain(std::string(target.name) +
               ": too few inputs, or none that parses, or none that is accepted");
    }
  }
  return faults == 0 && !Targets().empty() ? 0 : 1;
}
