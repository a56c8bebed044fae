#include "log/merkle.h"

#include <algorithm>
#include <bit>
#include <cstddef>

#include "log/hash.h"

namespace registry::log {
namespace {

using ledger::Digest;

// What keeps a leaf from being taken for a node (RFC 6962 section 2.1).
constexpr std::string_view kLeafPrefix{"\x00", 1};
constexpr std::string_view kNodePrefix{"\x01", 1};

// A record number has 63 bits; no registry comes near the limit that keeps the frontier at 62
// roots.
constexpr int kMaxRoots = 62;

template <std::size_t kSize>
std::string_view BytesOf(const std::array<std::uint8_t, kSize>& bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

Digest NodeHash(const Digest& left, const Digest& right) {
  return Sha256OfParts({kNodePrefix, BytesOf(left), BytesOf(right)});
}

}  // namespace

Digest LeafHash(const ledger::Salt& salt, std::string_view record_bytes) {
  return Sha256OfParts({kLeafPrefix, BytesOf(salt), record_bytes});
}

std::optional<Frontier> Frontier::Parse(std::uint64_t size, std::string_view roots) {
  const auto count = static_cast<std::size_t>(std::popcount(size));
  if (std::bit_width(size) > kMaxRoots) return std::nullopt;
  if (roots.size() != count * sizeof(Digest)) return std::nullopt;
  Frontier frontier;
  frontier.size_ = size;
  frontier.roots_.resize(count);
  for (Digest& root : frontier.roots_) {
    std::copy_n(roots.begin(), root.size(), root.begin());
    roots.remove_prefix(root.size());
  }
  return frontier;
}

std::string Frontier::Serialize() const {
  std::string bytes;
  bytes.reserve(roots_.size() * sizeof(Digest));
  for (const Digest& root : roots_) bytes += BytesOf(root);
  return bytes;
}

void Frontier::Append(const Digest& leaf_hash) {
  // Each 1 at the end of the size is a full subtree as large as the one that grows on its right.
  Digest grown = leaf_hash;
  for (std::uint64_t rest = size_; (rest & 1) != 0; rest >>= 1) {
    grown = NodeHash(roots_.back(), grown);
    roots_.pop_back();
  }
  roots_.push_back(grown);
  ++size_;
}

Digest Frontier::Root() const {
  if (roots_.empty()) return Sha256({});
  Digest root = roots_.back();
  for (std::size_t i = roots_.size() - 1; i > 0; --i) root = NodeHash(roots_[i - 1], root);
  return root;
}

}  // namespace registry::log
