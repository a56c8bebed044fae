// Listings of what Rules holds by code: instruments and compliance periods. They are short and
// change rarely, so a page is cut from the whole.
#ifndef SERVER_CATALOG_H_
#define SERVER_CATALOG_H_

#include <optional>
#include <string>
#include <utility>

#include "server/read.h"
#include "storage/catalog_reader.h"

namespace registry::server {

// `pick(rules)` is the map by code, `add(value)` takes a row in.
template <typename Request, typename Response, typename Pick, typename Add>
Refusal ListByCode(const View& view, const Request& request, Response* answer, Pick pick, Add add) {
  Shape shape;
  PageAsked page;
  if (Refusal refusal = ReadPageAsked(view, request, shape, &page)) return refusal;
  const auto rules = storage::CatalogReader(view.backend.pool).Rules();
  if (!rules.ok()) return FromAbsl(rules.status());
  const auto& all = pick(**rules);  // or a map of its own
  auto row = page.after ? all.upper_bound(KeyReader(*page.after).Text()) : all.begin();
  std::optional<std::string> key;
  for (int rows = 0; row != all.end() && rows < page.size; ++row, ++rows) {
    add(row->second);
    key = KeyWriter().Text(row->first).bytes();
  }
  if (row == all.end()) key.reset();
  answer->set_next_page_token(NextToken(view, request, ledger::Sequence{}, std::move(key)));
  return std::nullopt;
}

}  // namespace registry::server

#endif  // SERVER_CATALOG_H_
