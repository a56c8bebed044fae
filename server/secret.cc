#include "server/secret.h"

#include <utility>

#include "absl/strings/ascii.h"
#include "log/hash.h"
#include "storage/journal_reader.h"

namespace registry::server {
namespace {

constexpr std::size_t kBlockBytes = 64;  // of SHA-256

std::string Text(const ledger::Digest& digest) { return {digest.begin(), digest.end()}; }

}  // namespace

ledger::Digest Hmac(std::string_view key, std::string_view bytes) {
  std::string outer(key);
  outer.resize(kBlockBytes, '\0');
  std::string inner = outer;
  for (char& c : inner) c = static_cast<char>(c ^ 0x36);
  for (char& c : outer) c = static_cast<char>(c ^ 0x5C);
  return log::Sha256(outer + Text(log::Sha256(inner.append(bytes))));
}

absl::StatusOr<StoreSecret> StoreSecret::Read(storage::ReaderPool* pool) {
  const auto first = storage::JournalReader(pool).FindRecord(ledger::RecordNumber{0});
  if (!first.ok()) return first.status();
  if (!*first) {
    return absl::FailedPreconditionError(
        "the store is empty: run registryd once with --bootstrap first");
  }
  std::string bytes((*first)->salt.begin(), (*first)->salt.end());
  bytes.append((*first)->leaf_hash.begin(), (*first)->leaf_hash.end());
  return StoreSecret(std::move(bytes));
}

std::string StoreSecret::Key(std::string_view label) const {
  return Text(log::Sha256(std::string(label) + first_record_));
}

ledger::Digest IdentityDigester::Of(std::string_view number) const {
  std::string plain;
  for (const char c : number) {
    const auto byte = static_cast<unsigned char>(c);
    if (absl::ascii_isalnum(byte)) plain.push_back(absl::ascii_toupper(byte));
  }
  return Hmac(key_, plain);
}

}  // namespace registry::server
