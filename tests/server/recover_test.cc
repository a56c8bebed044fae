// Recovery of lost security administrators: the list, and the ceremony beside a running server.
#include "server/recover.h"

#include <catch2/catch.hpp>
#include <set>
#include <string>
#include <vector>

#include "tests/server/small_book.h"
#include "tests/server/test_server.h"

namespace registry::testing {
namespace {

const std::string kHeading =
    "participant,code,identity_number,issuer,subject,officer,second_officer,cause,document,"
    "sha256\n";
const std::string kIssuer = "https://identity.registry.example";
const std::string kDigest = std::string(63, '0') + "A";

// A line that recovers a person by the officers op-1 and rev-1, under the code as subject.
std::string Line(const std::string& code, const std::string& officers = "op-1,rev-1") {
  return "security," + code + ",ID-" + code + "," + kIssuer + "," + code + "," + officers +
         ",key lost,D-17," + kDigest + "\n";
}

std::vector<server::Recovery> List(const std::string& lines) {
  return server::ParseRecoveries(kHeading + lines).value();
}

std::string Complaint(const std::string& lines) {
  return std::string(server::ParseRecoveries(kHeading + lines).status().message());
}

// A server whose book has persons.
class Desk {
 public:
  TestServer& server() { return server_; }

  std::vector<server::RecoveryAnswer> Recover(const std::string& lines) const {
    return server::Recover(Options(), List(lines)).value();
  }

  server::RecoverOptions Options() const {
    return {server_.options().database, "ceremony", server_.options().clock};
  }

  // A change of a person in the security administrators' office; its seat stays unless he leaves.
  v1::WriteResponse Change(const std::string& by, const std::string& person, bool active) {
    v1::ChangePersonRequest request;
    request.set_request_id(NewId());
    request.set_person(person);
    request.set_active(active);
    request.set_cause("cause");
    v1::Subject& subject = *request.add_subjects();
    subject.set_issuer(kIssuer);
    subject.set_subject(person);
    v1::Seat& seat = *request.add_seats();
    seat.set_participant("security");
    seat.add_powers(v1::POWER_INITIATE);
    seat.add_powers(v1::POWER_APPROVE);
    v1::WriteResponse response;
    Context context(by);
    RequireOk(server_.As<v1::AccessService>("console")->ChangePerson(&context, request, &response));
    return response;
  }

  grpc::Status Approve(const std::string& by, const v1::WriteResponse& waiting) {
    const auto stub = server_.As<v1::ProposalService>("console");
    v1::GetProposalRequest get;
    get.set_proposal(waiting.waiting().proposal());
    v1::ProposalDetails details;
    Context reading(by);
    const grpc::Status seen = stub->GetProposal(&reading, get, &details);
    if (!seen.ok()) return seen;
    v1::ApproveProposalRequest request;
    request.set_request_id(NewId());
    request.set_proposal(get.proposal());
    request.set_request_hash(details.request_hash());
    v1::WriteResponse response;
    Context context(by);
    return stub->ApproveProposal(&context, request, &response);
  }

  grpc::Status WhoAmI(const std::string& subject) {
    v1::CallerIdentity caller;
    Context context(subject);
    return server_.As<v1::AccessService>("console")->GetCaller(&context, v1::GetCallerRequest(),
                                                               &caller);
  }

