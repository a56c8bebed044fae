// Stories: what happens at the registry, line by line, in the words of README.md. A story is read
// once and told to the core and to the whole system.
#ifndef TESTS_STORIES_STORY_H_
#define TESTS_STORIES_STORY_H_

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace registry::stories {

// One check that failed: its reason on the wire and its facts.
struct Refusal {
  std::string reason;
  std::vector<std::pair<std::string, std::string>> facts;
};

// How a command ended: "accepted", "waiting" for a second person, "DENIED", something that no story
// expects, or refusals.
struct Outcome {
  std::string word;
  std::vector<Refusal> refusals;
  std::string proposal = {};  // of an expected "waiting": what the story calls it from now on
};

// "accepted", or each refusal as "REASON fact=value ...".
std::string Text(const Outcome& outcome);

// Whether this is what was expected: the same word; the same reasons in the same order, with every
// expected fact among their facts.
bool IsAsExpected(const Outcome& told, const Outcome& expected);

struct Line {
  int number = 0;  // in its file, from 1
  std::string text;
  std::string asker;               // who asks, when the line says so: an office or a person
  std::vector<std::string> words;  // the command and what follows it
  Outcome expected;                // of a command; "accepted" when the line does not say
};

struct Story {
  std::string file;  // as it is named in complaints
  std::vector<Line> lines;
};

Story ReadStory(const std::string& path);
Story ParseStory(std::string file, std::string_view text);

}  // namespace registry::stories

#endif  // TESTS_STORIES_STORY_H_
