// The same request again, and validation: the answers to the byte.
#include <catch2/catch.hpp>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_replace.h"
#include "carbon/registry/v1/settlement.pb.h"
#include "tests/wire/book.h"
#include "tests/wire/methods.h"
#include "tests/wire/valid_requests.h"

namespace registry::wire {
namespace {

using google::protobuf::Message;

struct Sent {
  const ValidRequest* row;
  std::unique_ptr<Message> request;
  Answer answer;
};

// The same about an account, a freeze or a transfer that is not there, where it names one of those
// that only lives of accounts, freezes and transfers at will are about.
std::string AboutNothing(const std::string& text) {
  return absl::StrReplaceAll(text, {{"'$applied'", "'$unknown'"},
                                    {"'$reviewed'", "'$unknown'"},
                                    {"'$objecting'", "'$unknown'"},
                                    {"'$restricted'", "'$unknown'"},
                                    {"'$bankrupt'", "'$unknown'"},
                                    {"'$other'", "'$unknown'"},
                                    {"'$held'", "'$unknown'"},
                                    {"'$freeze'", "'999999'"},
                                    {"'$to_release'", "'999999'"},
                                    {"'$pledge'", "'999999'"},
                                    {"'$sent'", "'999999'"}});
}

// Nothing can be wrong with these but their shape.
bool IsNeverRefused(const std::string& method) {
  return method == "AccessService/SetCalendar" || method == "AccessService/RegisterStaff";
}

// A refusal of each write that can be refused: the same request about what nobody has.
std::string Refusable(const std::string& method) {
  if (method == "AccountService/OpenAccount") {
    return "kind: ACCOUNT_KIND_NATIONAL social_credit_code: '$new_code' holder_name: 'Nobody'";
  }
  if (method == "AccountService/ChangeAccountStatus") {
    return "account: '$closed' status: ACCOUNT_STATUS_OPEN cause: 'again'";
  }
  if (method == "AllocationService/CreateInstrument") {
    return "instrument: 'CNY' kind: INSTRUMENT_KIND_MONEY";
  }
  if (method == "ComplianceService/CreateCompliancePeriod") {
    return "period: '2019-20' first_year: 2019 last_year: 2020 deadline_time { seconds: 1 }";
  }
  if (method == "RegistryService/AdvanceClock") return "time { seconds: 1 }";
  if (method.starts_with("AccessService/")) {
    return absl::StrReplaceAll(ValidRequestOf(method).text,
                               {{"'new-office'", "'operator'"},
                                {"participant: 'spare-office'", "participant: 'nobody-there'"},
                                {"seconds: 1826399000 } value", "seconds: 1 } value"},
                                {"working_days: 102", "working_days: 103"}});
  }
  if (method == "AccountLifeService/ApplyForAccount") {
    return "kind: ACCOUNT_KIND_NATIONAL social_credit_code: '$new_code' holder_name: 'Nobody' "
           "$papers";
  }
  std::string text = ValidRequestOf(method).text;
  const std::string about_nothing = AboutNothing(text);
  if (about_nothing != text) return about_nothing;
  const bool determines = method == "ComplianceService/DetermineObligation";
  const std::string found = determines ? "'2019-20'" : "'CEA1920'";
  const std::string put = determines ? "'1999'" : "'CEA-NONE'";
  text.replace(text.find(found), found.size(), put);
  return text;
}

void CheckAgain(const Book& book, const Sent& sent) {
  INFO(sent.row->method);
  CHECK(book.Send(sent.row->method, sent.row->caller(), *sent.request) == sent.answer);
}

// The whole request with one thing changed that every write has: nothing but the id stays.
std::unique_ptr<Message> OtherContent(const Book& book, const Sent& sent) {
  // What is never refused has another year, or another person.
  const std::string text = IsNeverRefused(sent.row->method)
                               ? absl::StrReplaceAll(sent.row->text, {{"year: 2030", "year: 2031"},
                                                                      {"active: true", ""}})
                               : Refusable(sent.row->method);
  auto other = book.Request(sent.row->method, text);
  const auto* id = other->GetDescriptor()->FindFieldByName("request_id");
  other->GetReflection()->SetString(other.get(), id,
                                    sent.request->GetReflection()->GetString(*sent.request, id));
  return other;
}

std::vector<Sent> SendAll(const Book& book, bool refused) {
  std::vector<Sent> all;
  for (const ValidRequest& row : ValidRequests()) {
    INFO(row.method);
    if (refused && IsNeverRefused(row.method)) continue;
    auto request = book.Request(row.method, refused ? Refusable(row.method) : row.text);
    const std::int64_t before = book.registryd().Decisions();
    Answer answer = book.Send(row.method, row.caller(), *request);
    const bool settlement = row.method == std::string("SettlementService/SettleTrades");
    CHECK(answer.code ==
          (refused && !settlement ? grpc::StatusCode::FAILED_PRECONDITION : grpc::StatusCode::OK));
    CHECK(book.registryd().Decisions() == before + 1);
    all.push_back({&row, std::move(request), std::move(answer)});
  }
  return all;
}

}  // namespace

TEST_CASE("a write that is sent again gets the bytes of its first answer, after a restart too") {
  Registryd registryd;
  const Book book(registryd);
  const std::vector<Sent> refused = SendAll(book, true);
  const std::vector<Sent> accepted = SendAll(book, false);
  const std::int64_t before = registryd.Decisions();
  for (const Sent& sent : refused) CheckAgain(book, sent);
  for (const Sent& sent : accepted) CheckAgain(book, sent);
  registryd.Restart();
  for (const Sent& sent : refused) CheckAgain(book, sent);
  for (const Sent& sent : accepted) CheckAgain(book, sent);
  CHECK(registryd.Decisions() == before);
}

TEST_CASE("an id that comes again with other content is refused as such") {
  Registryd registryd;
  const Book book(registryd);
  const std::vector<Sent> accepted = SendAll(book, false);
  const std::int64_t before = registryd.Decisions();
  for (const Sent& sent : accepted) {
    INFO(sent.row->method);
    const Answer answer =
        book.Send(sent.row->method, sent.row->caller(), *OtherContent(book, sent));
    if (sent.row->method == std::string("SettlementService/SettleTrades")) {
      v1::SettleTradesResponse response;
      response.ParseFromString(answer.response());
      CHECK(response.outcomes(0).error().code() == grpc::StatusCode::ALREADY_EXISTS);
      CHECK(Reasons(response.outcomes(0).error()) == "REQUEST_ID_REUSED");
      continue;
    }
    CHECK(answer.code == grpc::StatusCode::ALREADY_EXISTS);
    CHECK(Reasons(answer) == "REQUEST_ID_REUSED");
    CheckAgain(book, sent);
  }
  CHECK(registryd.Decisions() == before);
}

TEST_CASE("an id of one method is other content for another method") {
  Registryd registryd;
  const Book book(registryd);
  const std::string id = " request_id: '" + NewId() + "'";
  REQUIRE(book.Ask("TransferService/MoveToTrading", "operator",
                   "account: '$seller' instrument: 'CEA1920' quantity_tco2e: 5" + id)
              .ok());
  const Answer answer =
      book.Ask("TransferService/CancelAllowances", "operator",
               "account: '$seller' instrument: 'CEA1920' quantity_tco2e: 5 purpose: 'x'" + id);
  CHECK(answer.code == grpc::StatusCode::ALREADY_EXISTS);
}

TEST_CASE("another caller with the same id gets an answer of its own") {
  Registryd registryd;
  const Book book(registryd);
  const std::string id = " request_id: '" + NewId() + "'";
  const std::string own = ValidRequestOf("AllocationService/Allocate").text + id;
  const Answer first = book.Ask("AllocationService/Allocate", "authority-13", own);
  REQUIRE(first.ok());
  // The operator's own decision, with a number of its own; and other content is no matter to him.
  const Answer second = book.Ask("AllocationService/Allocate", "operator", own);
  CHECK(second.ok());
  CHECK(second.response() != first.response());
  const Answer third =
      book.Ask("ComplianceService/CreateCompliancePeriod", "ministry",
               ValidRequestOf("ComplianceService/CreateCompliancePeriod").text + id);
  CHECK(third.ok());
  // Who has no right gets the answer of somebody without a right to a fresh id.
  const Answer denied = book.Ask("AllocationService/Allocate", "authority-11", own);
  CHECK(denied == book.Ask("AllocationService/Allocate", "authority-11",
                           ValidRequestOf("AllocationService/Allocate").text));
  CHECK(denied.code == grpc::StatusCode::PERMISSION_DENIED);
}

TEST_CASE("a refusal stays one after the account was filled") {
  Registryd registryd;
  const Book book(registryd);
  const std::string move = "account: '$idle' instrument: 'CEA1920' quantity_tco2e: 5";
  const auto request = book.Request("TransferService/MoveToTrading", move);
  const Answer refused = book.Send("TransferService/MoveToTrading", "operator", *request);
  REQUIRE(Reasons(refused) == "INSUFFICIENT_HOLDING");
  book.Must("TransferService/Transfer", "operator",
            "transferring_account: '$seller' acquiring_account: '$idle' instrument: 'CEA1920' "
            "quantity_tco2e: 5 ground: TRANSFER_GROUND_SUCCESSION $paper");
  CHECK(book.Send("TransferService/MoveToTrading", "operator", *request) == refused);
  registryd.Restart();
  CHECK(book.Send("TransferService/MoveToTrading", "operator", *request) == refused);
  CHECK(book.Ask("TransferService/MoveToTrading", "operator", move).ok());  // a new id
}

TEST_CASE("an id is the same in capitals") {
  Registryd registryd;
  const Book book(registryd);
  const std::string move =
      "account: '$seller' instrument: 'CEA1920' quantity_tco2e: 5 request_id: ";
  const Answer first = book.Ask("TransferService/MoveToTrading", "operator",
                                move + "'01890a5d-ac96-774b-bcce-b302099a8057'");
  REQUIRE(first.ok());
  CHECK(book.Ask("TransferService/MoveToTrading", "operator",
                 move + "'01890A5D-AC96-774B-BCCE-B302099A8057'") == first);
}

}  // namespace registry::wire
