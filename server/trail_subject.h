// What a message is about, for the trail: read from its fields by their names, in one place for all
// methods, so that no service can forget it.
#ifndef SERVER_TRAIL_SUBJECT_H_
#define SERVER_TRAIL_SUBJECT_H_

#include <cstdint>

#include "google/protobuf/message.h"
#include "ledger/rules.h"
#include "storage/trail_row.h"

namespace registry::server {

// Of a request. What is empty or misshapen is left out. A request about a freeze says its number
// alone; it is about the case and the account that `rules` know of it.
storage::TrailSubject SubjectOf(const google::protobuf::Message& request,
                                const ledger::Rules& rules);

// How many records an answer holds: the items of its lists, or one.
std::int32_t RecordsIn(const google::protobuf::Message& answer);

}  // namespace registry::server

#endif  // SERVER_TRAIL_SUBJECT_H_
