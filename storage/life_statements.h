// The SQL texts of freezes and pledges, of the life of accounts, and of transfers at the holder's
// will.
#ifndef STORAGE_LIFE_STATEMENTS_H_
#define STORAGE_LIFE_STATEMENTS_H_

#include "storage/access_statements.h"
#include "storage/connection.h"

namespace registry::storage {

// ---- Rules: current versions --------------------------------------------------------------------

// freeze_id, scope, account_id, social_credit_code, instrument, quantity, process, case_number,
// authority, holds_from, holds_until, state, deducted, surrendered, recorded_at
#define STORAGE_FREEZE_COLUMNS                                                           \
  "f.freeze_id, f.scope, f.account_id, f.social_credit_code, f.instrument, f.quantity,"  \
  " f.process, f.case_number, f.authority, micros(f.holds_from), micros(f.holds_until)," \
  " f.state, f.deducted, f.surrendered, micros(f.recorded_at) "
inline constexpr SqlText kReadFreezes = {
    "read_freezes", "SELECT DISTINCT ON (f.freeze_id) " STORAGE_FREEZE_COLUMNS
                    "FROM freeze_entry AS f ORDER BY f.freeze_id, f.sequence DESC"};

// identity, staff_of, active
inline constexpr SqlText kReadStaff = {"read_staff", R"sql(
SELECT DISTINCT ON (identity) identity, staff_of, active
FROM staff ORDER BY identity, sequence DESC)sql"};

// account_id, trusted_account_id, active_from, active
inline constexpr SqlText kReadTrustedAccounts = {"read_trusted_accounts", R"sql(
SELECT DISTINCT ON (account_id, trusted_account_id) account_id, trusted_account_id,
       micros(active_from), active
FROM trusted_account ORDER BY account_id, trusted_account_id, sequence DESC)sql"};

// transfer_id, transferring_account, acquiring_account, instrument, quantity, asked_at, due_at,
// state, cause
inline constexpr SqlText kReadDelayedTransfers = {"read_delayed_transfers", R"sql(
SELECT DISTINCT ON (transfer_id) transfer_id, transferring_account, acquiring_account, instrument,
       quantity, micros(asked_at), micros(due_at), state, cause
FROM delayed_transfer ORDER BY transfer_id, sequence DESC)sql"};

// ---- Append, as in statements.h -----------------------------------------------------------------

inline constexpr SqlText kInsertFreezes = {"insert_freezes", R"sql(
INSERT INTO freeze_entry
SELECT f.freeze_id, f.sequence, f.scope, f.account_id, f.code, f.instrument, f.quantity, f.process,
       f.case_number, f.authority, instant(f.holds_from), instant(f.holds_until), f.state, f.deducted,
       f.surrendered, instant(f.recorded_at)
FROM unnest($1::bigint[], $2::bigint[], $3::smallint[], $4::bigint[], $5::text[], $6::text[],
            $7::bigint[], $8::smallint[], $9::text[], $10::text[], $11::bigint[], $12::bigint[],
            $13::smallint[], $14::bigint[], $15::bigint[], $16::bigint[])
     AS f (freeze_id, sequence, scope, account_id, code, instrument, quantity, process, case_number,
           authority, holds_from, holds_until, state, deducted, surrendered, recorded_at))sql"};

inline constexpr SqlText kInsertStaff = {"insert_staff", R"sql(
INSERT INTO staff
SELECT * FROM unnest($1::bytea[], $2::bigint[], $3::smallint[], $4::boolean[]))sql"};

inline constexpr SqlText kInsertTrustedAccounts = {"insert_trusted_accounts", R"sql(
INSERT INTO trusted_account
SELECT f.account_id, f.trusted, f.sequence, instant(f.active_from), f.active
FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[], $5::boolean[])
     AS f (account_id, trusted, sequence, active_from, active))sql"};

inline constexpr SqlText kInsertDelayedTransfers = {"insert_delayed_transfers", R"sql(
INSERT INTO delayed_transfer
SELECT f.transfer_id, f.sequence, f.transferring, f.acquiring, f.instrument, f.quantity,
       instant(f.asked_at), instant(f.due_at), f.state, f.cause
FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[], $5::text[], $6::bigint[],
            $7::bigint[], $8::bigint[], $9::smallint[], $10::text[])
     AS f (transfer_id, sequence, transferring, acquiring, instrument, quantity, asked_at, due_at,
           state, cause))sql"};

// ---- Readers ------------------------------------------------------------------------------------

