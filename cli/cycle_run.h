#ifndef CLI_CYCLE_RUN_H_
#define CLI_CYCLE_RUN_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "carbon/registry/v1/common.pb.h"
#include "cli/cycle_plan.h"
#include "cli/sha256.h"
#include "client/pipeline.h"
#include "client/registry.h"
#include "sim/cycle_files.h"

namespace registry::cli {

// What the run's calls need beside the rows.
struct CyclePapers {
  Sha256Digest cap{};    // of cycle.csv, the paper behind the cap
  Sha256Digest issue{};  // of allocation.csv, the paper behind each issue
};

// The call that ended a run early.
struct CycleFault {
  client::Error error;
  std::string request_id;
  std::string what;  // "surrenders.csv, row 17, as authority-13"
};

struct CycleOutcome {
  std::int64_t calls = 0;     // answered, those that move the clock included
  std::int64_t accepted = 0;  // decisions, one for each row
  // Refused decisions by step and first reason.
  std::map<std::pair<CycleStep, std::string>, std::int64_t> refusals;
  std::optional<CycleFault> fault;
};

// Plays a cycle against the registry: each call under the certificate of the office that does it,
// the replay clock moved to each instant before its calls. A refusal is counted and the run goes
// on; anything else ends it. Every call has an id that follows from the files, so a run that was
// interrupted may be started again: what has been done is answered again and not done twice.
class CycleRun {
 public:
  // The registry as one office sees it, such as "authority-13"; outlives the run. Null: there is
  // no such certificate, which the function has reported.
  using Offices = std::function<client::Registry*(const std::string& name)>;
  // Where the run is, and how many calls of the plan are done.
  using OnProgress = std::function<void(std::string_view where, std::int64_t done)>;

  CycleRun(const sim::CycleFiles& files, const CyclePlan& plan, const CyclePapers& papers,
           Offices offices, std::size_t in_flight, client::RetryPolicy policy, OnProgress progress);

  CycleOutcome Run();

 private:
  struct Unit {
    const sim::UnitRow* row = nullptr;
    std::string account;
  };
  // The calls of one lane, begun one after the other.
  struct Lane {
    const PlannedCall* const* next = nullptr;
    const PlannedCall* const* end = nullptr;
  };

  bool Prepare();
  void AdvanceClock(const PlannedInstant& instant);
  void RunStep(const PlannedCall* first, const PlannedCall* last);
  void Begin(Lane lane);
  // Sends one call; its answer goes to Record and then the lane goes on.
  template <typename Stub, typename Request, typename Method>
  void Send(const std::string& office, Method method, Request request, const PlannedCall& call,
            Lane lane);

  void CreatePeriod(const PlannedCall& call, Lane lane);
  void CreateInstrument(const PlannedCall& call, Lane lane);
  void SetCap(const PlannedCall& call, Lane lane);
  void OpenAccount(const PlannedCall& call, Lane lane);
  void Issue(const PlannedCall& call, Lane lane);
  void Allocate(const PlannedCall& call, Lane lane);
  void Determine(const PlannedCall& call, Lane lane);
  void Move(const PlannedCall& call, Lane lane);
  void Settle(const PlannedCall& call, Lane lane);
  void Surrender(const PlannedCall& call, Lane lane);

  void CountCall(const PlannedCall& call);
  // False: the run is over.
  bool Record(const PlannedCall& call, const std::string& office, const client::Error& error);
  void RecordAccount(const PlannedCall& call, const client::Answer<client::v1::WriteResponse>&);
  void Fail(CycleFault fault);

  const sim::CycleFiles& files_;
  const CyclePlan& plan_;
  const CyclePapers& papers_;
  Offices offices_of_;
  std::map<std::string, client::Registry*> offices_;
  client::v1::Sector sector_{};
  std::map<std::string, std::string> authority_accounts_;  // by province
  std::map<std::string, Unit> units_;                      // by key
  std::string day_;                                        // where the run is
  std::int64_t done_ = 0;
  OnProgress progress_;
  CycleOutcome outcome_;
  client::Pipeline pipeline_;
};

// The name in the certificate of a province's authority, such as "authority-13".
std::string AuthorityName(const std::string& province);

}  // namespace registry::cli

#endif  // CLI_CYCLE_RUN_H_
