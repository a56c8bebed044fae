#include "server/log.h"

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "spdlog/async_logger.h"
#include "spdlog/details/thread_pool.h"
#include "spdlog/sinks/basic_file_sink.h"
#include "spdlog/sinks/stdout_sinks.h"

namespace registry::server {
namespace {

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

}  // namespace

struct JsonLog::Sink {
  std::shared_ptr<spdlog::details::thread_pool> thread;
  std::shared_ptr<spdlog::async_logger> logger;
};

JsonLog::JsonLog(const std::string& path, std::size_t max_queued, bool calls)
    : sink_(std::make_unique<Sink>()), calls_(calls) {
  spdlog::sink_ptr sink;
  if (path.empty()) {
    sink = std::make_shared<spdlog::sinks::stderr_sink_mt>();
  } else {
    sink = std::make_shared<spdlog::sinks::basic_file_sink_mt>(path);
  }
  sink->set_pattern("%v");
  sink_->thread = std::make_shared<spdlog::details::thread_pool>(max_queued, 1);
  sink_->logger = std::make_shared<spdlog::async_logger>(
      "registry", sink, sink_->thread, spdlog::async_overflow_policy::overrun_oldest);
}

JsonLog::~JsonLog() { Flush(); }

void JsonLog::Write(std::string_view event, Fields fields) {
  std::string line;
  line.reserve(256);
  absl::StrAppend(&line, "{\"time\":\"",
                  absl::FormatTime("%Y-%m-%dT%H:%M:%E6SZ", absl::Now(), absl::UTCTimeZone()),
                  "\",\"event\":");
  AppendQuoted(line, event);
  for (const auto& [name, value] : fields) {
    line.push_back(',');
    AppendQuoted(line, name);
    line.push_back(':');
    std::visit(AppendValue{line}, value);
  }
  line.push_back('}');
  sink_->logger->info(spdlog::string_view_t(line.data(), line.size()));
}

void JsonLog::Flush() { sink_->logger->flush(); }

std::int64_t JsonLog::dropped() const {
  return static_cast<std::int64_t>(sink_->thread->overrun_counter());
}

}  // namespace registry::server
