#include "tests/fuzz/said_again.h"

#include <memory>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>

#include "google/protobuf/text_format.h"
#include "ledger/account_number.h"
#include "log/canonical.h"
#include "server/convert.h"
#include "server/shape.h"
#include "tests/fuzz/request_types.h"
#include "tests/fuzz/target.h"

namespace registry::fuzz {
namespace {

using google::protobuf::Message;
using google::protobuf::TextFormat;

// ---- the message that a proposal shows

template <typename Request>
void CheckReadAgain(const Message& shown, const ledger::Request& request) {
  const auto* message = dynamic_cast<const Request*>(&shown);
  if (message == nullptr) return;
  if constexpr (!std::is_same_v<Request, v1::SettleTradesRequest>) {
    server::Shape shape;
    auto command = server::FromProto(*message, shape);
    if constexpr (std::is_same_v<Request, v1::RegisterPersonRequest> ||
                  std::is_same_v<Request, v1::RegisterStaffRequest>) {
      // The record has no number of an identity document, only its digest.
      command.identity = std::get<decltype(command)>(request.command).identity;
    } else {
      Require(shape.ok(), "what a proposal shows has the right form", message->ShortDebugString());
    }
    ledger::Request again = request;
    again.command = std::move(command);
    Require(log::CanonicalContent(again) == log::CanonicalContent(request),
            "what a proposal shows is what was asked", message->ShortDebugString());
  }
}

template <typename... Requests>
void CheckReadAgain(TypeList<Requests...>, const Message& shown, const ledger::Request& request) {
  (CheckReadAgain<Requests>(shown, request), ...);
}

void CheckProposal(const ledger::Request& request) {
  const v1::WriteEntry entry = server::EntryToProto(request);
  const auto* chosen = entry.GetReflection()->GetOneofFieldDescriptor(
      entry, entry.GetDescriptor()->FindOneofByName("request"));
  const std::string text = server::Describe(entry);
  Require(text.empty() == (chosen == nullptr), "a proposal is described");
  if (chosen == nullptr) return;  // it never waits
  CheckReadAgain(Writes{}, entry.GetReflection()->GetMessage(entry, chosen), request);
}

// ---- the facts

// What stands in both under one name is the same.
void CheckAgree(const Message& asked, const Message& shown) {
  for (int i = 0; i < shown.GetDescriptor()->field_count(); ++i) {
    const auto* there = shown.GetDescriptor()->field(i);
    const auto* here = asked.GetDescriptor()->FindFieldByName(there->name());
    if (here == nullptr || here->is_repeated() != there->is_repeated()) continue;
    const int size = here->is_repeated() ? asked.GetReflection()->FieldSize(asked, here) : 0;
    bool same = !here->is_repeated() || size == shown.GetReflection()->FieldSize(shown, there);
    for (int at = 0; same && at < (here->is_repeated() ? size : 1); ++at) {
      std::string one, other;
      const int index = here->is_repeated() ? at : -1;
      TextFormat::PrintFieldValueToString(asked, here, index, &one);
      TextFormat::PrintFieldValueToString(shown, there, index, &other);
      same = one == other;
    }
    Require(same, "a fact is what was asked", asked.ShortDebugString());
  }
}

// The rules, the registry's names for what they hold and the message of a command at hand.
struct Facts {
  const Message& asked;
  ledger::Rules rules;

  ledger::ParticipantId Enter(const std::string& name) {
    const auto id = ledger::ParticipantId{static_cast<std::int32_t>(rules.participants.size()) + 1};
    rules.participants[id].id = id;
    rules.participants[id].name = name;
    return id;
  }

