// Messages made from their descriptors: every field as its name and type ask for, and now and then
// one that is wrong.
#ifndef TESTS_FUZZ_MESSAGE_MAKER_H_
#define TESTS_FUZZ_MESSAGE_MAKER_H_

#include <cstddef>
#include <string>

#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "tests/fuzz/choices.h"

namespace registry::fuzz {

class MessageMaker {
 public:
  // The first choice says which field is wrong, counted from 1; 0: none.
  explicit MessageMaker(Choices& choices) : choices_(choices), wrong_place_(choices.Below(32)) {}

  void Fill(google::protobuf::Message& message) { FillAt(message, ""); }

  // The path of a field that no reader may let pass, such as "lines[1].instrument". Empty: there is
  // none, though a field may still be unusual.
  const std::string& wrong_field() const { return wrong_field_; }

 private:
  using Field = google::protobuf::FieldDescriptor;

  void FillAt(google::protobuf::Message& message, const std::string& prefix);
  void FillOne(google::protobuf::Message& message, const Field& field, const std::string& path);
  void FillList(google::protobuf::Message& message, const Field& field, const std::string& path);
  void FillInner(google::protobuf::Message& message, const Field& field, const std::string& path);
  void FillTime(google::protobuf::Message& time, const std::string& path);

  // Whether it is this field's turn to be wrong.
  bool IsWrong() { return ++place_ == wrong_place_; }
  std::string Text(const Field& field, const std::string& path);
  std::string Digest(const std::string& path);
  int EnumValue(const Field& field, const std::string& path);
  std::int64_t Whole(std::int64_t least, std::int64_t most);
  std::int32_t Year();

  Choices& choices_;
  const std::size_t wrong_place_;
  std::size_t place_ = 0;
  std::string wrong_field_;
};

}  // namespace registry::fuzz

#endif  // TESTS_FUZZ_MESSAGE_MAKER_H_
