#include "bench/load.h"

#include <grpcpp/alarm.h>
#include <grpcpp/grpcpp.h>

#include <algorithm>
#include <chrono>
#include <deque>
#include <fstream>
#include <optional>
#include <stdexcept>
#include <thread>
#include <utility>

#include "bench/scene.h"
#include "carbon/registry/v1/settlement.grpc.pb.h"
#include "carbon/registry/v1/transfer.grpc.pb.h"
#include "client/error.h"
#include "client/identity.h"
#include "client/uuid.h"

namespace registry::bench {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int kConnections = 4;  // for each server and identity
constexpr int kTradesPerCall = 1'000;
constexpr std::int64_t kPriceFen = 4'800;
constexpr std::int64_t kMatchTime = 1'717'380'000;  // 2024-06-03T10:00:00+08:00, a morning session
constexpr std::int64_t kMoreThanAnybodyHolds = kHolding * kAccounts;

std::string ReadFile(const std::filesystem::path& path) {
  std::ifstream file(path);
  std::string text{std::istreambuf_iterator<char>(file), {}};
  if (text.empty()) throw std::runtime_error("cannot read " + path.string());
  return text;
}

// Connections that no other channel of ours shares: servers in turn.
std::vector<std::shared_ptr<grpc::Channel>> Connect(const std::vector<std::string>& servers,
                                                    const client::Identity& identity,
                                                    int connections = kConnections) {
  static int number = 0;
  const auto credentials = grpc::SslCredentials(
      {ReadFile(identity.ca), ReadFile(identity.key), ReadFile(identity.certificate)});
  std::vector<std::shared_ptr<grpc::Channel>> channels;
  for (int i = 0; i < connections; ++i) {
    for (const std::string& server : servers) {
      grpc::ChannelArguments arguments;
      arguments.SetInt("registry.connection", ++number);
      channels.push_back(grpc::CreateCustomChannel(server, credentials, arguments));
    }
  }
  return channels;
}

double Percentile(std::vector<float>& values, double part) {
  if (values.empty()) return 0;
  const auto at = static_cast<std::ptrdiff_t>(part * static_cast<double>(values.size() - 1));
  std::nth_element(values.begin(), values.begin() + at, values.end());
  return static_cast<double>(values[static_cast<std::size_t>(at)]);
}

// How long a call that found the queue full has to wait.
std::optional<std::chrono::milliseconds> Delay(const grpc::Status& status) {
  if (status.error_code() != grpc::StatusCode::RESOURCE_EXHAUSTED) return std::nullopt;
  return client::ToError(status).retry_delay;
}

void Fail(Load& load, std::int64_t count, const std::string& message) {
  load.failed += count;
  if (load.first_failure.empty()) load.first_failure = message;
}

// Keeps `in_flight` calls on their way for so long, then waits for those that are. `fill` makes a
// request, `count` takes an answer.
template <typename Stub, typename Request, typename Response>
class Flight {
 public:
  using Reader = grpc::ClientAsyncResponseReader<Response>;
  using Method = std::unique_ptr<Reader> (Stub::*)(grpc::ClientContext*, const Request&,
                                                   grpc::CompletionQueue*);

  Flight(const std::vector<std::shared_ptr<grpc::Channel>>& channels, Method method)
      : method_(method) {
    for (const auto& channel : channels) stubs_.push_back(std::make_unique<Stub>(channel));
  }

  template <typename Fill, typename Count>
  Load Run(int in_flight, double seconds, Fill fill, Count count) {
    Load load;
    std::vector<float> latencies_ms;
    std::vector<Slot> slots(static_cast<std::size_t>(in_flight));
    const Clock::time_point start = Clock::now();
    const auto end =
        start + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(seconds));
    for (std::size_t i = 0; i < slots.size(); ++i) {
      slots[i].stub = stubs_[i % stubs_.size()].get();
      fill(slots[i].request);
      slots[i].asked_at = Clock::now();
      Send(slots[i]);
    }
    for (std::size_t open = slots.size(); open > 0;) {
      void* tag = nullptr;
      bool ok = false;
      queue_.Next(&tag, &ok);
      Slot& slot = *static_cast<Slot*>(tag);
      const Clock::time_point now = Clock::now();
      if (std::exchange(slot.waiting, false)) {
        if (now >= end) {
          --open;
        } else {
          ++load.sent_again;
          Send(slot);
        }
        continue;
      }
      if (const auto delay = Delay(slot.status)) {
        slot.waiting = true;
        slot.alarm.emplace();
        slot.alarm->Set(&queue_, std::chrono::system_clock::now() + *delay, &slot);
        continue;
      }
      latencies_ms.push_back(std::chrono::duration<float, std::milli>(now - slot.asked_at).count());
      count(load, slot.request, slot.response, slot.status);
      if (now >= end) {
        --open;
        continue;
      }
      fill(slot.request);
      slot.asked_at = now;
      Send(slot);
    }
    return Finish(load, start, latencies_ms);
  }

