#include "ledger/account_number.h"

#include <cstddef>
#include <cstdint>
#include <cstdio>

#include "ledger/position.h"

namespace registry::ledger {
namespace {

// ISO 7064 MOD 97-10: the digits followed by the check digits, read as one number, leave 1.
std::int64_t CheckDigits(std::int64_t number) { return 98 - (number % 97) * 100 % 97; }

constexpr std::size_t kDigits = 8;  // at least
constexpr std::size_t kSuffix = 3;  // hyphen and check digits
constexpr std::size_t kLongest = 13 + kSuffix;

}  // namespace

std::string FormatAccountNumber(AccountId id) {
  char text[40];
  std::snprintf(text, sizeof text, "%08lld-%02lld", static_cast<long long>(Raw(id)),
                static_cast<long long>(CheckDigits(Raw(id))));
  return text;
}

std::optional<AccountId> ParseAccountNumber(std::string_view text) {
  if (text.size() < kDigits + kSuffix || text.size() > kLongest) return std::nullopt;
  const std::string_view digits = text.substr(0, text.size() - kSuffix);
  std::int64_t number = 0;
  for (const char c : digits) {
    if (c < '0' || c > '9') return std::nullopt;
    number = number * 10 + (c - '0');
  }
  if (number > kMaxAccountId) return std::nullopt;
  // One way of writing each number: this also compares hyphen, check digits and leading zeros.
  const AccountId id{number};
  if (FormatAccountNumber(id) != text) return std::nullopt;
  return id;
}

}  // namespace registry::ledger
