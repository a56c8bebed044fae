#include "bench/feed_readers.h"

#include <fcntl.h>
#include <grpcpp/grpcpp.h>
#include <sys/mman.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <new>
#include <stdexcept>
#include <thread>
#include <utility>

#include "carbon/registry/v1/journal.grpc.pb.h"
#include "carbon/registry/v1/registry.grpc.pb.h"

namespace registry::bench {
namespace {

using Clock = std::chrono::steady_clock;

constexpr const char* kReader = "trading-system";
constexpr std::chrono::seconds kPatience(10);
constexpr std::chrono::milliseconds kSettle(300);

FeedBoard* MapBoard(const std::string& path) {
  const int file = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (file < 0 || ftruncate(file, sizeof(FeedBoard)) != 0) {
    throw std::runtime_error("cannot make " + path);
  }
  void* memory =
      mmap(nullptr, sizeof(FeedBoard), PROT_READ | PROT_WRITE, MAP_SHARED, file, /*offset=*/0);
  close(file);
  if (memory == MAP_FAILED) throw std::runtime_error("cannot map " + path);
  return static_cast<FeedBoard*>(memory);
}

template <typename Condition>
void Await(Condition condition) {
  const auto give_up = Clock::now() + kPatience;
  while (!condition() && Clock::now() < give_up) {
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
}

std::int64_t PresentEnd(const LoadGenerator& load) {
  v1::RegistryStatus status;
  grpc::ClientContext context;
  const auto stub = v1::RegistryService::NewStub(load.ConnectAs(kReader));
  const grpc::Status asked =
      stub->GetRegistryStatus(&context, v1::GetRegistryStatusRequest(), &status);
  if (!asked.ok()) throw std::runtime_error("GetRegistryStatus: " + asked.error_message());
  return status.sequence();
}

struct Stream {
  std::unique_ptr<v1::JournalService::Stub> stub;
  grpc::ClientContext context;
  std::unique_ptr<grpc::ClientAsyncReader<v1::JournalEvent>> reader;
  v1::JournalEvent event;
  bool whole = false;
  bool begun = false;
  std::int64_t last = 0;  // message
};

void Take(Stream& stream, FeedBoard& board) {
  if (!std::exchange(stream.begun, true)) {
    ++board.begun;
  } else if (stream.event.has_transaction()) {
    if (stream.event.previous_sequence() != stream.last) ++board.gaps;
    stream.last = stream.event.transaction().sequence();
    if (stream.whole) ++board.read;
  }
}

}  // namespace

FeedReaders::FeedReaders(const LoadGenerator& load, const std::vector<std::string>& accounts)
    : file_(load.pki() + "/feed-board") {
  board_ = new (MapBoard(file_)) FeedBoard;
  std::vector<std::string> command = {
      "/proc/self/exe", kFollow,    file_,
      load.server(),    load.pki(), std::to_string(PresentEnd(load))};
  command.insert(command.end(), accounts.begin(), accounts.end());
  process_ = crash::Process(command, file_ + ".log");
  // Handshakes are no part of the load; a moment later the server has begun all streams.
  const auto wanted = static_cast<std::int64_t>(accounts.size());
  Await([&] { return board_->begun == wanted; });
  if (board_->begun != wanted) throw std::runtime_error("the readers of the feed did not begin");
  std::this_thread::sleep_for(kSettle);
}

FeedReaders::~FeedReaders() {
  process_.Signal(SIGKILL);
  process_.Wait(/*timeout_ms=*/1'000);
  munmap(board_, sizeof(FeedBoard));
  unlink(file_.c_str());
}

void FeedReaders::CatchUp(std::int64_t count) const {
  Await([&] { return board_->read >= count; });
  if (board_->gaps > 0 || board_->read != count) {
    throw std::runtime_error("a reader of the feed has " + std::to_string(board_->read) + " of " +
                             std::to_string(count) + " transactions and " +
                             std::to_string(board_->gaps) + " gaps");
  }
}

int FollowFeed(const std::vector<std::string>& arguments) {
  FeedBoard& board = *MapBoard(arguments.at(0));
  const std::vector<std::string> accounts(arguments.begin() + 4, arguments.end());
  const LoadGenerator connections({arguments.at(1)}, arguments.at(2), accounts);
  v1::FollowJournalRequest request;
  request.set_after_sequence(std::stoll(arguments.at(3)));
  grpc::CompletionQueue queue;
  std::vector<std::unique_ptr<Stream>> streams;
  for (const std::string& account : accounts) {
    Stream& stream = *streams.emplace_back(std::make_unique<Stream>());
    request.set_account(account);
    stream.stub = v1::JournalService::NewStub(connections.ConnectAs(kReader));
    stream.whole = account.empty();
    stream.last = request.after_sequence();
    stream.reader = stream.stub->PrepareAsyncFollowJournal(&stream.context, request, &queue);
    stream.reader->StartCall(&stream);
  }
  void* tag = nullptr;
  for (bool ok = false; queue.Next(&tag, &ok) && ok;) {
    Stream& stream = *static_cast<Stream*>(tag);
    Take(stream, board);
    stream.reader->Read(&stream.event, &stream);
  }
  std::fprintf(stderr, "a stream of the feed ended\n");
  std::_Exit(1);  // others are still open
}

}  // namespace registry::bench
