// The figures of a compliance cycle: each one query over the tables of the journal, made of common
// parts and one SELECT of its own. Every query takes $1 period, $2 instrument, $3 deadline and $4
// milestone (microseconds since 1970), named as columns of `p`, and returns one value, or rows of a
// group and its value. Command types and kinds of account stand as their stored numbers
// (ledger/command.h, ledger/account.h).
#ifndef STORAGE_CYCLE_STATEMENTS_H_
#define STORAGE_CYCLE_STATEMENTS_H_

#include <string_view>

#include "ledger/reason.h"
#include "storage/connection.h"

namespace registry::storage {

// For the rest of the transaction: a report reads the journal from end to end, which may take
// longer than a look-up by key.
inline constexpr SqlText kAllowCycleReport = {
    "allow_cycle_report", "SELECT set_config('statement_timeout', '60s', true)"};

// ---- Parts ------------------------------------------------------------------

inline constexpr std::string_view kCycleParameters =
    R"sql(WITH p AS (
  SELECT $1::text AS period, $2::text AS instrument, instant($3::bigint) AS deadline,
         instant($4::bigint) AS milestone))sql";

// The obligations of the period as they stand, by unit and sector.
inline constexpr std::string_view kCycleDue = R"sql(,
due AS (
  SELECT DISTINCT ON (o.unit_account, o.sector) o.*
  FROM obligation o JOIN p USING (period) ORDER BY o.unit_account, o.sector, o.sequence DESC))sql";

// By unit, those with something due; after kCycleDue. A sector without anything due makes nobody
// late.
inline constexpr std::string_view kCycleUnit = R"sql(,
unit AS (
  SELECT unit_account, sum(obligation) AS obligation,
         sum(greatest(obligation - surrendered, 0)) AS open,
         bool_and(completed_at IS NOT NULL) FILTER (WHERE obligation > 0) AS complete,
         max(completed_at) FILTER (WHERE obligation > 0) AS completed_at
  FROM due GROUP BY unit_account HAVING sum(obligation) > 0))sql";

// What took effect for the period: a command that waits for a second person does not yet, and the
// approval that executes it does as the command that it is.
inline constexpr std::string_view kCycleDone = R"sql(,
done AS (
  SELECT d.sequence, d.type, d.received_at, d.record
  FROM decision d JOIN p USING (period)
  WHERE d.approver IS NULL AND NOT EXISTS (SELECT FROM proposal w WHERE w.proposal_id = d.sequence)
  UNION ALL
  SELECT d.sequence, w.type, w.received_at, w.record
  FROM decision d JOIN p USING (period) JOIN decision w ON w.sequence = d.proposal_id
  WHERE d.approver IS NOT NULL))sql";

// Units whose allocation for the period, less what they returned, is below what they owe; after
// kCycleUnit and kCycleDone.
inline constexpr std::string_view kCycleShort = R"sql(,
allocated AS (
  SELECT CASE d.type WHEN 10 THEN g.acquiring_position ELSE g.transferring_position END >> 21
           AS unit_account,
         sum(CASE d.type WHEN 10 THEN g.quantity ELSE -g.quantity END) AS quantity
  FROM done d JOIN posting g USING (sequence) WHERE d.type IN (10, 11) GROUP BY 1),
short AS (
  SELECT u.*, u.obligation - coalesce(a.quantity, 0) AS gap
  FROM unit u LEFT JOIN allocated a USING (unit_account)
  WHERE coalesce(a.quantity, 0) < u.obligation))sql";

// Units with their provinces; after kCycleUnit.
inline constexpr std::string_view kCyclePlaced = R"sql(,
placed AS (
  SELECT u.*, (SELECT a.province FROM account a WHERE a.account_id = u.unit_account
               ORDER BY a.sequence DESC LIMIT 1) AS province
  FROM unit u))sql";

// The trades of the instrument, with their day in China.
inline constexpr std::string_view kCycleTraded = R"sql(,
traded AS (
  SELECT t.*, (t.match_time AT TIME ZONE 'Asia/Shanghai')::date AS day
  FROM trade t JOIN p USING (instrument)))sql";

// The balances of the instrument, with the kinds of their accounts.
inline constexpr std::string_view kCycleHeld = R"sql(,
kind_of AS (
  SELECT DISTINCT ON (account_id) account_id, kind FROM account ORDER BY account_id, sequence DESC),
