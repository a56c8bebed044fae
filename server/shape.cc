#include "server/shape.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <system_error>

#include "absl/strings/str_cat.h"
#include "ledger/account_number.h"
#include "ledger/social_credit_code.h"
#include "server/options.h"

namespace registry::server {
namespace {

constexpr std::int64_t kLastSecond = 253'402'300'799;  // 9999-12-31T23:59:59Z
constexpr std::int32_t kFirstYear = 2000, kLastYear = 2200;

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsCapital(char c) { return c >= 'A' && c <= 'Z'; }

int HexDigit(char c) {
  if (IsDigit(c)) return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// The text is UTF-8: protobuf refused it otherwise.
std::size_t Characters(const std::string& text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  }));
}

// C0, DEL and C1 (U+0080 to U+009F: the bytes C2 80 to C2 9F).
bool HasControlCharacter(const std::string& text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (byte < 0x20 || byte == 0x7F) return true;
    if (byte == 0xC2 && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) < 0xA0) {
      return true;
    }
  }
  return false;
}

}  // namespace

void Shape::Violate(std::string_view field, std::string description) {
  if (violations_.size() >= kMaxViolations) return;
  std::string path(field);
  if (!list_.empty()) {
    path = std::string(list_) + "[" + std::to_string(index_) + "]";
    if (!field.empty()) path.append(".").append(field);
  }
  violations_.push_back({std::move(path), std::move(description)});
}

Shape::Item::Item(Shape& shape, std::string_view list, int index) : shape_(shape) {
  shape_.list_ = list;
  shape_.index_ = index;
}

Shape::Item::~Item() { shape_.list_ = {}; }

std::string Shape::Text(std::string_view field, const std::string& value, std::size_t least,
                        std::size_t most) {
  const std::size_t characters = Characters(value);
  if (value.empty() && least > 0) {
    Violate(field, "is required");
  } else if (HasControlCharacter(value)) {
    Violate(field, "has a control character");
  } else if (characters < least || characters > most) {
    Violate(field,
            absl::StrCat("has ", characters, " characters instead of ", least, " to ", most));
  } else {
    return value;
  }
  return {};
}

ledger::RequestId Shape::Uuid(std::string_view field, const std::string& value) {
  ledger::RequestId id{};
  if (value.empty()) {
    Violate(field, "is required");
    return id;
  }
  bool good = value.size() == 36;
  std::size_t digits = 0;
  for (std::size_t i = 0; good && i < value.size(); ++i) {
    if (i == 8 || i == 13 || i == 18 || i == 23) {
      good = value[i] == '-';
      continue;
    }
    const int digit = HexDigit(value[i]);
    good = digit >= 0;
    std::uint8_t& byte = id[digits / 2];
    byte = static_cast<std::uint8_t>((byte << 4) | (digit & 0xF));
    ++digits;
  }
  if (!good || id == ledger::RequestId{}) {
    Violate(field, "is not a UUID, such as 01890a5d-ac96-774b-bcce-b302099a8057");
    return {};
  }
  return id;
}

ledger::AccountId Shape::Account(std::string_view field, const std::string& value) {
  if (value.empty()) {
    Violate(field, "is required");
  } else if (const auto id = ledger::ParseAccountNumber(value)) {
    return *id;
  } else {
    Violate(field, "is not an account number with right check digits, such as 00001001-05");
  }
  return {};
}

std::optional<ledger::AccountId> Shape::OptionalAccount(std::string_view field,
                                                        const std::string& value) {
  if (value.empty()) return std::nullopt;
  return Account(field, value);
}

std::string Shape::InstrumentCode(std::string_view field, const std::string& value) {
  const bool letters = std::all_of(value.begin(), value.end(), [](char c) {
    return IsCapital(c) || IsDigit(c) || c == ':' || c == '-';
  });
  if (value.empty()) {
    Violate(field, "is required");
  } else if (!letters || value.size() < 2 || value.size() > 60) {
    Violate(field, "is not 2 to 60 characters of A-Z, 0-9, ':' and '-'");
  } else {
    return value;
  }
  return {};
}

std::string Shape::PeriodCode(std::string_view field, const std::string& value) {
  const bool letters =
      std::all_of(value.begin(), value.end(), [](char c) { return IsDigit(c) || c == '-'; });
  if (value.empty()) {
    Violate(field, "is required");
  } else if (!letters || value.size() < 4 || value.size() > 20) {
    Violate(field, "is not 4 to 20 characters of 0-9 and '-'");
  } else {
    return value;
  }
  return {};
}

