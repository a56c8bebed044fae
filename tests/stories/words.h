// The words of a story's line, and what they stand for.
#ifndef TESTS_STORIES_WORDS_H_
#define TESTS_STORIES_WORDS_H_

#include <algorithm>
#include <cctype>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/ids.h"
#include "ledger/quantity.h"

namespace registry::stories {

[[noreturn]] void Fail(const std::string& what);

// The value whose name this is, in small letters or large ones.
template <typename Enum>
Enum Named(const std::string& word, int count, std::string_view (*name_of)(Enum)) {
  std::string upper = word;
  std::transform(upper.begin(), upper.end(), upper.begin(), [](unsigned char c) {
    return c == '-' ? '_' : static_cast<char>(std::toupper(c));
  });
  for (int i = 1; i <= count; ++i) {
    const auto value = static_cast<Enum>(i);
    if (name_of(value) == upper) return value;
  }
  Fail("nothing is called \"" + word + "\"");
}

std::int64_t NumberIn(std::string_view text);
// Yuan as "42.83", in fen.
std::int64_t FenIn(const std::string& text);

// The words of a line, taken one after the other.
class Words {
 public:
  explicit Words(const std::vector<std::string>& words) : words_(words) {}

  bool done() const { return next_ == words_.size(); }
  bool NextIs(std::string_view word) const { return !done() && words_[next_] == word; }
  bool NextIsNumber() const { return !done() && std::isdigit(words_[next_][0]) != 0; }
  const std::string& Take(std::string_view what) {
    if (done()) Fail(std::string(what) + " is missing");
    return words_[next_++];
  }
  // Takes the word if it is the next.
  bool Took(std::string_view word) {
    if (!NextIs(word)) return false;
    ++next_;
    return true;
  }
  void Expect(std::string_view word) {
    if (!Took(word)) Fail("\"" + std::string(word) + "\" is missing");
  }
  std::int64_t TakeNumber(std::string_view what) { return NumberIn(Take(what)); }
  ledger::Quantity TakeQuantity() { return {TakeNumber("a quantity")}; }
  // A date with a time of day or without (midnight), by the clock in Beijing (UTC+8): 2021-12-31
  // 17:00, 2021-12-31 24:00, 2021-12-31 17:00:00.000001.
  ledger::Instant TakeTime();

 private:
  const std::vector<std::string>& words_;
  std::size_t next_ = 0;
};

}  // namespace registry::stories

#endif  // TESTS_STORIES_WORDS_H_
