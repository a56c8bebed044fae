#include "tests/stories/persons.h"

#include <algorithm>
#include <utility>

#include "ledger/dated_policy.h"

namespace registry::stories {
namespace {

// "initiate+approve"
std::int16_t PowersIn(const std::string& text) {
  std::int16_t powers = 0;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find('+', begin), text.size());
    const std::string word = text.substr(begin, end - begin);
    for (const auto& [name, power] :
         {std::pair{"read", ledger::Power::kRead}, std::pair{"initiate", ledger::Power::kInitiate},
          std::pair{"approve", ledger::Power::kApprove},
          std::pair{"surrender", ledger::Power::kSurrender}}) {
      if (word == name) powers = static_cast<std::int16_t>(powers | static_cast<int>(power));
    }
    begin = end + 1;
  }
  if (powers == 0) Fail("\"" + text + "\" is no power");
  return powers;
}

std::vector<ledger::NamedSeat> TakeSeats(Words& words) {
  std::vector<ledger::NamedSeat> seats;
  while (!words.done() && !words.NextIs("document")) {
    const std::string office = words.Take("an office");
    seats.push_back({office, PowersIn(words.Take("powers"))});
  }
  return seats;
}

ledger::RegisterPerson PersonOf(Words& words) {
  ledger::RegisterPerson person;
  person.code = words.Take("a name");
  person.subjects = {{kIssuer, person.code}};
  person.seats = TakeSeats(words);
  person.identity = IdentityOf(words.Took("document") ? words.Take("a document") : person.code);
  return person;
}

ledger::SetPolicy PolicyOf(Words& words, ledger::Instant clock) {
  ledger::Policy policy;
  policy.key.kind = ledger::PolicyKind::kApprovalsNeeded;
  policy.key.role = Named(words.Take("a role"), ledger::kRoleCount, &ledger::RoleName);
  policy.key.command =
      Named(words.Take("a command"), ledger::kCommandTypeCount, &ledger::CommandTypeName);
  policy.value = words.TakeNumber("a number of approvals");
  if (words.Took("above")) policy.key.above = words.TakeQuantity();
  policy.from = clock;
  ledger::Document paper{"document 1", {}};
  paper.digest.fill(0xA5);
  return {policy, paper};
}

}  // namespace

ledger::Digest IdentityOf(std::string_view document) {
  ledger::Digest identity{};
  std::copy_n(document.begin(), std::min(document.size(), identity.size()), identity.begin());
  return identity;
}

std::string DocumentOf(const ledger::Digest& identity) {
  const auto end = std::find(identity.begin(), identity.end(), 0);
  return {identity.begin(), end};
}

Asker Persons::AskerOf(const std::string& word) const {
  const std::size_t at = word.find('@');
  const std::string name = word.substr(0, at);
  const auto person = persons_.find(name);
  if (person == persons_.end()) {
    if (at != std::string::npos) Fail("no person is called \"" + name + "\"");
    return {word, ""};
  }
  if (at != std::string::npos) return {word.substr(at + 1), name};
  if (person->second.seats.size() != 1) Fail("\"" + name + "\" has not one seat");
  return {person->second.seats.front().participant, name};
}

std::optional<ledger::Command> Persons::CommandOf(const std::string& verb, Words& words,
                                                  ledger::Instant clock, Teller& teller,
                                                  std::string& office) {
  office = "security";
  if (verb == "person") return PersonOf(words);
  if (verb == "policy") return PolicyOf(words, clock);
  if (verb == "seats" || verb == "suspend") {
    const std::string name = words.Take("a name");
    if (!persons_.contains(name)) Fail("no person is called \"" + name + "\"");
    const ledger::RegisterPerson& person = persons_.at(name);
    if (verb == "suspend") {
      return ledger::ChangePerson{name, person.subjects, person.seats, false, "as the story says"};
    }
    return ledger::ChangePerson{name, person.subjects, TakeSeats(words), true, "as the story says"};
  }
  if (verb == "approve" || verb == "reject") {
    const ledger::Sequence proposal = TakeProposal(words);
    ledger::Digest hash = teller.HashOf(proposal);
    if (words.Took("unseen")) hash[0] = static_cast<std::uint8_t>(hash[0] ^ 1);
    if (verb == "approve") return ledger::ApproveProposal{proposal, hash};
    return ledger::RejectProposal{proposal, hash, "as the story says"};
  }
  if (verb == "withdraw") {
    return ledger::WithdrawProposal{TakeProposal(words), "as the story says"};
  }
  return std::nullopt;
}

void Persons::Hear(const ledger::Command& command) {
  if (const auto* person = std::get_if<ledger::RegisterPerson>(&command)) {
    persons_[person->code] = *person;
  }
  if (const auto* change = std::get_if<ledger::ChangePerson>(&command)) {
    persons_.at(change->code).seats = change->seats;
  }
}

void Persons::Name(const std::string& proposal, ledger::Sequence number) {
  if (!proposal.empty()) proposals_[proposal] = number;
}

ledger::Sequence Persons::TakeProposal(Words& words) const {
  const std::string& name = words.Take("a proposal");
  const auto proposal = proposals_.find(name);
  if (proposal == proposals_.end()) Fail("no proposal is called \"" + name + "\"");
  return proposal->second;
}

std::string Persons::NameOf(const std::string& number) const {
  for (const auto& [name, proposal] : proposals_) {
    if (std::to_string(ledger::Raw(proposal)) == number) return name;
  }
  return number;
}

}  // namespace registry::stories
