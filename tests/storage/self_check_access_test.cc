// The registry proves itself: who may call, what waits for a second person, and who answered it.
#include <algorithm>
#include <catch2/catch.hpp>

#include "log/hash.h"
#include "storage/self_check.h"
#include "tests/storage/two_person_book.h"

namespace registry::testing {
namespace {

using ledger::Raw;
using storage::CheckFinding;
using Findings = std::vector<CheckFinding>;

Findings Check(Book& book, int page_records = 7) {
  storage::ReaderPool pool({book.database().Connection("registry_auditor")});
  Findings findings;
  const auto summary = storage::SelfCheck(
      &pool, {page_records, 100}, [](const auto&) { return true; },
      [&](const CheckFinding& finding) {
        findings.push_back(finding);
        return true;
      });
  if (!summary.ok()) FAIL(summary.status().ToString());
  return findings;
}

std::string TextOf(const Findings& findings) {
  std::string text;
  for (const CheckFinding& finding : findings) text += finding.text + "\n";
  return text;
}

bool Says(const Findings& findings, const std::vector<std::string>& parts) {
  return std::any_of(findings.begin(), findings.end(), [&](const CheckFinding& finding) {
    return std::all_of(parts.begin(), parts.end(), [&](const std::string& part) {
      return finding.text.find(part) != std::string::npos;
    });
  });
}

// Every command of access, and a proposal of every end; op-1 has proposed a transfer of 7 and
// nobody answered.
struct FilledBook : TwoPersonBook {
  explicit FilledBook(storage::JournalOptions options = {}) : TwoPersonBook(3, options) {
    const ledger::Digest entered = log::Sha256("entered");
    for (const ledger::Command& command : std::vector<ledger::Command>{
             ledger::RegisterCertificate{"exchange", entered, {1}, {2}},
             ledger::RevokeCertificate{"exchange", entered, "lost"},
             ledger::RevokeCertificate{"exchange", log::Sha256("unknown"), "never seen"},
             ledger::ChangeParticipant{"operator-2", false, "closed"},
             ledger::ChangePerson{"both-1", {}, {{"operator", 1}}, false, "left"}}) {
      AcceptedIn(Write(AskAs(kSecurity, "sec-1", command)));
    }
    const ledger::SetCalendar calendar{{2026, {105, 106, 107}}, {"notice", {}}};
    AcceptedIn(Write(AskAs(kOperator, "op-1", calendar)));

    const auto propose = [&](ledger::ParticipantId office, const char* person,
                             ledger::Command command) {
      requests.push_back(AskAs(office, person, std::move(command)));
      answers.push_back(Write(requests.back()));
      return ApproveOf(requests.back(), answers.back());
    };
    const auto issue = propose(kOperator, "op-1", IssueOf(500));
    AcceptedIn(Write(AskAs(kReviewer, "rev-1", issue)));
    AcceptedIn(Write(AskAs(kReviewer, "rev-2", issue)));
    const auto half = propose(kOperator, "op-1", IssueOf(40));
    AcceptedIn(Write(AskAs(kReviewer, "rev-1", half)));
    AcceptedIn(Write(
        AskAs(kReviewer, "rev-2", ledger::RejectProposal{half.proposal, half.request_hash, "no"})));
    propose(kOperator, "op-1", IssueOf(30));
    const auto transfer = propose(kOperator, "op-1", TransferOf(Unit(0), Unit(1), 60));
    AcceptedIn(Write(AskAs(kReviewer, "rev-1", transfer)));
    const auto cancel = propose(kOperator, "op-2", ledger::Cancel{Unit(1), kInstrument, {5}, "n"});
    AcceptedIn(Write(AskAs(kReviewer, "rev-2", cancel)));
    const auto person =
        propose(kSecurity, "sec-1", PersonOf("op-3", {{"operator", ledger::kAllPowers}}));
    AcceptedIn(Write(AskAs(kSecurity, "sec-2", person)));
    const auto withdrawn = propose(kOperator, "op-1", TransferOf(Unit(1), Unit(2), 8));
    AcceptedIn(
        Write(AskAs(kOperator, "op-2", ledger::WithdrawProposal{withdrawn.proposal, "a mistake"})));
    const auto late = propose(kOperator, "op-1", TransferOf(Unit(2), Unit(1), 9));
    AdvanceTo(AcceptedIn(answers.back()).waiting->expires_at);
    AcceptedIn(Write(Ask(ledger::kHouse, ledger::ExpireProposal{late.proposal})));
    executed = std::to_string(Raw(transfer.proposal));
    open =
        std::to_string(Raw(propose(kOperator, "op-1", TransferOf(Unit(0), Unit(2), 7)).proposal));
    propose(kOperator, "op-1", ledger::Cancel{Unit(0), kInstrument, {3}, "n"});
  }

