// Many requests in one message: each has what its single call would have.
#include <catch2/catch.hpp>
#include <memory>
#include <string>
#include <vector>

#include "carbon/registry/v1/batch.pb.h"
#include "google/protobuf/stubs/logging.h"
#include "tests/wire/book.h"
#include "tests/wire/methods.h"
#include "tests/wire/shape_cases.h"
#include "tests/wire/valid_requests.h"

namespace registry::wire {
namespace {

constexpr char kBatch[] = "BatchService/WriteBatch";

bool IsBatched(const ValidRequest& row) {
  return row.method != std::string("SettlementService/SettleTrades");
}

// Adds the request under the member of its type.
void Add(v1::WriteBatchRequest& batch, const google::protobuf::Message& request) {
  v1::WriteEntry& entry = *batch.add_entries();
  for (int i = 0; i < v1::WriteEntry::descriptor()->field_count(); ++i) {
    const auto* field = v1::WriteEntry::descriptor()->field(i);
    if (field->message_type() != request.GetDescriptor()) continue;
    v1::WriteEntry::GetReflection()->MutableMessage(&entry, field)->CopyFrom(request);
    return;
  }
  FAIL("no entry takes a " << request.GetTypeName());
}

v1::WriteBatchResponse Outcomes(const Answer& answer) {
  INFO(answer.message);
  REQUIRE(answer.ok());
  v1::WriteBatchResponse response;
  REQUIRE(response.ParseFromString(answer.response()));
  return response;
}

v1::WriteBatchResponse SendBatch(const Book& book, const std::string& caller,
                                 const v1::WriteBatchRequest& batch) {
  v1::WriteBatchResponse response = Outcomes(book.Send(kBatch, caller, batch));
  REQUIRE(response.outcomes_size() == batch.entries_size());
  return response;
}

// The bytes that a single call would have answered.
std::string AsSingle(const v1::WriteOutcome& outcome) {
  if (outcome.has_error()) return outcome.error().SerializeAsString();
  v1::WriteResponse response;
  *response.mutable_accepted() = outcome.accepted();
  return response.SerializeAsString();
}
std::string BytesOf(const Answer& single) {
  return single.ok() ? single.response() : single.details;
}

std::string Move(std::int64_t quantity, const std::string& more = "") {
  return "account: '$seller' instrument: 'CEA1920' quantity_tco2e: " + std::to_string(quantity) +
         more;
}

v1::WriteBatchRequest Moves(const Book& book, const std::vector<std::string>& texts) {
  v1::WriteBatchRequest batch;
  for (const std::string& text : texts) {
    Add(batch, *book.Request("TransferService/MoveToTrading", text));
  }
  return batch;
}

}  // namespace

TEST_CASE("an entry of every write is recorded as by its single call, whichever comes first") {
  Registryd registryd;
  const Book book(registryd);
  for (const ValidRequest& row : ValidRequests()) {
    if (!IsBatched(row)) continue;
    INFO(row.method);
    const auto request = book.Request(row.method, row.text);
    v1::WriteBatchRequest batch;
    Add(batch, *request);
    const std::int64_t before = registryd.Decisions();
    const v1::WriteBatchResponse first = SendBatch(book, row.caller(), batch);
    REQUIRE(first.outcomes(0).has_accepted());
    CHECK(registryd.Decisions() == before + 1);
    const Answer single = book.Send(row.method, row.caller(), *request);
    CHECK(BytesOf(single) == AsSingle(first.outcomes(0)));
    CHECK(SendBatch(book, row.caller(), batch).SerializeAsString() == first.SerializeAsString());
    CHECK(registryd.Decisions() == before + 1);
  }
  const auto alone = book.Request("TransferService/MoveToTrading", Move(1));
  const Answer single = book.Send("TransferService/MoveToTrading", "operator", *alone);
  v1::WriteBatchRequest batch;
  Add(batch, *alone);
  CHECK(AsSingle(SendBatch(book, "operator", batch).outcomes(0)) == BytesOf(single));
}

TEST_CASE("a misshapen entry is told as by its single call, and spoils no other") {
  Registryd registryd;
  const Book book(registryd);
  const google::protobuf::LogSilencer quiet;  // of texts that are not UTF-8
  std::size_t cases = 0;
  for (const ValidRequest& row : ValidRequests()) {
    if (!IsBatched(row)) continue;
    const auto valid = book.Request(row.method, row.text);
    v1::WriteBatchRequest batch;
    std::vector<std::string> expected;
    for (const ShapeCase& shape_case : ShapeCasesOf(*valid)) {
      const auto request = NewMessage(valid->GetTypeName());
      if (!request->ParseFromString(shape_case.bytes)) continue;  // no message, so no entry
      const Answer single = book.SendBytes(row.method, row.caller(), shape_case.bytes + "\x10\x01");
      if (single.code != grpc::StatusCode::INVALID_ARGUMENT) continue;
      Add(batch, *request);
      expected.push_back(single.details);
    }
    Add(batch, *valid);
    const std::int64_t before = registryd.Decisions();
    const v1::WriteBatchResponse response = SendBatch(book, row.caller(), batch);
    for (std::size_t i = 0; i < expected.size(); ++i) {
      INFO(row.method << " " << i);
      CHECK(response.outcomes(static_cast<int>(i)).error().SerializeAsString() == expected[i]);
    }
    CHECK(response.outcomes(static_cast<int>(expected.size())).has_accepted());
    CHECK(registryd.Decisions() == before + 1);
    cases += expected.size();
  }
  CHECK(cases > 500);
}

TEST_CASE("rights are those of each entry, and an office without any is told so as a whole") {
  Registryd registryd;
  const Book book(registryd);
  const Answer denied = book.Ask("TransferService/Transfer", "auditor",
                                 ValidRequestOf("TransferService/Transfer").text);
  v1::WriteBatchRequest batch;
  std::vector<const ValidRequest*> rows;
  for (const ValidRequest& row : ValidRequests()) {
    if (!IsBatched(row)) continue;
    rows.push_back(&row);
    auto request = book.Request(row.method, row.text);
    // Misshapen, so that nothing is recorded; that is told to those who have the right.
    request->GetReflection()->SetString(
        request.get(), request->GetDescriptor()->FindFieldByName("request_id"), "x");
    Add(batch, *request);
  }
  const std::int64_t before = registryd.Decisions();
  int none = 0;
  for (const std::string& participant : Participants()) {
    const Answer answer = book.Send(kBatch, participant, batch);
    bool any = false;
    for (const ValidRequest* row : rows) any = any || row->MayCall(participant);
    if (!any) {
      CHECK(answer == denied);
      CHECK(book.SendBytes(kBatch, participant, "\xFF") == denied);
      ++none;
      continue;
    }
    const v1::WriteBatchResponse response = Outcomes(answer);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      INFO(rows[i]->method << " by " << participant);
      const google::rpc::Status& error = response.outcomes(static_cast<int>(i)).error();
      if (rows[i]->MayCall(participant)) {
        CHECK(error.code() == grpc::StatusCode::INVALID_ARGUMENT);
      } else {
        CHECK(error.SerializeAsString() == denied.details);
      }
    }
  }
  CHECK(none == 8);  // auditor, vacant, supervisor, bank, credits, the two consoles, public
  CHECK(registryd.Decisions() == before);
}

