#include "storage/fields.h"

#include <charconv>
#include <cstring>
#include <pqxx/array>

#include "absl/strings/str_cat.h"

namespace registry::storage {
namespace {

int HexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

}  // namespace

std::optional<std::int64_t> ParseInt(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::optional<std::string> ParseBytes(std::string_view text) {
  if (text.size() < 2 || text.size() % 2 != 0 || text[0] != '\\' || text[1] != 'x') {
    return std::nullopt;
  }
  std::string bytes;
  bytes.reserve(text.size() / 2 - 1);
  for (std::size_t i = 2; i < text.size(); i += 2) {
    const int high = HexDigit(text[i]);
    const int low = HexDigit(text[i + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    bytes += static_cast<char>(high << 4 | low);
  }
  return bytes;
}

bool Fields::NextIsNull() const {
  return column_ >= static_cast<int>(row_.size()) || row_[column_].is_null();
}

std::string_view Fields::Next() {
  if (NextIsNull()) {
    ok_ = false;
    ++column_;
    return {};
  }
  const pqxx::field field = row_[column_++];
  return {field.c_str(), field.size()};  // the row keeps the memory
}

std::int64_t Fields::Int() {
  const std::optional<std::int64_t> value = ParseInt(Next());
  if (!value.has_value()) ok_ = false;
  return value.value_or(0);
}

std::optional<std::int64_t> Fields::OptionalInt() {
  if (NextIsNull()) {
    ++column_;
    return std::nullopt;
  }
  return Int();
}

bool Fields::Bool() {
  const std::string_view text = Next();
  if (text != "t" && text != "f") ok_ = false;
  return text == "t";
}

std::string Fields::Text() { return std::string(Next()); }

std::optional<std::string> Fields::OptionalText() {
  if (NextIsNull()) {
    ++column_;
    return std::nullopt;
  }
  return Text();
}

std::string Fields::Bytes() {
  std::optional<std::string> bytes = ParseBytes(Next());
  if (!bytes.has_value()) ok_ = false;
  return bytes.value_or(std::string());
}

void Fields::CopyBytes(std::uint8_t* out, std::size_t count) {
  const std::string bytes = Bytes();
  if (bytes.size() != count) {
    ok_ = false;
    return;
  }
  std::memcpy(out, bytes.data(), count);
}

std::array<std::uint8_t, 16> Fields::Uuid() {
  std::string hex = "\\x";
  for (const char c : Next()) {
    if (c != '-') hex += c;
  }
  std::array<std::uint8_t, 16> uuid{};
  const std::optional<std::string> bytes = ParseBytes(hex);
  if (!bytes.has_value() || bytes->size() != uuid.size()) {
    ok_ = false;
    return uuid;
  }
  std::memcpy(uuid.data(), bytes->data(), uuid.size());
  return uuid;
}

std::optional<ledger::Instant> Fields::OptionalInstant() {
  const std::optional<std::int64_t> micros = OptionalInt();
  if (!micros.has_value()) return std::nullopt;
  return ledger::Instant{*micros};
}

std::vector<std::string> Fields::TextArray() {
  const std::string text(Next());
  std::vector<std::string> values;
  pqxx::array_parser parser(text.c_str());
  for (;;) {
    const auto [kind, value] = parser.get_next();
    if (kind == pqxx::array_parser::juncture::done) break;
    if (kind == pqxx::array_parser::juncture::string_value) values.push_back(value);
    if (kind == pqxx::array_parser::juncture::null_value) ok_ = false;
  }
  return values;
}

absl::Status Fields::Status(std::string_view what) const {
  if (ok_) return absl::OkStatus();
  return absl::DataLossError(
      absl::StrCat(std::string(what), ": a column does not hold what the schema promises"));
}

}  // namespace registry::storage
