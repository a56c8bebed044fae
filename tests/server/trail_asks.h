// Asks the trail of a test's server, over the wire as the auditor, and PostgreSQL behind it.
#ifndef TESTS_SERVER_TRAIL_ASKS_H_
#define TESTS_SERVER_TRAIL_ASKS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "tests/server/test_server.h"

namespace registry::testing {

using Filter = v1::TrailFilter;

grpc::Status GetAccount(TestServer& server, const std::string& caller, const std::string& account);
grpc::Status Transfer(TestServer& server, const std::string& caller,
                      const v1::TransferRequest& request);

grpc::Status Search(TestServer& server, const v1::SearchTrailRequest& request,
                    v1::SearchTrailResponse* answer, const std::string& caller = "auditor");
// All pages, without the searches' own rows.
std::vector<v1::TrailEntry> SearchAll(TestServer& server, const Filter& filter, int page_size = 0);
// The entries, as soon as there are so many: rows are written some milliseconds after the answer.
std::vector<v1::TrailEntry> Await(TestServer& server, const Filter& filter, std::size_t count);

Filter OfMethod(const std::string& method);
Filter OfAccount(const std::string& account);

// How many rows the trail has.
std::int64_t Rows(TestServer& server);
// Runs SQL as the superuser.
void Execute(TestServer& server, const std::string& sql);

}  // namespace registry::testing

#endif  // TESTS_SERVER_TRAIL_ASKS_H_
