#include "tests/wire/valid_requests.h"

#include <stdexcept>
#include <vector>

#include "absl/strings/str_split.h"

namespace registry::wire {
namespace {

constexpr ValidRequest kRows[] = {
    {"AccessService/RegisterParticipant", "security",
     "participant: 'new-office' role: ROLE_UNIT_REPRESENTATIVE province: '13' account: '$seller'"},
    {"AccessService/ChangeParticipant", "security",
     "participant: 'spare-office' active: true cause: 'its office is open again'"},
    {"AccessService/RegisterCertificate", "security",
     "participant: 'spare-office' fingerprint: '0123456789abcdef0123456789abcdef' "
     "valid_from_time { seconds: 1626399000 } valid_until_time { seconds: 1826399000 }"},
    {"AccessService/RevokeCertificate", "security",
     "participant: 'spare-office' fingerprint: 'fedcba9876543210fedcba9876543210' cause: 'key "
     "lost'"},
    {"AccessService/RegisterPerson", "security",
     "person: 'clerk-2' identity_number: 'E12345672' "
     "subjects { issuer: 'https://identity.registry.example' subject: 'clerk-2' } "
     "seats { participant: 'spare-office' powers: POWER_READ }"},
    {"AccessService/ChangePerson", "security",
     "person: 'clerk-1' active: true cause: 'another desk' "
     "subjects { issuer: 'https://identity.registry.example' subject: 'clerk-1' } "
     "seats { participant: 'spare-office' powers: POWER_INITIATE }"},
    {"AccessService/SetPolicy", "security",
     "policy { kind: POLICY_KIND_APPROVALS_NEEDED role: ROLE_COURT_LIAISON "
     "command: TRANSACTION_TYPE_TRANSFER above_tco2e: 5 from_time { seconds: 1826399000 } value: 1 "
     "} $paper"},
    {"AccessService/SetCalendar", "operator", "calendar { year: 2030 working_days: 102 } $paper"},
    {"AccessService/RegisterStaff", "security",
     "identity_number: 'E12345679' staff_of: STAFF_OF_VERIFIER active: true $paper"},
    {"AccountService/OpenAccount", "operator",
     "kind: ACCOUNT_KIND_KEY_EMITTING_UNIT social_credit_code: '$new_code' holder_name: 'New unit' "
     "province: '13' sector: SECTOR_POWER"},
    {"AccountService/ChangeAccountStatus", "operator",
     "account: '$idle' status: ACCOUNT_STATUS_CLOSING cause: 'application 9'"},
    {"AccountLifeService/ApplyForAccount", "operator",
     "kind: ACCOUNT_KIND_INDIVIDUAL social_credit_code: '$persons_code' holder_name: 'Somebody' "
     "identity_number: 'E12345670' $papers"},
    {"AccountLifeService/ReviewApplication", "reviewer",
     "account: '$applied' passed: false cause: 'the licence is not there'"},
    {"AccountLifeService/OpenAppliedAccount", "operator", "account: '$reviewed'"},
    {"AccountLifeService/ChangeParticulars", "operator",
     "account: '$other' holder_name: 'Another name' province: '11' sector: SECTOR_STEEL $paper"},
    {"AccountLifeService/ChangeAccountKind", "operator",
     "account: '$other' kind: ACCOUNT_KIND_KEY_EMITTING_UNIT sector: SECTOR_STEEL province: '11' "
     "$paper"},
    {"AccountLifeService/ObjectToRestriction", "operator representative unit",
     "account: '$restricted' cause: 'the licence is valid' $paper"},
    {"AccountLifeService/DecideObjection", "reviewer",
     "account: '$objecting' lifted: true cause: 'the licence is valid' $paper"},
    {"AccountLifeService/SucceedAccount", "operator",
     "predecessor_account: '$held' successor_account: '$buyer' "
     "holdings { instrument: 'CEA1920' quantity_tco2e: 2 } "
     "obligations { sector: SECTOR_POWER period: '2019-20' verified_emissions_tco2e: 3 "
     "obligation_tco2e: 2 surrendered_tco2e: 1 } $paper"},
    {"AccountLifeService/CloseDissolvedAccount", "operator",
     "account: '$bankrupt' receiver_account: '$authority_13' cause: 'bankrupt' $paper"},
    {"AllocationService/CreateInstrument", "operator",
     "instrument: 'CEA21' kind: INSTRUMENT_KIND_ALLOWANCE vintage_first_year: 2021 "
     "vintage_last_year: 2021 tradable_from_time { seconds: 1626399000 } "
     "tradable_until_time { seconds: 1640941200 } eligible_periods: '2019-20'"},
    {"AllocationService/SetIssuanceCap", "ministry",
     "plan: 'plan-2021' instrument: 'CEA1920' sector: SECTOR_POWER cap_tco2e: 5000 $paper"},
    {"AllocationService/Issue", "operator",
     "plan: 'plan-2019-20' instrument: 'CEA1920' sector: SECTOR_POWER "
     "acquiring_account: '$authority_13' quantity_tco2e: 10 $paper"},
    {"AllocationService/Allocate", "authority-13 authority-11 operator",
     "transferring_account: '$authority_13' acquiring_account: '$seller' instrument: 'CEA1920' "
     "period: '2019-20' step: ALLOCATION_STEP_DETERMINATION quantity_tco2e: 10"},
    {"AllocationService/ReturnAllowances", "authority-13 authority-11",
     "transferring_account: '$seller' acquiring_account: '$authority_13' instrument: 'CEA1920' "
     "period: '2019-20' quantity_tco2e: 5"},
    {"ComplianceService/CreateCompliancePeriod", "ministry",
     "period: '2021' first_year: 2021 last_year: 2021 deadline_time { seconds: 1672477200 }"},
    {"ComplianceService/DetermineObligation", "authority-13 authority-11",
     "unit_account: '$buyer' sector: SECTOR_POWER period: '2019-20' "
     "verified_emissions_tco2e: 900 obligation_tco2e: 850"},
    {"ComplianceService/Surrender", "authority-13 authority-11 representative unit",
     "unit_account: '$seller' sector: SECTOR_POWER period: '2019-20' "
     "lines { instrument: 'CEA1920' quantity_tco2e: 10 }"},
    {"FreezeService/FreezeHolding", "court operator",
     "scope: FREEZE_SCOPE_QUANTITY account: '$restricted' instrument: 'CEA1920' quantity_tco2e: 10 "
     "case_number: 'case 12' authority: 'a court' from_time { seconds: 1626400000 } "
     "until_time { seconds: 1672502400 } $paper"},
    {"FreezeService/RenewFreeze", "court operator",
     "freeze: '$freeze' until_time { seconds: 1704038400 } $paper"},
    {"FreezeService/ReleaseFreeze", "court operator",
     "freeze: '$to_release' cause: 'the debt is paid' $paper"},
    {"FreezeService/DeductFrozen", "court operator",
     "freeze: '$freeze' instrument: 'CEA1920' quantity_tco2e: 5 acquiring_account: '$buyer' "
     "$paper"},
    {"FreezeService/SurrenderFrozen", "court operator",
     "freeze: '$freeze' instrument: 'CEA1920' quantity_tco2e: 5 sector: SECTOR_POWER "
     "period: '2019-20' $paper"},
    {"FreezeService/PledgeHolding", "operator",
     "account: '$held' instrument: 'CEA1920' quantity_tco2e: 5 pledgee: 'a bank' $paper"},
    {"FreezeService/ReleasePledge", "operator", "pledge: '$pledge' $paper"},
    {"RegistryService/AdvanceClock", "operator", "time { seconds: 1626487200 }"},
    {"SettlementService/SettleTrades", "trading-system",
     "trades { trade_id: 'T-1' instrument: 'CEA1920' method: TRADING_METHOD_LISTED "
     "seller_account: '$seller' buyer_account: '$buyer' quantity_tco2e: 10 price_fen: 4800 "
     "amount_fen: 48000 match_time { seconds: 1626399900 } }"},
    {"TransferService/MoveToTrading", "operator representative unit",
     "account: '$seller' instrument: 'CEA1920' quantity_tco2e: 5"},
    {"TransferService/MoveFromTrading", "trading-system",
     "account: '$seller' instrument: 'CEA1920' quantity_tco2e: 5"},
    {"TransferService/Transfer", "operator",
     "transferring_account: '$seller' acquiring_account: '$buyer' instrument: 'CEA1920' "
     "quantity_tco2e: 5 ground: TRANSFER_GROUND_SUCCESSION $paper"},
    {"TransferService/CancelAllowances", "operator representative unit",
     "account: '$seller' instrument: 'CEA1920' quantity_tco2e: 5 purpose: 'a green meeting'"},
    {"TransferService/TrustAccount", "unit representative",
     "account: '$seller' trusted_account: '$held'"},
    {"TransferService/DistrustAccount", "unit representative",
     "account: '$seller' trusted_account: '$other'"},
    {"TransferService/TransferAtWill", "unit representative",
     "transferring_account: '$seller' acquiring_account: '$buyer' instrument: 'CEA1920' "
     "quantity_tco2e: 5"},
    {"TransferService/AbortTransfer", "unit representative operator",
     "account: '$seller' transfer: '$sent' cause: 'not wanted'"},
};

}  // namespace

std::string ValidRequest::caller() const {
  const std::string all = callers;
  return all.substr(0, all.find(' '));
}

bool ValidRequest::MayCall(std::string_view participant) const {
  const std::vector<std::string> all = absl::StrSplit(std::string(callers), ' ');
  for (const std::string& one : all) {
    if (one == participant) return true;
  }
  return false;
}

std::span<const ValidRequest> ValidRequests() { return kRows; }

const ValidRequest& ValidRequestOf(const std::string& method) {
  for (const ValidRequest& row : kRows) {
    if (method == row.method) return row;
  }
  throw std::runtime_error("valid_requests.cc has no row for " + method);
}

}  // namespace registry::wire
