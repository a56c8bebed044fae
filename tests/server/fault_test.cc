// Deadlines, full queues, a database that is away, and the end of a server with calls unanswered.
#include <algorithm>
#include <array>
#include <atomic>
#include <catch2/catch.hpp>
#include <pqxx/pqxx>
#include <thread>

#include "grpc/health/v1/health.grpc.pb.h"
#include "tests/server/small_book.h"
#include "tests/server/test_server.h"

namespace registry::testing {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

// Holds the writer lock as somebody else's transaction.
class HeldLock {
 public:
  explicit HeldLock(TestServer& server)
      : connection_(server.database().Connection("postgres")), work_(connection_) {
    work_.exec("select * from registry.writer_lock for update");
  }
  void Release() { work_.abort(); }

 private:
  pqxx::connection connection_;
  pqxx::work work_;
};

// A call that is answered later.
struct Pending {
  Context context;
  v1::TransferRequest request;
  v1::WriteResponse response;
  grpc::Status status;
};

// Sends them all, and returns when `sent` says so; Finish waits for the answers.
class Calls {
 public:
  Calls(TestServer& server, const SmallBook& book, int count)
      : stub_(server.As<v1::TransferService>("operator")) {
    for (int i = 0; i < count; ++i) {
      auto& call = calls_.emplace_back(std::make_unique<Pending>());
      call->request = NewTransfer(book.units[0], book.units[1], 1);
      stub_->async()->Transfer(&call->context, &call->request, &call->response,
                               [this, raw = call.get()](grpc::Status status) {
                                 ++codes_[static_cast<std::size_t>(status.error_code())];
                                 raw->status = std::move(status);
                                 ++answered_;
                               });
    }
  }
  void Finish() {
    while (answered_ < static_cast<int>(calls_.size())) {
      std::this_thread::sleep_for(milliseconds(2));
    }
  }
  // Of those answered so far.
  int Count(grpc::StatusCode code) const { return codes_[static_cast<std::size_t>(code)]; }
  // After Finish.
  const std::vector<std::unique_ptr<Pending>>& all() const { return calls_; }

 private:
  std::unique_ptr<v1::TransferService::Stub> stub_;
  std::vector<std::unique_ptr<Pending>> calls_;
  std::atomic<int> answered_{0};
  std::array<std::atomic<int>, 17> codes_{};
};

void AwaitQueued(TestServer& server, std::int64_t count) {
  for (int i = 0; i < 2'500 && server.server().batcher().counters().queued < count; ++i) {
    std::this_thread::sleep_for(milliseconds(2));
  }
  REQUIRE(server.server().batcher().counters().queued >= count);
}

grpc::health::v1::HealthCheckResponse::ServingStatus Health(TestServer& server) {
  grpc::health::v1::HealthCheckResponse response;
  Context context;
  RequireOk(grpc::health::v1::Health::NewStub(server.Channel("operator"))
                ->Check(&context, grpc::health::v1::HealthCheckRequest(), &response));
  return response.status();
}

void AwaitHealth(TestServer& server, bool serving) {
  const auto wanted = serving ? grpc::health::v1::HealthCheckResponse::SERVING
                              : grpc::health::v1::HealthCheckResponse::NOT_SERVING;
  for (int i = 0; i < 100 && Health(server) != wanted; ++i) {
    std::this_thread::sleep_for(milliseconds(50));
  }
  CHECK(Health(server) == wanted);
}

// The database as if it were stopped, to this store's server.
void Connections(TestServer& server, bool allowed) {
  std::string postgres = server.database().Connection("postgres");
  const std::string own = "dbname=" + server.database().name();
  postgres.replace(postgres.find(own), own.size(), "dbname=postgres");
  pqxx::connection connection(postgres);
  pqxx::nontransaction work(connection);
  const std::string& name = server.database().name();
  work.exec("alter database " + name + " allow_connections " + (allowed ? "true" : "false"));
  if (!allowed) {
    work.exec("select pg_terminate_backend(pid) from pg_stat_activity where datname = '" + name +
              "'");
  }
}

}  // namespace

