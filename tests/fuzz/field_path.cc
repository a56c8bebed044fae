#include "tests/fuzz/field_path.h"

#include <charconv>
#include <optional>
#include <string>

namespace registry::fuzz {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

struct Step {
  std::string name;
  std::optional<int> place;  // in a list
};

// "lines[1]"; nothing when it is written another way.
std::optional<Step> ReadStep(std::string_view text) {
  const std::size_t open = text.find('[');
  Step step{std::string(text.substr(0, open)), std::nullopt};
  if (open == std::string_view::npos) return step;
  const char* const end = text.data() + text.size();
  int place = -1;
  const auto [stopped, error] = std::from_chars(text.data() + open + 1, end, place);
  if (error != std::errc{} || place < 0 || stopped + 1 != end || *stopped != ']') {
    return std::nullopt;
  }
  step.place = place;
  return step;
}

// `message`: null, when only the type is known.
bool Names(const Descriptor& type, const Message* message, std::string_view path) {
  const std::size_t dot = path.find('.');
  const std::optional<Step> step = ReadStep(path.substr(0, dot));
  if (!step) return false;
  const FieldDescriptor* field = type.FindFieldByName(step->name);
  if (field == nullptr || (step->place && !field->is_repeated())) return false;
  if (message != nullptr && step->place &&
      *step->place >= message->GetReflection()->FieldSize(*message, field)) {
    return false;
  }
  if (dot == std::string_view::npos) return true;
  if (field->message_type() == nullptr || field->is_repeated() != step->place.has_value()) {
    return false;
  }
  const Message* inner = nullptr;
  if (message != nullptr && step->place) {
    inner = &message->GetReflection()->GetRepeatedMessage(*message, field, *step->place);
  } else if (message != nullptr) {
    inner = &message->GetReflection()->GetMessage(*message, field);
  }
  return Names(*field->message_type(), inner, path.substr(dot + 1));
}

}  // namespace

bool NamesFieldOf(const Descriptor& type, std::string_view path) {
  return Names(type, nullptr, path);
}

bool NamesFieldIn(const Message& message, std::string_view path) {
  return Names(*message.GetDescriptor(), &message, path);
}

bool TellsOf(std::string_view named, std::string_view field) {
  if (!field.starts_with(named)) return false;
  return field.size() == named.size() || field[named.size()] == '[';
}

}  // namespace registry::fuzz