// $1 after account, $2 how many, $3 province or NULL: all. Of accounts that had a term once, the
// newest version. What is elsewhere is not looked at, so that no page is one of its accounts.
// Rows of kLoadAccounts
inline constexpr SqlText kListWithTerm = {"list_with_term", R"sql(
SELECT a.account_id, a.kind, a.status, a.social_credit_code, a.province, a.sector,
       micros(a.status_since), micros(a.objected_at), a.objection_decided, a.successor
FROM (SELECT DISTINCT account_id FROM account
      WHERE (status = 6 OR (status = 2 AND objected_at IS NOT NULL AND NOT objection_decided))
        AND account_id > $1::bigint
      ORDER BY account_id) AS k
CROSS JOIN LATERAL (
  SELECT * FROM account WHERE account_id = k.account_id ORDER BY sequence DESC LIMIT 1) AS a
WHERE $3::text IS NULL OR a.province = $3
ORDER BY k.account_id LIMIT $2::int)sql"};

// $1 account, $2 after sequence, $3 how many
// Rows of kLoadAccounts, then STORAGE_CHANGE_COLUMNS
inline constexpr SqlText kAccountHistory = {
    "account_history",
    "SELECT v.account_id, v.kind, v.status, v.social_credit_code, v.province, v.sector,"
    " micros(v.status_since), micros(v.objected_at), v.objection_decided, "
    "v.successor" STORAGE_CHANGE_COLUMNS
    "FROM (SELECT * FROM account WHERE account_id = $1::bigint AND sequence > $2::bigint"
    "      ORDER BY sequence LIMIT $3::int)" STORAGE_CHANGE_JOINS};

// $1 freeze, $2 after sequence, $3 how many
// STORAGE_FREEZE_COLUMNS, then STORAGE_CHANGE_COLUMNS
inline constexpr SqlText kFreezeHistory = {
    "freeze_history",
    "SELECT v.freeze_id, v.scope, v.account_id, v.social_credit_code, v.instrument, v.quantity,"
    " v.process, v.case_number, v.authority, micros(v.holds_from), micros(v.holds_until), v.state,"
    " v.deducted, v.surrendered, micros(v.recorded_at)" STORAGE_CHANGE_COLUMNS
    "FROM (SELECT * FROM freeze_entry WHERE freeze_id = $1::bigint AND sequence > $2::bigint"
    "      ORDER BY sequence LIMIT $3::int)" STORAGE_CHANGE_JOINS};

// ---- The self-check: every version, by key and sequence (check_statements.h) --------------------

// $1 after freeze, $2 sequence, $3 how many
// STORAGE_FREEZE_COLUMNS, then sequence
inline constexpr SqlText kCheckFreezes = {
    "check_freezes", "SELECT " STORAGE_FREEZE_COLUMNS
                     ", f.sequence FROM freeze_entry AS f "
                     "WHERE (f.freeze_id, f.sequence) > ($1::bigint, $2::bigint) "
                     "ORDER BY f.freeze_id, f.sequence LIMIT $3::int"};

// $1 after identity, $2 sequence, $3 how many
// Rows of kReadStaff, then sequence
inline constexpr SqlText kCheckStaff = {"check_staff", R"sql(
SELECT identity, staff_of, active, sequence FROM staff
WHERE (identity, sequence) > ($1::bytea, $2::bigint) ORDER BY identity, sequence LIMIT $3::int)sql"};

// $1 after account, $2 trusted account, $3 sequence, $4 how many
// Rows of kReadTrustedAccounts, then sequence
inline constexpr SqlText kCheckTrustedAccounts = {"check_trusted_accounts", R"sql(
SELECT account_id, trusted_account_id, micros(active_from), active, sequence FROM trusted_account
WHERE (account_id, trusted_account_id, sequence) > ($1::bigint, $2::bigint, $3::bigint)
ORDER BY account_id, trusted_account_id, sequence LIMIT $4::int)sql"};

// $1 after transfer, $2 sequence, $3 how many
// Rows of kReadDelayedTransfers, then sequence
inline constexpr SqlText kCheckDelayedTransfers = {"check_delayed_transfers", R"sql(
SELECT transfer_id, transferring_account, acquiring_account, instrument, quantity, micros(asked_at),
       micros(due_at), state, cause, sequence
FROM delayed_transfer WHERE (transfer_id, sequence) > ($1::bigint, $2::bigint)
ORDER BY transfer_id, sequence LIMIT $3::int)sql"};

}  // namespace registry::storage

#endif  // STORAGE_LIFE_STATEMENTS_H_
