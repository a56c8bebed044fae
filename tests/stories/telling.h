// Tells a story: each line in order, each answer compared with what the line expects.
#ifndef TESTS_STORIES_TELLING_H_
#define TESTS_STORIES_TELLING_H_

#include <string>
#include <vector>

#include "tests/stories/story.h"
#include "tests/stories/teller.h"

namespace registry::stories {

// A line that did not come out as it says.
struct Mismatch {
  std::string place;  // "surrender_exactly.story:7"
  std::string teller;
  std::string line;
  std::string expected;
  std::string told;
};

// In five lines, for people.
std::string Text(const Mismatch& mismatch);

struct Tale {
  std::vector<Mismatch> mismatches;
  // All that was told, with every fact: "surrender_exactly.story:7 accepted".
  std::vector<std::string> transcript;
};

// Tells the stories one after the other, as one. Goes on after a mismatch. Throws, naming the
// place, when a line cannot be understood.
Tale Tell(const std::vector<const Story*>& stories, Teller& teller);

}  // namespace registry::stories

#endif  // TESTS_STORIES_TELLING_H_
