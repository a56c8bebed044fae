// The self-check as tests ask for it.
#ifndef TESTS_STORAGE_CHECKING_H_
#define TESTS_STORAGE_CHECKING_H_

#include <string>
#include <vector>

#include "storage/self_check.h"
#include "tests/storage/book.h"

namespace registry::testing {

using Findings = std::vector<storage::CheckFinding>;

// Fails the test unless the check comes to its end.
Findings Check(Book& book, int page_records = 7);
// Each on a line.
std::string TextOf(const Findings& findings);
// Whether one of them holds all these parts.
bool Says(const Findings& findings, const std::vector<std::string>& parts);

}  // namespace registry::testing

#endif  // TESTS_STORAGE_CHECKING_H_