TEST_CASE("a province's batch about another one is denied in the entries that are") {
  Registryd registryd;
  const Book book(registryd);
  const std::string own = ValidRequestOf("AllocationService/Allocate").text;
  std::string far = own;
  far.replace(far.find("$authority_13"), 13, "$authority_11");
  v1::WriteBatchRequest batch;
  for (const std::string& text : {own, far, own}) {
    Add(batch, *book.Request("AllocationService/Allocate", text));
  }
  const v1::WriteBatchResponse response = SendBatch(book, "authority-13", batch);
  CHECK(response.outcomes(0).has_accepted());
  CHECK(response.outcomes(1).error().SerializeAsString() ==
        book.Ask("AllocationService/Allocate", "authority-13", far).details);
  CHECK(response.outcomes(2).has_accepted());
}

TEST_CASE("one id twice in a batch is one request, and with other content none") {
  Registryd registryd;
  const Book book(registryd);
  const std::string id = " request_id: '" + NewId() + "'";
  const v1::WriteBatchRequest batch = Moves(book, {Move(5, id), Move(5, id), Move(6, id)});
  const std::int64_t before = registryd.Decisions();
  const v1::WriteBatchResponse response = SendBatch(book, "operator", batch);
  REQUIRE(response.outcomes(0).has_accepted());
  CHECK(response.outcomes(1).SerializeAsString() == response.outcomes(0).SerializeAsString());
  CHECK(response.outcomes(2).error().code() == grpc::StatusCode::ALREADY_EXISTS);
  CHECK(registryd.Decisions() == before + 1);
}

