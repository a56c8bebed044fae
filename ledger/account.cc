#include "ledger/account.h"

namespace registry::ledger {

std::string_view AccountKindName(AccountKind kind) {
  switch (kind) {
    case AccountKind::kKeyEmittingUnit:
      return "KEY_EMITTING_UNIT";
    case AccountKind::kProvincialAuthority:
      return "PROVINCIAL_AUTHORITY";
    case AccountKind::kInstitution:
      return "INSTITUTION";
    case AccountKind::kIndividual:
      return "INDIVIDUAL";
    case AccountKind::kNational:
      return "NATIONAL";
    case AccountKind::kSettlementBank:
      return "SETTLEMENT_BANK";
    case AccountKind::kCreditRegistry:
      return "CREDIT_REGISTRY";
    case AccountKind::kIssuance:
      return "ISSUANCE";
    case AccountKind::kSurrender:
      return "SURRENDER";
    case AccountKind::kOffset:
      return "OFFSET";
    case AccountKind::kCancellation:
      return "CANCELLATION";
    case AccountKind::kCustody:
      return "CUSTODY";
    case AccountKind::kRiskReserve:
      return "RISK_RESERVE";
    case AccountKind::kCarryOverRecovery:
      return "CARRY_OVER_RECOVERY";
    case AccountKind::kInTransit:
      return "IN_TRANSIT";
  }
  return "UNKNOWN";
}

std::string_view AccountStatusName(AccountStatus status) {
  switch (status) {
    case AccountStatus::kOpen:
      return "OPEN";
    case AccountStatus::kRestricted:
      return "RESTRICTED";
    case AccountStatus::kClosing:
      return "CLOSING";
    case AccountStatus::kApplied:
      return "APPLIED";
    case AccountStatus::kReviewed:
      return "REVIEWED";
    case AccountStatus::kRefused:
      return "REFUSED";
    case AccountStatus::kClosed:
      return "CLOSED";
  }
  return "UNKNOWN";
}

std::string_view SectorName(Sector sector) {
  switch (sector) {
    case Sector::kNone:
      return "NONE";
    case Sector::kPower:
      return "POWER";
    case Sector::kSteel:
      return "STEEL";
    case Sector::kCement:
      return "CEMENT";
    case Sector::kAluminium:
      return "ALUMINIUM";
  }
  return "UNKNOWN";
}

}  // namespace registry::ledger
