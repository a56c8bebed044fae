// What Prometheus is told: GET /metrics by a plain connection, against calls of known outcome.
#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <cmath>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "storage/histogram.h"
#include "tests/server/small_book.h"
#include "tests/server/test_server.h"

namespace registry::testing {
namespace {

TestServerOptions WithMetrics() {
  TestServerOptions options;
  options.metrics_listen = "127.0.0.1:0";
  options.limits.feed.heartbeat = server::milliseconds(100);
  return options;
}

std::string Get(const std::string& address) {
  const std::size_t colon = address.rfind(':');
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(static_cast<std::uint16_t>(std::stoi(address.substr(colon + 1))));
  REQUIRE(inet_pton(AF_INET, address.substr(0, colon).c_str(), &to.sin_addr) == 1);
  const int line = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  REQUIRE(connect(line, reinterpret_cast<const sockaddr*>(&to), sizeof to) == 0);
  const std::string request = "GET /metrics HTTP/1.0\r\nHost: " + address + "\r\n\r\n";
  REQUIRE(write(line, request.data(), request.size()) == static_cast<ssize_t>(request.size()));
  std::string answer;
  char buffer[4096];
  for (ssize_t size = 0; (size = read(line, buffer, sizeof buffer)) > 0;) {
    answer.append(buffer, static_cast<std::size_t>(size));
  }
  close(line);
  REQUIRE(answer.find(" 200 OK") < 16);
  return answer;
}

// One answer, read by its text form.
class Scrape {
 public:
  explicit Scrape(const TestServer& server) : Scrape(Get(server.metrics_address())) {}
  explicit Scrape(const std::string& text) {
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
      std::istringstream words(line);
      std::string first, kind, name, type;
      words >> first >> kind >> name >> type;
      if (first == "#" && kind == "TYPE") types_[name] = type;
      const std::size_t end = line.rfind(' ');
      if (first.empty() || first == "#" || end == std::string::npos || types_.empty()) continue;
      samples_[line.substr(0, end)] = std::strtod(line.c_str() + end, nullptr);
    }
  }

  double operator[](const std::string& sample) const {
    const auto found = samples_.find(sample);
    return found == samples_.end() ? 0 : found->second;
  }
  bool Has(const std::string& sample) const { return samples_.contains(sample); }
  const std::map<std::string, std::string>& types() const { return types_; }
  // The labels of a metric's samples, those that its type brings along left out.
  std::set<std::string> LabelsOf(const std::string& metric) const {
    std::set<std::string> labels;
    for (const auto& [sample, value] : samples_) {
      const std::size_t brace = sample.find('{');
      const std::string name = sample.substr(0, brace);
      if (brace == std::string::npos || (name != metric && name != metric + "_bucket")) continue;
      for (std::size_t at = brace; at != std::string::npos; at = sample.find("\",", at + 1)) {
        const std::size_t begin = at == brace ? at + 1 : at + 2;
        labels.insert(sample.substr(begin, sample.find('=', begin) - begin));
      }
    }
    labels.erase("le");
    labels.erase("");
    return labels;
  }

 private:
  std::map<std::string, std::string> types_;
  std::map<std::string, double> samples_;
};

struct Documented {
  std::string type;
  std::set<std::string> labels;
};

// The rows of docs/metrics.md. A label's name stands in backquotes; what follows a colon are
// values.
std::map<std::string, Documented> ReadDocument() {
  std::map<std::string, Documented> rows;
  std::ifstream file(std::string(REGISTRY_SOURCE_DIR) + "/docs/metrics.md");
  for (std::string line; std::getline(file, line);) {
    if (!line.starts_with("| `")) continue;
    std::istringstream cells(line);
    std::string empty, name, type, labels;
    for (std::string* cell : {&empty, &name, &type, &labels}) std::getline(cells, *cell, '|');
    Documented& row = rows[name.substr(2, name.rfind('`') - 2)];
    row.type = type.substr(1, type.size() - 2);
    bool values = false;
    for (std::size_t at = 0; at < labels.size(); ++at) {
      if (labels[at] == ':') values = true;
      if (labels[at] == ';') values = false;
      if (labels[at] != '`') continue;
      const std::size_t end = labels.find('`', at + 1);
      if (!values) row.labels.insert(labels.substr(at + 1, end - at - 1));
      at = end;
    }
  }
  return rows;
}

grpc::Status Send(TestServer& server, const std::string& office,
                  const v1::TransferRequest& transfer) {
  v1::WriteResponse response;
  Context context;
  return server.As<v1::TransferService>(office)->Transfer(&context, transfer, &response);
}

}  // namespace

