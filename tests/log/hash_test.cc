#include "log/hash.h"

#include <catch2/catch.hpp>
#include <string>
#include <thread>
#include <vector>

#include "tests/log/vectors.h"

namespace registry::log {
namespace {

using testing::HexOf;

// FIPS 180-2 appendix B, and the digest of nothing.
TEST_CASE("SHA-256 gives the published digests") {
  CHECK(HexOf(Sha256("")) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(HexOf(Sha256("abc")) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(HexOf(Sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")) ==
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  CHECK(HexOf(Sha256(std::string(1'000'000, 'a'))) ==
        "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST_CASE("parts are hashed as one text") {
  CHECK(Sha256OfParts({}) == Sha256(""));
  CHECK(Sha256OfParts({"a", "", "bc"}) == Sha256("abc"));
}

TEST_CASE("threads hash at the same time without disturbing one another") {
  std::vector<int> wrong(4);
  std::vector<std::thread> threads;
  threads.reserve(wrong.size());
  for (int& count : wrong) {
    threads.emplace_back([&count] {
      for (int i = 0; i < 2'000; ++i) {
        const std::string text = std::to_string(i);
        count += Sha256(text) != Sha256OfParts({text.substr(0, 1), text.substr(1)});
        count += HexOf(Sha256("abc")).substr(0, 8) != "ba7816bf";
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(wrong == std::vector<int>(4, 0));
}

}  // namespace
}  // namespace registry::log
