#include "server/workers.h"

#include <atomic>
#include <catch2/catch.hpp>
#include <future>

namespace registry::server {

TEST_CASE("workers refuse what their queue does not hold") {
  Workers workers(1, 2);
  std::promise<void> started, go;
  REQUIRE(workers.Submit([&] {
    started.set_value();
    go.get_future().wait();
  }));
  started.get_future().wait();
  std::atomic<int> done{0};
  CHECK(workers.Submit([&] { ++done; }));
  CHECK(workers.Submit([&] { ++done; }));
  CHECK_FALSE(workers.Submit([&] { ++done; }));
  go.set_value();
  workers.Stop();
  CHECK(done == 2);
}

TEST_CASE("a stop finishes what was accepted and takes nothing more") {
  Workers workers(3, 100);
  std::atomic<int> done{0};
  for (int i = 0; i < 50; ++i) REQUIRE(workers.Submit([&] { ++done; }));
  workers.Stop();
  CHECK(done == 50);
  CHECK_FALSE(workers.Submit([] {}));
}

}  // namespace registry::server
