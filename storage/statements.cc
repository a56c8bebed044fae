#include "storage/statements.h"

namespace registry::storage {

std::span<const Statement> WriterStatements() {
  static constexpr Statement kStatements[] = {
      kLockWriter,         kReadHead,           kReadFrontier,
      kReadLargestIds,     kMarkDurable,        kEnsurePartitions,
      kReadDurability,     kReadParticipants,   kReadInstruments,
      kReadPeriods,        kReadClock,          kFindRequests,
      kLoadAccounts,       kLoadHolders,        kLoadPositions,
      kLoadAccountPositions, kLoadIssuanceCaps, kLoadObligations,
      kLoadTrades,         kAppendBatch,        kInsertAccounts,
      kInsertHolders,      kInsertHolderParticulars, kInsertIssuanceCaps,
      kInsertObligations,  kInsertTrades,       kInsertParticipants,
      kInsertInstrument,   kInsertPeriods,      kInsertClocks,
      kReadLastBatches,    kReadRecords,
  };
  return kStatements;
}

std::span<const Statement> ReaderStatements() {
  static constexpr Statement kStatements[] = {
      kReadHead,        kReadLargestIds,  kReadParticipants,     kReadInstruments,
      kReadPeriods,     kReadClock,       kFindRequests,         kLoadAccounts,
      kLoadHolders,     kLoadPositions,   kLoadAccountPositions, kLoadIssuanceCaps,
      kLoadObligations, kLoadTrades,      kReadRecords,
  };
  return kStatements;
}

}  // namespace registry::storage