  void operator()(const ledger::CreateInstrument& c) {
    const ledger::Instrument fact{.id = ledger::InstrumentId{1},
                                  .code = c.code,
                                  .kind = c.kind,
                                  .vintage_first_year = c.vintage_first_year,
                                  .vintage_last_year = c.vintage_last_year,
                                  .tradable_from = c.tradable_from,
                                  .tradable_until = c.tradable_until,
                                  .eligible_periods = c.eligible_periods};
    CheckAgree(asked, server::ToProto(fact));
  }
  void operator()(const ledger::CreatePeriod& c) {
    ledger::CompliancePeriod fact;
    fact.code = c.code;
    fact.first_year = c.first_year;
    fact.last_year = c.last_year;
    fact.deadline = c.deadline;
    CheckAgree(asked, server::ToProto(fact));
  }
  void operator()(const ledger::OpenAccount& c) {
    ledger::Account fact;
    fact.id = ledger::AccountId{1001};
    fact.kind = c.kind;
    fact.social_credit_code = c.social_credit_code;
    fact.province = c.province;
    fact.sector = c.sector;
    CheckAgree(asked, server::ToProto(fact));
  }
  void operator()(const ledger::DetermineObligation& c) {
    ledger::Obligation fact;
    fact.key = {c.unit_account, c.sector, c.period};
    fact.verified_emissions = c.verified_emissions;
    fact.obligation = c.obligation;
    fact.completed_at = ledger::Instant{1};
    CheckAgree(asked, server::ToProto(fact));
  }
  void operator()(const ledger::RegisterParticipant& c) {
    ledger::Participant fact;
    fact.name = c.name;
    fact.role = c.role;
    fact.province = c.province;
    fact.account = c.account;
    CheckAgree(asked, server::ToProto(fact));
  }
  void operator()(const ledger::RegisterCertificate& c) {
    const ledger::Certificate fact{c.fingerprint, Enter(c.participant), c.valid_from,
                                   c.valid_until};
    CheckAgree(asked, server::ToProto(rules, fact));
  }
  void operator()(const ledger::RegisterPerson& c) {
    ledger::Person fact;
    fact.code = c.code;
    fact.subjects = c.subjects;
    for (const auto& seat : c.seats) fact.seats.push_back({Enter(seat.participant), seat.powers});
    const v1::Person shown = server::ToProto(rules, fact);
    Require(shown.seats_size() == static_cast<int>(c.seats.size()), "a person has the seats asked");
    for (int i = 0; i < shown.seats_size(); ++i) {
      Require(shown.seats(i).participant() == c.seats[static_cast<std::size_t>(i)].participant,
              "a person has the seats asked");
    }
  }
  void operator()(const ledger::FreezeHolding& c) {
    ledger::Freeze fact;
    fact.id = ledger::Sequence{9};
    fact.scope = c.scope;
    fact.account = c.account;
    fact.social_credit_code = c.social_credit_code;
    fact.instrument = c.instrument;
    fact.quantity = c.quantity;
    fact.process = c.process;
    fact.case_number = c.case_number;
    fact.authority = c.authority;
    fact.from = c.from;
    fact.until = c.until;
    CheckAgree(asked, server::ToProto(fact));
  }
  void operator()(const ledger::ApplyForAccount& c) {
    ledger::Account fact;
    fact.kind = c.kind;
    fact.social_credit_code = c.social_credit_code;
    fact.province = c.province;
    fact.sector = c.sector;
    fact.id = c.account.value_or(ledger::AccountId{1001});
    v1::Account shown = server::ToProto(fact);
    if (!c.account) shown.clear_account();  // it gets one when it is recorded
    CheckAgree(asked, shown);
  }
  void operator()(const ledger::RegisterStaff& c) {
    CheckAgree(asked, server::ToProto(ledger::StaffEntry{c.identity, c.staff_of, c.active}));
  }
  void operator()(const ledger::TrustAccount& c) {
    CheckAgree(asked, server::ToProto(ledger::TrustedAccount{{c.account, c.trusted}, {1}, true}));
  }
  void operator()(const ledger::TransferAtWill& c) {
    ledger::DelayedTransfer fact;
    fact.id = ledger::Sequence{9};
    fact.transferring_account = c.transferring_account;
    fact.acquiring_account = c.acquiring_account;
    fact.instrument = c.instrument;
    fact.quantity = c.quantity;
    CheckAgree(asked, server::ToProto(fact));
  }
  template <typename Other>
  void operator()(const Other&) {}
};

// ---- the answer

void CheckAnswer(const ledger::Request& request) {
  const auto rules = std::make_shared<const ledger::Rules>();
  const server::Directory directory(rules);
  ledger::Accepted accepted;
  accepted.sequence = ledger::Sequence{9};
  accepted.opened_account = ledger::AccountId{1001};
  accepted.waiting = ledger::Waiting{request.received_at, 2};
  accepted.postings.resize(1);
  accepted.postings.front().posting.quantity = {7};
  const ledger::Recorded recorded{ledger::RecordNumber{8}, request.received_at, accepted};
  const v1::Accepted answer = server::ToProto(directory, recorded, accepted, false);
  const v1::Waiting waiting = server::WaitingToProto(directory, recorded, accepted, false);
  Require(answer.sequence() == 9 && answer.record_number() == 8 && answer.postings_size() == 1 &&
              waiting.proposal() == "9" && waiting.approvals_needed() == 2,
          "an answer has the numbers of what was recorded");
  ledger::Proposal proposal;
  proposal.id = accepted.sequence;
  proposal.type = ledger::TypeOf(request.command);
  proposal.approvers = {"a-1", "a-2"};
  proposal.account = accepted.opened_account;
  const v1::Proposal shown = server::ToProto(directory, proposal);
  Require(shown.proposal() == waiting.proposal() && shown.approvers_size() == 2 &&
              shown.account() == answer.account(),
          "a proposal is listed under the number of its answer");
}

}  // namespace

void CheckSaidAgain(const Message& message, const ledger::Request& request) {
  CheckProposal(request);
  std::visit(Facts{message, {}}, request.command);
  CheckAnswer(request);
}

}  // namespace registry::fuzz
