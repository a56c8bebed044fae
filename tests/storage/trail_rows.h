// Rows of a trail, written and searched as the tests do it.
#ifndef TESTS_STORAGE_TRAIL_ROWS_H_
#define TESTS_STORAGE_TRAIL_ROWS_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "storage/pool.h"
#include "storage/trail_reader.h"
#include "storage/trail_writer.h"
#include "tests/support/test_database.h"

namespace registry::testing {

inline constexpr std::int64_t kNoon = 1'767'578'400'000'000;

// A read of an account, so many seconds after noon.
storage::TrailRow ReadOf(std::int64_t second, const std::string& participant,
                         ledger::AccountId account);

// Each fails the test when it cannot.
std::unique_ptr<storage::TrailWriter> OpenWriter(const std::string& connection);
void Write(storage::TrailWriter& writer, std::vector<storage::TrailRow> rows);
// Every line of a listing, by pages of such a size.
std::vector<storage::TrailLine> SearchAll(storage::ReaderPool* pool,
                                          const storage::TrailFilter& filter, int size);

storage::PoolOptions Auditor(const TestDatabase& database);
std::int64_t CountRows(const TestDatabase& database);

}  // namespace registry::testing

#endif  // TESTS_STORAGE_TRAIL_ROWS_H_
