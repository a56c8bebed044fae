// The listings of obligations (statements.h says how these texts are written).
#ifndef STORAGE_OBLIGATION_STATEMENTS_H_
#define STORAGE_OBLIGATION_STATEMENTS_H_

#include "storage/connection.h"

namespace registry::storage {

// `what` of the versions: a condition with AND behind it, or nothing.
// $1 period (NULL: any), $2 last unit, $3 province (NULL: any), $4 as of; keyset after: $5 unit, $6
// sector, $7 period; $8 how many. Rows of kLoadObligations.
#define STORAGE_LIST_OBLIGATIONS(what)                                                            \
  "SELECT o.unit_account, o.sector, o.period, o.verified_emissions, o.obligation, o.surrendered," \
  "       micros(o.completed_at), o.uncollected "                                                 \
  "FROM (SELECT DISTINCT ON (unit_account, sector, period) * FROM obligation"                     \
  "      WHERE " what                                                                             \
  "unit_account BETWEEN $5::bigint AND $2::bigint"                                                \
  "        AND (unit_account, sector, period) > ($5::bigint, $6::smallint, $7::text)"             \
  "        AND ($1::text IS NULL OR period = $1) AND sequence <= $4::bigint"                      \
  "      ORDER BY unit_account, sector, period, sequence DESC) AS o "                             \
  "WHERE $3::text IS NULL OR $3 = ("                                                              \
  "  SELECT province FROM account WHERE account_id = o.unit_account AND sequence <= $4::bigint"   \
  "  ORDER BY sequence DESC LIMIT 1) "                                                            \
  "ORDER BY o.unit_account, o.sector, o.period LIMIT $8::int"
inline constexpr SqlText kListObligations = {"list_obligations", STORAGE_LIST_OBLIGATIONS("")};
// Of what is uncollected: once entered, it stays.
inline constexpr SqlText kListUncollected = {"list_uncollected",
                                             STORAGE_LIST_OBLIGATIONS("uncollected > 0 AND ")};

#undef STORAGE_LIST_OBLIGATIONS

}  // namespace registry::storage

#endif  // STORAGE_OBLIGATION_STATEMENTS_H_
