// The two answers to the public, and the day up to which everything is published.
#ifndef SERVER_PUBLIC_ANSWERS_H_
#define SERVER_PUBLIC_ANSWERS_H_

#include <chrono>
#include <optional>
#include <string>

#include "ledger/ids.h"
#include "server/public_board.h"
#include "server/read.h"

namespace registry::server {

// Of an instant, in Beijing: "2026-11-24".
std::string DayText(ledger::Instant instant);
// 00:00 in Beijing.
ledger::Instant StartOf(std::chrono::sys_days day);
// Nothing when it is not a date of that form.
std::optional<std::chrono::sys_days> ReadDay(const std::string& text);

// A moment up to which everything is public, and the last transaction before it.
struct Published {
  ledger::Instant before;
  ledger::Sequence sequence{};
};
Refusal FindPublished(const View& view, Published* published);
// The last transaction recorded before a moment.
Refusal LastBefore(const View& view, ledger::Instant before, ledger::Sequence* sequence);

// public_events.cc
Refusal ListEvents(const View& view, const v1::ListPublicationsRequest& request,
                   v1::ListPublicationsResponse* answer);
// public_sums.cc
Refusal SumUp(const View& view, const v1::GetAggregatesRequest& request, PublicBoard& board,
              v1::Aggregates* answer);

}  // namespace registry::server

#endif  // SERVER_PUBLIC_ANSWERS_H_
