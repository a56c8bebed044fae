#include "cli/text.h"

#include <array>
#include <cstdio>
#include <cstdlib>

#include "sim/calendar.h"

namespace registry::cli {
namespace {

struct CodePoints {
  char32_t first;
  char32_t last;
};

// East Asian Wide and Fullwidth of Unicode, in the ranges that names and addresses use.
constexpr std::array<CodePoints, 13> kWide = {{{0x1100, 0x115f},
                                               {0x2e80, 0x303e},
                                               {0x3041, 0x33ff},
                                               {0x3400, 0x4dbf},
                                               {0x4e00, 0x9fff},
                                               {0xa000, 0xa4cf},
                                               {0xac00, 0xd7a3},
                                               {0xf900, 0xfaff},
                                               {0xfe30, 0xfe6f},
                                               {0xff00, 0xff60},
                                               {0xffe0, 0xffe6},
                                               {0x1f300, 0x1f64f},
                                               {0x20000, 0x3fffd}}};
constexpr std::array<CodePoints, 4> kNoWidth = {
    {{0x0300, 0x036f}, {0x200b, 0x200f}, {0xfe00, 0xfe0f}, {0xfeff, 0xfeff}}};

template <std::size_t kCount>
bool IsIn(const std::array<CodePoints, kCount>& ranges, char32_t point) {
  for (const CodePoints& range : ranges) {
    if (point >= range.first && point <= range.last) return true;
  }
  return false;
}

// The code point at `at`, which moves behind it; a byte that is not UTF-8 stands for itself.
char32_t NextCodePoint(std::string_view text, std::size_t& at) {
  const auto byte = static_cast<unsigned char>(text[at++]);
  const int more = byte >= 0xf0 ? 3 : byte >= 0xe0 ? 2 : byte >= 0xc0 ? 1 : 0;
  char32_t point = more == 0 ? byte : byte & (0x3fU >> more);
  for (int i = 0; i < more; ++i) {
    if (at >= text.size() || (static_cast<unsigned char>(text[at]) & 0xc0U) != 0x80U) return byte;
    point = (point << 6U) | (static_cast<unsigned char>(text[at++]) & 0x3fU);
  }
  return point;
}

// Values of an enum begin with the name of its first one, but for UNSPECIFIED.
std::size_t PrefixSize(const google::protobuf::EnumDescriptor& type) {
  return type.value(0)->name().size() - std::string_view("UNSPECIFIED").size();
}

std::string Lower(std::string text) {
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return text;
}

}  // namespace

std::string Thousands(std::int64_t value) {
  std::string digits = std::to_string(value);
  const std::size_t first = value < 0 ? 1 : 0;
  for (std::size_t at = digits.size(); at > first + 3;) {
    at -= 3;
    digits.insert(at, 1, ',');
  }
  return digits;
}

std::string Signed(std::int64_t value) { return (value > 0 ? "+" : "") + Thousands(value); }

std::string Yuan(std::int64_t fen) {
  const std::string sign = fen < 0 ? "-" : "";
  const std::string cents = std::to_string(100 + std::abs(fen % 100));
  return sign + Thousands(std::abs(fen / 100)) + "." + cents.substr(1);
}

std::string ShowInstant(const google::protobuf::Timestamp& instant) {
  if (instant.seconds() == 0 && instant.nanos() == 0) return "";
  std::string text = sim::FormatInstant(sim::Instant{std::chrono::seconds{instant.seconds()}});
  text.resize(text.size() - std::string_view("+08:00").size());
  text[10] = ' ';
  if (instant.nanos() != 0) {
    char micros[16];
    std::snprintf(micros, sizeof(micros), ".%06d", instant.nanos() / 1'000);
    text += micros;
  }
  return text;
}

std::optional<google::protobuf::Timestamp> ReadInstant(std::string_view text) {
  const std::optional<sim::Instant> instant = sim::ParseInstant(text);
  if (!instant) return std::nullopt;
  google::protobuf::Timestamp timestamp;
  timestamp.set_seconds(instant->time_since_epoch().count());
  return timestamp;
}

std::string Hex(std::string_view bytes) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string text;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    text += kDigits[byte >> 4U];
    text += kDigits[byte & 0x0fU];
  }
  return text;
}

std::optional<std::string> ReadHex(std::string_view text) {
  if (text.size() % 2 != 0) return std::nullopt;
  const auto digit = [](char c) -> int {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
  };
  std::string bytes;
  for (std::size_t i = 0; i < text.size(); i += 2) {
    const int high = digit(text[i]);
    const int low = digit(text[i + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    bytes += static_cast<char>(high * 16 + low);
  }
  return bytes;
}

std::size_t DisplayWidth(std::string_view text) {
  std::size_t width = 0;
  for (std::size_t at = 0; at < text.size();) {
    const char32_t point = NextCodePoint(text, at);
    width += IsIn(kNoWidth, point) ? 0 : IsIn(kWide, point) ? 2 : 1;
  }
  return width;
}

std::string WordOf(const google::protobuf::EnumDescriptor& type, int value) {
  const google::protobuf::EnumValueDescriptor* found = type.FindValueByNumber(value);
  if (found == nullptr) return std::to_string(value);  // of a registry newer than this program
  if (value == 0) return "";
  return Lower(found->name().substr(PrefixSize(type)));
}

std::optional<int> ValueOf(const google::protobuf::EnumDescriptor& type, std::string_view word) {
  for (int i = 1; i < type.value_count(); ++i) {
    if (Lower(type.value(i)->name().substr(PrefixSize(type))) == word) {
      return type.value(i)->number();
    }
  }
  return std::nullopt;
}

std::vector<std::string> WordsOf(const google::protobuf::EnumDescriptor& type) {
  std::vector<std::string> words;
  for (int i = 1; i < type.value_count(); ++i) {
    words.push_back(Lower(type.value(i)->name().substr(PrefixSize(type))));
  }
  return words;
}

}  // namespace registry::cli
