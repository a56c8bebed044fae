#include "server/bootstrap.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <set>
#include <utility>
#include <variant>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "ledger/account_number.h"
#include "server/random.h"
#include "server/shape.h"
#include "storage/journal.h"

namespace registry::server {
namespace {

constexpr std::string_view kHeading = "name,role,province,account";

std::optional<ledger::Role> RoleFromText(const std::string& text) {
  const std::string name = absl::AsciiStrToUpper(text);
  for (int number = 1; number <= ledger::kRoleCount; ++number) {
    const auto role = static_cast<ledger::Role>(number);
    if (name == ledger::RoleName(role)) return role;
  }
  return std::nullopt;
}

bool IsName(const std::string& name) {
  return !name.empty() && name.size() <= 63 && std::all_of(name.begin(), name.end(), [](char c) {
    return absl::ascii_islower(static_cast<unsigned char>(c)) ||
           absl::ascii_isdigit(static_cast<unsigned char>(c)) || c == '-';
  });
}

absl::StatusOr<ledger::RegisterParticipant> ParseLine(const std::string& line) {
  const std::vector<std::string> cells = absl::StrSplit(line, ',');
  if (cells.size() != 4) return absl::InvalidArgumentError("has not four cells");
  ledger::RegisterParticipant participant;
  participant.name = cells[0];
  if (!IsName(participant.name)) return absl::InvalidArgumentError("has no good name");
  const auto role = RoleFromText(cells[1]);
  if (!role) return absl::InvalidArgumentError(absl::StrCat("has no role called ", cells[1]));
  participant.role = *role;
  Shape shape;
  participant.province = shape.Province("province", cells[2]);
  participant.account = shape.OptionalAccount("account", cells[3]);
  if (shape.ok()) return participant;
  const Violation& violation = shape.violations().front();
  return absl::InvalidArgumentError(
      absl::StrCat("has a ", violation.field, " that ", violation.description));
}

ledger::Request FromCeremony(ledger::Command command, ledger::Instant now) {
  ledger::Request request;
  request.key = {ledger::kCeremony, RandomRequestId()};
  request.received_at = now;
  request.command = std::move(command);
  return request;
}

absl::Status CheckAccepted(const std::vector<storage::Answer>& answers) {
  for (std::size_t i = 0; i < answers.size(); ++i) {
    const auto* recorded = std::get_if<ledger::Recorded>(&answers[i]);
    if (recorded != nullptr && std::holds_alternative<ledger::Accepted>(recorded->outcome)) {
      continue;
    }
    if (const auto* status = std::get_if<absl::Status>(&answers[i])) return *status;
    std::string reason = "no right";
    if (recorded != nullptr) {
      const auto& rejection = std::get<ledger::Rejection>(recorded->outcome);
      reason = std::string(ledger::ReasonName(rejection.checks.front().reason));
    }
    return absl::InternalError(absl::StrCat("entry ", i, " of the ceremony was refused: ", reason));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::vector<ledger::RegisterParticipant>> ParseParticipants(std::string_view text) {
  std::vector<ledger::RegisterParticipant> participants;
  std::set<std::string> names;
  int number = 0;
  const std::vector<std::string> lines = absl::StrSplit(std::string(text), '\n');
  for (std::string line : lines) {
    ++number;
    if (!line.empty() && line.back() == '\r') line.pop_back();
    if (number == 1) {
      if (line == kHeading) continue;
      return absl::InvalidArgumentError(
          absl::StrCat("the first line is not ", std::string(kHeading)));
    }
    if (line.empty()) continue;
    auto participant = ParseLine(line);
    if (!participant.ok()) {
      return absl::InvalidArgumentError(
          absl::StrCat("line ", number, " ", participant.status().message()));
    }
    if (!names.insert(participant->name).second) {
      return absl::InvalidArgumentError(absl::StrCat("line ", number,
                                                     " has a name that an earlier "
                                                     "line has"));
    }
    participants.push_back(*std::move(participant));
  }
  if (participants.empty()) return absl::InvalidArgumentError("there is no participant");
  return participants;
}

absl::Status Bootstrap(const BootstrapOptions& options,
                       const std::vector<ledger::RegisterParticipant>& participants) {
  storage::JournalOptions journal_options;
  journal_options.connection = options.database;
  journal_options.server_name = options.server_name;
  journal_options.clock_mode = options.clock;
  auto journal = storage::Journal::Open(journal_options);
  if (!journal.ok()) return journal.status();
  if (const std::int64_t records = (*journal)->head().records; records > 0) {
    return absl::FailedPreconditionError(absl::StrCat(
        "the store has ", records, " records already: a book is opened once, on an empty store"));
  }
  const bool replay = options.clock == ledger::ClockMode::kReplay;
  const ledger::Instant now =
      replay ? options.replay_begins : ledger::Instant{absl::ToUnixMicros(absl::Now())};
  std::vector<ledger::Request> requests;
  requests.push_back(FromCeremony(
      ledger::OpenBook{options.clock, replay ? options.replay_begins : ledger::Instant{}}, now));
  for (const ledger::RegisterParticipant& participant : participants) {
    requests.push_back(FromCeremony(participant, now));
  }
  Salt(requests);
  return CheckAccepted((*journal)->Write(requests));
}

}  // namespace registry::server
