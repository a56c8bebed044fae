#include <string>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/util/time_util.h"
#include "server/convert.h"

namespace registry::server {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

void DescribeMessage(const Message& message, const std::string& prefix, std::string& text);

// A value as text; `index` is that in a list, or -1.
void DescribeValue(const Message& message, const FieldDescriptor& field, int index,
                   const std::string& name, std::string& text) {
  const auto& reflection = *message.GetReflection();
  const bool listed = index >= 0;
  std::string value;
  std::string scratch;
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_MESSAGE: {
      const Message& inner = listed ? reflection.GetRepeatedMessage(message, &field, index)
                                    : reflection.GetMessage(message, &field);
      const auto* time = dynamic_cast<const google::protobuf::Timestamp*>(&inner);
      if (time == nullptr) return DescribeMessage(inner, name + ".", text);
      value = google::protobuf::util::TimeUtil::ToString(*time);
      break;
    }
    case FieldDescriptor::CPPTYPE_STRING:
      value = listed ? reflection.GetRepeatedStringReference(message, &field, index, &scratch)
                     : reflection.GetStringReference(message, &field, &scratch);
      if (field.type() == FieldDescriptor::TYPE_BYTES) value = absl::BytesToHexString(value);
      break;
    case FieldDescriptor::CPPTYPE_ENUM:
      value = (listed ? reflection.GetRepeatedEnum(message, &field, index)
                      : reflection.GetEnum(message, &field))
                  ->name();
      break;
    case FieldDescriptor::CPPTYPE_INT64:
      value = std::to_string(reflection.GetInt64(message, &field));
      break;
    case FieldDescriptor::CPPTYPE_INT32:
      value = std::to_string(listed ? reflection.GetRepeatedInt32(message, &field, index)
                                    : reflection.GetInt32(message, &field));
      break;
    case FieldDescriptor::CPPTYPE_BOOL:
      value = reflection.GetBool(message, &field) ? "true" : "false";
      break;
    default:
      return;  // no request has another type
  }
  absl::StrAppend(&text, text.empty() ? "" : "; ", name, " ", value);
}

void DescribeMessage(const Message& message, const std::string& prefix, std::string& text) {
  const auto& reflection = *message.GetReflection();
  for (int i = 0; i < message.GetDescriptor()->field_count(); ++i) {
    const FieldDescriptor& field = *message.GetDescriptor()->field(i);
    if (field.name() == "request_id" || field.name() == "validate_only") continue;
    const std::string name = prefix + field.name();
    if (field.is_repeated()) {
      for (int at = 0; at < reflection.FieldSize(message, &field); ++at) {
        DescribeValue(message, field, at, absl::StrCat(name, "[", at, "]"), text);
      }
    } else if (field.cpp_type() == FieldDescriptor::CPPTYPE_BOOL ||
               reflection.HasField(message, &field)) {
      DescribeValue(message, field, -1, name, text);
    }
  }
}

}  // namespace

std::string Describe(const v1::WriteEntry& entry) {
  const auto* chosen = entry.GetReflection()->GetOneofFieldDescriptor(
      entry, entry.GetDescriptor()->FindOneofByName("request"));
  if (chosen == nullptr) return {};
  std::string text;
  DescribeMessage(entry.GetReflection()->GetMessage(entry, chosen), "", text);
  return absl::StrCat(chosen->name(), ": ", text);
}

}  // namespace registry::server
