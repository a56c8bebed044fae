// What the tests of the batcher share: a registry that answers batches as a test tells it to.
#ifndef TESTS_CLIENT_BATCHES_H_
#define TESTS_CLIENT_BATCHES_H_

#include <atomic>
#include <future>
#include <latch>
#include <string>
#include <vector>

#include "client/batcher.h"
#include "client/registry.h"
#include "tests/cli/fake_registry.h"

namespace registry::client {

using cli::testing::Call;
using cli::testing::FakeRegistry;
using Written = Answer<v1::WriteResponse>;
using Future = std::future<Written>;

// As the operator, with a hundred quick attempts.
Registry Connect(const FakeRegistry& fake);
// One call on its way at a time.
BatcherOptions OneCall();

v1::TransferRequest Tonnes(std::int64_t quantity);

v1::WriteBatchRequest Parsed(const Call& call);
// Accepts each entry; its sequence is the quantity.
v1::WriteBatchResponse Accept(const v1::WriteBatchRequest& batch);
void SetCode(v1::WriteOutcome& outcome, grpc::StatusCode code);
FakeRegistry::Reply Says(const v1::WriteBatchResponse& response);
FakeRegistry::Reply Fails(grpc::StatusCode code);

// The requests' ids, and how many they were, call by call.
std::vector<std::vector<std::string>> IdsOf(const FakeRegistry& fake);
std::vector<std::size_t> SizesOf(const FakeRegistry& fake);

// Says when the first call has come, and holds it until the test lets it go.
struct Gate {
  std::latch came{1}, open{1};
  std::atomic<bool> first{true};

  void Pass() {
    if (!first.exchange(false)) return;
    came.count_down();
    open.wait();
  }
};

}  // namespace registry::client

#endif  // TESTS_CLIENT_BATCHES_H_
