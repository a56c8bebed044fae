#include "server/recover.h"

#include <memory>
#include <utility>
#include <variant>

#include "absl/strings/str_cat.h"
#include "log/canonical.h"
#include "log/request_id.h"
#include "server/ceremony.h"
#include "server/random.h"
#include "storage/journal.h"

namespace registry::server {
namespace {

// Asks until the answer is not a refusal of an earlier run: what was refused then may be in order
// now, and a recorded refusal stands for ever under its id.
absl::StatusOr<RecoveryAnswer> RecoverOne(storage::Journal& journal,
                                          const ledger::RecoverAdministrator& recover) {
  const storage::Head head = journal.head();
  for (std::uint32_t attempt = 0;; ++attempt) {
    std::vector<ledger::Request> request = {
        FromCeremony(RecoveryRequestId(recover, attempt), recover, head.clock)};
    Salt(request);
    const storage::Answer answer = journal.Write(request).front();
    if (const auto* status = std::get_if<absl::Status>(&answer)) return *status;
    const auto* recorded = std::get_if<ledger::Recorded>(&answer);
    if (recorded == nullptr) return absl::InternalError("the ceremony has no right");
    const bool before = ledger::Raw(recorded->record_number) < head.records;
    RecoveryAnswer became{recover.code, *recorded, before};
    if (!before || !IsRefused(became)) return became;
  }
}

}  // namespace

ledger::RequestId RecoveryRequestId(const ledger::RecoverAdministrator& recover,
                                    std::uint32_t attempt) {
  const std::string content = log::CanonicalContent(FromCeremony({}, recover, {}));
  return log::RequestIdOf(absl::StrCat("recover ", attempt, " ", content));
}

absl::StatusOr<std::vector<RecoveryAnswer>> Recover(const RecoverOptions& options,
                                                    const std::vector<Recovery>& recoveries) {
  storage::JournalOptions journal_options;
  journal_options.connection = options.database;
  journal_options.server_name = options.server_name;
  journal_options.clock_mode = options.clock;
  auto journal = storage::Journal::Open(journal_options);
  if (!journal.ok()) return journal.status();
  if ((*journal)->head().records == 0) {
    return absl::FailedPreconditionError(
        "the store is empty: there is no book yet, see --bootstrap");
  }
  const auto digester = ReadIdentityDigester(options.database);
  if (!digester.ok()) return digester.status();
  std::vector<RecoveryAnswer> answers;
  for (const Recovery& recovery : recoveries) {
    ledger::RecoverAdministrator recover = recovery.recover;
    recover.identity = digester->Of(recovery.identity_number);
    auto answer = RecoverOne(**journal, recover);
    if (!answer.ok()) return answer.status();
    answers.push_back(*std::move(answer));
    if (IsRefused(answers.back())) break;
  }
  return answers;
}

bool IsRefused(const RecoveryAnswer& answer) {
  return std::holds_alternative<ledger::Rejection>(answer.recorded.outcome);
}

std::string ToText(const RecoveryAnswer& answer) {
  if (const auto* accepted = std::get_if<ledger::Accepted>(&answer.recorded.outcome)) {
    return absl::StrCat(answer.before ? "recovered before: " : "recovered ", answer.code,
                        ", transaction ", ledger::Raw(accepted->sequence));
  }
  std::string text = absl::StrCat("refused ", answer.code, ":");
  for (const ledger::FailedCheck& check :
       std::get<ledger::Rejection>(answer.recorded.outcome).checks) {
    absl::StrAppend(&text, " ", std::string(ledger::ReasonName(check.reason)));
    for (const auto& [name, value] : check.facts) absl::StrAppend(&text, " ", name, "=", value);
  }
  return absl::StrCat(text, "; record ", ledger::Raw(answer.recorded.record_number));
}

}  // namespace registry::server
