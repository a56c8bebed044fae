#include "tests/wire/rights_requests.h"

#include "absl/strings/str_replace.h"

namespace registry::wire {
namespace {

constexpr Asks kOnce = Asks::kOnce, kOfAccount = Asks::kOfAccount, kListing = Asks::kListing;
constexpr const char* kNothing = nullptr;

constexpr RightsStep kRestrict[] = {
    {"AccountService/ChangeAccountStatus", "operator",
     "account: '$unit' status: ACCOUNT_STATUS_RESTRICTED cause: 'investigation 10'"}};
constexpr RightsStep kLift[] = {
    {"AccountService/ChangeAccountStatus", "operator",
     "account: '$unit' status: ACCOUNT_STATUS_OPEN cause: 'investigation 10'"}};
constexpr RightsStep kFreeze[] = {
    {"FreezeService/FreezeHolding", "court",
     "scope: FREEZE_SCOPE_ACCOUNT account: '$spare' case_number: 'case 11' authority: 'a court' "
     "from_time { seconds: 1626400000 } until_time { seconds: 1672502400 } $paper"}};
constexpr RightsStep kSend[] = {
    {"TransferService/TransferAtWill", "$its_office",
     "transferring_account: '$unit' acquiring_account: '$idle' instrument: 'CEA1920' "
     "quantity_tco2e: 1"}};

constexpr RightsPlace kTraders[] = {{"$seller", "$authority_13", "unit"},
                                    {"$buyer", "$authority_13", "unit-buyer"},
                                    {"$far", "$authority_11", "unit-far"}};
constexpr RightsPlace kLate[] = {{"$late", "$authority_13", "unit-late"},
                                 {"$late_near", "$authority_13", ""},
                                 {"$late_far", "$authority_11", ""}};
constexpr RightsPlace kGone[] = {{"$gone", "$authority_13", "unit-gone"},
                                 {"$gone_near", "$authority_13", ""},
                                 {"$gone_far", "$authority_11", ""}};

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
    {"AccessService/RegisterStaff", kOnce,
     "identity_number: 'E-staff-2' staff_of: STAFF_OF_VERIFIER active: true $paper",
     "identity_number: 'E-staff-1' staff_of: STAFF_OF_VERIFIER active: true $paper", kNothing},
    {"AccessService/GetCaller", kOnce, "", "", "$caller", "itself"},
    {"AccessService/GetPolicy", kOnce, "", "", ""},
    {"AccessService/ListParticipants", kOnce, "page_size: 1000", "role: ROLE_PUBLIC",
     "authority-11"},
    {"AccessService/ListCertificates", kOnce, "", "participant: 'nobody-such'", "vacant"},
    {"AccessService/ListPersons", kOnce, "", "participant: 'nobody-such'", "known-1"},
    {"AccessService/ListStaff", kOnce, "", "staff_of: STAFF_OF_EXCHANGE", ""},
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
    {"AccountLifeService/ApplyForAccount", kOnce,
     "kind: ACCOUNT_KIND_KEY_EMITTING_UNIT social_credit_code: '$applicants_code' "
     "holder_name: 'Applicant' province: '13' sector: SECTOR_POWER $papers",
     "kind: ACCOUNT_KIND_KEY_EMITTING_UNIT social_credit_code: '$old_code' "
     "holder_name: 'Applicant' province: '13' sector: SECTOR_POWER $papers",
     kNothing},
    {"AccountLifeService/ReviewApplication", kOnce, "account: '$applied' passed: true",
     "account: '$unknown' passed: true", kNothing},
    {"AccountLifeService/OpenAppliedAccount", kOnce, "account: '$reviewed'", "account: '$unknown'",
     kNothing},
    {"AccountLifeService/ChangeParticulars", kOnce,
     "account: '$spare' holder_name: 'Another name' $paper",
     "account: '$unknown' holder_name: 'Another name' $paper", kNothing},
    {"AccountLifeService/ChangeAccountKind", kOnce,
     "account: '$institution' kind: ACCOUNT_KIND_KEY_EMITTING_UNIT sector: SECTOR_STEEL "
     "province: '13' $paper",
     "account: '$unknown' kind: ACCOUNT_KIND_KEY_EMITTING_UNIT sector: SECTOR_STEEL "
     "province: '13' $paper",
     kNothing},
    {"AccountLifeService/ObjectToRestriction", kOfAccount,
     "account: '$unit' cause: 'the licence is valid' $paper", kNothing, kNothing, "all",
     Whose::kTraders, kRestrict, kLift},
    {"AccountLifeService/DecideObjection", kOnce,
     "account: '$objecting' lifted: true cause: 'the licence is valid' $paper",
     "account: '$unknown' lifted: true cause: 'the licence is valid' $paper", kNothing},
    {"AccountLifeService/SucceedAccount", kOnce,
     "predecessor_account: '$merged' successor_account: '$heir' $paper",
     "predecessor_account: '$unknown' successor_account: '$heir' $paper", kNothing},
    {"AccountLifeService/CloseDissolvedAccount", kOnce,
     "account: '$bankrupt' receiver_account: '$authority_13' cause: 'bankrupt' $paper",
     "account: '$unknown' receiver_account: '$authority_13' cause: 'bankrupt' $paper", kNothing},
    {"AccountLifeService/ListOverdue", kListing, "kind: OVERDUE_KIND_REPLY page_size: 1000",
     kNothing, "", "all", Whose::kLate},
    {"AccountLifeService/ListAccountHistory", kOfAccount, "account: '$unit'", kNothing, "$unit"},
    {"AccountLifeService/ListUncollected", kListing, "page_size: 1000", kNothing, "", "all",
     Whose::kGone},
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
    {"FreezeService/FreezeHolding", kOnce,
     "scope: FREEZE_SCOPE_QUANTITY account: '$spare' instrument: 'CEA1920' quantity_tco2e: 10 "
     "case_number: 'case 12' authority: 'a court' from_time { seconds: 1626400000 } "
     "until_time { seconds: 1672502400 } $paper",
     "scope: FREEZE_SCOPE_QUANTITY account: '$unknown' instrument: 'CEA1920' quantity_tco2e: 10 "
     "case_number: 'case 12' authority: 'a court' from_time { seconds: 1626400000 } "
     "until_time { seconds: 1672502400 } $paper",
     kNothing},
    {"FreezeService/RenewFreeze", kOnce,
     "freeze: '$made' until_time { seconds: 1704038400 } $paper",
     "freeze: '999999' until_time { seconds: 1704038400 } $paper", kNothing, "all", Whose::kTraders,
     kFreeze},
    {"FreezeService/ReleaseFreeze", kOnce, "freeze: '$made' cause: 'paid' $paper",
     "freeze: '999999' cause: 'paid' $paper", kNothing, "all", Whose::kTraders, kFreeze},
    {"FreezeService/DeductFrozen", kOnce,
     "freeze: '$freeze_of_seller' instrument: 'CEA1920' quantity_tco2e: 1 "
     "acquiring_account: '$idle' $paper",
     "freeze: '999999' instrument: 'CEA1920' quantity_tco2e: 1 acquiring_account: '$idle' $paper",
     kNothing},
    {"FreezeService/SurrenderFrozen", kOnce,
     "freeze: '$freeze_of_seller' instrument: 'CEA1920' quantity_tco2e: 1 sector: SECTOR_POWER "
     "period: '2019-20' $paper",
     "freeze: '999999' instrument: 'CEA1920' quantity_tco2e: 1 sector: SECTOR_POWER "
     "period: '2019-20' $paper",
     kNothing},
    {"FreezeService/PledgeHolding", kOnce,
     "account: '$seller' instrument: 'CEA1920' quantity_tco2e: 1 pledgee: 'a bank' $paper",
     "account: '$unknown' instrument: 'CEA1920' quantity_tco2e: 1 pledgee: 'a bank' $paper",
     kNothing},
    {"FreezeService/ReleasePledge", kOnce, "pledge: '$pledge' $paper", "pledge: '999999' $paper",
     kNothing},
    {"FreezeService/GetFreeze", kOfAccount, "freeze: '$its_freeze'", kNothing, "$unit"},
    {"FreezeService/ListFreezes", kListing, "page_size: 1000", kNothing, ""},
    {"HoldingService/ListHoldings", kListing, "page_size: 1000", kNothing, ""},
    {"HoldingService/ListPostings", kOfAccount, "account: '$unit'", kNothing, "$unit"},
    {"HoldingService/GetStatement", kOfAccount, "account: '$unit'", kNothing, "$unit"},
    {"HoldingService/GetSupply", kOnce, "instrument: 'CEA1920'", "instrument: 'CEA99'", "CEA1920"},
    {"JournalService/GetTransaction", kOnce, "sequence: $last", "sequence: 999999", "security"},
    {"JournalService/FollowJournal", kOfAccount, "account: '$unit'", kNothing, "$unit"},
    {"PublicService/ListPublications", kOnce, "", "page_size: 1", ""},
    {"PublicService/GetAggregates", kOnce, "", "instrument: 'CEA99'", ""},
    {"RegistryService/GetRegistryStatus", kOnce, "", "", "$caller"},
    {"RegistryService/AdvanceClock", kOnce, "time { seconds: 1629081000 }", "time { seconds: 1 }",
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
    {"TransferService/TrustAccount", kOfAccount, "account: '$unit' trusted_account: '$spare'",
     kNothing, kNothing},
    {"TransferService/DistrustAccount", kOfAccount, "account: '$unit' trusted_account: '$heir'",
     kNothing, kNothing},
    {"TransferService/TransferAtWill", kOfAccount,
     "transferring_account: '$unit' acquiring_account: '$idle' instrument: 'CEA1920' "
     "quantity_tco2e: 1",
     kNothing, kNothing},
    {"TransferService/AbortTransfer", kOfAccount,
     "account: '$unit' transfer: '$made' cause: 'not wanted'", kNothing, kNothing, "all",
     Whose::kTraders, kSend},
    {"TransferService/ListTrustedAccounts", kOfAccount, "account: '$unit'", kNothing, "$unit"},
    {"TransferService/ListDelayedTransfers", kOfAccount, "account: '$unit'", kNothing, "$unit"},
    {"grpc.health.v1.Health/Check", kOnce, "", "", "\x08\x01"},
    {"grpc.health.v1.Health/Watch", kOnce, "", "", "\x08\x01"},
    {"grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo", kOnce, "\x3a\x01*",
     "\x3a\x01*", "carbon.registry.v1.AccountService"},
};

}  // namespace

std::span<const RightsRequest> RightsRequests() { return kRequests; }

std::span<const RightsPlace> PlacesOf(Whose whose) {
  switch (whose) {
    case Whose::kTraders:
      return kTraders;
    case Whose::kLate:
      return kLate;
    case Whose::kGone:
      return kGone;
  }
  return kTraders;
}

std::string About(const std::string& text, const RightsPlace& place) {
  const std::string unit = place.unit;
  return absl::StrReplaceAll(text, {{"$unit", unit},
                                    {"$its_authority", place.authority},
                                    {"$its_office", place.office},
                                    {"$its_freeze", "$freeze_of_" + unit.substr(1)}});
}

}  // namespace registry::wire
