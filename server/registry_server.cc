#include "server/registry_server.h"

#include <atomic>
#include <chrono>
#include <fstream>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "grpcpp/ext/proto_server_reflection_plugin.h"
#include "grpcpp/health_check_service_interface.h"
#include "grpcpp/server.h"
#include "grpcpp/server_builder.h"
#include "ledger/second_person.h"
#include "server/acceptor.h"
#include "server/databases.h"
#include "server/expiry.h"
#include "server/feed_source.h"
#include "server/grpc_log.h"
#include "server/metrics.h"
#include "server/offices.h"
#include "server/probe.h"
#include "server/random.h"
#include "storage/catalog_reader.h"
#include "storage/journal.h"
#include "storage/trail_writer.h"

namespace registry::server {
namespace {

storage::PoolOptions PoolFor(const std::string& connection, int connections) {
  storage::PoolOptions options;
  options.connection = connection;
  options.max_connections = connections;
  return options;
}

// The outcome of a proposal's request, for those who are to approve it.
ledger::Decision DecideApproval(const ledger::Rules& rules, const ledger::Snapshot& snapshot,
                                const ledger::NewIds& ids, ledger::Instant now,
                                const ledger::Request& request) {
  return ledger::DecideAsApproved({rules, snapshot, ids, now, request.received_at}, request);
}

storage::PoolOptions AuditPoolFor(const std::string& connection, int connections) {
  storage::PoolOptions options = PoolFor(connection, connections);
  options.trail = true;
  return options;
}

// gRPC would start without its certificates, and fail every handshake.
absl::Status CheckReadable(const CertificateFiles& files) {
  for (const std::string& path : {files.certificate, files.key, files.client_ca}) {
    if (!std::ifstream(path)) {
      return absl::FailedPreconditionError(absl::StrCat("cannot read ", path));
    }
  }
  return absl::OkStatus();
}

void SetArguments(grpc::ServerBuilder& builder) {
  builder.SetMaxReceiveMessageSize(kMaxMessageBytes);
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);  // nor would gRPC's own listener share
  builder.AddChannelArgument(GRPC_ARG_SERVER_HANDSHAKE_TIMEOUT_MS,
                             static_cast<int>(kHandshakeTimeout.count()));
  builder.AddChannelArgument(GRPC_ARG_MAX_CONCURRENT_STREAMS, kMaxCallsPerConnection);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIME_MS, 60'000);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, 20'000);
  // Clients may ping an idle connection every ten seconds.
  builder.AddChannelArgument(GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS, 10'000);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 1);
}

}  // namespace

// In the order of their construction; they end in the opposite one.
struct RegistryServer::State {
  explicit State(ServerOptions server_options)
      : options(std::move(server_options)),
        log(options.log_file, options.limits.log_bytes, options.log_calls),
        grpc_log(&log),
        pool(PoolFor(options.reader_database, options.limits.read_threads)),
        audit_pool(AuditPoolFor(options.auditor_database, options.limits.check_threads + 2)),
        feed_pool(PoolFor(options.reader_database, 2)),
        reader_probe_pool(PoolFor(options.reader_database, 1)),
        writer_probe_pool(PoolFor(options.database, 1)),
        expiry_pool(PoolFor(options.database, 1)),
        validator(&pool),
        approval_validator(&pool, DecideApproval),
        rates(options.limits.rates),
        streams(options.limits.stream_look) {}

  BatcherJournal WriterSide();
  absl::Status OpenTokenKeys();
  absl::Status OpenBooks();
  absl::Status OpenTrail();
  absl::Status Listen();
  absl::Status ServeMetrics();
  Backend MakeBackend();
  void AwaitQuiet() const;

  const ServerOptions options;
  JsonLog log;
  GrpcLog grpc_log;
  CallCounts counts;
  storage::ReaderPool pool, audit_pool, feed_pool, reader_probe_pool, writer_probe_pool,
      expiry_pool;
  storage::Validator validator, approval_validator;
  std::unique_ptr<storage::Journal> journal;
  std::unique_ptr<storage::TrailWriter> trail_writer;
  std::unique_ptr<Trail> trail;          // outlives the calls
  std::atomic<std::int64_t> records{0};  // of the journal, after the writer's last batch
  std::unique_ptr<DirectoryBoard> directory;
  std::shared_ptr<const ledger::Rules> written_rules;  // the writer's, as the board has them
  std::unique_ptr<PageTokens> page_tokens;
  IdentityDigester identities;
  RateLimiter rates;
  std::unique_ptr<KeyFile> token_keys;
  std::unique_ptr<TokenVerifier> tokens;
  std::unique_ptr<FeedHub> feed;
  std::unique_ptr<Batcher> batcher;
  std::unique_ptr<Workers> reads, checks;
  Backend backend;
  StreamWatch streams;
  std::unique_ptr<Offices> offices;
  std::unique_ptr<grpc::experimental::ExternalConnectionAcceptor> connections;
  std::unique_ptr<grpc::Server> server;
  std::unique_ptr<Acceptor> acceptor;
  std::unique_ptr<Probe> probe;
  std::unique_ptr<Expiry> expiry;
  std::atomic<bool> stopping{false}, ready{false};
  std::unique_ptr<MetricsListener> metrics;  // last, as it looks at all others
};

