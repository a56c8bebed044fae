#include <algorithm>
#include <set>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "server/convert.h"
#include "server/options.h"

namespace registry::server {
namespace {

std::vector<ledger::Subject> SubjectsFromProto(
    const google::protobuf::RepeatedPtrField<v1::Subject>& subjects, Shape& shape) {
  std::vector<ledger::Subject> read;
  if (subjects.empty()) shape.Violate("subjects", "is required");
  if (subjects.size() > kMaxSubjects) {
    shape.Violate("subjects", absl::StrCat("has more than ", kMaxSubjects, " entries"));
    return read;
  }
  for (int i = 0; i < subjects.size(); ++i) {
    const Shape::Item item(shape, "subjects", i);
    ledger::Subject subject = {shape.Text("issuer", subjects[i].issuer(), 1, 200),
                               shape.Text("subject", subjects[i].subject(), 1, 255)};
    if (!subject.subject.empty() && std::find(read.begin(), read.end(), subject) != read.end()) {
      shape.Violate("subject", "stands in an earlier entry too");
    }
    read.push_back(std::move(subject));
  }
  return read;
}

std::int16_t PowersFromProto(const google::protobuf::RepeatedField<int>& powers, Shape& shape) {
  int sum = 0;
  if (powers.empty()) shape.Violate("powers", "is required");
  if (powers.size() > v1::Power_MAX) {
    shape.Violate("powers", absl::StrCat("has more than ", int{v1::Power_MAX}, " entries"));
    return 0;
  }
  for (int i = 0; i < powers.size(); ++i) {
    const std::string field = absl::StrCat("powers[", i, "]");
    if (powers[i] == v1::POWER_UNSPECIFIED || !v1::Power_IsValid(powers[i])) {
      shape.Violate(field, "is not a value of the list");
      continue;
    }
    const int power = 1 << (powers[i] - 1);
    if ((sum & power) != 0) shape.Violate(field, "stands there twice");
    sum |= power;
  }
  return static_cast<std::int16_t>(sum);
}

std::vector<ledger::NamedSeat> SeatsFromProto(
    const google::protobuf::RepeatedPtrField<v1::Seat>& seats, Shape& shape) {
  std::vector<ledger::NamedSeat> read;
  if (seats.size() > kMaxSeats) {
    shape.Violate("seats", absl::StrCat("has more than ", kMaxSeats, " entries"));
    return read;
  }
  std::set<std::string> offices;
  for (int i = 0; i < seats.size(); ++i) {
    const Shape::Item item(shape, "seats", i);
    std::string office = shape.Name("participant", seats[i].participant(), kMaxParticipantName);
    if (!office.empty() && !offices.insert(office).second) {
      shape.Violate("participant", "stands in an earlier entry too");
    }
    read.push_back({std::move(office), PowersFromProto(seats[i].powers(), shape)});
  }
  return read;
}

ledger::Calendar CalendarFromProto(const v1::Calendar& calendar, Shape& shape) {
  constexpr int kMostDays = 366;
  ledger::Calendar read;
  read.year = shape.Year("calendar.year", calendar.year());
  if (calendar.working_days().empty()) shape.Violate("calendar.working_days", "is required");
  if (calendar.working_days_size() > kMostDays) {
    shape.Violate("calendar.working_days", absl::StrCat("has more than ", kMostDays, " entries"));
    return read;
  }
  for (int i = 0; i < calendar.working_days_size(); ++i) {
    const Shape::Item item(shape, "calendar.working_days", i);
    const std::int32_t day = calendar.working_days(i);
    if (day < 101 || day > 1231 ||
        !ledger::IsWellFormed({read.year, {static_cast<std::int16_t>(day)}})) {
      shape.Violate("", "is no day of that year, as month x 100 + day");
    } else if (!read.working_days.empty() && read.working_days.back() >= day) {
      shape.Violate("", "does not come after the day before it");
    }
    read.working_days.push_back(static_cast<std::int16_t>(day));
  }
  return read;
}

}  // namespace

ledger::RegisterParticipant FromProto(const v1::RegisterParticipantRequest& request, Shape& shape) {
  ledger::RegisterParticipant participant;
  participant.name = shape.Name("participant", request.participant(), kMaxParticipantName);
  participant.role = shape.Enum<ledger::Role>("role", request.role(), v1::Role_IsValid);
  participant.province = shape.Province("province", request.province());
  participant.account = shape.OptionalAccount("account", request.account());
  return participant;
}

ledger::ChangeParticipant FromProto(const v1::ChangeParticipantRequest& request, Shape& shape) {
  return {shape.Name("participant", request.participant(), kMaxParticipantName), request.active(),
          shape.Text("cause", request.cause(), 1, 500)};
}

ledger::RegisterCertificate FromProto(const v1::RegisterCertificateRequest& request, Shape& shape) {
  ledger::RegisterCertificate certificate;
  certificate.participant = shape.Name("participant", request.participant(), kMaxParticipantName);
  certificate.fingerprint = shape.Digest("fingerprint", request.fingerprint());
  certificate.valid_from = shape.RequiredTime("valid_from_time", request.has_valid_from_time(),
                                              request.valid_from_time());
  certificate.valid_until = shape.RequiredTime("valid_until_time", request.has_valid_until_time(),
                                               request.valid_until_time());
  if (shape.ok() && certificate.valid_until <= certificate.valid_from) {
    shape.Violate("valid_until_time", "is not after valid_from_time");
  }
  return certificate;
}

ledger::RevokeCertificate FromProto(const v1::RevokeCertificateRequest& request, Shape& shape) {
  return {shape.Name("participant", request.participant(), kMaxParticipantName),
          shape.Digest("fingerprint", request.fingerprint()),
          shape.Text("cause", request.cause(), 1, 500)};
}

ledger::RegisterPerson FromProto(const v1::RegisterPersonRequest& request, Shape& shape) {
  ledger::RegisterPerson person;
  person.code = shape.Name("person", request.person(), kMaxStaffCode);
  shape.IdentityNumber("identity_number", request.identity_number());
  person.subjects = SubjectsFromProto(request.subjects(), shape);
  person.seats = SeatsFromProto(request.seats(), shape);
  return person;
}

ledger::ChangePerson FromProto(const v1::ChangePersonRequest& request, Shape& shape) {
  ledger::ChangePerson change;
  change.code = shape.Name("person", request.person(), kMaxStaffCode);
  change.subjects = SubjectsFromProto(request.subjects(), shape);
  change.seats = SeatsFromProto(request.seats(), shape);
  change.active = request.active();
  change.cause = shape.Text("cause", request.cause(), 1, 500);
  return change;
}

ledger::SetPolicy FromProto(const v1::SetPolicyRequest& request, Shape& shape) {
  ledger::SetPolicy set;
  if (request.has_policy()) {
    set.policy = PolicyFromProto(request.policy(), shape);
  } else {
    shape.Violate("policy", "is required");
  }
  set.document = DocumentFromProto(request.has_document(), request.document(), shape);
  return set;
}

ledger::RegisterStaff FromProto(const v1::RegisterStaffRequest& request, Shape& shape) {
  ledger::RegisterStaff entry;
  shape.IdentityNumber("identity_number", request.identity_number());
  entry.staff_of = shape.Enum<ledger::StaffOf>("staff_of", request.staff_of(), v1::StaffOf_IsValid);
  entry.active = request.active();
  entry.document = DocumentFromProto(request.has_document(), request.document(), shape);
  return entry;
}

ledger::SetCalendar FromProto(const v1::SetCalendarRequest& request, Shape& shape) {
  ledger::SetCalendar set;
  if (request.has_calendar()) {
    set.calendar = CalendarFromProto(request.calendar(), shape);
  } else {
    shape.Violate("calendar", "is required");
  }
  set.document = DocumentFromProto(request.has_document(), request.document(), shape);
  return set;
}

}  // namespace registry::server
