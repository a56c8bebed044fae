// What needs a second person, over the wire: one person alone cannot do it.
#include <catch2/catch.hpp>
#include <string>
#include <thread>
#include <vector>

#include "tests/wire/proposals.h"

namespace registry::wire {
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
  const v1::Proposal back = Details(book, withdrawn, "op-1@operator").proposal();
  CHECK(back.state() == v1::PROPOSAL_STATE_WITHDRAWN);
  CHECK(back.cause() == "twice by mistake");
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
                    1'000, Registryd::Person(person));
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

TEST_CASE("an approval by a person who was suspended since does not count for a later one") {
  Registryd registryd("replay", true);
  const Book book(registryd);
  book.Must("AllocationService/SetIssuanceCap", "ministry",
            "plan: 'large' instrument: 'CEA1920' sector: SECTOR_POWER cap_tco2e: 30000000 $paper");
  const Answer large =
      book.Ask("AllocationService/Issue", "op-1@operator",
               "plan: 'large' instrument: 'CEA1920' sector: SECTOR_POWER acquiring_account: "
               "'$authority_13' $paper quantity_tco2e: 10000001");
  REQUIRE(book.Approve(large, "rev-1@reviewer").ok());
  REQUIRE(book.Ask("AccessService/ChangePerson", "sec-1@security",
                   "person: 'rev-1' active: false cause: 'a stolen token' subjects { issuer: "
                   "'https://identity.registry.example' subject: 'rev-1' }")
              .ok());
  CHECK(Reasons(Details(book, large, "rev-2@reviewer").error()) == "APPROVER_RIGHT_LOST");
  CHECK(Reasons(book.Approve(large, "rev-2@reviewer")) == "APPROVER_RIGHT_LOST");
  CHECK(Details(book, large, "rev-2@reviewer").proposal().state() == v1::PROPOSAL_STATE_OPEN);
}

}  // namespace registry::wire
