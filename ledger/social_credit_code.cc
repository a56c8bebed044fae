#include "ledger/social_credit_code.h"

#include <array>
#include <cstddef>

namespace registry::ledger {
namespace {

constexpr std::string_view kAlphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";  // no I, O, S, V, Z
constexpr std::size_t kLength = 18;
constexpr std::size_t kOrganisation =
    8;  // where the nine characters of the organisation code begin

// GB 32100-2015: the weights are the powers of 3 modulo 31.
bool OwnCheckIsRight(std::string_view code) {
  std::size_t sum = 0;
  std::size_t weight = 1;
  for (std::size_t i = 0; i + 1 < kLength; ++i) {
    sum += kAlphabet.find(code[i]) * weight;
    weight = weight * 3 % 31;
  }
  return code.back() == kAlphabet[(31 - sum % 31) % 31];
}

// GB 11714: letters count by their place among all 36 digits and letters; 10 is written X, 11 is
// written 0.
bool OrganisationCheckIsRight(std::string_view code) {
  constexpr std::array<int, 8> kWeights = {3, 7, 9, 10, 5, 8, 4, 2};
  int sum = 0;
  for (std::size_t i = 0; i < kWeights.size(); ++i) {
    const char c = code[kOrganisation + i];
    sum += (c <= '9' ? c - '0' : c - 'A' + 10) * kWeights[i];
  }
  const int check = 11 - sum % 11;
  const char written = check == 10 ? 'X' : check == 11 ? '0' : static_cast<char>('0' + check);
  return code[kOrganisation + kWeights.size()] == written;
}

}  // namespace

bool IsSocialCreditCode(std::string_view code) {
  if (code.size() != kLength) return false;
  for (std::size_t i = 0; i < kLength; ++i) {
    if (kAlphabet.find(code[i]) == std::string_view::npos) return false;
    const bool region = i >= 2 && i < kOrganisation;
    if (region && code[i] > '9') return false;
  }
  return OwnCheckIsRight(code) && OrganisationCheckIsRight(code);
}

}  // namespace registry::ledger