  // Until the server has looked at the book again.
  bool IsHeardSoon(const std::string& subject) {
    for (int i = 0; i < 100 && !WhoAmI(subject).ok(); ++i) {
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
    return WhoAmI(subject).ok();
  }

 private:
  TestServer server_ = TestServer(PersonOptions());

  static TestServerOptions PersonOptions() {
    TestServerOptions options;
    options.persons = true;
    return options;
  }
};

}  // namespace

TEST_CASE("the list of recoveries: a person for each line") {
  const auto list = List(Line("sec-3") + "\r\n" + Line("sec-4", "op-2,rev-2"));
  REQUIRE(list.size() == 2);
  CHECK(list[0].identity_number == "ID-sec-3");
  const ledger::RecoverAdministrator& first = list[0].recover;
  CHECK(first.participant == "security");
  CHECK(first.code == "sec-3");
  CHECK(first.subjects == std::vector<ledger::Subject>{{kIssuer, "sec-3"}});
  CHECK(first.officers == std::vector<std::string>{"op-1", "rev-1"});
  CHECK(first.cause == "key lost");
  CHECK(first.document.number == "D-17");
  CHECK(first.document.digest.back() == 0x0A);
  CHECK(list[1].recover.officers == std::vector<std::string>{"op-2", "rev-2"});
}

TEST_CASE("a wrong line of the list of recoveries is named") {
  CHECK(server::ParseRecoveries("code\n").status().message() ==
        "the first line is not " + kHeading.substr(0, kHeading.size() - 1));
  CHECK(Complaint("") == "there is nobody to recover");
  CHECK(Complaint("a,b\n") == "line 2 has not ten cells");
  CHECK(Complaint(Line("sec-3") + Line("sec-3")) == "line 3 has a code that an earlier line has");
  const std::string good = Line("sec-3");
  const auto with = [&](const std::string& before, const std::string& after) {
    std::string bad = good;
    bad.replace(bad.find(before), before.size(), after);
    return Complaint(bad);
  };
  CHECK(with("security", "S").starts_with("line 2 has a participant that"));
  CHECK(with(",sec-3", ",").starts_with("line 2 has a code that"));
  CHECK(with("ID-sec-3", "?").starts_with("line 2 has a identity_number that"));
  CHECK(with(kIssuer, "").starts_with("line 2 has a issuer that"));
  CHECK(with("example,sec-3", "example,").starts_with("line 2 has a subject that"));
  CHECK(with("op-1", "").starts_with("line 2 has a officer that"));
  CHECK(with("rev-1", "Rev").starts_with("line 2 has a second_officer that"));
  CHECK(with("key lost", "").starts_with("line 2 has a cause that"));
  CHECK(with("D-17", "").starts_with("line 2 has a document that"));
  CHECK(with(kDigest, kDigest + "0") == "line 2 has a sha256 that is not 64 hexadecimal digits");
  CHECK(with("0A", "0G") == "line 2 has a sha256 that is not 64 hexadecimal digits");
}

TEST_CASE("the id of a recovery follows from all that it says and the attempt") {
  const ledger::RecoverAdministrator recover = List(Line("sec-3")).front().recover;
  std::set<ledger::RequestId> ids = {server::RecoveryRequestId(recover, 0),
                                     server::RecoveryRequestId(recover, 1)};
  ledger::RecoverAdministrator other = recover;
  other.identity = {1};
  ids.insert(server::RecoveryRequestId(other, 0));
  other = recover;
  other.document.number = "D-18";
  ids.insert(server::RecoveryRequestId(other, 0));
  CHECK(ids.size() == 4);
  CHECK(ids.contains(server::RecoveryRequestId(recover, 0)));
}

TEST_CASE("a lone administrator who suspended all others is overcome beside the running server") {
  Desk desk;
  REQUIRE(desk.Change("sec-1", "sec-2", false).has_accepted());
  REQUIRE(desk.Change("sec-1", "sec-2", true).has_waiting());  // he cannot go back alone
  const auto answers = desk.Recover(Line("sec-3") + Line("sec-4"));
  REQUIRE(answers.size() == 2);
  for (const server::RecoveryAnswer& answer : answers) {
    CHECK_FALSE(server::IsRefused(answer));
    CHECK_FALSE(answer.before);
  }
  CHECK(server::ToText(answers[0]).starts_with("recovered sec-3, transaction "));
  REQUIRE(desk.IsHeardSoon("sec-3"));
  REQUIRE(desk.IsHeardSoon("sec-4"));
  REQUIRE(desk.Change("sec-3", "sec-1", false).has_accepted());
  CHECK(desk.WhoAmI("sec-1").error_code() == grpc::StatusCode::UNAUTHENTICATED);
  const v1::WriteResponse back = desk.Change("sec-3", "sec-2", true);
  REQUIRE(back.has_waiting());
  RequireOk(desk.Approve("sec-4", back));
  CHECK(desk.WhoAmI("sec-2").ok());

  // And the auditor sees it.
  v1::GetTransactionRequest request;
  request.set_sequence(
      ledger::Raw(std::get<ledger::Accepted>(answers[0].recorded.outcome).sequence));
  v1::Transaction transaction;
  Context context("aud-1");
  RequireOk(desk.server().As<v1::JournalService>("console")->GetTransaction(&context, request,
                                                                            &transaction));
  CHECK(transaction.type() == v1::TRANSACTION_TYPE_RECOVER_ADMINISTRATOR);
}

TEST_CASE("the same recovery twice is recorded once") {
  Desk desk;
  const auto first = desk.Recover(Line("sec-3"));
  const auto second = desk.Recover(Line("sec-3"));
  REQUIRE(second.size() == 1);
  CHECK(second[0].before);
  CHECK(second[0].recorded == first[0].recorded);
  CHECK(server::ToText(second[0]).starts_with("recovered before: sec-3, transaction "));
  // Lost once more, with another document, it is another one.
  std::string again = Line("sec-3");
  again.replace(again.find("D-17"), 4, "D-18");
  const auto third = desk.Recover(again);
  CHECK_FALSE(third[0].before);
  CHECK_FALSE(server::IsRefused(third[0]));
}

TEST_CASE("officers who are not eligible are named, and the list ends there") {
  Desk desk;
  const auto answers = desk.Recover(Line("sec-3", "op-1,sec-2") + Line("sec-4"));
  REQUIRE(answers.size() == 1);
  REQUIRE(server::IsRefused(answers[0]));
  CHECK(server::ToText(answers[0])
            .starts_with("refused sec-3: OFFICER_NOT_ELIGIBLE person=sec-2; record "));
  CHECK_FALSE(desk.WhoAmI("sec-4").ok());
  CHECK(server::ToText(desk.Recover(Line("sec-3", "op-1,op-1"))[0])
            .starts_with("refused sec-3: OFFICER_NOT_ELIGIBLE person=op-1; record "));
}

TEST_CASE("what was refused once is decided anew when it is asked for again") {
  Desk desk;
  // rev-1 is suspended, and comes back.
  v1::ChangePersonRequest request;
  request.set_request_id(NewId());
  request.set_person("rev-1");
  v1::Subject& subject = *request.add_subjects();
  subject.set_issuer(kIssuer);
  subject.set_subject("rev-1");
  v1::Seat& seat = *request.add_seats();
  seat.set_participant("reviewer");
  seat.add_powers(v1::POWER_APPROVE);
  request.set_cause("cause");
  v1::WriteResponse response;
  Context context("sec-1");
  const auto stub = desk.server().As<v1::AccessService>("console");
  RequireOk(stub->ChangePerson(&context, request, &response));
  const auto refused = desk.Recover(Line("sec-3"));
  REQUIRE(server::IsRefused(refused[0]));
  const auto refused_again = desk.Recover(Line("sec-3"));
  REQUIRE(server::IsRefused(refused_again[0]));
  CHECK(refused_again[0].recorded.record_number > refused[0].recorded.record_number);
  request.set_request_id(NewId());
  request.set_active(true);
  Context second("sec-1");
  RequireOk(stub->ChangePerson(&second, request, &response));
  RequireOk(desk.Approve("sec-2", response));
  const auto recovered = desk.Recover(Line("sec-3"));
  CHECK_FALSE(server::IsRefused(recovered[0]));
  CHECK(desk.Recover(Line("sec-3"))[0].recorded == recovered[0].recorded);
}

TEST_CASE("nothing is recovered on an empty store or under another clock") {
  TestDatabase empty;
  server::RecoverOptions options;
  options.database = empty.Connection("registry_writer");
  CHECK(absl::IsFailedPrecondition(server::Recover(options, List(Line("sec-3"))).status()));
  Desk desk;
  options = desk.Options();
  options.clock = ledger::ClockMode::kSystem;
  CHECK(absl::IsFailedPrecondition(server::Recover(options, List(Line("sec-3"))).status()));
}

}  // namespace registry::testing
