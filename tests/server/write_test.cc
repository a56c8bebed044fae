// What holds for every call that records something: replays, validation, shapes, one id for one
// content.
#include <grpcpp/generic/generic_stub.h>

#include <catch2/catch.hpp>

#include "tests/server/small_book.h"
#include "tests/server/test_server.h"

namespace registry::testing {
namespace {

struct Sent {
  grpc::Status status;
  v1::WriteResponse response;
};

Sent Send(TestServer& server, const v1::TransferRequest& request,
          const std::string& identity = "operator") {
  Sent sent;
  Context context;
  sent.status =
      server.As<v1::TransferService>(identity)->Transfer(&context, request, &sent.response);
  return sent;
}

std::int64_t Records(TestServer& server) {
  v1::RegistryStatus status;
  Context context;
  RequireOk(server.As<v1::RegistryService>("auditor")->GetRegistryStatus(
      &context, v1::GetRegistryStatusRequest(), &status));
  return status.records();
}

bool SameError(const grpc::Status& a, const grpc::Status& b) {
  return a.error_code() == b.error_code() && a.error_message() == b.error_message() &&
         a.error_details() == b.error_details();
}

// Sends bytes that no client library would make.
grpc::Status SendBytes(TestServer& server, const std::string& identity, const std::string& method,
                       const std::string& bytes) {
  grpc::GenericStub stub(server.Channel(identity));
  grpc::CompletionQueue queue;
  Context context;
  const grpc::Slice slice(bytes);
  const grpc::ByteBuffer request(&slice, 1);
  grpc::ByteBuffer response;
  grpc::Status status;
  auto call = stub.PrepareUnaryCall(&context, method, request, &queue);
  call->StartCall();
  call->Finish(&response, &status, nullptr);
  void* tag = nullptr;
  bool ok = false;
  queue.Next(&tag, &ok);
  return status;
}

}  // namespace

TEST_CASE("the same request is answered with the same bytes, also after a restart") {
  TestServer server;
  const SmallBook book = MakeSmallBook(server);
  const v1::TransferRequest good = NewTransfer(book.units[0], book.units[1], 10);
  const v1::TransferRequest bad = NewTransfer(book.units[0], book.units[1], 5'000);
  const Sent accepted = Send(server, good);
  const Sent refused = Send(server, bad);
  RequireOk(accepted.status);
  CHECK(refused.status.error_code() == grpc::StatusCode::FAILED_PRECONDITION);
  const std::int64_t records = Records(server);
  for (int round = 0; round < 2; ++round) {
    CHECK(Send(server, good).response.SerializeAsString() == accepted.response.SerializeAsString());
    CHECK(SameError(Send(server, bad).status, refused.status));
    server.Restart();
  }
  CHECK(Records(server) == records);
}

TEST_CASE("a refusal stays one after the account was filled") {
  TestServer server;
  const SmallBook book = MakeSmallBook(server);
  const v1::TransferRequest request = NewTransfer(book.units[0], book.units[1], kHandedOut + 1);
  const Sent refused = Send(server, request);
  RequireOk(Send(server, NewTransfer(book.units[1], book.units[0], 1)).status);
  CHECK(SameError(Send(server, request).status, refused.status));
  v1::TransferRequest fresh = request;
  fresh.set_request_id(NewId());
  RequireOk(Send(server, fresh).status);
}

TEST_CASE("an id with other content is refused, and another caller's same id is its own") {
  TestServer server;
  const SmallBook book = MakeSmallBook(server);
  v1::TransferRequest request = NewTransfer(book.units[0], book.units[1], 10);
  RequireOk(Send(server, request).status);
  request.set_quantity_tco2e(11);
  const Error reused = Read(Send(server, request).status);
  CHECK(reused.code == grpc::StatusCode::ALREADY_EXISTS);
  CHECK(reused.reason() == "REQUEST_ID_REUSED");

  v1::AllocateRequest allocate;
  allocate.set_request_id(request.request_id());
  allocate.set_transferring_account(book.authority);
  allocate.set_acquiring_account(book.units[0]);
  allocate.set_instrument("CEA1920");
  allocate.set_period("2019-20");
  allocate.set_step(v1::ALLOCATION_STEP_DETERMINATION);
  allocate.set_quantity_tco2e(1);
  v1::WriteResponse response;
  Context context;
  RequireOk(
      server.As<v1::AllocationService>("authority-13")->Allocate(&context, allocate, &response));
}

TEST_CASE("validation answers as the call that follows it, and records nothing") {
  TestServer server;
  const SmallBook book = MakeSmallBook(server);
  for (const std::int64_t quantity : {10, 5'000}) {
    INFO(quantity);
    v1::TransferRequest request = NewTransfer(book.units[0], book.units[1], quantity);
    const std::int64_t records = Records(server);
    request.set_validate_only(true);
    const Sent validated = Send(server, request);
    CHECK(Records(server) == records);
    CHECK(validated.response.accepted().sequence() == 0);
    CHECK(validated.response.accepted().record_number() == 0);
    request.set_validate_only(false);
    Sent real = Send(server, request);
    CHECK(Records(server) == records + 1);
    CHECK(SameError(validated.status, real.status));
    if (!real.status.ok()) continue;
    v1::Accepted& accepted = *real.response.mutable_accepted();
    CHECK(accepted.sequence() > 0);
    accepted.clear_sequence();
    accepted.clear_record_number();
    CHECK(accepted.SerializeAsString() == validated.response.accepted().SerializeAsString());
  }
}

TEST_CASE("misshapen fields are all named, and nothing is recorded") {
  TestServer server;
  const SmallBook book = MakeSmallBook(server);
  const std::int64_t records = Records(server);
  v1::TransferRequest request = NewTransfer("00001001-00", book.units[1], 0);
  request.set_request_id("7");
  request.set_instrument("cea");
  request.set_ground(static_cast<v1::TransferGround>(77));
  request.mutable_document()->set_number(std::string("a\0b", 3));
  request.mutable_document()->set_sha256("short");
  const Error error = Read(Send(server, request).status);
  CHECK(error.code == grpc::StatusCode::INVALID_ARGUMENT);
  CHECK(error.reason() == "REQUEST_MISSHAPEN");
  std::vector<std::string> fields;
  for (const auto& violation : error.bad_request.field_violations()) {
    fields.push_back(violation.field());
  }
  CHECK(fields == std::vector<std::string>{"request_id", "transferring_account", "instrument",
                                           "quantity_tco2e", "ground", "document.number",
                                           "document.sha256"});
  CHECK(Records(server) == records);
}

TEST_CASE("broken UTF-8 and garbage are misshapen too, with the field's path") {
  TestServer server;
  const SmallBook book = MakeSmallBook(server);
  const std::string method = "/carbon.registry.v1.TransferService/Transfer";
  std::string bytes = NewTransfer(book.units[0], book.units[1], 1).SerializeAsString();
  bytes[bytes.find("decision") + 3] = '\xc0';
  const Error broken = Read(SendBytes(server, "operator", method, bytes));
  CHECK(broken.code == grpc::StatusCode::INVALID_ARGUMENT);
  REQUIRE(broken.bad_request.field_violations_size() == 1);
  CHECK(broken.bad_request.field_violations(0).field() == "document.number");
  CHECK(Read(SendBytes(server, "operator", method, "\xff\xff")).code ==
        grpc::StatusCode::INVALID_ARGUMENT);
  // Who has no right learns nothing of shapes, and who is unknown not even that.
  CHECK(Read(SendBytes(server, "auditor", method, bytes)).code ==
        grpc::StatusCode::PERMISSION_DENIED);
  CHECK(Read(SendBytes(server, "stranger", method, bytes)).code ==
        grpc::StatusCode::UNAUTHENTICATED);
  CHECK(Read(SendBytes(server, "operator", method, std::string(20 << 20, 'x'))).code ==
        grpc::StatusCode::RESOURCE_EXHAUSTED);
}

TEST_CASE("an account's number is in the answer to its opening") {
  TestServer server;
  v1::OpenAccountRequest request;
  request.set_request_id(NewId());
  request.set_kind(v1::ACCOUNT_KIND_INSTITUTION);
  request.set_social_credit_code(SocialCreditCode(5));
  request.set_holder_name("A Bank");
  v1::WriteResponse response;
  Context context;
  RequireOk(server.As<v1::AccountService>("operator")->OpenAccount(&context, request, &response));
  CHECK(response.accepted().account() == "00001001-05");
  request.set_request_id(NewId());
  Context second;
  const Error refused =
      Read(server.As<v1::AccountService>("operator")->OpenAccount(&second, request, &response));
  CHECK(refused.reason() == "HOLDER_HAS_ACCOUNT");
  CHECK(refused.fact("account") == "00001001-05");
}

}  // namespace registry::testing
