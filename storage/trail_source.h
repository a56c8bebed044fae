// Part of TrailReader: the two sources of a listing, each in its own order, read by the filter's
// most telling key.
#ifndef STORAGE_TRAIL_SOURCE_H_
#define STORAGE_TRAIL_SOURCE_H_

#include <deque>
#include <utility>

#include "absl/status/status.h"
#include "storage/trail_reader.h"
#include "storage/tx.h"

namespace registry::storage {

// Instants that PostgreSQL can hold: from 4713 BC to the year 9999.
ledger::Instant Storable(ledger::Instant instant);
// Whether a line is what the filter asks for, whichever key it was found by.
bool Matches(const TrailFilter& filter, const TrailLine& line);

class TrailSource {
 public:
  TrailSource(const TrailFilter& filter, int chunk) : filter_(filter), chunk_(chunk) {}
  virtual ~TrailSource() = default;

  // Whether nothing is at hand and more may come.
  bool wants() const { return lines_.empty() && !ended_; }
  absl::Status Fill(Tx& tx) { return wants() ? Read(tx) : absl::OkStatus(); }
  bool empty() const { return lines_.empty(); }
  const TrailLine& front() const { return lines_.front(); }
  // Takes the first line; the place is then behind it.
  TrailLine Take(TrailPlace& place) {
    TrailLine line = std::move(lines_.front());
    lines_.pop_front();
    Pass(line, place);
    return line;
  }
  // When nothing is at hand: behind all that was read.
  virtual void PassRead(TrailPlace& place) const = 0;

 protected:
  virtual absl::Status Read(Tx& tx) = 0;
  virtual void Pass(const TrailLine& line, TrailPlace& place) const = 0;

  const TrailFilter& filter_;
  const int chunk_;
  std::deque<TrailLine> lines_;
  bool ended_ = false;
};

// Rows of the trail.
class RowSource final : public TrailSource {
 public:
  RowSource(const TrailFilter& filter, int chunk, const TrailPlace& after);
  void PassRead(TrailPlace& place) const override;

 private:
  absl::Status Read(Tx& tx) override;
  void Pass(const TrailLine& line, TrailPlace& place) const override;
  absl::StatusOr<pqxx::result> Ask(Tx& tx) const;

  const std::int64_t last_;
  ledger::Instant at_;
  std::int64_t id_;
};

// Decisions of the journal.
class DecisionSource final : public TrailSource {
 public:
  DecisionSource(const TrailFilter& filter, int chunk, const TrailPlace& after);
  void PassRead(TrailPlace& place) const override;

 private:
  absl::Status Read(Tx& tx) override;
  void Pass(const TrailLine& line, TrailPlace& place) const override;
  absl::StatusOr<pqxx::result> Ask(Tx& tx, std::int64_t* read_to) const;

  const std::int64_t last_;
  std::int64_t record_, sequence_;
};

}  // namespace registry::storage

#endif  // STORAGE_TRAIL_SOURCE_H_