held AS (
  SELECT h.account_id, h.balance, k.kind FROM holding h JOIN kind_of k USING (account_id)
  WHERE h.instrument_id = (SELECT i.instrument_id FROM instrument i JOIN p ON i.code = p.instrument
                           ORDER BY i.sequence DESC LIMIT 1)))sql";

// What stands in a record's canonical bytes alone (docs/canonical.md): the length of the content at
// byte 49, the content after it, then the outcome. An allocation's step is ten bytes before the
// content's end; the first reason is five bytes into the outcome. After kCycleDone.
inline constexpr std::string_view kCycleStep = R"sql(,
content AS (
  SELECT d.*, ('x' || encode(substring(record FROM 50 FOR 4), 'hex'))::bit(32)::int AS length
  FROM done d),
step AS (
  SELECT get_byte(c.record, 53 + c.length - 9) AS number, g.quantity
  FROM content c JOIN posting g USING (sequence)
  WHERE c.type = 10 AND 1 = (SELECT a.kind FROM account a
                             WHERE a.account_id = g.acquiring_position >> 21
                             ORDER BY a.sequence DESC LIMIT 1)))sql";

#define CYCLE_REASON(name, number, wire) ", (" #number ", '" wire "')"
inline constexpr std::string_view kCycleRefused =
    ",\nreason (number, name) AS (VALUES (0, 'UNKNOWN')" LEDGER_REASONS(CYCLE_REASON) R"sql(),
content AS (
  SELECT d.*, ('x' || encode(substring(record FROM 50 FOR 4), 'hex'))::bit(32)::int AS length
  FROM decision d WHERE sequence IS NULL),
refused AS (
  SELECT get_byte(record, 58 + length) << 8 | get_byte(record, 59 + length) AS number
  FROM content))sql";
#undef CYCLE_REASON

// ---- Figures ----------------------------------------------------------------

// The whole text is kCycleParameters, the parts, a new line, and the SELECT.
struct CycleQuery {
  std::string_view key;
  std::string_view parts[4];
  std::string_view select;
};

