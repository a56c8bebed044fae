// Certificates of participants, as far as they were entered.
#ifndef LEDGER_CERTIFICATE_H_
#define LEDGER_CERTIFICATE_H_

#include "ledger/ids.h"

namespace registry::ledger {

// The current version of a certificate. Revoked is for ever.
struct Certificate {
  Digest fingerprint{};  // SHA-256 of its DER bytes
  ParticipantId participant{};
  Instant valid_from;
  Instant valid_until;
  bool revoked = false;
  bool operator==(const Certificate&) const = default;
};

}  // namespace registry::ledger

#endif  // LEDGER_CERTIFICATE_H_
