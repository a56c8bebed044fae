#include "ledger/social_credit_code.h"

#include <array>
#include <cstddef>

namespace registry::ledger {
namespace {

constexpr std::string_view kAlphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";  // no I, O, S, V, Z
// GB 32100-2015: the powers of 3 modulo 31.
constexpr std::array<int, 17> kWeights = {1,  3,  9,  27, 19, 26, 16, 17, 20,
                                          29, 25, 13, 8,  24, 10, 30, 28};
constexpr std::array<int, 8> kOrganisationWeights = {3, 7, 9, 10, 5, 8, 4, 2};

// The organisation code counts letters in the plain order of 36, A = 10 to Z = 35.
int OrganisationValue(char c) { return c >= '0' && c <= '9' ? c - '0' : c - 'A' + 10; }

char OrganisationCheck(std::string_view organisation) {
  int sum = 0;
  for (std::size_t i = 0; i < kOrganisationWeights.size(); ++i) {
    sum += OrganisationValue(organisation[i]) * kOrganisationWeights[i];
  }
  const int check = 11 - sum % 11;
  if (check == 10) return 'X';
  return check == 11 ? '0' : static_cast<char>('0' + check);
}

char Check(std::string_view first_seventeen) {
  int sum = 0;
  for (std::size_t i = 0; i < kWeights.size(); ++i) {
    sum += static_cast<int>(kAlphabet.find(first_seventeen[i])) * kWeights[i];
  }
  return kAlphabet[static_cast<std::size_t>((31 - sum % 31) % 31)];
}

}  // namespace

std::string CompleteSocialCreditCode(std::string_view head) {
  if (head.size() != 16 || head.find_first_not_of(kAlphabet) != std::string_view::npos ||
      head.substr(2, 6).find_first_not_of("0123456789") != std::string_view::npos) {
    return {};
  }
  std::string code(head);
  code += OrganisationCheck(head.substr(8));
  code += Check(code);
  return code;
}

bool IsSocialCreditCode(std::string_view code) {
  return code.size() == 18 && CompleteSocialCreditCode(code.substr(0, 16)) == code;
}

}  // namespace registry::ledger
