// What the law has published, and when the public sees it: one table of commands, each with its
// source.
//
// An outsider learns only what stands here. An account's holder is named only where a rule has that
// very event published, by unified social credit code; individuals are never named (assumed:
// personal data), nor is an account's number.
#ifndef LEDGER_PUBLICATION_H_
#define LEDGER_PUBLICATION_H_

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "ledger/account.h"
#include "ledger/command.h"
#include "ledger/ids.h"
#include "ledger/rules.h"

namespace registry::ledger {

// How the public learns of a command that was carried out.
enum class Publicity : std::int16_t {
  kNever = 1,     // not at all
  kInTotals = 2,  // as part of sums that cannot be traced to one account
  kAsEvent = 3,   // by itself
};
std::string_view PublicityName(Publicity publicity);  // "AS_EVENT"

enum class PublicationKind : std::int16_t {
  kJudicialDeduction = 1,
  kSuccession = 2,
  kCancellation = 3,
};
inline constexpr int kPublicationKindCount = 3;

struct Publication {
  CommandType command{};
  std::optional<TransferGround> ground;  // of kTransfer; the row without one is for all others
  Publicity shown = Publicity::kNever;
  // Of kAsEvent: what is said beside the day.
  PublicationKind kind{};
  bool names_holder = false;    // who loses, or ends
  bool names_receiver = false;  // who gets it, or succeeds
  bool says_quantities = false;
  bool says_document = false;  // the document's number, never its digest
  std::string_view source;
};

// Every command once, kTransfer once more for each ground that differs.
std::span<const Publication> Publications();

// What becomes public of a command that was carried out. Of an answer to a proposal: to be asked of
// what was proposed.
const Publication& PublicationOf(const Command& command);

// Whether a holder of this kind may be named.
bool MayBeNamed(AccountKind kind);

// A longer delay counts as this one.
inline constexpr std::int64_t kMostPublicationDelayDays = 366;

// Cells of a table with fewer accounts behind them are not shown.
inline constexpr int kFewestAccounts = 3;

// The moment up to which everything is public: what was recorded before it, and nothing of what was
// recorded since. It is the end of a day (Beijing), and a day is shown from the start (00:00) of
// the n-th working day after it on (kPublicationDelayDays; of 0, from its own end on). So sums move
// by whole days, and never within one.
Instant PublishedBefore(const Rules& rules, Instant now);

}  // namespace registry::ledger

#endif  // LEDGER_PUBLICATION_H_
