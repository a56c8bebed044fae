#include "server/log.h"

#include <algorithm>
#include <chrono>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "spdlog/common.h"
#include "spdlog/details/log_msg.h"
#include "spdlog/pattern_formatter.h"
#include "spdlog/sinks/basic_file_sink.h"
#include "spdlog/sinks/stdout_sinks.h"

namespace registry::server {
namespace {

constexpr std::chrono::milliseconds kDelay{50};
constexpr std::chrono::seconds kFlush{5};
constexpr std::size_t kBlockBytes = 16 << 10;
constexpr std::int64_t kMicrosInSecond = 1'000'000;

void AppendQuoted(std::string& line, std::string_view text) {
  constexpr char kDigits[] = "0123456789abcdef";
  line.push_back('"');
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      line.push_back('\\');
      line.push_back(c);
    } else if (byte < 0x20 || byte == 0x7F) {
      line.append("\\u00").append({kDigits[byte >> 4], kDigits[byte & 0xF]});
    } else {
      line.push_back(c);
    }
  }
  line.push_back('"');
}

struct AppendValue {
  std::string& line;
  void operator()(std::string_view text) const { AppendQuoted(line, text); }
  void operator()(std::int64_t number) const { absl::StrAppend(&line, number); }
  void operator()(bool truth) const { line.append(truth ? "true" : "false"); }
};

// "2026-11-24T18:31:02.123456Z". The second's text is kept: most lines are of the same one.
void AppendTime(std::string& line) {
  thread_local std::int64_t known_second = -1;
  thread_local std::string known_text;
  const std::int64_t micros = absl::ToUnixMicros(absl::Now());
  const std::int64_t second = micros / kMicrosInSecond;
  if (second != known_second) {
    known_text =
        absl::FormatTime("%Y-%m-%dT%H:%M:%S.", absl::FromUnixSeconds(second), absl::UTCTimeZone());
    known_second = second;
  }
  line += known_text;
  std::int64_t part = micros % kMicrosInSecond;
  for (std::int64_t unit = kMicrosInSecond / 10; unit > 0; unit /= 10) {
    line += static_cast<char>('0' + part / unit);
    part %= unit;
  }
  line += 'Z';
}

}  // namespace

struct JsonLog::Sink {
  spdlog::sink_ptr sink;

  void Write(std::string_view block) const {
    sink->log({spdlog::source_loc{}, "registry", spdlog::level::info,
               spdlog::string_view_t(block.data(), block.size())});
    sink->flush();
  }
};

JsonLog::JsonLog(const std::string& path, std::size_t max_bytes, bool calls)
    : sink_(std::make_unique<Sink>()), max_bytes_(max_bytes), calls_(calls) {
  if (path.empty()) {
    sink_->sink = std::make_shared<spdlog::sinks::stderr_sink_mt>();
  } else {
    sink_->sink = std::make_shared<spdlog::sinks::basic_file_sink_mt>(path);
  }
  // Blocks bring their line ends with them.
  sink_->sink->set_formatter(std::make_unique<spdlog::pattern_formatter>(
      "%v", spdlog::pattern_time_type::utc, std::string()));
  writer_ = std::thread([this] { WriteBlocks(); });
}

JsonLog::~JsonLog() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  filled_.notify_one();
  writer_.join();
}

void JsonLog::Add(std::string_view event, Fields fields, bool at_once) {
  thread_local std::string line;
  line.assign("{\"time\":\"");
  AppendTime(line);
  line.append("\",\"event\":");
  AppendQuoted(line, event);
  for (const auto& [name, value] : fields) {
    line.push_back(',');
    AppendQuoted(line, name);
    line.push_back(':');
    std::visit(AppendValue{line}, value);
  }
  line.append("}\n");
  bool wake = false;
  {
    const std::lock_guard lock(mutex_);
    if (waiting_.size() + line.size() > max_bytes_) {
      ++dropped_;
      return;
    }
    const bool had_block = waiting_.size() >= kBlockBytes;
    waiting_ += line;
    wake = (at_once && !at_once_) || (!had_block && waiting_.size() >= kBlockBytes);
    at_once_ = at_once_ || at_once;
  }
  if (wake) filled_.notify_one();
}

bool JsonLog::TryWrite(const std::string& block) const {
  try {
    sink_->Write(block);
    return true;
  } catch (const spdlog::spdlog_ex&) {
    return false;
  }
}

void JsonLog::WriteBlocks() {
  std::string block;
  bool cut = false;  // half a line may stand at the log's end
  std::unique_lock lock(mutex_);
  while (!stopping_ || !waiting_.empty()) {
    filled_.wait_for(lock, kDelay,
                     [this] { return stopping_ || at_once_ || waiting_.size() >= kBlockBytes; });
    at_once_ = false;
    if (waiting_.empty()) continue;
    block.assign(cut ? "\n" : "");
    block += waiting_;
    waiting_.clear();
    writing_ = true;
    lock.unlock();
    const bool written = TryWrite(block);
    lock.lock();
    if (!written) {
      // A full disk must not end the registry; it goes on without these lines.
      dropped_ += std::count(block.begin() + (cut ? 1 : 0), block.end(), '\n');
    }
    cut = !written;
    writing_ = false;
    written_.notify_all();
  }
}

void JsonLog::Flush() {
  std::unique_lock lock(mutex_);
  at_once_ = true;
  filled_.notify_one();
  written_.wait_for(lock, kFlush, [this] { return waiting_.empty() && !writing_; });
}

std::int64_t JsonLog::dropped() const {
  const std::lock_guard lock(mutex_);
  return dropped_;
}

}  // namespace registry::server
