#include "storage/access_reader.h"

#include "storage/access_statements.h"
#include "storage/array_parameter.h"
#include "storage/history_read.h"
#include "storage/rows.h"

namespace registry::storage {
using ledger::Raw;

absl::StatusOr<History<ledger::Participant>> AccessReader::OfParticipant(ledger::ParticipantId id,
                                                                         After after,
                                                                         int page_size) const {
  return ReadHistory(pool_, kParticipantHistory, ParseParticipant, 6, after, page_size, Raw(id));
}

absl::StatusOr<History<ledger::Certificate>> AccessReader::OfCertificate(
    const ledger::Digest& fingerprint, After after, int page_size) const {
  return ReadHistory(pool_, kCertificateHistory, ParseCertificate, 5, after, page_size,
                     BytesParameter(fingerprint));
}

absl::StatusOr<History<ledger::Person>> AccessReader::OfPerson(ledger::PersonId id, After after,
                                                               int page_size) const {
  return ReadHistory(pool_, kPersonHistory, ParsePerson, 8, after, page_size, Raw(id));
}

absl::StatusOr<History<ledger::Policy>> AccessReader::OfPolicies(After after, int page_size) const {
  return ReadHistory(pool_, kPolicyHistory, ParsePolicy, 6, after, page_size);
}

absl::StatusOr<History<ledger::Calendar>> AccessReader::OfCalendar(std::int16_t year, After after,
                                                                   int page_size) const {
  return ReadHistory(pool_, kCalendarHistory, ParseCalendar, 2, after, page_size, year);
}

}  // namespace registry::storage
