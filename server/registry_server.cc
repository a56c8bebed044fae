#include "server/registry_server.h"

#include <atomic>
#include <chrono>
#include <fstream>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "grpcpp/ext/proto_server_reflection_plugin.h"
#include "grpcpp/health_check_service_interface.h"
#include "grpcpp/server.h"
#include "grpcpp/server_builder.h"
#include "log/hash.h"
#include "server/account_service.h"
#include "server/allocation_service.h"
#include "server/audit_service.h"
#include "server/batch_service.h"
#include "server/compliance_service.h"
#include "server/grpc_log.h"
#include "server/holding_service.h"
#include "server/journal_service.h"
#include "server/probe.h"
#include "server/random.h"
#include "server/registry_service.h"
#include "server/settlement_service.h"
#include "server/transaction.h"
#include "server/transfer_service.h"
#include "storage/catalog_reader.h"
#include "storage/journal.h"
#include "storage/journal_reader.h"

namespace registry::server {
namespace {

// The offices, one service each.
struct Offices {
  explicit Offices(const Backend& backend)
      : account(backend),
        allocation(backend),
        audit(backend),
        batch(backend),
        compliance(backend),
        holding(backend),
        journal(backend),
        registry(backend),
        settlement(backend),
        transfer(backend) {}

  std::vector<grpc::Service*> all() {
    return {&account, &allocation, &audit,    &batch,      &compliance,
            &holding, &journal,    &registry, &settlement, &transfer};
  }

  AccountService account;
  AllocationService allocation;
  AuditService audit;
  BatchService batch;
  ComplianceService compliance;
  HoldingService holding;
  JournalService journal;
  RegistryService registry;
  SettlementService settlement;
  TransferService transfer;
};

storage::PoolOptions PoolFor(const std::string& connection, int connections) {
  storage::PoolOptions options;
  options.connection = connection;
  options.max_connections = connections;
  return options;
}

absl::StatusOr<std::string> PageTokenKey(storage::ReaderPool* pool) {
  const auto first = storage::JournalReader(pool).FindRecord(ledger::RecordNumber{0});
  if (!first.ok()) return first.status();
  if (!*first) {
    return absl::FailedPreconditionError(
        "the store is empty: run registryd once with --bootstrap first");
  }
  std::string secret = "page tokens";
  secret.append((*first)->salt.begin(), (*first)->salt.end());
  secret.append((*first)->leaf_hash.begin(), (*first)->leaf_hash.end());
  const ledger::Digest key = log::Sha256(secret);
  return std::string(key.begin(), key.end());
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
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);  // a second server on the port must fail
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
        audit_pool(PoolFor(options.reader_database, options.limits.check_threads + 1)),
        feed_pool(PoolFor(options.reader_database, 2)),
        probe_pool(PoolFor(options.reader_database, 1)),
        validator(&pool) {}

  BatcherJournal WriterSide();
  FeedSource FeedSide();
  absl::Status OpenBooks();
  absl::Status Listen();
  Backend MakeBackend();

