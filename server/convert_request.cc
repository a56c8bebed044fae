#include <type_traits>
#include <utility>
#include <variant>

#include "ledger/account_number.h"
#include "server/convert.h"

namespace registry::server {
namespace {

void SeatsToProto(const std::vector<ledger::NamedSeat>& seats,
                  google::protobuf::RepeatedPtrField<v1::Seat>& answer) {
  for (const ledger::NamedSeat& seat : seats) {
    v1::Seat& added = *answer.Add();
    added.set_participant(seat.participant);
    for (const v1::Power power : PowersToProto(seat.powers)) added.add_powers(power);
  }
}

void SubjectsToProto(const std::vector<ledger::Subject>& subjects,
                     google::protobuf::RepeatedPtrField<v1::Subject>& answer) {
  for (const ledger::Subject& subject : subjects) {
    v1::Subject& added = *answer.Add();
    added.set_issuer(subject.issuer);
    added.set_subject(subject.subject);
  }
}

// Each writes a command back into the message that it was read from.
class Writer {
 public:
  Writer(v1::WriteEntry& entry, std::string request_id)
      : entry_(entry), request_id_(std::move(request_id)) {}

  void operator()(const ledger::CreatePeriod& c) {
    auto& m = Begin(*entry_.mutable_create_compliance_period());
    m.set_period(c.code);
    m.set_first_year(c.first_year);
    m.set_last_year(c.last_year);
    *m.mutable_deadline_time() = ToProto(c.deadline);
  }
  void operator()(const ledger::CreateInstrument& c) {
    auto& m = Begin(*entry_.mutable_create_instrument());
    m.set_instrument(c.code);
    m.set_kind(static_cast<v1::InstrumentKind>(c.kind));
    m.set_vintage_first_year(c.vintage_first_year);
    m.set_vintage_last_year(c.vintage_last_year);
    if (c.tradable_from) *m.mutable_tradable_from_time() = ToProto(*c.tradable_from);
    if (c.tradable_until) *m.mutable_tradable_until_time() = ToProto(*c.tradable_until);
    for (const std::string& period : c.eligible_periods) m.add_eligible_periods(period);
  }
  void operator()(const ledger::SetIssuanceCap& c) {
    auto& m = Plan(*entry_.mutable_set_issuance_cap(), c);
    m.set_cap_tco2e(c.cap.value);
  }
  void operator()(const ledger::ChangeAccountStatus& c) {
    auto& m = Begin(*entry_.mutable_change_account_status());
    m.set_account(ledger::FormatAccountNumber(c.account));
    m.set_status(static_cast<v1::AccountStatus>(c.status));
    m.set_cause(c.cause);
  }
  void operator()(const ledger::Issue& c) {
    auto& m = Plan(*entry_.mutable_issue(), c);
    m.set_acquiring_account(ledger::FormatAccountNumber(c.acquiring_account));
    m.set_quantity_tco2e(c.quantity.value);
  }
  void operator()(const ledger::Allocate& c) {
    auto& m = Sides(*entry_.mutable_allocate(), c);
    m.set_period(c.period);
    m.set_step(static_cast<v1::AllocationStep>(c.step));
  }
  void operator()(const ledger::ReturnAllowances& c) {
    Sides(*entry_.mutable_return_allowances(), c).set_period(c.period);
  }
  void operator()(const ledger::MoveToTrading& c) { Of(*entry_.mutable_move_to_trading(), c); }
  void operator()(const ledger::MoveFromTrading& c) { Of(*entry_.mutable_move_from_trading(), c); }
  void operator()(const ledger::Transfer& c) {
    auto& m = Sides(*entry_.mutable_transfer(), c);
    m.set_ground(static_cast<v1::TransferGround>(c.ground));
    *m.mutable_document() = DocumentToProto(c.document);
  }
  void operator()(const ledger::DetermineObligation& c) {
    auto& m = Due(*entry_.mutable_determine_obligation(), c);
    m.set_verified_emissions_tco2e(c.verified_emissions.value);
    m.set_obligation_tco2e(c.obligation.value);
  }
  void operator()(const ledger::Surrender& c) {
    auto& m = Due(*entry_.mutable_surrender(), c);
    for (const ledger::Surrender::Line& line : c.lines) {
      v1::SurrenderLine& added = *m.add_lines();
      added.set_instrument(line.instrument);
      added.set_quantity_tco2e(line.quantity.value);
    }
    m.set_allow_surplus(c.allow_surplus);
  }
  void operator()(const ledger::Cancel& c) {
    Of(*entry_.mutable_cancel_allowances(), c).set_purpose(c.purpose);
  }
  void operator()(const ledger::RegisterParticipant& c) {
    auto& m = Begin(*entry_.mutable_register_participant());
    m.set_participant(c.name);
    m.set_role(static_cast<v1::Role>(c.role));
    m.set_province(c.province);
    if (c.account) m.set_account(ledger::FormatAccountNumber(*c.account));
  }
  void operator()(const ledger::ChangeParticipant& c) {
    auto& m = Begin(*entry_.mutable_change_participant());
    m.set_participant(c.name);
    m.set_active(c.active);
    m.set_cause(c.cause);
  }
  void operator()(const ledger::RegisterCertificate& c) {
    auto& m = Begin(*entry_.mutable_register_certificate());
    m.set_participant(c.participant);
    m.set_fingerprint(ToBytes(c.fingerprint));
    *m.mutable_valid_from_time() = ToProto(c.valid_from);
    *m.mutable_valid_until_time() = ToProto(c.valid_until);
  }
  void operator()(const ledger::RevokeCertificate& c) {
    auto& m = Begin(*entry_.mutable_revoke_certificate());
    m.set_participant(c.participant);
    m.set_fingerprint(ToBytes(c.fingerprint));
    m.set_cause(c.cause);
  }
  void operator()(const ledger::RegisterPerson& c) {
    auto& m = Begin(*entry_.mutable_register_person());
    m.set_person(c.code);
    SubjectsToProto(c.subjects, *m.mutable_subjects());
    SeatsToProto(c.seats, *m.mutable_seats());
  }
  void operator()(const ledger::ChangePerson& c) {
    auto& m = Begin(*entry_.mutable_change_person());
    m.set_person(c.code);
    SubjectsToProto(c.subjects, *m.mutable_subjects());
    SeatsToProto(c.seats, *m.mutable_seats());
    m.set_active(c.active);
    m.set_cause(c.cause);
  }
  void operator()(const ledger::SetPolicy& c) {
    auto& m = Begin(*entry_.mutable_set_policy());
    *m.mutable_policy() = ToProto(c.policy);
    *m.mutable_document() = DocumentToProto(c.document);
  }
  void operator()(const ledger::SetCalendar& c) {
    auto& m = Begin(*entry_.mutable_set_calendar());
    *m.mutable_calendar() = ToProto(c.calendar);
    *m.mutable_document() = DocumentToProto(c.document);
  }
  void operator()(const ledger::OpenAppliedAccount& c) {
    Begin(*entry_.mutable_open_applied_account() = ToProto(c));
  }
  void operator()(const ledger::ChangeAccountKind& c) {
    Begin(*entry_.mutable_change_account_kind() = ToProto(c));
  }
  void operator()(const ledger::ObjectToRestriction& c) {
    Begin(*entry_.mutable_object_to_restriction() = ToProto(c));
  }
  void operator()(const ledger::Succeed& c) {
    Begin(*entry_.mutable_succeed_account() = ToProto(c));
  }
  void operator()(const ledger::CloseDissolved& c) {
    Begin(*entry_.mutable_close_dissolved_account() = ToProto(c));
  }
  void operator()(const ledger::RegisterStaff& c) {
    auto& m = Begin(*entry_.mutable_register_staff());
    m.set_staff_of(static_cast<v1::StaffOf>(c.staff_of));
    m.set_active(c.active);
    *m.mutable_document() = DocumentToProto(c.document);
  }
  void operator()(const ledger::TrustAccount& c) {
    Begin(*entry_.mutable_trust_account() = ToProto(c));
  }
  void operator()(const ledger::DistrustAccount& c) {
    Begin(*entry_.mutable_distrust_account() = ToProto(c));
  }
  void operator()(const ledger::TransferAtWill& c) {
    Begin(*entry_.mutable_transfer_at_will() = ToProto(c));
  }
  void operator()(const ledger::AbortTransfer& c) {
    Begin(*entry_.mutable_abort_transfer() = ToProto(c));
  }
  void operator()(const ledger::FreezeHolding& c) {
    Begin(*entry_.mutable_freeze_holding() = ToProto(c));
  }
  void operator()(const ledger::RenewFreeze& c) {
    Begin(*entry_.mutable_renew_freeze() = ToProto(c));
  }
  void operator()(const ledger::ReleaseFreeze& c) {
    Begin(*entry_.mutable_release_freeze() = ToProto(c));
  }
  void operator()(const ledger::DeductFrozen& c) {
    Begin(*entry_.mutable_deduct_frozen() = ToProto(c));
  }
  void operator()(const ledger::SurrenderFrozen& c) {
    Begin(*entry_.mutable_surrender_frozen() = ToProto(c));
  }
  void operator()(const ledger::Pledge& c) { Begin(*entry_.mutable_pledge_holding() = ToProto(c)); }
  void operator()(const ledger::ReleasePledge& c) {
    Begin(*entry_.mutable_release_pledge() = ToProto(c));
  }
  // Others never wait (ledger::MayWait).
  template <typename Other>
  void operator()(const Other&) {}

