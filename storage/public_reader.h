// What the public is shown, read as of the end of a day that is published. Nothing here decides
// what that is: ledger/publication.h does.
#ifndef STORAGE_PUBLIC_READER_H_
#define STORAGE_PUBLIC_READER_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "ledger/command.h"
#include "ledger/fact.h"
#include "ledger/posting.h"
#include "ledger/public_sums.h"
#include "storage/page.h"
#include "storage/pool.h"

namespace registry::storage {

// A transaction that is published by itself.
struct PublishedTransaction {
  ledger::Sequence sequence{};
  ledger::Instant recorded_at;
  ledger::Command command;  // what was carried out; of an approval, what was proposed
  std::vector<ledger::PostedLine> postings;
};

using PublishedPage = Page<PublishedTransaction, ledger::Sequence>;

// What was delivered of an instrument by a method.
struct TradeSum {
  std::string instrument;
  ledger::TradingMethod method{};
  ledger::Quantity quantity;
  ledger::Fen amount;
};

// UNAVAILABLE when the database cannot be asked. DATA_LOSS when what is stored does not parse, or a
// sum leaves 64 bits. Thread safe.
class PublicReader {
 public:
  explicit PublicReader(ReaderPool* pool) : pool_(pool) {}

  // In order of their numbers, after one and up to another. A page reads a bounded number of
  // records, so that it may hold fewer than asked for, or none, while `next` says that more follow.
  absl::StatusOr<PublishedPage> List(ledger::Sequence after, ledger::Sequence until,
                                     int page_size) const;
  // Of all positions, in many short transactions. Money is in it as any other instrument.
  absl::StatusOr<ledger::PublicSums> Sums(ledger::Sequence until) const;
  // By instrument and method.
  absl::StatusOr<std::vector<TradeSum>> Trades(ledger::Sequence after,
                                               ledger::Sequence until) const;

 private:
  ReaderPool* pool_;
};

}  // namespace registry::storage

#endif  // STORAGE_PUBLIC_READER_H_
