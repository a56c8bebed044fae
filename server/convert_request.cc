#include <type_traits>
#include <utility>
#include <variant>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/util/time_util.h"
#include "ledger/account_number.h"
#include "server/convert.h"

namespace registry::server {
namespace {

v1::Document DocumentToProto(const ledger::Document& document) {
  v1::Document answer;
  answer.set_number(document.number);
  answer.set_sha256(ToBytes(document.digest));
  return answer;
}

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

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

void DescribeMessage(const Message& message, const std::string& prefix, std::string& text);

// A value as text; `index` is that in a list, or -1.
void DescribeValue(const Message& message, const FieldDescriptor& field, int index,
                   const std::string& name, std::string& text) {
  const auto& reflection = *message.GetReflection();
  const bool listed = index >= 0;
  std::string value;
  std::string scratch;
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_MESSAGE: {
      const Message& inner = listed ? reflection.GetRepeatedMessage(message, &field, index)
                                    : reflection.GetMessage(message, &field);
      const auto* time = dynamic_cast<const google::protobuf::Timestamp*>(&inner);
      if (time == nullptr) return DescribeMessage(inner, name + ".", text);
      value = google::protobuf::util::TimeUtil::ToString(*time);
      break;
    }
    case FieldDescriptor::CPPTYPE_STRING:
      value = listed ? reflection.GetRepeatedStringReference(message, &field, index, &scratch)
                     : reflection.GetStringReference(message, &field, &scratch);
      if (field.type() == FieldDescriptor::TYPE_BYTES) value = absl::BytesToHexString(value);
      break;
    case FieldDescriptor::CPPTYPE_ENUM:
      value = (listed ? reflection.GetRepeatedEnum(message, &field, index)
                      : reflection.GetEnum(message, &field))
                  ->name();
      break;
    case FieldDescriptor::CPPTYPE_INT64:
      value = std::to_string(reflection.GetInt64(message, &field));
      break;
    case FieldDescriptor::CPPTYPE_INT32:
      value = std::to_string(listed ? reflection.GetRepeatedInt32(message, &field, index)
                                    : reflection.GetInt32(message, &field));
      break;
    case FieldDescriptor::CPPTYPE_BOOL:
      value = reflection.GetBool(message, &field) ? "true" : "false";
      break;
    default:
      return;  // no request has another type
  }
  absl::StrAppend(&text, text.empty() ? "" : "; ", name, " ", value);
}

void DescribeMessage(const Message& message, const std::string& prefix, std::string& text) {
  const auto& reflection = *message.GetReflection();
  for (int i = 0; i < message.GetDescriptor()->field_count(); ++i) {
    const FieldDescriptor& field = *message.GetDescriptor()->field(i);
    if (field.name() == "request_id" || field.name() == "validate_only") continue;
    const std::string name = prefix + field.name();
    if (field.is_repeated()) {
      for (int at = 0; at < reflection.FieldSize(message, &field); ++at) {
        DescribeValue(message, field, at, absl::StrCat(name, "[", at, "]"), text);
      }
    } else if (field.cpp_type() == FieldDescriptor::CPPTYPE_BOOL ||
               reflection.HasField(message, &field)) {
      DescribeValue(message, field, -1, name, text);
    }
  }
}

}  // namespace

v1::WriteEntry EntryToProto(const ledger::Request& request) {
  v1::WriteEntry entry;
  std::visit(Writer(entry, ToText(request.key.request_id)), request.command);
  return entry;
}

std::string Describe(const v1::WriteEntry& entry) {
  const auto* chosen = entry.GetReflection()->GetOneofFieldDescriptor(
      entry, entry.GetDescriptor()->FindOneofByName("request"));
  if (chosen == nullptr) return {};
  std::string text;
  DescribeMessage(entry.GetReflection()->GetMessage(entry, chosen), "", text);
  return absl::StrCat(chosen->name(), ": ", text);
}

}  // namespace registry::server