TEST_CASE("a call whose deadline passes while another transaction holds the lock is not done") {
  TestServer server;
  const SmallBook book = MakeSmallBook(server);
  HeldLock lock(server);
  v1::TransferRequest request = NewTransfer(book.units[0], book.units[1], 1);
  v1::WriteResponse response;
  // The fastest of three: other programs may have the processor meanwhile.
  auto fastest = steady_clock::duration::max();
  for (int i = 0; i < 3; ++i) {
    grpc::ClientContext context;
    const auto started = steady_clock::now();
    context.set_deadline(std::chrono::system_clock::now() + milliseconds(300));
    const grpc::Status status =
        server.As<v1::TransferService>("operator")->Transfer(&context, request, &response);
    CHECK(status.error_code() == grpc::StatusCode::DEADLINE_EXCEEDED);
    fastest = std::min(fastest, steady_clock::now() - started);
  }
  CHECK(fastest < milliseconds(500));
  for (int i = 0; i < 100 && server.server().batcher().counters().queued > 0; ++i) {
    std::this_thread::sleep_for(milliseconds(50));
  }
  lock.Release();
  // Its id is unused: other content may have it.
  request.set_quantity_tco2e(2);
  Context second;
  RequireOk(server.As<v1::TransferService>("operator")->Transfer(&second, request, &response));
}

TEST_CASE("a full queue refuses at once, with the time to come again") {
  TestServerOptions options;
  options.limits.batcher.max_queued_single = 10;
  TestServer server(options);
  const SmallBook book = MakeSmallBook(server);
  HeldLock lock(server);
  Calls calls(server, book, 30);
  AwaitQueued(server, 10);
  for (int i = 0; i < 500 && calls.Count(grpc::StatusCode::RESOURCE_EXHAUSTED) < 20; ++i) {
    std::this_thread::sleep_for(milliseconds(5));
  }
  CHECK(calls.Count(grpc::StatusCode::RESOURCE_EXHAUSTED) == 20);
  lock.Release();
  calls.Finish();
  CHECK(calls.Count(grpc::StatusCode::OK) == 30 - 20);
  for (const auto& call : calls.all()) {
    if (!call->status.ok()) CHECK(Read(call->status).retry);
  }
}

TEST_CASE("what is too much for one connection waits in its caller's gRPC, and is answered too") {
  constexpr int kMore = 100;
  TestServer server;
  const SmallBook book = MakeSmallBook(server);
  HeldLock lock(server);
  Calls calls(server, book, server::kMaxCallsPerConnection + kMore);
  AwaitQueued(server, server::kMaxCallsPerConnection);
  std::this_thread::sleep_for(milliseconds(100));
  CHECK(server.server().batcher().counters().queued == server::kMaxCallsPerConnection);
  lock.Release();
  calls.Finish();
  // A unit has 1,000 t; the book refuses the rest, the server none.
  CHECK(calls.Count(grpc::StatusCode::OK) + calls.Count(grpc::StatusCode::FAILED_PRECONDITION) ==
        server::kMaxCallsPerConnection + kMore);
}

TEST_CASE("concurrent calls share commits") {
  TestServer server;
  const SmallBook book = MakeSmallBook(server);
  const auto before = server.server().batcher().counters();
  HeldLock lock(server);
  Calls calls(server, book, 256);
  AwaitQueued(server, 256);
  lock.Release();
  calls.Finish();
  CHECK(calls.Count(grpc::StatusCode::OK) == 256);
  const auto after = server.server().batcher().counters();
  CHECK(after.requests - before.requests == 256);
  CHECK(after.batches - before.batches <= 2);
}

TEST_CASE("a stop answers every accepted call") {
  TestServer server;
  const SmallBook book = MakeSmallBook(server);
  HeldLock lock(server);
  Calls calls(server, book, 100);
  AwaitQueued(server, 100);
  std::thread stopper([&] { server.server().Shutdown(); });
  std::this_thread::sleep_for(milliseconds(100));
  lock.Release();
  stopper.join();
  calls.Finish();
  CHECK(calls.Count(grpc::StatusCode::OK) == 100);
}

TEST_CASE("without a database the server is not ready, and is again by itself") {
  TestServerOptions options;
  options.limits.batcher.max_wait = milliseconds(200);
  options.limits.probe_interval = milliseconds(50);
  TestServer server(options);
  const SmallBook book = MakeSmallBook(server);
  AwaitHealth(server, true);
  Connections(server, false);
  AwaitHealth(server, false);
  v1::TransferRequest request = NewTransfer(book.units[0], book.units[1], 1);
  v1::WriteResponse response;
  Context context;
  const Error away =
      Read(server.As<v1::TransferService>("operator")->Transfer(&context, request, &response));
  CHECK(away.code == grpc::StatusCode::UNAVAILABLE);
  CHECK(away.reason() == "REGISTRY_UNAVAILABLE");
  CHECK(away.retry);
  Connections(server, true);
  AwaitHealth(server, true);
  Context second;
  RequireOk(server.As<v1::TransferService>("operator")->Transfer(&second, request, &response));
}

}  // namespace registry::testing
