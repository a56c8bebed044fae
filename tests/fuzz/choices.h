// An input taken for a row of choices. After its end every choice is zero, which stands for what is
// usual: a short input is a plain one.
#ifndef TESTS_FUZZ_CHOICES_H_
#define TESTS_FUZZ_CHOICES_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>

namespace registry::fuzz {

class Choices {
 public:
  explicit Choices(std::string_view bytes) : rest_(bytes) {}

  std::uint8_t Byte() {
    const std::string_view taken = Take(1);
    return taken.empty() ? std::uint8_t{0} : static_cast<std::uint8_t>(taken.front());
  }
  // From 0; of at most 256.
  std::size_t Below(std::size_t count) { return Byte() % count; }
  // Of so many bytes, the highest first.
  std::uint64_t Number(int bytes) {
    std::uint64_t number = 0;
    for (int i = 0; i < bytes; ++i) number = number << 8 | Byte();
    return number;
  }
  // At most so many bytes.
  std::string_view Take(std::size_t size) {
    const std::string_view taken = rest_.substr(0, std::min(size, rest_.size()));
    rest_.remove_prefix(taken.size());
    return taken;
  }
  std::string_view Rest() { return std::exchange(rest_, {}); }

 private:
  std::string_view rest_;
};

}  // namespace registry::fuzz

#endif  // TESTS_FUZZ_CHOICES_H_
