// The clients of the crash test, a process of their own so that they can be killed too: many
// workers, each with one transfer unanswered at almost any time, each writing what it asks and what
// it is told into files of its own before and after the call. An answer that leaves the outcome
// open is followed by the same request id until the registry says what became of it; so is what an
// earlier, killed process left unanswered.
//
// Usage: crash_client SERVER[,SERVER] PKI_DIR IDENTITY LOG_DIR ACCOUNTS_FILE WORKERS SEED
// SIGTERM: no new requests; ends with 0 when none is unanswered.
#include <fcntl.h>
#include <grpcpp/grpcpp.h>
#include <sys/random.h>

#include <array>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <random>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include "carbon/registry/v1/transfer.grpc.pb.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "tests/crash/client_log.h"

namespace registry::crash {
namespace {

namespace v1 = carbon::registry::v1;
volatile std::sig_atomic_t draining = 0;

std::string ReadFile(const std::string& path) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  if (text.str().empty()) throw std::runtime_error("cannot read " + path);
  return text.str();
}

std::string NewRequestId() {
  std::array<unsigned char, 16> bytes{};
  if (getrandom(bytes.data(), bytes.size(), 0) != 16) throw std::runtime_error("getrandom");
  bytes[6] = static_cast<unsigned char>((bytes[6] & 0x0F) | 0x40);
  bytes[8] = static_cast<unsigned char>((bytes[8] & 0x3F) | 0x80);
  char text[37];
  char* out = text;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) *out++ = '-';
    out += std::snprintf(out, 3, "%02x", bytes[i]);
  }
  return {text, 36};
}

std::string Reasons(const grpc::Status& status) {
  google::rpc::Status details;
  std::string reasons;
  if (!details.ParseFromString(status.error_details())) return "?";
  for (const auto& detail : details.details()) {
    google::rpc::ErrorInfo info;
    if (detail.UnpackTo(&info)) reasons += (reasons.empty() ? "" : ",") + info.reason();
  }
  return reasons.empty() ? "?" : reasons;
}

class Worker {
 public:
  Worker(int number, std::string log_dir, Slot& slot,
         std::unique_ptr<v1::TransferService::Stub> stub, const std::vector<std::string>& accounts,
         std::uint64_t seed)
      : number_(number),
        log_dir_(std::move(log_dir)),
        slot_(slot),
        stub_(std::move(stub)),
        accounts_(accounts),
        random_(seed),
        log_(log_dir_, number) {}

  void Run() {
    for (const LoggedRequest& request : Unanswered(log_dir_, number_)) Settle(request);
    while (draining == 0) {
      LoggedRequest request;
      request.id = NewRequestId();
      request.transferring = Pick();
      do request.acquiring = Pick();
      while (request.acquiring == request.transferring);
      request.quantity = 1 + static_cast<std::int64_t>(random_() % 900);
      log_.Write(request);
      Settle(request);
    }
  }

 private:
  const std::string& Pick() { return accounts_[random_() % accounts_.size()]; }

  // Asks until it is known what became of the request.
  void Settle(const LoggedRequest& request) {
    std::snprintf(slot_.request_id, sizeof slot_.request_id, "%s", request.id.c_str());
    slot_.unanswered = 1;
    while (!Ask(request)) std::this_thread::sleep_for(std::chrono::milliseconds(20));
    slot_.unanswered = 0;
    ++slot_.answers;
  }

  bool Ask(const LoggedRequest& request) {
    v1::TransferRequest message;
    message.set_request_id(request.id);
    message.set_transferring_account(request.transferring);
    message.set_acquiring_account(request.acquiring);
    message.set_instrument("CEA1920");
    message.set_quantity_tco2e(request.quantity);
    message.set_ground(v1::TRANSFER_GROUND_CORRECTION);
    message.mutable_document()->set_number("crash test");
    message.mutable_document()->set_sha256(std::string(32, '\1'));
    grpc::ClientContext context;
    context.set_wait_for_ready(true);
    context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(5));
    v1::WriteResponse response;
    const grpc::Status status = stub_->Transfer(&context, message, &response);
    LoggedAnswer answer;
    answer.id = request.id;
    if (status.ok()) {
      const v1::Accepted& accepted = response.accepted();
      answer.sequence = accepted.sequence();
      answer.record = accepted.record_number();
      if (accepted.postings_size() == 1) {
        answer.transferring_balance = accepted.postings(0).transferring_balance();
        answer.acquiring_balance = accepted.postings(0).acquiring_balance();
      }
    } else if (status.error_code() == grpc::StatusCode::FAILED_PRECONDITION) {
      answer.kind = LoggedAnswer::Kind::kRefused;
      answer.reasons = Reasons(status);
    } else if (status.error_code() == grpc::StatusCode::INTERNAL) {
      answer.kind = LoggedAnswer::Kind::kInternal;
    } else {
      log_.WriteDoubt(request.id, std::to_string(status.error_code()));
      return false;
    }
    log_.Write(answer);
    return true;
  }

  int number_;
  std::string log_dir_;
  Slot& slot_;
  std::unique_ptr<v1::TransferService::Stub> stub_;
  const std::vector<std::string>& accounts_;
  std::mt19937_64 random_;
  ClientLog log_;
};

int Run(int argc, char** argv) {
  if (argc != 8) {
    std::cerr << "usage: crash_client SERVER[,SERVER] PKI_DIR IDENTITY LOG_DIR ACCOUNTS_FILE "
                 "WORKERS SEED\n";
    return 2;
  }
  const std::string pki = argv[2];
  const std::string identity = argv[3];
  const std::string log_dir = argv[4];
  const int workers = std::stoi(argv[6]);
  const std::uint64_t seed = std::stoull(argv[7]);
  std::signal(SIGTERM, [](int) { draining = 1; });
  std::vector<std::string> servers;
  std::istringstream list(argv[1]);
  for (std::string server; std::getline(list, server, ',');) servers.push_back(server);
  std::vector<std::string> accounts;
  std::ifstream file(argv[5]);
  for (std::string account; file >> account;) accounts.push_back(account);

  const auto credentials =
      grpc::SslCredentials({ReadFile(pki + "/ca.crt"), ReadFile(pki + "/" + identity + ".key"),
                            ReadFile(pki + "/" + identity + ".crt")});
  Slot* slots = MapSlots(log_dir + "/slots");
  std::vector<std::thread> threads;
  for (int i = 0; i < workers; ++i) {
    // A channel for every four workers, so that at least sixteen clients hold connections of their
    // own.
    grpc::ChannelArguments arguments;
    arguments.SetInt("registry.client", i / 4);
    arguments.SetInt(GRPC_ARG_MIN_RECONNECT_BACKOFF_MS, 5'000);
    arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, 50);
    arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, 200);
    auto channel = grpc::CreateCustomChannel(servers[static_cast<std::size_t>(i) % servers.size()],
                                             credentials, arguments);
    auto worker =
        std::make_shared<Worker>(i, log_dir, slots[i], v1::TransferService::NewStub(channel),
                                 accounts, seed * 1000 + static_cast<std::uint64_t>(i));
    threads.emplace_back([worker] { worker->Run(); });
  }
  for (std::thread& thread : threads) thread.join();
  return 0;
}

}  // namespace
}  // namespace registry::crash

int main(int argc, char** argv) {
  try {
    return registry::crash::Run(argc, argv);
  } catch (const std::exception& error) {
    std::cerr << "crash_client: " << error.what() << '\n';
    return 1;
  }
}
