// The history of certificates.
#ifndef STORAGE_ACCESS_READER_H_
#define STORAGE_ACCESS_READER_H_

#include <optional>

#include "absl/status/statusor.h"
#include "ledger/certificate.h"
#include "storage/page.h"
#include "storage/pool.h"

namespace registry::storage {

// A certificate as one transaction left it.
struct CertificateVersion {
  ledger::Certificate certificate;
  ledger::Sequence sequence{};
  ledger::Instant recorded_at;
};

using CertificatePage = Page<CertificateVersion, ledger::Sequence>;

// UNAVAILABLE when the database cannot be asked; OUT_OF_RANGE when as_of lies beyond the journal's
// end. Without as_of: now. Thread safe.
class AccessReader {
 public:
  explicit AccessReader(ReaderPool* pool) : pool_(pool) {}

  // Every version, in the order of the transactions; of one participant, or of all.
  absl::StatusOr<CertificatePage> ListCertificates(
      std::optional<ledger::ParticipantId> participant, std::optional<ledger::Sequence> after,
      int page_size, std::optional<ledger::Sequence> as_of = {}) const;

 private:
  ReaderPool* pool_;
};

}  // namespace registry::storage

#endif  // STORAGE_ACCESS_READER_H_
