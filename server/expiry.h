// Does what the registry itself has to do when its time has come: closes proposals, ends freezes,
// puts under freeze what a day's delivery left in TRADING, carries out transfers that waited. It
// looks for what is due and asks the journal, as the registry itself. Any number of servers may do
// so at the same time and after any restart (house_work.h). One thread.
#ifndef SERVER_EXPIRY_H_
#define SERVER_EXPIRY_H_

#include <condition_variable>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <utility>

#include "ledger/ids.h"
#include "server/backend.h"
#include "server/house_work.h"
#include "storage/pool.h"

namespace registry::server {

class Expiry {
 public:
  // `pool` is of the database for writing: a replica's clock is another one.
  Expiry(const Backend& backend, storage::ReaderPool* pool);
  ~Expiry() { Stop(); }
  Expiry(const Expiry&) = delete;
  Expiry& operator=(const Expiry&) = delete;

  void Stop();

 private:
  // What is on its way by name, shared with the answers that may come after this has ended.
  struct Asked {
    std::mutex mutex;
    std::map<std::string, std::uint32_t> attempts;  // of what is not done yet
    std::set<std::string> under_way;
    std::set<std::string> swept;  // of the present sweep: what was decided
  };

  void Run();
  void Look();
  void CloseProposals(ledger::Instant now);
  // TRADING is looked through once for each day and each change of the rules, until nothing that
  // is wanted is left undecided.
  void Sweep(const ledger::Rules& rules, ledger::Instant now);
  void Ask(HouseWork work);

  const Backend& backend_;
  storage::ReaderPool* const pool_;
  const std::shared_ptr<Asked> asked_ = std::make_shared<Asked>();
  using SweptFor = std::pair<ledger::Instant, ledger::RulesEpoch>;
  std::optional<SweptFor> sweep_;  // what the present or last sweep is for
  bool sweep_done_ = false;
  std::mutex mutex_;
  std::condition_variable stopped_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace registry::server

#endif  // SERVER_EXPIRY_H_
