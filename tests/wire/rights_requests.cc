#include "tests/wire/rights_requests.h"

#include "absl/strings/str_replace.h"

namespace registry::wire {
namespace {

constexpr Asks kOnce = Asks::kOnce, kOfAccount = Asks::kOfAccount, kListing = Asks::kListing;
constexpr const char* kNothing = nullptr;

constexpr RightsRequest kRequests[] = {
    {"AccessService/RegisterParticipant", kOnce, "participant: 'new-office' role: ROLE_AUDITOR",
     "participant: 'vacant' role: ROLE_AUDITOR", kNothing},
    {"AccessService/ChangeParticipant", kOnce,
     "participant: 'vacant' active: true cause: 'taken again'",
     "participant: 'nobody-such' active: true cause: 'taken again'", kNothing},
    {"AccessService/RegisterCertificate", kOnce,
     "participant: 'vacant' fingerprint: 'abcdef0123456789abcdef0123456789' "
     "valid_from_time { seconds: 1609430400 } valid_until_time { seconds: 1672502400 }",
     "participant: 'nobody-such' fingerprint: 'abcdef0123456789abcdef0123456789' "
     "valid_from_time { seconds: 1609430400 } valid_until_time { seconds: 1672502400 }",
     kNothing},
    {"AccessService/RevokeCertificate", kOnce,
     "participant: 'vacant' fingerprint: '00112233445566778899aabbccddeeff' cause: 'lost'",
     "participant: 'nobody-such' fingerprint: '00112233445566778899aabbccddeeff' cause: 'lost'",
     kNothing},
    {"AccessService/RegisterPerson", kOnce,
     "person: 'new-1' identity_number: '110101199001011237' "
     "subjects { issuer: 'https://elsewhere.example' subject: 'new-1' } "
     "seats { participant: 'vacant' powers: POWER_READ }",
     "person: 'known-1' identity_number: '110101199001011237' "
     "subjects { issuer: 'https://elsewhere.example' subject: 'new-1' } "
     "seats { participant: 'nobody-such' powers: POWER_READ }",
     kNothing},
    {"AccessService/ChangePerson", kOnce,
     "person: 'known-1' subjects { issuer: 'https://elsewhere.example' subject: 'known-1' } "
     "seats { participant: 'vacant' powers: POWER_INITIATE } active: true cause: 'other work'",
     "person: 'nobody-such' subjects { issuer: 'https://elsewhere.example' subject: 'known-1' } "
     "seats { participant: 'vacant' powers: POWER_INITIATE } active: true cause: 'other work'",
     kNothing},
    {"AccessService/SetPolicy", kOnce,
     "policy { kind: POLICY_KIND_APPROVALS_NEEDED role: ROLE_COURT_LIAISON "
     "command: TRANSACTION_TYPE_TRANSFER from_time { seconds: 4102444800 } value: 1 } $paper",
     "policy { kind: POLICY_KIND_APPROVALS_NEEDED role: ROLE_COURT_LIAISON "
     "command: TRANSACTION_TYPE_TRANSFER from_time { seconds: 1609430400 } value: 1 } $paper",
     kNothing},
    {"AccessService/SetCalendar", kOnce,
     "calendar { year: 2031 working_days: 102 working_days: 103 } $paper",
     "calendar { year: 2021 working_days: 104 working_days: 105 } $paper", kNothing},
    {"AccessService/GetCaller", kOnce, "", "", "$caller", "itself"},
    {"AccessService/GetPolicy", kOnce, "", "", ""},
    {"AccessService/ListParticipants", kOnce, "page_size: 1000", "role: ROLE_PUBLIC",
     "authority-11"},
    {"AccessService/ListCertificates", kOnce, "", "participant: 'nobody-such'", "vacant"},
    {"AccessService/ListPersons", kOnce, "", "participant: 'nobody-such'", "known-1"},
    {"AccessService/GetCalendar", kOnce, "year: 2021", "year: 2055", ""},
    {"AccountService/OpenAccount", kOnce,
     "kind: ACCOUNT_KIND_KEY_EMITTING_UNIT social_credit_code: '$new_code' holder_name: 'New unit' "
     "province: '13' sector: SECTOR_POWER",
     "kind: ACCOUNT_KIND_KEY_EMITTING_UNIT social_credit_code: '$old_code' holder_name: 'New unit' "
     "province: '13' sector: SECTOR_POWER",
     kNothing},
    {"AccountService/ChangeAccountStatus", kOnce,
     "account: '$spare' status: ACCOUNT_STATUS_RESTRICTED cause: 'investigation 9'",
     "account: '$unknown' status: ACCOUNT_STATUS_RESTRICTED cause: 'investigation 9'", kNothing},
    {"AccountService/GetAccount", kOfAccount, "account: '$unit'", kNothing, "$unit"},
    {"AccountService/ListAccounts", kListing, "page_size: 1000", kNothing, ""},
    {"AllocationService/CreateInstrument", kOnce,
     "instrument: 'CEA21' kind: INSTRUMENT_KIND_ALLOWANCE vintage_first_year: 2021 "
     "vintage_last_year: 2021",
     "instrument: 'CEA1920' kind: INSTRUMENT_KIND_ALLOWANCE vintage_first_year: 2021 "
     "vintage_last_year: 2021",
     kNothing},
    {"AllocationService/GetInstrument", kOnce, "instrument: 'CEA1920'", "instrument: 'CEA99'",
     "CEA1920"},
    {"AllocationService/ListInstruments", kOnce, "", "", "CEA1920"},
    {"AllocationService/SetIssuanceCap", kOnce,
     "plan: 'plan-2021' instrument: 'CEA1920' sector: SECTOR_POWER cap_tco2e: 5000 $paper",
     "plan: 'plan-2021' instrument: 'CEA99' sector: SECTOR_POWER cap_tco2e: 5000 $paper", kNothing},
    {"AllocationService/Issue", kOnce,
     "plan: 'plan-2019-20' instrument: 'CEA1920' sector: SECTOR_POWER "
     "acquiring_account: '$authority_13' quantity_tco2e: 10 $paper",
     "plan: 'plan-2019-20' instrument: 'CEA1920' sector: SECTOR_POWER "
     "acquiring_account: '$unknown' quantity_tco2e: 10 $paper",
     kNothing},
    {"AllocationService/Allocate", kOfAccount,
     "transferring_account: '$its_authority' acquiring_account: '$unit' instrument: 'CEA1920' "
     "period: '2019-20' step: ALLOCATION_STEP_DETERMINATION quantity_tco2e: 10",
     kNothing, kNothing},
    {"AllocationService/ReturnAllowances", kOfAccount,
     "transferring_account: '$unit' acquiring_account: '$its_authority' instrument: 'CEA1920' "
     "period: '2019-20' quantity_tco2e: 5",
     kNothing, kNothing},
    {"AuditService/CheckRegistry", kOnce, "", "", ""},
    {"AuditService/GetCycleFigures", kOnce, "period: '2019-20'", "period: '1999'",
     "units_with_obligation"},
    {"AuditService/GetCallCounts", kOnce, "", "", "RegistryService/GetRegistryStatus"},
    {"AuditService/SearchTrail", kOnce, "page_size: 1", "filter { account: '$unknown' }",
     "OPEN_BOOK"},
    {"AuditService/ExportTrail", kOnce, "", "filter { account: '$unknown' }", "OPEN_BOOK"},
    {"ComplianceService/CreateCompliancePeriod", kOnce,
     "period: '2021' first_year: 2021 last_year: 2021 deadline_time { seconds: 1672477200 }",
     "period: '2019-20' first_year: 2021 last_year: 2021 deadline_time { seconds: 1672477200 }",
     kNothing},
    {"ComplianceService/ListCompliancePeriods", kOnce, "", "", "2019-20"},
    {"ComplianceService/DetermineObligation", kOfAccount,
     "unit_account: '$unit' sector: SECTOR_POWER period: '2019-20' "
     "verified_emissions_tco2e: 900 obligation_tco2e: 850",
     kNothing, kNothing},
    {"ComplianceService/Surrender", kOfAccount,
     "unit_account: '$unit' sector: SECTOR_POWER period: '2019-20' "
     "lines { instrument: 'CEA1920' quantity_tco2e: 10 }",
     kNothing, kNothing},
    {"ComplianceService/GetObligation", kOfAccount,
     "unit_account: '$unit' sector: SECTOR_POWER period: '2019-20'", kNothing, "$unit"},
    {"ComplianceService/ListObligations", kListing, "period: '2019-20' page_size: 1000", kNothing,
     ""},
    {"HoldingService/ListHoldings", kListing, "page_size: 1000", kNothing, ""},
    {"HoldingService/ListPostings", kOfAccount, "account: '$unit'", kNothing, "$unit"},
    {"HoldingService/GetStatement", kOfAccount, "account: '$unit'", kNothing, "$unit"},
    {"HoldingService/GetSupply", kOnce, "instrument: 'CEA1920'", "instrument: 'CEA99'", "CEA1920"},
    {"JournalService/GetTransaction", kOnce, "sequence: 20", "sequence: 999999", "operator"},
    {"JournalService/FollowJournal", kOfAccount, "account: '$unit'", kNothing, "$unit"},
    {"RegistryService/GetRegistryStatus", kOnce, "", "", "$caller"},
    {"RegistryService/AdvanceClock", kOnce, "time { seconds: 1626402600 }", "time { seconds: 1 }",
     kNothing},
    {"SettlementService/SettleTrades", kOfAccount,
     "trades { trade_id: 'T-$unit' instrument: 'CEA1920' method: TRADING_METHOD_LISTED "
     "seller_account: '$unit' buyer_account: '$idle' quantity_tco2e: 10 price_fen: 4800 "
     "amount_fen: 48000 match_time { seconds: 1626399900 } }",
     kNothing, kNothing},
    {"TransferService/MoveToTrading", kOfAccount,
     "account: '$unit' instrument: 'CEA1920' quantity_tco2e: 5", kNothing, kNothing},
    {"TransferService/MoveFromTrading", kOfAccount,
     "account: '$unit' instrument: 'CEA1920' quantity_tco2e: 5", kNothing, kNothing},
    {"TransferService/Transfer", kOfAccount,
     "transferring_account: '$unit' acquiring_account: '$idle' instrument: 'CEA1920' "
     "quantity_tco2e: 5 ground: TRANSFER_GROUND_SUCCESSION $paper",
     kNothing, kNothing},
    {"TransferService/CancelAllowances", kOfAccount,
     "account: '$unit' instrument: 'CEA1920' quantity_tco2e: 5 purpose: 'a green meeting'",
     kNothing, kNothing},
    // Health: whether it serves. Reflection: list_services, field 7.
    {"grpc.health.v1.Health/Check", kOnce, "", "", "\x08\x01"},
    {"grpc.health.v1.Health/Watch", kOnce, "", "", "\x08\x01"},
    {"grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo", kOnce, "\x3a\x01*",
     "\x3a\x01*", "carbon.registry.v1.AccountService"},
};

}  // namespace

std::span<const RightsRequest> RightsRequests() { return kRequests; }

std::string About(const std::string& text, const std::string& unit, const std::string& authority) {
  return absl::StrReplaceAll(text, {{"$unit", unit}, {"$its_authority", authority}});
}

}  // namespace registry::wire
