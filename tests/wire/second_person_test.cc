// What needs a second person, over the wire: one person alone cannot do it.
#include <catch2/catch.hpp>
#include <chrono>
#include <string>
#include <thread>
#include <vector>

#include "carbon/registry/v1/batch.pb.h"
#include "carbon/registry/v1/holding.pb.h"
#include "carbon/registry/v1/proposal.pb.h"
#include "tests/wire/book.h"

namespace registry::wire {
namespace {

const char kTransfer[] = "TransferService/Transfer";
const char kApprove[] = "ProposalService/ApproveProposal";
const char kReject[] = "ProposalService/RejectProposal";
const char kWithdraw[] = "ProposalService/WithdrawProposal";
const char kDenied[] = "CALLER_NOT_ENTITLED";

std::string Transfer(const std::string& quantity) {
  return "transferring_account: '$seller' acquiring_account: '$buyer' instrument: 'CEA1920' "
         "ground: TRANSFER_GROUND_SUCCESSION $paper quantity_tco2e: " +
         quantity;
}

template <typename Message>
Message Read(const Answer& answer) {
  INFO(answer.message);
  REQUIRE(answer.ok());
  Message message;
  message.ParseFromString(answer.response());
  return message;
}

std::string NumberOf(const Answer& waiting) {
  return "proposal: '" + Read<v1::WriteResponse>(waiting).waiting().proposal() + "'";
}

v1::ProposalDetails Details(const Book& book, const Answer& waiting, const std::string& reader) {
  return Read<v1::ProposalDetails>(
      book.Ask("ProposalService/GetProposal", reader, NumberOf(waiting)));
}

// What an account holds of CEA1920 in a bucket.
std::int64_t Held(const Book& book, const std::string& account, v1::Bucket bucket) {
  const auto holdings = Read<v1::ListHoldingsResponse>(
      book.Ask("HoldingService/ListHoldings", "aud-1@auditor", "account: '" + account + "'"));
  for (const v1::Holding& holding : holdings.holdings()) {
    if (holding.position().bucket() == bucket) return holding.balance();
  }
  return 0;
}

Answer Propose(const Book& book, const std::string& quantity = "500") {
  return book.Ask(kTransfer, "op-1@operator", Transfer(quantity));
}

// Moves the replay clock on to a time after every proposal of the first day.
void Advance(const Book& book, const std::string& seconds) {
  REQUIRE(
      book.Ask("RegistryService/AdvanceClock", "op-1@operator", "time { seconds: " + seconds + " }")
          .ok());
}

const char kAWeekLater[] = "1627005600";

}  // namespace

TEST_CASE("a transfer waits, sets aside what it takes, and happens when another person approves") {
  Registryd registryd("replay", true);
  const Book book(registryd);
  const auto request = book.Request(kTransfer, Transfer("500"));
  const Answer waiting = book.Send(kTransfer, "op-1@operator", *request);
  const auto answer = Read<v1::WriteResponse>(waiting).waiting();
  CHECK(answer.approvals_needed() == 1);
  CHECK(answer.record_number() > 0);
  REQUIRE(answer.postings_size() == 1);
  CHECK(answer.postings(0).acquiring().bucket() == v1::BUCKET_PENDING_TRANSFER);
  CHECK(Held(book, "$seller", v1::BUCKET_REGISTERED) == 200);
  CHECK(Held(book, "$seller", v1::BUCKET_PENDING_TRANSFER) == 500);
  CHECK(Held(book, "$buyer", v1::BUCKET_REGISTERED) == 1'000);

  const auto details = Details(book, waiting, "rev-1@reviewer");
  CHECK(details.proposal().state() == v1::PROPOSAL_STATE_OPEN);
  CHECK(details.proposal().type() == v1::TRANSACTION_TYPE_TRANSFER);
  CHECK(details.proposal().person() == "op-1");
  CHECK(details.proposal().participant() == "operator");
  CHECK(details.request().transfer().SerializeAsString() == request->SerializeAsString());
  CHECK(details.description().find("quantity_tco2e 500") != std::string::npos);
  CHECK(details.has_accepted());
  CHECK(details.accepted().postings(0).acquiring().account() == book.Fill("$buyer"));

  const Answer approved = book.Approve(waiting, "rev-1@reviewer");
  CHECK(Read<v1::WriteResponse>(approved).accepted().postings_size() == 1);
  CHECK(Held(book, "$seller", v1::BUCKET_PENDING_TRANSFER) == 0);
  CHECK(Held(book, "$buyer", v1::BUCKET_REGISTERED) == 1'500);
  const auto after = Details(book, waiting, "aud-1@auditor");
  CHECK(after.proposal().state() == v1::PROPOSAL_STATE_EXECUTED);
  REQUIRE(after.proposal().approvers_size() == 1);
  CHECK(after.proposal().approvers(0) == "rev-1");
  CHECK_FALSE(after.has_accepted());

  // The same request again is answered again, whatever became of it; after a restart too.
  CHECK(book.Send(kTransfer, "op-1@operator", *request) == waiting);
  registryd.Restart();
  CHECK(book.Send(kTransfer, "op-1@operator", *request) == waiting);
}

TEST_CASE("nobody approves his own, not through another office and not under another subject") {
  Registryd registryd("replay", true);
  const Book book(registryd);
  const Answer waiting = book.Ask(kTransfer, "both-1@operator", Transfer("10"));
  for (const char* caller : {"both-1@reviewer", "both-1-again@reviewer"}) {
    INFO(caller);
    CHECK(Reasons(book.Approve(waiting, caller)) == "SECOND_PERSON_IS_FIRST");
  }
  const std::string answer = book.Proposal(waiting, "rev-1@reviewer");
  // Offices that approve for others, the proposer's own, systems, and certificates alone.
  for (const char* caller : {"both-1@operator", "op-2@operator", "min-2@ministry", "sec-2@security",
                             "aud-1@auditor", "p13-1@authority-13", "trading-system", "console"}) {
    INFO(caller);
    CHECK(Reasons(book.Ask(kApprove, caller, answer)) == kDenied);
    CHECK(Reasons(book.Ask(kReject, caller, answer + " cause: 'no'")) == kDenied);
  }
  CHECK(Held(book, "$buyer", v1::BUCKET_REGISTERED) == 1'000);
  CHECK(book.Approve(waiting, "rev-1@reviewer").ok());
  CHECK(Held(book, "$buyer", v1::BUCKET_REGISTERED) == 1'010);
}

TEST_CASE("an approval is over the hash of what was seen, and is given once") {
  Registryd registryd("replay", true);
  const Book book(registryd);
  const Answer waiting = Propose(book);
  const Answer other = Propose(book, "20");
  const std::string hash = book.Proposal(other, "rev-1@reviewer");
  const std::string mixed = NumberOf(waiting) + hash.substr(hash.find(" request_hash"));
  CHECK(Reasons(book.Ask(kApprove, "rev-1@reviewer", mixed)) == "PROPOSAL_HASH_MISMATCH");
  CHECK(Reasons(book.Ask(kReject, "rev-1@reviewer", mixed + " cause: 'no'")) ==
        "PROPOSAL_HASH_MISMATCH");
  REQUIRE(book.Approve(waiting, "rev-1@reviewer").ok());
  CHECK(Reasons(book.Approve(waiting, "rev-2@reviewer")) == "PROPOSAL_NOT_OPEN");
  CHECK(Reasons(book.Ask(kApprove, "rev-1@reviewer",
                         "proposal: '999999' request_hash: '0123456789abcdef0123456789abcdef'")) ==
        kDenied);
}

TEST_CASE("a rejection and a withdrawal give back what was set aside, once for all") {
  Registryd registryd("replay", true);
  const Book book(registryd);
  const Answer rejected = Propose(book);
  const Answer withdrawn = Propose(book, "100");
  CHECK(Held(book, "$seller", v1::BUCKET_PENDING_TRANSFER) == 600);
  REQUIRE(book.Ask(kReject, "rev-1@reviewer",
                   book.Proposal(rejected, "rev-1@reviewer") + " cause: 'wrong paper'")
              .ok());
  CHECK(Reasons(book.Ask(kWithdraw, "rev-1@reviewer", NumberOf(withdrawn) + " cause: 'x'")) ==
        kDenied);
  REQUIRE(book.Ask(kWithdraw, "op-2@operator", NumberOf(withdrawn) + " cause: 'twice by mistake'")
              .ok());
  CHECK(Held(book, "$seller", v1::BUCKET_PENDING_TRANSFER) == 0);
  CHECK(Held(book, "$seller", v1::BUCKET_REGISTERED) == 700);
  CHECK(Details(book, rejected, "op-1@operator").proposal().cause() == "wrong paper");
  CHECK(Details(book, withdrawn, "op-1@operator").proposal().state() ==
        v1::PROPOSAL_STATE_WITHDRAWN);
  for (const Answer* ended : {&rejected, &withdrawn}) {
    CHECK(Reasons(book.Approve(*ended, "rev-1@reviewer")) == "PROPOSAL_NOT_OPEN");
    CHECK(Reasons(book.Ask(kWithdraw, "op-1@operator", NumberOf(*ended) + " cause: 'x'")) ==
          "PROPOSAL_NOT_OPEN");
  }
}

TEST_CASE("two approvers at the same instant: one carries it out, the other is told so") {
  Registryd registryd("replay", true);
  const Book book(registryd);
  for (int round = 0; round < 5; ++round) {
    const Answer waiting = Propose(book, "10");
    const std::string answer = book.Proposal(waiting, "rev-1@reviewer");
    std::vector<Answer> said(2);
    const auto first = registryd.NewChannel("console");
    const auto second = registryd.NewChannel("console");
    const auto approve = [&](const std::shared_ptr<grpc::Channel>& channel, const char* person) {
      return Invoke(channel, PathOf(kApprove), book.Request(kApprove, answer)->SerializeAsString(),
                    1, Registryd::Person(person));
    };
    std::thread other([&] { said[1] = approve(second, "rev-2"); });
    said[0] = approve(first, "rev-1");
    other.join();
    CHECK(said[0].ok() != said[1].ok());
    CHECK(Reasons(said[0].ok() ? said[1] : said[0]) == "PROPOSAL_NOT_OPEN");
    CHECK(Held(book, "$buyer", v1::BUCKET_REGISTERED) == 1'010 + 10 * round);
  }
}

TEST_CASE("a large issuance needs two other persons, and each counts once") {
  Registryd registryd("replay", true);
  const Book book(registryd);
  book.Must("AllocationService/SetIssuanceCap", "ministry",
            "plan: 'large' instrument: 'CEA1920' sector: SECTOR_POWER cap_tco2e: 30000000 $paper");
  const auto issue = [&](const std::string& quantity) {
    return book.Ask("AllocationService/Issue", "op-1@operator",
                    "plan: 'large' instrument: 'CEA1920' sector: SECTOR_POWER acquiring_account: "
                    "'$authority_13' $paper quantity_tco2e: " +
                        quantity);
  };
  CHECK(Read<v1::WriteResponse>(issue("10000000")).waiting().approvals_needed() == 1);
  const Answer large = issue("10000001");
  CHECK(Read<v1::WriteResponse>(large).waiting().approvals_needed() == 2);
  // Both are reserved under the cap.
  CHECK(Reasons(issue("9999999")).empty());
  CHECK(Reasons(issue("1")) == "ISSUANCE_CAP_EXCEEDED");
  const auto first = Read<v1::WriteResponse>(book.Approve(large, "rev-1@reviewer"));
  CHECK(first.accepted().postings().empty());
  CHECK(Reasons(book.Approve(large, "rev-1@reviewer")) == "SECOND_PERSON_IS_FIRST");
  CHECK(Details(book, large, "rev-2@reviewer").proposal().state() == v1::PROPOSAL_STATE_OPEN);
  const auto last = Read<v1::WriteResponse>(book.Approve(large, "rev-2@reviewer"));
  REQUIRE(last.accepted().postings_size() == 1);
  CHECK(last.accepted().postings(0).quantity() == 10'000'001);
}

TEST_CASE("what is approved is checked again: it stays open when it cannot be done any more") {
  Registryd registryd("replay", true);
  const Book book(registryd);
  const Answer waiting = book.Ask(
      kTransfer, "op-1@operator",
      "transferring_account: '$seller' acquiring_account: '$idle' instrument: 'CEA1920' ground: "
      "TRANSFER_GROUND_SUCCESSION $paper quantity_tco2e: 10");
  book.Must("AccountService/ChangeAccountStatus", "operator",
            "account: '$idle' status: ACCOUNT_STATUS_CLOSING cause: 'application 9'");
  const auto details = Details(book, waiting, "rev-1@reviewer");
  REQUIRE(details.has_error());
  CHECK(Reasons(details.error()) == "ACCOUNT_STATUS_FORBIDS");
  CHECK(Reasons(book.Approve(waiting, "rev-1@reviewer")) == "ACCOUNT_STATUS_FORBIDS");
  CHECK(Details(book, waiting, "rev-1@reviewer").proposal().state() == v1::PROPOSAL_STATE_OPEN);
  book.Must("AccountService/ChangeAccountStatus", "operator",
            "account: '$idle' status: ACCOUNT_STATUS_OPEN cause: 'withdrawn'");
  CHECK(book.Approve(waiting, "rev-1@reviewer").ok());
}

TEST_CASE("an approval after the proposer lost the right is refused") {
  Registryd registryd("replay", true);
  const Book book(registryd);
  const Answer waiting = Propose(book);
  REQUIRE(book.Ask("AccessService/ChangePerson", "sec-1@security",
                   "person: 'op-1' active: true cause: 'moved' subjects { issuer: "
                   "'https://identity.registry.example' subject: 'op-1' }")
              .ok());
  CHECK(Reasons(Details(book, waiting, "rev-1@reviewer").error()) == "PROPOSER_RIGHT_LOST");
  CHECK(Reasons(book.Approve(waiting, "rev-1@reviewer")) == "PROPOSER_RIGHT_LOST");
  CHECK(Held(book, "$buyer", v1::BUCKET_REGISTERED) == 1'000);
  CHECK(book.Ask(kWithdraw, "op-2@operator", NumberOf(waiting) + " cause: 'its maker left'").ok());
}

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
  registryd.Kill();
  registryd.StartAgain();
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

}  // namespace registry::wire