  const ServerOptions options;
  JsonLog log;
  GrpcLog grpc_log;
  CallCounts counts;
  storage::ReaderPool pool, audit_pool, feed_pool, probe_pool;
  storage::Validator validator;
  std::unique_ptr<storage::Journal> journal;
  std::unique_ptr<DirectoryBoard> directory;
  std::unique_ptr<PageTokens> page_tokens;
  std::unique_ptr<FeedHub> feed;
  std::unique_ptr<Batcher> batcher;
  std::unique_ptr<Workers> reads, checks;
  Backend backend;
  std::unique_ptr<Offices> offices;
  std::unique_ptr<grpc::Server> server;
  std::unique_ptr<Probe> probe;
  std::string address;
  std::atomic<bool> stopping{false};
};

BatcherJournal RegistryServer::State::WriterSide() {
  BatcherJournal side;
  side.take_turn = [this] { return journal->TakeTurn(); };
  side.pass_turn = [this] { journal->PassTurn(); };
  side.apply = [this](std::span<const ledger::Request> requests) {
    std::vector<storage::Answer> answers = journal->Apply(requests);
    directory->Offer(journal->rules());
    feed->Wake();
    return answers;
  };
  side.salt = Salt;
  return side;
}

FeedSource RegistryServer::State::FeedSide() {
  FeedSource side;
  side.head = [this]() -> absl::StatusOr<ledger::Sequence> {
    const auto head = storage::JournalReader(&feed_pool).CurrentHead();
    if (!head.ok()) return head.status();
    return head->sequence;
  };
  side.read = [this](ledger::Sequence after, int limit) {
    return TransactionReader(&feed_pool, directory.get()).ReadFeed(after, limit);
  };
  return side;
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
  auto key = PageTokenKey(&pool);
  if (!key.ok()) return key.status();
  page_tokens = std::make_unique<PageTokens>(*std::move(key));
  directory = std::make_unique<DirectoryBoard>(journal->rules());
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
  made.pool = &pool;
  made.audit_pool = &audit_pool;
  made.validator = &validator;
  made.page_tokens = page_tokens.get();
  made.counts = &counts;
  made.log = &log;
  made.stopping = &stopping;
  return made;
}

absl::Status RegistryServer::State::Listen() {
  grpc::EnableDefaultHealthCheckService(true);
  grpc::reflection::InitProtoReflectionServerBuilderPlugin();
  grpc::ServerBuilder builder;
  SetArguments(builder);
  int port = 0;
  builder.AddListeningPort(
      options.listen,
      MakeCredentials(options.certificates, options.limits.certificate_refresh, directory.get()),
      &port);
  for (grpc::Service* office : offices->all()) builder.RegisterService(office);
  server = builder.BuildAndStart();
  if (server == nullptr || port == 0) {
    return absl::UnavailableError(
        absl::StrCat("cannot listen on ", options.listen, ": is the address taken?"));
  }
  address = absl::StrCat(options.listen.substr(0, options.listen.rfind(':')), ":", port);
  return absl::OkStatus();
}

absl::StatusOr<std::unique_ptr<RegistryServer>> RegistryServer::Start(ServerOptions options) {
  if (absl::Status status = CheckReadable(options.certificates); !status.ok()) return status;
  auto state = std::make_unique<State>(std::move(options));
  if (absl::Status status = state->OpenBooks(); !status.ok()) return status;
  const Limits& limits = state->options.limits;
  state->feed = std::make_unique<FeedHub>(state->FeedSide(), limits.feed);
  state->batcher = std::make_unique<Batcher>(state->WriterSide(), limits.batcher);
  state->reads = std::make_unique<Workers>(limits.read_threads, limits.max_queued_reads);
  state->checks = std::make_unique<Workers>(limits.check_threads, limits.max_queued_checks);
  state->backend = state->MakeBackend();
  state->offices = std::make_unique<Offices>(state->backend);
  if (absl::Status status = state->Listen(); !status.ok()) return status;
  state->probe = std::make_unique<Probe>(state->backend, &state->probe_pool,
                                         [health = state->server->GetHealthCheckService()](
                                             bool ready) { health->SetServingStatus(ready); });
  state->log.Write("serving",
                   {{"address", state->address}, {"server", state->options.server_name}});
  return std::unique_ptr<RegistryServer>(new RegistryServer(std::move(state)));
}

RegistryServer::RegistryServer(std::unique_ptr<State> state) : state_(std::move(state)) {}

RegistryServer::~RegistryServer() { Shutdown(); }

const std::string& RegistryServer::address() const { return state_->address; }

const Batcher& RegistryServer::batcher() const { return *state_->batcher; }

void RegistryServer::Shutdown() {
  if (state_->stopping.exchange(true)) return;
  state_->log.Write("stopping", {});
  state_->probe->Stop();
  state_->server->GetHealthCheckService()->SetServingStatus(false);
  state_->feed->Stop();  // ends the streams, which would go on for ever
  // No new calls; those that were accepted go on until they are answered.
  state_->server->Shutdown(std::chrono::system_clock::now() +
                           state_->options.limits.shutdown_timeout);
  state_->batcher->Stop();
  state_->reads->Stop();
  state_->checks->Stop();
  state_->server->Wait();
  state_->log.Write("stopped", {});
  state_->log.Flush();
}

}  // namespace registry::server
