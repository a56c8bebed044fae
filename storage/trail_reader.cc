#include "storage/trail_reader.h"

#include <algorithm>
#include <utility>

#include "storage/fields.h"
#include "storage/snapshot_read.h"
#include "storage/trail_source.h"
#include "storage/trail_statements.h"

namespace registry::storage {
namespace {

using ledger::Raw;

constexpr int kMostReads = 16;   // of each source, for one page
constexpr int kLeastRead = 200;  // rows at once

// Where a listing begins, and where it ends.
absl::StatusOr<TrailPlace> Begin(Tx& tx, const Head& head, const TrailFilter& filter) {
  TrailPlace place;
  place.last_record = head.records - 1;
  {
    ASSIGN_OR_RETURN(const pqxx::result rows, tx.Run(kReadTrailEnd));
    const pqxx::row row = rows[0];
    Fields fields(row);
    place.last_trail_id = fields.OptionalInt().value_or(-1);
    RETURN_IF_ERROR(fields.Status("trail"));
  }
  place.at = Storable(filter.from);
  ASSIGN_OR_RETURN(const pqxx::result rows, tx.Run(kReadJournalBefore, place.at.micros));
  if (rows.empty()) return place;
  const pqxx::row row = rows[0];
  Fields fields(row);
  place.record = fields.Int();
  place.sequence = fields.Int();
  RETURN_IF_ERROR(fields.Status("commit_batch"));
  return place;
}

// The source whose line comes next; null when one of them has to read on first, and may not.
TrailSource* Next(TrailSource& rows, TrailSource& decisions) {
  if (rows.wants() || decisions.wants()) return nullptr;
  if (decisions.empty()) return &rows;  // which may be at its end as well
  if (rows.empty()) return &decisions;
  return rows.front().row.at < decisions.front().row.at ? &rows : &decisions;
}

}  // namespace

absl::StatusOr<TrailPage> TrailReader::Search(const TrailFilter& filter,
                                              const std::optional<TrailPlace>& after,
                                              int page_size) const {
  return InSnapshot(pool_, [&](Tx& tx, const Head& head) -> absl::StatusOr<TrailPage> {
    TrailPage page;
    page.as_of = head.sequence;
    TrailPlace place;
    if (after) {
      place = *after;
    } else {
      ASSIGN_OR_RETURN(place, Begin(tx, head, filter));
    }
    const int size = PageSize(page_size);
    const int chunk = std::max(size, kLeastRead);
    RowSource rows(filter, chunk, place);
    DecisionSource decisions(filter, chunk, place);
    for (int reads = 0; static_cast<int>(page.lines.size()) < size && reads < kMostReads;) {
      if (rows.wants() || decisions.wants()) ++reads;
      RETURN_IF_ERROR(rows.Fill(tx));
      RETURN_IF_ERROR(decisions.Fill(tx));
      if (rows.empty()) rows.PassRead(place);
      if (decisions.empty()) decisions.PassRead(place);
      TrailSource* const next = Next(rows, decisions);
      if (next == nullptr) continue;
      if (next->empty()) return page;
      TrailLine line = next->Take(place);
      if (Matches(filter, line)) page.lines.push_back(std::move(line));
    }
    page.next = place;
    return page;
  });
}

}  // namespace registry::storage
