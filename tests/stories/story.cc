#include "tests/stories/story.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <stdexcept>

#include "ledger/reason.h"

namespace registry::stories {
namespace {

bool IsReason(std::string_view word) {
#define LEDGER_REASON_WORD(name, number, wire) \
  if (word == wire) return true;
  LEDGER_REASONS(LEDGER_REASON_WORD)
#undef LEDGER_REASON_WORD
  return false;
}

std::vector<std::string> WordsOf(const std::string& text) {
  std::vector<std::string> words;
  std::istringstream stream(text);
  for (std::string word; stream >> word;) {
    if (word.front() == '#') break;
    words.push_back(std::move(word));
  }
  return words;
}

// Takes the expectation off the end of the words.
Outcome TakeExpectation(std::vector<std::string>& words) {
  const auto begin = std::find_if(words.begin(), words.end(), [](const std::string& word) {
    return word == "accepted" || word == "waiting" || word == "DENIED" || IsReason(word);
  });
  if (begin == words.end()) return {"accepted", {}};
  Outcome expected;
  for (auto word = begin; word != words.end(); ++word) {
    const std::size_t equals = word->find('=');
    if (word == begin && !IsReason(*word)) {
      expected.word = *word;
    } else if (expected.word == "waiting" && expected.proposal.empty() &&
               equals == std::string::npos) {
      expected.proposal = *word;
    } else if (expected.word.empty() && IsReason(*word)) {
      expected.refusals.push_back({*word, {}});
    } else if (expected.word.empty() && equals != std::string::npos) {
      expected.refusals.back().facts.emplace_back(word->substr(0, equals),
                                                  word->substr(equals + 1));
    } else {
      throw std::runtime_error("what is expected cannot be read at \"" + *word + "\"");
    }
  }
  words.erase(begin, words.end());
  return expected;
}

}  // namespace

std::string Text(const Outcome& outcome) {
  std::string text = outcome.word;
  for (const Refusal& refusal : outcome.refusals) {
    if (!text.empty()) text += ' ';
    text += refusal.reason;
    for (const auto& [name, value] : refusal.facts) text += " " + name + "=" + value;
  }
  return text;
}

bool IsAsExpected(const Outcome& told, const Outcome& expected) {
  if (told.word != expected.word || told.refusals.size() != expected.refusals.size()) return false;
  for (std::size_t i = 0; i < told.refusals.size(); ++i) {
    const Refusal& found = told.refusals[i];
    if (found.reason != expected.refusals[i].reason) return false;
    for (const auto& fact : expected.refusals[i].facts) {
      if (std::find(found.facts.begin(), found.facts.end(), fact) == found.facts.end()) {
        return false;
      }
    }
  }
  return true;
}

Story ReadStory(const std::string& path) {
  std::ifstream file(path);
  if (!file) throw std::runtime_error("cannot read " + path);
  return ParseStory(std::filesystem::path(path).filename().string(),
                    std::string(std::istreambuf_iterator<char>(file), {}));
}

Story ParseStory(std::string file, std::string_view text) {
  Story story;
  story.file = std::move(file);
  std::istringstream stream{std::string(text)};
  int number = 0;
  for (std::string raw; std::getline(stream, raw);) {
    Line line;
    line.number = ++number;
    line.words = WordsOf(raw);
    if (line.words.empty()) continue;
    line.text = raw;
    if (line.words.front() == "as" && line.words.size() > 2) {
      line.asker = line.words[1];
      line.words.erase(line.words.begin(), line.words.begin() + 2);
    }
    try {
      line.expected = TakeExpectation(line.words);
    } catch (const std::exception& error) {
      throw std::runtime_error(story.file + ":" + std::to_string(number) + ": " + error.what());
    }
    story.lines.push_back(std::move(line));
  }
  return story;
}

}  // namespace registry::stories
