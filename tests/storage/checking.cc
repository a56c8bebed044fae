#include "tests/storage/checking.h"

#include <algorithm>
#include <catch2/catch.hpp>

namespace registry::testing {

Findings Check(Book& book, int page_records) {
  storage::ReaderPool pool({book.database().Connection("registry_auditor")});
  Findings findings;
  const auto summary = storage::SelfCheck(
      &pool, {page_records, 1'000}, [](const auto&) { return true; },
      [&](const storage::CheckFinding& finding) {
        findings.push_back(finding);
        return true;
      });
  if (!summary.ok()) FAIL(summary.status().ToString());
  return findings;
}

std::string TextOf(const Findings& findings) {
  std::string text;
  for (const storage::CheckFinding& finding : findings) text += finding.text + "\n";
  return text;
}

bool Says(const Findings& findings, const std::vector<std::string>& parts) {
  return std::any_of(findings.begin(), findings.end(), [&](const auto& finding) {
    return std::all_of(parts.begin(), parts.end(), [&](const std::string& part) {
      return finding.text.find(part) != std::string::npos;
    });
  });
}

}  // namespace registry::testing
