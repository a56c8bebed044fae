#include "tests/storage/two_person_book.h"

#include <catch2/catch.hpp>
#include <utility>

#include "log/canonical.h"
#include "log/hash.h"

namespace registry::testing {
namespace {

storage::JournalOptions Replayed(storage::JournalOptions options) {
  options.clock_mode = ledger::ClockMode::kReplay;
  return options;
}

}  // namespace

ledger::Request AskAs(ledger::ParticipantId office, const std::string& person,
                      ledger::Command command) {
  ledger::Request request = Ask(office, std::move(command));
  request.person = person;
  return request;
}

ledger::Policy Approvals(ledger::Role role, ledger::CommandType command, std::int64_t count) {
  return {{ledger::PolicyKind::kApprovalsNeeded, role, command, {}}, {}, count};
}

ledger::RegisterPerson PersonOf(const std::string& code, std::vector<ledger::NamedSeat> seats) {
  return {code, log::Sha256(code), {{"https://login.example", code}}, std::move(seats)};
}

ledger::Issue IssueOf(std::int64_t quantity) {
  return {kPlan, kInstrument, ledger::Sector::kPower, kAuthorityAccount, {quantity}, {"i", {}}};
}

ledger::Sequence ProposalIn(const storage::Answer& answer) {
  const ledger::Accepted& accepted = AcceptedIn(answer);
  REQUIRE(accepted.waiting.has_value());
  return accepted.sequence;
}

ledger::ApproveProposal ApproveOf(const ledger::Request& proposed, const storage::Answer& answer) {
  return {ProposalIn(answer), log::RequestHash(proposed)};
}

TwoPersonBook::TwoPersonBook(int units, storage::JournalOptions options)
    : Book(units, 1000, Replayed(std::move(options))) {
  using ledger::CommandType;
  using ledger::Role;
  std::vector<ledger::Request> requests;
  const auto add = [&](ledger::Command command) {
    requests.push_back(Ask(kCeremonyParticipant, std::move(command)));
  };
  add(ledger::RegisterParticipant{"reviewer", Role::kRegistryReviewer, "", {}});
  add(ledger::RegisterParticipant{"security", Role::kSecurityAdministrator, "", {}});
  constexpr std::int16_t kAll = ledger::kAllPowers;
  add(PersonOf("op-1", {{"operator", kAll}}));
  add(PersonOf("op-2", {{"operator", kAll}}));
  add(PersonOf("rev-1", {{"reviewer", kAll}}));
  add(PersonOf("rev-2", {{"reviewer", kAll}}));
  add(PersonOf("both-1", {{"operator", kAll}, {"reviewer", kAll}}));
  add(PersonOf("sec-1", {{"security", kAll}}));
  add(PersonOf("sec-2", {{"security", kAll}}));
  const std::pair<CommandType, std::int64_t> of_operator[] = {
      {CommandType::kTransfer, 1}, {CommandType::kCancel, 1}, {CommandType::kIssue, 2}};
  for (const auto& [command, count] : of_operator) {
    add(ledger::SetPolicy{Approvals(Role::kRegistryOperator, command, count), {"policy", {}}});
  }
  add(ledger::SetPolicy{Approvals(Role::kSecurityAdministrator, CommandType::kRegisterPerson, 1),
                        {"policy", {}}});
  for (const storage::Answer& answer : Write(requests)) AcceptedIn(answer);
}

ledger::Request TwoPersonBook::ProposeTransfer(std::int64_t quantity) {
  const ledger::Request request = AskAs(kOperator, "op-1", TransferOf(Unit(0), Unit(1), quantity));
  answer_ = Write(request);
  ProposalIn(answer_);
  return request;
}

storage::Answer TwoPersonBook::Approve(const std::string& person, const ledger::Request& proposed) {
  return Write(AskAs(kReviewer, person, ApproveOf(proposed, answer_)));
}

void TwoPersonBook::AdvanceTo(ledger::Instant instant) {
  AcceptedIn(Write(AskAs(kOperator, "op-1", ledger::AdvanceClock{instant})));
}

}  // namespace registry::testing
