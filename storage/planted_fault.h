// Faults that the crash test's checker has to catch, each something that a ledger can get wrong.
// They exist only in programs that tests/crash compiles from these sources with
// REGISTRY_PLANTED_FAULT defined; in every other build the constant is kNone and no branch of them
// is left.
#ifndef STORAGE_PLANTED_FAULT_H_
#define STORAGE_PLANTED_FAULT_H_

namespace registry::storage {

enum class PlantedFault {
  kNone = 0,
  kAcknowledgeBeforeCommit = 1,  // the answers go out, the COMMIT follows with the next turn
  kNoLookUp = 2,                 // request ids that were used before are not recognised
  kCommitAtItsWord = 3,          // a COMMIT after a failed statement is taken for one
  kLostAppendIsWritten = 4,      // an append whose line was lost is taken for committed
};

#ifdef REGISTRY_PLANTED_FAULT
inline constexpr PlantedFault kPlantedFault{REGISTRY_PLANTED_FAULT};
#else
inline constexpr PlantedFault kPlantedFault = PlantedFault::kNone;
#endif

}  // namespace registry::storage

#endif  // STORAGE_PLANTED_FAULT_H_
