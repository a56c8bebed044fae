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

// Whose accounts stand for the own one, its neighbour's and the far one, and which office has the
// own.
enum class Whose {
  kTraders,  // $seller, $buyer, $far; "unit"
  kLate,     // $late, $late_near, $late_far: restricted, and without a reply too long; "unit-late"
  kGone,     // $gone, $gone_near, $gone_far: dissolved, with something due; "unit-gone"
};

// What is done first, so that the question can be asked; `caller`: "$its_office" is who has $unit.
struct RightsStep {
  const char* method;
  const char* caller;
  const char* text;
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
  Whose whose = Whose::kTraders;
  // Before it is asked, unless it is still done from the last time: "$made" in `text` is the number
  // of what the last step made.
  std::span<const RightsStep> before = {};
  // Whenever it was asked.
  std::span<const RightsStep> after = {};
};

// An account that the page calls a unit's, its authority, and the office that has it.
struct RightsPlace {
  const char* unit;
  const char* authority;
  const char* office;
};

// All but those of batches and of proposals.
std::span<const RightsRequest> RightsRequests();

// The unit's own, another one of its province, one of another province.
std::span<const RightsPlace> PlacesOf(Whose whose);
inline constexpr RightsPlace kNowhere = {"$unknown", "$unknown", ""};

// The text about this account; its freeze is "$freeze_of_seller".
std::string About(const std::string& text, const RightsPlace& place);

}  // namespace registry::wire

#endif  // TESTS_WIRE_RIGHTS_REQUESTS_H_
