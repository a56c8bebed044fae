// One request of each write RPC that the book accepts, written by hand. A write RPC without a row
// here fails the tests that go through all of them. Answers to proposals are persons' business, and
// second_person_test.cc's.
#ifndef TESTS_WIRE_VALID_REQUESTS_H_
#define TESTS_WIRE_VALID_REQUESTS_H_

#include <span>
#include <string>
#include <string_view>

namespace registry::wire {

struct ValidRequest {
  const char* method;
  // Everybody whose office may do this, with a space between them; the first one may do this very
  // request. From the comments of the protocol.
  const char* callers;
  const char* text;

  std::string caller() const;
  bool MayCall(std::string_view participant) const;
};

std::span<const ValidRequest> ValidRequests();
// Throws when there is no row.
const ValidRequest& ValidRequestOf(const std::string& method);

}  // namespace registry::wire

#endif  // TESTS_WIRE_VALID_REQUESTS_H_