 private:
  template <typename Message>
  Message& Begin(Message& message) {
    message.set_request_id(request_id_);
    return message;
  }
  template <typename Message, typename Command>
  Message& Plan(Message& message, const Command& command) {
    Begin(message);
    message.set_plan(command.plan);
    message.set_instrument(command.instrument);
    message.set_sector(static_cast<v1::Sector>(command.sector));
    *message.mutable_document() = DocumentToProto(command.document);
    return message;
  }
  template <typename Message, typename Command>
  Message& Sides(Message& message, const Command& command) {
    Begin(message);
    message.set_transferring_account(ledger::FormatAccountNumber(command.transferring_account));
    message.set_acquiring_account(ledger::FormatAccountNumber(command.acquiring_account));
    message.set_instrument(command.instrument);
    message.set_quantity_tco2e(command.quantity.value);
    return message;
  }
  template <typename Message, typename Command>
  Message& Of(Message& message, const Command& command) {
    Begin(message);
    message.set_account(ledger::FormatAccountNumber(command.account));
    message.set_instrument(command.instrument);
    message.set_quantity_tco2e(command.quantity.value);
    return message;
  }
  template <typename Message, typename Command>
  Message& Due(Message& message, const Command& command) {
    Begin(message);
    message.set_unit_account(ledger::FormatAccountNumber(command.unit_account));
    message.set_sector(static_cast<v1::Sector>(command.sector));
    message.set_period(command.period);
    return message;
  }

  v1::WriteEntry& entry_;
  const std::string request_id_;
};

}  // namespace

v1::WriteEntry EntryToProto(const ledger::Request& request) {
  v1::WriteEntry entry;
  std::visit(Writer(entry, ToText(request.key.request_id)), request.command);
  return entry;
}

}  // namespace registry::server