  std::vector<ledger::Request> requests;
  std::vector<storage::Answer> answers;
  std::string executed, open;  // two transfers, by their numbers
};

TEST_CASE("a book for persons that nobody touched has no findings, whatever the page") {
  FilledBook book;
  CHECK(book.Figure("SELECT string_agg(DISTINCT type::text, ' ' ORDER BY type::text) FROM decision "
                    "WHERE sequence IS NOT NULL AND type > 18") ==
        "19 20 21 22 23 24 25 26 27 28 29");
  CHECK(book.Figure("SELECT string_agg(DISTINCT state::text, ' ' ORDER BY state::text) FROM "
                    "proposal_state") == "1 2 3 4 5");
  for (const int page : {1, 7, 1000}) {
    const Findings findings = Check(book, page);
    INFO(TextOf(findings));
    CHECK(findings.empty());
  }
  book.CheckLaws();
}

TEST_CASE("altered facts of access are named with both figures") {
  FilledBook book;
  const std::string digest = book.Figure(
      "SELECT encode(fingerprint, 'hex') FROM certificate WHERE valid_until > 'epoch' "
      "ORDER BY sequence LIMIT 1");
  const std::pair<std::string, std::vector<std::string>> faults[] = {
      {"UPDATE participant SET active = true", {"active of participant 5", "false, found true"}},
      {"UPDATE certificate SET participant_id = 1 WHERE revoked AND valid_until > 'epoch'",
       {"participant of certificate " + digest, "expected 3, found 1"}},
      {"UPDATE certificate SET revoked = false", {"revoked of certificate", "found false"}},
      {"DELETE FROM certificate", {"certificate " + digest, "found none"}},
      {"UPDATE person SET seat_powers = '{15}' WHERE NOT active", {"seats of person 5"}},
      {"UPDATE person SET subjects = '{x}' WHERE code = 'op-1'", {"subjects of person 1"}},
      {"UPDATE person_identity SET identity = sha256('x') WHERE code = 'op-2'",
       {"identity of person 2"}},
      {"UPDATE person_identity SET code = 'x' WHERE code = 'rev-1'",
       {"the identity of person 3 is entered", "expected rev-1, found x"}},
      {"INSERT INTO person_identity VALUES (sha256('y'), 99, 'y')",
       {"identity of person 99", "expected none"}},
      {"UPDATE policy SET value = 0 WHERE command = 14",
       {"value of policy APPROVALS_NEEDED of REGISTRY_OPERATOR", "expected 1, found 0"}},
      {"INSERT INTO policy SELECT 1, kind, role, 9, 5, holds_from, value FROM policy LIMIT 1",
       {"policy APPROVALS_NEEDED", "expected none"}},
      {"UPDATE calendar SET working_days = '{105, 107}'",
       {"working days of calendar of 2026", "expected 105 106 107, found 105 107"}},
      {"UPDATE issuance_cap SET reserved = 29 WHERE reserved = 30",
       {"reserved of cap of", "expected 30, found 29"}},
      {"UPDATE proposal SET approvers = '{rev-2}' WHERE state = 2 AND proposal_id = " +
           book.executed,
       {"approvers of proposal " + book.executed, "expected rev-1, found rev-2"}},
      {"UPDATE proposal SET person = 'op-2' WHERE proposal_id = " + book.open,
       {"person of proposal " + book.open}},
      {"UPDATE proposal SET expires_at = '2030-01-01' WHERE proposal_id = " + book.open,
       {"expires at of proposal " + book.open}},
      {"UPDATE proposal_state SET state = 2 WHERE proposal_id = " + book.open,
       {"state at hand of proposal " + book.open, "expected 1, found 2"}},
      {"UPDATE proposal_state SET expires_at = 'epoch'", {"expiry at hand of proposal"}},
      {"UPDATE proposal_state SET last_sequence = last_sequence + 1",
       {"newest version at hand of proposal"}},
      {"DELETE FROM proposal_state WHERE proposal_id = " + book.open,
       {"state at hand of proposal " + book.open, "expected 1, found none"}},
      {"DELETE FROM proposal WHERE proposal_id = " + book.open,
       {"proposal " + book.open, "expected a version, found none"}},
      {"INSERT INTO proposal_state VALUES (3, 1, now(), 1, 3)",
       {"state of proposal 3", "expected none"}},
      {"UPDATE decision SET approver = 'rev-2' WHERE proposal_id = " + book.executed,
       {"approver", "expected rev-1, found rev-2"}},
      {"UPDATE decision SET approver = NULL WHERE proposal_id = " + book.executed,
       {"approver", "expected rev-1, found "}},
      {"UPDATE decision SET proposal_id = 1 WHERE proposal_id = " + book.executed,
       {"proposal: expected " + book.executed + ", found 1"}},
      {"UPDATE decision SET document_number = NULL WHERE type = 26 AND ground > 0",
       {"document number", "expected order 1"}},
  };
  for (const auto& [statement, parts] : faults) {
    book.Tamper(statement);
    const Findings findings = Check(book, 1000);
    INFO(statement << "\n" << TextOf(findings));
    CHECK(Says(findings, parts));
  }
}

// Decides as this says, or else rightly.
using Twist = std::function<std::optional<ledger::Decision>(const ledger::Request& request,
                                                            const ledger::Decision& right)>;
storage::JournalOptions Deciding(const Twist& twist) {
  storage::JournalOptions options;
  options.decide = [twist](const auto& rules, const auto& snapshot, const auto& ids,
                           ledger::Instant now, const ledger::Request& request) {
    const ledger::Decision right = ledger::Decide(rules, snapshot, ids, now, request);
    return twist(request, right).value_or(right);
  };
  return options;
}

TEST_CASE("a withdrawal that gives nothing back is found, in its record and in what lies aside") {
  TwoPersonBook book(3, Deciding([](const auto& request, const auto& right) {
                       std::optional<ledger::Decision> wrong;
                       if (std::holds_alternative<ledger::WithdrawProposal>(request.command)) {
                         wrong = ledger::Effects{{}, std::get<ledger::Effects>(right).facts};
                       }
                       return wrong;
                     }));
  book.ProposeTransfer(60);
  const std::string id = std::to_string(Raw(ProposalIn(book.answer())));
  CHECK(Check(book).empty());
  AcceptedIn(book.Write(
      AskAs(kOperator, "op-2", ledger::WithdrawProposal{ProposalIn(book.answer()), "a mistake"})));
  const Findings findings = Check(book);
  INFO(TextOf(findings));
  CHECK(findings.size() == 2);
  CHECK(Says(findings, {"postings that end proposal " + id}));
  CHECK(Says(findings, {"what waits for open proposals and transfers in account", "PENDING_TRANSFER",
                        "expected 0, found 60"}));
}

TEST_CASE("an approval by the first person is found") {
  storage::JournalOptions options;
  options.decide = [](const auto& rules, const auto& snapshot, const auto& ids, ledger::Instant now,
                      ledger::Request request) {
    if (std::holds_alternative<ledger::ApproveProposal>(request.command)) request.person = "rev-1";
    return ledger::Decide(rules, snapshot, ids, now, request);
  };
  TwoPersonBook book(3, options);
  const ledger::Request proposed = book.ProposeTransfer(60);
  AcceptedIn(book.Approve("op-1", proposed));
  const Findings findings = Check(book);
  INFO(TextOf(findings));
  CHECK(Says(findings, {"who approves proposal", "expected another person, found op-1"}));
}

TEST_CASE("what is set aside elsewhere than in the account itself is found") {
  TwoPersonBook book(3, Deciding([](const auto& request, const auto& right) {
                       std::optional<ledger::Decision> wrong;
                       const auto* transfer = std::get_if<ledger::Transfer>(&request.command);
                       if (transfer != nullptr) {
                         auto effects = std::get<ledger::Effects>(right);
                         effects.postings[0].acquiring.account = transfer->acquiring_account;
                         wrong = effects;
                       }
                       return wrong;
                     }));
  book.ProposeTransfer(60);
  const Findings findings = Check(book);
  INFO(TextOf(findings));
  CHECK(findings.size() == 1);
  CHECK(Says(findings, {"postings of a proposal", "what is set aside"}));
}

TEST_CASE("an answer to what is not open any more is found") {
  TwoPersonBook book(3, Deciding([](const auto& request, const auto& right) {
                       std::optional<ledger::Decision> wrong;
                       if (std::holds_alternative<ledger::RejectProposal>(request.command)) {
                         if (std::holds_alternative<ledger::Rejection>(right))
                           wrong = ledger::Effects{};
                       }
                       return wrong;
                     }));
  const ledger::Request proposed = book.ProposeTransfer(60);
  const auto approve = ApproveOf(proposed, book.answer());
  AcceptedIn(book.Approve("rev-1", proposed));
  AcceptedIn(book.Write(AskAs(
      kReviewer, "rev-2", ledger::RejectProposal{approve.proposal, approve.request_hash, "late"})));
  const Findings findings = Check(book);
  INFO(TextOf(findings));
  CHECK(findings.size() == 1);
  CHECK(Says(findings, {"state of proposal", "expected OPEN, found EXECUTED"}));
}

}  // namespace
}  // namespace registry::testing
