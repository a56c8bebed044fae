#include "ledger/person_checks.h"

#include <algorithm>

namespace registry::ledger {

void PersonIsOne(const Rules& rules, std::string_view code, const Digest& identity,
                 const Person* person, Checks& checks) {
  const auto other =
      std::find_if(rules.persons.begin(), rules.persons.end(), [&](const auto& entry) {
        const Person& known = entry.second;
        return &known != person && (known.code == code || known.identity == identity);
      });
  if (other != rules.persons.end()) checks.Fail(Reason::kPersonExists, {{"person", other->first}});
}

void SubjectsAreFree(const Rules& rules, const std::vector<Subject>& subjects, const Person* person,
                     Checks& checks) {
  for (const Subject& subject : subjects) {
    const Person* holder = rules.FindPerson(subject);
    if (holder == nullptr || holder == person) continue;
    checks.Fail(Reason::kSubjectInUse, {{"issuer", subject.issuer}, {"subject", subject.subject}});
  }
}

}  // namespace registry::ledger
