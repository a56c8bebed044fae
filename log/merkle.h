// The Merkle tree over all records, by RFC 6962 / RFC 9162 (SHA-256): a leaf's hash is
// H(0x00 || salt || record bytes), a node's H(0x01 || left || right). Salts keep outsiders from
// testing guesses (RULES R23).
#ifndef LOG_MERKLE_H_
#define LOG_MERKLE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/ids.h"

namespace registry::log {

ledger::Digest LeafHash(const ledger::Salt& salt, std::string_view record_bytes);

// The right edge of the tree: one subtree root for each 1 in the binary form of the size, largest
// first. At most 62 of them. Appending n leaves costs less than n + log2(size) hashes of nodes; the
// root, one less than there are subtrees.
class Frontier {
 public:
  Frontier() = default;

  // Reads what Serialize wrote. Nothing when the number of roots is not that of the size, or the
  // size has more than 62 bits.
  static std::optional<Frontier> Parse(std::uint64_t size, std::string_view roots);
  // The roots, 32 bytes each, largest subtree first.
  std::string Serialize() const;

  void Append(const ledger::Digest& leaf_hash);
  std::uint64_t size() const { return size_; }
  // Of the empty tree: SHA-256 of nothing, e3b0c442...
  ledger::Digest Root() const;

  bool operator==(const Frontier&) const = default;

 private:
  std::uint64_t size_ = 0;
  std::vector<ledger::Digest> roots_;
};

}  // namespace registry::log

#endif  // LOG_MERKLE_H_
