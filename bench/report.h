// The tables for people and build/bench.json.
#ifndef BENCH_REPORT_H_
#define BENCH_REPORT_H_

#include <map>
#include <string>
#include <vector>

#include "bench/rounds.h"
#include "bench/rows.h"

namespace registry::bench {

// Where and on what it was measured.
struct Origin {
  std::map<std::string, std::string> settings;  // of PostgreSQL
  std::map<std::string, std::string> machine;
  std::string commit;
  Timing timing;
};
Origin FindOrigin(const std::string& registry_database, Timing timing);

void PrintOrigin(const Origin& origin);
void PrintSampleHead();
void PrintSample(const std::string& name, const Sample& sample);

// The first round is left out when there are more.
std::vector<Round> Counted(const std::vector<Round>& rounds);
void PrintRows(const std::vector<const Row*>& rows, const std::vector<Round>& rounds);
// The rows of a file that WriteJson wrote, by key. Throws when it cannot be read.
std::map<std::string, Summary> ReadJson(const std::string& path);
// Names each row that became worse since those of `last`; false when there is one.
bool CompareWith(const std::map<std::string, Summary>& last, const std::vector<const Row*>& rows,
                 const std::vector<Round>& rounds);
void WriteJson(const std::string& path, const Origin& origin, const std::vector<const Row*>& rows,
               const std::vector<Round>& rounds);

}  // namespace registry::bench

#endif  // BENCH_REPORT_H_
