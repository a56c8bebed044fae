#include "tests/fuzz/field_text.h"

#include <cstddef>
#include <cstdint>
#include <cstdio>

#include "ledger/account_number.h"
#include "ledger/position.h"
#include "ledger/social_credit_code.h"

namespace registry::fuzz {
namespace {

// A letter of the alphabet. A byte that is one stands for itself, so that inputs can be read, and
// what the fuzzer puts in from a comparison arrives.
char Letter(std::string_view alphabet, Choices& choices) {
  const auto byte = choices.Byte();
  if (alphabet.find(static_cast<char>(byte)) != std::string_view::npos && byte != 0) {
    return static_cast<char>(byte);
  }
  return alphabet[byte % alphabet.size()];
}

// A first byte of zero: the usual text. Otherwise it says the length.
std::string Word(std::string_view usual, std::string_view alphabet, std::size_t least,
                 std::size_t most, Choices& choices) {
  const std::size_t length = choices.Byte();
  if (length == 0) return std::string(usual);
  std::string word(least + length % (most - least + 1), '\0');
  for (char& letter : word) letter = Letter(alphabet, choices);
  return word;
}

std::string Uuid(Choices& choices) {
  std::uint64_t high = choices.Number(2);
  if (high == 0) high = 0x0189;
  char text[40];
  std::snprintf(text, sizeof text, "%04x0a5d-ac96-774b-bcce-%012x", static_cast<unsigned>(high),
                static_cast<unsigned>(choices.Byte()));
  return text;
}

std::string Account(Choices& choices) {
  const auto byte = choices.Byte();
  if (byte == 255) {
    const auto limit = static_cast<std::uint64_t>(ledger::kMaxAccountId) + 1;
    const auto id = static_cast<std::int64_t>(choices.Number(6) % limit);
    return ledger::FormatAccountNumber(ledger::AccountId{id});
  }
  return ledger::FormatAccountNumber(ledger::AccountId{1001 + byte});
}

std::string SocialCreditCode(Choices& choices) {
  std::string head = "91130100MA0";
  for (int i = 0; i < 5; ++i) {
    head.push_back(Letter("0123456789ABCDEFGHJKLMNPQRTUWXY", choices));
  }
  return ledger::CompleteSocialCreditCode(head);
}

std::string Province(Choices& choices) {
  switch (choices.Below(4)) {
    case 0:
      return "13";
    case 1:
      return "6590";
    case 2:
      return "";
    default:
      return {Letter("0123456789", choices), Letter("0123456789", choices)};
  }
}

bool IsAccount(std::string_view name) { return name == "account" || name.ends_with("_account"); }

}  // namespace

std::string TextFor(std::string_view name, Choices& choices) {
  if (name == "request_id") return Uuid(choices);
  if (IsAccount(name)) return Account(choices);
  if (name == "social_credit_code") return SocialCreditCode(choices);
  if (name == "province") return Province(choices);
  if (name == "instrument") {
    return Word("CEA21", "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789:-", 2, 60, choices);
  }
  if (name == "period" || name == "eligible_periods") {
    return Word("2019-20", "0123456789-", 4, 20, choices);
  }
  if (name == "proposal" || name == "freeze" || name == "pledge" || name == "transfer") {
    return std::to_string(choices.Number(2) + 1);
  }
  if (name == "identity_number") {
    return Word("110101199003070134", "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", 1, 40, choices);
  }
  if (name == "page_token") return Word("", "ABCabc0123456789-_", 1, 40, choices);
  constexpr std::string_view kPlain = "abcdefghijklmnopqrstuvwxyz0123456789-";
  std::string text = Word("paper-9", kPlain, 1, 40, choices);
  const bool name_of_letters = name == "participant" || name == "person";
  if (!name_of_letters && choices.Below(8) == 7) text += "河北一号电厂";
  return text;
}

SpoiltText SpoiltTextFor(std::string_view name, Choices& choices) {
  switch (choices.Below(4)) {
    case 0:
      return {TextFor(name, choices) + '\x01', true};
    case 1: {
      std::string text = TextFor(name, choices);
      const bool checked = name == "request_id" || name == "social_credit_code" || IsAccount(name);
      if (!checked) return {'\x7F' + text, true};
      text.back() = text.back() == '1' ? '2' : '1';  // a UUID stays one, a number does not
      return {std::move(text), name != "request_id"};
    }
    case 2:
      return {"", false};
    default: {
      std::string text(choices.Take(choices.Byte()));
      for (char& c : text) c = static_cast<char>(c & 0x7F);  // so that it remains UTF-8
      return {std::move(text), false};
    }
  }
}

}  // namespace registry::fuzz
