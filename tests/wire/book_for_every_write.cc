// What the requests of valid_requests.cc are about and book.cc has not made: freezes, accounts'
// lives and transfers at will, in a book where offices act by certificate alone.
#include "tests/wire/book.h"

namespace registry::wire {
namespace {

struct Step {
  const char* method;
  const char* caller;
  const char* text;
  const char* name = nullptr;  // of what it makes: an account, or else the transaction
};

constexpr Step kSteps[] = {
    {"AccessService/SetPolicy", "security",
     "policy { kind: POLICY_KIND_COMMAND_SWITCH role: ROLE_UNIT_REPRESENTATIVE "
     "command: TRANSACTION_TYPE_TRUST_ACCOUNT from_time { seconds: 1626400800 } value: 1 } $paper"},
    {"AccessService/SetPolicy", "security",
     "policy { kind: POLICY_KIND_COMMAND_SWITCH role: ROLE_UNIT_REPRESENTATIVE command: "
     "TRANSACTION_TYPE_TRANSFER_AT_WILL from_time { seconds: 1626400800 } value: 1 } $paper"},
    {"AccessService/SetPolicy", "security",
     "policy { kind: POLICY_KIND_TRUST_DELAY_DAYS role: ROLE_UNIT_REPRESENTATIVE "
     "command: TRANSACTION_TYPE_TRUST_ACCOUNT from_time { seconds: 1626400800 } value: 0 } $paper"},
    {"AccessService/SetPolicy", "security",
     "policy { kind: POLICY_KIND_DELAY_HOURS role: ROLE_UNIT_REPRESENTATIVE command: "
     "TRANSACTION_TYPE_TRANSFER_AT_WILL from_time { seconds: 1626400800 } value: 240 } $paper"},
    {"AccessService/SetPolicy", "security",
     "policy { kind: POLICY_KIND_COMMAND_SWITCH role: ROLE_REGISTRY_OPERATOR "
     "command: TRANSACTION_TYPE_PLEDGE from_time { seconds: 1626400800 } value: 1 } $paper"},
    {"AllocationService/Allocate", "authority-13",
     "transferring_account: '$authority_13' acquiring_account: '$held' instrument: 'CEA1920' "
     "period: '2019-20' step: ALLOCATION_STEP_PRE_ALLOCATION quantity_tco2e: 100"},
    {"AllocationService/Allocate", "authority-13",
     "transferring_account: '$authority_13' acquiring_account: '$seller' instrument: 'CEA1920' "
     "period: '2019-20' step: ALLOCATION_STEP_PRE_ALLOCATION quantity_tco2e: 1"},
    {"ComplianceService/DetermineObligation", "authority-13",
     "unit_account: '$held' sector: SECTOR_POWER period: '2019-20' "
     "verified_emissions_tco2e: 25 obligation_tco2e: 20"},
    {"ComplianceService/Surrender", "authority-13",
     "unit_account: '$held' sector: SECTOR_POWER period: '2019-20' "
     "lines { instrument: 'CEA1920' quantity_tco2e: 5 }"},
    {"FreezeService/FreezeHolding", "court",
     "scope: FREEZE_SCOPE_QUANTITY account: '$held' instrument: 'CEA1920' quantity_tco2e: 50 "
     "case_number: 'case 11' authority: 'a court' from_time { seconds: 1626400000 } "
     "until_time { seconds: 1672502400 } $paper",
     "$freeze"},
    {"FreezeService/FreezeHolding", "court",
     "scope: FREEZE_SCOPE_ACCOUNT account: '$other' case_number: 'case 12' authority: 'a court' "
     "from_time { seconds: 1626400000 } until_time { seconds: 1672502400 } $paper",
     "$to_release"},
    {"FreezeService/PledgeHolding", "operator",
     "account: '$held' instrument: 'CEA1920' quantity_tco2e: 5 pledgee: 'a bank' $paper",
     "$pledge"},
    {"AccountLifeService/ApplyForAccount", "operator",
     "kind: ACCOUNT_KIND_INSTITUTION social_credit_code: '$applied_code' holder_name: 'Applicant' "
     "$papers",
     "$applied"},
    {"AccountLifeService/ApplyForAccount", "operator",
     "kind: ACCOUNT_KIND_INSTITUTION social_credit_code: '$reviewed_code' holder_name: 'Applicant' "
     "$papers",
     "$reviewed"},
    {"AccountLifeService/ReviewApplication", "reviewer", "account: '$reviewed' passed: true"},
    {"AccountService/ChangeAccountStatus", "operator",
     "account: '$objecting' status: ACCOUNT_STATUS_RESTRICTED cause: 'investigation 12'"},
    {"AccountLifeService/ObjectToRestriction", "operator",
     "account: '$objecting' cause: 'the licence is valid' $paper"},
    {"TransferService/TrustAccount", "unit", "account: '$seller' trusted_account: '$buyer'"},
    {"TransferService/TrustAccount", "unit", "account: '$seller' trusted_account: '$other'"},
    {"TransferService/TransferAtWill", "unit",
     "transferring_account: '$seller' acquiring_account: '$buyer' instrument: 'CEA1920' "
     "quantity_tco2e: 1",
     "$sent"},
};

}  // namespace

void Book::MakeLife() {
  Name("$applied_code", SocialCreditCode(905));
  Name("$reviewed_code", SocialCreditCode(906));
  Name("$persons_code", SocialCreditCode(907));
  OpenUnit("$held", 40);
  OpenUnit("$objecting", 41);
  OpenUnit("$other", 42);
  OpenUnit("$bankrupt", 43);
  for (const Step& step : kSteps) {
    const v1::Accepted made = Must(step.method, step.caller, step.text);
    if (step.name == nullptr) continue;
    Name(step.name, made.account().empty() ? std::to_string(made.sequence()) : made.account());
  }
}

}  // namespace registry::wire
