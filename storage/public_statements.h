// What the public is shown (statements.h says how these texts are written).
#ifndef STORAGE_PUBLIC_STATEMENTS_H_
#define STORAGE_PUBLIC_STATEMENTS_H_

#include "storage/statements.h"

namespace registry::storage {

// Transactions that may be published, by the index decision_published, whose condition this is.
// $1 after sequence, $2 until, $3 how many
// sequence, record, record of what was proposed (NULL: nothing was)
inline constexpr SqlText kListPublished = {"list_published", R"sql(
SELECT d.sequence, d.record, p.record
FROM (SELECT sequence, type, proposal_id, record FROM decision
      WHERE sequence > $1::bigint AND sequence <= $2::bigint AND sequence IS NOT NULL
        AND (type IN (18, 35, 47) OR type = 14 AND ground IN (1, 3)
             OR type = 26 AND approver IS NOT NULL)
      ORDER BY sequence LIMIT $3::int) AS d
LEFT JOIN LATERAL (
  SELECT record FROM decision WHERE d.type = 26 AND sequence = d.proposal_id LIMIT 1) AS p ON true
ORDER BY d.sequence)sql"};

// $1 after position, $2 how many positions, $3 as of
// account, instrument_id, kind, province, what it held in these positions, last of them; the
// account or what it held is NULL: not yet as of then
inline constexpr SqlText kSumPublicHoldings = {
    "sum_public_holdings",
    "SELECT p.position_id >> 21, ((p.position_id >> 5) & 65535)::int, a.kind, a.province,"
    "       sum(was.balance::numeric), max(p.position_id) "
    "FROM (SELECT * FROM position WHERE position_id > $1::bigint"
    "      ORDER BY position_id LIMIT $2::int) AS p " STORAGE_POSITION_AS_OF("$3::bigint")
    "LEFT JOIN LATERAL ("
    "  SELECT kind, province FROM account"
    "  WHERE account_id = p.position_id >> 21 AND sequence <= $3::bigint"
    "  ORDER BY sequence DESC LIMIT 1) AS a ON true "
    "GROUP BY 1, 2, 3, 4 ORDER BY 6"};

// Who gave to a position, and what in all; three accounts at most, since more is never asked.
// $1 position, $2 as of
// account, sum
inline constexpr SqlText kSumGifts = {"sum_gifts", R"sql(
SELECT transferring_position >> 21, sum(quantity::numeric) FROM posting
WHERE acquiring_position = $1::bigint AND sequence <= $2::bigint GROUP BY 1 LIMIT 3)sql"};

// Trades delivered by the transactions after $1 and up to $2.
// instrument, method, tonnes, fen
inline constexpr SqlText kSumPublicTrades = {"sum_public_trades", R"sql(
SELECT t.instrument, t.method, sum(t.quantity::numeric), sum(t.amount_fen::numeric)
FROM (SELECT sequence, trade_id FROM decision
      WHERE sequence > $1::bigint AND sequence <= $2::bigint AND type = 15) AS d
CROSS JOIN LATERAL (
  SELECT * FROM trade WHERE trade_id = d.trade_id AND sequence = d.sequence LIMIT 1) AS t
GROUP BY 1, 2)sql"};

}  // namespace registry::storage

#endif  // STORAGE_PUBLIC_STATEMENTS_H_
