#include "server/metrics.h"

#include <unistd.h>

#include <algorithm>
#include <exception>
#include <filesystem>
#include <fstream>

#include "absl/strings/str_cat.h"
#include "grpcpp/grpcpp.h"
#include "ledger/reason.h"
#include "server/metric_page.h"
#include "storage/statements.h"

namespace registry::server {
namespace {

constexpr double kMicros = 1e-6;

std::int64_t ResidentBytes() {
  std::ifstream file("/proc/self/statm");
  std::int64_t total = 0, resident = 0;
  file >> total >> resident;
  return resident * sysconf(_SC_PAGESIZE);
}

std::int64_t OpenFiles() {
  std::error_code failed;
  const std::filesystem::directory_iterator files("/proc/self/fd", failed);
  return failed ? 0 : std::distance(begin(files), end(files));
}

void CollectProcess(const MetricSources& sources, MetricPage& page) {
  page.Gauge("registry_build_info", "1; the labels say what runs")
      .Add(1.0, {{"grpc", grpc::Version()},
                 {"schema", std::to_string(storage::kSchemaVersion)},
                 {"compiler", __VERSION__}});
  page.Gauge("registry_ready", "1 while PostgreSQL can be asked and the server is not stopping")
      .Add(sources.ready->load() ? 1.0 : 0.0);
  page.Gauge("process_start_time_seconds", "When the server started, since 1970")
      .Add(static_cast<double>(sources.backend->counts->since().micros) * kMicros);
  page.Gauge("process_resident_memory_bytes", "Memory in use").Add(ResidentBytes());
  page.Gauge("process_open_fds", "Open file descriptors, one for each connection").Add(OpenFiles());
  page.Counter("registry_log_dropped_lines_total", "Lines of the log that were never written")
      .Add(sources.backend->log->dropped());
}

void CollectCalls(const Backend& backend, MetricPage& page) {
  page.Counter("registry_calls_total", "Calls that were answered");
  for (const auto& [key, count] : backend.counts->All()) {
    page.Add(count, {{"method", key.first}, {"code", std::string(CodeName(key.second))}});
  }
  page.Counter("registry_refused_calls_total", "Calls answered with a reason, by the first one");
  for (const auto& [reason, count] : backend.counts->Refusals()) {
    page.Add(count, {{"reason", reason}});
  }
  page.Counter("registry_rate_limited_calls_total",
               "Calls refused since their caller calls too often, by kind of caller");
  for (std::size_t lane = 0; lane < kRateLanes; ++lane) {
    const auto kind = static_cast<RateLane>(lane);
    page.Add(backend.rates->refused(kind), {{"caller", std::string(RateLaneName(kind))}});
  }
  page.Gauge("registry_rate_limited_callers", "Callers whose calls are counted for a limit")
      .Add(static_cast<std::int64_t>(backend.rates->callers()));
  page.Gauge("registry_worker_queue_calls", "Calls that wait for a thread")
      .Add(static_cast<std::int64_t>(backend.reads->queued()), {{"workers", "reads"}})
      .Add(static_cast<std::int64_t>(backend.checks->queued()), {{"workers", "checks"}});
}

void CollectQueue(const BatcherCounters& counters, MetricPage& page) {
  page.Gauge("registry_queue_requests", "Writes that wait for the writer")
      .Add(counters.queued_single, {{"lane", "single"}})
      .Add(counters.queued_bulk, {{"lane", "bulk"}});
  page.Gauge("registry_queue_bytes", "Size of the writes that wait").Add(counters.queued_bytes);
  page.Gauge("registry_unanswered_calls", "Writes decided, whose callers are being told")
      .Add(counters.unanswered);
  page.Counter("registry_queue_refused_requests_total", "Writes that found the queue full")
      .Add(counters.refused);
  page.Counter("registry_queue_lapsed_requests_total",
               "Writes whose deadline passed or whose caller left while they waited")
      .Add(counters.lapsed);
  page.Counter("registry_lost_turns_total", "Attempts to take the writer lock that gave none")
      .Add(counters.lost_turns);
  page.Histogram("registry_batch_requests", "Requests that share a turn of the writer")
      .Add(counters.batch_sizes, 1);
  page.Histogram("registry_turn_wait_seconds", "Time until the writer lock was taken, or not")
      .Add(counters.turn_times, kMicros);
  page.Histogram("registry_apply_seconds", "Time to decide and record a batch, commit included")
      .Add(counters.apply_times, kMicros);
}

void CollectJournal(const storage::Journal& journal, MetricPage& page) {
  const storage::JournalCounters counters = journal.counters();
  const auto of = [](const char* outcome, std::string_view reason) -> MetricPage::Labels {
    return {{"outcome", outcome}, {"reason", std::string(reason)}};
  };
  page.Counter("registry_decisions_total",
               "What became of requests; a refused one by the first check that failed")
      .Add(counters.accepted, of("accepted", ""));
  for (std::size_t i = 1; i <= ledger::kReasons; ++i) {
    page.Add(counters.rejected_by_reason[i],
             of("rejected", ledger::ReasonName(static_cast<ledger::Reason>(i))));
  }
  page.Add(counters.denied, of("denied", ""))
      .Add(counters.replayed, of("replayed", ""))
      .Add(counters.reused, of("reused", ""))
      .Add(counters.faults, of("fault", ""));
  page.Counter("registry_takings_total", "What freezes took of what arrived, as records")
      .Add(counters.takings);
  page.Histogram("registry_commit_seconds",
                 "Time of COMMIT, or of the one statement that appends and commits")
      .Add(counters.commit_times, kMicros);
  page.Counter("registry_commits_in_doubt_total", "Connections lost at COMMIT")
      .Add(counters.doubts);
  page.Counter("registry_batch_retries_total", "Batches tried again after 40001 or 40P01")
      .Add(counters.retries);
  page.Counter("registry_batch_halvings_total", "Batches halved to find a guilty request")
      .Add(counters.halvings);
  page.Counter("registry_batch_redecisions_total", "Batches decided again, as an id was known")
      .Add(counters.met_again);
  page.Counter("registry_foreign_heads_total", "Turns that found a batch of another server's")
      .Add(counters.foreign_heads);
  page.Counter("registry_foreign_heads_caught_up_total",
               "Batches of other servers that only moved balances, which were taken in")
      .Add(counters.caught_up);
  page.Counter("registry_batches_at_expected_head_total",
               "Batches that one statement locked, appended and committed")
      .Add(counters.at_expected_head);
  page.Counter("registry_batches_given_back_total",
               "Batches that were decided without the lock and came again with it")
      .Add(counters.not_at_head);
  page.Counter("registry_writer_connections_total", "Connections that the writer opened")
      .Add(counters.connections);
  page.Gauge("registry_journal_sequence", "The last transaction, as of this server's last turn")
      .Add(ledger::Raw(journal.head().sequence));
}

void CollectFeed(const FeedHub& feed, ledger::Sequence head, MetricPage& page) {
  const FeedCounters counters = feed.counters();
  const std::int64_t behind = ledger::Raw(head) - ledger::Raw(counters.tail);
  page.Gauge("registry_feed_subscribers", "Readers of the feed").Add(counters.subscribers);
  page.Gauge("registry_feed_lag_transactions", "What this server wrote and the feed has not read")
      .Add(counters.following ? std::max<std::int64_t>(behind, 0) : 0);
  page.Gauge("registry_feed_ring_transactions", "Transactions kept for all readers")
      .Add(counters.ring_records);
  page.Gauge("registry_feed_ring_bytes", "Size of them").Add(counters.ring_bytes);
  page.Gauge("registry_feed_waiting_readers", "Readers that wait for a page of older transactions")
      .Add(counters.waiting_for_pages);
  page.Counter("registry_feed_messages_total", "Transactions given to readers")
      .Add(counters.messages);
  page.Counter("registry_feed_heartbeats_total", "Heartbeats given to readers")
      .Add(counters.heartbeats);
  page.Counter("registry_feed_pages_total", "Pages read for one reader").Add(counters.pages);
  page.Counter("registry_feed_dropped_readers_total", "Readers dropped for taking nothing")
      .Add(counters.dropped);
  page.Counter("registry_feed_failed_reads_total", "Reads of the journal that failed or came short")
      .Add(counters.failed_reads);
}

void CollectTrail(const TrailCounters& counters, MetricPage& page) {
  page.Gauge("registry_trail_places", "Calls under way and rows of the trail that wait")
      .Add(counters.places);
  page.Gauge("registry_trail_waiting_rows", "Rows of the trail that are not written yet")
      .Add(counters.waiting);
  page.Counter("registry_trail_written_rows_total", "Rows of the trail that were written")
      .Add(counters.written);
  page.Counter("registry_trail_refused_calls_total", "Calls that found no place in the trail")
      .Add(counters.refused);
  page.Counter("registry_trail_dropped_rows_total", "Rows that were never written")
      .Add(counters.strangers, {{"cause", "stranger"}})
      .Add(counters.lost, {{"cause", "lost"}});
  page.Counter("registry_trail_failed_writes_total", "Attempts to write that had to be repeated")
      .Add(counters.failures);
  page.Histogram("registry_trail_write_seconds", "Time to write rows of the trail, commit included")
      .Add(counters.flush_times, kMicros);
}

void CollectPools(const MetricSources& sources, MetricPage& page) {
  std::vector<std::pair<std::string, storage::PoolCounters>> pools;
  for (const auto& [name, pool] : sources.pools) pools.emplace_back(name, pool->counters());
  page.Gauge("registry_pool_connections", "Connections for reading");
  for (const auto& [name, pool] : pools) {
    page.Add(pool.in_use, {{"pool", name}, {"state", "in_use"}});
    page.Add(pool.idle, {{"pool", name}, {"state", "idle"}});
  }
  const auto each = [&](std::int64_t storage::PoolCounters::*member) {
    for (const auto& [name, pool] : pools) page.Add(pool.*member, {{"pool", name}});
  };
  page.Gauge("registry_pool_limit_connections", "The most it opens");
  each(&storage::PoolCounters::limit);
  page.Gauge("registry_pool_waiting_calls", "Calls that wait for a connection");
  each(&storage::PoolCounters::waiting);
  page.Counter("registry_pool_opened_connections_total", "Connections opened, or tried to");
  each(&storage::PoolCounters::opened);
  page.Counter("registry_pool_timeouts_total", "Calls that got no connection in time");
  each(&storage::PoolCounters::timeouts);
}

}  // namespace

std::vector<prometheus::MetricFamily> Metrics::Collect() const {
  MetricPage page;
  CollectProcess(sources_, page);
  CollectCalls(*sources_.backend, page);
  CollectQueue(sources_.backend->batcher->counters(), page);
  CollectJournal(*sources_.journal, page);
  CollectFeed(*sources_.backend->feed, sources_.journal->head().sequence, page);
  CollectTrail(sources_.backend->trail->counters(), page);
  CollectPools(sources_, page);
  return page.Take();
}

absl::StatusOr<std::unique_ptr<MetricsListener>> MetricsListener::Open(const std::string& address,
                                                                       MetricSources sources) {
  const std::size_t colon = address.rfind(':');
  const std::string port = colon == std::string::npos ? "" : address.substr(colon + 1);
  // A port alone would listen on every address of the machine, and letters mean more to the
  // library.
  if (colon == std::string::npos || colon == 0 || port.empty() ||
      port.find_first_not_of("0123456789") != std::string::npos ||
      address.find(',') != std::string::npos) {
    return absl::InvalidArgumentError(absl::StrCat(
        "--metrics-listen is not an address and a port, such as 127.0.0.1:9464: ", address));
  }
  std::unique_ptr<MetricsListener> listener(new MetricsListener);
  listener->metrics_ = std::make_shared<Metrics>(std::move(sources));
  try {
    listener->exposer_ = std::make_unique<prometheus::Exposer>(address);
    listener->exposer_->RegisterCollectable(listener->metrics_);
  } catch (const std::exception&) {  // the library's edge
    return absl::UnavailableError(
        absl::StrCat("cannot serve metrics on ", address,
                     ": is it taken, or not a numeric address of this machine?"));
  }
  const std::vector<int> ports = listener->exposer_->GetListeningPorts();
  listener->address_ = absl::StrCat(address.substr(0, colon), ":", ports.empty() ? 0 : ports[0]);
  return listener;
}

}  // namespace registry::server
