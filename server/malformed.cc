#include "server/malformed.h"

#include <map>
#include <string>

#include "absl/strings/str_cat.h"
#include "google/protobuf/unknown_field_set.h"
#include "server/options.h"

namespace registry::server {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::UnknownField;
using google::protobuf::UnknownFieldSet;

constexpr int kMaxDepth = 10;  // our messages are three deep

// The length of a UTF-8 sequence by its first byte, 0: none begins so.
std::size_t SequenceLength(unsigned char first) {
  if (first < 0x80) return 1;
  if (first >= 0xC2 && first < 0xE0) return 2;
  if (first >= 0xE0 && first < 0xF0) return 3;
  return first >= 0xF0 && first < 0xF5 ? 4 : 0;
}

// Well-formed by Unicode's table 3-7: shortest form, no surrogates, at most U+10FFFF.
bool IsUtf8(std::string_view text) {
  while (!text.empty()) {
    const auto first = static_cast<unsigned char>(text[0]);
    const std::size_t length = SequenceLength(first);
    if (length == 0 || length > text.size()) return false;
    for (std::size_t i = 1; i < length; ++i) {
      if ((static_cast<unsigned char>(text[i]) & 0xC0) != 0x80) return false;
    }
    if (length > 2) {
      const auto second = static_cast<unsigned char>(text[1]);
      if ((first == 0xE0 && second < 0xA0) || (first == 0xED && second > 0x9F) ||
          (first == 0xF0 && second < 0x90) || (first == 0xF4 && second > 0x8F)) {
        return false;
      }
    }
    text.remove_prefix(length);
  }
  return true;
}

void Walk(const google::protobuf::Descriptor& type, std::string_view bytes, const std::string& path,
          int depth, std::vector<Violation>& violations) {
  UnknownFieldSet fields;
  if (depth > kMaxDepth || !fields.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    violations.push_back({path, absl::StrCat("is not a message of type ", type.full_name())});
    return;
  }
  std::map<int, int> places;  // of repeated fields
  for (int i = 0; i < fields.field_count() && violations.size() < kMaxViolations; ++i) {
    const UnknownField& field = fields.field(i);
    const FieldDescriptor* known = type.FindFieldByNumber(field.number());
    if (known == nullptr || field.type() != UnknownField::TYPE_LENGTH_DELIMITED) continue;
    std::string name = absl::StrCat(path, path.empty() ? "" : ".", known->name());
    if (known->is_repeated()) absl::StrAppend(&name, "[", places[field.number()]++, "]");
    if (known->type() == FieldDescriptor::TYPE_STRING && !IsUtf8(field.length_delimited())) {
      violations.push_back({std::move(name), "is not UTF-8"});
    } else if (known->type() == FieldDescriptor::TYPE_MESSAGE) {
      Walk(*known->message_type(), field.length_delimited(), name, depth + 1, violations);
    }
  }
}

}  // namespace

std::vector<Violation> WhyMalformed(const google::protobuf::Descriptor& type,
                                    std::string_view bytes) {
  std::vector<Violation> violations;
  Walk(type, bytes, "", 0, violations);
  if (violations.empty()) {
    violations.push_back({"", absl::StrCat("is not a message of type ", type.full_name())});
  }
  return violations;
}

}  // namespace registry::server