BatcherJournal RegistryServer::State::WriterSide() {
  BatcherJournal side;
  side.take_turn = [this] { return journal->TakeTurn(); };
  side.pass_turn = [this] { journal->PassTurn(); };
  side.apply = [this](std::span<const ledger::Request> requests) {
    std::optional<std::vector<storage::Answer>> answers = journal->Apply(requests);
    if (!answers.has_value()) return answers;
    // Other rules than those of its last batch are right whatever their epoch: a standby may have
    // been promoted that lacks the newest.
    if (auto rules = journal->rules(); rules != written_rules) {
      directory->Replace(rules);
      written_rules = std::move(rules);
    }
    records = journal->head().records;
    feed->Wake();
    return answers;
  };
  side.salt = Salt;
  return side;
}

absl::Status RegistryServer::State::OpenTokenKeys() {
  if (options.tokens.keys_file.empty()) return absl::OkStatus();
  auto opened = KeyFile::Open(options.tokens.keys_file);
  if (!opened.ok()) return opened.status();
  token_keys = *std::move(opened);
  tokens = std::make_unique<TokenVerifier>(options.tokens, token_keys.get());
  return absl::OkStatus();
}

absl::Status RegistryServer::State::OpenBooks() {
  storage::JournalOptions journal_options;
  journal_options.connection = options.database;
  journal_options.server_name = options.server_name;
  journal_options.clock_mode = options.clock;
  journal_options.doubt_timeout_micros = microseconds(options.limits.doubt_timeout).count();
  auto opened = storage::Journal::Open(journal_options);
  if (!opened.ok()) return opened.status();
  journal = *std::move(opened);
  const auto secret = StoreSecret::Read(&pool);
  if (!secret.ok()) return secret.status();
  page_tokens = std::make_unique<PageTokens>(secret->Key(kPageTokenLabel));
  identities = IdentityDigester(*secret);
  records = journal->head().records;
  written_rules = journal->rules();
  directory = std::make_unique<DirectoryBoard>(written_rules);
  return absl::OkStatus();
}

absl::Status RegistryServer::State::OpenTrail() {
  auto opened = storage::TrailWriter::Open(options.trail_database, options.server_name);
  if (!opened.ok()) return opened.status();
  trail_writer = *std::move(opened);
  trail = std::make_unique<Trail>(
      [this](std::span<storage::TrailRow> rows) { return trail_writer->Write(rows); },
      options.limits.trail,
      [this](std::size_t rows, const absl::Status& why) {
        const std::string what(why.message());
        log.Write("trail_lost",
                  {{"rows", static_cast<std::int64_t>(rows)}, {"what", std::string_view(what)}});
      });
  return absl::OkStatus();
}

Backend RegistryServer::State::MakeBackend() {
  Backend made;
  made.limits = options.limits;
  made.directory = directory.get();
  made.batcher = batcher.get();
  made.reads = reads.get();
  made.checks = checks.get();
  made.feed = feed.get();
  made.trail = trail.get();
  made.records = &records;
  made.pool = &pool;
  made.audit_pool = &audit_pool;
  made.validator = &validator;
  made.approval_validator = &approval_validator;
  made.tokens = tokens.get();
  made.token_keys = token_keys.get();
  made.streams = &streams;
  made.rates = &rates;
  made.page_tokens = page_tokens.get();
  made.identities = &identities;
  made.counts = &counts;
  made.log = &log;
  made.stopping = &stopping;
  return made;
}

// Returns when no call was answered for a while.
void RegistryServer::State::AwaitQuiet() const {
  const auto end = std::chrono::steady_clock::now() + options.limits.farewell;
  std::int64_t before = -1;
  for (std::int64_t now = counts.Total(); now != before; now = counts.Total()) {
    if (std::chrono::steady_clock::now() >= end) return;
    before = now;
    std::this_thread::sleep_for(options.limits.quiet);
  }
}

