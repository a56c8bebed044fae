#include "bench/rows.h"

#include <algorithm>

namespace registry::bench {
namespace {

constexpr double kMostMegabytes = 512;
constexpr double kSpread = 0.2;

double Rate(const Round& round, const char* sample) { return round.at(sample).per_second; }

double BestOfPgbench(const Round& round) {
  return std::max({Rate(round, "pgbench_1"), Rate(round, "pgbench_16"), Rate(round, "pgbench_64")});
}

std::string NoFault(const Round&) { return {}; }

std::string LongTail(const Round& round) {
  const Sample& single = round.at("single_1");
  return single.p99_ms <= 10 * single.p50_ms ? "" : "p99 is more than ten times p50";
}

std::string Deadlocks(const Round& round) {
  return round.at("two_servers").deadlocks == 0 ? "" : "PostgreSQL counted a deadlock";
}

}  // namespace

std::span<const Row> AllRows() {
  using enum Better;
  static const std::vector<Row> rows = {
      {"single_over_pgbench",
       "single transfers, 256 in flight ÷ best of pgbench",
       kMore,
       1.2,
       1.8,
       {"single_256", "pgbench_1", "pgbench_16", "pgbench_64"},
       [](const Round& r) { return Rate(r, "single_256") / BestOfPgbench(r); },
       NoFault},
      {"single16_over_pgbench16",
       "single transfers, 16 in flight ÷ pgbench, 16 clients",
       kMore,
       0.5,
       0.8,
       {"single_16", "pgbench_16"},
       [](const Round& r) { return Rate(r, "single_16") / Rate(r, "pgbench_16"); },
       NoFault},
      {"latency_over_pgbench",
       "p50 at 1 in flight ÷ p50 of pgbench, 1 client",
       kLess,
       3,
       2,
       {"single_1", "pgbench_1"},
       [](const Round& r) { return r.at("single_1").p50_ms / r.at("pgbench_1").p50_ms; },
       LongTail},
      {"bulk_over_copy",
       "trades, 1,000 a call, 4 streams ÷ COPY of their rows",
       kMore,
       0.35,
       0.5,
       {"bulk", "copy"},
       [](const Round& r) { return Rate(r, "bulk") / Rate(r, "copy"); },
       NoFault},
      {"hot_over_uniform",
       "one account in every transfer ÷ uniform, 256 in flight",
       kMore,
       0.9,
       1,
       {"hot", "single_256"},
       [](const Round& r) { return Rate(r, "hot") / Rate(r, "single_256"); },
       NoFault},
      {"snapshot_open_over_none",
       "while an idle REPEATABLE READ transaction is open, 16 in flight ÷ without",
       kMore,
       0.7,
       0.9,
       {"snapshot_open", "single_16"},
       [](const Round& r) { return Rate(r, "snapshot_open") / Rate(r, "single_16"); },
       NoFault},
      {"filled_over_empty",
       "a book of 10 million postings ÷ a new one, 256 in flight",
       kMore,
       0.9,
       1,
       {"filled", "single_256"},
       [](const Round& r) { return Rate(r, "filled") / Rate(r, "single_256"); },
       NoFault},
      {"refused_over_accepted",
       "refused single transfers ÷ accepted, 256 in flight",
       kMore,
       0.9,
       1,
       {"refused", "single_256"},
       [](const Round& r) { return Rate(r, "refused") / Rate(r, "single_256"); },
       NoFault},
      {"two_servers_over_one",
       "two servers, 128 in flight each ÷ one with 256",
       kMore,
       0.9,
       1,
       {"two_servers", "single_256"},
       [](const Round& r) { return Rate(r, "two_servers") / Rate(r, "single_256"); },
       Deadlocks},
      {"single_p99_under_bulk_ms",
       "p99 of single transfers, 16 in flight, beside four bulk streams",
       kLess,
       250,
       100,
       {"single_16_beside_bulk"},
       [](const Round& r) { return r.at("single_16_beside_bulk").p99_ms; },
       NoFault},
      {"client_batching_over_single",
       "single transfers, batched by the client ÷ each its own call, 256 in flight",
       kMore,
       1.5,
       2,
       {"batched_256", "single_256"},
       [](const Round& r) { return Rate(r, "batched_256") / Rate(r, "single_256"); },
       NoFault},
      {"feed_reader_over_none",
       "single transfers, 256 in flight, one reader of everything ÷ none",
       kMore,
       0.85,
       1,
       {"feed_reader", "single_256"},
       [](const Round& r) { return Rate(r, "feed_reader") / Rate(r, "single_256"); },
       NoFault},
      {"feed_100_over_none",
       "2,000 a second, 100 readers (99 of one account) ÷ none: rate or p99",
       kMore,
       0.9,
       1,
       {"feed_100", "paced_2000"},
       [](const Round& r) {
         return std::min(Rate(r, "feed_100") / Rate(r, "paced_2000"),
                         r.at("paced_2000").p99_ms / r.at("feed_100").p99_ms);
       },
       NoFault},
      {"holdings_over_copy",
       "all holdings by pages of 1,000 ÷ psql \\copy, wall time",
       kLess,
       4,
       2,
       {"holdings", "holdings_copy"},
       [](const Round& r) { return r.at("holdings").seconds / r.at("holdings_copy").seconds; },
       NoFault},
      {"access_on_over_off",
       "a system, 256 in flight ÷ a server in which everybody has every right",
       kMore,
       0.9,
       1,
       {"single_256", "access_off"},
       [](const Round& r) { return Rate(r, "single_256") / Rate(r, "access_off"); },
       NoFault},
      {"token_on_over_off",
       "a person with a token, through the console ÷ an office by its certificate",
       kMore,
       0.85,
       1,
       {"with_token", "single_256"},
       [](const Round& r) { return Rate(r, "with_token") / Rate(r, "single_256"); },
       NoFault},
      {"proposals_over_none",
       "beside 10,000 open proposals ÷ none, 256 in flight",
       kMore,
       0.95,
       1,
       {"beside_proposals", "beside_none"},
       [](const Round& r) { return Rate(r, "beside_proposals") / Rate(r, "beside_none"); },
       NoFault},
      {"trail_on_over_off",
       "holdings of one account, 64 in flight, with the trail ÷ without",
       kMore,
       0.8,
       0.9,
       {"queries", "queries_no_trail"},
       [](const Round& r) { return Rate(r, "queries") / Rate(r, "queries_no_trail"); },
       NoFault},
      {"goodput_2560_over_256",
       "single transfers, 2,560 in flight ÷ 256",
       kMore,
       0.9,
       1,
       {"single_2560", "single_256"},
       [](const Round& r) { return Rate(r, "single_2560") / Rate(r, "single_256"); },
       NoFault},
      {"goodput_20000_over_256",
       "single transfers, 20,000 in flight, waiting as told ÷ 256",
       kMore,
       0.6,
       0.9,
       {"single_20000", "single_256"},
       [](const Round& r) { return Rate(r, "single_20000") / Rate(r, "single_256"); },
       NoFault},
  };
  return rows;
}

Summary Summarize(const Row& row, std::span<const Round> rounds) {
  Summary summary;
  std::vector<double> ratios;
  for (const Round& round : rounds) {
    ratios.push_back(row.ratio(round));
    std::string fault = row.fault(round);
    for (const std::string_view name : row.needs) {
      if (round.at(std::string(name)).peak_mb > kMostMegabytes) fault = "a server held over 512 MB";
    }
    if (summary.fault.empty()) summary.fault = fault;
  }
  if (ratios.empty()) return summary;
  std::sort(ratios.begin(), ratios.end());
  const std::size_t half = ratios.size() / 2;
  summary.median = ratios.size() % 2 == 1 ? ratios[half] : (ratios[half - 1] + ratios[half]) / 2;
  summary.low = ratios.front();
  summary.high = ratios.back();
  summary.resolved = summary.low >= summary.median * (1 - kSpread) &&
                     summary.high <= summary.median * (1 + kSpread);
  return summary;
}

std::string Verdict(const Row& row, const Summary& summary) {
  const auto reaches = [&](double figure) {
    return row.better == Better::kMore ? summary.median >= figure : summary.median <= figure;
  };
  std::string verdict = "NOT reached";
  if (reaches(row.must)) verdict = "must reached";
  if (reaches(row.aim)) verdict = "aim reached";
  if (!summary.resolved) verdict = "not resolved";
  if (!summary.fault.empty()) verdict = "NOT reached: " + summary.fault;
  return verdict;
}

bool Worse(const Row& row, const Summary& now, const Summary& last) {
  constexpr double kLeast = 0.05;
  const double loss =
      row.better == Better::kMore ? last.median - now.median : now.median - last.median;
  return loss > std::max({last.high - last.low, now.high - now.low, kLeast * last.median});
}

}  // namespace registry::bench
