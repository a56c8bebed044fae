// Bytes that are taken for a message: any, or those of a good message with some of them changed.
//
// Under test: server/malformed.cc
#include <memory>
#include <string>

#include "server/malformed.h"
#include "server/options.h"
#include "tests/fuzz/choices.h"
#include "tests/fuzz/field_path.h"
#include "tests/fuzz/message_maker.h"
#include "tests/fuzz/request_types.h"
#include "tests/fuzz/target.h"

namespace registry::fuzz {
namespace {

using google::protobuf::Message;
using server::Violation;

// Some bytes of the message changed: a place and a byte each.
std::string ChangedBytes(Message& message, Choices& choices) {
  const std::size_t changes = choices.Below(4);
  const auto places = choices.Number(4), letters = choices.Number(4);
  MessageMaker(choices).Fill(message);
  std::string bytes = message.SerializeAsString();
  for (std::size_t i = 0; i < changes && !bytes.empty(); ++i) {
    bytes[(places >> 8 * i & 0xFF) % bytes.size()] = static_cast<char>(letters >> 8 * i & 0xFF);
  }
  return bytes;
}

void Check(const Message& type, bool parses, const std::vector<Violation>& violations) {
  Require(!violations.empty(), "what does not parse is told why");
  Require(violations.size() <= server::kMaxViolations, "a refusal is not endless");
  for (const Violation& violation : violations) {
    const bool whole = violation.field.empty();
    Require(whole || NamesFieldOf(*type.GetDescriptor(), violation.field),
            "what a refusal names is a field of the message", violation.field);
    Require(whole || !parses, "nothing is wrong with the fields of what parses", violation.field);
  }
}

void Run(std::string_view input, Tally& tally) {
  Choices choices(input);
  const auto& types = AllRequests();
  const Message& type = *types[choices.Below(types.size())];
  const std::unique_ptr<Message> message(type.New());
  const bool any_bytes = choices.Below(2) == 0;
  const std::string bytes =
      any_bytes ? std::string(choices.Rest()) : ChangedBytes(*message, choices);
  message->Clear();
  const bool parses = message->ParseFromString(bytes);
  const auto violations = server::WhyMalformed(*type.GetDescriptor(), bytes);
  Check(type, parses, violations);
  if (parses) ++tally.parsed;
  if (!violations.front().field.empty()) ++tally.accepted;  // the fault was found in a field
}

const Registration kRegistration({"malformed_fuzz", Run});

}  // namespace
}  // namespace registry::fuzz
