// Every SQL text, once: a name, its parameters, the shape of its rows. All are prepared when a
// connection opens, so a wrong column stops the server at its start. The search path is the schema
// `registry`.
//
// Instants cross the border as microseconds since 1970, by micros() and instant(), which are exact.
// "As of S" is a parameter, and "now" is the largest 64-bit number there, or the head's sequence. A
// look-up by a list of keys is a LATERAL with LIMIT 1, which only a nested loop over the key's
// index can execute.
#ifndef STORAGE_STATEMENTS_H_
#define STORAGE_STATEMENTS_H_

#include <cstdint>
#include <limits>
#include <span>

#include "storage/connection.h"

namespace registry::storage {

// The schema that this program was written for (registry.schema_version(), migrations/).
inline constexpr std::int64_t kSchemaVersion = 5;
// Numbers in one partition of the journal (registry.partition_width()).
inline constexpr std::int64_t kPartitionWidth = 16'777'216;
// As of now.
inline constexpr std::int64_t kNow = std::numeric_limits<std::int64_t>::max();

// ---- Before anything is prepared ----------------------------------------------------------------

// One row, if the database has our schema.
inline constexpr SqlText kHasSchema = {"has_schema", R"sql(
SELECT 1 FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
WHERE n.nspname = 'registry' AND p.proname = 'schema_version')sql"};

// version
inline constexpr SqlText kSchemaVersionIs = {"schema_version_is",
                                             "SELECT registry.schema_version()"};

// ---- Scripts: what opens a transaction, in one round trip ---------------------------------------

// The lock, and then the head, which the lock has made stable. Rows of kReadHead.
inline constexpr SqlText kBeginWithLock = {"begin_with_lock",
                                           "BEGIN; EXECUTE lock_writer; EXECUTE read_head"};

// One snapshot for all statements of a read. Rows of kReadHead.
inline constexpr SqlText kBeginRead = {
    "begin_read", "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; EXECUTE read_head"};

inline constexpr SqlText kBegin = {"begin", "BEGIN"};

// ---- The head -----------------------------------------------------------------------------------

inline constexpr SqlText kLockWriter = {"lock_writer", "SELECT FROM writer_lock FOR UPDATE"};

// PostgreSQL's clock; then, NULL in an empty journal: last_record, last_sequence, recorded_at,
// rules_epoch, root
inline constexpr SqlText kReadHead = {"read_head", R"sql(
SELECT micros(clock_timestamp()), h.last_record, h.last_sequence, micros(h.recorded_at), h.rules_epoch,
       h.root
FROM (VALUES (1)) AS one
LEFT JOIN LATERAL (SELECT * FROM commit_batch ORDER BY last_record DESC LIMIT 1) AS h ON true)sql"};

// Whether this database follows another one.
inline constexpr SqlText kReadOnReplica = {"read_on_replica", "SELECT pg_is_in_recovery()"};

// tree_size, frontier of the newest batch; no row in an empty journal
inline constexpr SqlText kReadFrontier = {
    "read_frontier",
    "SELECT tree_size, frontier FROM commit_batch ORDER BY last_record DESC LIMIT 1"};

// $1 last record and $2 its root, $3 last sequence of an earlier head; $4 last record, $5 last
// sequence of the present one; $6 types of decisions that only move balances. The postings between
// them, in order; none, too, if the journal did not go on from that head, or there is anything
// else. transferring position, its balance, acquiring position, its balance, sequence
inline constexpr SqlText kReadMovesSince = {"read_moves_since", R"sql(
SELECT p.transferring_position, p.transferring_balance, p.acquiring_position, p.acquiring_balance,
       p.sequence
FROM posting AS p
WHERE p.sequence > $3 AND p.sequence <= $5
  AND EXISTS (SELECT FROM commit_batch WHERE last_record = $1 AND root = $2::bytea)
  AND NOT EXISTS (SELECT FROM decision WHERE record_number > $1 AND record_number <= $4
                  AND sequence IS NOT NULL AND type <> ALL ($6::smallint[]))
  AND NOT EXISTS (SELECT FROM proposal WHERE proposal_id > $3 AND proposal_id <= $5)
ORDER BY p.sequence, p.ordinal)sql"};

// Largest account, instrument, period, participant, person id in use, or NULL
inline constexpr SqlText kReadLargestIds = {"read_largest_ids", R"sql(
SELECT (SELECT max(account_id) FROM account), (SELECT max(instrument_id) FROM instrument),
       (SELECT max(period_id) FROM compliance_period), (SELECT max(participant_id) FROM participant),
       (SELECT max(person_id) FROM person))sql"};

// Gives a commit something to wait for the standby with: its position in the log is after all
// others.
inline constexpr SqlText kMarkDurable = {"mark_durable", "UPDATE writer_lock SET held = held"};

// $1 next record, $2 next sequence
inline constexpr SqlText kEnsurePartitions = {"ensure_partitions",
                                              "SELECT ensure_partitions($1, $2)"};

// synchronous_commit
inline constexpr SqlText kReadDurability = {"read_durability",
                                            "SELECT current_setting('synchronous_commit')"};

// ---- Rules: current versions --------------------------------------------------------------------

// participant_id, name, role, province, account_id, active
inline constexpr SqlText kReadParticipants = {"read_participants", R"sql(
SELECT DISTINCT ON (participant_id) participant_id, name, role, province, account_id, active
FROM participant ORDER BY participant_id, sequence DESC)sql"};

// instrument_id, code, kind, vintage_first_year, vintage_last_year, tradable_from, tradable_until,
// eligible_periods
inline constexpr SqlText kReadInstruments = {"read_instruments", R"sql(
SELECT DISTINCT ON (instrument_id) instrument_id, code, kind, vintage_first_year, vintage_last_year,
       micros(tradable_from), micros(tradable_until), eligible_periods
FROM instrument ORDER BY instrument_id, sequence DESC)sql"};

// period_id, code, first_year, last_year, deadline
inline constexpr SqlText kReadPeriods = {"read_periods", R"sql(
SELECT DISTINCT ON (period_id) period_id, code, first_year, last_year, micros(deadline)
FROM compliance_period ORDER BY period_id, sequence DESC)sql"};

// fingerprint, participant_id, valid_from, valid_until, revoked
inline constexpr SqlText kReadCertificates = {"read_certificates", R"sql(
SELECT DISTINCT ON (fingerprint) fingerprint, participant_id, micros(valid_from),
       micros(valid_until), revoked
FROM certificate ORDER BY fingerprint, sequence DESC)sql"};

// person_id, code, identity, active, subject_issuers, subjects, seat_participants, seat_powers
inline constexpr SqlText kReadPersons = {"read_persons", R"sql(
SELECT DISTINCT ON (p.person_id) p.person_id, p.code, i.identity, p.active, p.subject_issuers,
       p.subjects, p.seat_participants, p.seat_powers
FROM person AS p LEFT JOIN person_identity AS i ON i.person_id = p.person_id
ORDER BY p.person_id, p.sequence DESC)sql"};

// kind, role, command, above, from, value; of one key and date the newest is the last
inline constexpr SqlText kReadPolicies = {"read_policies", R"sql(
SELECT kind, role, command, above, micros(holds_from), value FROM policy ORDER BY sequence)sql"};

// year, working_days
inline constexpr SqlText kReadCalendars = {"read_calendars", R"sql(
SELECT DISTINCT ON (year) year, working_days FROM calendar ORDER BY year, sequence DESC)sql"};

// mode, replay_instant
inline constexpr SqlText kReadClock = {
    "read_clock", "SELECT mode, micros(replay_instant) FROM clock ORDER BY sequence DESC LIMIT 1"};

// ---- Facts and balances under the keys of a batch -----------------------------------------------

// $1 int[] participants, $2 uuid[] request ids
// participant_id, request_id, request_hash, record (NULL: the decision is missing)
inline constexpr SqlText kFindRequests = {"find_requests", R"sql(
SELECT k.participant_id, k.request_id, r.request_hash, d.record
FROM unnest($1::int[], $2::uuid[]) AS k (participant_id, request_id)
CROSS JOIN LATERAL (
  SELECT request_hash, record_number FROM request
  WHERE request_id = k.request_id AND participant_id = k.participant_id LIMIT 1) AS r
LEFT JOIN LATERAL (
  SELECT record FROM decision WHERE record_number = r.record_number LIMIT 1) AS d ON true)sql"};

// $1 bigint[] accounts, $2 as of
// account_id, kind, status, social_credit_code, province, sector, status_since, objected_at,
// objection_decided, successor
inline constexpr SqlText kLoadAccounts = {"load_accounts", R"sql(
SELECT a.account_id, a.kind, a.status, a.social_credit_code, a.province, a.sector,
       micros(a.status_since), micros(a.objected_at), a.objection_decided, a.successor
FROM unnest($1::bigint[]) AS k (account_id)
CROSS JOIN LATERAL (
  SELECT * FROM account
  WHERE account_id = k.account_id AND sequence <= $2::bigint ORDER BY sequence DESC LIMIT 1) AS a)sql"};

// $1 text[] social credit codes
// social_credit_code, account_id
inline constexpr SqlText kLoadHolders = {"load_holders", R"sql(
SELECT h.social_credit_code, h.account_id
FROM unnest($1::text[]) AS k (code)
CROSS JOIN LATERAL (SELECT * FROM holder WHERE social_credit_code = k.code LIMIT 1) AS h)sql"};

// $1 bigint[] positions
// position_id, balance, last_sequence
inline constexpr SqlText kLoadPositions = {"load_positions", R"sql(
SELECT p.position_id, p.balance, p.last_sequence
FROM unnest($1::bigint[]) AS k (position_id)
CROSS JOIN LATERAL (
  SELECT * FROM position WHERE position_id = k.position_id LIMIT 1) AS p)sql"};

// $1 bigint[] accounts: every position of theirs
// position_id, balance, last_sequence
inline constexpr SqlText kLoadAccountPositions = {"load_account_positions", R"sql(
SELECT p.position_id, p.balance, p.last_sequence
FROM unnest($1::bigint[]) AS k (account_id)
CROSS JOIN LATERAL (
  SELECT * FROM position
  WHERE position_id >= k.account_id << 21 AND position_id < (k.account_id + 1) << 21
  ORDER BY position_id) AS p)sql"};

// $1 text[] plans, $2 text[] instruments, $3 smallint[] sectors
// plan, instrument, sector, cap, issued, reserved
inline constexpr SqlText kLoadIssuanceCaps = {"load_issuance_caps", R"sql(
SELECT c.plan, c.instrument, c.sector, c.cap, c.issued, c.reserved
FROM unnest($1::text[], $2::text[], $3::smallint[]) AS k (plan, instrument, sector)
CROSS JOIN LATERAL (
  SELECT * FROM issuance_cap
  WHERE plan = k.plan AND instrument = k.instrument AND sector = k.sector
  ORDER BY sequence DESC LIMIT 1) AS c)sql"};

// $1 bigint[] units, $2 smallint[] sectors, $3 text[] periods
// unit_account, sector, period, verified_emissions, obligation, surrendered, completed_at,
// uncollected
inline constexpr SqlText kLoadObligations = {"load_obligations", R"sql(
SELECT o.unit_account, o.sector, o.period, o.verified_emissions, o.obligation, o.surrendered,
       micros(o.completed_at), o.uncollected
FROM unnest($1::bigint[], $2::smallint[], $3::text[]) AS k (unit_account, sector, period)
CROSS JOIN LATERAL (
  SELECT * FROM obligation
  WHERE unit_account = k.unit_account AND sector = k.sector AND period = k.period
  ORDER BY sequence DESC LIMIT 1) AS o)sql"};

// $1 bigint[] units: every obligation of theirs
// Rows of kLoadObligations
inline constexpr SqlText kLoadAccountObligations = {"load_account_obligations", R"sql(
SELECT o.unit_account, o.sector, o.period, o.verified_emissions, o.obligation, o.surrendered,
       micros(o.completed_at), o.uncollected
FROM unnest($1::bigint[]) AS k (unit_account)
CROSS JOIN LATERAL (
  SELECT DISTINCT ON (sector, period) * FROM obligation WHERE unit_account = k.unit_account
  ORDER BY sector, period, sequence DESC) AS o)sql"};

// $1 text[] trade ids
// trade_id, instrument, method, seller, buyer, quantity, price_fen, amount_fen, match_time
inline constexpr SqlText kLoadTrades = {"load_trades", R"sql(
SELECT t.trade_id, t.instrument, t.method, t.seller, t.buyer, t.quantity, t.price_fen, t.amount_fen,
       micros(t.match_time)
FROM unnest($1::text[]) AS k (trade_id)
CROSS JOIN LATERAL (SELECT * FROM trade WHERE trade_id = k.trade_id LIMIT 1) AS t)sql"};

// $1 bigint[] proposals
// proposal_id, proposer, person, type, account_id, proposed_at, expires_at, approvals_needed,
// approvers, state, cause
inline constexpr SqlText kLoadProposals = {"load_proposals", R"sql(
SELECT p.proposal_id, p.proposer, p.person, p.type, p.account_id, micros(p.proposed_at),
       micros(p.expires_at), p.approvals_needed, p.approvers, p.state, p.cause
FROM unnest($1::bigint[]) AS k (proposal_id)
CROSS JOIN LATERAL (
  SELECT * FROM proposal WHERE proposal_id = k.proposal_id ORDER BY sequence DESC LIMIT 1) AS p)sql"};

// $1 a proposal
// record, request_hash (NULL: the request is missing) of what was proposed
inline constexpr SqlText kReadProposed = {"read_proposed", R"sql(
SELECT d.record, r.request_hash
FROM (SELECT * FROM decision WHERE sequence = $1::bigint LIMIT 1) AS d
LEFT JOIN LATERAL (
  SELECT request_hash FROM request
  WHERE request_id = d.request_id AND participant_id = d.participant_id LIMIT 1) AS r ON true)sql"};

// ---- Append -------------------------------------------------------------------------------------

// The arrays and numbers of registry.append_batch, in its order (migrations/deploy/append.sql).
#define STORAGE_APPEND_BATCH                                                                    \
  "append_batch($1::int[], $2::uuid[], $3::bytea[], $4::bigint[], $5::smallint[], $6::text[], " \
  "$7::bigint[], $8::bytea[], $9::bytea[], $10::bytea[], $11::smallint[], $12::text[], "        \
  "$13::bytea[], $14::text[], $15::bigint[], '{}', '{}', $16::text[], $17::text[]::date[], "    \
  "$18::text[], $19::bigint[], $20::smallint[], $21::bigint[], $22::bigint[], $23::bigint[], "  \
  "$24::bigint[], $25::bigint[], $26::bigint[], $27::bigint[], $28::bigint[], $29::bigint[], "  \
  "$30::bigint[], $31, $32, $33, $34, $35, $36, $37::smallint, $38::bytea, $39::bytea, $40::text)"
// last record number
inline constexpr SqlText kAppendBatch = {"append_batch", "SELECT " STORAGE_APPEND_BATCH};

// The same, the root of the head that was decided at, whether the book keeps the system's clock; a
// transaction of its own. No row, and nothing is written, when the head is another one, the lock is
// held, or recorded_at does not fit PostgreSQL's clock (migrations/deploy/expected_head.sql).
// last record number, PostgreSQL's clock
inline constexpr SqlText kAppendAtExpectedHead = {
    "append_at_expected_head",
    "SELECT " STORAGE_APPEND_BATCH
    ", micros(clock_timestamp()) WHERE take_expected_head($31 - 1, $41::bytea, $34, $42)"};
#undef STORAGE_APPEND_BATCH

// Each: one array for each column, in the table's order. No rows; their count is checked.
inline constexpr SqlText kInsertAccounts = {"insert_accounts", R"sql(
INSERT INTO account
SELECT f.account_id, f.sequence, f.kind, f.status, f.code, f.province, f.sector, instant(f.since),
       instant(f.objected_at), f.decided, f.successor
FROM unnest($1::bigint[], $2::bigint[], $3::smallint[], $4::smallint[], $5::text[], $6::text[],
            $7::smallint[], $8::bigint[], $9::bigint[], $10::boolean[], $11::bigint[])
     AS f (account_id, sequence, kind, status, code, province, sector, since, objected_at, decided,
           successor))sql"};

inline constexpr SqlText kInsertHolders = {
    "insert_holders", "INSERT INTO holder SELECT * FROM unnest($1::text[], $2::bigint[])"};

inline constexpr SqlText kInsertHolderParticulars = {
    "insert_holder_particulars",
    "INSERT INTO holder_particulars SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::text[])"};

inline constexpr SqlText kInsertIssuanceCaps = {"insert_issuance_caps", R"sql(
INSERT INTO issuance_cap
SELECT * FROM unnest($1::text[], $2::text[], $3::smallint[], $4::bigint[], $5::bigint[],
                     $6::bigint[], $7::bigint[]))sql"};

inline constexpr SqlText kInsertObligations = {"insert_obligations", R"sql(
INSERT INTO obligation
SELECT f.unit, f.sector, f.period, f.sequence, f.verified, f.obligation, f.surrendered,
       instant(f.completed_at), f.uncollected
FROM unnest($1::bigint[], $2::smallint[], $3::text[], $4::bigint[], $5::bigint[], $6::bigint[],
            $7::bigint[], $8::bigint[], $9::bigint[])
     AS f (unit, sector, period, sequence, verified, obligation, surrendered, completed_at,
           uncollected))sql"};

inline constexpr SqlText kInsertTrades = {"insert_trades", R"sql(
INSERT INTO trade
SELECT f.trade_id, f.sequence, f.instrument, f.method, f.seller, f.buyer, f.quantity, f.price, f.amount,
       instant(f.match_time)
FROM unnest($1::text[], $2::bigint[], $3::text[], $4::smallint[], $5::bigint[], $6::bigint[],
            $7::bigint[], $8::bigint[], $9::bigint[], $10::bigint[])
     AS f (trade_id, sequence, instrument, method, seller, buyer, quantity, price, amount,
           match_time))sql"};

inline constexpr SqlText kInsertParticipants = {"insert_participants", R"sql(
INSERT INTO participant
SELECT * FROM unnest($1::int[], $2::bigint[], $3::text[], $4::smallint[], $5::text[],
                     $6::bigint[], $7::boolean[]))sql"};

// One row: $10 eligible_periods is an array of its own.
inline constexpr SqlText kInsertInstrument = {"insert_instrument", R"sql(
INSERT INTO instrument
VALUES ($1::int, $2::bigint, $3::text, $4::smallint, $5::smallint, $6::smallint, $7::smallint,
        instant($8::bigint), instant($9::bigint), $10::text[]))sql"};

inline constexpr SqlText kInsertPeriods = {"insert_periods", R"sql(
INSERT INTO compliance_period
SELECT f.period_id, f.sequence, f.code, f.first_year, f.last_year, instant(f.deadline)
FROM unnest($1::int[], $2::bigint[], $3::text[], $4::smallint[], $5::smallint[], $6::bigint[])
     AS f (period_id, sequence, code, first_year, last_year, deadline))sql"};

inline constexpr SqlText kInsertClocks = {"insert_clocks", R"sql(
INSERT INTO clock
SELECT f.sequence, f.mode, instant(f.replay_instant)
FROM unnest($1::bigint[], $2::smallint[], $3::bigint[]) AS f (sequence, mode, replay_instant))sql"};

inline constexpr SqlText kInsertCertificates = {"insert_certificates", R"sql(
INSERT INTO certificate
SELECT f.fingerprint, f.sequence, f.participant_id, instant(f.valid_from), instant(f.valid_until),
       f.revoked
FROM unnest($1::bytea[], $2::bigint[], $3::int[], $4::bigint[], $5::bigint[], $6::boolean[])
     AS f (fingerprint, sequence, participant_id, valid_from, valid_until, revoked))sql"};

// One row: $5 to $8 are arrays of its own.
inline constexpr SqlText kInsertPerson = {"insert_person", R"sql(
INSERT INTO person
VALUES ($1::int, $2::bigint, $3::text, $4::boolean, $5::text[], $6::text[], $7::int[],
        $8::smallint[]))sql"};

// $1 identity, $2 person, $3 code
inline constexpr SqlText kInsertPersonIdentity = {
    "insert_person_identity", "INSERT INTO person_identity VALUES ($1::bytea, $2::int, $3::text)"};

inline constexpr SqlText kInsertPolicies = {"insert_policies", R"sql(
INSERT INTO policy
SELECT f.sequence, f.kind, f.role, f.command, f.above, instant(f.holds_from), f.value
FROM unnest($1::bigint[], $2::smallint[], $3::smallint[], $4::smallint[], $5::bigint[],
            $6::bigint[], $7::bigint[])
     AS f (sequence, kind, role, command, above, holds_from, value))sql"};

// One row: $3 working_days is an array of its own.
inline constexpr SqlText kInsertCalendar = {
    "insert_calendar", "INSERT INTO calendar VALUES ($1::smallint, $2::bigint, $3::smallint[])"};

// Approvers stand in one text, with commas between them. The state follows its newest version; of a
// proposal there is one version in a batch.
inline constexpr SqlText kInsertProposals = {"insert_proposals", R"sql(
WITH version AS (
  INSERT INTO proposal
  SELECT f.proposal_id, f.sequence, f.proposer, f.person, f.type, f.account_id,
         instant(f.proposed_at), instant(f.expires_at), f.approvals_needed,
         string_to_array(f.approvers, ','), f.state, f.cause
  FROM unnest($1::bigint[], $2::bigint[], $3::int[], $4::text[], $5::smallint[], $6::bigint[],
              $7::bigint[], $8::bigint[], $9::smallint[], $10::text[], $11::smallint[], $12::text[])
       AS f (proposal_id, sequence, proposer, person, type, account_id, proposed_at, expires_at,
             approvals_needed, approvers, state, cause)
  RETURNING proposal_id, proposer, expires_at, state, sequence)
INSERT INTO proposal_state AS s SELECT * FROM version
ON CONFLICT (proposal_id) DO UPDATE
SET state = excluded.state, last_sequence = excluded.last_sequence)sql"};

// ---- Reading the journal in order ---------------------------------------------------------------

// $1 how many
// first_record, last_record, tree_size, root, frontier of the newest batches, newest first
inline constexpr SqlText kReadLastBatches = {"read_last_batches", R"sql(
SELECT first_record, last_record, tree_size, root, frontier
FROM commit_batch ORDER BY last_record DESC LIMIT $1)sql"};

// $1 first record, $2 how many
// record_number, salt, alg, leaf_hash, record
inline constexpr SqlText kReadRecords = {"read_records", R"sql(
SELECT record_number, salt, alg, leaf_hash, record
FROM decision WHERE record_number >= $1 ORDER BY record_number LIMIT $2)sql"};

// $1 after sequence, $2 how many
// record of accepted decisions
inline constexpr SqlText kReadTransactions = {"read_transactions", R"sql(
SELECT record FROM decision WHERE sequence > $1 ORDER BY sequence LIMIT $2)sql"};

// $1 an instant
// last_sequence, recorded_at of the last batch recorded at or before it
inline constexpr SqlText kResolveInstant = {"resolve_instant", R"sql(
SELECT last_sequence, micros(recorded_at) FROM commit_batch
WHERE recorded_at <= instant($1::bigint) ORDER BY recorded_at DESC, last_record DESC LIMIT 1)sql"};

// $1 participant, $2 uuid
// record_number, salt, alg, leaf_hash, record
inline constexpr SqlText kReadRequest = {"read_request", R"sql(
SELECT d.record_number, d.salt, d.alg, d.leaf_hash, d.record
FROM (SELECT record_number FROM request
      WHERE request_id = $2::uuid AND participant_id = $1::int LIMIT 1) AS r
CROSS JOIN LATERAL (
  SELECT * FROM decision WHERE record_number = r.record_number LIMIT 1) AS d)sql"};

// ---- Listings, by key ---------------------------------------------------------------------------

// $1 after account, $2 as of, $3 province, $4 kind, $5 status (each NULL: any), $6 how many
// Rows of kLoadAccounts.
inline constexpr SqlText kListAccounts = {"list_accounts", R"sql(
SELECT a.account_id, a.kind, a.status, a.social_credit_code, a.province, a.sector,
       micros(a.status_since), micros(a.objected_at), a.objection_decided, a.successor
FROM (SELECT DISTINCT ON (account_id) * FROM account
      WHERE account_id > $1::bigint AND sequence <= $2::bigint
      ORDER BY account_id, sequence DESC) AS a
WHERE ($3::text IS NULL OR a.province = $3) AND ($4::smallint IS NULL OR a.kind = $4)
  AND ($5::smallint IS NULL OR a.status = $5)
ORDER BY a.account_id LIMIT $6::int)sql"};

// The balance of position p as of the sequence S and its last sequence by then, as columns of
// `was`; NULL where p did not exist yet. For a position that rests since S nothing is probed.
#define STORAGE_POSITION_AS_OF(S)                                                   \
  "LEFT JOIN LATERAL ("                                                             \
  " (SELECT p.balance, p.last_sequence AS sequence WHERE p.last_sequence <= " S     \
  ")"                                                                               \
  " UNION ALL"                                                                      \
  " (SELECT transferring_balance, sequence FROM posting WHERE p.last_sequence > " S \
  "    AND transferring_position = p.position_id AND sequence <= " S                \
  "  ORDER BY sequence DESC LIMIT 1)"                                               \
  " UNION ALL"                                                                      \
  " (SELECT acquiring_balance, sequence FROM posting WHERE p.last_sequence > " S    \
  "    AND acquiring_position = p.position_id AND sequence <= " S                   \
  "  ORDER BY sequence DESC LIMIT 1)"                                               \
  " ORDER BY sequence DESC LIMIT 1) AS was ON true "

// $1 after position, $2 before position, $3 as of, $4 how many rows are read
// position_id, balance, last_sequence (both NULL: not yet as of then), province of the account as
// of then
inline constexpr SqlText kListHoldings = {
    "list_holdings",
    "SELECT p.position_id, was.balance, was.sequence, a.province "
    "FROM (SELECT * FROM position WHERE position_id > $1::bigint AND position_id < $2::bigint"
    "      ORDER BY position_id LIMIT $4::int) AS p " STORAGE_POSITION_AS_OF("$3::bigint")
    "LEFT JOIN LATERAL ("
    "  SELECT province FROM account WHERE account_id = p.position_id >> 21 AND sequence <= $3::bigint"
    "  ORDER BY sequence DESC LIMIT 1) AS a ON true "
    "ORDER BY p.position_id"};

// $1 account, $2 as of
// position_id, balance, last_sequence (both NULL: not yet as of then)
inline constexpr SqlText kReadAccountBalances = {
    "read_account_balances",
    "SELECT p.position_id, was.balance, was.sequence "
    "FROM (SELECT * FROM position WHERE position_id >= $1::bigint << 21"
    "        AND position_id < ($1::bigint + 1) << 21 ORDER BY position_id) AS "
    "p " STORAGE_POSITION_AS_OF("$2::bigint") "ORDER BY p.position_id"};

// A posting g with its transaction's header.
#define STORAGE_POSTING_COLUMNS                                                       \
  "g.sequence, g.ordinal, g.transferring_position, g.acquiring_position, g.quantity," \
  " g.transferring_balance, g.acquiring_balance, micros(d.recorded_at), d.type,"      \
  " d.document_number, d.trade_id, d.period "
#define STORAGE_POSTING_HEADER \
  "LEFT JOIN LATERAL ("        \
  "  SELECT * FROM decision WHERE sequence = g.sequence LIMIT 1) AS d ON true "

// $1 bigint[] positions, $2 first, $3 last sequence; keyset after: $4 sequence, $5 ordinal, $6 side
// (0 transferring, 1 acquiring; -1: both sides of that posting are still to come); $7 how many
// side, then STORAGE_POSTING_COLUMNS
inline constexpr SqlText kReadStatement = {
    "read_statement",
    "SELECT g.side, " STORAGE_POSTING_COLUMNS
    "FROM (SELECT s.* FROM unnest($1::bigint[]) AS k (position_id) CROSS JOIN LATERAL ("
    "  (SELECT *, 0 AS side FROM posting WHERE transferring_position = k.position_id"
    "     AND sequence BETWEEN greatest($2::bigint, $4::bigint) AND $3::bigint"
    "     AND (sequence, ordinal::int, 0) > ($4::bigint, $5::int, $6::int)"
    "   ORDER BY sequence LIMIT $7::int)"
    "  UNION ALL"
    "  (SELECT *, 1 AS side FROM posting WHERE acquiring_position = k.position_id"
    "     AND sequence BETWEEN greatest($2::bigint, $4::bigint) AND $3::bigint"
    "     AND (sequence, ordinal::int, 1) > ($4::bigint, $5::int, $6::int)"
    "   ORDER BY sequence LIMIT $7::int)) AS s"
    "  ORDER BY s.sequence, s.ordinal, s.side LIMIT $7::int) AS g " STORAGE_POSTING_HEADER
    "ORDER BY g.sequence, g.ordinal, g.side"};

// $1 bigint[] positions, $2 first, $3 last sequence
// position_id, sum of what it acquired, sum of what it transferred between
inline constexpr SqlText kSumTurnovers = {"sum_turnovers", R"sql(
SELECT k.position_id,
       (SELECT coalesce(sum(quantity), 0) FROM posting WHERE acquiring_position = k.position_id
          AND sequence BETWEEN $2::bigint AND $3::bigint),
       (SELECT coalesce(sum(quantity), 0) FROM posting WHERE transferring_position = k.position_id
          AND sequence BETWEEN $2::bigint AND $3::bigint)
FROM unnest($1::bigint[]) AS k (position_id))sql"};

// $1 bigint[] positions, $2 first, $3 last sequence; keyset after: $4 sequence, $5 ordinal; $6 how
// many STORAGE_POSTING_COLUMNS, each posting once
inline constexpr SqlText kListPostings = {
    "list_postings",
    "SELECT " STORAGE_POSTING_COLUMNS
    "FROM (SELECT DISTINCT ON (s.sequence, s.ordinal) s.*"
    "  FROM unnest($1::bigint[]) AS k (position_id) CROSS JOIN LATERAL ("
    "  (SELECT * FROM posting WHERE transferring_position = k.position_id"
    "     AND sequence BETWEEN greatest($2::bigint, $4::bigint) AND $3::bigint"
    "     AND (sequence, ordinal::int) > ($4::bigint, $5::int) ORDER BY sequence LIMIT $6::int)"
    "  UNION ALL"
    "  (SELECT * FROM posting WHERE acquiring_position = k.position_id"
    "     AND sequence BETWEEN greatest($2::bigint, $4::bigint) AND $3::bigint"
    "     AND (sequence, ordinal::int) > ($4::bigint, $5::int) ORDER BY sequence LIMIT $6::int)) "
    "AS s"
    "  ORDER BY s.sequence, s.ordinal LIMIT $6::int) AS g " STORAGE_POSTING_HEADER
    "ORDER BY g.sequence, g.ordinal"};

// $1 plan, $2 instrument (each NULL: any), $3 as of; keyset after: $4 plan, $5 instrument, $6
// sector; $7 how many Rows of kLoadIssuanceCaps.
inline constexpr SqlText kListIssuanceCaps = {"list_issuance_caps", R"sql(
SELECT c.plan, c.instrument, c.sector, c.cap, c.issued, c.reserved
FROM (SELECT DISTINCT ON (plan, instrument, sector) * FROM issuance_cap
      WHERE sequence <= $3::bigint AND ($1::text IS NULL OR plan = $1)
        AND ($2::text IS NULL OR instrument = $2)
        AND (plan, instrument, sector) > ($4::text, $5::text, $6::smallint)
      ORDER BY plan, instrument, sector, sequence DESC) AS c
ORDER BY c.plan, c.instrument, c.sector LIMIT $7::int)sql"};

// ---- Supply -------------------------------------------------------------------------------------

// $1 after position, $2 how many positions are read, $3 as of
// For each instrument and kind of account: instrument_id, kind, sum of balances, last position read
inline constexpr SqlText kSumBalances = {
    "sum_balances",
    "SELECT ((p.position_id >> 5) & 65535)::int, a.kind, sum(was.balance::numeric),"
    "       max(p.position_id) "
    "FROM (SELECT * FROM position WHERE position_id > $1::bigint"
    "      ORDER BY position_id LIMIT $2::int) AS p " STORAGE_POSITION_AS_OF("$3::bigint")
    "LEFT JOIN LATERAL ("
    "  SELECT kind FROM account WHERE account_id = p.position_id >> 21"
    "  ORDER BY sequence DESC LIMIT 1) AS a ON true "
    "GROUP BY 1, 2 ORDER BY 1, 2"};

// $1 first, $2 last sequence
// What the postings between add up to, for each instrument and kind of account: instrument_id,
// kind, sum
inline constexpr SqlText kSumPostings = {"sum_postings", R"sql(
SELECT s.instrument_id, a.kind, sum(s.delta)
FROM (SELECT ((position_id >> 5) & 65535)::int AS instrument_id, position_id >> 21 AS account_id,
             sum(delta) AS delta
      FROM (SELECT transferring_position AS position_id, -quantity::numeric AS delta FROM posting
            WHERE sequence BETWEEN $1::bigint AND $2::bigint
            UNION ALL
            SELECT acquiring_position, quantity FROM posting
            WHERE sequence BETWEEN $1::bigint AND $2::bigint) AS side
      GROUP BY 1, 2) AS s
LEFT JOIN LATERAL (SELECT kind FROM account WHERE account_id = s.account_id
                   ORDER BY sequence DESC LIMIT 1) AS a ON true
GROUP BY 1, 2 ORDER BY 1, 2)sql"};

// What the writer's connection prepares.
std::span<const SqlText> WriterStatements();
// What a reader's connection prepares.
std::span<const SqlText> ReaderStatements();
// What an auditor's connection prepares: as a reader's, and the trail.
std::span<const SqlText> AuditorStatements();
// What the connection of the trail's writer prepares.
std::span<const SqlText> TrailStatements();

}  // namespace registry::storage

#endif  // STORAGE_STATEMENTS_H_
