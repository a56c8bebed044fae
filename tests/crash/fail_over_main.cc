// One server, which is never restarted, while its PostgreSQL is stopped, killed, read on a
// streaming standby, and at last replaced by that standby, which lacks the newest commits: the
// server says when it is not ready, is ready again by itself, writes and reads at once, and its
// book is that of the new primary.
//
// The servers' connection leads through a symbolic link to the directory of PostgreSQL's socket,
// as an address that moves would.
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <pqxx/pqxx>
#include <stdexcept>
#include <string>
#include <thread>

#include "carbon/registry/v1/compliance.grpc.pb.h"
#include "carbon/registry/v1/holding.grpc.pb.h"
#include "carbon/registry/v1/transfer.grpc.pb.h"
#include "client/uuid.h"
#include "grpc/health/v1/health.grpc.pb.h"
#include "tests/crash/scene.h"

namespace registry::crash {
namespace {

namespace v1 = carbon::registry::v1;
using Clock = std::chrono::steady_clock;

constexpr double kNotServingWithin = 2, kServingWithin = 5;  // seconds
constexpr int kLost = 5;                                     // transfers that the standby lacks
constexpr std::int64_t kLostQuantity = 100;

void Expect(bool good, const std::string& what) {
  std::printf("%-6s %s\n", good ? "ok" : "FAILED", what.c_str());
  std::fflush(stdout);
  if (!good) throw std::runtime_error("broken: " + what);
}

// Seconds until it is true; more than `limit` when it never was.
double Await(double limit, const std::function<bool()>& is_true) {
  const Clock::time_point start = Clock::now();
  while (true) {
    if (is_true()) return std::chrono::duration<double>(Clock::now() - start).count();
    if (Clock::now() - start > std::chrono::duration<double>(limit)) return limit + 1;
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
}

std::string SocketDirectory(const std::string& cluster) {
  std::ifstream file(cluster + "/data/postmaster.pid");
  std::string line;
  for (int i = 0; i < 5; ++i) std::getline(file, line);
  if (line.empty()) throw std::runtime_error("no PostgreSQL runs in " + cluster);
  return line;
}

struct Seen {
  std::int64_t as_of = -1;
  std::int64_t balance = 0;
  bool operator==(const Seen&) const = default;
};

class FailOver {
 public:
  FailOver()
      : primary_(std::getenv("REGISTRY_TEST_CLUSTER")),
        standby_(primary_ + ".standby"),
        scene_(std::string(REGISTRY_BINARY_DIR) + "/bin/registryd", 2),
        line_(scene_.directory() + "/line"),
        port_(FreePort()) {
    Cluster("destroy", standby_);
    Cluster("standby", standby_, primary_);
    LeadTo(primary_);
    scene_.ReadFrom(scene_.ConnectionThrough(SocketDirectory(standby_), "registry_reader"));
    server_ =
        scene_.StartServer(port_, scene_.ConnectionThrough(line_, "registry_writer"), "server");
    operator_ = scene_.Channel(port_, "operator");
  }
  ~FailOver() {
    try {
      Cluster("destroy", standby_);
      Cluster("start", primary_);
    } catch (const std::exception& error) {
      std::fprintf(stderr, "%s\n", error.what());
    }
  }

  void Run() {
    Expect(AwaitServing(kServingWithin) <= kServingWithin, "the server is ready");
    ReadOnStandby();
    Outage(
        "the primary stopped", [&] { Cluster("stop", primary_); }, primary_);
    Outage(
        "the primary killed", [&] { KillPrimary(); }, primary_);
    Outage(
        "the standby for reading stopped", [&] { Cluster("stop", standby_); }, standby_);
    PromoteWhatLacksCommits();
    Expect(server_.running(), "all by one server, which was never restarted");
    server_.Signal(SIGTERM);
    Expect(server_.Wait(10'000) == 0, "and which ends with 0");
    std::filesystem::remove_all(scene_.directory());
  }

 private:
  void Cluster(const std::string& command, const std::string& cluster,
               const std::string& more = {}) const {
    std::vector<std::string> argv = {std::string(REGISTRY_SOURCE_DIR) + "/tools/pg-cluster",
                                     command, cluster};
    if (!more.empty()) argv.push_back(more);
    RunToEnd(argv, scene_.directory() + "/postgres.log");
  }
  void LeadTo(const std::string& cluster) const {
    std::filesystem::remove(line_);
    std::filesystem::create_directory_symlink(SocketDirectory(cluster), line_);
  }
  void KillPrimary() const { kill(Scene::Postmaster(), SIGKILL); }
  // One value from the standby, as superuser.
  std::string OnStandby(const std::string& sql) const {
    pqxx::connection connection(scene_.ConnectionThrough(SocketDirectory(standby_), "postgres"));
    pqxx::nontransaction work(connection);
    const auto rows = work.exec(sql);
    return rows.empty() ? "" : rows[0][0].c_str();
  }

  bool Serving() const {
    grpc::health::v1::HealthCheckResponse response;
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(5));
    const grpc::Status status = grpc::health::v1::Health::NewStub(operator_)->Check(
        &context, grpc::health::v1::HealthCheckRequest(), &response);
    if (!status.ok()) throw std::runtime_error("health: " + status.error_message());
    return response.status() == grpc::health::v1::HealthCheckResponse::SERVING;
  }
  double AwaitServing(double limit) const {
    return Await(limit, [&] { return Serving(); });
  }

  v1::TransferRequest NewTransfer(std::int64_t quantity) const {
    v1::TransferRequest request;
    request.set_request_id(client::NewRequestId());
    request.set_transferring_account(scene_.accounts()[0]);
    request.set_acquiring_account(scene_.accounts()[1]);
    request.set_instrument("CEA1920");
    request.set_quantity_tco2e(quantity);
    request.set_ground(v1::TRANSFER_GROUND_CORRECTION);
    request.mutable_document()->set_number("fail-over");
    request.mutable_document()->set_sha256(std::string(32, '\1'));
    return request;
  }
  grpc::StatusCode Send(const v1::TransferRequest& request, v1::Accepted* accepted) const {
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(20));
    v1::WriteResponse response;
    const grpc::Status status =
        v1::TransferService::NewStub(operator_)->Transfer(&context, request, &response);
    *accepted = response.accepted();
    return status.error_code();
  }
  // A transfer that has to be accepted; what it left.
  Seen Transfer(const v1::TransferRequest& request) const {
    v1::Accepted accepted;
    const grpc::StatusCode code = Send(request, &accepted);
    if (code != grpc::StatusCode::OK) {
      throw std::runtime_error("a transfer ended with " + std::to_string(code));
    }
    return {accepted.sequence(), accepted.postings(0).transferring_balance()};
  }
  // What a reader is told of the first account.
  Seen Read() const {
    v1::ListHoldingsRequest request;
    request.set_account(scene_.accounts()[0]);
    v1::ListHoldingsResponse response;
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(20));
    const grpc::Status status =
        v1::HoldingService::NewStub(operator_)->ListHoldings(&context, request, &response);
    if (!status.ok()) return {};
    return {response.as_of_sequence(), response.holdings(0).balance()};
  }
  bool AwaitRead(const Seen& expected) const {
    return Await(10, [&] { return Read() == expected; }) <= 10;
  }

  void ReadOnStandby() const {
    const Seen before = Transfer(NewTransfer(1));
    Expect(AwaitRead(before), "a read on the standby says as of which transaction it answers");
    OnStandby("SELECT pg_wal_replay_pause()");
    Await(10, [&] { return OnStandby("SELECT pg_get_wal_replay_pause_state()") == "paused"; });
    const Seen after = Transfer(NewTransfer(1));
    Expect(Read() == before, "a standby behind says so: the older transaction, the older balance");
    OnStandby("SELECT pg_wal_replay_resume()");
    Expect(AwaitRead(after), "and it catches up");
  }

  // Takes a cluster away and gives it back.
  void Outage(const std::string& what, const std::function<void()>& take,
              const std::string& cluster) const {
    take();
    const double gone = Await(kNotServingWithin, [&] { return !Serving(); });
    Expect(gone <= kNotServingWithin, what + ": NOT_SERVING after " + std::to_string(gone) + " s");
    v1::Accepted accepted;
    v1::TransferRequest request = NewTransfer(1);
    const grpc::StatusCode code = Send(request, &accepted);
    const bool written = cluster == standby_;
    Expect(code == (written ? grpc::StatusCode::OK : grpc::StatusCode::UNAVAILABLE),
           written ? "what is written does not need it" : "a transfer is UNAVAILABLE meanwhile");
    Cluster("start", cluster);
    const double back = AwaitServing(kServingWithin);
    Expect(back <= kServingWithin, "started: SERVING after " + std::to_string(back) + " s");
    const Seen done = Transfer(request);  // the same id: once, whether it was done before or not
    Expect(AwaitRead(done), "and the same transfer is done, once, and read");
    Expect(Transfer(NewTransfer(1)).balance == done.balance - 1, "and so is the next");
  }

  grpc::StatusCode CreatePeriod() const {
    v1::CreateCompliancePeriodRequest request;
    request.set_request_id(client::NewRequestId());
    request.set_period("2044");
    request.set_first_year(2044);
    request.set_last_year(2044);
    request.mutable_deadline_time()->set_seconds(2'366'000'000);
    v1::WriteResponse response;
    grpc::ClientContext context;
    return v1::ComplianceService::NewStub(scene_.Channel(port_, "ministry"))
        ->CreateCompliancePeriod(&context, request, &response)
        .error_code();
  }

  void PromoteWhatLacksCommits() {
    const Seen kept = Transfer(NewTransfer(1));
    Expect(AwaitRead(kept), "the standby has everything");
    OnStandby("ALTER SYSTEM SET primary_conninfo = ''");
    OnStandby("SELECT pg_reload_conf()");
    Expect(
        Await(10, [&] { return OnStandby("SELECT pid FROM pg_stat_wal_receiver").empty(); }) <= 10,
        "and then no more");
    const v1::TransferRequest lost = NewTransfer(kLostQuantity);
    Expect(Transfer(lost) == Seen{kept.as_of + 1, kept.balance - kLostQuantity},
           "a transfer is acknowledged that the standby lacks");
    for (int i = 1; i < kLost; ++i) Transfer(NewTransfer(kLostQuantity));
    Expect(CreatePeriod() == grpc::StatusCode::OK, "and a compliance period");
    KillPrimary();
    Cluster("promote", standby_);
    LeadTo(standby_);
    const double back = AwaitServing(kServingWithin);
    Expect(back <= kServingWithin, "promoted: SERVING after " + std::to_string(back) + " s");
    Expect(Read() == kept, "what is read is the new primary's book");
    Expect(Transfer(NewTransfer(7)) == Seen{kept.as_of + 1, kept.balance - 7},
           "the next transfer has the new primary's next number and its balance");
    Expect(Transfer(lost) == Seen{kept.as_of + 2, kept.balance - 7 - kLostQuantity},
           "a lost transfer, sent again, is done");
    Expect(CreatePeriod() == grpc::StatusCode::OK, "and so is the lost period");
    RunToEnd({std::string(REGISTRY_BINARY_DIR) + "/bin/registryctl", "--server",
              "127.0.0.1:" + std::to_string(port_), "--identity", scene_.directory() + "/pki",
              "auditor", "check"},
             scene_.directory() + "/check.log");
    Expect(true, "registryctl check finds nothing");
  }

  const std::string primary_, standby_;
  Scene scene_;
  const std::string line_;
  const int port_;
  Process server_;
  std::shared_ptr<grpc::Channel> operator_;
};

}  // namespace
}  // namespace registry::crash

int main() {
  try {
    registry::crash::FailOver().Run();
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "fail_over: %s\n", error.what());
    return 1;
  }
}
