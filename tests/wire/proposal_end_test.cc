// How proposals end by time, and where else they show: validation, batches, listings.
#include <catch2/catch.hpp>
#include <chrono>
#include <string>
#include <thread>

#include "carbon/registry/v1/batch.pb.h"
#include "tests/wire/proposals.h"
#include "tests/wire/shape_cases.h"

namespace registry::wire {
namespace {

// Moves the replay clock on to a time after every proposal of the first day.
void Advance(const Book& book, const std::string& seconds) {
  REQUIRE(
      book.Ask("RegistryService/AdvanceClock", "op-1@operator", "time { seconds: " + seconds + " }")
          .ok());
}

const char kAWeekLater[] = "1627005600";

}  // namespace

TEST_CASE(
    "a proposal whose time is over is closed by the registry, and the clock never goes back") {
  Registryd registryd("replay", true);
  const Book book(registryd);
  const Answer waiting = Propose(book);
  const std::string answer = book.Proposal(waiting, "rev-1@reviewer");
  Advance(book, kAWeekLater);
  const std::string late = Reasons(book.Ask(kApprove, "rev-1@reviewer", answer));
  CHECK((late == "PROPOSAL_EXPIRED" || late == "PROPOSAL_NOT_OPEN"));
  for (int i = 0; i < 200; ++i) {
    if (Held(book, "$seller", v1::BUCKET_PENDING_TRANSFER) == 0) break;
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  CHECK(Held(book, "$seller", v1::BUCKET_REGISTERED) == 700);
  CHECK(Details(book, waiting, "aud-1@auditor").proposal().state() == v1::PROPOSAL_STATE_EXPIRED);
  CHECK(Reasons(book.Ask(kApprove, "rev-1@reviewer", answer)) == "PROPOSAL_NOT_OPEN");
  CHECK(Reasons(book.Ask("RegistryService/AdvanceClock", "op-1@operator",
                         "time { seconds: 1626400800 }")) == "CLOCK_MOVES_BACKWARD");
  CHECK(Reasons(book.Ask(kApprove, "rev-1@reviewer", answer)) == "PROPOSAL_NOT_OPEN");
}

TEST_CASE("a proposal expires after a restart too") {
  Registryd registryd("replay", true);
  const Book book(registryd);
  const Answer waiting = Propose(book);
  Advance(book, kAWeekLater);
  registryd.Restart();
  for (int i = 0; i < 200; ++i) {
    if (Held(book, "$seller", v1::BUCKET_PENDING_TRANSFER) == 0) break;
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  CHECK(Held(book, "$seller", v1::BUCKET_REGISTERED) == 700);
}

TEST_CASE("a validation of what would wait says so, and records nothing") {
  Registryd registryd("replay", true);
  const Book book(registryd);
  const std::int64_t before = registryd.Decisions();
  const auto waiting = Read<v1::WriteResponse>(book.Ask(kTransfer, "op-1@operator",
                                                        Transfer("500") + " validate_only: true"))
                           .waiting();
  CHECK(waiting.proposal().empty());
  CHECK(waiting.record_number() == 0);
  CHECK(waiting.approvals_needed() == 1);
  CHECK(waiting.postings_size() == 1);
  CHECK(registryd.Decisions() == before);
  CHECK(Held(book, "$seller", v1::BUCKET_REGISTERED) == 700);
}

TEST_CASE("entries of a batch wait like single calls, and each is answered again") {
  Registryd registryd("replay", true);
  const Book book(registryd);
  const std::string entry = "entries { transfer { request_id: '$id' " + Transfer("30") + " } } ";
  std::string text;
  for (int i = 0; i < 3; ++i) {
    std::string one = entry;
    one.replace(one.find("$id"), 3, NewId());
    text += one;
  }
  text += "entries { move_to_trading { request_id: '" + NewId() +
          "' account: '$seller' instrument: 'CEA1920' quantity_tco2e: 5 } }";
  const Answer answer = book.Ask("BatchService/WriteBatch", "op-1@operator", text);
  const auto outcomes = Read<v1::WriteBatchResponse>(answer);
  REQUIRE(outcomes.outcomes_size() == 4);
  for (int i = 0; i < 3; ++i) CHECK(outcomes.outcomes(i).waiting().approvals_needed() == 1);
  CHECK(outcomes.outcomes(3).has_accepted());
  CHECK(Held(book, "$seller", v1::BUCKET_PENDING_TRANSFER) == 90);
  CHECK(book.Ask("BatchService/WriteBatch", "op-1@operator", text) == answer);
}

TEST_CASE("a listing shows an office its own proposals and those it approves, nothing else") {
  Registryd registryd("replay", true);
  const Book book(registryd);
  const Answer transfer = Propose(book);
  const Answer policy = book.Ask(
      "AccessService/SetPolicy", "sec-1@security",
      "policy { kind: POLICY_KIND_APPROVALS_NEEDED role: ROLE_REGISTRY_OPERATOR command: "
      "TRANSACTION_TYPE_TRANSFER above_tco2e: 1000 from_time { seconds: 1800000000 } value: 2 } "
      "$paper");
  const auto open = [&](const char* caller) {
    std::string numbers;
    const auto listed = Read<v1::ListProposalsResponse>(book.Ask(
        "ProposalService/ListProposals", caller, "state: PROPOSAL_STATE_OPEN page_size: 100"));
    for (const v1::Proposal& proposal : listed.proposals()) {
      numbers += "proposal: '" + proposal.proposal() + "'";
    }
    return numbers;
  };
  CHECK(open("op-2@operator") == NumberOf(transfer));
  CHECK(open("rev-1@reviewer") == NumberOf(transfer));
  CHECK(open("sec-2@security") == NumberOf(policy));
  CHECK(open("min-1@ministry").empty());
  CHECK(open("p13-1@authority-13").empty());
  CHECK(open("aud-1@auditor") == NumberOf(transfer) + NumberOf(policy));
  for (const char* caller : {"min-1@ministry", "p13-1@authority-13", "sec-1@security"}) {
    INFO(caller);
    const Answer hidden = book.Ask("ProposalService/GetProposal", caller, NumberOf(transfer));
    CHECK(Reasons(hidden) == kDenied);
    CHECK(hidden == book.Ask("ProposalService/GetProposal", caller, "proposal: '999999'"));
  }
  CHECK(Reasons(book.Ask("ProposalService/ListProposals", "sup-1@supervisor", "")) == kDenied);
}

TEST_CASE("what only takes away acts at once; a revocation needs no second person") {
  Registryd registryd("replay", true);
  const Book book(registryd);
  CHECK(Read<v1::WriteResponse>(
            book.Ask("AccessService/ChangeParticipant", "sec-1@security",
                     "participant: 'trading-system' active: false cause: 'broken into'"))
            .has_accepted());
  CHECK(Reasons(book.Ask("AccessService/GetCaller", "trading-system", "")) == "CALLER_UNKNOWN");
  const Answer back = book.Ask("AccessService/ChangeParticipant", "sec-1@security",
                               "participant: 'trading-system' active: true cause: 'mended'");
  CHECK(Reasons(book.Ask("AccessService/GetCaller", "trading-system", "")) == "CALLER_UNKNOWN");
  CHECK(Reasons(book.Approve(back, "sec-1@security")) == "SECOND_PERSON_IS_FIRST");
  REQUIRE(book.Approve(back, "sec-2@security").ok());
  CHECK(book.Ask("AccessService/GetCaller", "trading-system", "").ok());
}

TEST_CASE("a misshapen answer to a proposal is named, field by field, and records nothing") {
  Registryd registryd("replay", true);
  const Book book(registryd);
  const Answer waiting = Propose(book);
  const std::string seen = book.Proposal(waiting, "rev-1@reviewer");
  struct Row {
    const char* method;
    const char* caller;
    std::string text;
  };
  const Row rows[] = {
      {kApprove, "rev-1@reviewer", seen},
      {kReject, "rev-1@reviewer", seen + " cause: 'wrong paper'"},
      {kWithdraw, "op-1@operator", NumberOf(waiting) + " cause: 'by mistake'"},
  };
  const std::int64_t before = registryd.Decisions();
  int misshapen = 0;
  for (const Row& row : rows) {
    for (const ShapeCase& one : ShapeCasesOf(*book.Request(row.method, row.text))) {
      INFO(one.field << ", " << one.what);
      if (FindShapeException(one) != nullptr) continue;
      const Answer answer = book.SendBytes(row.method, row.caller, one.bytes);
      CHECK(answer.code == grpc::StatusCode::INVALID_ARGUMENT);
      CHECK(Fields(answer) == one.named);
      ++misshapen;
    }
  }
  CHECK(misshapen > 80);
  CHECK(registryd.Decisions() == before);
}

}  // namespace registry::wire
