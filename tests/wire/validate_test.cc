// validate_only: what would be answered, and nothing written.
#include <catch2/catch.hpp>
#include <string>

#include "carbon/registry/v1/settlement.pb.h"
#include "tests/wire/book.h"
#include "tests/wire/valid_requests.h"

namespace registry::wire {
namespace {

// common.proto: a validation has no numbers and no number of a new account.
void ForgetNumbers(v1::Accepted& accepted) {
  accepted.clear_sequence();
  accepted.clear_record_number();
  accepted.clear_account();
}

std::string WithoutNumbers(const std::string& method, const Answer& answer) {
  if (!answer.ok()) return answer.message + answer.details;
  if (method == "SettlementService/SettleTrades") {
    v1::SettleTradesResponse response;
    response.ParseFromString(answer.response());
    for (auto& outcome : *response.mutable_outcomes()) {
      if (outcome.has_accepted()) ForgetNumbers(*outcome.mutable_accepted());
    }
    return response.SerializeAsString();
  }
  v1::WriteResponse response;
  response.ParseFromString(answer.response());
  ForgetNumbers(*response.mutable_accepted());
  return response.SerializeAsString();
}

}  // namespace

TEST_CASE(
    "a validation answers as the real call that follows, writes nothing, leaves the id free") {
  Registryd registryd;
  const Book book(registryd);
  for (const ValidRequest& row : ValidRequests()) {
    INFO(row.method);
    const std::string text = row.text + (" request_id: '" + NewId() + "'");
    const std::int64_t before = registryd.Decisions();
    const Answer validated = book.Ask(row.method, row.caller(), text + " validate_only: true");
    CHECK(validated.ok());
    CHECK(registryd.Decisions() == before);
    const Answer real = book.Ask(row.method, row.caller(), text);
    CHECK(real.ok());
    CHECK(WithoutNumbers(row.method, validated) == WithoutNumbers(row.method, real));
    CHECK(validated.response() != real.response());
    CHECK(registryd.Decisions() == before + 1);
  }
}

TEST_CASE("a validation has no numbers") {
  Registryd registryd;
  const Book book(registryd);
  for (const ValidRequest& row : ValidRequests()) {
    if (row.method == std::string("SettlementService/SettleTrades")) continue;
    INFO(row.method);
    const Answer answer =
        book.Ask(row.method, row.caller(), std::string(row.text) + " validate_only: true");
    v1::WriteResponse response;
    response.ParseFromString(answer.response());
    CHECK(response.accepted().sequence() == 0);
    CHECK(response.accepted().record_number() == 0);
    CHECK(response.accepted().account().empty());
    CHECK(response.accepted().replay());
  }
}

TEST_CASE("a validation of what would be refused is refused with the same facts") {
  Registryd registryd;
  const Book book(registryd);
  const std::int64_t before = registryd.Decisions();
  const std::string text = "account: '$restricted' instrument: 'CEA1920' quantity_tco2e: 7";
  const std::string id = " request_id: '" + NewId() + "'";
  const Answer validated =
      book.Ask("TransferService/MoveToTrading", "operator", text + id + " validate_only: true");
  CHECK(Reasons(validated) == "ACCOUNT_STATUS_FORBIDS INSUFFICIENT_HOLDING");
  CHECK(registryd.Decisions() == before);
  CHECK(book.Ask("TransferService/MoveToTrading", "operator", text + id) == validated);
  CHECK(registryd.Decisions() == before + 1);
}

TEST_CASE("a validation under an id that is used answers as the real call would") {
  Registryd registryd;
  const Book book(registryd);
  const std::string id = " request_id: '" + NewId() + "'";
  const std::string text = "account: '$seller' instrument: 'CEA1920' quantity_tco2e: ";
  const Answer first = book.Ask("TransferService/MoveToTrading", "operator", text + "5" + id);
  REQUIRE(first.ok());
  const Answer other = book.Ask("TransferService/MoveToTrading", "operator", text + "6" + id);
  REQUIRE(other.code == grpc::StatusCode::ALREADY_EXISTS);
  CHECK(book.Ask("TransferService/MoveToTrading", "operator",
                 text + "6" + id + " validate_only: true") == other);
  const Answer again = book.Ask("TransferService/MoveToTrading", "operator",
                                text + "5" + id + " validate_only: true");
  CHECK(again.ok());
  CHECK(WithoutNumbers("", again) == WithoutNumbers("", first));
}

}  // namespace registry::wire
