#include "storage/trail_decision.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <set>
#include <type_traits>
#include <utility>
#include <variant>

#include "absl/strings/str_cat.h"
#include "log/canonical.h"
#include "storage/array_parameter.h"
#include "storage/fields.h"
#include "storage/header_columns.h"
#include "storage/status_macros.h"
#include "storage/trail_statements.h"

namespace registry::storage {
namespace {

using ledger::Raw;

constexpr std::int16_t kFailedPrecondition = 9;  // gRPC's code of a recorded refusal

// What a command is about, from its own fields. Of several names the one that was asked for.
TrailSubject SubjectOf(const ledger::Request& request, const std::string& asked) {
  TrailSubject subject;
  std::visit(
      [&subject]<typename C>(const C& value) {
        if constexpr (requires { value.transferring_account; }) {
          subject.account = value.transferring_account;
        } else if constexpr (requires { value.unit_account; }) {
          subject.account = value.unit_account;
        } else if constexpr (requires { value.seller; }) {
          subject.account = value.seller;
          subject.other_account = value.buyer;
        } else if constexpr (requires { value.account; }) {
          if constexpr (std::is_same_v<std::decay_t<decltype(value.account)>, ledger::AccountId>) {
            subject.account = value.account;
          }
        }
        if constexpr (requires { value.acquiring_account; }) {
          (subject.account ? subject.other_account : subject.account) = value.acquiring_account;
        }
        if constexpr (requires { value.predecessor; }) {
          subject.account = value.predecessor;
          subject.other_account = value.successor;
        }
        if constexpr (requires { value.receiver; }) subject.other_account = value.receiver;
        if constexpr (requires { value.trusted; }) subject.other_account = value.trusted;
      },
      request.command);
  const HeaderColumns header = HeaderOf(request, nullptr);
  const std::string names[] = {header.proposal ? std::to_string(*header.proposal) : "",
                               header.trade_id, header.document ? header.document->number : "",
                               header.period};
  for (const std::string& name : names) {
    if (subject.subject.empty() || (!asked.empty() && name == asked)) subject.subject = name;
  }
  return subject;
}

// The number of the freeze that a decision is about, as its command says it; 0: none, or its own.
std::int64_t FreezeIn(const ledger::Command& command) {
  return std::visit(
      []<typename C>(const C& value) -> std::int64_t {
        if constexpr (requires { value.freeze; }) return Raw(value.freeze);
        if constexpr (requires { value.pledge; }) return Raw(value.pledge);
        return 0;
      },
      command);
}

// A decision as a line, and the number that may be a freeze's.
struct Decided {
  TrailLine line;
  std::int64_t freeze = 0;
};

absl::StatusOr<Decided> Parse(const pqxx::row& columns, const std::string& asked) {
  Fields fields(columns);
  const std::int64_t number = fields.Int();
  const std::string bytes = fields.Bytes();
  Decided decided;
  TrailLine& line = decided.line;
  line.server = fields.TextOrEmpty();
  line.row.participant = fields.TextOrEmpty();
  RETURN_IF_ERROR(fields.Status("decision"));
  const std::optional<log::ParsedRecord> parsed = log::ParseRecord(bytes);
  if (!parsed) return absl::DataLossError(absl::StrCat("record ", number, " does not parse"));
  TrailRow& row = line.row;
  line.record_number = ledger::RecordNumber{number};
  row.at = parsed->recorded.recorded_at;
  row.method = ledger::CommandTypeName(ledger::TypeOf(parsed->request.command));
  row.person = parsed->request.person;
  row.about = SubjectOf(parsed->request, asked);
  row.about.request_id = parsed->request.key.request_id;
  row.decision = TrailDecision::kRecorded;
  row.micros = std::max<std::int64_t>(
      0, parsed->recorded.recorded_at.micros - parsed->request.received_at.micros);
  decided.freeze = FreezeIn(parsed->request.command);
  if (const auto* refused = std::get_if<ledger::Rejection>(&parsed->recorded.outcome)) {
    row.code = kFailedPrecondition;
    if (!refused->checks.empty()) row.reason = ledger::ReasonName(refused->checks.front().reason);
  } else {
    const auto& accepted = std::get<ledger::Accepted>(parsed->recorded.outcome);
    row.sequence = accepted.sequence;
    if (accepted.opened_account) row.about.account = accepted.opened_account;
    if (decided.freeze == 0) decided.freeze = Raw(accepted.sequence);
  }
  return decided;
}

// What is known of the freezes that decisions are about: case and account.
absl::Status AddCases(Tx& tx, const std::string& asked, std::vector<Decided>& decisions) {
  std::set<std::int64_t> numbers;
  for (const Decided& decision : decisions) {
    if (decision.freeze != 0) numbers.insert(decision.freeze);
  }
  if (numbers.empty()) return absl::OkStatus();
  ArrayParameter once{ArrayParameter::kInt8};
  for (const std::int64_t number : numbers) once.AddInt(number);
  ASSIGN_OR_RETURN(const pqxx::result rows, tx.Run(kCasesOfFreezes, once.Take()));
  for (const pqxx::row& row : rows) {
    Fields fields(row);
    const std::int64_t freeze = fields.Int();
    const std::string case_number = fields.Text();
    std::optional<ledger::AccountId> account;
    if (const auto number = fields.OptionalInt()) account = ledger::AccountId{*number};
    RETURN_IF_ERROR(fields.Status("case"));
    for (Decided& decision : decisions) {
      if (decision.freeze != freeze) continue;
      TrailSubject& about = decision.line.row.about;
      if (!case_number.empty() && (asked.empty() || asked == case_number)) {
        about.subject = case_number;
      }
      if (account && about.account != account) {
        about.other_account = std::exchange(about.account, account);
      }
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::vector<TrailLine>> DecisionLines(Tx& tx, const pqxx::result& rows,
                                                     const std::string& asked) {
  std::vector<Decided> decisions;
  for (const pqxx::row& row : rows) {
    ASSIGN_OR_RETURN(Decided decided, Parse(row, asked));
    decisions.push_back(std::move(decided));
  }
  RETURN_IF_ERROR(AddCases(tx, asked, decisions));
  std::vector<TrailLine> lines;
  for (Decided& decided : decisions) lines.push_back(std::move(decided.line));
  return lines;
}

}  // namespace registry::storage
