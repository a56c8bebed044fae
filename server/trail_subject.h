// What a message is about, for the trail: read from its fields by their names, in one place for all
// methods, so that no service can forget it.
#ifndef SERVER_TRAIL_SUBJECT_H_
#define SERVER_TRAIL_SUBJECT_H_

#include <cstdint>

#include "google/protobuf/message.h"
#include "storage/trail_row.h"

namespace registry::server {

// Of a request. What is empty or misshapen is left out.
storage::TrailSubject SubjectOf(const google::protobuf::Message& request);

// How many records an answer holds: the items of its lists, or one.
std::int32_t RecordsIn(const google::protobuf::Message& answer);

}  // namespace registry::server

#endif  // SERVER_TRAIL_SUBJECT_H_