  // Sends each call when its time comes, and waits at the end for those that are on their way.
  template <typename Fill, typename Count>
  Load RunAtPace(double per_second, double seconds, Fill fill, Count count) {
    Load load;
    std::vector<float> latencies_ms;
    std::deque<Slot> slots;  // do not move
    std::vector<Slot*> free;
    const Clock::time_point start = Clock::now();
    const auto time_of = [&](std::int64_t call) {
      const std::chrono::duration<double> at(static_cast<double>(call) / per_second);
      return start + std::chrono::duration_cast<Clock::duration>(at);
    };
    const auto calls = static_cast<std::int64_t>(per_second * seconds);
    for (std::int64_t sent = 0; sent < calls || free.size() < slots.size();) {
      for (; sent < calls && time_of(sent) <= Clock::now(); ++sent) {
        if (free.empty()) free.push_back(&slots.emplace_back());
        Slot& slot = *free.back();
        free.pop_back();
        slot.stub = stubs_[static_cast<std::size_t>(sent) % stubs_.size()].get();
        fill(slot.request);
        Send(slot);
        slot.sent_at = time_of(sent);
      }
      const auto wait = sent < calls ? time_of(sent) - Clock::now() : std::chrono::seconds(10);
      void* tag = nullptr;
      bool ok = false;
      if (queue_.AsyncNext(&tag, &ok, std::chrono::system_clock::now() + wait) !=
          grpc::CompletionQueue::GOT_EVENT) {
        continue;
      }
      Slot& slot = *static_cast<Slot*>(tag);
      const std::chrono::duration<float, std::milli> latency = Clock::now() - slot.sent_at;
      latencies_ms.push_back(latency.count());
      count(load, slot.request, slot.response, slot.status);
      free.push_back(&slot);
    }
    return Finish(load, start, latencies_ms);
  }

 private:
  static Load Finish(Load load, Clock::time_point start, std::vector<float>& latencies_ms) {
    load.seconds = std::chrono::duration<double>(Clock::now() - start).count();
    load.p50_ms = Percentile(latencies_ms, 0.5);
    load.p99_ms = Percentile(latencies_ms, 0.99);
    return load;
  }

  struct Slot {
    Stub* stub = nullptr;
    Request request;
    Response response;
    std::optional<grpc::ClientContext> context;
    grpc::Status status;
    std::unique_ptr<Reader> reader;
    Clock::time_point asked_at;  // when it was sent for the first time
    std::optional<grpc::Alarm> alarm;
    bool waiting = false;  // for the alarm
  };

  void Send(Slot& slot) {
    slot.context.emplace();
    slot.response.Clear();
    slot.reader = (slot.stub->*method_)(&*slot.context, slot.request, &queue_);
    slot.reader->StartCall();
    slot.reader->Finish(&slot.response, &slot.status, &slot);
  }

  Method method_;
  std::vector<std::unique_ptr<Stub>> stubs_;
  grpc::CompletionQueue queue_;
};

void CountTransfer(Load& load, const v1::TransferRequest&, const v1::WriteResponse& response,
                   const grpc::Status& status) {
  if (status.ok() && response.has_accepted()) {
    ++load.accepted;
  } else if (status.error_code() == grpc::StatusCode::FAILED_PRECONDITION) {
    ++load.refused;
  } else {
    Fail(load, 1, status.error_message());
  }
}

void CountTrades(Load& load, const v1::SettleTradesRequest& request,
                 const v1::SettleTradesResponse& response, const grpc::Status& status) {
  if (!status.ok()) return Fail(load, request.trades_size(), status.error_message());
  for (const v1::TradeOutcome& outcome : response.outcomes()) {
    if (outcome.has_accepted()) {
      ++load.accepted;
    } else if (outcome.error().code() == grpc::StatusCode::FAILED_PRECONDITION) {
      ++load.refused;
      if (load.first_failure.empty()) load.first_failure = outcome.error().message();
    } else {
      Fail(load, 1, outcome.error().message());
    }
  }
}

}  // namespace

