#include "cli/progress.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "cli/text.h"

namespace registry::cli {
namespace {

constexpr std::chrono::milliseconds kQuiet{2'000};
constexpr std::chrono::milliseconds kBetweenDrawings{100};
constexpr std::int64_t kBarWidth = 24;
constexpr std::size_t kPhaseWidth = 24;

}  // namespace

std::string ProgressLine(std::string_view phase, std::int64_t done, std::int64_t total) {
  std::string line(phase);
  line.append(std::max(kPhaseWidth, line.size() + 2) - line.size(), ' ');
  if (total <= 0) return line + Thousands(done);
  done = std::clamp<std::int64_t>(done, 0, total);
  const auto full = static_cast<std::size_t>(done * kBarWidth / total);
  const std::string percent = std::to_string(done * 100 / total);
  line += "[" + std::string(full, '#') +
          std::string(static_cast<std::size_t>(kBarWidth) - full, ' ') + "] ";
  return line + std::string(3 - percent.size(), ' ') + percent + " %  " + Thousands(done) + " of " +
         Thousands(total);
}

Progress::Progress(std::ostream* out, Clock clock)
    : out_(out), clock_(std::move(clock)), started_(clock_()) {}

Progress::~Progress() { Clear(); }

void Progress::Show(std::string_view phase, std::int64_t done, std::int64_t total) {
  if (out_ == nullptr) return;
  const auto now = clock_();
  if (now - started_ < kQuiet || (drawn_ && now - *drawn_ < kBetweenDrawings)) return;
  drawn_ = now;
  *out_ << "\r\x1b[K" << ProgressLine(phase, done, total) << std::flush;
}

void Progress::Clear() {
  if (!drawn_) return;
  drawn_.reset();
  *out_ << "\r\x1b[K" << std::flush;
}

}  // namespace registry::cli
