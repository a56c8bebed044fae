#include "server/ceremony_lists.h"

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <optional>
#include <set>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "ledger/participant.h"
#include "ledger/person.h"
#include "server/options.h"
#include "server/shape.h"

namespace registry::server {
namespace {

constexpr std::string_view kHeading = "name,role,province,account";
constexpr std::string_view kPersonHeading =
    "code,identity_number,issuer,subject,participant,powers";
constexpr std::string_view kRecoveryHeading =
    "participant,code,identity_number,issuer,subject,officer,second_officer,cause,document,sha256";

// The rows below a heading, each handed to `take` with its number. A row's error names the row.
template <typename Take>
absl::Status ForEachRow(std::string_view text, std::string_view heading, Take take) {
  int number = 0;
  const std::vector<std::string> lines = absl::StrSplit(std::string(text), '\n');
  for (std::string line : lines) {
    ++number;
    if (!line.empty() && line.back() == '\r') line.pop_back();
    if (number == 1 && line != heading) {
      return absl::InvalidArgumentError(
          absl::StrCat("the first line is not ", std::string(heading)));
    }
    if (number == 1 || line.empty()) continue;
    if (const absl::Status row = take(line); !row.ok()) {
      return absl::InvalidArgumentError(absl::StrCat("line ", number, " ", row.message()));
    }
  }
  return absl::OkStatus();
}

absl::Status FirstViolation(const Shape& shape) {
  if (shape.ok()) return absl::OkStatus();
  const Violation& violation = shape.violations().front();
  return absl::InvalidArgumentError(
      absl::StrCat("has a ", violation.field, " that ", violation.description));
}

std::optional<ledger::Role> RoleFromText(const std::string& text) {
  const std::string name = absl::AsciiStrToUpper(text);
  for (int number = 1; number <= ledger::kRoleCount; ++number) {
    const auto role = static_cast<ledger::Role>(number);
    if (name == ledger::RoleName(role)) return role;
  }
  return std::nullopt;
}

absl::StatusOr<ledger::RegisterParticipant> ParseLine(const std::string& line) {
  const std::vector<std::string> cells = absl::StrSplit(line, ',');
  if (cells.size() != 4) return absl::InvalidArgumentError("has not four cells");
  ledger::RegisterParticipant participant;
  Shape shape;
  participant.name = shape.Name("name", cells[0], kMaxParticipantName);
  const auto role = RoleFromText(cells[1]);
  if (!role) return absl::InvalidArgumentError(absl::StrCat("has no role called ", cells[1]));
  participant.role = *role;
  participant.province = shape.Province("province", cells[2]);
  participant.account = shape.OptionalAccount("account", cells[3]);
  if (const absl::Status status = FirstViolation(shape); !status.ok()) return status;
  return participant;
}

std::optional<std::int16_t> PowersFromText(const std::string& text) {
  int sum = 0;
  const std::vector<std::string> words = absl::StrSplit(absl::AsciiStrToUpper(text), '+');
  for (const std::string& word : words) {
    int found = 0;
    for (int power = 1; power < ledger::kAllPowers; power *= 2) {
      if (word == ledger::PowerName(static_cast<ledger::Power>(power))) found = power;
    }
    if (found == 0) return std::nullopt;
    sum |= found;
  }
  return static_cast<std::int16_t>(sum);
}

ledger::Subject SubjectOf(const std::string& issuer, const std::string& subject, Shape& shape) {
  return {shape.Text("issuer", issuer, 1, 200), shape.Text("subject", subject, 1, 255)};
}

absl::Status TakePerson(const std::string& line, std::vector<FirstPerson>& persons) {
  const std::vector<std::string> cells = absl::StrSplit(line, ',');
  if (cells.size() != 6) return absl::InvalidArgumentError("has not six cells");
  Shape shape;
  const std::string code = shape.Name("code", cells[0], kMaxStaffCode);
  shape.IdentityNumber("identity_number", cells[1]);
  const ledger::Subject subject = SubjectOf(cells[2], cells[3], shape);
  ledger::NamedSeat seat = {shape.Name("participant", cells[4], kMaxParticipantName), 0};
  if (absl::Status status = FirstViolation(shape); !status.ok()) return status;
  const auto powers = PowersFromText(cells[5]);
  if (!powers) return absl::InvalidArgumentError(absl::StrCat("has no powers called ", cells[5]));
  seat.powers = *powers;
  auto person = std::find_if(persons.begin(), persons.end(),
                             [&](const FirstPerson& other) { return other.person.code == code; });
  if (person == persons.end()) {
    persons.push_back({{code, {}, {subject}, {}}, cells[1]});
    person = std::prev(persons.end());
  } else if (person->identity_number != cells[1]) {
    return absl::InvalidArgumentError("has another identity_number than an earlier line");
  }
  auto& subjects = person->person.subjects;
  if (std::find(subjects.begin(), subjects.end(), subject) == subjects.end()) {
    subjects.push_back(subject);
  }
  person->person.seats.push_back(std::move(seat));
  return absl::OkStatus();
}

// 64 hexadecimal digits.
ledger::Digest HexDigest(const std::string& text, Shape& shape) {
  const bool digits = text.size() == 64 && std::all_of(text.begin(), text.end(), [](char c) {
                        return absl::ascii_isxdigit(static_cast<unsigned char>(c));
                      });
  if (digits) return shape.Digest("sha256", absl::HexStringToBytes(text));
  shape.Violate("sha256", "is not 64 hexadecimal digits");
  return {};
}

absl::StatusOr<Recovery> ParseRecovery(const std::string& line) {
  const std::vector<std::string> cells = absl::StrSplit(line, ',');
  if (cells.size() != 10) return absl::InvalidArgumentError("has not ten cells");
  Shape shape;
  Recovery recovery;
  ledger::RecoverAdministrator& recover = recovery.recover;
  recover.participant = shape.Name("participant", cells[0], kMaxParticipantName);
  recover.code = shape.Name("code", cells[1], kMaxStaffCode);
  shape.IdentityNumber("identity_number", cells[2]);
  recovery.identity_number = cells[2];
  recover.subjects = {SubjectOf(cells[3], cells[4], shape)};
  recover.officers = {shape.Name("officer", cells[5], kMaxStaffCode),
                      shape.Name("second_officer", cells[6], kMaxStaffCode)};
  recover.cause = shape.Text("cause", cells[7], 1, 500);
  recover.document = {shape.Text("document", cells[8], 1, 100), HexDigest(cells[9], shape)};
  if (const absl::Status status = FirstViolation(shape); !status.ok()) return status;
  return recovery;
}

}  // namespace

absl::StatusOr<std::vector<ledger::RegisterParticipant>> ParseParticipants(std::string_view text) {
  std::vector<ledger::RegisterParticipant> participants;
  std::set<std::string> names;
  const absl::Status read =
      ForEachRow(text, kHeading, [&](const std::string& line) -> absl::Status {
        auto participant = ParseLine(line);
        if (!participant.ok()) return participant.status();
        if (!names.insert(participant->name).second) {
          return absl::InvalidArgumentError("has a name that an earlier line has");
        }
        participants.push_back(*std::move(participant));
        return absl::OkStatus();
      });
  if (!read.ok()) return read;
  if (participants.empty()) return absl::InvalidArgumentError("there is no participant");
  return participants;
}

absl::StatusOr<std::vector<FirstPerson>> ParsePersons(std::string_view text) {
  std::vector<FirstPerson> persons;
  const absl::Status read = ForEachRow(
      text, kPersonHeading, [&](const std::string& line) { return TakePerson(line, persons); });
  if (!read.ok()) return read;
  return persons;
}

absl::Status CheckFirstPersons(const std::vector<ledger::RegisterParticipant>& participants,
                               const std::vector<FirstPerson>& persons) {
  constexpr std::int16_t kNeeded = static_cast<std::int16_t>(ledger::Power::kInitiate) |
                                   static_cast<std::int16_t>(ledger::Power::kApprove);
  int administrators = 0;
  for (const FirstPerson& person : persons) {
    bool administers = false;
    for (const ledger::NamedSeat& seat : person.person.seats) {
      const auto office =
          std::find_if(participants.begin(), participants.end(),
                       [&](const auto& known) { return known.name == seat.participant; });
      if (office == participants.end()) {
        return absl::InvalidArgumentError(
            absl::StrCat(person.person.code, " sits at ", seat.participant,
                         ", which is no participant of this ceremony"));
      }
      administers = administers || (office->role == ledger::Role::kSecurityAdministrator &&
                                    (seat.powers & kNeeded) == kNeeded);
    }
    administrators += administers ? 1 : 0;
  }
  if (administrators >= 2) return absl::OkStatus();
  return absl::InvalidArgumentError(
      "fewer than two persons may initiate and approve as security administrators");
}

absl::StatusOr<std::vector<Recovery>> ParseRecoveries(std::string_view text) {
  std::vector<Recovery> recoveries;
  std::set<std::string> codes;
  const absl::Status read =
      ForEachRow(text, kRecoveryHeading, [&](const std::string& line) -> absl::Status {
        auto recovery = ParseRecovery(line);
        if (!recovery.ok()) return recovery.status();
        if (!codes.insert(recovery->recover.code).second) {
          return absl::InvalidArgumentError("has a code that an earlier line has");
        }
        recoveries.push_back(*std::move(recovery));
        return absl::OkStatus();
      });
  if (!read.ok()) return read;
  if (recoveries.empty()) return absl::InvalidArgumentError("there is nobody to recover");
  return recoveries;
}

}  // namespace registry::server
