#include "tests/crash/client_log.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <unordered_set>

namespace registry::crash {
namespace {

std::string Path(const std::string& directory, int worker, std::string_view kind) {
  return directory + "/worker-" + std::to_string(worker) + "." + std::string(kind);
}

int OpenForAppend(const std::string& path) {
  const int fd = open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (fd < 0) throw std::runtime_error(path + ": " + std::strerror(errno));
  return fd;
}

void WriteLine(int fd, const std::string& line) {
  // One write: a killed process leaves a whole line, part of one without an end, or nothing.
  if (write(fd, line.data(), line.size()) != static_cast<ssize_t>(line.size())) {
    throw std::runtime_error(std::string("client log: ") + std::strerror(errno));
  }
}

template <typename Each>
void ForEachLine(const std::string& path, Each each) {
  std::ifstream file(path);
  std::stringstream all;
  all << file.rdbuf();
  const std::string text = all.str();
  std::size_t begin = 0;
  for (std::size_t end = text.find('\n'); end != std::string::npos; end = text.find('\n', begin)) {
    std::istringstream line(text.substr(begin, end - begin));
    each(line);
    begin = end + 1;
  }
}

void ReadWorker(const std::string& directory, int worker, Logged& logged) {
  ForEachLine(Path(directory, worker, "requests"), [&](std::istringstream& line) {
    std::string tag;
    LoggedRequest request;
    if (!(line >> tag >> request.id >> request.transferring >> request.acquiring >>
          request.quantity)) {
      throw std::runtime_error("client log: unreadable request");
    }
    logged.requests.push_back(request);
  });
  ForEachLine(Path(directory, worker, "answers"), [&](std::istringstream& line) {
    std::string tag;
    std::string kind;
    LoggedAnswer answer;
    if (!(line >> tag >> answer.id >> kind))
      throw std::runtime_error("client log: unreadable answer");
    if (tag == "D") {
      ++logged.doubts;
      return;
    }
    if (kind == "OK") {
      line >> answer.sequence >> answer.record >> answer.transferring_balance >>
          answer.acquiring_balance;
    } else if (kind == "REFUSED") {
      answer.kind = LoggedAnswer::Kind::kRefused;
      line >> answer.reasons;
    } else {
      answer.kind = LoggedAnswer::Kind::kInternal;
    }
    logged.answers.push_back(answer);
  });
}

}  // namespace

Slot* MapSlots(const std::string& path) {
  constexpr std::size_t kBytes = sizeof(Slot) * kMaxWorkers;
  const int fd = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0 || ftruncate(fd, static_cast<off_t>(kBytes)) != 0) {
    throw std::runtime_error(path + ": " + std::strerror(errno));
  }
  void* memory = mmap(nullptr, kBytes, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  close(fd);
  if (memory == MAP_FAILED) throw std::runtime_error(path + ": " + std::strerror(errno));
  return static_cast<Slot*>(memory);
}

ClientLog::ClientLog(const std::string& directory, int worker)
    : requests_(OpenForAppend(Path(directory, worker, "requests"))),
      answers_(OpenForAppend(Path(directory, worker, "answers"))) {}

ClientLog::~ClientLog() {
  close(requests_);
  close(answers_);
}

void ClientLog::Write(const LoggedRequest& request) {
  WriteLine(requests_, "R " + request.id + " " + request.transferring + " " + request.acquiring +
                           " " + std::to_string(request.quantity) + "\n");
}

void ClientLog::Write(const LoggedAnswer& answer) {
  std::string line = "A " + answer.id;
  switch (answer.kind) {
    case LoggedAnswer::Kind::kOk:
      line += " OK " + std::to_string(answer.sequence) + " " + std::to_string(answer.record) + " " +
              std::to_string(answer.transferring_balance) + " " +
              std::to_string(answer.acquiring_balance);
      break;
    case LoggedAnswer::Kind::kRefused:
      line += " REFUSED " + answer.reasons;
      break;
    case LoggedAnswer::Kind::kInternal:
      line += " INTERNAL";
      break;
  }
  WriteLine(answers_, line + "\n");
}

void ClientLog::WriteDoubt(const std::string& id, std::string_view code) {
  WriteLine(answers_, "D " + id + " " + std::string(code) + "\n");
}

Logged ReadLogs(const std::string& directory) {
  Logged logged;
  for (int worker = 0; worker < kMaxWorkers; ++worker) {
    if (std::filesystem::exists(Path(directory, worker, "requests")))
      ReadWorker(directory, worker, logged);
  }
  return logged;
}

std::vector<LoggedRequest> Unanswered(const std::string& directory, int worker) {
  Logged logged;
  if (std::filesystem::exists(Path(directory, worker, "requests")))
    ReadWorker(directory, worker, logged);
  std::unordered_set<std::string> answered;
  for (const LoggedAnswer& answer : logged.answers) answered.insert(answer.id);
  std::vector<LoggedRequest> open;
  for (const LoggedRequest& request : logged.requests) {
    if (!answered.contains(request.id)) open.push_back(request);
  }
  return open;
}

}  // namespace registry::crash
