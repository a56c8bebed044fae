// Why the bytes of a message do not parse: the fields with broken UTF-8, or the message as a whole.
#ifndef SERVER_MALFORMED_H_
#define SERVER_MALFORMED_H_

#include <string_view>
#include <vector>

#include "google/protobuf/descriptor.h"
#include "server/shape.h"

namespace registry::server {

// At least one violation, for bytes that protobuf has refused as a message of this type.
std::vector<Violation> WhyMalformed(const google::protobuf::Descriptor& type,
                                    std::string_view bytes);

}  // namespace registry::server

#endif  // SERVER_MALFORMED_H_
