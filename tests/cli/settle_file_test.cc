// The file of trades that `settle` reads, and what the command makes of it.
#include "cli/settle_file.h"

#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <string>

#include "carbon/registry/v1/settlement.pb.h"
#include "tests/cli/fake_registry.h"

namespace registry::cli::testing {
namespace {

namespace v1 = carbon::registry::v1;

const std::string kHeader =
    "trade_id,instrument,method,seller_account,buyer_account,quantity_tco2e,price_fen,amount_fen,"
    "match_time\n";
const std::string kRow =
    "T1,CEA1920,listed,00001001-05,00001002-89,150,4100,615000,2021-07-16T09:30:00+08:00\n";

std::string ProblemOf(const std::string& text) {
  const SettleFile file = ParseSettleFile(text, "day.csv");
  const auto* problem = std::get_if<sim::FileProblem>(&file);
  return problem == nullptr ? "" : sim::Describe(*problem);
}

class TradesFile {
 public:
  explicit TradesFile(const std::string& text)
      : path_(std::filesystem::temp_directory_path() /
              ("settle_file_test-" + std::to_string(getpid()) + ".csv")) {
    std::ofstream(path_) << text;
  }
  ~TradesFile() { std::filesystem::remove(path_); }
  TradesFile(const TradesFile&) = delete;
  TradesFile& operator=(const TradesFile&) = delete;

  std::string path() const { return path_; }

 private:
  std::filesystem::path path_;
};

v1::SettleTradesRequest RequestOf(const Call& call) {
  v1::SettleTradesRequest request;
  REQUIRE(request.ParseFromString(call.request));
  return request;
}

// Delivers every trade but those of the seller 00001009-68, who holds nothing.
FakeRegistry::Reply Settle(const Call& call) {
  v1::SettleTradesResponse response;
  const v1::SettleTradesRequest request = RequestOf(call);
  for (const v1::Trade& trade : request.trades()) {
    v1::TradeOutcome* outcome = response.add_outcomes();
    outcome->set_trade_id(trade.trade_id());
    if (trade.seller_account() == "00001009-68") {
      REQUIRE(outcome->mutable_error()->ParseFromString(
          Refused("INSUFFICIENT_HOLDING", {{"available_tco2e", "0"}}).error_details()));
    } else {
      outcome->mutable_accepted()->set_sequence(7);
    }
  }
  return {{response.SerializeAsString()}, {}};
}

std::string Rows(int count, const std::string& seller) {
  std::string rows;
  for (int i = 0; i < count; ++i) {
    rows += seller + "-" + std::to_string(i) + ",CEA1920,listed," + seller +
            ",00001002-89,1,4100,4100,2021-07-16T09:30:00+08:00\n";
  }
  return rows;
}

}  // namespace

TEST_CASE("a row becomes a trade, field by field") {
  const SettleFile file = ParseSettleFile("\xef\xbb\xbf" + kHeader + kRow, "day.csv");
  const auto* trades = std::get_if<std::vector<v1::Trade>>(&file);
  REQUIRE(trades != nullptr);
  REQUIRE(trades->size() == 1);
  const v1::Trade& trade = trades->front();
  CHECK(trade.trade_id() == "T1");
  CHECK(trade.instrument() == "CEA1920");
  CHECK(trade.method() == v1::TRADING_METHOD_LISTED);
  CHECK(trade.seller_account() == "00001001-05");
  CHECK(trade.buyer_account() == "00001002-89");
  CHECK(trade.quantity_tco2e() == 150);
  CHECK(trade.price_fen() == 4'100);
  CHECK(trade.amount_fen() == 615'000);
  CHECK(trade.match_time().seconds() == 1'626'399'000);
}

TEST_CASE("a problem names row, column and what to do") {
  const auto with = [](const std::string& from, const std::string& to) {
    std::string row = kRow;
    return ProblemOf(kHeader + kRow + row.replace(row.find(from), from.size(), to));
  };
  CHECK(with("listed", "over_the_counter") ==
        "day.csv, row 3, column method: 'over_the_counter': write listed, block or "
        "one_way_bidding");
  CHECK(with("150", "-150").find("column quantity_tco2e") != std::string::npos);
  CHECK(with("150", "1e3").find("column quantity_tco2e") != std::string::npos);
  CHECK(with("4100", "41.00").find("column price_fen") != std::string::npos);
  CHECK(with("2021-07-16T", "16.7.2021 ").find("column match_time") != std::string::npos);
  CHECK(with("T1", "").find("column trade_id") != std::string::npos);
  CHECK(ProblemOf(kHeader).find("has no trades") != std::string::npos);
  CHECK_FALSE(ProblemOf("id\nT1\n").empty());
}

TEST_CASE("a file is settled in calls of a size, refused trades are shown and end with 3") {
  FakeRegistry registry;
  registry.AnswerBy(Settle);
  const TradesFile file(kHeader + Rows(4, "00001001-05") + Rows(1, "00001009-68"));
  const Run run = Ctl(registry, {"settle", file.path(), "--per-call", "2"});
  CHECK(run.code == ExitCode::kRefused);
  CHECK(run.out.find("4 of 5 delivered") != std::string::npos);
  CHECK(run.out.find("INSUFFICIENT_HOLDING  available_tco2e=0") != std::string::npos);
  const auto calls = registry.calls();
  REQUIRE(calls.size() == 3);
  CHECK(RequestOf(calls[0]).trades_size() == 2);
  CHECK(RequestOf(calls[2]).trades_size() == 1);
  CHECK(RequestOf(calls[0]).request_id() != RequestOf(calls[1]).request_id());
}

TEST_CASE("a file that is settled again under its request id makes the same calls") {
  FakeRegistry registry;
  registry.AnswerBy(Settle);
  const TradesFile file(kHeader + Rows(3, "00001001-05"));
  const std::vector<std::string> arguments = {
      "settle", file.path(),    "--per-call",
      "2",      "--request-id", "017f22e2-79b0-7cc3-98c4-dc0c0c07398f"};
  CHECK(Ctl(registry, arguments).code == ExitCode::kDone);
  CHECK(Ctl(registry, arguments).code == ExitCode::kDone);
  const auto calls = registry.calls();
  REQUIRE(calls.size() == 4);
  CHECK(calls[0].request == calls[2].request);
  CHECK(calls[1].request == calls[3].request);
  CHECK(RequestOf(calls[0]).request_id() == "017f22e2-79b0-7cc3-98c4-dc0c0c07398f");
}

}  // namespace registry::cli::testing