TEST_CASE("entries are decided in their order, and a refusal stops none that follow") {
  Registryd registryd;
  const Book book(registryd);
  const std::string idle = "account: '$idle' instrument: 'CEA1920' quantity_tco2e: 5";
  v1::WriteBatchRequest batch = Moves(book, {idle});
  Add(batch, *book.Request("TransferService/Transfer",
                           "transferring_account: '$seller' acquiring_account: '$idle' "
                           "instrument: 'CEA1920' quantity_tco2e: 5 "
                           "ground: TRANSFER_GROUND_CORRECTION $paper"));
  batch.MergeFrom(Moves(book, {idle}));
  const v1::WriteBatchResponse response = SendBatch(book, "operator", batch);
  CHECK(Reasons(response.outcomes(0).error()) == "INSUFFICIENT_HOLDING");
  CHECK(response.outcomes(1).has_accepted());
  CHECK(response.outcomes(2).accepted().sequence() ==
        response.outcomes(1).accepted().sequence() + 1);
}

TEST_CASE("no entry, too many, one without a request, one that would only validate") {
  Registryd registryd;
  const Book book(registryd);
  const std::int64_t before = registryd.Decisions();
  v1::WriteBatchRequest batch;
  CHECK(Fields(book.Send(kBatch, "operator", batch)) == "entries");
  for (int i = 0; i < 5'000; ++i) batch.add_entries()->mutable_transfer();
  CHECK(SendBatch(book, "operator", batch).outcomes(4'999).error().code() ==
        grpc::StatusCode::INVALID_ARGUMENT);
  batch.add_entries();
  CHECK(Fields(book.Send(kBatch, "operator", batch)) == "entries");

  batch = Moves(book, {Move(5, " validate_only: true")});
  batch.add_entries();
  const v1::WriteBatchResponse response = SendBatch(book, "operator", batch);
  for (const int i : {0, 1}) {
    google::rpc::BadRequest bad;
    REQUIRE(response.outcomes(i).error().details(1).UnpackTo(&bad));
    CHECK(bad.field_violations(0).field() == (i == 0 ? "validate_only" : "request"));
  }
  CHECK(registryd.Decisions() == before);
}

TEST_CASE("a batch that is no message, or too large, is refused as a whole and records nothing") {
  Registryd registryd;
  const Book book(registryd);
  const std::int64_t before = registryd.Decisions();
  std::string bytes = Moves(book, {Move(5), Move(6)}).SerializeAsString();
  bytes.replace(bytes.rfind("CEA1920"), 7, "CEA192\xFF");
  const Answer garbage = book.SendBytes(kBatch, "operator", bytes);
  CHECK(garbage.code == grpc::StatusCode::INVALID_ARGUMENT);
  CHECK(Fields(garbage) == "entries[1].move_to_trading.instrument");
  CHECK(book.SendBytes(kBatch, "operator", "\xFF\xFF\xFF\xFF").code ==
        grpc::StatusCode::INVALID_ARGUMENT);
  v1::WriteBatchRequest heavy = Moves(book, {Move(5)});
  heavy.mutable_entries(0)->mutable_move_to_trading()->set_instrument(std::string(17 << 20, 'x'));
  CHECK(book.Send(kBatch, "operator", heavy).code == grpc::StatusCode::RESOURCE_EXHAUSTED);
  CHECK(registryd.Decisions() == before);
  CHECK(SendBatch(book, "operator", Moves(book, {Move(5)})).outcomes(0).has_accepted());
}

}  // namespace registry::wire
