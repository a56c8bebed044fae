#include "storage/array_literal.h"

#include <charconv>
#include <utility>

namespace registry::storage {
namespace {

constexpr char kHex[] = "0123456789abcdef";

void AppendHex(const std::uint8_t* bytes, std::size_t count, std::string& text) {
  for (std::size_t i = 0; i < count; ++i) {
    text += kHex[bytes[i] >> 4];
    text += kHex[bytes[i] & 15];
  }
}

}  // namespace

void ArrayLiteral::Separate() {
  if (size_++ > 0) text_ += ',';
}

void ArrayLiteral::AddNull() {
  Separate();
  text_ += "NULL";
}

void ArrayLiteral::AddInt(std::int64_t value) {
  Separate();
  char digits[24];
  const auto end = std::to_chars(digits, digits + sizeof digits, value).ptr;
  text_.append(digits, end);
}

void ArrayLiteral::AddText(std::string_view text) {
  if (text.find('\0') != std::string_view::npos) {
    ok_ = false;
    AddNull();
    return;
  }
  Separate();
  text_ += '"';
  for (const char c : text) {
    if (c == '"' || c == '\\') text_ += '\\';
    text_ += c;
  }
  text_ += '"';
}

void ArrayLiteral::AddBytes(std::string_view bytes) {
  Separate();
  text_ += "\"\\\\x";
  AppendHex(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size(), text_);
  text_ += '"';
}

void ArrayLiteral::AddUuid(const std::array<std::uint8_t, 16>& uuid) {
  Separate();
  text_ += UuidText(uuid);
}

std::string ArrayLiteral::Take() {
  text_ += '}';
  size_ = 0;
  return std::exchange(text_, "{");
}

std::string UuidText(const std::array<std::uint8_t, 16>& uuid) {
  std::string text;
  text.reserve(36);
  for (std::size_t i = 0; i < uuid.size(); ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) text += '-';
    AppendHex(&uuid[i], 1, text);
  }
  return text;
}

}  // namespace registry::storage
