// Who gets in: for every service, reflection and health included.
#include <catch2/catch.hpp>

#include "grpc/health/v1/health.grpc.pb.h"
#include "tests/server/small_book.h"
#include "tests/server/test_server.h"

namespace registry::testing {
namespace {

Error StatusCall(const std::shared_ptr<grpc::Channel>& channel) {
  v1::RegistryStatus status;
  Context context;
  return Read(v1::RegistryService::NewStub(channel)->GetRegistryStatus(
      &context, v1::GetRegistryStatusRequest(), &status));
}

grpc::StatusCode HealthCall(const std::shared_ptr<grpc::Channel>& channel) {
  grpc::health::v1::HealthCheckResponse response;
  Context context;
  return grpc::health::v1::Health::NewStub(channel)
      ->Check(&context, grpc::health::v1::HealthCheckRequest(), &response)
      .error_code();
}

}  // namespace

TEST_CASE("a caller without a certificate of our CA does not get a connection") {
  TestServer server;
  for (const char* identity : {"", "other/operator", "expired/operator"}) {
    INFO(identity);
    const auto channel = server.NewChannel(identity);
    CHECK(StatusCall(channel).code == grpc::StatusCode::UNAVAILABLE);
    CHECK(HealthCall(channel) == grpc::StatusCode::UNAVAILABLE);
  }
  CHECK(StatusCall(server.Channel("operator")).code == grpc::StatusCode::OK);
}

TEST_CASE("a certificate of our CA without a participant is refused on every service") {
  TestServer server;
  const auto channel = server.Channel("stranger");
  const Error refused = StatusCall(channel);
  CHECK(refused.code == grpc::StatusCode::UNAUTHENTICATED);
  CHECK(refused.reason() == "CALLER_UNKNOWN");
  CHECK(HealthCall(channel) == grpc::StatusCode::UNAUTHENTICATED);
  CHECK(HealthCall(server.Channel("auditor")) == grpc::StatusCode::OK);
  auto feed = v1::JournalService::NewStub(channel);
  Context context;
  auto stream = feed->FollowJournal(&context, v1::FollowJournalRequest());
  v1::JournalEvent event;
  CHECK_FALSE(stream->Read(&event));
  CHECK(stream->Finish().error_code() == grpc::StatusCode::UNAUTHENTICATED);
}

TEST_CASE("a participant that another server registers gets in without a restart") {
  TestServer server;
  const SmallBook book = MakeSmallBook(server);
  const auto channel = server.Channel("unit-1");
  CHECK(StatusCall(channel).code == grpc::StatusCode::UNAUTHENTICATED);
  server.Register({"unit-1", ledger::Role::kUnitRepresentative, "", ledger::AccountId{1004}});
  for (int i = 0; i < 100 && StatusCall(channel).code != grpc::StatusCode::OK; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  CHECK(StatusCall(channel).code == grpc::StatusCode::OK);

  SECTION("and sees its own account only") {
    v1::ListHoldingsResponse holdings;
    Context context;
    RequireOk(v1::HoldingService::NewStub(channel)->ListHoldings(
        &context, v1::ListHoldingsRequest(), &holdings));
    for (const v1::Holding& holding : holdings.holdings()) {
      CHECK(holding.position().account() == book.units[0]);
    }
    v1::GetAccountRequest other;
    other.set_account(book.units[1]);
    v1::Account account;
    Context second;
    CHECK(v1::AccountService::NewStub(channel)->GetAccount(&second, other, &account).error_code() ==
          grpc::StatusCode::PERMISSION_DENIED);
  }
}

TEST_CASE("no right is answered with the same bytes whether or not there is something") {
  TestServer server;
  const SmallBook book = MakeSmallBook(server);
  const auto ask = [&](const std::string& account) {
    v1::GetAccountRequest request;
    request.set_account(account);
    v1::Account answer;
    Context context;
    return server.As<v1::AccountService>("authority-13")->GetAccount(&context, request, &answer);
  };
  CHECK(ask(book.units[0]).ok());
  const grpc::Status elsewhere = ask(book.far_unit);
  CHECK(elsewhere.error_code() == grpc::StatusCode::PERMISSION_DENIED);
  const grpc::Status nowhere = ask("00999999-60");
  CHECK(nowhere.error_code() != grpc::StatusCode::OK);
  CHECK(ask("00000001-10").error_code() != grpc::StatusCode::NOT_FOUND);

  v1::ListHoldingsRequest listing;
  listing.set_province("11");
  v1::ListHoldingsResponse holdings;
  Context context;
  const grpc::Status province =
      server.As<v1::HoldingService>("authority-13")->ListHoldings(&context, listing, &holdings);
  CHECK(province.error_code() == grpc::StatusCode::PERMISSION_DENIED);
  CHECK(province.error_details() == elsewhere.error_details());

  v1::AllocateRequest allocate;
  allocate.set_request_id(NewId());
  allocate.set_transferring_account(book.other_authority);
  allocate.set_acquiring_account(book.far_unit);
  allocate.set_instrument("CEA1920");
  allocate.set_period("2019-20");
  allocate.set_step(v1::ALLOCATION_STEP_PRE_ALLOCATION);
  allocate.set_quantity_tco2e(1);
  v1::WriteResponse response;
  Context second;
  const grpc::Status foreign =
      server.As<v1::AllocationService>("authority-13")->Allocate(&second, allocate, &response);
  CHECK(foreign.error_code() == grpc::StatusCode::PERMISSION_DENIED);
  CHECK(foreign.error_details() == elsewhere.error_details());
  Context third;
  const grpc::Status office =
      server.As<v1::AllocationService>("auditor")->Allocate(&third, allocate, &response);
  CHECK(office.error_code() == grpc::StatusCode::PERMISSION_DENIED);
  CHECK(office.error_details() == foreign.error_details());
}

}  // namespace registry::testing
