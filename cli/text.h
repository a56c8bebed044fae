#ifndef CLI_TEXT_H_
#define CLI_TEXT_H_

#include <google/protobuf/descriptor.h>
#include <google/protobuf/generated_enum_reflection.h>
#include <google/protobuf/timestamp.pb.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace registry::cli {

// Values as a person reads and writes them.

// 1234567 -> "1,234,567".
std::string Thousands(std::int64_t value);
// The same with a sign in front of every number but 0: "+3", "-3", "0".
std::string Signed(std::int64_t value);
// Hundredths of a yuan: "7,661,230,022.99".
std::string Yuan(std::int64_t fen);

// In China's time: "2021-12-31 17:00:00", with ".123456" where the second is not whole. Empty for
// an instant that is not set.
std::string ShowInstant(const google::protobuf::Timestamp& instant);
// "2021-12-31T17:00:00+08:00"; nothing when it is written another way.
std::optional<google::protobuf::Timestamp> ReadInstant(std::string_view text);

// Lower-case hexadecimal digits.
std::string Hex(std::string_view bytes);
std::optional<std::string> ReadHex(std::string_view text);

// How many columns of a terminal UTF-8 text takes: two for Chinese characters and full-width
// forms, none for combining marks.
std::size_t DisplayWidth(std::string_view text);

// An enum's value without its prefix, in lower case: BUCKET_TRADE_LOCKED -> "trade_locked".
std::string WordOf(const google::protobuf::EnumDescriptor& type, int value);
std::optional<int> ValueOf(const google::protobuf::EnumDescriptor& type, std::string_view word);
// All of them but "unspecified".
std::vector<std::string> WordsOf(const google::protobuf::EnumDescriptor& type);

template <typename Enum>
std::string Word(Enum value) {
  return WordOf(*google::protobuf::GetEnumDescriptor<Enum>(), static_cast<int>(value));
}

// Unspecified for a word that is none.
template <typename Enum>
Enum FromWord(std::string_view word) {
  return static_cast<Enum>(ValueOf(*google::protobuf::GetEnumDescriptor<Enum>(), word).value_or(0));
}

template <typename Enum>
std::vector<std::string> Words() {
  return WordsOf(*google::protobuf::GetEnumDescriptor<Enum>());
}

}  // namespace registry::cli

#endif  // CLI_TEXT_H_
