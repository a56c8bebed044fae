// Parts of the self-check: what its phases share.
#ifndef STORAGE_CHECK_STATE_H_
#define STORAGE_CHECK_STATE_H_

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>

#include "absl/status/status.h"
#include "ledger/fact.h"
#include "ledger/position.h"
#include "storage/self_check.h"

namespace registry::storage {

// Wide enough for the sum of as many tampered figures as a book can hold.
__extension__ typedef __int128 Int128;

// What the postings so far say of one position.
struct FoldedPosition {
  Int128 fold = 0;          // the sum of what went in and out
  std::int64_t running = 0;   // the running balance of its last posting, as stored
  std::int64_t last_sequence = 0;
};

// What the records so far say of an obligation or a cap.
struct FoldedObligation {
  std::int64_t verified_emissions = 0;
  std::int64_t obligation = 0;
  std::int64_t surrendered = 0;
};
struct FoldedCap {
  std::int64_t cap = 0;
  std::int64_t issued = 0;
};

struct CheckState {
  ReaderPool* pool = nullptr;
  CheckOptions options;
  std::function<bool(const CheckProgress&)> progress;
  std::function<bool(const CheckFinding&)> finding;

  std::int64_t records = 0;   // of the head at the start
  std::int64_t sequence = 0;  // of the same
  std::unordered_map<std::int64_t, FoldedPosition> positions;  // by position id
  std::map<ledger::ObligationKey, FoldedObligation> obligations;
  std::map<ledger::IssuanceCapKey, FoldedCap> caps;
  std::map<ledger::AccountId, ledger::Account> accounts;  // of holders
  std::int64_t trades = 0;
  CheckSummary summary;

  // Either returns ABORTED when there are findings enough, CANCELLED when the caller wants no more.
  absl::Status Report(CheckFinding found);
  absl::Status Report(std::string text, std::string expected, std::string found);
  absl::Status Tell(const char* phase, std::int64_t done, std::int64_t total) const;
};

// "account 00001002-61, instrument 1, REGISTERED"
std::string NameOf(const ledger::PositionKey& key);
std::string Decimal(Int128 value);

// The phases. An error is one of Report's, or the database's.
absl::Status CheckRecords(CheckState& state);
absl::Status CheckBalances(CheckState& state);
absl::Status CheckFacts(CheckState& state);

}  // namespace registry::storage

#endif  // STORAGE_CHECK_STATE_H_
