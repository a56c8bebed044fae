// What the core answers: effects, a rejection, or no right.
#ifndef LEDGER_DECISION_H_
#define LEDGER_DECISION_H_

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "ledger/fact.h"
#include "ledger/ids.h"
#include "ledger/posting.h"
#include "ledger/reason.h"

namespace registry::ledger {

// What an accepted command does. Storage persists it without looking.
struct Effects {
  std::vector<Posting> postings;
  std::vector<Fact> facts;
  bool operator==(const Effects&) const = default;
};

// One check that failed, with the numbers behind it: ("requested_tco2e", "601").
struct FailedCheck {
  Reason reason{};
  std::vector<std::pair<std::string, std::string>> facts;
  bool operator==(const FailedCheck&) const = default;
};

// A rule says no. Every failed check, in the order of the command's header. Recorded and replayed.
struct Rejection {
  std::vector<FailedCheck> checks;  // at least one
  bool operator==(const Rejection&) const = default;
};

// The caller has no right. Answered, but neither recorded nor replayed; uses no id up (RULES R4).
struct Denied {
  bool operator==(const Denied&) const = default;
};

// The core broke its own law, such as reading what it did not name. Never an answer to a caller:
// the journal writes nothing, and somebody is paged.
struct Fault {
  std::string what;
  bool operator==(const Fault&) const = default;
};

using Decision = std::variant<Effects, Rejection, Denied, Fault>;

// An accepted command that takes effect only when others have approved it; its proposal's number is
// its sequence.
struct Waiting {
  Instant expires_at;
  std::int32_t approvals_needed = 0;
  bool operator==(const Waiting&) const = default;
};

// An accepted command as the journal recorded it.
struct Accepted {
  Sequence sequence{};
  std::vector<PostedLine> postings;         // in order, with running balances
  std::optional<AccountId> opened_account;  // one that is new
  std::optional<Waiting> waiting;           // of a proposal
  std::optional<Reason> failed;             // why what was due went back; not of a proposal
  bool operator==(const Accepted&) const = default;
};

// A recorded decision: the same value answers the first call and every replay of it.
struct Recorded {
  RecordNumber record_number{};
  Instant recorded_at;
  using Outcome = std::variant<Accepted, Rejection>;
  Outcome outcome;
  bool operator==(const Recorded&) const = default;
};

}  // namespace registry::ledger

#endif  // LEDGER_DECISION_H_
