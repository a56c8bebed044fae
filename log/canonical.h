// Canonical bytes, version 1: the one byte form of a request and of a recorded decision. Hashes and
// leaves are over these bytes, never over protobuf, whose bytes differ between builds. The order of
// every command's fields stands in docs/canonical.md, with worked examples.
//
// Grammar (all integers big-endian, two's complement):
//   text, bytes   u32 length, then the bytes            optional   u8 0, or u8 1 and the value
//   list          u32 count, then the items             bool       u8 0 or 1
//   digest        32 bytes                              request id 16 bytes
//   account, quantity, fen   i64                        instant    i64, microseconds since 1970
//   year, enumeration        i16, its stored number     document   text number, digest
//   position      i64, packed (ledger/position.h): account << 21 | instrument << 5 | bucket
//   content       u8 version = 1, i16 command type, i32 participant, text person, then the
//                 command's fields; a holder's name is written as its digest
//   record        u8 version = 1, i64 record number, i64 recorded_at, i64 rules epoch,
//                 16 bytes request id, i64 received_at, bytes content, outcome
//   outcome       u8 1 and: i64 sequence, list of postings, optional i64 opened account
//                 u8 2 and: list of (i16 reason, list of (text name, text value))
//                 u8 3, a proposal: what stands after 1, then instant of expiry, i32 approvals
//   posting       position transferring, position acquiring, i64 quantity,
//                 i64 transferring balance, i64 acquiring balance
// One value has one byte form and one byte form is one value: the reader takes nothing else.
#ifndef LOG_CANONICAL_H_
#define LOG_CANONICAL_H_

#include <optional>
#include <string>
#include <string_view>

#include "ledger/command.h"
#include "ledger/decision.h"

namespace registry::log {

// What the caller asked, without request id, salt and time of arrival: two requests with the same
// content are the same request.
std::string CanonicalContent(const ledger::Request& request);

// SHA-256 of CanonicalContent.
ledger::Digest RequestHash(const ledger::Request& request);

// The bytes of a leaf.
std::string CanonicalRecord(const ledger::Request& request, const ledger::Recorded& recorded,
                            ledger::RulesEpoch epoch);

// A record read back. `request` has no salt, and of a holder's name only holder_name_digest is
// known; so its request hash is that of the content inside the record, not RequestHash(request).
struct ParsedRecord {
  ledger::Request request;
  ledger::Recorded recorded;
  ledger::RulesEpoch epoch{};
  std::optional<ledger::Digest> holder_name_digest;  // of a command that names a holder
};

// Nothing when the bytes are not exactly one record of version 1: a tag, bool or enumeration
// without meaning, a length beyond the end, a byte left over. Whether the decision was right is not
// asked.
std::optional<ParsedRecord> ParseRecord(std::string_view bytes);

// The content within the bytes of a record, of which its request's hash is made. Nothing when the
// bytes are too short for what they say; whether they are a record is ParseRecord's question.
std::optional<std::string_view> ContentOf(std::string_view record);

}  // namespace registry::log

#endif  // LOG_CANONICAL_H_
