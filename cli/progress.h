#ifndef CLI_PROGRESS_H_
#define CLI_PROGRESS_H_

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>

namespace registry::cli {

// A bar on a terminal for what takes more than two seconds; on anything else, and before that,
// nothing. The bar's line is cleared at the end.
class Progress {
 public:
  using Clock = std::function<std::chrono::steady_clock::time_point()>;

  // `out` is the terminal, or null when there is none.
  explicit Progress(std::ostream* out, Clock clock = std::chrono::steady_clock::now);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  // `total` 0: not known. Cheap enough to be called for every row.
  void Show(std::string_view phase, std::int64_t done, std::int64_t total);
  void Clear();

 private:
  std::ostream* out_;
  Clock clock_;
  std::chrono::steady_clock::time_point started_;
  std::optional<std::chrono::steady_clock::time_point> drawn_;
};

// "surrenders  [#########           ]  45 %  1,234 of 2,741".
std::string ProgressLine(std::string_view phase, std::int64_t done, std::int64_t total);

}  // namespace registry::cli

#endif  // CLI_PROGRESS_H_
