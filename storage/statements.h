// Every SQL text, once: a name, its parameters, the shape of its rows. All are prepared when a connection
// opens, so a wrong column stops the server at its start. The search path is the schema `registry`.
//
// Instants cross the border as microseconds since 1970, by micros() and instant(), which are exact. "As of
// S" is a parameter, and "now" is the largest 64-bit number there, or the head's sequence. A look-up by a
// list of keys is a LATERAL with LIMIT 1, which only a nested loop over the key's index can execute.
#ifndef STORAGE_STATEMENTS_H_
#define STORAGE_STATEMENTS_H_

#include <cstdint>
#include <limits>
#include <span>

#include "storage/connection.h"

namespace registry::storage {

// The schema that this program was written for (migrations/deploy/grants.sql).
inline constexpr std::int64_t kSchemaVersion = 1;
// Numbers in one partition of the journal (registry.partition_width()).
inline constexpr std::int64_t kPartitionWidth = 16'777'216;
// As of now.
inline constexpr std::int64_t kNow = std::numeric_limits<std::int64_t>::max();

// ---- Before anything is prepared ------------------------------------------------------------------

// One row, if the database has our schema.
inline constexpr Statement kHasSchema = {"has_schema", R"sql(
SELECT 1 FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
WHERE n.nspname = 'registry' AND p.proname = 'schema_version')sql"};

// version
inline constexpr Statement kSchemaVersionIs = {"schema_version_is",
                                               "SELECT registry.schema_version()"};

// ---- Scripts: what opens a transaction, in one round trip --------------------------------------------

// The lock, and then the head, which the lock has made stable. Rows of kReadHead.
inline constexpr Statement kBeginWithLock = {"begin_with_lock",
                                             "BEGIN; EXECUTE lock_writer; EXECUTE read_head"};

// One snapshot for all statements of a read. Rows of kReadHead.
inline constexpr Statement kBeginRead = {
    "begin_read", "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; EXECUTE read_head"};

inline constexpr Statement kBegin = {"begin", "BEGIN"};

// ---- The head ----------------------------------------------------------------------------------

inline constexpr Statement kLockWriter = {"lock_writer", "SELECT FROM writer_lock FOR UPDATE"};

// PostgreSQL's clock; then, NULL in an empty journal: last_record, last_sequence, recorded_at,
// rules_epoch, root
inline constexpr Statement kReadHead = {"read_head", R"sql(
SELECT micros(clock_timestamp()), h.last_record, h.last_sequence, micros(h.recorded_at), h.rules_epoch,
       h.root
FROM (VALUES (1)) AS one
LEFT JOIN LATERAL (SELECT * FROM commit_batch ORDER BY last_record DESC LIMIT 1) AS h ON true)sql"};

// tree_size, frontier of the newest batch; no row in an empty journal
inline constexpr Statement kReadFrontier = {
    "read_frontier", "SELECT tree_size, frontier FROM commit_batch ORDER BY last_record DESC LIMIT 1"};

// Largest account, instrument, period, participant id in use, or NULL
inline constexpr Statement kReadLargestIds = {"read_largest_ids", R"sql(
SELECT (SELECT max(account_id) FROM account), (SELECT max(instrument_id) FROM instrument),
       (SELECT max(period_id) FROM compliance_period), (SELECT max(participant_id) FROM participant))sql"};

// Gives a commit something to wait for the standby with: its position in the log is after all others.
inline constexpr Statement kMarkDurable = {"mark_durable", "UPDATE writer_lock SET held = held"};

// $1 next record, $2 next sequence
inline constexpr Statement kEnsurePartitions = {"ensure_partitions",
                                                "SELECT ensure_partitions($1, $2)"};

// synchronous_commit
inline constexpr Statement kReadDurability = {"read_durability",
                                              "SELECT current_setting('synchronous_commit')"};

// ---- Rules: current versions ----------------------------------------------------------------------

// participant_id, name, role, province, account_id
inline constexpr Statement kReadParticipants = {"read_participants", R"sql(
SELECT DISTINCT ON (participant_id) participant_id, name, role, province, account_id
FROM participant ORDER BY participant_id, sequence DESC)sql"};

// instrument_id, code, kind, vintage_first_year, vintage_last_year, tradable_from, tradable_until,
// eligible_periods
inline constexpr Statement kReadInstruments = {"read_instruments", R"sql(
SELECT DISTINCT ON (instrument_id) instrument_id, code, kind, vintage_first_year, vintage_last_year,
       micros(tradable_from), micros(tradable_until), eligible_periods
FROM instrument ORDER BY instrument_id, sequence DESC)sql"};

// period_id, code, first_year, last_year, deadline
inline constexpr Statement kReadPeriods = {"read_periods", R"sql(
SELECT DISTINCT ON (period_id) period_id, code, first_year, last_year, micros(deadline)
FROM compliance_period ORDER BY period_id, sequence DESC)sql"};

// mode, replay_instant
inline constexpr Statement kReadClock = {
    "read_clock", "SELECT mode, micros(replay_instant) FROM clock ORDER BY sequence DESC LIMIT 1"};

// ---- Facts and balances under the keys of a batch -----------------------------------------------------

// $1 int[] participants, $2 uuid[] request ids
// participant_id, request_id, request_hash, record (NULL: the decision is missing)
inline constexpr Statement kFindRequests = {"find_requests", R"sql(
SELECT k.participant_id, k.request_id, r.request_hash, d.record
FROM unnest($1::int[], $2::uuid[]) AS k (participant_id, request_id)
CROSS JOIN LATERAL (
  SELECT request_hash, record_number FROM request
  WHERE request_id = k.request_id AND participant_id = k.participant_id LIMIT 1) AS r
LEFT JOIN LATERAL (
  SELECT record FROM decision WHERE record_number = r.record_number LIMIT 1) AS d ON true)sql"};

// $1 bigint[] accounts, $2 as of
// account_id, kind, status, social_credit_code, province, sector, status_since
inline constexpr Statement kLoadAccounts = {"load_accounts", R"sql(
SELECT a.account_id, a.kind, a.status, a.social_credit_code, a.province, a.sector,
       micros(a.status_since)
FROM unnest($1::bigint[]) AS k (account_id)
CROSS JOIN LATERAL (
  SELECT * FROM account
  WHERE account_id = k.account_id AND sequence <= $2::bigint ORDER BY sequence DESC LIMIT 1) AS a)sql"};

// $1 text[] social credit codes
// social_credit_code, account_id
inline constexpr Statement kLoadHolders = {"load_holders", R"sql(
SELECT h.social_credit_code, h.account_id
FROM unnest($1::text[]) AS k (code)
CROSS JOIN LATERAL (SELECT * FROM holder WHERE social_credit_code = k.code LIMIT 1) AS h)sql"};

// $1 bigint[] positions
// position_id, balance, last_sequence
inline constexpr Statement kLoadPositions = {"load_positions", R"sql(
SELECT p.position_id, p.balance, p.last_sequence
FROM unnest($1::bigint[]) AS k (position_id)
CROSS JOIN LATERAL (
  SELECT * FROM position WHERE position_id = k.position_id LIMIT 1) AS p)sql"};

// $1 bigint[] accounts: every position of theirs
// position_id, balance, last_sequence
inline constexpr Statement kLoadAccountPositions = {"load_account_positions", R"sql(
SELECT p.position_id, p.balance, p.last_sequence
FROM unnest($1::bigint[]) AS k (account_id)
CROSS JOIN LATERAL (
  SELECT * FROM position
  WHERE position_id >= k.account_id << 21 AND position_id < (k.account_id + 1) << 21
  ORDER BY position_id) AS p)sql"};

// $1 text[] plans, $2 text[] instruments, $3 smallint[] sectors
// plan, instrument, sector, cap, issued
inline constexpr Statement kLoadIssuanceCaps = {"load_issuance_caps", R"sql(
SELECT c.plan, c.instrument, c.sector, c.cap, c.issued
FROM unnest($1::text[], $2::text[], $3::smallint[]) AS k (plan, instrument, sector)
CROSS JOIN LATERAL (
  SELECT * FROM issuance_cap
  WHERE plan = k.plan AND instrument = k.instrument AND sector = k.sector
  ORDER BY sequence DESC LIMIT 1) AS c)sql"};

// $1 bigint[] units, $2 smallint[] sectors, $3 text[] periods
// unit_account, sector, period, verified_emissions, obligation, surrendered, completed_at
inline constexpr Statement kLoadObligations = {"load_obligations", R"sql(
SELECT o.unit_account, o.sector, o.period, o.verified_emissions, o.obligation, o.surrendered,
       micros(o.completed_at)
FROM unnest($1::bigint[], $2::smallint[], $3::text[]) AS k (unit_account, sector, period)
CROSS JOIN LATERAL (
  SELECT * FROM obligation
  WHERE unit_account = k.unit_account AND sector = k.sector AND period = k.period
  ORDER BY sequence DESC LIMIT 1) AS o)sql"};

// $1 text[] trade ids
// trade_id, instrument, method, seller, buyer, quantity, price_fen, amount_fen, match_time
inline constexpr Statement kLoadTrades = {"load_trades", R"sql(
SELECT t.trade_id, t.instrument, t.method, t.seller, t.buyer, t.quantity, t.price_fen, t.amount_fen,
       micros(t.match_time)
FROM unnest($1::text[]) AS k (trade_id)
CROSS JOIN LATERAL (SELECT * FROM trade WHERE trade_id = k.trade_id LIMIT 1) AS t)sql"};

// ---- Append --------------------------------------------------------------------------------------

// The arrays and numbers of registry.append_batch, in its order (migrations/deploy/append.sql).
// last record number
inline constexpr Statement kAppendBatch = {"append_batch", R"sql(
SELECT append_batch($1::int[], $2::uuid[], $3::bytea[], $4::bigint[], $5::smallint[], $6::text[],
  $7::bigint[], $8::bytea[], $9::bytea[], $10::bytea[], $11::smallint[], $12::text[], $13::bytea[],
  '{}', '{}', '{}', '{}', $14::text[], $15::date[], $16::text[],
  $17::bigint[], $18::smallint[], $19::bigint[], $20::bigint[], $21::bigint[], $22::bigint[],
  $23::bigint[], $24::bigint[], $25::bigint[], $26::bigint[], $27::bigint[], $28::bigint[],
  $29, $30, $31, $32, $33, $34, $35::smallint, $36::bytea, $37::bytea, $38::text))sql"};

// Each: one array for each column, in the table's order. No rows; their count is checked.
inline constexpr Statement kInsertAccounts = {"insert_accounts", R"sql(
INSERT INTO account
SELECT f.account_id, f.sequence, f.kind, f.status, f.code, f.province, f.sector, instant(f.since)
FROM unnest($1::bigint[], $2::bigint[], $3::smallint[], $4::smallint[], $5::text[], $6::text[],
            $7::smallint[], $8::bigint[])
     AS f (account_id, sequence, kind, status, code, province, sector, since))sql"};

inline constexpr Statement kInsertHolders = {
    "insert_holders", "INSERT INTO holder SELECT * FROM unnest($1::text[], $2::bigint[])"};

inline constexpr Statement kInsertHolderParticulars = {
    "insert_holder_particulars",
    "INSERT INTO holder_particulars SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::text[])"};

inline constexpr Statement kInsertIssuanceCaps = {"insert_issuance_caps", R"sql(
INSERT INTO issuance_cap
SELECT * FROM unnest($1::text[], $2::text[], $3::smallint[], $4::bigint[], $5::bigint[],
                     $6::bigint[]))sql"};

inline constexpr Statement kInsertObligations = {"insert_obligations", R"sql(
INSERT INTO obligation
SELECT f.unit, f.sector, f.period, f.sequence, f.verified, f.obligation, f.surrendered,
       instant(f.completed_at)
FROM unnest($1::bigint[], $2::smallint[], $3::text[], $4::bigint[], $5::bigint[], $6::bigint[],
            $7::bigint[], $8::bigint[])
     AS f (unit, sector, period, sequence, verified, obligation, surrendered, completed_at))sql"};

inline constexpr Statement kInsertTrades = {"insert_trades", R"sql(
INSERT INTO trade
SELECT f.trade_id, f.sequence, f.instrument, f.method, f.seller, f.buyer, f.quantity, f.price, f.amount,
       instant(f.match_time)
FROM unnest($1::text[], $2::bigint[], $3::text[], $4::smallint[], $5::bigint[], $6::bigint[],
            $7::bigint[], $8::bigint[], $9::bigint[], $10::bigint[])
     AS f (trade_id, sequence, instrument, method, seller, buyer, quantity, price, amount,
           match_time))sql"};

inline constexpr Statement kInsertParticipants = {"insert_participants", R"sql(
INSERT INTO participant
SELECT * FROM unnest($1::int[], $2::bigint[], $3::text[], $4::smallint[], $5::text[],
                     $6::bigint[]))sql"};

// One row: $10 eligible_periods is an array of its own.
inline constexpr Statement kInsertInstrument = {"insert_instrument", R"sql(
INSERT INTO instrument
VALUES ($1::int, $2::bigint, $3::text, $4::smallint, $5::smallint, $6::smallint, $7::smallint,
        instant($8::bigint), instant($9::bigint), $10::text[]))sql"};

inline constexpr Statement kInsertPeriods = {"insert_periods", R"sql(
INSERT INTO compliance_period
SELECT f.period_id, f.sequence, f.code, f.first_year, f.last_year, instant(f.deadline)
FROM unnest($1::int[], $2::bigint[], $3::text[], $4::smallint[], $5::smallint[], $6::bigint[])
     AS f (period_id, sequence, code, first_year, last_year, deadline))sql"};

inline constexpr Statement kInsertClocks = {"insert_clocks", R"sql(
INSERT INTO clock
SELECT f.sequence, f.mode, instant(f.replay_instant)
FROM unnest($1::bigint[], $2::smallint[], $3::bigint[]) AS f (sequence, mode, replay_instant))sql"};

// ---- Reading the journal in order ------------------------------------------------------------------

// $1 how many
// first_record, last_record, tree_size, root, frontier of the newest batches, newest first
inline constexpr Statement kReadLastBatches = {"read_last_batches", R"sql(
SELECT first_record, last_record, tree_size, root, frontier
FROM commit_batch ORDER BY last_record DESC LIMIT $1)sql"};

// $1 first record, $2 how many
// record_number, salt, alg, leaf_hash, record
inline constexpr Statement kReadRecords = {"read_records", R"sql(
SELECT record_number, salt, alg, leaf_hash, record
FROM decision WHERE record_number >= $1 ORDER BY record_number LIMIT $2)sql"};

// What the writer's connection prepares.
std::span<const Statement> WriterStatements();
// What a reader's connection prepares.
std::span<const Statement> ReaderStatements();

}  // namespace registry::storage

#endif  // STORAGE_STATEMENTS_H_
