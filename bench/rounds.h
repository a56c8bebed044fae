// A round: every side of the wanted rows, once, each on the same fresh state.
#ifndef BENCH_ROUNDS_H_
#define BENCH_ROUNDS_H_

#include <functional>
#include <set>
#include <string>
#include <vector>

#include "bench/baseline.h"
#include "bench/load.h"
#include "bench/sample.h"
#include "bench/scene.h"

namespace registry::bench {

struct Timing {
  double warm_up = 5;  // seconds
  double measured = 15;
  std::int64_t filled = 10'000'000;  // postings of the filled book
};

class Rounds {
 public:
  // `report` is told each sample as it is taken.
  Rounds(const Scene& scene, Timing timing,
         std::function<void(const std::string& name, const Sample&)> report);

  // `number` from 1; even rounds go through the sides in the opposite order. At the end the book
  // agrees with its journal, or this throws.
  Round Run(int number, const std::set<std::string>& wanted);

 private:
  using Work = std::function<Load(LoadGenerator&, double seconds)>;
  struct Side {
    std::string name;
    std::function<void()> measure;
  };

  std::vector<Side> Sides(int number);
  void Keep(const std::string& name, const Sample& sample);

  void Pgbench(const std::string& name, int clients);
  // The registry on `servers` servers: warmed up by `warm_up`, then measured under `work`.
  // Returns the numbers of the first record of the measured time, and of the first after it.
  std::pair<std::int64_t, std::int64_t> Measure(const std::string& name, int servers,
                                                const Work& warm_up, const Work& work,
                                                const std::string& database,
                                                const std::string& program = "registryd");
  void Bulk();
  void Copy();
  void SnapshotOpen();
  void BesideProposals(const std::string& name, int open);
  void Filled();
  void BesideBulk();
  void Holdings(bool ours_first);
  // Queries of holdings to this program, and how many rows the trail has more after them.
  void Queries(const std::string& name, const std::string& program, bool trail);
  double ListHoldings(const Server& server, std::int64_t& rows) const;

  const Scene& scene_;
  const Timing timing_;
  const std::function<void(const std::string&, const Sample&)> report_;
  CopyFiles copy_files_;  // of the newest bulk run
  Round round_;
  bool filled_ = false;  // the filled book exists; it goes through all rounds
};

}  // namespace registry::bench

#endif  // BENCH_ROUNDS_H_
