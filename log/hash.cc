#include "log/hash.h"

#include <openssl/evp.h>

#include <cstdio>
#include <cstdlib>
#include <memory>

namespace registry::log {
namespace {

struct FreeContext {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};

// Without SHA-256 nothing may be recorded, and no caller could do anything about it.
[[noreturn]] void NoSha256() {
  std::fputs("log: OpenSSL gives no SHA-256\n", stderr);
  std::abort();
}

// Looked up once: the look-up costs more than hashing a short record.
const EVP_MD* Algorithm() {
  static const EVP_MD* const algorithm = EVP_MD_fetch(nullptr, "SHA2-256", nullptr);
  if (algorithm == nullptr) NoSha256();
  return algorithm;
}

EVP_MD_CTX* ContextOfThread() {
  thread_local const std::unique_ptr<EVP_MD_CTX, FreeContext> context{EVP_MD_CTX_new()};
  if (context == nullptr) NoSha256();
  return context.get();
}

}  // namespace

ledger::Digest Sha256(std::string_view bytes) { return Sha256OfParts({bytes}); }

ledger::Digest Sha256OfParts(std::initializer_list<std::string_view> parts) {
  EVP_MD_CTX* const context = ContextOfThread();
  if (EVP_DigestInit_ex2(context, Algorithm(), nullptr) != 1) NoSha256();
  for (const std::string_view part : parts) {
    if (EVP_DigestUpdate(context, part.data(), part.size()) != 1) NoSha256();
  }
  ledger::Digest digest;
  if (EVP_DigestFinal_ex(context, digest.data(), nullptr) != 1) NoSha256();
  return digest;
}

}  // namespace registry::log
