// What every command that enters or changes a person checks.
#ifndef LEDGER_PERSON_CHECKS_H_
#define LEDGER_PERSON_CHECKS_H_

#include <string_view>
#include <vector>

#include "ledger/checks.h"
#include "ledger/ids.h"
#include "ledger/person.h"
#include "ledger/rules.h"

namespace registry::ledger {

// kPersonExists: the code or the identity is that of somebody other than `person` (null: of
// anybody); facts person, its code
void PersonIsOne(const Rules& rules, std::string_view code, const Digest& identity,
                 const Person* person, Checks& checks);

// kSubjectInUse, for each subject of somebody other than `person`; facts issuer, subject
void SubjectsAreFree(const Rules& rules, const std::vector<Subject>& subjects, const Person* person,
                     Checks& checks);

}  // namespace registry::ledger

#endif  // LEDGER_PERSON_CHECKS_H_
