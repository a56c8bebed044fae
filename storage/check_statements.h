// The SQL texts of the self-check. Each reads one page by key, so that no statement takes long
// however large the book is; a page is as of the snapshot of its transaction.
#ifndef STORAGE_CHECK_STATEMENTS_H_
#define STORAGE_CHECK_STATEMENTS_H_

#include <span>

#include "storage/connection.h"

namespace registry::storage {

// $1 first, $2 last record
// record_number, sequence, type, participant_id, person, request_id, received_at, recorded_at,
// rules_epoch, salt, alg, leaf_hash, record, ground, document_number, document_digest, period,
// settlement_day, trade_id, approver, proposal_id, how many columns of commands to come are filled;
// of its request (NULL: none): request_hash, record_number
inline constexpr SqlText kCheckRecords = {"check_records", R"sql(
SELECT d.record_number, d.sequence, d.type, d.participant_id, d.person, d.request_id,
       micros(d.received_at), micros(d.recorded_at), d.rules_epoch, d.salt, d.alg, d.leaf_hash,
       d.record, d.ground, d.document_number, d.document_digest, d.period, d.settlement_day,
       d.trade_id, d.approver, d.proposal_id, num_nonnulls(d.run_id, d.linked_sequence),
       r.request_hash, r.record_number
FROM decision AS d
LEFT JOIN LATERAL (
  SELECT request_hash, record_number FROM request
  WHERE request_id = d.request_id AND participant_id = d.participant_id LIMIT 1) AS r ON true
WHERE d.record_number BETWEEN $1::bigint AND $2::bigint ORDER BY d.record_number)sql"};

// $1 first, $2 last sequence
// sequence, ordinal, transferring_position, acquiring_position, quantity, transferring_balance,
// acquiring_balance
inline constexpr SqlText kCheckPostings = {"check_postings", R"sql(
SELECT * FROM posting WHERE sequence BETWEEN $1::bigint AND $2::bigint ORDER BY sequence, ordinal)sql"};

// $1 first, $2 last record
// first_record, last_record, first_sequence, last_sequence, recorded_at, rules_epoch, tree_size,
// alg, root, frontier of the batches that end there
inline constexpr SqlText kCheckBatches = {"check_batches", R"sql(
SELECT first_record, last_record, first_sequence, last_sequence, micros(recorded_at), rules_epoch,
       tree_size, alg, root, frontier
FROM commit_batch WHERE last_record BETWEEN $1::bigint AND $2::bigint ORDER BY last_record)sql"};

// $1 last record, $2 last sequence of the head
// the first record and the first posting's sequence that lie beyond it (NULL: none)
inline constexpr SqlText kCheckBeyond = {"check_beyond", R"sql(
SELECT (SELECT record_number FROM decision WHERE record_number > $1::bigint
        ORDER BY record_number LIMIT 1),
       (SELECT sequence FROM posting WHERE sequence > $2::bigint ORDER BY sequence LIMIT 1))sql"};

// $1 after position, $2 how many, $3 as of
// position_id, balance, floor, last_sequence; of its newest posting (NULL: none): balance,
// sequence; of its first posting after $3 (NULL: none): sequence, change, balance
inline constexpr SqlText kCheckPositions = {"check_positions", R"sql(
SELECT p.position_id, p.balance, p.floor, p.last_sequence, h.balance, h.sequence,
       n.sequence, n.change, n.balance
FROM (SELECT * FROM position WHERE position_id > $1::bigint ORDER BY position_id LIMIT $2::int) AS p
LEFT JOIN LATERAL (
  (SELECT transferring_balance AS balance, sequence FROM posting
   WHERE transferring_position = p.position_id ORDER BY sequence DESC LIMIT 1)
  UNION ALL
  (SELECT acquiring_balance, sequence FROM posting
   WHERE acquiring_position = p.position_id ORDER BY sequence DESC LIMIT 1)
  ORDER BY sequence DESC LIMIT 1) AS h ON true
LEFT JOIN LATERAL (
  (SELECT sequence, -quantity AS change, transferring_balance AS balance FROM posting
   WHERE h.sequence > $3::bigint AND transferring_position = p.position_id
     AND sequence > $3::bigint ORDER BY sequence LIMIT 1)
  UNION ALL
  (SELECT sequence, quantity, acquiring_balance FROM posting
   WHERE h.sequence > $3::bigint AND acquiring_position = p.position_id
     AND sequence > $3::bigint ORDER BY sequence LIMIT 1)
  ORDER BY sequence LIMIT 1) AS n ON true
ORDER BY p.position_id)sql"};

// $1 text[] trade ids
// Rows of kLoadTrades, then sequence
inline constexpr SqlText kCheckTrades = {"check_trades", R"sql(
SELECT t.trade_id, t.instrument, t.method, t.seller, t.buyer, t.quantity, t.price_fen, t.amount_fen,
       micros(t.match_time), t.sequence
FROM unnest($1::text[]) AS k (trade_id)
CROSS JOIN LATERAL (SELECT * FROM trade WHERE trade_id = k.trade_id LIMIT 1) AS t)sql"};

// $1 after trade, $2 how many
// trade_id, sequence
inline constexpr SqlText kCountTrades = {"count_trades", R"sql(
SELECT trade_id, sequence FROM trade WHERE trade_id > $1::text ORDER BY trade_id LIMIT $2::int)sql"};

// $1 after uuid, $2 after participant, $3 how many, $4 a record number
// how many there are on the page, how many of them lead to a record before $4, the page's last uuid
// and participant (NULL: no row)
inline constexpr SqlText kCountRequests = {"count_requests", R"sql(
SELECT count(*), count(*) FILTER (WHERE r.record_number < $4::bigint),
       (array_agg(r.request_id ORDER BY r.request_id DESC, r.participant_id DESC))[1],
       (array_agg(r.participant_id ORDER BY r.request_id DESC, r.participant_id DESC))[1]
FROM (SELECT request_id, participant_id, record_number FROM request
      WHERE (request_id, participant_id) > ($1::uuid, $2::int)
      ORDER BY request_id, participant_id LIMIT $3::int) AS r)sql"};

// ---- Every version of every fact, by key and sequence
// ---------------------------------------------

// $1 after account, $2 after its sequence, $3 how many
// Rows of kLoadAccounts; then sequence, and the code under which its holder is entered
inline constexpr SqlText kCheckAccounts = {"check_accounts", R"sql(
SELECT a.account_id, a.kind, a.status, a.social_credit_code, a.province, a.sector,
       micros(a.status_since), micros(a.objected_at), a.objection_decided, a.successor, a.sequence,
       h.social_credit_code
FROM (SELECT * FROM account WHERE (account_id, sequence) > ($1::bigint, $2::bigint)
      ORDER BY account_id, sequence LIMIT $3::int) AS a
LEFT JOIN LATERAL (SELECT * FROM holder WHERE account_id = a.account_id LIMIT 1) AS h ON true
ORDER BY a.account_id, a.sequence)sql"};

// $1 after plan, $2 instrument, $3 sector, $4 sequence, $5 how many
// Rows of kLoadIssuanceCaps, then sequence
inline constexpr SqlText kCheckCaps = {"check_caps", R"sql(
SELECT plan, instrument, sector, cap, issued, reserved, sequence FROM issuance_cap
WHERE (plan, instrument, sector, sequence) > ($1::text, $2::text, $3::smallint, $4::bigint)
ORDER BY plan, instrument, sector, sequence LIMIT $5::int)sql"};

// $1 after unit, $2 sector, $3 period, $4 sequence, $5 how many
// Rows of kLoadObligations, then sequence
inline constexpr SqlText kCheckObligations = {"check_obligations", R"sql(
SELECT unit_account, sector, period, verified_emissions, obligation, surrendered,
       micros(completed_at), uncollected, sequence
FROM obligation
WHERE (unit_account, sector, period, sequence) > ($1::bigint, $2::smallint, $3::text, $4::bigint)
ORDER BY unit_account, sector, period, sequence LIMIT $5::int)sql"};

// $1 after participant, $2 sequence, $3 how many
// Rows of kReadParticipants, then sequence
inline constexpr SqlText kCheckParticipants = {"check_participants", R"sql(
SELECT participant_id, name, role, province, account_id, active, sequence FROM participant
WHERE (participant_id, sequence) > ($1::int, $2::bigint)
ORDER BY participant_id, sequence LIMIT $3::int)sql"};

// $1 after instrument, $2 sequence, $3 how many
// Rows of kReadInstruments, then sequence
inline constexpr SqlText kCheckInstruments = {"check_instruments", R"sql(
SELECT instrument_id, code, kind, vintage_first_year, vintage_last_year, micros(tradable_from),
       micros(tradable_until), eligible_periods, sequence
FROM instrument WHERE (instrument_id, sequence) > ($1::int, $2::bigint)
ORDER BY instrument_id, sequence LIMIT $3::int)sql"};

// $1 after period, $2 sequence, $3 how many
// Rows of kReadPeriods, then sequence
inline constexpr SqlText kCheckPeriods = {"check_periods", R"sql(
SELECT period_id, code, first_year, last_year, micros(deadline), sequence FROM compliance_period
WHERE (period_id, sequence) > ($1::int, $2::bigint)
ORDER BY period_id, sequence LIMIT $3::int)sql"};

// $1 after sequence, $2 how many
// mode, replay_instant, sequence
inline constexpr SqlText kCheckClocks = {"check_clocks", R"sql(
SELECT mode, micros(replay_instant), sequence FROM clock
WHERE sequence > $1::bigint ORDER BY sequence LIMIT $2::int)sql"};

// $1 after fingerprint, $2 sequence, $3 how many
// Rows of kReadCertificates, then sequence
inline constexpr SqlText kCheckCertificates = {"check_certificates", R"sql(
SELECT fingerprint, participant_id, micros(valid_from), micros(valid_until), revoked, sequence
FROM certificate WHERE (fingerprint, sequence) > ($1::bytea, $2::bigint)
ORDER BY fingerprint, sequence LIMIT $3::int)sql"};

// $1 after person, $2 sequence, $3 how many
// Rows of kReadPersons, then sequence, and the code under which the identity is entered
inline constexpr SqlText kCheckPersons = {"check_persons", R"sql(
SELECT p.person_id, p.code, coalesce(i.identity, sha256('')), p.active, p.subject_issuers,
       p.subjects, p.seat_participants, p.seat_powers, p.sequence, i.code
FROM (SELECT * FROM person WHERE (person_id, sequence) > ($1::int, $2::bigint)
      ORDER BY person_id, sequence LIMIT $3::int) AS p
LEFT JOIN LATERAL (
  SELECT * FROM person_identity WHERE person_id = p.person_id LIMIT 1) AS i ON true
ORDER BY p.person_id, p.sequence)sql"};

// $1 after sequence, $2 how many
// Rows of kReadPolicies, then sequence
inline constexpr SqlText kCheckPolicies = {"check_policies", R"sql(
SELECT kind, role, command, above, micros(holds_from), value, sequence FROM policy
WHERE sequence > $1::bigint ORDER BY sequence LIMIT $2::int)sql"};

// $1 after year, $2 sequence, $3 how many
// Rows of kReadCalendars, then sequence
inline constexpr SqlText kCheckCalendars = {"check_calendars", R"sql(
SELECT year, working_days, sequence FROM calendar
WHERE (year, sequence) > ($1::smallint, $2::bigint) ORDER BY year, sequence LIMIT $3::int)sql"};

// $1 after proposal, $2 sequence, $3 how many
// Rows of kLoadProposals, then sequence; whether it is the newest of its proposal; of the
// proposal's state (NULL: none): state, last_sequence, proposer, expires_at
inline constexpr SqlText kCheckProposals = {"check_proposals", R"sql(
SELECT p.proposal_id, p.proposer, p.person, p.type, p.account_id, micros(p.proposed_at),
       micros(p.expires_at), p.approvals_needed, p.approvers, p.state, p.cause, p.sequence,
       NOT EXISTS (SELECT FROM proposal WHERE proposal_id = p.proposal_id
                   AND sequence > p.sequence),
       s.state, s.last_sequence, s.proposer, micros(s.expires_at)
FROM (SELECT * FROM proposal WHERE (proposal_id, sequence) > ($1::bigint, $2::bigint)
      ORDER BY proposal_id, sequence LIMIT $3::int) AS p
LEFT JOIN LATERAL (
  SELECT * FROM proposal_state WHERE proposal_id = p.proposal_id LIMIT 1) AS s ON true
ORDER BY p.proposal_id, p.sequence)sql"};

// $1 after proposal, $2 how many
// proposal_id of each state, and whether there is such a proposal
inline constexpr SqlText kCheckProposalStates = {"check_proposal_states", R"sql(
SELECT s.proposal_id, EXISTS (SELECT FROM proposal WHERE proposal_id = s.proposal_id)
FROM (SELECT * FROM proposal_state WHERE proposal_id > $1::bigint
      ORDER BY proposal_id LIMIT $2::int) AS s
ORDER BY s.proposal_id)sql"};

// $1 after person, $2 how many
// person_id of each identity, and whether there is such a person
inline constexpr SqlText kCheckIdentities = {"check_identities", R"sql(
SELECT i.person_id, EXISTS (SELECT FROM person WHERE person_id = i.person_id)
FROM (SELECT * FROM person_identity WHERE person_id > $1::int
      ORDER BY person_id LIMIT $2::int) AS i
ORDER BY i.person_id)sql"};

}  // namespace registry::storage

#endif  // STORAGE_CHECK_STATEMENTS_H_
