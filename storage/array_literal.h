// Text of a PostgreSQL array of one dimension, as a parameter that is cast: $1::bigint[]. libpqxx
// cannot send vectors. Every text is quoted, so no value can end or lengthen the array.
#ifndef STORAGE_ARRAY_LITERAL_H_
#define STORAGE_ARRAY_LITERAL_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace registry::storage {

class ArrayLiteral {
 public:
  ArrayLiteral() : text_("{") {}

  void AddNull();
  void AddInt(std::int64_t value);
  // A NUL cannot be stored and would cut the whole array: it makes ok() false, and adds NULL.
  void AddText(std::string_view text);
  void AddBytes(std::string_view bytes);  // for bytea[]
  template <std::size_t N>
  void AddBytes(const std::array<std::uint8_t, N>& bytes) {
    AddBytes(std::string_view(reinterpret_cast<const char*>(bytes.data()), N));
  }
  void AddUuid(const std::array<std::uint8_t, 16>& uuid);

  void AddOptionalInt(std::optional<std::int64_t> value) {
    if (value.has_value())
      AddInt(*value);
    else
      AddNull();
  }
  // NULL for an empty text.
  void AddTextOrNull(std::string_view text) {
    if (text.empty())
      AddNull();
    else
      AddText(text);
  }

  bool ok() const { return ok_; }
  std::size_t size() const { return size_; }
  // The literal; leaves the array empty.
  std::string Take();

 private:
  void Separate();

  std::string text_;
  std::size_t size_ = 0;
  bool ok_ = true;
};

// One uuid in the form that PostgreSQL writes.
std::string UuidText(const std::array<std::uint8_t, 16>& uuid);

}  // namespace registry::storage

#endif  // STORAGE_ARRAY_LITERAL_H_
