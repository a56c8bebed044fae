#include "tests/fuzz/target.h"

#include <cstdio>
#include <cstdlib>

namespace registry::fuzz {
namespace {

std::vector<Target>& Registered() {
  static std::vector<Target> targets;
  return targets;
}

}  // namespace

const std::vector<Target>& Targets() { return Registered(); }

Registration::Registration(const Target& target) { Registered().push_back(target); }

void Broken(std::string_view promise, std::string_view by) {
  std::fprintf(stderr, "broken promise: %.*s%s%.*s\n", static_cast<int>(promise.size()),
               promise.data(), by.empty() ? "" : ": ", static_cast<int>(by.size()), by.data());
  std::abort();
}

}  // namespace registry::fuzz
