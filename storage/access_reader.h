// Who could call when: the versions of participants, certificates, persons, policies and calendars,
// with who changed them. As they stand now they are Rules (catalog_reader.h, or the journal's own),
// from which the pages below are cut.
#ifndef STORAGE_ACCESS_READER_H_
#define STORAGE_ACCESS_READER_H_

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "ledger/fact.h"
#include "ledger/rules.h"
#include "storage/page.h"
#include "storage/pool.h"

namespace registry::storage {

template <typename Fact>
struct Version {
  Fact fact;
  ledger::Sequence sequence{};
  ledger::Instant recorded_at;
  ledger::ParticipantId participant{};  // who asked for it, or proposed it
  std::string person;                   // empty: a certificate alone
  std::string approver;                 // the last one; empty: nobody had to
};
template <typename Fact>
using History = Page<Version<Fact>, ledger::Sequence>;

// In order of sequence. UNAVAILABLE when the database cannot be asked. Thread safe.
class AccessReader {
 public:
  explicit AccessReader(ReaderPool* pool) : pool_(pool) {}

  using After = std::optional<ledger::Sequence>;
  absl::StatusOr<History<ledger::Participant>> OfParticipant(ledger::ParticipantId id, After after,
                                                             int page_size) const;
  absl::StatusOr<History<ledger::Certificate>> OfCertificate(const ledger::Digest& fingerprint,
                                                             After after, int page_size) const;
  absl::StatusOr<History<ledger::Person>> OfPerson(ledger::PersonId id, After after,
                                                   int page_size) const;
  // All of them: a policy is known by key and date together.
  absl::StatusOr<History<ledger::Policy>> OfPolicies(After after, int page_size) const;
  absl::StatusOr<History<ledger::Calendar>> OfCalendar(std::int16_t year, After after,
                                                       int page_size) const;

 private:
  ReaderPool* pool_;
};

// A page of a map of Rules, in order of its key: the values that `accept` lets pass.
template <typename Key, typename Value, typename Compare, typename Accept>
Page<Value, Key> PageOf(const std::map<Key, Value, Compare>& map, const std::optional<Key>& after,
                        int page_size, Accept accept) {
  const int limit = std::clamp(page_size, 1, kMaxPageSize);
  Page<Value, Key> page;
  for (auto it = after.has_value() ? map.upper_bound(*after) : map.begin(); it != map.end(); ++it) {
    if (!accept(it->second)) continue;
    if (static_cast<int>(page.rows.size()) == limit) return page;
    page.rows.push_back(it->second);
    page.next = it->first;
  }
  page.next.reset();
  return page;
}

}  // namespace registry::storage

#endif  // STORAGE_ACCESS_READER_H_
