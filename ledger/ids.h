// Identifiers. Each is a type of its own, so that a call with its arguments swapped does not
// compile.
#ifndef LEDGER_IDS_H_
#define LEDGER_IDS_H_

#include <array>
#include <compare>
#include <cstdint>
#include <type_traits>

namespace registry::ledger {

// An account's number without its check digits (account_number.h). Below 1,000: the registry's own.
enum class AccountId : std::int64_t {};
// At most 65,535, because a position id holds it in sixteen bits (position.h).
enum class InstrumentId : std::int32_t {};
enum class PeriodId : std::int32_t {};
enum class ParticipantId : std::int32_t {};
enum class PersonId : std::int32_t {};

// Place of an accepted decision in the one gap-free order of the registry; from 1.
enum class Sequence : std::int64_t {};
// Place of any recorded decision, refusals included; gap-free, from 0, and the index of its leaf.
enum class RecordNumber : std::int64_t {};
// Counts the changes of Rules; each commit batch names the epoch it was decided under.
enum class RulesEpoch : std::int64_t {};

// A caller's own name for a request; unique for ever within a participant (UUID bytes).
using RequestId = std::array<std::uint8_t, 16>;
// SHA-256 of a document or of a name that is kept apart from the ledger.
using Digest = std::array<std::uint8_t, 32>;
// Random bytes that keep a leaf from being guessed.
using Salt = std::array<std::uint8_t, 16>;

template <typename Id>
constexpr auto Raw(Id id) {
  return static_cast<std::underlying_type_t<Id>>(id);
}

// Microseconds since 1970-01-01 00:00 UTC. The core never reads a clock: instants come in requests.
struct Instant {
  std::int64_t micros = 0;
  auto operator<=>(const Instant&) const = default;
};

}  // namespace registry::ledger

#endif  // LEDGER_IDS_H_
