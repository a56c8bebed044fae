// The figures of a compliance cycle: each one query over the tables of the journal. Every query takes $1
// period, $2 instrument, $3 deadline and $4 milestone (microseconds since 1970), named as columns of `p`,
// and returns one value, or rows of a group and its value. Command types and kinds of account stand as
// their stored numbers (ledger/command.h, ledger/account.h).
#ifndef STORAGE_CYCLE_STATEMENTS_H_
#define STORAGE_CYCLE_STATEMENTS_H_

#include "ledger/reason.h"
#include "storage/cycle_report.h"

namespace registry::storage {

#define CYCLE_PARAMETERS                                                                          \
  "WITH p AS (SELECT $1::text AS period, $2::text AS instrument, instant($3::bigint) AS deadline,\n" \
  "                  instant($4::bigint) AS milestone)"

// The obligations of the period as they stand, by unit and sector; and by unit those with something due.
#define CYCLE_DUE                                                                                 \
  ",\ndue AS (SELECT DISTINCT ON (o.unit_account, o.sector) o.* FROM obligation o JOIN p USING (period)\n" \
  "        ORDER BY o.unit_account, o.sector, o.sequence DESC)"
#define CYCLE_UNIT                                                                                \
  CYCLE_DUE                                                                                       \
  ",\nunit AS (SELECT unit_account, sum(obligation) AS obligation,\n"                             \
  "                sum(greatest(obligation - surrendered, 0)) AS open,\n"                         \
  "                bool_and(completed_at IS NOT NULL) AS complete, max(completed_at) AS completed_at\n" \
  "         FROM due GROUP BY unit_account HAVING sum(obligation) > 0)"

// What a unit was allocated for the period, less what it returned; and the units that it is less for than
// what they owe.
#define CYCLE_SHORT                                                                               \
  CYCLE_UNIT                                                                                      \
  ",\nallocated AS (\n"                                                                           \
  "  SELECT unit_account, sum(quantity) AS quantity FROM (\n"                                     \
  "    SELECT g.acquiring_position >> 21 AS unit_account, g.quantity\n"                           \
  "    FROM decision d JOIN p USING (period) JOIN posting g USING (sequence) WHERE d.type = 10\n" \
  "    UNION ALL\n"                                                                               \
  "    SELECT g.transferring_position >> 21, -g.quantity\n"                                       \
  "    FROM decision d JOIN p USING (period) JOIN posting g USING (sequence) WHERE d.type = 11) AS step\n" \
  "  GROUP BY unit_account),\n"                                                                   \
  "short AS (SELECT u.*, u.obligation - coalesce(a.quantity, 0) AS gap\n"                         \
  "          FROM unit u LEFT JOIN allocated a USING (unit_account)\n"                            \
  "          WHERE coalesce(a.quantity, 0) < u.obligation)"

// The trades of the instrument, with their day in China.
#define CYCLE_TRADES                                                                              \
  ",\ntraded AS (SELECT t.*, (t.match_time AT TIME ZONE 'Asia/Shanghai')::date AS day\n"          \
  "           FROM trade t JOIN p USING (instrument))"

// The balances of the instrument, with the kind and province of their accounts.
#define CYCLE_HELD                                                                                \
  ",\nholder_now AS (SELECT DISTINCT ON (account_id) account_id, kind, province FROM account\n"   \
  "               ORDER BY account_id, sequence DESC),\n"                                         \
  "held AS (SELECT h.account_id, h.balance, a.kind FROM holding h JOIN holder_now a USING (account_id)\n" \
  "         WHERE h.instrument_id = (SELECT i.instrument_id FROM instrument i JOIN p ON i.code = p.instrument\n" \
  "                                  ORDER BY i.sequence DESC LIMIT 1))"

#define CYCLE_PROVINCE                                                                            \
  ",\nplaced AS (SELECT u.*, (SELECT a.province FROM account a WHERE a.account_id = u.unit_account\n" \
  "                        ORDER BY a.sequence DESC LIMIT 1) AS province FROM unit u)"

// Canonical bytes: the content's length stands at byte 49, the content after it, the outcome after that
// (docs/canonical.md).
#define CYCLE_CONTENT_LENGTH                                                                      \
  "(get_byte(d.record, 49) << 24 | get_byte(d.record, 50) << 16 | get_byte(d.record, 51) << 8"    \
  " | get_byte(d.record, 52))"

#define CYCLE_REASON(name, number, wire) ", (" #number ", '" wire "')"

inline constexpr CycleStatement kCycleStatements[] = {
    {"units_with_obligation", CYCLE_PARAMETERS CYCLE_UNIT "\nSELECT count(*) FROM unit"},
    {"verified_tco2e",
     CYCLE_PARAMETERS CYCLE_DUE "\nSELECT coalesce(sum(verified_emissions), 0) FROM due"},
    {"trading_days", CYCLE_PARAMETERS CYCLE_TRADES "\nSELECT count(DISTINCT day) FROM traded"},
    {"traded_tco2e", CYCLE_PARAMETERS CYCLE_TRADES "\nSELECT coalesce(sum(quantity), 0) FROM traded"},
    {"traded_fen", CYCLE_PARAMETERS CYCLE_TRADES "\nSELECT coalesce(sum(amount_fen), 0) FROM traded"},
    {"block_tco2e", CYCLE_PARAMETERS CYCLE_TRADES
     "\nSELECT coalesce(sum(quantity), 0) FROM traded WHERE method = 2"},
    {"traded_tco2e_by_day", CYCLE_PARAMETERS CYCLE_TRADES
     "\nSELECT day, sum(quantity) FROM traded GROUP BY day ORDER BY day"},
    {"trades", CYCLE_PARAMETERS CYCLE_TRADES "\nSELECT count(*) FROM traded"},
    {"sellers", CYCLE_PARAMETERS CYCLE_TRADES "\nSELECT count(DISTINCT seller) FROM traded"},
    {"buyers", CYCLE_PARAMETERS CYCLE_TRADES "\nSELECT count(DISTINCT buyer) FROM traded"},

    {"short_units", CYCLE_PARAMETERS CYCLE_SHORT "\nSELECT count(*) FROM short"},
    {"short_tco2e", CYCLE_PARAMETERS CYCLE_SHORT "\nSELECT coalesce(sum(gap), 0) FROM short"},
    {"short_net_purchases_tco2e", CYCLE_PARAMETERS CYCLE_SHORT CYCLE_TRADES
     "\nSELECT coalesce(sum(side.quantity), 0)\n"
     "FROM (SELECT buyer AS unit_account, quantity FROM traded\n"
     "      UNION ALL SELECT seller, -quantity FROM traded) AS side JOIN short USING (unit_account)"},
    {"open_of_short_units_tco2e",
     CYCLE_PARAMETERS CYCLE_SHORT "\nSELECT coalesce(sum(open), 0) FROM short"},
    {"short_held_tco2e", CYCLE_PARAMETERS CYCLE_SHORT CYCLE_HELD
     "\nSELECT coalesce(sum(h.balance), 0) FROM held h JOIN short s ON s.unit_account = h.account_id"},

    {"complete_on_time_units", CYCLE_PARAMETERS CYCLE_UNIT
     "\nSELECT count(*) FROM unit JOIN p ON completed_at <= p.deadline WHERE complete"},
    {"complete_late_units", CYCLE_PARAMETERS CYCLE_UNIT
     "\nSELECT count(*) FROM unit JOIN p ON completed_at > p.deadline WHERE complete"},
    {"incomplete_units", CYCLE_PARAMETERS CYCLE_UNIT "\nSELECT count(*) FROM unit WHERE NOT complete"},
    {"obligation_tco2e", CYCLE_PARAMETERS CYCLE_DUE "\nSELECT coalesce(sum(obligation), 0) FROM due"},
    {"relief_tco2e", CYCLE_PARAMETERS CYCLE_DUE
     "\nSELECT coalesce(sum(verified_emissions - obligation), 0) FROM due"},
    {"surrendered_tco2e", CYCLE_PARAMETERS CYCLE_DUE "\nSELECT coalesce(sum(surrendered), 0) FROM due"},
    {"surrendered_on_time_tco2e", CYCLE_PARAMETERS
     "\nSELECT coalesce(sum(g.quantity), 0)\n"
     "FROM decision d JOIN p USING (period) JOIN posting g USING (sequence)\n"
     "WHERE d.type = 17 AND d.received_at <= p.deadline"},
    {"open_tco2e", CYCLE_PARAMETERS CYCLE_UNIT "\nSELECT coalesce(sum(open), 0) FROM unit"},
    {"units_by_province", CYCLE_PARAMETERS CYCLE_UNIT CYCLE_PROVINCE
     "\nSELECT province, count(*) FROM placed GROUP BY province ORDER BY province"},
    {"milestone_complete_units_by_province", CYCLE_PARAMETERS CYCLE_UNIT CYCLE_PROVINCE
     "\nSELECT province, count(*) FROM placed JOIN p ON completed_at <= p.milestone\n"
     "WHERE complete GROUP BY province ORDER BY province"},

    {"issued_tco2e", CYCLE_PARAMETERS CYCLE_HELD
     "\nSELECT coalesce(-sum(balance), 0) FROM held WHERE kind IN (6, 7, 8)"},
    {"allocated_tco2e_by_step", CYCLE_PARAMETERS
     ",\nstep AS (\n  SELECT get_byte(d.record, 53 + " CYCLE_CONTENT_LENGTH " - 9) AS number, g.quantity\n"
     "  FROM decision d JOIN p USING (period) JOIN posting g USING (sequence)\n"
     "  WHERE d.type = 10 AND 1 = (SELECT a.kind FROM account a\n"
     "                             WHERE a.account_id = g.acquiring_position >> 21 LIMIT 1))"
     "\nSELECT CASE number WHEN 1 THEN 'PRE_ALLOCATION' ELSE 'DETERMINATION' END, sum(quantity)\n"
     "FROM step GROUP BY number ORDER BY number"},
    {"returned_tco2e", CYCLE_PARAMETERS
     "\nSELECT coalesce(sum(g.quantity), 0)\n"
     "FROM decision d JOIN p USING (period) JOIN posting g USING (sequence) WHERE d.type = 11"},
    {"surplus_tco2e", CYCLE_PARAMETERS CYCLE_HELD
     "\nSELECT coalesce(sum(balance), 0) FROM held WHERE kind = 1"},
    {"supply_held_tco2e", CYCLE_PARAMETERS CYCLE_HELD
     "\nSELECT coalesce(sum(balance), 0) FROM held WHERE kind NOT IN (6, 7, 8, 9, 10, 11, 14)"},
    {"supply_surrendered_tco2e", CYCLE_PARAMETERS CYCLE_HELD
     "\nSELECT coalesce(sum(balance), 0) FROM held WHERE kind = 9"},
    {"supply_offset_tco2e", CYCLE_PARAMETERS CYCLE_HELD
     "\nSELECT coalesce(sum(balance), 0) FROM held WHERE kind = 10"},
    {"supply_cancelled_tco2e", CYCLE_PARAMETERS CYCLE_HELD
     "\nSELECT coalesce(sum(balance), 0) FROM held WHERE kind = 11"},
    {"supply_recovered_tco2e", CYCLE_PARAMETERS CYCLE_HELD
     "\nSELECT coalesce(sum(balance), 0) FROM held WHERE kind = 14"},

    // By the first reason of each refusal.
    {"refusals_by_reason", CYCLE_PARAMETERS
     ",\nreason (number, name) AS (VALUES (0, 'UNKNOWN')" LEDGER_REASONS(CYCLE_REASON) "),\n"
     "refused AS (\n  SELECT get_byte(d.record, 58 + " CYCLE_CONTENT_LENGTH ") << 8\n"
     "         | get_byte(d.record, 59 + " CYCLE_CONTENT_LENGTH ") AS number\n"
     "  FROM decision d WHERE d.sequence IS NULL)"
     "\nSELECT coalesce(r.name, refused.number::text) AS name, count(*)\n"
     "FROM refused LEFT JOIN reason r USING (number) GROUP BY 1 ORDER BY 1"},
};

#undef CYCLE_PARAMETERS
#undef CYCLE_DUE
#undef CYCLE_UNIT
#undef CYCLE_SHORT
#undef CYCLE_TRADES
#undef CYCLE_HELD
#undef CYCLE_PROVINCE
#undef CYCLE_CONTENT_LENGTH
#undef CYCLE_REASON

}  // namespace registry::storage

#endif  // STORAGE_CYCLE_STATEMENTS_H_
