#include "server/bootstrap.h"

#include <memory>
#include <utility>
#include <variant>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "ledger/dated_policy.h"
#include "server/ceremony.h"
#include "server/random.h"
#include "storage/journal.h"

namespace registry::server {
namespace {

ledger::Request FromCeremony(ledger::Command command, ledger::Instant now) {
  return server::FromCeremony(RandomRequestId(), std::move(command), now);
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

// The persons need the store's key, which is made of its first record.
absl::Status RecordPersons(storage::Journal& journal, const BootstrapOptions& options,
                           const std::vector<FirstPerson>& persons, ledger::Instant now) {
  const auto digester = ReadIdentityDigester(options.database);
  if (!digester.ok()) return digester.status();
  std::vector<ledger::Request> requests;
  for (const FirstPerson& first : persons) {
    ledger::RegisterPerson person = first.person;
    person.identity = digester->Of(first.identity_number);
    requests.push_back(FromCeremony(std::move(person), now));
  }
  for (const ledger::Policy& policy : ledger::DefaultPolicies()) {
    requests.push_back(FromCeremony(ledger::SetPolicy{policy, {"RULES R19", {}}}, now));
  }
  Salt(requests);
  return CheckAccepted(journal.Write(requests));
}

}  // namespace

absl::Status Bootstrap(const BootstrapOptions& options,
                       const std::vector<ledger::RegisterParticipant>& participants,
                       const std::vector<FirstPerson>& persons) {
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
  const absl::Status opened = CheckAccepted((*journal)->Write(requests));
  if (!opened.ok() || persons.empty()) return opened;
  return RecordPersons(**journal, options, persons, now);
}

}  // namespace registry::server
