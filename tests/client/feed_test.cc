// The feed of the journal, against a registry that breaks off, repeats, leaves out and falls
// silent.
#include "client/feed.h"

#include <atomic>
#include <catch2/catch.hpp>
#include <latch>
#include <string>
#include <thread>
#include <vector>

#include "client/identity.h"
#include "tests/cli/fake_registry.h"

namespace registry::client {
namespace {

using cli::testing::Call;
using cli::testing::FakeRegistry;
using std::chrono::milliseconds;

Registry Connect(const FakeRegistry& fake, int attempts = 5) {
  RetryPolicy policy;
  policy.attempts = attempts;
  policy.first_delay = policy.longest_delay = milliseconds{1};
  return Registry(*OpenChannel(fake.address(), IdentityIn(cli::testing::Certificates(), "auditor")),
                  policy);
}

std::string Transaction(std::int64_t sequence, std::int64_t previous) {
  v1::JournalEvent event;
  event.mutable_transaction()->set_sequence(sequence);
  event.set_previous_sequence(previous);
  return event.SerializeAsString();
}

std::string Heartbeat(std::int64_t complete_to) {
  v1::JournalEvent event;
  event.mutable_heartbeat()->set_complete_to_sequence(complete_to);
  return event.SerializeAsString();
}

std::int64_t After(const Call& call) {
  v1::FollowJournalRequest request;
  request.ParseFromString(call.request);
  return request.after_sequence();
}

// Gives this on each connection in turn, and the last one on all that follow.
void Script(FakeRegistry& fake, std::vector<FakeRegistry::Reply> connections) {
  fake.AnswerBy([connections, next = std::size_t{0}](const Call&) mutable {
    const std::size_t now = std::min(next++, connections.size() - 1);
    return connections[now];
  });
}

const grpc::Status kCut(grpc::StatusCode::UNAVAILABLE, "the line was cut");

// Follows to transaction `last`; "h7" is a heartbeat.
std::string Follow(Feed& feed, std::int64_t last, Error* error = nullptr) {
  std::string seen;
  const Error ended = feed.Follow([&](const v1::JournalEvent& event) {
    seen += event.has_heartbeat() ? " h" + std::to_string(event.heartbeat().complete_to_sequence())
                                  : " " + std::to_string(event.transaction().sequence());
    return event.transaction().sequence() != last;
  });
  if (error != nullptr) *error = ended;
  if (error == nullptr) CHECK(ended.ok());
  return seen;
}

std::vector<std::int64_t> Asked(const FakeRegistry& fake) {
  std::vector<std::int64_t> after;
  for (const Call& call : fake.calls()) after.push_back(After(call));
  return after;
}

}  // namespace

TEST_CASE("the feed goes on where it broke off, and heartbeats say how far that is") {
  FakeRegistry fake;
  Script(fake, {{{Transaction(6, 5), Transaction(9, 6)}, kCut},
                {{Heartbeat(20)}, kCut},
                {{Transaction(23, 20)}, {}}});
  Registry registry = Connect(fake);
  Feed feed(registry, 5);
  CHECK(Follow(feed, 23) == " 6 9 h20 23");
  CHECK(Asked(fake) == std::vector<std::int64_t>{5, 9, 20});
  CHECK(feed.seen() == 23);
}

TEST_CASE("what comes twice is handed over once") {
  FakeRegistry fake;
  Script(fake, {{{Transaction(1, 0), Transaction(1, 0), Transaction(2, 1)}, kCut},
                {{Transaction(1, 0), Heartbeat(1), Transaction(2, 1), Transaction(3, 2)}, kCut}});
  Registry registry = Connect(fake);
  Feed feed(registry, 0);
  CHECK(Follow(feed, 3) == " 1 2 3");
}

TEST_CASE("a gap is read again, and one that stays is an error") {
  FakeRegistry fake;
  Script(fake, {{{Transaction(1, 0), Transaction(3, 2)}, {}, true},
                {{Transaction(2, 1), Transaction(3, 2), Transaction(5, 4)}, {}, true}});
  Registry registry = Connect(fake);
  Feed feed(registry, 0);
  Error error;
  CHECK(Follow(feed, 5, &error) == " 1 2 3");
  CHECK(error.code == grpc::StatusCode::DATA_LOSS);
  CHECK(error.message == "the feed went from transaction 3 to 5, which follows 4");
  CHECK(feed.seen() == 3);
  CHECK(fake.calls().size() == 6);  // one, and then five attempts without anything new
}

TEST_CASE("the reader's own end is no error, and the next Follow goes on behind it") {
  FakeRegistry fake;
  Script(fake, {{{Transaction(1, 0), Transaction(2, 1)}, {}, true},
                {{Transaction(2, 1), Transaction(3, 2)}, {}, true}});
  Registry registry = Connect(fake);
  Feed feed(registry, 0);
  CHECK(Follow(feed, 1) == " 1");
  CHECK(Follow(feed, 3) == " 2 3");
  CHECK(Asked(fake) == std::vector<std::int64_t>{0, 1});
}

TEST_CASE("a server that falls silent is left for another connection") {
  FakeRegistry fake;
  Script(fake, {{{Transaction(1, 0)}, {}, true}, {{Transaction(2, 1)}, {}, true}});
  Registry registry = Connect(fake);
  Feed feed(registry, 0, milliseconds{100});
  CHECK(Follow(feed, 2) == " 1 2");
}

TEST_CASE("an end without an error, and a reader cut for being slow, are breaks") {
  for (const grpc::Status& status :
       {grpc::Status(), grpc::Status(grpc::StatusCode::CANCELLED, "slow"),
        grpc::Status(grpc::StatusCode::RESOURCE_EXHAUSTED, "slow")}) {
    FakeRegistry fake;
    Script(fake, {{{Transaction(1, 0)}, status}, {{Transaction(2, 1)}, status}});
    Registry registry = Connect(fake);
    Feed feed(registry, 0);
    CHECK(Follow(feed, 2) == " 1 2");
  }
}

TEST_CASE("an error that does not go away by itself ends the feed at once") {
  FakeRegistry fake;
  fake.AnswerWith(grpc::Status(grpc::StatusCode::PERMISSION_DENIED, "no right"));
  Registry registry = Connect(fake);
  Feed feed(registry, 0);
  Error error;
  Follow(feed, 1, &error);
  CHECK(error.code == grpc::StatusCode::PERMISSION_DENIED);
  CHECK(fake.calls().size() == 1);
}

TEST_CASE("Stop ends a feed in silence, in a pause, and before it began") {
  FakeRegistry fake;
  SECTION("in silence") { Script(fake, {{{Heartbeat(0)}, {}, true}}); }
  SECTION("in a pause") {
    google::rpc::RetryInfo retry;
    retry.mutable_retry_delay()->set_seconds(3'600);
    Script(fake, {{{Heartbeat(0)},
                   cli::testing::WithDetails(grpc::StatusCode::UNAVAILABLE, "later", {&retry})}});
  }
  Registry registry = Connect(fake);
  Feed feed(registry, 0);
  std::latch heard(1);
  std::atomic<int> events{0};
  Error error;
  std::thread follower([&] {
    error = feed.Follow([&](const v1::JournalEvent&) {
      if (++events == 1) heard.count_down();
      return true;
    });
  });
  heard.wait();
  feed.Stop();
  follower.join();
  CHECK(error.ok());
  CHECK(events == 1);
  feed.Stop();
  CHECK(Follow(feed, 1).empty());
}

}  // namespace registry::client
