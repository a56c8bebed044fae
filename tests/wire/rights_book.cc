// What the page of rights asks about, put into a book.
#include <cctype>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "tests/wire/rights_desk.h"

namespace registry::wire {
namespace {

struct Step {
  const char* method;
  const char* caller;
  const char* text;
  const char* name = nullptr;  // of what it makes: an account, or else the transaction
};

// A month ago: units that were restricted and objected, and have no reply yet; others that were
// dissolved with something due.
constexpr Step kPast[] = {
    {"AccessService/SetCalendar", "operator",
     "calendar { year: 2021 working_days: 104 working_days: 719 working_days: 720 "
     "working_days: 721 working_days: 722 working_days: 723 working_days: 726 working_days: "
     "727 working_days: 728 working_days: 729 working_days: 730 working_days: 802 "
     "working_days: 803 working_days: 804 working_days: 805 working_days: 806 working_days: "
     "809 working_days: 810 working_days: 811 working_days: 812 working_days: 813 "
     "working_days: 816 working_days: 817 working_days: 818 working_days: 819 working_days: "
     "820 working_days: 823 working_days: 824 working_days: 825 working_days: 826 "
     "working_days: 827 working_days: 830 working_days: 831 working_days: 901 working_days: "
     "902 working_days: 903 working_days: 906 working_days: 907 working_days: 908 "
     "working_days: 909 working_days: 910 working_days: 913 working_days: 914 working_days: "
     "915 working_days: 916 working_days: 917 working_days: 920 working_days: 921 "
     "working_days: 922 working_days: 923 working_days: 924 working_days: 927 working_days: "
     "928 working_days: 929 working_days: 930 } $paper"},
    {"AccountService/OpenAccount", "operator",
     "kind: ACCOUNT_KIND_INSTITUTION social_credit_code: '$institutions_code' "
     "holder_name: 'Institution'",
     "$institution"},
};

constexpr Step kOfLate[] = {
    {"AccountService/ChangeAccountStatus", "operator",
     "account: '$unit' status: ACCOUNT_STATUS_RESTRICTED cause: 'investigation 11'"},
    {"AccountLifeService/ObjectToRestriction", "operator",
     "account: '$unit' cause: 'the licence is valid' $paper"},
};

constexpr Step kOfGone[] = {
    {"ComplianceService/DetermineObligation", "$its_authority",
     "unit_account: '$unit' sector: SECTOR_POWER period: '2019-20' "
     "verified_emissions_tco2e: 8 obligation_tco2e: 8"},
    {"AccountLifeService/CloseDissolvedAccount", "operator",
     "account: '$unit' receiver_account: '$authority_13' cause: 'bankrupt' $paper"},
};

constexpr Step kNow[] = {
    {"RegistryService/AdvanceClock", "operator", "time { seconds: 1629079200 }"},
    {"AccessService/SetPolicy", "security",
     "policy { kind: POLICY_KIND_COMMAND_SWITCH role: ROLE_UNIT_REPRESENTATIVE "
     "command: TRANSACTION_TYPE_TRUST_ACCOUNT from_time { seconds: 1629079200 } value: 1 } $paper"},
    {"AccessService/SetPolicy", "security",
     "policy { kind: POLICY_KIND_COMMAND_SWITCH role: ROLE_UNIT_REPRESENTATIVE command: "
     "TRANSACTION_TYPE_TRANSFER_AT_WILL from_time { seconds: 1629079200 } value: 1 } $paper"},
    {"AccessService/SetPolicy", "security",
     "policy { kind: POLICY_KIND_COMMAND_SWITCH role: ROLE_REGISTRY_OPERATOR "
     "command: TRANSACTION_TYPE_PLEDGE from_time { seconds: 1629079200 } value: 1 } $paper"},
    {"AccessService/SetPolicy", "security",
     "policy { kind: POLICY_KIND_TRUST_DELAY_DAYS role: ROLE_UNIT_REPRESENTATIVE "
     "command: TRANSACTION_TYPE_TRUST_ACCOUNT from_time { seconds: 1629079200 } value: 0 } $paper"},
    {"AllocationService/Issue", "operator",
     "plan: 'plan-2019-20' instrument: 'CEA1920' sector: SECTOR_POWER "
     "acquiring_account: '$authority_11' quantity_tco2e: 2000 $paper"},
    {"AllocationService/Allocate", "authority-11",
     "transferring_account: '$authority_11' acquiring_account: '$far' instrument: 'CEA1920' "
     "period: '2019-20' step: ALLOCATION_STEP_PRE_ALLOCATION quantity_tco2e: 1000"},
    {"ComplianceService/DetermineObligation", "authority-11",
     "unit_account: '$far' sector: SECTOR_POWER period: '2019-20' "
     "verified_emissions_tco2e: 850 obligation_tco2e: 800"},
    {"ComplianceService/DetermineObligation", "authority-13",
     "unit_account: '$buyer' sector: SECTOR_POWER period: '2019-20' "
     "verified_emissions_tco2e: 850 obligation_tco2e: 800"},
    {"TransferService/MoveToTrading", "operator",
     "account: '$far' instrument: 'CEA1920' quantity_tco2e: 100"},
    {"TransferService/MoveToTrading", "operator",
     "account: '$buyer' instrument: 'CEA1920' quantity_tco2e: 100"},
    {"AccountService/ChangeAccountStatus", "operator",
     "account: '$objecting' status: ACCOUNT_STATUS_RESTRICTED cause: 'investigation 12'"},
    {"AccountLifeService/ObjectToRestriction", "operator",
     "account: '$objecting' cause: 'the licence is valid' $paper"},
    {"AccountLifeService/ApplyForAccount", "operator",
     "kind: ACCOUNT_KIND_KEY_EMITTING_UNIT social_credit_code: '$applied_code' "
     "holder_name: 'Applicant' province: '13' sector: SECTOR_POWER $papers",
     "$applied"},
    {"AccountLifeService/ApplyForAccount", "operator",
     "kind: ACCOUNT_KIND_KEY_EMITTING_UNIT social_credit_code: '$reviewed_code' "
     "holder_name: 'Applicant' province: '13' sector: SECTOR_POWER $papers",
     "$reviewed"},
    {"AccountLifeService/ReviewApplication", "reviewer", "account: '$reviewed' passed: true"},
    {"FreezeService/PledgeHolding", "operator",
     "account: '$seller' instrument: 'CEA1920' quantity_tco2e: 1 pledgee: 'a bank' $paper",
     "$pledge"},
};

constexpr Step kOfTraders[] = {
    {"FreezeService/FreezeHolding", "court",
     "scope: FREEZE_SCOPE_QUANTITY account: '$unit' instrument: 'CEA1920' quantity_tco2e: 100 "
     "case_number: 'case 10' authority: 'a court' from_time { seconds: 1626400000 } "
     "until_time { seconds: 1672502400 } $paper",
     "$its_freeze"},
    {"TransferService/TrustAccount", "$its_office", "account: '$unit' trusted_account: '$idle'"},
    {"TransferService/TrustAccount", "$its_office", "account: '$unit' trusted_account: '$heir'"},
    {"TransferService/TransferAtWill", "$its_office",
     "transferring_account: '$unit' acquiring_account: '$idle' instrument: 'CEA1920' "
     "quantity_tco2e: 1"},
};

// The journal's last entry is what GetTransaction is asked for.
constexpr Step kLast[] = {
    {"AccessService/RegisterStaff", "security",
     "identity_number: 'E-staff-1' staff_of: STAFF_OF_AUTHORITY active: true $paper"},
    {"AccessService/RegisterPerson", "security",
     "person: 'known-1' identity_number: '110101198001011238' "
     "subjects { issuer: 'https://elsewhere.example' subject: 'known-1' } "
     "seats { participant: 'vacant' powers: POWER_READ }"},
    {"AccessService/RevokeCertificate", "security",
     "participant: 'vacant' fingerprint: 'fedcba9876543210fedcba9876543210' cause: 'lost'",
     "$last"},
};

// "authority-13" of "$authority_13".
std::string CallerOf(const Step& step, const RightsPlace& place) {
  std::string caller = About(step.caller, place);
  if (caller.starts_with('$')) caller = absl::StrReplaceAll(caller.substr(1), {{"_", "-"}});
  return caller;
}

void Take(Book& book, std::span<const Step> steps, const RightsPlace& place) {
  for (const Step& step : steps) {
    const v1::Accepted made =
        book.Must(step.method, CallerOf(step, place), About(step.text, place));
    if (step.name == nullptr) continue;
    book.Name(About(step.name, place),
              made.account().empty() ? std::to_string(made.sequence()) : made.account());
  }
}

void OpenUnits(Book& book) {
  int number = 9;
  for (const char* name : {"$spare", "$heir", "$merged", "$bankrupt", "$objecting"}) {
    book.OpenUnit(name, number++);
  }
  for (const Whose whose : {Whose::kLate, Whose::kGone}) {
    for (const RightsPlace& place : PlacesOf(whose)) {
      book.OpenUnit(place.unit, number++, std::string(place.authority).substr(11));
    }
  }
}

void EnterOffice(const Book& book, const RightsPlace& place) {
  book.Must(
      "AccessService/RegisterParticipant", "security",
      About("participant: '$its_office' role: ROLE_UNIT_REPRESENTATIVE account: '$unit'", place));
}

std::string Person(const std::string& code, const std::string& seats) {
  return absl::StrCat("person: '", code, "' identity_number: 'E-", code,
                      "' subjects { issuer: 'https://identity.registry.example' subject: '", code,
                      "' } ", seats);
}

// The persons of "unit" have the same seats in the other offices of its column.
void EnterPersons(const Book& book) {
  for (const char* power : {"INITIATE", "APPROVE"}) {
    const std::string code =
        absl::StrCat("others-", std::string(1, static_cast<char>(std::tolower(*power))));
    book.Must("AccessService/RegisterPerson", "security",
              Person(code, absl::StrCat("seats { participant: 'unit-buyer' powers: POWER_", power,
                                        " } seats { participant: 'unit-far' powers: POWER_", power,
                                        " }")));
  }
  for (const char* power : {"INITIATE", "APPROVE", "SURRENDER", "READ"}) {
    const std::string code =
        absl::StrCat("unit-", std::string(1, static_cast<char>(std::tolower(*power))));
    std::string seats;
    for (const char* office : {"unit", "unit-late", "unit-gone"}) {
      absl::StrAppend(&seats, "seats { participant: '", office, "' powers: POWER_", power, " } ");
    }
    book.Must("AccessService/ChangePerson", "security",
              absl::StrCat("person: '", code,
                           "' active: true cause: 'more offices' subjects { "
                           "issuer: 'https://identity.registry.example' subject: '",
                           code, "' } ", seats));
  }
}

void EnterOffices(const Book& book) {
  EnterOffice(book, PlacesOf(Whose::kTraders)[1]);
  EnterOffice(book, PlacesOf(Whose::kTraders)[2]);
  EnterOffice(book, PlacesOf(Whose::kLate)[0]);
  EnterOffice(book, PlacesOf(Whose::kGone)[0]);
  if (book.registryd().persons()) EnterPersons(book);
}

}  // namespace

void FillForRights(Book& book) {
  book.Name("$old_code", SocialCreditCode(3));
  book.Name("$applicants_code", SocialCreditCode(901));
  book.Name("$applied_code", SocialCreditCode(902));
  book.Name("$reviewed_code", SocialCreditCode(903));
  book.Name("$institutions_code", SocialCreditCode(904));
  book.Name("$freeze_of_unknown", "999999");
  OpenUnits(book);
  Take(book, kPast, kNowhere);
  for (const RightsPlace& place : PlacesOf(Whose::kLate)) Take(book, kOfLate, place);
  for (const RightsPlace& place : PlacesOf(Whose::kGone)) Take(book, kOfGone, place);
  EnterOffices(book);
  // Else the registry itself would carry it out while the questions are asked.
  if (!book.registryd().persons()) {
    book.Must("TransferService/AbortTransfer", "unit",
              "account: '$seller' transfer: '$sent' cause: 'not wanted'");
  }
  Take(book, kNow, kNowhere);
  for (const RightsPlace& place : PlacesOf(Whose::kTraders)) Take(book, kOfTraders, place);
  Take(book, kLast, kNowhere);
}

}  // namespace registry::wire
