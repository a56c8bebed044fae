// Commands that wait for a second person, in PostgreSQL: what waits, what becomes of it, and that
// two servers, a cut line and a restart change nothing of that.
#include <array>
#include <catch2/catch.hpp>
#include <chrono>
#include <thread>

#include "log/canonical.h"
#include "storage/journal_reader.h"
#include "storage/proposal_reader.h"
#include "storage/validator.h"
#include "tests/storage/cutting_proxy.h"
#include "tests/storage/two_person_book.h"

namespace registry::testing {
namespace {

using ledger::Bucket;
using ledger::ProposalState;
using ledger::Raw;
using ledger::Reason;

Reason FirstReason(const storage::Answer& answer) { return RejectionIn(answer).checks[0].reason; }

std::string StateOf(TwoPersonBook& book, ledger::Sequence id) {
  return book.Figure("SELECT state FROM proposal_state WHERE proposal_id = " +
                     std::to_string(Raw(id)));
}

std::string CapOf(TwoPersonBook& book) {
  return book.Figure(
      "SELECT issued || ' ' || reserved FROM issuance_cap ORDER BY sequence DESC LIMIT 1");
}

TEST_CASE("a proposal waits, is answered the same for ever, and the approval executes it") {
  TwoPersonBook book;
  const ledger::Request proposed = book.ProposeTransfer(60);
  const storage::Answer waiting = book.answer();
  const ledger::Sequence id = ProposalIn(waiting);
  CHECK(AcceptedIn(waiting).waiting->approvals_needed == 1);
  CHECK(book.Balance(Unit(0)) == 940);
  CHECK(book.Balance(Unit(0), Bucket::kPendingTransfer) == 60);
  CHECK(book.Balance(Unit(1)) == 1000);
  CHECK(StateOf(book, id) == "1");

  const auto other = book.OpenAnother();
  CHECK(other->Write(std::span(&proposed, 1)).front() == waiting);
  storage::ReaderPool pool({book.database().Connection("registry_reader")});
  const auto bytes = [&] {
    return (*storage::JournalReader(&pool).FindRequest(proposed.key)).value().bytes;
  };
  const std::string before = bytes();

  const ledger::Request approval = AskAs(kReviewer, "rev-1", ApproveOf(proposed, waiting));
  const storage::Answer executed = book.Write(approval);
  CHECK(!AcceptedIn(executed).waiting.has_value());
  CHECK(book.Balance(Unit(0)) == 940);
  CHECK(book.Balance(Unit(0), Bucket::kPendingTransfer) == 0);
  CHECK(book.Balance(Unit(1)) == 1060);
  CHECK(StateOf(book, id) == "2");
  // The transaction that moved it: who approved what, with the header of what was proposed.
  CHECK(book.Figure("SELECT concat_ws(' ', type, person, approver, proposal_id = " +
                    std::to_string(Raw(id)) +
                    ", ground, document_number) FROM decision ORDER BY record_number DESC LIMIT "
                    "1") == "26 rev-1 rev-1 t 6 order 1");
  CHECK(book.Figure("SELECT num_nonnulls(approver, proposal_id) FROM decision WHERE sequence = " +
                    std::to_string(Raw(id))) == "0");

  book.Reopen();
  for (storage::Journal* journal : {&book.journal(), other.get()}) {
    CHECK(journal->Write(std::span(&proposed, 1)).front() == waiting);
    CHECK(journal->Write(std::span(&approval, 1)).front() == executed);
  }
  CHECK(bytes() == before);
  const ledger::Request late = AskAs(kReviewer, "rev-2", ApproveOf(proposed, waiting));
  CHECK(FirstReason(book.Write(late)) == Reason::kProposalNotOpen);
  CHECK(book.Figure("SELECT concat_ws(' ', approver, proposal_id = " + std::to_string(Raw(id)) +
                    ") FROM decision ORDER BY record_number DESC LIMIT 1") == "t");
  book.CheckLaws();
}

TEST_CASE(
    "proposals of one batch have numbers of their own, and what waits is not promised twice") {
  TwoPersonBook book;
  const std::vector<ledger::Request> requests = {
      AskAs(kOperator, "op-1", TransferOf(Unit(0), Unit(1), 600)),
      AskAs(kOperator, "op-2", TransferOf(Unit(0), Unit(2), 600)),
      AskAs(kOperator, "op-2", TransferOf(Unit(0), Unit(2), 400)),
      AskAs(kOperator, "op-2", TransferOf(Unit(1), Unit(2), 1)),
      AskAs(kOperator, "op-1", ledger::MoveToTrading{Unit(1), kInstrument, {999}})};
  const std::int64_t batches = book.journal().counters().batches;
  const auto answers = book.Write(requests);
  CHECK(book.journal().counters().batches == batches + 1);
  const std::int64_t first = Raw(ProposalIn(answers[0]));
  CHECK(FirstReason(answers[1]) == Reason::kInsufficientHolding);
  CHECK(Raw(ProposalIn(answers[2])) == first + 1);
  CHECK(Raw(ProposalIn(answers[3])) == first + 2);
  CHECK(!AcceptedIn(answers[4]).waiting.has_value());
  for (const std::size_t i : {3U, 0U, 2U}) {
    AcceptedIn(book.Write(AskAs(kReviewer, "rev-1", ApproveOf(requests[i], answers[i]))));
  }
  CHECK(book.Balance(Unit(0)) == 0);
  CHECK(book.Balance(Unit(1)) == 600);
  CHECK(book.Balance(Unit(2)) == 1401);
  book.CheckLaws();
}

TEST_CASE("of two approvals at the same instant on two servers one executes") {
  TwoPersonBook book;
  const auto other = book.OpenAnother();
  for (int i = 0; i < 10; ++i) {
    const ledger::Request proposed = book.ProposeTransfer(10);
    const ledger::Request ours = AskAs(kReviewer, "rev-1", ApproveOf(proposed, book.answer()));
    const ledger::Request theirs = AskAs(kReviewer, "rev-2", ApproveOf(proposed, book.answer()));
    std::array<storage::Answer, 2> answers;
    {
      const std::jthread one([&] { answers[0] = book.Write(ours); });
      const std::jthread two([&] { answers[1] = other->Write(std::span(&theirs, 1)).front(); });
    }
    const bool first = std::holds_alternative<ledger::Accepted>(RecordedIn(answers[0]).outcome);
    AcceptedIn(answers[first ? 0 : 1]);
    CHECK(FirstReason(answers[first ? 1 : 0]) == Reason::kProposalNotOpen);
    CHECK(book.Write(theirs) == answers[1]);
  }
  CHECK(book.Balance(Unit(0)) == 900);
  CHECK(book.Balance(Unit(1)) == 1100);
  book.CheckLaws();
}

TEST_CASE("an approval whose commit is in doubt executes once") {
  const auto cut = GENERATE(CuttingProxy::Cut::kBeforeCommit, CuttingProxy::Cut::kAfterCommit);
  TwoPersonBook book;
  CuttingProxy proxy;
  storage::JournalOptions options;
  options.connection = proxy.Through(book.database().Connection("registry_writer"));
  options.clock_mode = ledger::ClockMode::kReplay;
  const auto journal = *storage::Journal::Open(options);
  const ledger::Request proposed = AskAs(kOperator, "op-1", TransferOf(Unit(0), Unit(1), 60));
  proxy.CutNext(cut);
  const storage::Answer waiting = journal->Write(std::span(&proposed, 1)).front();
  const ledger::Request approval = AskAs(kReviewer, "rev-1", ApproveOf(proposed, waiting));
  proxy.CutNext(cut);
  const storage::Answer executed = journal->Write(std::span(&approval, 1)).front();
  AcceptedIn(executed);
  CHECK(proxy.cuts() == 2);
  CHECK(journal->counters().doubts == 2);
  CHECK(book.Write(proposed) == waiting);
  CHECK(book.Write(approval) == executed);
  CHECK(book.Balance(Unit(1)) == 1060);
  CHECK(book.Figure("SELECT count(*) FROM proposal") == "2");
  book.CheckLaws();
}

TEST_CASE("rejected, withdrawn and expired proposals give everything back") {
  TwoPersonBook book;
  const ledger::Request proposed = book.ProposeTransfer(60);
  const ledger::Sequence id = ProposalIn(book.answer());
  std::string state;
  SECTION("rejected") {
    AcceptedIn(book.Write(
        AskAs(kReviewer, "rev-1", ledger::RejectProposal{id, log::RequestHash(proposed), "why"})));
    state = "3 why";
  }
  SECTION("withdrawn, by another of the office") {
    AcceptedIn(book.Write(AskAs(kOperator, "op-2", ledger::WithdrawProposal{id, "a mistake"})));
    state = "4 a mistake";
  }
  SECTION("expired") {
    const ledger::Request expiry = Ask(ledger::kHouse, ledger::ExpireProposal{id});
    CHECK(FirstReason(book.Write(expiry)) == Reason::kProposalNotExpired);
    book.AdvanceTo(AcceptedIn(book.answer()).waiting->expires_at);
    CHECK(FirstReason(book.Approve("rev-1", proposed)) == Reason::kProposalExpired);
    AcceptedIn(book.Write(Ask(ledger::kHouse, ledger::ExpireProposal{id})));
    state = "5 ";
  }
  CHECK(book.Balance(Unit(0)) == 1000);
  CHECK(book.Balance(Unit(0), Bucket::kPendingTransfer) == 0);
  CHECK(book.Figure("SELECT state || ' ' || cause FROM proposal ORDER BY sequence DESC LIMIT 1") ==
        state);
  CHECK(StateOf(book, id) == state.substr(0, 1));
  CHECK(FirstReason(book.Approve("rev-1", proposed)) == Reason::kProposalNotOpen);
  book.CheckLaws();
}

TEST_CASE("an issuance that waits keeps its cap free, and needs as many as the policy says") {
  TwoPersonBook book;
  const ledger::Request proposed = AskAs(kOperator, "op-1", IssueOf(999'000'000 - 3000));
  const storage::Answer waiting = book.Write(proposed);
  CHECK(AcceptedIn(waiting).waiting->approvals_needed == 2);
  CHECK(CapOf(book) == "3000 998997000");
  CHECK(FirstReason(book.Write(AskAs(kOperator, "op-2", IssueOf(1'000'001)))) ==
        Reason::kIssuanceCapExceeded);
  const ledger::ApproveProposal approve = ApproveOf(proposed, waiting);
  SECTION("two approve") {
    AcceptedIn(book.Write(AskAs(kReviewer, "rev-1", approve)));
    CHECK(FirstReason(book.Write(AskAs(kReviewer, "rev-1", approve))) ==
          Reason::kSecondPersonIsFirst);
    book.Reopen();
    CHECK(FirstReason(book.Write(AskAs(kReviewer, "rev-1", approve))) ==
          Reason::kSecondPersonIsFirst);
    CHECK(CapOf(book) == "3000 998997000");
    AcceptedIn(book.Write(AskAs(kReviewer, "rev-2", approve)));
    CHECK(CapOf(book) == "999000000 0");
    CHECK(book.Balance(kAuthorityAccount) == 998'997'000);
    CHECK(book.Figure("SELECT string_agg(array_to_string(approvers, ' '), '|' ORDER BY sequence) "
                      "FROM proposal") == "|rev-1|rev-1 rev-2");
  }
  SECTION("the second rejects") {
    AcceptedIn(book.Write(AskAs(kReviewer, "rev-1", approve)));
    AcceptedIn(book.Write(AskAs(
        kReviewer, "rev-2", ledger::RejectProposal{approve.proposal, approve.request_hash, "no"})));
    CHECK(CapOf(book) == "3000 0");
    CHECK(book.Balance(kAuthorityAccount) == 0);
  }
  book.CheckLaws();
}

TEST_CASE("what is checked again at execution and fails leaves the proposal open") {
  TwoPersonBook book;
  const ledger::Request proposed = book.ProposeTransfer(60);
  const ledger::Sequence id = ProposalIn(book.answer());
  AcceptedIn(book.Write(
      AskAs(kOperator, "op-1",
            ledger::ChangeAccountStatus{Unit(1), ledger::AccountStatus::kRestricted, "order"})));
  const storage::Answer refused = book.Approve("rev-1", proposed);
  CHECK(FirstReason(refused) == Reason::kAccountStatusForbids);
  CHECK(StateOf(book, id) == "1");
  CHECK(book.Balance(Unit(0), Bucket::kPendingTransfer) == 60);
  AcceptedIn(book.Write(AskAs(
      kOperator, "op-1", ledger::ChangeAccountStatus{Unit(1), ledger::AccountStatus::kOpen, "-"})));
  AcceptedIn(book.Approve("rev-1", proposed));
  CHECK(book.Balance(Unit(1)) == 1060);
  book.CheckLaws();
}

TEST_CASE("an executed change of the rules acts at once, on the other server too") {
  TwoPersonBook book;
  const auto other = book.OpenAnother();
  const auto persons = book.journal().rules()->persons.size();
  const ledger::Request proposed =
      AskAs(kSecurity, "sec-1", PersonOf("op-3", {{"operator", ledger::kAllPowers}}));
  const storage::Answer waiting = book.Write(proposed);
  const auto epoch = book.journal().rules()->epoch;
  CHECK(book.journal().rules()->persons.size() == persons);
  AcceptedIn(book.Write(AskAs(kSecurity, "sec-2", ApproveOf(proposed, waiting))));
  CHECK(Raw(book.journal().rules()->epoch) == Raw(epoch) + 1);
  CHECK(Raw(book.journal().rules()->FindPerson("op-3")->id) ==
        static_cast<std::int32_t>(persons) + 1);
  const ledger::Request by_new = AskAs(kOperator, "op-3", TransferOf(Unit(0), Unit(1), 1));
  ProposalIn(other->Write(std::span(&by_new, 1)).front());
  book.CheckLaws();
}

TEST_CASE("validate_only of an answer says what the journal would, and leaves no trace") {
  TwoPersonBook book;
  const ledger::Request proposed = book.ProposeTransfer(60);
  storage::ReaderPool pool({book.database().Connection("registry_reader")});
  storage::Validator validator(&pool);
  const std::string records = book.Figure("SELECT count(*) FROM decision");
  ledger::ApproveProposal approve = ApproveOf(proposed, book.answer());
  const ledger::Request approval = AskAs(kReviewer, "rev-1", approve);
  const storage::Answer foreseen = validator.Validate(approval);
  approve.request_hash[0] ^= 1;
  CHECK(FirstReason(validator.Validate(AskAs(kReviewer, "rev-1", approve))) ==
        Reason::kProposalHashMismatch);
  const ledger::Request another = AskAs(kOperator, "op-2", TransferOf(Unit(0), Unit(1), 5));
  CHECK(AcceptedIn(validator.Validate(another)).waiting.has_value());
  CHECK(book.Figure("SELECT count(*) FROM decision") == records);
  CHECK(RecordedIn(book.Write(approval)).outcome == RecordedIn(foreseen).outcome);
}

TEST_CASE("an answer to what is no proposal is denied, whatever stands under the number") {
  TwoPersonBook book;
  const ledger::Request transfer =
      AskAs(kOperator, "op-1", ledger::MoveToTrading{Unit(0), kInstrument, {5}});
  const ledger::Sequence done = AcceptedIn(book.Write(transfer)).sequence;
  for (const std::int64_t id : {Raw(done), Raw(done) + 1, std::int64_t{-1}, INT64_MAX}) {
    const storage::Answer answer = book.Write(
        AskAs(kReviewer, "rev-1",
              ledger::ApproveProposal{ledger::Sequence{id}, log::RequestHash(transfer)}));
    CHECK(std::holds_alternative<ledger::Denied>(answer));
  }
}

TEST_CASE("proposals are found, listed by filter and page, and told when they are due") {
  TwoPersonBook book;
  std::vector<ledger::Sequence> ids;
  std::vector<ledger::Request> requests;
  for (int i = 0; i < 7; ++i) {
    requests.push_back(book.ProposeTransfer(1 + i));
    ids.push_back(ProposalIn(book.answer()));
  }
  const ledger::Instant expiry = AcceptedIn(book.answer()).waiting->expires_at;
  const storage::Answer person = book.Write(AskAs(kSecurity, "sec-1", PersonOf("op-9", {})));
  ids.push_back(ProposalIn(person));
  AcceptedIn(book.Approve("rev-1", requests[6]));
  storage::ReaderPool pool({book.database().Connection("registry_reader")});
  const storage::ProposalReader reader(&pool);

  const auto found = (*reader.Find(ids[6])).value();
  CHECK(found.proposal.state == ProposalState::kExecuted);
  CHECK(found.proposal.approvers == std::vector<std::string>{"rev-1"});
  CHECK(found.record.request.command.index() == requests[6].command.index());
  CHECK(found.record.request.person == "op-1");
  CHECK(found.request_hash == log::RequestHash(requests[6]));
  CHECK(Raw(found.last_sequence) == Raw(ids[7]) + 1);
  CHECK(found.province == "13");
  CHECK(!(*reader.Find(ledger::Sequence{1})).has_value());

  // All ids under a filter, over pages of this size.
  const auto list = [&](const storage::ProposalFilter& filter, int page_size) {
    std::vector<ledger::Sequence> listed;
    std::optional<ledger::Sequence> after;
    do {
      const auto page = *reader.List(filter, after, page_size);
      for (const auto& row : page.rows) listed.push_back(row.proposal.id);
      after = page.next;
    } while (after.has_value());
    return listed;
  };
  const std::vector<ledger::Sequence> open_transfers(ids.begin(), ids.begin() + 6);
  for (const int size : {1, 3, 100}) {
    CHECK(list({}, size) == ids);
    storage::ProposalFilter filter;
    filter.state = ProposalState::kExecuted;
    CHECK(list(filter, size) == std::vector{ids[6]});
    filter.state = ProposalState::kOpen;
    filter.proposers = {{kOperator, kReviewer, kOperator}};
    CHECK(list(filter, size) == open_transfers);
    filter.account = Unit(0);
    CHECK(list(filter, size) == open_transfers);
    filter.province = "14";
    CHECK(list(filter, size).empty());
    filter = {};
    filter.proposers = std::vector<ledger::ParticipantId>();
    CHECK(list(filter, size).empty());
    filter.proposers.reset();
    filter.province = "13";
    CHECK(list(filter, size) == std::vector(ids.begin(), ids.begin() + 7));
  }

  CHECK((*reader.DueProposals({expiry.micros - 1}, 10)).empty());
  CHECK((*reader.DueProposals(expiry, 4)).size() == 4);
  const auto due = *reader.DueProposals(expiry, 100);
  CHECK(due.size() == 7);  // all that are open
  CHECK(std::find(due.begin(), due.end(), ids[6]) == due.end());
}

}  // namespace
}  // namespace registry::testing
