// The trail in the protocol's words: filters, places and entries, for the page and for the export.
#ifndef SERVER_TRAIL_SEARCH_H_
#define SERVER_TRAIL_SEARCH_H_

#include <string>

#include "carbon/registry/v1/audit.pb.h"
#include "server/read.h"
#include "storage/trail_reader.h"

namespace registry::server {

storage::TrailFilter FromProto(const v1::TrailFilter& filter, Shape& shape);
v1::TrailEntry ToProto(const storage::TrailLine& line);

// A place as the key of a page token.
std::string KeyOf(const storage::TrailPlace& place);
storage::TrailPlace PlaceOf(const std::string& key);

Refusal SearchTrailPage(const View& view, const v1::SearchTrailRequest& request,
                        v1::SearchTrailResponse* answer);

}  // namespace registry::server

#endif  // SERVER_TRAIL_SEARCH_H_
