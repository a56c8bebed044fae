// One question for each method of the page, the same for everybody who asks. Written by hand; a
// method without one fails the comparison.
#ifndef TESTS_WIRE_RIGHTS_REQUESTS_H_
#define TESTS_WIRE_RIGHTS_REQUESTS_H_

#include <span>
#include <string>

namespace registry::wire {

enum class Asks {
  kOnce,       // about nobody's account in particular
  kOfAccount,  // about one: $unit and its authority; asked of three, and of one that does not exist
  kListing,    // of accounts: which of the three it shows
};

struct RightsRequest {
  const char* method;
  Asks asks = Asks::kOnce;
  // In protobuf's text form; of a method that is not ours, its bytes.
  const char* text;
  // Of kOnce: the same about what is absent where `text` is about what exists, or the other way.
  const char* other;
  // Of a read: what its answer holds. Null: a write, whose effect is in the journal.
  const char* shows;
  // How the page calls the right, where it is not the reach.
  const char* word = "all";
};

// All but those of batches and of proposals.
std::span<const RightsRequest> RightsRequests();

// The text about this account ("$seller") of this authority ("$authority_13").
std::string About(const std::string& text, const std::string& unit, const std::string& authority);

}  // namespace registry::wire

#endif  // TESTS_WIRE_RIGHTS_REQUESTS_H_
