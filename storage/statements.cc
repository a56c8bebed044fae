#include "storage/statements.h"

#include <vector>

#include "storage/access_statements.h"
#include "storage/check_statements.h"
#include "storage/life_statements.h"
#include "storage/obligation_statements.h"
#include "storage/public_statements.h"
#include "storage/trail_statements.h"

namespace registry::storage {

std::span<const SqlText> WriterStatements() {
  static constexpr SqlText kStatements[] = {
      kLockWriter,
      kReadHead,
      kReadFrontier,
      kReadMovesSince,
      kReadLargestIds,
      kMarkDurable,
      kEnsurePartitions,
      kReadDurability,
      kReadParticipants,
      kReadInstruments,
      kReadPeriods,
      kReadCertificates,
      kReadPersons,
      kReadPolicies,
      kReadCalendars,
      kReadClock,
      kReadFreezes,
      kReadStaff,
      kReadTrustedAccounts,
      kReadDelayedTransfers,
      kFindRequests,
      kLoadAccounts,
      kLoadHolders,
      kLoadPositions,
      kLoadAccountPositions,
      kLoadIssuanceCaps,
      kLoadObligations,
      kLoadAccountObligations,
      kLoadTrades,
      kLoadProposals,
      kReadProposed,
      kAppendBatch,
      kAppendAtExpectedHead,
      kInsertAccounts,
      kInsertHolders,
      kInsertHolderParticulars,
      kInsertIssuanceCaps,
      kInsertObligations,
      kInsertTrades,
      kInsertParticipants,
      kInsertInstrument,
      kInsertPeriods,
      kInsertClocks,
      kInsertCertificates,
      kInsertPerson,
      kInsertPersonIdentity,
      kInsertPolicies,
      kInsertCalendar,
      kInsertProposals,
      kInsertFreezes,
      kInsertStaff,
      kInsertTrustedAccounts,
      kInsertDelayedTransfers,
      kReadLastBatches,
      kReadRecords,
  };
  return kStatements;
}

std::span<const SqlText> ReaderStatements() {
  static constexpr SqlText kStatements[] = {
      kReadHead,
      kReadOnReplica,
      kReadLargestIds,
      kReadParticipants,
      kReadInstruments,
      kReadPeriods,
      kReadCertificates,
      kReadPersons,
      kReadPolicies,
      kReadCalendars,
      kReadClock,
      kFindRequests,
      kLoadAccounts,
      kLoadHolders,
      kLoadPositions,
      kLoadAccountPositions,
      kLoadIssuanceCaps,
      kLoadObligations,
      kLoadTrades,
      kLoadProposals,
      kReadProposed,
      kReadRecords,
      kReadTransactions,
      kResolveInstant,
      kReadRequest,
      kListAccounts,
      kListHoldings,
      kReadAccountBalances,
      kReadStatement,
      kListPostings,
      kSumTurnovers,
      kListIssuanceCaps,
      kListObligations,
      kSumBalances,
      kSumPostings,
      kCheckRecords,
      kCheckPostings,
      kCheckBatches,
      kCheckBeyond,
      kCheckPositions,
      kCheckTrades,
      kCountTrades,
      kCountRequests,
      kCheckAccounts,
      kCheckCaps,
      kCheckObligations,
      kCheckParticipants,
      kCheckInstruments,
      kCheckPeriods,
      kCheckClocks,
      kCheckCertificates,
      kCheckPersons,
      kCheckPolicies,
      kCheckCalendars,
      kCheckProposals,
      kCheckProposalStates,
      kCheckIdentities,
      kFindProposal,
      kListProposals,
      kListProposalsOf,
      kDueProposals,
      kParticipantHistory,
      kCertificateHistory,
      kPersonHistory,
      kPolicyHistory,
      kCalendarHistory,
      kCheckFreezes,
      kCheckStaff,
      kCheckTrustedAccounts,
      kCheckDelayedTransfers,
      kListWithTerm,
      kAccountHistory,
      kFreezeHistory,
      kListUncollected,
      kReadFreezes,
      kReadStaff,
      kReadTrustedAccounts,
      kReadDelayedTransfers,
      kLoadAccountObligations,
      kListPublished,
      kSumPublicHoldings,
      kSumGifts,
      kSumPublicTrades,
  };
  return kStatements;
}

std::span<const SqlText> AuditorStatements() {
  static const std::vector<SqlText> statements = [] {
    const std::span<const SqlText> readers = ReaderStatements();
    std::vector<SqlText> all(readers.begin(), readers.end());
    all.insert(all.end(), {kReadTrailEnd, kTrailOfAccount, kTrailOfPerson, kTrailOfParticipant,
                           kTrailOfSubject, kTrailOfAll, kReadJournalBefore, kDecisionsOfAccount,
                           kDecisionsOfPerson, kDecisionsOfParticipant, kDecisionsOfSubject,
                           kCasesOfFreezes, kDecisionsOfAll});
    return all;
  }();
  return statements;
}

std::span<const SqlText> TrailStatements() {
  static constexpr SqlText kStatements[] = {kTakeTrailNumbers, kAppendTrail};
  return kStatements;
}

}  // namespace registry::storage
