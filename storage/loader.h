// Reads what decisions rest on, with one statement for each kind of key. Serves the writer, under
// its lock, and validate_only, on a snapshot.
#ifndef STORAGE_LOADER_H_
#define STORAGE_LOADER_H_

#include <map>
#include <memory>
#include <optional>
#include <span>

#include "absl/status/statusor.h"
#include "ledger/command.h"
#include "ledger/rules.h"
#include "ledger/snapshot.h"
#include "storage/fact_cache.h"
#include "storage/tx.h"

namespace registry::storage {

absl::StatusOr<ledger::Rules> LoadRules(Tx& tx, ledger::RulesEpoch epoch);

// All but the sequence, which follows the head.
absl::StatusOr<ledger::NewIds> LoadNewIds(Tx& tx);

// Names that are used once and for ever: request ids, trade ids.
enum class Names {
  kLookUp,
  kTakeForNew,  // nearly all are; the append finds out when one was not (writer.h)
};

// What stands under the touched keys: from the cache as far as it knows them, the rest from
// PostgreSQL. What was read, the cache knows from then on. Trades that are taken for new read as
// absent.
absl::StatusOr<ledger::Snapshot> LoadSnapshot(Tx& tx, const ledger::Touched& asked,
                                              FactCache& cache, Names names = Names::kLookUp);

// The same without PostgreSQL: nullopt when the cache does not know all of it. Trades are taken for
// new.
std::optional<ledger::Snapshot> RememberedSnapshot(const ledger::Touched& asked,
                                                   const FactCache& cache);

// What waits under this number; null when there is no such record, or it does not wait. DATA_LOSS
// when the record or its request is not whole.
absl::StatusOr<std::shared_ptr<const ledger::Proposed>> LoadProposed(Tx& tx,
                                                                     ledger::Sequence proposal);

// What a request id stands for already.
struct KnownRequest {
  ledger::Digest request_hash{};
  ledger::Recorded recorded;
};
using KnownRequests = std::map<ledger::RequestKey, KnownRequest>;

// DATA_LOSS when a recorded decision is missing or does not parse.
absl::StatusOr<KnownRequests> FindRequests(Tx& tx, std::span<const ledger::Request> requests);

}  // namespace registry::storage

#endif  // STORAGE_LOADER_H_
