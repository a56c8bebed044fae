#include "storage/access_reader.h"

#include <utility>

#include "storage/access_statements.h"
#include "storage/array_parameter.h"
#include "storage/fields.h"
#include "storage/rows.h"
#include "storage/snapshot_read.h"

namespace registry::storage {
namespace {

using ledger::Raw;

// A fact with who made it, which stands after `columns` columns of it.
template <typename Fact>
absl::StatusOr<Version<Fact>> ParseVersion(absl::StatusOr<Fact> fact, const pqxx::row& row,
                                           int columns) {
  if (!fact.ok()) return fact.status();
  Fields fields(row);
  fields.Skip(columns);
  Version<Fact> version;
  version.fact = *std::move(fact);
  version.sequence = ledger::Sequence{fields.Int()};
  version.recorded_at = fields.Instant();
  version.participant = fields.As<ledger::ParticipantId>();
  version.person = fields.TextOrEmpty();
  version.approver = fields.TextOrEmpty();
  RETURN_IF_ERROR(fields.Status("who made a version"));
  return version;
}

// The rows of a statement whose last parameters are where it goes on and how many.
template <typename Fact, typename... Key>
absl::StatusOr<History<Fact>> Read(ReaderPool* pool, const SqlText& statement,
                                   absl::StatusOr<Fact> (*parse)(const pqxx::row&), int columns,
                                   AccessReader::After after, int page_size, const Key&... key) {
  return InSnapshot(pool, [&](Tx& tx, const Head& head) -> absl::StatusOr<History<Fact>> {
    History<Fact> page;
    page.as_of = head.sequence;
    const int limit = PageSize(page_size);
    ASSIGN_OR_RETURN(const pqxx::result rows,
                     tx.Run(statement, key..., Raw(after.value_or(ledger::Sequence{})), limit));
    for (const pqxx::row& row : rows) {
      ASSIGN_OR_RETURN(Version<Fact> version, ParseVersion(parse(row), row, columns));
      page.rows.push_back(std::move(version));
    }
    if (static_cast<int>(page.rows.size()) == limit) page.next = page.rows.back().sequence;
    return page;
  });
}

}  // namespace

absl::StatusOr<History<ledger::Participant>> AccessReader::OfParticipant(ledger::ParticipantId id,
                                                                         After after,
                                                                         int page_size) const {
  return Read(pool_, kParticipantHistory, ParseParticipant, 6, after, page_size, Raw(id));
}

absl::StatusOr<History<ledger::Certificate>> AccessReader::OfCertificate(
    const ledger::Digest& fingerprint, After after, int page_size) const {
  return Read(pool_, kCertificateHistory, ParseCertificate, 5, after, page_size,
              BytesParameter(fingerprint));
}

absl::StatusOr<History<ledger::Person>> AccessReader::OfPerson(ledger::PersonId id, After after,
                                                               int page_size) const {
  return Read(pool_, kPersonHistory, ParsePerson, 8, after, page_size, Raw(id));
}

absl::StatusOr<History<ledger::Policy>> AccessReader::OfPolicies(After after, int page_size) const {
  return Read(pool_, kPolicyHistory, ParsePolicy, 6, after, page_size);
}

absl::StatusOr<History<ledger::Calendar>> AccessReader::OfCalendar(std::int16_t year, After after,
                                                                   int page_size) const {
  return Read(pool_, kCalendarHistory, ParseCalendar, 2, after, page_size, year);
}

}  // namespace registry::storage
