// The log: whole lines in blocks, bounded, and going on when the disk is full.
#include "server/log.h"

#include <unistd.h>

#include <catch2/catch.hpp>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <thread>
#include <vector>

namespace registry::server {
namespace {

constexpr std::size_t kEnough = std::size_t{4} << 20;

class LogFile {
 public:
  LogFile()
      : path_(std::filesystem::temp_directory_path() /
              ("registry-log-" + std::to_string(getpid()))) {}
  ~LogFile() { std::remove(path_.c_str()); }
  LogFile(const LogFile&) = delete;
  LogFile& operator=(const LogFile&) = delete;

  std::string path() const { return path_; }
  std::vector<nlohmann::json> Lines() const {
    std::vector<nlohmann::json> lines;
    std::ifstream file(path_);
    for (std::string line; std::getline(file, line);) lines.push_back(nlohmann::json::parse(line));
    return lines;
  }

 private:
  std::string path_;
};

}  // namespace

TEST_CASE("every line is whole, in the order of its thread, and says when") {
  const LogFile file;
  {
    JsonLog log(file.path(), kEnough, true);
    std::vector<std::thread> callers;
    callers.reserve(4);
    for (std::int64_t caller = 0; caller < 4; ++caller) {
      callers.emplace_back([&log, caller] {
        for (std::int64_t n = 0; n < 2'000; ++n) {
          log.Call({{"caller", caller}, {"n", n}, {"text", std::string_view("a\"b\\c\n")}});
        }
      });
    }
    for (std::thread& caller : callers) caller.join();
    CHECK(log.dropped() == 0);
  }
  const auto lines = file.Lines();
  REQUIRE(lines.size() == 8'000);
  std::vector<std::int64_t> next(4, 0);
  for (const auto& line : lines) {
    REQUIRE(line["n"] == next[line["caller"]]++);
    REQUIRE(line["text"] == "a\"b\\c\n");
    REQUIRE(line["time"].get<std::string>().size() ==
            std::string("2026-11-24T18:31:02.123456Z").size());
  }
}

TEST_CASE(
    "after a flush what was said is written, and calls are left out where nobody wants them") {
  const LogFile file;
  JsonLog log(file.path(), kEnough, false);
  log.Call({{"n", std::int64_t{1}}});
  log.Write("serving", {{"ready", true}});
  log.Flush();
  const auto lines = file.Lines();
  REQUIRE(lines.size() == 1);
  CHECK(lines[0]["event"] == "serving");
  CHECK(lines[0]["ready"] == true);
}

TEST_CASE("lines that find no room are dropped and counted, and no other is cut") {
  const LogFile file;
  std::int64_t dropped = 0;
  {
    JsonLog log(file.path(), 1'000, true);
    for (std::int64_t n = 0; n < 5'000; ++n) log.Call({{"n", n}});
    dropped = log.dropped();
  }
  CHECK(dropped > 0);
  CHECK(file.Lines().size() == static_cast<std::size_t>(5'000 - dropped));
}

TEST_CASE("a full disk loses lines, which are counted, and neither the server nor its end") {
  JsonLog log("/dev/full", kEnough, true);
  for (std::int64_t n = 0; n < 100; ++n) log.Call({{"n", n}});
  log.Flush();
  CHECK(log.dropped() == 100);
  log.Write("stopping", {});
  log.Flush();
  CHECK(log.dropped() == 101);
}

}  // namespace registry::server
