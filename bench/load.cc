#include "bench/load.h"

#include <grpcpp/grpcpp.h>

#include <algorithm>
#include <chrono>
#include <deque>
#include <fstream>
#include <optional>
#include <stdexcept>
#include <thread>
#include <utility>

#include "bench/flight.h"
#include "bench/scene.h"
#include "carbon/registry/v1/holding.grpc.pb.h"
#include "carbon/registry/v1/settlement.grpc.pb.h"
#include "carbon/registry/v1/transfer.grpc.pb.h"
#include "client/identity.h"
#include "client/uuid.h"

namespace registry::bench {
namespace {

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

void Fail(Load& load, std::int64_t count, const std::string& message) {
  load.failed += count;
  if (load.first_failure.empty()) load.first_failure = message;
}

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

Load LoadGenerator::Queries(int in_flight, double seconds) {
  const auto fill = [&](v1::ListHoldingsRequest& request) {
    turn_ = (turn_ + 1) % accounts_.size();
    request.set_account(accounts_[turn_]);
  };
  const auto count = [](Load& load, const v1::ListHoldingsRequest&,
                        const v1::ListHoldingsResponse& response, const grpc::Status& status) {
    if (status.ok() && response.holdings_size() > 0) {
      ++load.accepted;
    } else {
      Fail(load, 1, status.error_message());
    }
  };
  return Flight<v1::HoldingService::Stub, v1::ListHoldingsRequest, v1::ListHoldingsResponse>(
             operator_, &v1::HoldingService::Stub::PrepareAsyncListHoldings)
      .Run(in_flight, seconds, fill, count);
}

Load LoadGenerator::Transfers(Mix mix, int in_flight, double seconds) {
  const auto fill = [&](v1::TransferRequest& request) { Fill(mix, request); };
  return Flight<v1::TransferService::Stub, v1::TransferRequest, v1::WriteResponse>(
             operator_, &v1::TransferService::Stub::PrepareAsyncTransfer)
      .Run(in_flight, seconds, fill, CountTransfer);
}

Load LoadGenerator::Trades(int streams, double seconds) {
  // Of all generators: several may write into one book, one after the other.
  static std::uint64_t trades_made = 0;
  const auto fill = [&](v1::SettleTradesRequest& request) {
    request.set_request_id(client::NewRequestId());
    while (request.trades_size() < kTradesPerCall) request.add_trades();
    for (v1::Trade& trade : *request.mutable_trades()) {
      turn_ = (turn_ + 1) % accounts_.size();
      const auto quantity = static_cast<std::int64_t>(1 + random_() % 10);
      trade.set_trade_id("T20240603-" + std::to_string(100'000'000 + ++trades_made));
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
  both.accepted += trades.accepted;
  both.refused += trades.refused;
  Fail(both, trades.failed, trades.first_failure);
  return both;
}

}  // namespace registry::bench
