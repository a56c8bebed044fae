#include "tests/wire/shape_cases.h"

#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <stdexcept>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "google/protobuf/descriptor.h"

namespace registry::wire {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// More than any list may have.
constexpr int kTooManyTrades = 5'001, kTooManyDays = 367, kTooManyOthers = 17;

// Set in a text's place, and replaced in the bytes by as many that are not UTF-8: protobuf's own
// code does not write such a text.
constexpr std::string_view kMarker = "A__MARKED__Z";
constexpr std::pair<const char*, std::string_view> kBrokenTexts[] = {
    {"a byte that is not UTF-8", std::string_view("A__MARKED_\xFFZ")},
    {"a sequence that is cut", std::string_view("A__MARKED__\xC3")},
    {"a NUL in two bytes", std::string_view("A__MARKED\xC0\x80Z")},
    {"a surrogate", std::string_view("A__MARKE\xED\xA0\x80Z")},
};

constexpr std::pair<const char*, int> kBrokenEnums[] = {
    {"unspecified", 0}, {"no value of the list", 9'999}, {"less than zero", -1}};

class Maker {
 public:
  explicit Maker(const Message& valid) : root_(valid.New()) { root_->CopyFrom(valid); }

  std::vector<ShapeCase> Make() {
    Visit(*root_, root_->GetDescriptor()->name() + ".", "");
    return std::move(cases_);
  }

 private:
  using Change = std::function<void()>;

  void Add(const std::string& what, Message& at, const Change& change,
           std::string_view broken = {}) {
    const std::unique_ptr<Message> before(at.New());
    before->CopyFrom(at);
    change();
    std::string bytes = root_->SerializeAsString();
    if (!broken.empty()) bytes.replace(bytes.find(kMarker), kMarker.size(), broken);
    cases_.push_back({field_, what, named_, std::move(bytes)});
    at.CopyFrom(*before);
  }

  void Visit(Message& at, const std::string& field_prefix, const std::string& path_prefix) {
    for (int i = 0; i < at.GetDescriptor()->field_count(); ++i) {
      const FieldDescriptor& field = *at.GetDescriptor()->field(i);
      field_ = field_prefix + field.name();
      named_ = path_prefix + field.name();
      const std::size_t before = cases_.size();
      if (field.is_repeated()) {
        List(at, field);
      } else {
        One(at, field);
      }
      if (cases_.size() == before) Add("any", at, [] {});
    }
  }

  void One(Message& at, const FieldDescriptor& field) {
    const auto* reflection = at.GetReflection();
    switch (field.cpp_type()) {
      case FieldDescriptor::CPPTYPE_STRING:
        if (field.type() == FieldDescriptor::TYPE_BYTES) {
          Digest(at, field);
        } else {
          Text(at, field.name(), reflection->GetString(at, &field),
               [&](std::string text) { reflection->SetString(&at, &field, std::move(text)); });
        }
        return;
      case FieldDescriptor::CPPTYPE_INT64:
        return Number<std::int64_t>(
            at, [&](std::int64_t value) { reflection->SetInt64(&at, &field, value); });
      case FieldDescriptor::CPPTYPE_INT32:
        return Number<std::int32_t>(
            at, [&](std::int32_t value) { reflection->SetInt32(&at, &field, value); });
      case FieldDescriptor::CPPTYPE_ENUM:
        for (const auto& [what, value] : kBrokenEnums) {
          Add(what, at, [&, number = value] { reflection->SetEnumValue(&at, &field, number); });
        }
        return;
      case FieldDescriptor::CPPTYPE_MESSAGE:
        return Inner(at, field);
      case FieldDescriptor::CPPTYPE_BOOL:
        return;
      default:
        throw std::runtime_error("no cases are known for the type of " + field.full_name());
    }
  }

  template <typename Integer>
  void Number(Message& at, const std::function<void(Integer)>& set) {
    Add("zero", at, [&] { set(0); });
    Add("less than zero", at, [&] { set(-1); });
    Add("the least", at, [&] { set(std::numeric_limits<Integer>::min()); });
    Add("the greatest", at, [&] { set(std::numeric_limits<Integer>::max()); });
  }

  void Digest(Message& at, const FieldDescriptor& field) {
    for (const std::size_t size : {0, 31, 33, 10'000}) {
      Add(absl::StrCat(size, " bytes"), at,
          [&] { at.GetReflection()->SetString(&at, &field, std::string(size, 'x')); });
    }
  }

  void Text(Message& at, const std::string& name, const std::string& valid,
            const std::function<void(std::string)>& set) {
    const std::string head = valid.substr(0, 2), tail = valid.substr(head.size());
    if (!valid.empty()) Add("empty", at, [&] { set(""); });
    Add("a NUL character", at, [&] { set(head + std::string(1, '\0') + tail); });
    Add("a NUL character at its end", at, [&] { set(valid + std::string(1, '\0')); });
    Add("a line break", at, [&] { set(head + "\n" + tail); });
    Add("a control character of two bytes", at, [&] { set(head + "\xC2\x85" + tail); });
    Add("10,000 characters", at, [&] { set(std::string(10'000, '1')); });
    Add("garbage", at, [&] { set("?!"); });
    Add("spaces around it", at, [&] { set(" " + valid + " "); });
    for (const auto& [what, broken] : kBrokenTexts) {
      Add(
          what, at, [&] { set(std::string(kMarker)); }, broken);
    }
    if (valid.empty()) return;  // of what the request may, or must, leave out
    if (name == "account" || name.ends_with("_account")) {
      Add("wrong check digits", at, [&] { set(OtherLast(valid)); });
      Add("without check digits", at, [&] { set(valid.substr(0, 8)); });
    } else if (name == "social_credit_code") {
      Add("a wrong check character", at, [&] { set(OtherLast(valid)); });
    } else if (name == "province") {
      Add("letters", at, [&] { set("XB"); });
      Add("four digits of a city", at, [&] { set("1301"); });
    } else if (name == "request_id") {
      Add("the nil UUID", at, [&] { set("00000000-0000-0000-0000-000000000000"); });
      Add("in braces", at, [&] { set("{" + valid + "}"); });
      Add("without hyphens", at, [&] { set(absl::StrReplaceAll(valid, {{"-", ""}})); });
    }
  }

  static std::string OtherLast(std::string text) {
    text.back() = text.back() == '1' ? '2' : '1';
    return text;
  }

  void Inner(Message& at, const FieldDescriptor& field) {
    const std::string outer_field = field_, outer_named = named_;
    Add("absent", at, [&] { at.GetReflection()->ClearField(&at, &field); });
    Message& inner = *at.GetReflection()->MutableMessage(&at, &field);
    if (inner.GetTypeName() == "google.protobuf.Timestamp") {
      Time(inner);
    } else {
      Visit(inner, outer_field + ".", outer_named + ".");
    }
  }

  // BadRequest names the time, not the parts of it.
  void Time(Message& at) {
    const auto* seconds = at.GetDescriptor()->FindFieldByName("seconds");
    const auto* nanos = at.GetDescriptor()->FindFieldByName("nanos");
    const auto set_seconds = [&](const std::string& what, std::int64_t value) {
      Add(what, at, [&] { at.GetReflection()->SetInt64(&at, seconds, value); });
    };
    const auto set_nanos = [&](const std::string& what, std::int32_t value) {
      Add(what, at, [&] { at.GetReflection()->SetInt32(&at, nanos, value); });
    };
    set_seconds("before 1970", -1);
    set_seconds("after 9999", 253'402'300'800);
    set_seconds("the least", std::numeric_limits<std::int64_t>::min());
    set_seconds("the greatest", std::numeric_limits<std::int64_t>::max());
    set_nanos("nanoseconds below zero", -1);
    set_nanos("a second of nanoseconds", 1'000'000'000);
    set_nanos("a part of a microsecond", 1);
  }

  void List(Message& at, const FieldDescriptor& field) {
    const auto* reflection = at.GetReflection();
    const std::string outer_field = field_, outer_named = named_;
    Add("empty", at, [&] { reflection->ClearField(&at, &field); });
    Add("too many", at, [&] { Repeat(at, field, TooMany(field.name())); });
    Add("one twice", at, [&] { Repeat(at, field, 2); });
    if (field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
      Visit(*reflection->MutableRepeatedMessage(&at, &field, 0), outer_field + ".",
            outer_named + "[0].");
      return;
    }
    field_ = outer_field + ".each";
    named_ = outer_named + "[0]";
    if (field.cpp_type() == FieldDescriptor::CPPTYPE_ENUM) {
      for (const auto& [what, value] : kBrokenEnums) {
        Add(what, at,
            [&, number = value] { reflection->SetRepeatedEnumValue(&at, &field, 0, number); });
      }
    } else if (field.cpp_type() == FieldDescriptor::CPPTYPE_INT32) {
      Number<std::int32_t>(
          at, [&](std::int32_t value) { reflection->SetRepeatedInt32(&at, &field, 0, value); });
    } else {
      Text(at, field.name(), reflection->GetRepeatedString(at, &field, 0), [&](std::string text) {
        reflection->SetRepeatedString(&at, &field, 0, std::move(text));
      });
    }
  }

  static int TooMany(const std::string& list) {
    if (list == "trades") return kTooManyTrades;
    return list == "working_days" ? kTooManyDays : kTooManyOthers;
  }

  static void Repeat(Message& at, const FieldDescriptor& field, int times) {
    const auto* reflection = at.GetReflection();
    for (int i = 1; i < times; ++i) {
      if (field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
        const std::unique_ptr<Message> first(reflection->GetRepeatedMessage(at, &field, 0).New());
        first->CopyFrom(reflection->GetRepeatedMessage(at, &field, 0));
        reflection->AddMessage(&at, &field)->CopyFrom(*first);
      } else if (field.cpp_type() == FieldDescriptor::CPPTYPE_ENUM) {
        reflection->AddEnumValue(&at, &field, reflection->GetRepeatedEnumValue(at, &field, 0));
      } else if (field.cpp_type() == FieldDescriptor::CPPTYPE_INT32) {
        reflection->AddInt32(&at, &field, reflection->GetRepeatedInt32(at, &field, 0));
      } else {
        reflection->AddString(&at, &field, reflection->GetRepeatedString(at, &field, 0));
      }
    }
  }

  const std::unique_ptr<Message> root_;
  std::string field_, named_;
  std::vector<ShapeCase> cases_;
};

}  // namespace

std::vector<ShapeCase> ShapeCasesOf(const Message& valid) { return Maker(valid).Make(); }

}  // namespace registry::wire
