#include "storage/array_parameter.h"

namespace registry::storage {
namespace {

// What array_recv reads: dimensions, whether there are NULLs, the element's type; of the one
// dimension its length and lower bound; then each element behind its length, which is -1 for NULL.
constexpr std::size_t kDimensionsAt = 0, kHasNullAt = 4, kLengthAt = 12;
constexpr std::uint32_t kNull = 0xFFFFFFFF;

int WidthOf(ElementType type) {
  if (type == ElementType::kBool) return 1;
  if (type == ElementType::kInt2) return 2;
  return type == ElementType::kInt4 ? 4 : 8;
}

bool Fits(std::int64_t value, int width) {
  const std::int64_t limit = width == 8 ? INT64_MAX : (std::int64_t{1} << (width * 8 - 1)) - 1;
  return value <= limit && value >= -limit - 1;
}

}  // namespace

ArrayParameter::ArrayParameter(ElementType type) : type_(type) { Clear(); }

void ArrayParameter::Clear() {
  bytes_.clear();
  Append(0, 4);
  Append(0, 4);
  Append(static_cast<std::uint32_t>(type_), 4);
  Append(0, 4);
  Append(1, 4);
  size_ = 0;
  has_null_ = false;
}

void ArrayParameter::Append(std::uint64_t number, int width) {
  for (int shift = (width - 1) * 8; shift >= 0; shift -= 8) {
    bytes_ += static_cast<char>(number >> shift);
  }
}

void ArrayParameter::Patch(std::size_t at, std::uint32_t number) {
  for (std::size_t i = 0; i < 4; ++i) {
    bytes_[at + i] = static_cast<char>(number >> ((3 - i) * 8));
  }
}

void ArrayParameter::AddNull() {
  ++size_;
  has_null_ = true;
  Append(kNull, 4);
}

void ArrayParameter::AddInt(std::int64_t value) {
  ++size_;
  const int width = WidthOf(type_);
  ok_ = ok_ && Fits(value, width);
  Append(static_cast<std::uint64_t>(width), 4);
  Append(static_cast<std::uint64_t>(value), width);
}

void ArrayParameter::AddText(std::string_view text) {
  ok_ = ok_ && text.find('\0') == std::string_view::npos;
  AddBytes(text);
}

void ArrayParameter::AddBytes(std::string_view bytes) {
  ++size_;
  Append(bytes.size(), 4);
  bytes_ += bytes;
}

pqxx::binarystring ArrayParameter::Take() {
  if (size_ > 0) {
    Patch(kDimensionsAt, 1);
    Patch(kHasNullAt, has_null_ ? 1 : 0);
    Patch(kLengthAt, static_cast<std::uint32_t>(size_));
  }
  pqxx::binarystring array(bytes_.data(), size_ > 0 ? bytes_.size() : kLengthAt);
  Clear();
  return array;
}

std::string UuidText(const std::array<std::uint8_t, 16>& uuid) {
  static constexpr char kHex[] = "0123456789abcdef";
  std::string text;
  text.reserve(36);
  for (std::size_t i = 0; i < uuid.size(); ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) text += '-';
    text += kHex[uuid[i] >> 4];
    text += kHex[uuid[i] & 15];
  }
  return text;
}

}  // namespace registry::storage
