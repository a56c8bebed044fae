// Reads the columns of a row in order. libpqxx's own conversion wraps at the ends of 64 bits, so
// every integer goes through std::from_chars. A column that is not what it is read as, or is NULL
// where a value is read, makes ok() false and reads as zero or empty.
#ifndef STORAGE_FIELDS_H_
#define STORAGE_FIELDS_H_

#include <array>
#include <cstdint>
#include <optional>
#include <pqxx/result>
#include <pqxx/row>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "ledger/ids.h"

namespace registry::storage {

// Nothing unless the whole text is a number within 64 bits.
std::optional<std::int64_t> ParseInt(std::string_view text);
// Nothing unless the text is \x and an even number of hexadecimal digits.
std::optional<std::string> ParseBytes(std::string_view text);

class Fields {
 public:
  explicit Fields(const pqxx::row& row) : row_(row) {}

  std::int64_t Int();
  std::optional<std::int64_t> OptionalInt();
  // An integer column that fits a narrower type or an enumeration.
  template <typename T>
  T As() {
    const std::int64_t value = Int();
    const T narrow = static_cast<T>(value);
    if (static_cast<std::int64_t>(narrow) != value) ok_ = false;
    return narrow;
  }
  bool Bool();
  std::string Text();
  std::optional<std::string> OptionalText();
  std::string TextOrEmpty() { return OptionalText().value_or(std::string()); }
  std::string Bytes();
  template <std::size_t N>
  std::array<std::uint8_t, N> FixedBytes() {
    std::array<std::uint8_t, N> fixed{};
    CopyBytes(fixed.data(), N);
    return fixed;
  }
  ledger::Digest Digest() { return FixedBytes<32>(); }
  std::array<std::uint8_t, 16> Uuid();
  // A column made by registry.micros().
  ledger::Instant Instant() { return ledger::Instant{Int()}; }
  std::optional<ledger::Instant> OptionalInstant();
  std::vector<std::string> TextArray();
  // Of integers that fit a narrower type or an enumeration.
  template <typename T>
  std::vector<T> IntArray() {
    std::vector<T> values;
    for (const std::string& text : TextArray()) {
      const std::int64_t value = ParseInt(text).value_or(0);
      values.push_back(static_cast<T>(value));
      if (std::to_string(static_cast<std::int64_t>(values.back())) != text) ok_ = false;
    }
    return values;
  }

  bool NextIsNull() const;
  void Skip(int columns) { column_ += columns; }
  bool ok() const { return ok_; }
  // DATA_LOSS that names what was read, unless ok().
  absl::Status Status(std::string_view what) const;

 private:
  std::string_view Next();
  void CopyBytes(std::uint8_t* out, std::size_t count);

  const pqxx::row& row_;
  int column_ = 0;
  bool ok_ = true;
};

}  // namespace registry::storage

#endif  // STORAGE_FIELDS_H_