ledger::Province Shape::Province(std::string_view field, const std::string& value) {
  const bool digits = std::all_of(value.begin(), value.end(), IsDigit);
  if (value.empty() || value == "6590" || (digits && value.size() == 2)) return value;
  Violate(field, "is not two digits of GB/T 2260, or 6590");
  return {};
}

std::string Shape::SocialCreditCode(std::string_view field, const std::string& value) {
  if (value.empty()) {
    Violate(field, "is required");
  } else if (!ledger::IsSocialCreditCode(value)) {
    Violate(field, "is not a unified social credit code with right check characters (GB 32100)");
  } else {
    return value;
  }
  return {};
}

ledger::Digest Shape::Digest(std::string_view field, const std::string& value) {
  ledger::Digest digest{};
  if (value.size() != digest.size()) {
    Violate(field, absl::StrCat("has ", value.size(), " bytes instead of 32"));
  } else {
    std::copy(value.begin(), value.end(), digest.begin());
  }
  return digest;
}

std::string Shape::Name(std::string_view field, const std::string& value, std::size_t most) {
  const bool letters = std::all_of(value.begin(), value.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || IsDigit(c) || c == '-';
  });
  if (value.empty()) {
    Violate(field, "is required");
  } else if (!letters || value.size() > most) {
    Violate(field, absl::StrCat("is not 1 to ", most, " characters of a-z, 0-9 and '-'"));
  } else {
    return value;
  }
  return {};
}

void Shape::IdentityNumber(std::string_view field, const std::string& value) {
  const auto counts = [](char c) { return IsDigit(c) || IsCapital(c) || (c >= 'a' && c <= 'z'); };
  const bool known = std::all_of(value.begin(), value.end(), [&](char c) {
    return counts(c) || c == ' ' || c == '-' || c == '(' || c == ')';
  });
  if (value.empty()) {
    Violate(field, "is required");
  } else if (!known || value.size() > kMaxIdentityNumber || !counts(value.front()) ||
             std::none_of(value.begin(), value.end(), counts)) {
    Violate(field, absl::StrCat("is not 1 to ", kMaxIdentityNumber,
                                " letters and digits, with spaces, '-', '(' and ')' between them"));
  }
}

ledger::Sequence Shape::Proposal(std::string_view field, const std::string& value) {
  return Number(field, value, "is not a proposal's number, such as 1042");
}

ledger::Sequence Shape::Freeze(std::string_view field, const std::string& value) {
  return Number(field, value, "is not the number of a freeze or a pledge, such as 1042");
}

ledger::Sequence Shape::Transfer(std::string_view field, const std::string& value) {
  return Number(field, value, "is not a transfer's number, such as 1042");
}

ledger::Sequence Shape::Number(std::string_view field, const std::string& value,
                               const char* misshapen) {
  std::int64_t number = 0;
  const char* end = value.data() + value.size();
  const auto [read, error] = std::from_chars(value.data(), end, number);
  if (value.empty()) {
    Violate(field, "is required");
  } else if (error != std::errc() || read != end || number < 1 || value.front() == '0') {
    Violate(field, misshapen);
  } else {
    return ledger::Sequence{number};
  }
  return {};
}

ledger::Quantity Shape::MoreThanZero(std::string_view field, std::int64_t value) {
  if (value <= 0) Violate(field, "is not more than zero");
  return {value};
}

ledger::Quantity Shape::ZeroOrMore(std::string_view field, std::int64_t value) {
  if (value < 0) Violate(field, "is less than zero");
  return {value};
}

std::int16_t Shape::Year(std::string_view field, std::int32_t value) {
  if (value < kFirstYear || value > kLastYear) {
    Violate(field, absl::StrCat("is not a year from ", kFirstYear, " to ", kLastYear));
    return 0;
  }
  return static_cast<std::int16_t>(value);
}

ledger::Instant Shape::Time(std::string_view field, const google::protobuf::Timestamp& value) {
  if (value.seconds() < 0 || value.seconds() > kLastSecond || value.nanos() < 0 ||
      value.nanos() > 999'999'999) {
    Violate(field, "is not a time of the years 1970 to 9999");
  } else if (value.nanos() % 1'000 != 0) {
    Violate(field, "is not in whole microseconds");
  } else {
    return {value.seconds() * 1'000'000 + value.nanos() / 1'000};
  }
  return {};
}

std::optional<ledger::Instant> Shape::OptionalTime(std::string_view field, bool has,
                                                   const google::protobuf::Timestamp& value) {
  if (!has) return std::nullopt;
  return Time(field, value);
}

ledger::Instant Shape::RequiredTime(std::string_view field, bool has,
                                    const google::protobuf::Timestamp& value) {
  if (has) return Time(field, value);
  Violate(field, "is required");
  return {};
}

}  // namespace registry::server
