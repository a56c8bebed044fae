// The server under more load than it can take. 20,000 calls are under way for some seconds, by a
// client that honours RetryInfo: the server stays below kMaxServerMemoryBytes, and within ten
// seconds after the storm it commits as fast as before, or, when the machine itself has become
// slower, as a server that saw no storm does at that moment. Then SIGTERM in the middle of the
// load: every call is answered, the server ends with 0 within ten seconds, and the journal has
// exactly what was acknowledged.
//
// Usage: overload [--seconds N] [--in-flight N]
#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <map>
#include <pqxx/pqxx>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "carbon/registry/v1/transfer.grpc.pb.h"
#include "client/pipeline.h"
#include "client/uuid.h"
#include "server/options.h"
#include "tests/crash/scene.h"

namespace registry::crash {
namespace {

namespace v1 = carbon::registry::v1;
using Clock = std::chrono::steady_clock;
using std::chrono::seconds;

// AddressSanitizer keeps freed memory for a while and surrounds what is in use.
#ifdef __SANITIZE_ADDRESS__
constexpr auto kMostMemory = 3 * server::kMaxServerMemoryBytes;
#else
constexpr auto kMostMemory = server::kMaxServerMemoryBytes;
#endif
constexpr int kAccounts = 50;
constexpr int kConnections = 8;
constexpr int kUsualLoad = 256;     // calls under way when throughput is measured
constexpr double kBack = 0.7;       // of the throughput before
constexpr int kStopLoad = 2'000;    // calls under way at SIGTERM
constexpr int kBeforeStop = 3'000;  // answers before it
constexpr int kAfterStop = 500;     // calls that are begun after it
constexpr int kStopLimitMs = 10'000;

double SecondsSince(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

struct Tally {
  std::map<grpc::StatusCode, std::int64_t> codes;
  std::vector<std::string> sent, acknowledged;  // request ids
  std::int64_t answers = 0;
  double seconds = 0;

  void Count(const std::string& id, grpc::StatusCode code) {
    ++answers;
    ++codes[code];
    if (code == grpc::StatusCode::OK || code == grpc::StatusCode::FAILED_PRECONDITION) {
      acknowledged.push_back(id);
    }
  }
  std::int64_t Of(grpc::StatusCode code) const {
    const auto found = codes.find(code);
    return found == codes.end() ? 0 : found->second;
  }
};

class Caller {
 public:
  Caller(const Scene& scene, int port) : accounts_(scene.accounts()) {
    for (int i = 0; i < kConnections; ++i) {
      stubs_.push_back(v1::TransferService::NewStub(scene.Channel(port, "operator")));
    }
  }

  // Keeps so many under way for so long, each until it is answered for good.
  Tally Drive(std::size_t in_flight, seconds duration) {
    client::RetryPolicy patient;
    patient.attempts = 1'000;
    client::Pipeline pipeline(in_flight, patient);
    Tally tally;
    const Clock::time_point start = Clock::now();
    const std::function<void()> more = [&] {
      Add(pipeline, tally, [&] {
        if (Clock::now() - start < duration) more();
      });
    };
    for (std::size_t i = 0; i < in_flight; ++i) more();
    pipeline.Drain();
    tally.seconds = SecondsSince(start);
    return tally;
  }

  // As many under way, each sent once; SIGTERM to the server in the middle.
  Tally DriveIntoStop(const Process& server, Clock::time_point* stopped_at) {
    client::RetryPolicy once;
    once.attempts = 1;
    client::Pipeline pipeline(kStopLoad, once);
    Tally tally;
    int left = kAfterStop;
    const std::function<void()> more = [&] {
      Add(pipeline, tally, [&] {
        if (tally.answers == kBeforeStop) {
          *stopped_at = Clock::now();
          server.Signal(SIGTERM);
        }
        if (tally.answers < kBeforeStop || left-- > 0) more();
      });
    };
    for (int i = 0; i < kStopLoad; ++i) more();
    pipeline.Drain();
    tally.seconds = SecondsSince(*stopped_at);
    return tally;
  }

 private:
  void Add(client::Pipeline& pipeline, Tally& tally, std::function<void()> then) {
    v1::TransferRequest request;
    request.set_request_id(client::NewRequestId());
    request.set_transferring_account(accounts_[turn_ % accounts_.size()]);
    request.set_acquiring_account(accounts_[(turn_ + 1) % accounts_.size()]);
    request.set_instrument("CEA1920");
    request.set_quantity_tco2e(1);
    request.set_ground(v1::TRANSFER_GROUND_CORRECTION);
    request.mutable_document()->set_number("overload");
    request.mutable_document()->set_sha256(std::string(32, '\1'));
    tally.sent.push_back(request.request_id());
    v1::TransferService::Stub& stub = *stubs_[turn_++ % stubs_.size()];
    pipeline.Add<v1::TransferService::Stub, v1::TransferRequest, v1::WriteResponse>(
        stub, &v1::TransferService::Stub::PrepareAsyncTransfer, std::move(request),
        [&tally, id = tally.sent.back(),
         then = std::move(then)](const client::Answer<v1::WriteResponse>& answer) {
          tally.Count(id, answer.error.code);
          then();
        });
  }

  const std::vector<std::string>& accounts_;
  std::vector<std::unique_ptr<v1::TransferService::Stub>> stubs_;
  std::size_t turn_ = 0;
};

double Throughput(const Tally& tally) {
  return static_cast<double>(tally.Of(grpc::StatusCode::OK)) / tally.seconds;
}

// The most that the process ever had in memory, in bytes.
std::size_t PeakMemory(pid_t pid) {
  std::ifstream status("/proc/" + std::to_string(pid) + "/status");
  for (std::string word; status >> word;) {
    std::size_t kilobytes = 0;
    if (word == "VmHWM:" && status >> kilobytes) return kilobytes << 10;
  }
  throw std::runtime_error("no VmHWM");
}

// How many of the requests stand in the journal.
std::int64_t Recorded(const Scene& scene, const std::vector<std::string>& ids) {
  std::string list = "{";
  for (const std::string& id : ids) list.append(list.size() > 1 ? "," : "").append(id);
  pqxx::connection connection(scene.Connection());
  pqxx::nontransaction work(connection);
  return std::strtoll(work.exec_params1("SELECT count(*) FROM registry.request "
                                        "WHERE request_id = ANY ($1::uuid[])",
                                        list + "}")[0]
                          .c_str(),
                      nullptr, 10);
}

bool Say(bool good, const std::string& what) {
  std::printf("%-6s %s\n", good ? "ok" : "FAILED", what.c_str());
  return good;
}

bool Storm(Scene& scene, int port, pid_t server, std::size_t in_flight, seconds duration) {
  Caller caller(scene, port);
  caller.Drive(kUsualLoad, seconds(1));  // what is cold becomes warm
  const double before = Throughput(caller.Drive(kUsualLoad, seconds(2)));
  const Tally storm = caller.Drive(in_flight, duration);
  const Clock::time_point end = Clock::now();
  const std::size_t peak = PeakMemory(server);
  double after = Throughput(caller.Drive(kUsualLoad, seconds(1)));
  double rested = before;
  if (after < kBack * rested) {
    const int other_port = FreePort();
    Process other = scene.StartServer(other_port, scene.Connection("registry_writer"), "rested");
    Caller other_caller(scene, other_port);
    while (after < kBack * rested && SecondsSince(end) < 10) {
      rested = Throughput(other_caller.Drive(kUsualLoad, seconds(1)));
      after = Throughput(caller.Drive(kUsualLoad, seconds(1)));
    }
  }
  std::printf(
      "%zu under way for %lld s: %lld answers, %.0f a second; %.0f before, %.0f after, %.0f by a "
      "rested server\n",
      in_flight, static_cast<long long>(duration.count()), static_cast<long long>(storm.answers),
      Throughput(storm), before, after, rested);
  bool good = Say(storm.Of(grpc::StatusCode::OK) == storm.answers,
                  "every call was accepted in the end, after as many refusals as it took");
  good &= Say(peak < kMostMemory, "peak memory " + std::to_string(peak >> 20) + " MiB of " +
                                      std::to_string(kMostMemory >> 20));
  good &= Say(after >= kBack * rested, "the throughput is back within ten seconds");
  return good;
}

bool Stop(const Scene& scene, int port, Process& server) {
  Caller caller(scene, port);
  Clock::time_point stopped_at;
  const Tally tally = caller.DriveIntoStop(server, &stopped_at);
  const int status = server.Wait(kStopLimitMs);
  const double took = SecondsSince(stopped_at);
  const auto sent = static_cast<std::int64_t>(tally.sent.size());
  const auto acknowledged = static_cast<std::int64_t>(tally.acknowledged.size());
  std::printf("SIGTERM after %d answers: %lld sent, %lld acknowledged, %lld UNAVAILABLE\n",
              kBeforeStop, static_cast<long long>(sent), static_cast<long long>(acknowledged),
              static_cast<long long>(tally.Of(grpc::StatusCode::UNAVAILABLE)));
  for (const auto& [code, count] : tally.codes) {
    std::printf("       %s %lld\n", std::string(client::CodeName(code)).c_str(),
                static_cast<long long>(count));
  }
  bool good = Say(tally.answers == sent, "every call has an answer");
  good &= Say(acknowledged + tally.Of(grpc::StatusCode::UNAVAILABLE) +
                      tally.Of(grpc::StatusCode::RESOURCE_EXHAUSTED) ==
                  sent,
              "and it is a decision, a refusal, or UNAVAILABLE");
  good &= Say(
      status == 0 && took <= kStopLimitMs / 1'000.0,
      "the server ended with " + std::to_string(status) + " after " + std::to_string(took) + " s");
  good &= Say(Recorded(scene, tally.acknowledged) == acknowledged,
              "what was acknowledged is in the journal");
  good &= Say(Recorded(scene, tally.sent) == acknowledged, "and nothing else is");
  return good;
}

int Run(seconds duration, std::size_t in_flight) {
  Scene scene(std::string(REGISTRY_BINARY_DIR) + "/bin/registryd", kAccounts);
  const int port = FreePort();
  Process server = scene.StartServer(port, scene.Connection("registry_writer"), "server");
  bool good = Storm(scene, port, server.pid(), in_flight, duration);
  good &= Stop(scene, port, server);
  if (good) {
    std::filesystem::remove_all(scene.directory());
  } else {
    std::printf("failed; files are kept in %s\n", scene.directory().c_str());
  }
  return good ? 0 : 1;
}

}  // namespace
}  // namespace registry::crash

int main(int argc, char** argv) {
  try {
    int seconds = 10, in_flight = 20'000;
    for (int i = 1; i + 1 < argc; i += 2) {
      const std::string argument = argv[i];
      if (argument == "--seconds")
        seconds = std::stoi(argv[i + 1]);
      else if (argument == "--in-flight")
        in_flight = std::stoi(argv[i + 1]);
      else
        throw std::runtime_error("unknown argument " + argument);
    }
    return registry::crash::Run(std::chrono::seconds(seconds), static_cast<std::size_t>(in_flight));
  } catch (const std::exception& error) {
    std::fprintf(stderr, "overload: %s\n", error.what());
    return 1;
  }
}
