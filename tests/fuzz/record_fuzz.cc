// Bytes that are taken for a record of the journal.
//
// Under test: log/canonical.cc
#include <string>
#include <variant>

#include "log/canonical.h"
#include "log/hash.h"
#include "tests/fuzz/target.h"

namespace registry::fuzz {
namespace {

constexpr std::size_t kBeforeContent = 1 + 3 * 8 + 16 + 8 + 4;

// An opening's record has the digest of a name that it does not have: what is written again has
// the digest of no name, and gets the right one.
std::string WithNameDigest(std::string bytes, const log::ParsedRecord& parsed) {
  const auto& opening = std::get<ledger::OpenAccount>(parsed.request.command);
  const std::size_t at = kBeforeContent + 1 + 2 + 4 + 4 + parsed.request.person.size() + 2 + 4 +
                         opening.social_credit_code.size();
  const ledger::Digest& digest = *parsed.holder_name_digest;
  return bytes.replace(at, digest.size(), reinterpret_cast<const char*>(digest.data()),
                       digest.size());
}

void Run(std::string_view input, Tally& tally) {
  const auto content = log::ContentOf(input);
  const auto parsed = log::ParseRecord(input);
  if (!parsed) return;
  ++tally.parsed;
  if (std::holds_alternative<ledger::Accepted>(parsed->recorded.outcome)) ++tally.accepted;
  const bool opening = std::holds_alternative<ledger::OpenAccount>(parsed->request.command);
  Require(opening == parsed->holder_name_digest.has_value(), "an opening has a name's digest");
  std::string again = log::CanonicalRecord(parsed->request, parsed->recorded, parsed->epoch);
  if (opening) again = WithNameDigest(std::move(again), *parsed);
  Require(again == input, "one record has one byte form");
  Require(content.has_value(), "a record has a content");
  Require(opening || *content == log::CanonicalContent(parsed->request),
          "the content of a record is what is hashed");
}

const Registration kRegistration({"record_fuzz", Run});

}  // namespace
}  // namespace registry::fuzz
