// Accounts: one for each subject, by unified social credit code, and the registry's own.
#ifndef LEDGER_ACCOUNT_H_
#define LEDGER_ACCOUNT_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "ledger/ids.h"

namespace registry::ledger {

// The numbers are stored for ever; a new kind takes the next one.
enum class AccountKind : std::int16_t {
  kKeyEmittingUnit = 1,
  kProvincialAuthority = 2,
  kInstitution = 3,
  kIndividual = 4,
  kNational = 5,        // market adjustment, paid allocation
  kSettlementBank = 6,  // mirror of money at a bank; may be below zero
  kCreditRegistry = 7,  // mirror of credits (CCER); may be below zero
  kIssuance = 8,        // may be below zero: minus what was issued
  kSurrender = 9,
  kOffset = 10,
  kCancellation = 11,
  kCustody = 12,  // of a province for one unit under differentiated treatment
  kRiskReserve = 13,
  kCarryOverRecovery = 14,
  kInTransit = 15,
};
inline constexpr int kAccountKindCount = 15;
std::string_view AccountKindName(AccountKind kind);  // "KEY_EMITTING_UNIT"

// The numbers are stored for ever.
enum class AccountStatus : std::int16_t {
  kOpen = 1,
  kRestricted = 2,
  kClosing = 3,
  kClosed = 4,
  kApplied = 5,   // applied for; its formal review is not done
  kReviewed = 6,  // the review passed; to be opened within five working days
  kRefused = 7,   // the review did not pass; the subject may apply again
};
inline constexpr int kAccountStatusCount = 7;
std::string_view AccountStatusName(AccountStatus status);  // "RESTRICTED"

// Sectors under allowance management (DOMAIN: power 2019 on; the other three from 2024).
enum class Sector : std::int16_t {
  kNone = 0,
  kPower = 1,
  kSteel = 2,
  kCement = 3,
  kAluminium = 4,
};
std::string_view SectorName(Sector sector);  // "POWER"

// Two digits of GB/T 2260 ("13" Hebei); "6590" stands for the Xinjiang Production and Construction
// Corps, an authority of its own; empty for accounts of the whole country.
using Province = std::string;

// The current version of an account. Its holder's name is personal data and is kept apart.
struct Account {
  AccountId id{};
  AccountKind kind{};
  AccountStatus status = AccountStatus::kOpen;
  std::string social_credit_code;  // empty for the registry's own accounts
  Province province;
  Sector sector = Sector::kNone;
  // Since when the status holds. A trade matched before a restriction still settles (RULES R5).
  Instant status_since;
  // Of a restriction: when the holder objected, and whether the reply was given.
  std::optional<Instant> objected_at{};
  bool objection_decided = false;
  std::optional<AccountId> successor{};  // of a holder that merged into another
  bool operator==(const Account&) const = default;
};

// The registry's own accounts, opened with the book under fixed numbers.
inline constexpr AccountId kIssuanceAccount{1};
inline constexpr AccountId kSurrenderAccount{2};
inline constexpr AccountId kOffsetAccount{3};
inline constexpr AccountId kCancellationAccount{4};
inline constexpr AccountId kNationalAccount{5};
inline constexpr AccountId kRiskReserveAccount{6};
inline constexpr AccountId kCarryOverRecoveryAccount{7};
inline constexpr AccountId kInTransitAccount{8};
// The first number that an applicant's account can get.
inline constexpr AccountId kFirstHolderAccount{1001};

// Whether a position of this kind of account may be below zero: issuance, and the mirrors of
// settlement banks and of the credit registry (RULES R25).
constexpr bool MayBeBelowZero(AccountKind kind) {
  return kind == AccountKind::kIssuance || kind == AccountKind::kSettlementBank ||
         kind == AccountKind::kCreditRegistry;
}

}  // namespace registry::ledger

#endif  // LEDGER_ACCOUNT_H_
