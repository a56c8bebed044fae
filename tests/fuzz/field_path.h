// The paths by which a refusal names fields: "lines[1].instrument".
#ifndef TESTS_FUZZ_FIELD_PATH_H_
#define TESTS_FUZZ_FIELD_PATH_H_

#include <string_view>

#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"

namespace registry::fuzz {

// Whether a message of this type can have such a field.
bool NamesFieldOf(const google::protobuf::Descriptor& type, std::string_view path);

// Whether this message has it, with as many entries in its lists.
bool NamesFieldIn(const google::protobuf::Message& message, std::string_view path);

// Whether who named `named` has told its reader of `field`: the same, or the list that it is in.
bool TellsOf(std::string_view named, std::string_view field);

}  // namespace registry::fuzz

#endif  // TESTS_FUZZ_FIELD_PATH_H_
