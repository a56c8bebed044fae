// The URIs of a certificate, each on a line of the input. '~' before one stands for the beginning
// that a participant's URI has.
//
// Under test: server/certificate_name.cc
#include <algorithm>
#include <string>
#include <vector>

#include "server/certificate_name.h"
#include "tests/fuzz/target.h"

namespace registry::fuzz {
namespace {

std::vector<std::string> Lines(std::string_view input) {
  std::vector<std::string> lines;
  while (!input.empty()) {
    const std::size_t end = std::min(input.find('\n'), input.size());
    std::string line(input.substr(0, end));
    if (line.starts_with('~')) line.replace(0, 1, server::kParticipantUri);
    lines.push_back(std::move(line));
    input.remove_prefix(std::min(end + 1, input.size()));
  }
  return lines;
}

// Said again, not as the product says it.
bool IsPlain(const std::string& name) {
  constexpr std::string_view kLetters = "-0123456789abcdefghijklmnopqrstuvwxyz";
  return name.find_first_not_of(kLetters) == std::string::npos && !name.empty() && name.size() < 64;
}

void Run(std::string_view input, Tally& tally) {
  const std::vector<std::string> lines = Lines(input);
  const std::vector<std::string_view> uris(lines.begin(), lines.end());
  const auto name = server::NameInUris(uris);
  const std::string prefix(server::kParticipantUri);
  const bool ours = uris.size() == 1 && uris.front().starts_with(prefix);
  if (ours) ++tally.parsed;
  if (name) ++tally.accepted;
  Require(!name || ours, "a name comes from the one URI of a certificate");
  if (!ours) return;
  const std::string rest = lines.front().substr(prefix.size());
  Require(name.has_value() == IsPlain(rest), "a name is 1 to 63 of a-z, 0-9 and '-'", rest);
  Require(!name || prefix + *name == lines.front(), "a name is all of the rest of the URI", rest);
}

const Registration kRegistration({"certificate_name_fuzz", Run});

}  // namespace
}  // namespace registry::fuzz