LoadGenerator::LoadGenerator(const std::vector<std::string>& servers, const std::string& pki,
                             const std::vector<std::string>& accounts)
    : servers_(servers),
      pki_(pki),
      accounts_(accounts),
      operator_(Connect(servers, client::IdentityIn(pki, "operator"))),
      trading_system_(Connect(servers, client::IdentityIn(pki, "trading-system"))),
      random_(20'210'716) {}

std::size_t LoadGenerator::Draw() {
  const std::size_t other = random_() % (accounts_.size() - 1);
  return (turn_ + 1 + other) % accounts_.size();
}

std::shared_ptr<grpc::Channel> LoadGenerator::ConnectAs(const std::string& identity) const {
  return Connect({servers_.front()}, client::IdentityIn(pki_, identity), 1).front();
}

void LoadGenerator::Fill(Mix mix, v1::TransferRequest& request) {
  turn_ = (turn_ + 1) % accounts_.size();
  if (mix == Mix::kOneAccount && turn_ == 0) turn_ = 1;
  std::size_t transferring = turn_;
  std::size_t acquiring = mix == Mix::kOneAccount ? 0 : Draw();
  if (random_() % 2 == 0) std::swap(transferring, acquiring);
  const auto small = static_cast<std::int64_t>(1 + random_() % 10);
  request.set_request_id(client::NewRequestId());
  request.set_transferring_account(accounts_[transferring]);
  request.set_acquiring_account(accounts_[acquiring]);
  request.set_instrument(kInstrument);
  request.set_quantity_tco2e(mix == Mix::kRefused ? kMoreThanAnybodyHolds : small);
  request.set_ground(v1::TRANSFER_GROUND_CORRECTION);
  request.mutable_document()->set_number("bench");
  request.mutable_document()->set_sha256(std::string(32, '\1'));
}

Load LoadGenerator::TransfersAtPace(double per_second, double seconds) {
  const auto fill = [&](v1::TransferRequest& request) { Fill(Mix::kUniform, request); };
  return Flight<v1::TransferService::Stub, v1::TransferRequest, v1::WriteResponse>(
             operator_, &v1::TransferService::Stub::PrepareAsyncTransfer)
      .RunAtPace(per_second, seconds, fill, CountTransfer);
}

Load LoadGenerator::Transfers(Mix mix, int in_flight, double seconds) {
  const auto fill = [&](v1::TransferRequest& request) { Fill(mix, request); };
  return Flight<v1::TransferService::Stub, v1::TransferRequest, v1::WriteResponse>(
             operator_, &v1::TransferService::Stub::PrepareAsyncTransfer)
      .Run(in_flight, seconds, fill, CountTransfer);
}

Load LoadGenerator::Trades(int streams, double seconds) {
  const auto fill = [&](v1::SettleTradesRequest& request) {
    request.set_request_id(client::NewRequestId());
    while (request.trades_size() < kTradesPerCall) request.add_trades();
    for (v1::Trade& trade : *request.mutable_trades()) {
      turn_ = (turn_ + 1) % accounts_.size();
      const auto quantity = static_cast<std::int64_t>(1 + random_() % 10);
      trade.set_trade_id("T20240603-" + std::to_string(100'000'000 + ++trades_));
      trade.set_instrument(kInstrument);
      trade.set_method(v1::TRADING_METHOD_LISTED);
      trade.set_seller_account(accounts_[turn_]);
      trade.set_buyer_account(accounts_[Draw()]);
      trade.set_quantity_tco2e(quantity);
      trade.set_price_fen(kPriceFen);
      trade.set_amount_fen(kPriceFen * quantity);
      trade.mutable_match_time()->set_seconds(kMatchTime);
    }
  };
  return Flight<v1::SettlementService::Stub, v1::SettleTradesRequest, v1::SettleTradesResponse>(
             trading_system_, &v1::SettlementService::Stub::PrepareAsyncSettleTrades)
      .Run(streams, seconds, fill, CountTrades);
}

Load LoadGenerator::TransfersBesideTrades(int in_flight, int streams, double seconds) {
  LoadGenerator other = *this;  // the same connections, a turn and randomness of its own
  Load trades;
  std::thread bulk([&] { trades = other.Trades(streams, seconds); });
  Load both = Transfers(Mix::kUniform, in_flight, seconds);
  bulk.join();
  trades_ = other.trades_;
  both.accepted += trades.accepted;
  both.refused += trades.refused;
  Fail(both, trades.failed, trades.first_failure);
  return both;
}

}  // namespace registry::bench
