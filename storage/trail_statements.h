// The trail's SQL: what its writer adds, and what the auditor searches. A search walks one key in
// order, from a place on; whatever else it asks for is looked at row by row (trail_reader.cc).
// Which rows a person, participant or subject has beside the journal's decisions: those with
// `decision <> 1`, the others are found as decisions.
#ifndef STORAGE_TRAIL_STATEMENTS_H_
#define STORAGE_TRAIL_STATEMENTS_H_

#include "storage/connection.h"

namespace registry::storage {

// the first of kTrailNumbers
inline constexpr SqlText kTakeTrailNumbers = {"take_trail_numbers", "SELECT take_trail_numbers()"};

// One array for each column; $3 server is one text. No rows. Those that are there already stay as
// they are.
inline constexpr SqlText kAppendTrail = {"append_trail", R"sql(
INSERT INTO trail
SELECT r.trail_id, instant(r.at), $3::text, r.method, r.participant, r.person, r.channel, r.code,
       r.reason, r.account_id, r.other_account_id, r.subject, r.request_id, r.sequence, r.decision,
       r.shown, r.calls, r.micros
FROM unnest($1::bigint[], $2::bigint[], $4::text[], $5::text[], $6::text[], $7::text[],
            $8::smallint[], $9::text[], $10::bigint[], $11::bigint[], $12::text[], $13::uuid[],
            $14::bigint[], $15::smallint[], $16::int[], $17::int[], $18::bigint[])
     AS r (trail_id, at, method, participant, person, channel, code, reason, account_id,
           other_account_id, subject, request_id, sequence, decision, shown, calls, micros)
ON CONFLICT DO NOTHING)sql"};

// Largest trail_id, or NULL
inline constexpr SqlText kReadTrailEnd = {"read_trail_end", "SELECT max(trail_id) FROM trail"};

#define STORAGE_TRAIL_COLUMNS                                                                 \
  "SELECT t.trail_id, micros(t.at), t.server, t.method, t.participant, t.person, t.channel,"  \
  " t.code, t.reason, t.account_id, t.other_account_id, t.subject, t.request_id, t.sequence," \
  " t.decision, t.shown, t.calls, t.micros "
// Rows after a place in their order.
#define STORAGE_TRAIL_AFTER(AT, ID) "(at, trail_id) > (instant(" AT "::bigint), " ID "::bigint) "
#define STORAGE_TRAIL_LIMIT(N) "ORDER BY at, trail_id LIMIT " N "::int"

// $1 account, on either side; after: $2 instant, $3 trail_id; $4 how many
// STORAGE_TRAIL_COLUMNS
inline constexpr SqlText kTrailOfAccount = {
    "trail_of_account",
    STORAGE_TRAIL_COLUMNS
    "FROM ("
    "  (SELECT * FROM trail WHERE account_id = $1::bigint AND " STORAGE_TRAIL_AFTER(
        "$2", "$3") STORAGE_TRAIL_LIMIT("$4") ")"
    "  UNION ALL"
    "  (SELECT * FROM trail WHERE other_account_id = $1::bigint"
    "     AND account_id IS DISTINCT FROM $1::bigint AND " STORAGE_TRAIL_AFTER(
        "$2", "$3") STORAGE_TRAIL_LIMIT("$4") ")) AS t "
    "ORDER BY t.at, t.trail_id LIMIT $4::int"};

#define STORAGE_TRAIL_BY(COLUMN)                                           \
  STORAGE_TRAIL_COLUMNS "FROM trail AS t WHERE decision <> 1 AND " COLUMN  \
                        " = $1::text AND " STORAGE_TRAIL_AFTER("$2", "$3") \
                            STORAGE_TRAIL_LIMIT("$4")

// $1 person, participant or subject; after: $2 instant, $3 trail_id; $4 how many
// STORAGE_TRAIL_COLUMNS
inline constexpr SqlText kTrailOfPerson = {"trail_of_person", STORAGE_TRAIL_BY("person")};
inline constexpr SqlText kTrailOfParticipant = {"trail_of_participant",
                                                STORAGE_TRAIL_BY("participant")};
inline constexpr SqlText kTrailOfSubject = {"trail_of_subject", STORAGE_TRAIL_BY("subject")};

// after: $1 instant, $2 trail_id; $3 how many
// STORAGE_TRAIL_COLUMNS
inline constexpr SqlText kTrailOfAll = {
    "trail_of_all",
    STORAGE_TRAIL_COLUMNS "FROM trail AS t WHERE decision <> 1 AND " STORAGE_TRAIL_AFTER("$1", "$2")
        STORAGE_TRAIL_LIMIT("$3")};

// ---- Decisions as rows of the trail -------------------------------------------------------------

// $1 an instant
// last_record, last_sequence of the last batch recorded before it
inline constexpr SqlText kReadJournalBefore = {"read_journal_before", R"sql(
SELECT last_record, last_sequence FROM commit_batch
WHERE recorded_at < instant($1::bigint) ORDER BY recorded_at DESC, last_record DESC LIMIT 1)sql"};

// A decision d, with who asked for it by name and which server recorded it.
#define STORAGE_TRACE_COLUMNS "SELECT d.record_number, d.record, b.server, p.name "
#define STORAGE_TRACE_JOINS                                                \
  " LEFT JOIN LATERAL ("                                                   \
  "  SELECT server FROM commit_batch WHERE last_record >= d.record_number" \
  "  ORDER BY last_record LIMIT 1) AS b ON true"                           \
  " LEFT JOIN LATERAL ("                                                   \
  "  SELECT name FROM participant WHERE participant_id = d.participant_id" \
  "  ORDER BY sequence DESC LIMIT 1) AS p ON true ORDER BY d.record_number"

// $1 bigint[] the account's positions, $2 the account, $3 after sequence, $4 how many
// STORAGE_TRACE_COLUMNS of the transactions that moved something of it or changed it
inline constexpr SqlText kDecisionsOfAccount = {
    "decisions_of_account", STORAGE_TRACE_COLUMNS
    "FROM (SELECT DISTINCT s.sequence FROM ("
    "  SELECT g.sequence FROM unnest($1::bigint[]) AS k (position_id) CROSS JOIN LATERAL ("
    "    (SELECT sequence FROM posting WHERE transferring_position = k.position_id"
    "       AND sequence > $3::bigint ORDER BY sequence LIMIT $4::int)"
    "    UNION ALL"
    "    (SELECT sequence FROM posting WHERE acquiring_position = k.position_id"
    "       AND sequence > $3::bigint ORDER BY sequence LIMIT $4::int)) AS g"
    "  UNION ALL"
    "  (SELECT sequence FROM account WHERE account_id = $2::bigint AND sequence > $3::bigint"
    "   ORDER BY sequence LIMIT $4::int)"
    "  UNION ALL"
    "  (SELECT sequence FROM obligation WHERE unit_account = $2::bigint AND sequence > $3::bigint"
    "   ORDER BY sequence LIMIT $4::int)"
    "  UNION ALL"
    "  (SELECT sequence FROM proposal WHERE account_id = $2::bigint AND sequence > $3::bigint"
    "   ORDER BY sequence LIMIT $4::int)"
    "  UNION ALL"
    "  (SELECT sequence FROM freeze_entry WHERE account_id = $2::bigint AND sequence > $3::bigint"
    "   ORDER BY sequence LIMIT $4::int)"
    "  UNION ALL"
    "  (SELECT sequence FROM trusted_account WHERE account_id = $2::bigint AND sequence > "
    "$3::bigint"
    "   ORDER BY sequence LIMIT $4::int)) AS s"
    "  ORDER BY s.sequence LIMIT $4::int) AS s "
    "CROSS JOIN LATERAL (SELECT * FROM decision WHERE sequence = s.sequence LIMIT 1) AS "
    "d" STORAGE_TRACE_JOINS};

// $1 person; after: $2 record_number; $3 how many
// STORAGE_TRACE_COLUMNS
inline constexpr SqlText kDecisionsOfPerson = {
    "decisions_of_person", STORAGE_TRACE_COLUMNS
    "FROM (SELECT * FROM decision WHERE person = $1::text AND record_number > $2::bigint"
    "      ORDER BY record_number LIMIT $3::int) AS d" STORAGE_TRACE_JOINS};

// $1 participant's name; after: $2 record_number, up to $3; $4 how many
// STORAGE_TRACE_COLUMNS
inline constexpr SqlText kDecisionsOfParticipant = {
    "decisions_of_participant", STORAGE_TRACE_COLUMNS
    "FROM (SELECT * FROM decision"
    "      WHERE record_number > $2::bigint AND record_number <= $3::bigint AND participant_id = "
    "ANY"
    "        (ARRAY(SELECT participant_id FROM participant WHERE name = $1::text))"
    "      ORDER BY record_number LIMIT $4::int) AS d" STORAGE_TRACE_JOINS};

// $1 number of a document, trade, proposal or court's case, or a period; after: $2 record_number,
// up to $3; $4 how many STORAGE_TRACE_COLUMNS
inline constexpr SqlText kDecisionsOfSubject = {
    "decisions_of_subject", STORAGE_TRACE_COLUMNS
    "FROM (SELECT * FROM decision"
    "      WHERE record_number > $2::bigint AND record_number <= $3::bigint"
    "        AND ($1::text IN (trade_id, document_number, period, proposal_id::text)"
    "          OR sequence = ANY (ARRAY(SELECT sequence FROM freeze_entry"
    "                                   WHERE case_number = $1::text AND sequence = freeze_id)))"
    "      ORDER BY record_number LIMIT $4::int) AS d" STORAGE_TRACE_JOINS};

// after: $1 record_number; $2 how many
// STORAGE_TRACE_COLUMNS
inline constexpr SqlText kDecisionsOfAll = {
    "decisions_of_all", STORAGE_TRACE_COLUMNS
    "FROM (SELECT * FROM decision WHERE record_number > $1::bigint"
    "      ORDER BY record_number LIMIT $2::int) AS d" STORAGE_TRACE_JOINS};

}  // namespace registry::storage

#endif  // STORAGE_TRAIL_STATEMENTS_H_
