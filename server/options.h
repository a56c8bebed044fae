// Every limit of the server, named: messages, queues, batches, pages, retries, times. The defaults
// are what registryd runs with; tests hand in smaller ones.
#ifndef SERVER_OPTIONS_H_
#define SERVER_OPTIONS_H_

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace registry::server {

using std::chrono::microseconds;
using std::chrono::milliseconds;
using std::chrono::seconds;

// What a single message may hold. Longer texts and lists are shape errors (docs/server.md).
inline constexpr int kMaxMessageBytes = 16 << 20;
inline constexpr int kMaxTradesPerCall = 5'000;
inline constexpr int kMaxEntriesPerBatch = 5'000;
inline constexpr int kMaxSurrenderLines = 16;
inline constexpr int kMaxSuccessionParts = 16;  // of holdings, and of obligations
inline constexpr int kMaxApplicationDocuments = 16;
inline constexpr int kMaxEligiblePeriods = 16;
inline constexpr std::size_t kMaxParticipantName = 63;
inline constexpr std::size_t kMaxCaseNumber = 100;  // characters
inline constexpr std::size_t kMaxStaffCode = 40;
inline constexpr std::size_t kMaxIdentityNumber = 40;
inline constexpr int kMaxSubjects = 8;  // of one person
inline constexpr int kMaxSeats = 16;
inline constexpr std::size_t kMaxViolations = 100;  // looked for in one request
// What a refusal may be, so that it fits the 8 KiB of metadata that most clients take: its text
// with every byte that gRPC escapes counted as three, and its details before they are base64.
inline constexpr std::size_t kMaxErrorTextBytes = 1'000;
inline constexpr std::size_t kMaxErrorDetailBytes = 3'400;
inline constexpr int kDefaultPageSize =
    100;  // of a listing that does not say; the most is storage's

// Connections: what is left free for PostgreSQL and files when callers use up the descriptors, how
// many connections the kernel may hold for us, and how long a handshake may take.
inline constexpr int kReservedDescriptors = 64;
inline constexpr int kListenBacklog = 1'024;
inline constexpr milliseconds kPauseWithoutDescriptor{50};
inline constexpr milliseconds kHandshakeTimeout{10'000};
// Calls under way on one connection; more of them wait in their caller's gRPC, where they cost the
// server no memory.
inline constexpr int kMaxCallsPerConnection = 4'096;

// What the process may have in memory at most, with every queue full and 20,000 calls under way:
// tests/crash/overload_main.cc holds it to that.
inline constexpr std::size_t kMaxServerMemoryBytes = std::size_t{512} << 20;

// Persons' tokens. What the provider's file may hold, what is looked at of a token (the metadata of
// a call are 8 KiB), how long one may live, by how much the provider's clock may be ahead of ours,
// and how many verified ones are kept until they end.
inline constexpr std::size_t kMaxTokenKeys = 32;
inline constexpr std::size_t kMaxTokenKeyFileBytes = std::size_t{64} << 10;
inline constexpr std::size_t kMaxTokenBytes = 6'144;
inline constexpr std::size_t kMaxTokenText = 255;  // characters of a subject, an id, a key's name
inline constexpr seconds kMaxTokenLifetime{15 * 60};
inline constexpr seconds kTokenLeeway{30};
inline constexpr std::size_t kMaxCachedTokens = 8'192;

// The queue of writes and the batches made of it.
struct BatcherOptions {
  // Waiting calls with one request each, waiting requests of calls with many, and their bytes.
  std::size_t max_queued_single = 8'192;
  std::size_t max_queued_bulk = 40'000;
  std::size_t max_queued_bytes = std::size_t{64} << 20;
  // A batch counts postings. Bulk has less of it, so that a single call never waits behind much.
  std::size_t max_batch = 4'096;
  std::size_t max_batch_bulk = 1'024;
  std::size_t bulk_slice = 128;  // taken from one call before another one's turn
  // A request that found no turn for so long is given back: UNAVAILABLE, certainly not done.
  milliseconds max_wait{5'000};
  // After a turn was refused at once: the database is away.
  milliseconds pause_without_turn{50};
  // Batches with at most so many answers are answered by the writer itself, others by threads of
  // their own while the writer goes on. While one of them writes to a connection, gRPC gathers what
  // the others have for it, so more than one need fewer writes; each takes so many calls at a time.
  std::size_t max_inline_answers = 8;
  int answer_threads = 2;
  std::size_t answers_at_a_time = 4;
  std::size_t max_unanswered =
      8'192;  // calls whose answers wait for a thread; then the writer waits
  // Bounds of what a refused caller is told to wait.
  milliseconds min_retry_delay{20};
  milliseconds max_retry_delay{5'000};
  // How long a stop goes on taking turns for what was accepted.
  milliseconds stop_timeout{7'000};
};

struct FeedOptions {
  std::size_t ring_records = 8'192;  // the newest, shared by all subscribers
  std::size_t ring_bytes = std::size_t{16} << 20;
  int tail_page = 1'000;    // records a read of the tail
  int catch_up_page = 256;  // records a read for one subscriber behind
  std::size_t max_subscribers = 1'000;
  milliseconds poll{20};          // when no local writer wakes the hub
  milliseconds gather{20};        // between reads of the tail that find something but fill no page
  milliseconds heartbeat{5'000};  // of silence
  milliseconds stall_limit{60'000};  // a subscriber that takes nothing is dropped
  // For so long it may still fetch what was sent, and the status; then its stream is cut.
  milliseconds farewell_limit{60'000};
  milliseconds pause_after_failure{100};
};

// The trail's queue. A call has a place in it from its arrival until its row is written; what is
// counted here is both.
struct TrailOptions {
  std::size_t max_calls = 32'768;
  std::size_t max_parts = 45'000;     // requests of calls with many: more than the batcher takes in
  std::size_t max_strangers = 1'024;  // calls of nobody the registry knows
  // A text of a row: longer ones are cut. So a row takes a kilobyte at most, and the queue with all
  // places taken 77 MiB; rows are a quarter of that.
  std::size_t max_text_bytes = 128;
  std::size_t max_batch = 2'048;  // rows of one transaction
  milliseconds gather{20};        // from a row that finds the queue empty to its transaction
  milliseconds retry_delay{200};  // what a call without a place is told to wait
  milliseconds pause_after_failure{100};
  milliseconds stop_timeout{1'000};  // how long a stop goes on trying to write what waits
};

// How many calls a second one caller may make; 0: as many as he likes. Beyond it a call is answered
// RESOURCE_EXHAUSTED before anything is done for it (rate_limit.h).
struct RateOptions {
  int systems = 0;     // each participant that calls by its certificate alone
  int persons = 200;   // each person in each office
  int publics = 20;    // each participant of the role PUBLIC
  int strangers = 20;  // all unknown callers together; and what of a participant is not recognised
  seconds burst{5};    // what comes in within so long may be called at once
  std::size_t max_callers = 16'384;  // in each of these kinds; 48 bytes each
};

struct Limits {
  BatcherOptions batcher;
  FeedOptions feed;
  TrailOptions trail;
  RateOptions rates;
  // Reads: threads, as many connections, and calls that wait for a thread.
  int read_threads = 8;
  std::size_t max_queued_reads = 4'096;
  // Self-checks at the same time; each keeps a thread and a connection for minutes.
  int check_threads = 1;
  std::size_t max_queued_checks = 4;
  milliseconds read_retry_delay{200};
  milliseconds probe_interval{500};  // readiness and rules are looked at so often
  // Callers of open streams are looked at, and proposals whose time is over, so often.
  milliseconds stream_look{200};
  milliseconds expiry_look{1'000};
  seconds certificate_refresh{5};     // files of certificates are looked at so often
  milliseconds doubt_timeout{6'000};  // then callers of a commit in doubt get UNAVAILABLE
  // When everything accepted is answered, a stop ends the connections once no call came for so
  // long, or after `farewell`: gRPC answers CANCELLED to a call that comes while it ends them, and
  // UNAVAILABLE is what clients understand. Callers have `farewell` to fetch their answers.
  milliseconds quiet{50};
  milliseconds farewell{1'000};
  milliseconds statistics_interval{10'000};
  std::size_t log_bytes = std::size_t{4}
                          << 20;  // not yet written; then lines are dropped, and counted
};

}  // namespace registry::server

#endif  // SERVER_OPTIONS_H_
