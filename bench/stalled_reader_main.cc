// What a reader of the feed that never reads costs a server at full load, and how it ends. By hand:
//   REGISTRY_TEST_CLUSTER=DIR build/dev/bin/stalled_reader [SECONDS]
// Runs the same load twice, without and with the reader, for 75 seconds each unless told otherwise;
// the shipped server drops the reader after 60. Then the reader begins to read, hears why it was
// dropped, resumes, and has every transaction.
#include <grpcpp/grpcpp.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <memory>
#include <stdexcept>

#include "bench/cluster.h"
#include "bench/load.h"
#include "bench/meter.h"
#include "bench/scene.h"
#include "carbon/registry/v1/journal.grpc.pb.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"

namespace registry::bench {
namespace {

constexpr const char* kBook = "bench_stalled";
constexpr double kWarmUp = 5;
constexpr double kMostMegabytes = 16;

using Stream = std::unique_ptr<grpc::ClientReader<v1::JournalEvent>>;

double Megabytes(std::int64_t bytes) { return static_cast<double>(bytes) / (1 << 20); }

// Reads until it has `head` or the stream ends; returns the last number then.
std::int64_t ReadOn(Stream& stream, std::int64_t last, std::int64_t head) {
  for (v1::JournalEvent event; last < head && stream->Read(&event);) {
    if (!event.has_transaction()) continue;
    if (event.previous_sequence() != last) throw std::runtime_error("a reader missed something");
    last = event.transaction().sequence();
  }
  return last;
}

std::string LastSent(const grpc::Status& status) {
  google::rpc::Status details;
  google::rpc::ErrorInfo info;
  if (!details.ParseFromString(status.error_details()) || details.details_size() == 0 ||
      !details.details(0).UnpackTo(&info)) {
    return "(nothing)";
  }
  return info.metadata().at("last_sequence") + ", " + info.reason();
}

// VmHWM of a server after so many seconds of full load.
double Run(const Scene& scene, bool stalled, double seconds) {
  MakeDatabase(kBook, Scene::seeded());
  const Server server = scene.StartServer(kBook);
  LoadGenerator load({server.address()}, scene.pki(), scene.accounts());
  load.Transfers(Mix::kUniform, 256, kWarmUp);
  const std::int64_t begin = CountRegistryRows(kBook).accepted;
  const auto stub = v1::JournalService::NewStub(load.ConnectAs("trading-system"));
  grpc::ClientContext first, second;
  v1::FollowJournalRequest request;
  request.set_after_sequence(begin);
  Stream stream;
  if (stalled) stream = stub->FollowJournal(&first, request);
  const Load result = load.Transfers(Mix::kUniform, 256, seconds);
  const double megabytes = Megabytes(PeakBytes(server.pid()));
  std::printf("%s: %.0f transfers a second for %.0f s, VmHWM %.1f MB\n",
              stalled ? "a reader that never reads" : "no reader",
              static_cast<double>(result.accepted) / result.seconds, result.seconds, megabytes);
  if (!stalled) return megabytes;
  const std::int64_t head = CountRegistryRows(kBook).accepted;
  const std::int64_t last = ReadOn(stream, begin, head);
  const grpc::Status status = stream->Finish();
  std::printf("it was sent %lld of %lld; then status %d, last_sequence %s; it has %lld\n",
              static_cast<long long>(last - begin), static_cast<long long>(head - begin),
              status.error_code(), LastSent(status).c_str(), static_cast<long long>(last));
  request.set_after_sequence(last);
  stream = stub->FollowJournal(&second, request);
  if (ReadOn(stream, last, head) != head) throw std::runtime_error("it did not come to the head");
  second.TryCancel();
  stream->Finish();
  std::printf("resumed: it has every transaction up to %lld\n", static_cast<long long>(head));
  if (status.error_code() != grpc::StatusCode::RESOURCE_EXHAUSTED) {
    throw std::runtime_error("it was not dropped");
  }
  return megabytes;
}

int Main(double seconds) {
  const Scene scene;
  const double without = Run(scene, false, seconds);
  const double with = Run(scene, true, seconds);
  DropDatabase(kBook);
  std::printf("the reader cost %.1f MB (less than %.0f wanted)\n", with - without, kMostMegabytes);
  return with - without < kMostMegabytes ? 0 : 1;
}

}  // namespace
}  // namespace registry::bench

int main(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_IGN);
  try {
    return registry::bench::Main(argc > 1 ? std::atof(argv[1]) : 75);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "stalled_reader: %s\n", error.what());
    return 1;
  }
}
