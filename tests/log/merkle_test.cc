#include "log/merkle.h"

#include <algorithm>
#include <bit>
#include <catch2/catch.hpp>
#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "log/hash.h"
#include "tests/log/vectors.h"

namespace registry::log {
namespace {

using ledger::Digest;
using testing::BytesOf;
using testing::HexOf;

std::string Raw(const Digest& digest) { return {digest.begin(), digest.end()}; }

// A leaf of RFC 6962, which has no salt.
Digest Rfc6962Leaf(const std::string& input) { return Sha256(std::string(1, '\0') + input); }

// MTH(D[n]) of RFC 6962 section 2.1, word for word.
Digest Mth(std::span<const Digest> leaves) {
  if (leaves.empty()) return Sha256("");
  if (leaves.size() == 1) return leaves[0];
  std::size_t k = 1;  // the largest power of two smaller than n
  while (k * 2 < leaves.size()) k *= 2;
  return Sha256("\x01" + Raw(Mth(leaves.first(k))) + Raw(Mth(leaves.subspan(k))));
}

// The tree that Certificate Transparency's own tests use, and its root at each size.
struct KnownTree {
  std::string_view input;  // hexadecimal
  std::string_view root;   // of the tree that ends with this input
};
constexpr KnownTree kKnownTree[] = {
    {"", "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"},
    {"00", "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"},
    {"10", "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77"},
    {"2021", "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"},
    {"3031", "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4"},
    {"40414243", "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef"},
    {"5051525354555657", "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c"},
    {"606162636465666768696a6b6c6d6e6f",
     "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"},
};

std::vector<Digest> SomeLeaves(std::size_t count) {
  std::vector<Digest> leaves;
  for (std::size_t i = 0; i < count; ++i) leaves.push_back(Rfc6962Leaf(std::to_string(i)));
  return leaves;
}

Frontier FrontierOf(std::span<const Digest> leaves) {
  Frontier frontier;
  for (const Digest& leaf : leaves) frontier.Append(leaf);
  return frontier;
}

TEST_CASE("the empty tree has the hash of nothing") {
  CHECK(Frontier().size() == 0);
  CHECK(HexOf(Frontier().Root()) ==
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST_CASE("the known tree of eight inputs has its known roots") {
  Frontier frontier;
  for (const KnownTree& step : kKnownTree) {
    frontier.Append(Rfc6962Leaf(BytesOf(step.input)));
    CHECK(HexOf(frontier.Root()) == step.root);
  }
  CHECK(frontier.size() == 8);
}

TEST_CASE("a leaf is the hash of a zero byte, its salt and its record") {
  ledger::Salt salt;
  for (std::size_t i = 0; i < salt.size(); ++i) salt[i] = static_cast<std::uint8_t>(0x60 + i);
  const std::string salt_bytes(salt.begin(), salt.end());
  CHECK(LeafHash(salt, "") == Rfc6962Leaf(salt_bytes));
  CHECK(LeafHash(salt, "record") == Rfc6962Leaf(salt_bytes + "record"));
  ledger::Salt other = salt;
  other[15] ^= 1;
  CHECK(LeafHash(other, "record") != LeafHash(salt, "record"));
}

TEST_CASE("the frontier's root is that of RFC 6962 for every size") {
  const std::vector<Digest> leaves = SomeLeaves(200);
  Frontier frontier;
  for (std::size_t size = 0; size <= leaves.size(); ++size) {
    INFO("size " << size);
    CHECK(frontier.size() == size);
    CHECK(frontier.Root() == Mth(std::span(leaves).first(size)));
    if (size < leaves.size()) frontier.Append(leaves[size]);
  }
}

TEST_CASE("a frontier holds one root for each 1 of its size, the largest subtree first") {
  const std::vector<Digest> leaves = SomeLeaves(7);
  const std::span<const Digest> all(leaves);
  CHECK(FrontierOf(all).Serialize() ==
        Raw(Mth(all.first(4))) + Raw(Mth(all.subspan(4, 2))) + Raw(all[6]));
}

TEST_CASE("a frontier is read back and grows on") {
  const std::vector<Digest> leaves = SomeLeaves(200);
  Frontier grown;
  for (std::size_t size = 0; size < leaves.size(); ++size) {
    auto parsed = Frontier::Parse(size, grown.Serialize());
    REQUIRE(parsed.has_value());
    CHECK(*parsed == grown);
    grown.Append(leaves[size]);
    parsed->Append(leaves[size]);
    CHECK(*parsed == grown);
  }
}

TEST_CASE("roots that do not go with the size are refused") {
  for (std::uint64_t size = 0; size <= 70; ++size) {
    const auto right = static_cast<std::size_t>(std::popcount(size)) * 32;
    for (std::size_t length = 0; length <= 7 * 32; ++length) {
      CHECK(Frontier::Parse(size, std::string(length, 'r')).has_value() == (length == right));
    }
  }
}

TEST_CASE("sizes of more than 62 bits are refused") {
  constexpr std::uint64_t kLargest = (std::uint64_t{1} << 62) - 1;
  CHECK(Frontier::Parse(kLargest, std::string(62 * 32, 'r')).has_value());
  CHECK_FALSE(Frontier::Parse(kLargest + 1, std::string(32, 'r')).has_value());
  CHECK_FALSE(Frontier::Parse(~std::uint64_t{0}, std::string(64 * 32, 'r')).has_value());
}

}  // namespace
}  // namespace registry::log
