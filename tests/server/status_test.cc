// A refusal fits what any gRPC client takes: 8 KiB of metadata, in which details are base64 and
// every character outside of printable ASCII is escaped, byte by byte.
#include "server/status.h"

#include <catch2/catch.hpp>

#include "google/rpc/error_details.pb.h"
#include "tests/server/small_book.h"
#include "tests/server/test_server.h"

namespace registry::server {
namespace {

// As a client counts it: each entry's name and value, and 32 bytes more (RFC 9113, 6.5.2).
std::size_t TrailerBytes(const google::rpc::Status& status) {
  const grpc::Status sent = ToGrpc(status);
  std::size_t message = 0;
  for (const char byte : sent.error_message()) {
    message += byte >= ' ' && byte <= '~' && byte != '%' ? 1 : 3;
  }
  const std::size_t details = (sent.error_details().size() + 2) / 3 * 4;
  constexpr std::size_t kOthers = 400;  // :status, content-type, grpc-status, encodings
  return kOthers + 12 + 32 + message + 23 + 32 + details;
}
constexpr std::size_t kTaken = 8'192;

google::rpc::BadRequest BadRequestIn(const google::rpc::Status& status) {
  google::rpc::BadRequest bad;
  for (const auto& detail : status.details()) detail.UnpackTo(&bad);
  return bad;
}

ledger::Rejection RejectionOf(std::size_t checks, const std::string& value) {
  ledger::Rejection rejection;
  for (std::size_t i = 0; i < checks; ++i) {
    rejection.checks.push_back({ledger::Reason::kInsufficientHolding,
                                {{"instrument", value},
                                 {"requested_tco2e", "9223372036854775807"},
                                 {"available_tco2e", std::to_string(i)}}});
  }
  return rejection;
}

}  // namespace

TEST_CASE("however much is misshapen, the refusal fits and says how much it leaves out") {
  std::vector<Violation> violations;
  for (std::size_t i = 0; i < kMaxViolations; ++i) {
    violations.push_back({"trades[" + std::to_string(4'900 + i) + "].seller_account",
                          "is not an account's number with its check digits"});
  }
  const google::rpc::Status status = Misshapen(violations);
  CHECK(TrailerBytes(status) <= kTaken);
  const int named = BadRequestIn(status).field_violations_size();
  CHECK(named >= 20);
  CHECK(BadRequestIn(status).field_violations(0).field() == "trades[4900].seller_account");
  const std::string left_out = "at least " + std::to_string(100 - named) + " more are left out";
  CHECK(status.message().find(left_out) != std::string::npos);
  // What fits is whole, and nothing is said to be missing.
  violations.resize(10);
  const google::rpc::Status small = Misshapen(violations);
  CHECK(BadRequestIn(small).field_violations_size() == 10);
  CHECK(small.message().find("left out") == std::string::npos);
}

TEST_CASE("however many checks fail, the refusal fits; a surrender's sixteen are all named") {
  const google::rpc::Status usual = Rejected(RejectionOf(kMaxSurrenderLines, "CEA1920"));
  CHECK(TrailerBytes(usual) <= kTaken);
  CHECK(usual.details_size() == kMaxSurrenderLines);
  std::string chinese;
  for (int i = 0; i < 60; ++i) chinese += "\xE7\xA2\xB3";
  const google::rpc::Status large = Rejected(RejectionOf(100, chinese));
  CHECK(TrailerBytes(large) <= kTaken);
  CHECK(large.details_size() >= 5);
  const std::string left_out = "leave " + std::to_string(100 - large.details_size()) + " out";
  CHECK(large.message().find(left_out) != std::string::npos);
}

TEST_CASE("a text that is cut is cut between two characters") {
  std::string chinese;
  for (int i = 0; i < 1'000; ++i) chinese += "\xE7\xA2\xB3";
  const google::rpc::Status status = NotFound("period", chinese);
  CHECK(TrailerBytes(status) <= kTaken);
  google::rpc::Status read;  // protobuf takes no half character
  CHECK(read.ParseFromString(status.SerializeAsString()));
  CHECK(read.message() == status.message());
}

TEST_CASE("a client with gRPC's own limit is told what is wrong with a thousand empty trades") {
  testing::TestServer server;
  testing::v1::SettleTradesRequest request;
  request.set_request_id(testing::NewId());
  for (int i = 0; i < 1'000; ++i) request.add_trades();
  testing::v1::SettleTradesResponse response;
  testing::Context context;
  const testing::Error error =
      testing::Read(server.As<testing::v1::SettlementService>("trading-system")
                        ->SettleTrades(&context, request, &response));
  CHECK(error.code == grpc::StatusCode::INVALID_ARGUMENT);
  CHECK(error.reason() == "REQUEST_MISSHAPEN");
  CHECK(error.bad_request.field_violations_size() > 20);
}

}  // namespace registry::server
