// A small book to begin a test with: a period, an instrument, two authorities and a few units, with
// allowances handed out.
#ifndef TESTS_SERVER_SMALL_BOOK_H_
#define TESTS_SERVER_SMALL_BOOK_H_

#include <cstdint>
#include <string>
#include <vector>

#include "tests/server/test_server.h"

namespace registry::testing {

struct SmallBook {
  std::string authority;           // account of authority-13
  std::string other_authority;     // account of authority-11
  std::vector<std::string> units;  // accounts of units of province 13
  std::string far_unit;            // account of a unit of province 11
};

inline constexpr std::int64_t kHandedOut = 1'000;  // to each unit of province 13, REGISTERED

// Everything by the public RPCs, each under its office.
SmallBook MakeSmallBook(TestServer& server, int units = 2);

// Fails the test with the status unless the call went well.
void RequireOk(const grpc::Status& status);

// What an account has of one bucket, as the auditor sees it.
std::int64_t Balance(TestServer& server, const std::string& account, v1::Bucket bucket);

// A transfer of REGISTERED allowances, ready to send.
v1::TransferRequest NewTransfer(const std::string& transferring, const std::string& acquiring,
                                std::int64_t quantity);

}  // namespace registry::testing

#endif  // TESTS_SERVER_SMALL_BOOK_H_
