// Listings of obligations, all or some of them, those the caller may see.
#ifndef SERVER_OBLIGATION_LIST_H_
#define SERVER_OBLIGATION_LIST_H_

#include <optional>
#include <string>
#include <utility>

#include "server/read.h"
#include "storage/catalog_reader.h"

namespace registry::server {

// Answers a request with what `list` of the reader's finds. `filter` has the period that is asked
// for, which was read from `shape`.
template <typename Request, typename Answer>
Refusal ListObligationsBy(decltype(&storage::CatalogReader::ListObligations) list, Shape& shape,
                          storage::ObligationFilter filter, const View& view,
                          const Request& request, Answer* answer) {
  const ledger::Province province = shape.Province("province", request.province());
  PageAsked page;
  if (Refusal refusal = ReadPageAsked(view, request, shape, &page)) return refusal;
  Narrowed narrowed;
  if (Refusal refusal = Narrow(view, std::nullopt, province, &narrowed)) return refusal;
  filter.unit_account = narrowed.account;
  filter.province = narrowed.province;
  std::optional<ledger::ObligationKey> after;
  if (page.after) after = ReadObligationKey(*page.after);
  const storage::CatalogReader reader(view.backend.pool);
  const auto rows = (reader.*list)(filter, after, page.size, page.as_of);
  if (!rows.ok()) return FromAbsl(rows.status());
  for (const ledger::Obligation& row : rows->rows) *answer->add_obligations() = ToProto(row);
  std::optional<std::string> key;
  if (rows->next) key = WriteObligationKey(*rows->next);
  answer->set_next_page_token(NextToken(view, request, rows->as_of, std::move(key)));
  answer->set_as_of_sequence(ledger::Raw(rows->as_of));
  return std::nullopt;
}

}  // namespace registry::server

#endif  // SERVER_OBLIGATION_LIST_H_
