// An array of one dimension as a parameter of a statement, which casts it to the same type:
// $1::bigint[]. It travels in PostgreSQL's binary form: libpqxx cannot send vectors, but sends what
// it takes for the bytes of a bytea as they are. No value can end or lengthen the array, and nobody
// writes or reads digits.
#ifndef STORAGE_ARRAY_PARAMETER_H_
#define STORAGE_ARRAY_PARAMETER_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <pqxx/binarystring>
#include <string>
#include <string_view>

namespace registry::storage {

// The types' numbers in pg_type, the same in every PostgreSQL.
enum class ElementType : std::uint32_t {
  kBool = 16,
  kBytes = 17,
  kInt8 = 20,
  kInt2 = 21,
  kInt4 = 23,
  kText = 25,
  kUuid = 2950,
};

class ArrayParameter {
 public:
  using enum ElementType;
  // NOLINTNEXTLINE(google-explicit-constructor): the columns of a table are a list of types
  ArrayParameter(ElementType type);

  void AddNull();
  // Of whichever integer type the array is; a number that it does not hold makes ok() false.
  void AddInt(std::int64_t value);
  void AddBool(bool value) { AddInt(value ? 1 : 0); }
  // A NUL cannot be stored: it makes ok() false.
  void AddText(std::string_view text);
  void AddBytes(std::string_view bytes);
  template <std::size_t N>
  void AddBytes(const std::array<std::uint8_t, N>& bytes) {
    AddBytes(std::string_view(reinterpret_cast<const char*>(bytes.data()), N));
  }
  void AddUuid(const std::array<std::uint8_t, 16>& uuid) { AddBytes(uuid); }

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
  // The array; leaves an empty one.
  pqxx::binarystring Take();

 private:
  void Clear();
  // `width` low bytes of a number, the highest first.
  void Append(std::uint64_t number, int width);
  void Patch(std::size_t at, std::uint32_t number);

  ElementType type_;
  std::string bytes_;
  std::size_t size_ = 0;
  bool has_null_ = false;
  bool ok_ = true;
};

// A bytea parameter.
template <std::size_t N>
pqxx::binarystring BytesParameter(const std::array<std::uint8_t, N>& bytes) {
  return {bytes.data(), bytes.size()};
}

// One uuid in the form that PostgreSQL writes.
std::string UuidText(const std::array<std::uint8_t, 16>& uuid);

}  // namespace registry::storage

#endif  // STORAGE_ARRAY_PARAMETER_H_