TEST_CASE("what the metrics count is what was answered") {
  TestServer server(WithMetrics());
  const SmallBook book = MakeSmallBook(server);
  const Scrape before(server);
  const std::string& one = book.units[0];
  const std::string& other = book.units[1];

  v1::TransferRequest transfer;
  for (int i = 0; i < 3; ++i) {
    transfer = NewTransfer(one, other, 10);
    RequireOk(Send(server, "operator", transfer));
  }
  RequireOk(Send(server, "operator", transfer));  // a replay
  transfer.set_quantity_tco2e(11);
  CHECK(Read(Send(server, "operator", transfer)).reason() == "REQUEST_ID_REUSED");
  for (int i = 0; i < 2; ++i) {
    CHECK(Read(Send(server, "operator", NewTransfer(one, other, 10'000))).reason() ==
          "INSUFFICIENT_HOLDING");
  }
  CHECK(Read(Send(server, "operator", NewTransfer(one, one, 10))).reason() == "SAME_ACCOUNT");
  CHECK(Read(Send(server, "operator", NewTransfer(one, "", 10))).reason() == "REQUEST_MISSHAPEN");
  CHECK(Read(Send(server, "auditor", NewTransfer(one, other, 10))).reason() ==
        "CALLER_NOT_ENTITLED");

  const Scrape after(server);
  const auto more = [&](const std::string& sample) { return after[sample] - before[sample]; };
  const auto decisions = [&](const std::string& outcome, const std::string& reason) {
    return more("registry_decisions_total{outcome=\"" + outcome + "\",reason=\"" + reason + "\"}");
  };
  CHECK(decisions("accepted", "") == 3);
  CHECK(decisions("replayed", "") == 1);
  CHECK(decisions("reused", "") == 1);
  CHECK(decisions("rejected", "INSUFFICIENT_HOLDING") == 2);
  CHECK(decisions("rejected", "SAME_ACCOUNT") == 1);
  double rejected = 0;
  for (std::size_t i = 1; i <= ledger::kReasons; ++i) {
    const std::string reason(ledger::ReasonName(static_cast<ledger::Reason>(i)));
    REQUIRE_FALSE(reason.empty());
    CHECK(after.Has("registry_decisions_total{outcome=\"rejected\",reason=\"" + reason + "\"}"));
    rejected += decisions("rejected", reason);
  }
  CHECK(rejected == 3);
  CHECK(decisions("denied", "") == 0);
  CHECK(decisions("fault", "") == 0);

  const auto calls = [&](const std::string& code) {
    return more("registry_calls_total{method=\"TransferService/Transfer\",code=\"" + code + "\"}");
  };
  CHECK(calls("OK") == 4);
  CHECK(calls("FAILED_PRECONDITION") == 3);
  CHECK(calls("ALREADY_EXISTS") == 1);
  CHECK(calls("INVALID_ARGUMENT") == 1);
  CHECK(calls("PERMISSION_DENIED") == 1);
  const std::map<std::string, int> refused = {{"REQUEST_ID_REUSED", 1},
                                              {"INSUFFICIENT_HOLDING", 2},
                                              {"SAME_ACCOUNT", 1},
                                              {"REQUEST_MISSHAPEN", 1},
                                              {"CALLER_NOT_ENTITLED", 1}};
  for (const auto& [reason, count] : refused) {
    CHECK(more("registry_refused_calls_total{reason=\"" + reason + "\"}") == count);
  }
  // One call after the other: eight reached the journal, each in a batch of its own. The id that
  // was used wrote nothing; the replay wrote nothing either, but waited for a standby as its first
  // did.
  CHECK(more("registry_batch_requests_count") == 8);
  CHECK(more("registry_batch_requests_sum") == 8);
  CHECK(more("registry_batch_requests_bucket{le=\"1\"}") == 8);
  CHECK(more("registry_apply_seconds_count") == 8);
  CHECK(more("registry_turn_wait_seconds_count") == 8);
  CHECK(more("registry_commit_seconds_count") == 7);
  CHECK(more("registry_commit_seconds_sum") > 0);
  CHECK(more("registry_journal_sequence") == 3);
  CHECK(after["registry_writer_connections_total"] == 1);
  CHECK(after["registry_queue_requests{lane=\"single\"}"] == 0);
  CHECK(after["registry_feed_subscribers"] == 0);
  CHECK(after["registry_feed_lag_transactions"] == 0);
}

TEST_CASE("every metric is documented, and everything documented is served") {
  TestServer server(WithMetrics());
  MakeSmallBook(server);
  Send(server, "auditor", v1::TransferRequest());
  Get(server.metrics_address());  // the exposer's own metrics count from the first
  const Scrape scrape(server);
  const auto documented = ReadDocument();
  REQUIRE(documented.size() > 30);
  for (const auto& [name, type] : scrape.types()) {
    INFO(name);
    REQUIRE(documented.contains(name));
    CHECK(documented.at(name).type == type);
    CHECK(documented.at(name).labels == scrape.LabelsOf(name));
  }
  for (const auto& [name, row] : documented) {
    INFO(name);
    CHECK(scrape.types().contains(name));
  }
}

TEST_CASE("readers of the feed are seen") {
  TestServer server(WithMetrics());
  MakeSmallBook(server);
  Context context;
  auto stream =
      server.As<v1::JournalService>("auditor")->FollowJournal(&context, v1::FollowJournalRequest());
  v1::JournalEvent event;
  // On a busy machine a heartbeat may come before the server has read its journal.
  int messages = 0;
  while (stream->Read(&event) && (messages == 0 || !event.has_heartbeat())) {
    if (!event.has_heartbeat()) ++messages;
  }
  const Scrape scrape(server);
  CHECK(scrape["registry_feed_subscribers"] == 1);
  CHECK(scrape["registry_feed_messages_total"] == messages);
  CHECK(scrape["registry_feed_heartbeats_total"] >= 1);
  CHECK(scrape["registry_feed_lag_transactions"] == 0);
  CHECK(scrape["registry_pool_connections{pool=\"feed\",state=\"idle\"}"] >= 1);
  CHECK(scrape["registry_journal_sequence"] == messages);
}

TEST_CASE("metrics are off unless they are asked for, and a wrong or taken address is named") {
  TestServer without;
  CHECK(without.server().metrics_address().empty());
  const TestServer with(WithMetrics());
  const auto start = [&](const std::string& address) {
    registry::server::ServerOptions options = with.options();
    options.metrics_listen = address;
    return registry::server::RegistryServer::Start(options).status();
  };
  const absl::Status taken = start(with.metrics_address());
  CHECK(absl::IsUnavailable(taken));
  CHECK(std::string(taken.message()).find(with.metrics_address()) != std::string::npos);
  for (const char* wrong :
       {"9464", ":9464", "127.0.0.1", "127.0.0.1:", "127.0.0.1:9464s", "127.0.0.1:1,127.0.0.1:2"}) {
    INFO(wrong);
    CHECK(absl::IsInvalidArgument(start(wrong)));
  }
}

TEST_CASE("a histogram's buckets hold what is at most their bound") {
  using storage::HistogramBound;
  using storage::HistogramBucket;
  for (const std::int64_t first : {1, 64}) {
    CHECK(HistogramBucket(first, 0) == 0);
    for (std::size_t bucket = 0; bucket < storage::kHistogramBuckets; ++bucket) {
      CHECK(HistogramBucket(first, HistogramBound(first, bucket)) == bucket);
      CHECK(HistogramBucket(first, HistogramBound(first, bucket) + 1) == bucket + 1);
    }
    CHECK(HistogramBucket(first, INT64_MAX) == storage::kHistogramBuckets);
  }
}

}  // namespace registry::testing
