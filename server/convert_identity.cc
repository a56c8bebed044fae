#include "ledger/account_number.h"
#include "ledger/policy.h"
#include "server/convert.h"

namespace registry::server {
namespace {

static_assert(int{v1::Role_MAX} == ledger::kRoleCount);
static_assert(int{v1::PolicyKind_MAX} == ledger::kPolicyKindCount);
static_assert(int{v1::ReadRight_MAX} == ledger::kReadCount);
static_assert(int{v1::SCOPE_ALL} == static_cast<int>(ledger::Scope::kAll));
static_assert(1 << (v1::POWER_SURRENDER - 1) == static_cast<int>(ledger::Power::kSurrender));
static_assert((1 << v1::Power_MAX) - 1 == ledger::kAllPowers);

}  // namespace

std::vector<v1::Power> PowersToProto(std::int16_t powers) {
  std::vector<v1::Power> list;
  for (int power = 1; power <= v1::Power_MAX; ++power) {
    if ((powers & (1 << (power - 1))) != 0) list.push_back(static_cast<v1::Power>(power));
  }
  return list;
}

v1::Participant ToProto(const ledger::Participant& participant) {
  v1::Participant answer;
  answer.set_participant(participant.name);
  answer.set_role(static_cast<v1::Role>(participant.role));
  answer.set_province(participant.province);
  if (participant.account) {
    answer.set_account(ledger::FormatAccountNumber(*participant.account));
  }
  answer.set_active(participant.active);
  return answer;
}

v1::Person ToProto(const ledger::Rules& rules, const ledger::Person& person) {
  v1::Person answer;
  answer.set_person(person.code);
  for (const ledger::Subject& subject : person.subjects) {
    v1::Subject& added = *answer.add_subjects();
    added.set_issuer(subject.issuer);
    added.set_subject(subject.subject);
  }
  for (const ledger::Seat& seat : person.seats) {
    v1::Seat& added = *answer.add_seats();
    const ledger::Participant* office = rules.FindParticipant(seat.participant);
    if (office != nullptr) added.set_participant(office->name);
    for (const v1::Power power : PowersToProto(seat.powers)) added.add_powers(power);
  }
  answer.set_active(person.active);
  return answer;
}

v1::Certificate ToProto(const ledger::Rules& rules, const ledger::Certificate& certificate) {
  v1::Certificate answer;
  if (const auto* participant = rules.FindParticipant(certificate.participant)) {
    answer.set_participant(participant->name);
  }
  answer.set_fingerprint(ToBytes(certificate.fingerprint));
  if (certificate.valid_until != ledger::Instant{}) {
    *answer.mutable_valid_from_time() = ToProto(certificate.valid_from);
    *answer.mutable_valid_until_time() = ToProto(certificate.valid_until);
  }
  answer.set_revoked(certificate.revoked);
  return answer;
}

v1::Policy ToProto(const ledger::Policy& policy) {
  v1::Policy answer;
  answer.set_kind(static_cast<v1::PolicyKind>(policy.key.kind));
  answer.set_role(static_cast<v1::Role>(policy.key.role));
  if (policy.key.command) {
    answer.set_command(static_cast<v1::TransactionType>(*policy.key.command));
  }
  answer.set_above_tco2e(policy.key.above.value);
  *answer.mutable_from_time() = ToProto(policy.from);
  answer.set_value(policy.value);
  return answer;
}

v1::StaffEntry ToProto(const ledger::StaffEntry& entry) {
  v1::StaffEntry answer;
  answer.set_identity_digest(ToBytes(entry.identity));
  answer.set_staff_of(static_cast<v1::StaffOf>(entry.staff_of));
  answer.set_active(entry.active);
  return answer;
}

v1::Calendar ToProto(const ledger::Calendar& calendar) {
  v1::Calendar answer;
  answer.set_year(calendar.year);
  for (const std::int16_t day : calendar.working_days) answer.add_working_days(day);
  return answer;
}

}  // namespace registry::server