inline constexpr CycleQuery kCycleQueries[] = {
    {"units_with_obligation", {kCycleDue, kCycleUnit}, "SELECT count(*) FROM unit"},
    {"verified_tco2e", {kCycleDue}, "SELECT coalesce(sum(verified_emissions), 0) FROM due"},
    {"trading_days", {kCycleTraded}, "SELECT count(DISTINCT day) FROM traded"},
    {"traded_tco2e", {kCycleTraded}, "SELECT coalesce(sum(quantity), 0) FROM traded"},
    {"traded_fen", {kCycleTraded}, "SELECT coalesce(sum(amount_fen), 0) FROM traded"},
    {"block_tco2e",
     {kCycleTraded},
     "SELECT coalesce(sum(quantity), 0) FROM traded WHERE method = 2"},
    {"traded_tco2e_by_day",
     {kCycleTraded},
     "SELECT day, sum(quantity) FROM traded GROUP BY day ORDER BY day"},
    {"trades", {kCycleTraded}, "SELECT count(*) FROM traded"},
    {"sellers", {kCycleTraded}, "SELECT count(DISTINCT seller) FROM traded"},
    {"buyers", {kCycleTraded}, "SELECT count(DISTINCT buyer) FROM traded"},

    {"short_units", {kCycleDue, kCycleUnit, kCycleDone, kCycleShort}, "SELECT count(*) FROM short"},
    {"short_tco2e",
     {kCycleDue, kCycleUnit, kCycleDone, kCycleShort},
     "SELECT coalesce(sum(gap), 0) FROM short"},
    {"short_net_purchases_tco2e",
     {kCycleDue, kCycleUnit, kCycleDone, kCycleShort},
     R"sql(SELECT coalesce(sum(side.quantity), 0)
FROM (SELECT t.buyer AS unit_account, t.quantity FROM trade t JOIN p USING (instrument)
      UNION ALL
      SELECT t.seller, -t.quantity FROM trade t JOIN p USING (instrument)) AS side
JOIN short USING (unit_account))sql"},
    {"open_of_short_units_tco2e",
     {kCycleDue, kCycleUnit, kCycleDone, kCycleShort},
     "SELECT coalesce(sum(open), 0) FROM short"},
    {"short_held_tco2e",
     {kCycleDue, kCycleUnit, kCycleDone, kCycleShort},
     R"sql(SELECT coalesce(sum(h.balance), 0)
FROM short s JOIN holding h ON h.account_id = s.unit_account
WHERE h.instrument_id = (SELECT i.instrument_id FROM instrument i JOIN p ON i.code = p.instrument
                         ORDER BY i.sequence DESC LIMIT 1))sql"},

    {"complete_on_time_units",
     {kCycleDue, kCycleUnit},
     "SELECT count(*) FROM unit JOIN p ON completed_at <= p.deadline WHERE complete"},
    {"complete_late_units",
     {kCycleDue, kCycleUnit},
     "SELECT count(*) FROM unit JOIN p ON completed_at > p.deadline WHERE complete"},
    {"incomplete_units", {kCycleDue, kCycleUnit}, "SELECT count(*) FROM unit WHERE NOT complete"},
    {"obligation_tco2e", {kCycleDue}, "SELECT coalesce(sum(obligation), 0) FROM due"},
    {"relief_tco2e",
     {kCycleDue},
     "SELECT coalesce(sum(verified_emissions - obligation), 0) FROM due"},
    {"surrendered_tco2e", {kCycleDue}, "SELECT coalesce(sum(surrendered), 0) FROM due"},
    {"surrendered_on_time_tco2e",
     {kCycleDone},
     R"sql(SELECT coalesce(sum(g.quantity), 0)
FROM done d CROSS JOIN p JOIN posting g USING (sequence)
WHERE d.type = 17 AND d.received_at <= p.deadline)sql"},
    {"open_tco2e", {kCycleDue, kCycleUnit}, "SELECT coalesce(sum(open), 0) FROM unit"},
    {"units_by_province",
     {kCycleDue, kCycleUnit, kCyclePlaced},
     "SELECT province, count(*) FROM placed GROUP BY province ORDER BY province"},
    {"milestone_complete_units_by_province",
     {kCycleDue, kCycleUnit, kCyclePlaced},
     R"sql(SELECT province, count(*) FROM placed JOIN p ON completed_at <= p.milestone
WHERE complete GROUP BY province ORDER BY province)sql"},

    {"issued_tco2e",
     {kCycleHeld},
     "SELECT coalesce(-sum(balance), 0) FROM held WHERE kind IN (6, 7, 8)"},
    {"allocated_tco2e_by_step",
     {kCycleDone, kCycleStep},
     R"sql(SELECT CASE number WHEN 1 THEN 'pre_allocation' ELSE 'determination' END, sum(quantity)
FROM step GROUP BY number ORDER BY number)sql"},
    {"returned_tco2e",
     {kCycleDone},
     R"sql(SELECT coalesce(sum(g.quantity), 0)
FROM done d JOIN posting g USING (sequence) WHERE d.type = 11)sql"},
    {"surplus_tco2e", {kCycleHeld}, "SELECT coalesce(sum(balance), 0) FROM held WHERE kind = 1"},
    {"supply_held_tco2e",
     {kCycleHeld},
     "SELECT coalesce(sum(balance), 0) FROM held WHERE kind NOT IN (6, 7, 8, 9, 10, 11, 14)"},
    {"supply_surrendered_tco2e",
     {kCycleHeld},
     "SELECT coalesce(sum(balance), 0) FROM held WHERE kind = 9"},
    {"supply_offset_tco2e",
     {kCycleHeld},
     "SELECT coalesce(sum(balance), 0) FROM held WHERE kind = 10"},
    {"supply_cancelled_tco2e",
     {kCycleHeld},
     "SELECT coalesce(sum(balance), 0) FROM held WHERE kind = 11"},
    {"supply_recovered_tco2e",
     {kCycleHeld},
     "SELECT coalesce(sum(balance), 0) FROM held WHERE kind = 14"},

    // By the first reason of each refusal; all of the journal, for most commands name no period.
    {"refusals_by_reason",
     {kCycleRefused},
     R"sql(SELECT coalesce(r.name, refused.number::text) AS name, count(*)
FROM refused LEFT JOIN reason r USING (number) GROUP BY 1 ORDER BY 1)sql"},
};

}  // namespace registry::storage

#endif  // STORAGE_CYCLE_STATEMENTS_H_