absl::Status RegistryServer::State::Listen() {
  grpc::EnableDefaultHealthCheckService(true);
  grpc::reflection::InitProtoReflectionServerBuilderPlugin();
  auto listening = Acceptor::Listen(options.listen);
  if (!listening.ok()) return listening.status();
  acceptor = *std::move(listening);
  grpc::ServerBuilder builder;
  SetArguments(builder);
  using Connections = grpc::ServerBuilder::experimental_type::ExternalConnectionType;
  connections = builder.experimental().AddExternalConnectionAcceptor(
      Connections::FROM_FD,
      MakeCredentials(options.certificates, options.limits.certificate_refresh, directory.get()));
  for (grpc::Service* office : offices->all()) builder.RegisterService(office);
  server = builder.BuildAndStart();
  if (server == nullptr) return absl::InternalError("gRPC does not start; see its log");
  acceptor->Start(
      [this](int connection) {
        grpc::experimental::ExternalConnectionAcceptor::NewConnectionParameters taken;
        taken.fd = connection;
        connections->HandleNewConnection(&taken);
      },
      [this] { log.Write("descriptors_exhausted", {}); });
  return absl::OkStatus();
}

absl::Status RegistryServer::State::ServeMetrics() {
  if (options.metrics_listen.empty()) return absl::OkStatus();
  MetricSources sources;
  sources.backend = &backend;
  sources.journal = journal.get();
  sources.pools = {{"read", &pool}, {"audit", &audit_pool}, {"feed", &feed_pool}};
  sources.ready = &ready;
  auto opened = MetricsListener::Open(options.metrics_listen, std::move(sources));
  if (!opened.ok()) return opened.status();
  metrics = *std::move(opened);
  return absl::OkStatus();
}

absl::StatusOr<std::unique_ptr<RegistryServer>> RegistryServer::Start(ServerOptions options) {
  if (absl::Status status = CheckReadable(options.certificates); !status.ok()) return status;
  auto completed = WithDatabases(std::move(options));
  if (!completed.ok()) return completed.status();
  auto state = std::make_unique<State>(*std::move(completed));
  if (absl::Status status = state->OpenTokenKeys(); !status.ok()) return status;
  if (absl::Status status = state->OpenBooks(); !status.ok()) return status;
  if (absl::Status status = state->OpenTrail(); !status.ok()) return status;
  const Limits& limits = state->options.limits;
  state->feed = std::make_unique<FeedHub>(
      ReadFrom(&state->feed_pool, state->directory.get(), state->journal.get()), limits.feed);
  state->batcher = std::make_unique<Batcher>(state->WriterSide(), limits.batcher);
  state->reads = std::make_unique<Workers>(limits.read_threads, limits.max_queued_reads);
  state->checks = std::make_unique<Workers>(limits.check_threads, limits.max_queued_checks);
  state->backend = state->MakeBackend();
  state->offices = std::make_unique<Offices>(state->backend);
  if (absl::Status status = state->ServeMetrics(); !status.ok()) return status;
  if (absl::Status status = state->Listen(); !status.ok()) return status;
  state->probe = std::make_unique<Probe>(
      state->backend, &state->writer_probe_pool, &state->reader_probe_pool,
      [health = state->server->GetHealthCheckService(), mark = &state->ready](bool ready) {
        health->SetServingStatus(ready);
        *mark = ready;
      });
  state->expiry = std::make_unique<Expiry>(state->backend, &state->expiry_pool);
  state->log.Write(
      "serving", {{"address", state->acceptor->address()}, {"server", state->options.server_name}});
  return std::unique_ptr<RegistryServer>(new RegistryServer(std::move(state)));
}

RegistryServer::RegistryServer(std::unique_ptr<State> state) : state_(std::move(state)) {}

RegistryServer::~RegistryServer() { Shutdown(); }

const std::string& RegistryServer::address() const { return state_->acceptor->address(); }

const std::string& RegistryServer::metrics_address() const {
  static const std::string kNone;
  return state_->metrics == nullptr ? kNone : state_->metrics->address();
}

const Batcher& RegistryServer::batcher() const { return *state_->batcher; }

const FeedHub& RegistryServer::feed() const { return *state_->feed; }

const Trail& RegistryServer::trail() const { return *state_->trail; }

void RegistryServer::Shutdown() {
  if (state_->stopping.exchange(true)) return;
  state_->log.Write("stopping", {});
  state_->expiry->Stop();
  state_->probe->Stop();
  state_->server->GetHealthCheckService()->SetServingStatus(false);
  state_->ready = false;
  state_->acceptor->Stop();
  state_->feed->Stop();  // ends the streams, which would go on for ever
  // From here on every new call is UNAVAILABLE; what was accepted is answered.
  state_->batcher->Stop();
  state_->reads->Stop();
  state_->checks->Stop();
  state_->AwaitQuiet();
  state_->server->Shutdown(std::chrono::system_clock::now() + state_->options.limits.farewell);
  state_->server->Wait();
  state_->streams.Stop();
  state_->trail->Stop();  // after the last answer
  state_->log.Write("stopped", {});
  state_->log.Flush();
}

}  // namespace registry::server
