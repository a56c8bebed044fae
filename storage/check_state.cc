#include "storage/check_state.h"

#include <algorithm>

#include "ledger/account_number.h"
#include "storage/array_parameter.h"

namespace registry::storage {

std::string Show(std::string_view value) { return std::string(value); }

std::string Show(std::int64_t value) { return std::to_string(value); }

std::string Show(Int128 value) {
  const bool negative = value < 0;
  std::string digits;
  do {
    const int digit = static_cast<int>(value % 10);
    digits += static_cast<char>('0' + (digit < 0 ? -digit : digit));
    value /= 10;
  } while (value != 0);
  if (negative) digits += '-';
  std::reverse(digits.begin(), digits.end());
  return digits;
}

std::string Show(std::optional<std::int64_t> value) {
  return value.has_value() ? std::to_string(*value) : "none";
}

std::string Show(const ledger::Digest& value) {
  static constexpr char kHex[] = "0123456789abcdef";
  std::string text;
  for (const std::uint8_t byte : value) {
    text += kHex[byte >> 4];
    text += kHex[byte & 15];
  }
  return text;
}

std::string Show(const ledger::RequestId& value) { return UuidText(value); }

absl::Status CheckState::Report(CheckFinding found) {
  absl::StrAppend(&found.text, ": expected ", found.expected, ", found ", found.found);
  pending_.push_back(std::move(found));
  ++summary.findings;
  if (summary.findings >= options.max_findings) return absl::AbortedError("findings enough");
  return absl::OkStatus();
}

absl::Status CheckState::Flush() {
  for (const CheckFinding& found : std::exchange(pending_, {})) {
    if (!finding(found)) return absl::CancelledError("stopped by the caller");
  }
  return absl::OkStatus();
}

absl::Status CheckState::Tell(const char* phase, std::int64_t done, std::int64_t total) {
  RETURN_IF_ERROR(Flush());
  if (progress({phase, std::min(done, total), total})) return absl::OkStatus();
  return absl::CancelledError("stopped by the caller");
}

std::string CheckState::NameOf(const ledger::PositionKey& key) const {
  const auto code = instruments.find(key.instrument);
  return absl::StrCat(
      "account ", ledger::FormatAccountNumber(key.account), ", instrument ",
      code == instruments.end() ? std::to_string(ledger::Raw(key.instrument)) : code->second, ", ",
      std::string(ledger::BucketName(key.bucket)));
}

bool CheckState::MayBeBelowZero(ledger::AccountId account) const {
  if (account < ledger::kFirstHolderAccount) return account == ledger::kIssuanceAccount;
  const ledger::Account* known = facts.FindAccount(account);
  return known != nullptr && ledger::MayBeBelowZero(known->kind);
}

}  // namespace registry::storage
