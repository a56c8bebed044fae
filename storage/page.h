// Pages of a listing. A listing is walked by key, and all its pages are as of the first page's
// sequence: hand `next` and `as_of` of one page to the call for the next.
#ifndef STORAGE_PAGE_H_
#define STORAGE_PAGE_H_

#include <optional>
#include <vector>

#include "ledger/ids.h"

namespace registry::storage {

// More rows than this are never read at once, whatever a caller asks for.
inline constexpr int kMaxPageSize = 1000;

template <typename Row, typename Key>
struct Page {
  std::vector<Row> rows;
  std::optional<Key> next;   // the key of the last row, if more may follow
  ledger::Sequence as_of{};  // what the whole listing is as of
};

}  // namespace registry::storage

#endif  // STORAGE_PAGE_H_
