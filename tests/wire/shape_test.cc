// Misshapen requests: every field of every write RPC, in every way its type can be wrong.
#include <catch2/catch.hpp>
#include <set>
#include <string>

#include "carbon/registry/v1/settlement.pb.h"
#include "tests/wire/book.h"
#include "tests/wire/methods.h"
#include "tests/wire/shape_cases.h"
#include "tests/wire/valid_requests.h"

namespace registry::wire {
namespace {

// The reasons of an answer; of a settlement, those of its first trade.
std::string ReasonsOf(const Answer& answer, const std::string& method) {
  if (!answer.ok() || method != "SettlementService/SettleTrades") return Reasons(answer);
  v1::SettleTradesResponse response;
  response.ParseFromString(answer.response());
  return Reasons(response.outcomes(0).error());
}

// Field 2 of every write, "validate_only", appended: the later value counts.
std::string OnlyValidating(std::string bytes) { return bytes.append("\x10\x01"); }

void CheckCase(const Book& book, const ValidRequest& row, const ShapeCase& shape_case) {
  INFO(row.method << ": " << shape_case.field << ", " << shape_case.what);
  const ShapeException* exception = FindShapeException(shape_case);
  const bool other_path =
      exception != nullptr && exception->answer.find('[') != std::string_view::npos;
  if (exception == nullptr || other_path) {
    const Answer answer = book.SendBytes(row.method, row.caller(), shape_case.bytes);
    CHECK(answer.code == grpc::StatusCode::INVALID_ARGUMENT);
    CHECK(Reasons(answer) == "REQUEST_MISSHAPEN");
    CHECK(Fields(answer) == (other_path ? std::string(exception->answer) : shape_case.named));
    return;
  }
  const Answer answer = book.SendBytes(row.method, row.caller(), OnlyValidating(shape_case.bytes));
  CHECK(ReasonsOf(answer, row.method) == exception->answer);
  const bool settled = row.method == std::string("SettlementService/SettleTrades");
  CHECK(answer.code == (exception->answer.empty() || settled
                            ? grpc::StatusCode::OK
                            : grpc::StatusCode::FAILED_PRECONDITION));
}

}  // namespace

TEST_CASE("a misshapen field of any write is named, nothing is written and the id stays free") {
  Registryd registryd;
  const Book book(registryd);
  std::size_t cases = 0;
  for (const Method& method : ListWrites(registryd.Channel("auditor"))) {
    const ValidRequest& row = ValidRequestOf(ShortName(method.path));
    const auto valid = book.Request(row.method, row.text);
    const std::int64_t before = registryd.Decisions();
    for (const ShapeCase& shape_case : ShapeCasesOf(*valid)) {
      CheckCase(book, row, shape_case);
      ++cases;
    }
    INFO(row.method);
    CHECK(registryd.Decisions() == before);
    const Answer accepted = book.Send(row.method, row.caller(), *valid);
    INFO(accepted.message);
    CHECK(accepted.ok());
    CHECK(ReasonsOf(accepted, row.method).empty());
    CHECK(registryd.Decisions() == before + 1);
  }
  CHECK(UnusedShapeExceptions() == std::vector<std::string>());
  WARN(cases << " misshapen requests");
}

TEST_CASE("a table row of a write that is no more is out of date") {
  Registryd registryd;
  std::set<std::string> listed, rows;
  for (const Method& method : ListWrites(registryd.Channel("auditor"))) {
    listed.insert(ShortName(method.path));
  }
  for (const ValidRequest& row : ValidRequests()) rows.insert(row.method);
  CHECK(listed == rows);
}

TEST_CASE("bytes that are no message of the method's type are refused as a whole") {
  Registryd registryd;
  const Book book(registryd);
  const std::int64_t before = registryd.Decisions();
  for (const ValidRequest& row : ValidRequests()) {
    for (const std::string& bytes :
         {std::string("\xFF\xFF\xFF\xFF"), std::string("\x0A\x7Fshort")}) {
      INFO(row.method);
      const Answer answer = book.SendBytes(row.method, row.caller(), bytes);
      CHECK(answer.code == grpc::StatusCode::INVALID_ARGUMENT);
      CHECK(Reasons(answer) == "REQUEST_MISSHAPEN");
    }
  }
  CHECK(registryd.Decisions() == before);
}

TEST_CASE("a message of 20 MB is refused by every write and the connection stays good") {
  Registryd registryd;
  const Book book(registryd);
  const std::int64_t before = registryd.Decisions();
  // Field 2047, which no message has: 20 MB of bytes.
  const std::string size = "\x80\xDA\xC4\x09";  // 20,000,000 - 128, as a varint
  const std::string heavy = "\xFA\x7F" + size + std::string(20'000'000 - 128 + 0, 'x');
  for (const ValidRequest& row : ValidRequests()) {
    INFO(row.method);
    CHECK(book.SendBytes(row.method, row.caller(), heavy).code ==
          grpc::StatusCode::RESOURCE_EXHAUSTED);
  }
  CHECK(registryd.Decisions() == before);
  CHECK(book.Ask("RegistryService/GetRegistryStatus", "operator", "").ok());
}

TEST_CASE("several misshapen fields are all named in one answer") {
  Registryd registryd;
  const Book book(registryd);
  const Answer answer = book.Ask("TransferService/Transfer", "operator",
                                 "request_id: 'x' transferring_account: '1' instrument: 'CEA1920'");
  CHECK(answer.code == grpc::StatusCode::INVALID_ARGUMENT);
  CHECK(Fields(answer) ==
        "request_id transferring_account acquiring_account quantity_tco2e ground document");
}

TEST_CASE("free text is counted in characters, up to its limit") {
  Registryd registryd;
  const Book book(registryd);
  struct Limit {
    const char* method;
    const char* field;
    std::size_t most;
  };
  const Limit limits[] = {{"AccountService/OpenAccount", "holder_name", 200},
                          {"AccountService/ChangeAccountStatus", "cause", 500},
                          {"AllocationService/SetIssuanceCap", "plan", 100},
                          {"TransferService/CancelAllowances", "purpose", 500}};
  for (const Limit& limit : limits) {
    const ValidRequest& row = ValidRequestOf(limit.method);
    const auto request = book.Request(limit.method, std::string(row.text) + " validate_only: true");
    const auto* field = request->GetDescriptor()->FindFieldByName(limit.field);
    std::string text;
    for (std::size_t i = 0; i < limit.most; ++i) text += "碳";
    INFO(limit.method << " " << limit.field);
    request->GetReflection()->SetString(request.get(), field, text);
    CHECK(book.Send(limit.method, row.caller(), *request).ok());
    request->GetReflection()->SetString(request.get(), field, text + "碳");
    CHECK(Fields(book.Send(limit.method, row.caller(), *request)) == limit.field);
  }
}

}  // namespace registry::wire
