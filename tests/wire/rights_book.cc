// What the page of rights asks about, put into a book.
#include "tests/wire/rights_desk.h"

namespace registry::wire {
namespace {

struct Step {
  const char* method;
  const char* caller;
  const char* text;
};

constexpr Step kSteps[] = {
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
    {"AccessService/SetCalendar", "operator",
     "calendar { year: 2021 working_days: 104 working_days: 719 working_days: 720 } $paper"},
    {"AccessService/RegisterPerson", "security",
     "person: 'known-1' identity_number: '110101198001011238' "
     "subjects { issuer: 'https://elsewhere.example' subject: 'known-1' } "
     "seats { participant: 'vacant' powers: POWER_READ }"},
    {"AccessService/RevokeCertificate", "security",
     "participant: 'vacant' fingerprint: 'fedcba9876543210fedcba9876543210' cause: 'lost'"},
};

}  // namespace

void FillForRights(Book& book) {
  book.Name("$old_code", SocialCreditCode(3));
  book.OpenUnit("$spare", 9);
  v1::Accepted last;
  for (const Step& step : kSteps) last = book.Must(step.method, step.caller, step.text);
  book.Name("$last", std::to_string(last.sequence()));
}

}  // namespace registry::wire
