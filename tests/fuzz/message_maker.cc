#include "tests/fuzz/message_maker.h"

#include <cstdint>
#include <limits>
#include <map>

#include "tests/fuzz/field_text.h"
#include "tests/fuzz/target.h"

namespace registry::fuzz {
namespace {

using google::protobuf::Message;
using google::protobuf::OneofDescriptor;

constexpr std::int64_t kLastSecond = 253'402'300'799;  // of the year 9999
constexpr std::int64_t kUsualSecond = 1'626'399'000;   // in July 2021
constexpr std::size_t kMoreThanAList = 17;             // may have, of most

}  // namespace

void MessageMaker::FillAt(Message& message, const std::string& prefix) {
  const auto& type = *message.GetDescriptor();
  std::map<const OneofDescriptor*, int> chosen;
  for (int i = 0; i < type.field_count(); ++i) {
    const Field& field = *type.field(i);
    if (const OneofDescriptor* oneof = field.real_containing_oneof()) {
      if (!chosen.contains(oneof)) {
        const auto choices = static_cast<std::size_t>(oneof->field_count()) + 1;  // none is one
        chosen[oneof] = static_cast<int>(choices_.Below(choices));
      }
      if (chosen[oneof] != field.index_in_oneof()) continue;
    }
    if (field.is_repeated()) {
      FillList(message, field, prefix + field.name());
    } else {
      FillOne(message, field, prefix + field.name());
    }
  }
}

void MessageMaker::FillOne(Message& message, const Field& field, const std::string& path) {
  const auto* reflection = message.GetReflection();
  switch (field.cpp_type()) {
    case Field::CPPTYPE_STRING:
      return reflection->SetString(&message, &field, Text(field, path));
    case Field::CPPTYPE_ENUM:
      return reflection->SetEnumValue(&message, &field, EnumValue(field, path));
    case Field::CPPTYPE_BOOL:
      return reflection->SetBool(&message, &field, choices_.Below(8) == 7);
    case Field::CPPTYPE_INT32:
      if (field.name() != "year" && !field.name().ends_with("_year")) {
        using Limits = std::numeric_limits<std::int32_t>;
        const std::int64_t whole = Whole(Limits::min(), Limits::max());
        return reflection->SetInt32(&message, &field, static_cast<std::int32_t>(whole));
      }
      return reflection->SetInt32(&message, &field, Year());
    case Field::CPPTYPE_INT64: {
      using Limits = std::numeric_limits<std::int64_t>;
      return reflection->SetInt64(&message, &field, Whole(Limits::min(), Limits::max()));
    }
    case Field::CPPTYPE_MESSAGE:
      return FillInner(message, field, path);
    default:
      Broken("a message can be made of every request", field.full_name());
  }
}

void MessageMaker::FillList(Message& message, const Field& field, const std::string& path) {
  const auto byte = choices_.Byte();
  const std::size_t size = byte == 255 ? kMoreThanAList : (std::size_t{byte} + 1) % 5;
  const auto* reflection = message.GetReflection();
  for (std::size_t i = 0; i < size; ++i) {
    const std::string item = path + "[" + std::to_string(i) + "]";
    switch (field.cpp_type()) {
      case Field::CPPTYPE_MESSAGE:
        FillAt(*reflection->AddMessage(&message, &field), item + ".");
        break;
      case Field::CPPTYPE_STRING:
        reflection->AddString(&message, &field, Text(field, item));
        break;
      case Field::CPPTYPE_ENUM:
        reflection->AddEnumValue(&message, &field, EnumValue(field, item));
        break;
      case Field::CPPTYPE_INT32:  // days of a year, one after another
        reflection->AddInt32(&message, &field,
                             IsWrong() ? choices_.Byte() : 104 + static_cast<std::int32_t>(i));
        break;
      default:
        Broken("a list can be made of every request", field.full_name());
    }
  }
}

void MessageMaker::FillInner(Message& message, const Field& field, const std::string& path) {
  if (IsWrong() && choices_.Below(2) == 0) return;  // absent, which some may be
  Message& inner = *message.GetReflection()->MutableMessage(&message, &field);
  if (inner.GetTypeName() == "google.protobuf.Timestamp") {
    FillTime(inner, path);
  } else {
    FillAt(inner, path + ".");
  }
}

// What is wrong with it is said of the time, not of its parts.
void MessageMaker::FillTime(Message& time, const std::string& path) {
  std::int64_t seconds = kUsualSecond + choices_.Byte();
  std::int32_t nanos = 0;
  if (seconds == kUsualSecond + 255) {
    seconds = static_cast<std::int64_t>(choices_.Number(5)) % (kLastSecond + 1);
    nanos = static_cast<std::int32_t>(choices_.Number(3) % 1'000'000) * 1'000;
  }
  if (IsWrong()) {
    wrong_field_ = path;
    constexpr std::int64_t kSeconds[] = {-1, kLastSecond + 1,
                                         std::numeric_limits<std::int64_t>::min(),
                                         std::numeric_limits<std::int64_t>::max()};
    constexpr std::int32_t kNanos[] = {-1, 1, 999'999'999, 1'000'000'000};
    const std::size_t which = choices_.Below(8);
    if (which < 4) seconds = kSeconds[which];
    if (which >= 4) nanos = kNanos[which - 4];
  }
  const auto& type = *time.GetDescriptor();
  time.GetReflection()->SetInt64(&time, type.FindFieldByName("seconds"), seconds);
  time.GetReflection()->SetInt32(&time, type.FindFieldByName("nanos"), nanos);
}

std::string MessageMaker::Text(const Field& field, const std::string& path) {
  if (field.type() == Field::TYPE_BYTES) return Digest(path);
  if (!IsWrong()) return TextFor(field.name(), choices_);
  SpoiltText spoilt = SpoiltTextFor(field.name(), choices_);
  if (spoilt.certain) wrong_field_ = path;
  return std::move(spoilt.text);
}

std::string MessageMaker::Digest(const std::string& path) {
  std::string digest(32, static_cast<char>(choices_.Byte()));
  if (!IsWrong()) return digest;
  wrong_field_ = path;
  digest.resize(choices_.Below(32));
  return digest;
}

int MessageMaker::EnumValue(const Field& field, const std::string& path) {
  const auto& type = *field.enum_type();
  const auto byte = choices_.Byte();
  if (!IsWrong()) return type.value(1 + byte % (type.value_count() - 1))->number();
  if (byte % 4 == 0) return 0;  // some may be left out
  wrong_field_ = path;
  return byte % 4 == 1 ? -1 : type.value(type.value_count() - 1)->number() + byte;
}

// More than zero, mostly small; when wrong whatever the type holds.
std::int64_t MessageMaker::Whole(std::int64_t least, std::int64_t most) {
  const auto byte = choices_.Byte();
  if (IsWrong()) {
    const std::int64_t unusual[] = {0, -1, least, most};
    return unusual[byte % 4];
  }
  if (byte == 0) return 1;
  if (byte < 200) return byte;
  if (byte == 255) return most;
  const auto number = static_cast<std::int64_t>(choices_.Number(byte % 8) >> 1);
  return number % most + 1;
}

std::int32_t MessageMaker::Year() {
  const auto byte = choices_.Byte();
  if (!IsWrong()) return byte == 255 ? 0 : 2021 + byte % 180;
  constexpr std::int32_t kUnusual[] = {0, -1, 1999, 2201};
  return kUnusual[byte % 4];
}

}  // namespace registry::fuzz
