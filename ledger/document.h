// The paper behind a command.
#ifndef LEDGER_DOCUMENT_H_
#define LEDGER_DOCUMENT_H_

#include <string>

#include "ledger/ids.h"

namespace registry::ledger {

// Its number and the digest of its text.
struct Document {
  std::string number;
  Digest digest{};
  bool operator==(const Document&) const = default;
};

}  // namespace registry::ledger

#endif  // LEDGER_DOCUMENT_H_
