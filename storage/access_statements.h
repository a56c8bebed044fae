// The SQL texts of what waits for a second person, and of the history of who may call.
#ifndef STORAGE_ACCESS_STATEMENTS_H_
#define STORAGE_ACCESS_STATEMENTS_H_

#include "storage/connection.h"

namespace registry::storage {

// ---- Proposals, each from a row `s` with proposal_id and last_sequence --------------------------

// Rows of kLoadProposals; then its last_sequence and when that was recorded; record (NULL: missing)
// and request_hash (NULL: missing) of what was proposed; province of its account (NULL: none)
#define STORAGE_PROPOSAL_COLUMNS                                                          \
  "p.proposal_id, p.proposer, p.person, p.type, p.account_id, micros(p.proposed_at),"     \
  " micros(p.expires_at), p.approvals_needed, p.approvers, p.state, p.cause, p.sequence," \
  " micros(c.recorded_at), d.record, r.request_hash, a.province "
#define STORAGE_PROPOSAL_JOINS                                                                 \
  "CROSS JOIN LATERAL ("                                                                       \
  "  SELECT * FROM proposal WHERE proposal_id = s.proposal_id AND sequence = s.last_sequence"  \
  "  LIMIT 1) AS p "                                                                           \
  "LEFT JOIN LATERAL ("                                                                        \
  "  SELECT recorded_at FROM decision WHERE sequence = s.last_sequence LIMIT 1) AS c ON true " \
  "LEFT JOIN LATERAL ("                                                                        \
  "  SELECT * FROM decision WHERE sequence = s.proposal_id LIMIT 1) AS d ON true "             \
  "LEFT JOIN LATERAL ("                                                                        \
  "  SELECT request_hash FROM request WHERE request_id = d.request_id"                         \
  "    AND participant_id = d.participant_id LIMIT 1) AS r ON true "                           \
  "LEFT JOIN LATERAL ("                                                                        \
  "  SELECT province FROM account WHERE account_id = p.account_id"                             \
  "  ORDER BY sequence DESC LIMIT 1) AS a ON true "

// $1 a proposal
// STORAGE_PROPOSAL_COLUMNS
inline constexpr SqlText kFindProposal = {
    "find_proposal",
    "SELECT " STORAGE_PROPOSAL_COLUMNS
    "FROM (SELECT * FROM proposal_state WHERE proposal_id = $1::bigint LIMIT 1) AS "
    "s " STORAGE_PROPOSAL_JOINS};

// $1 smallint[] states, $2 after proposal, $3 how many rows are read. Compared and ordered as rows,
// since only the index by state can serve that: walking all that ever was would be long.
// STORAGE_PROPOSAL_COLUMNS
inline constexpr SqlText kListProposals = {
    "list_proposals",
    "SELECT " STORAGE_PROPOSAL_COLUMNS
    "FROM (SELECT l.* FROM unnest($1::smallint[]) AS k (state) CROSS JOIN LATERAL ("
    "  SELECT proposal_id, last_sequence FROM proposal_state"
    "  WHERE (state, proposal_id) > (k.state, $2::bigint) AND state <= k.state"
    "  ORDER BY state, proposal_id LIMIT $3::int) AS l"
    "  ORDER BY l.proposal_id LIMIT $3::int) AS s " STORAGE_PROPOSAL_JOINS
    "ORDER BY s.proposal_id"};

// The same of $4 int[] proposers, each once.
inline constexpr SqlText kListProposalsOf = {
    "list_proposals_of",
    "SELECT " STORAGE_PROPOSAL_COLUMNS
    "FROM (SELECT l.* FROM unnest($4::int[]) AS o (proposer)"
    "  CROSS JOIN unnest($1::smallint[]) AS k (state) CROSS JOIN LATERAL ("
    "  SELECT proposal_id, last_sequence FROM proposal_state"
    "  WHERE proposer = o.proposer AND state = k.state AND proposal_id > $2::bigint"
    "  ORDER BY proposal_id LIMIT $3::int) AS l"
    "  ORDER BY l.proposal_id LIMIT $3::int) AS s " STORAGE_PROPOSAL_JOINS
    "ORDER BY s.proposal_id"};

// $1 an instant, $2 how many
// proposal_id of open ones that have expired by then, the oldest expiry first
inline constexpr SqlText kDueProposals = {"due_proposals", R"sql(
SELECT proposal_id FROM proposal_state
WHERE state = 1 AND expires_at <= instant($1::bigint)
ORDER BY expires_at, proposal_id LIMIT $2::int)sql"};

// ---- Histories ----------------------------------------------------------------------------------

// Of a version v: sequence, when it was recorded; who asked for it: participant, person (NULL: a
// certificate alone); who approved it last (NULL: nobody had to). What was proposed is its
// proposer's.
#define STORAGE_CHANGE_COLUMNS                                                         \
  ", v.sequence, micros(d.recorded_at), coalesce(w.participant_id, d.participant_id)," \
  " CASE WHEN w.sequence IS NULL THEN d.person ELSE w.person END, d.approver "
#define STORAGE_CHANGE_JOINS                                                                \
  " AS v LEFT JOIN LATERAL ("                                                               \
  "  SELECT * FROM decision WHERE sequence = v.sequence LIMIT 1) AS d ON true "             \
  "LEFT JOIN LATERAL ("                                                                     \
  "  SELECT * FROM decision WHERE sequence = d.proposal_id LIMIT 1) AS w ON true ORDER BY " \
  "v.sequence"

// $1 participant, $2 after sequence, $3 how many
// Rows of kReadParticipants, then STORAGE_CHANGE_COLUMNS
inline constexpr SqlText kParticipantHistory = {
    "participant_history",
    "SELECT v.participant_id, v.name, v.role, v.province, v.account_id, "
    "v.active" STORAGE_CHANGE_COLUMNS
    "FROM (SELECT * FROM participant WHERE participant_id = $1::int AND sequence > $2::bigint"
    "      ORDER BY sequence LIMIT $3::int)" STORAGE_CHANGE_JOINS};

// $1 bytea fingerprint, $2 after sequence, $3 how many
// Rows of kReadCertificates, then STORAGE_CHANGE_COLUMNS
inline constexpr SqlText kCertificateHistory = {
    "certificate_history",
    "SELECT v.fingerprint, v.participant_id, micros(v.valid_from), micros(v.valid_until), "
    "v.revoked" STORAGE_CHANGE_COLUMNS
    "FROM (SELECT * FROM certificate WHERE fingerprint = $1::bytea AND sequence > $2::bigint"
    "      ORDER BY sequence LIMIT $3::int)" STORAGE_CHANGE_JOINS};

// $1 person, $2 after sequence, $3 how many
// Rows of kReadPersons, then STORAGE_CHANGE_COLUMNS
inline constexpr SqlText kPersonHistory = {
    "person_history",
    "SELECT v.person_id, v.code, v.identity, v.active, v.subject_issuers, v.subjects,"
    " v.seat_participants, v.seat_powers" STORAGE_CHANGE_COLUMNS
    "FROM (SELECT p.*, i.identity FROM person AS p JOIN person_identity AS i USING (person_id)"
    "      WHERE p.person_id = $1::int AND p.sequence > $2::bigint"
    "      ORDER BY p.sequence LIMIT $3::int)" STORAGE_CHANGE_JOINS};

// $1 after sequence, $2 how many
// Rows of kReadPolicies, then STORAGE_CHANGE_COLUMNS
inline constexpr SqlText kPolicyHistory = {
    "policy_history",
    "SELECT v.kind, v.role, v.command, v.above, micros(v.holds_from), "
    "v.value" STORAGE_CHANGE_COLUMNS
    "FROM (SELECT * FROM policy WHERE sequence > $1::bigint"
    "      ORDER BY sequence LIMIT $2::int)" STORAGE_CHANGE_JOINS};

// $1 year, $2 after sequence, $3 how many
// Rows of kReadCalendars, then STORAGE_CHANGE_COLUMNS
inline constexpr SqlText kCalendarHistory = {
    "calendar_history",
    "SELECT v.year, v.working_days" STORAGE_CHANGE_COLUMNS
    "FROM (SELECT * FROM calendar WHERE year = $1::smallint AND sequence > $2::bigint"
    "      ORDER BY sequence LIMIT $3::int)" STORAGE_CHANGE_JOINS};

}  // namespace registry::storage

#endif  // STORAGE_ACCESS_STATEMENTS_H_
