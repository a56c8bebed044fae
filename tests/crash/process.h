// Child processes that can be killed.
#ifndef TESTS_CRASH_PROCESS_H_
#define TESTS_CRASH_PROCESS_H_

#include <sys/types.h>

#include <string>
#include <vector>

namespace registry::crash {

class Process {
 public:
  Process() = default;
  // Starts argv[0]; both outputs are appended to `log`.
  Process(const std::vector<std::string>& argv, const std::string& log);
  ~Process();  // kills it
  Process(Process&& other) noexcept;
  Process& operator=(Process&& other) noexcept;

  pid_t pid() const { return pid_; }
  bool running();
  void Signal(int signal) const;
  // Its exit status (128 + signal when killed); waits for it, at most so long, then kills it and
  // returns -1.
  int Wait(int timeout_ms);

 private:
  pid_t pid_ = -1;
  int status_ = -1;
};

// Runs a command to its end; throws with the log's name when it does not end with 0.
void RunToEnd(const std::vector<std::string>& argv, const std::string& log);

}  // namespace registry::crash

#endif  // TESTS_CRASH_PROCESS_H_
