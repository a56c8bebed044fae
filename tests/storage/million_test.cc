// Once over a million postings: no statement reads a whole table of the journal, and none takes
// long.
#include <algorithm>
#include <catch2/catch.hpp>
#include <chrono>
#include <fstream>
#include <limits>
#include <map>
#include <pqxx/pqxx>
#include <regex>
#include <sstream>

#include "storage/account_reader.h"
#include "storage/catalog_reader.h"
#include "storage/holdings_reader.h"
#include "storage/journal_reader.h"
#include "storage/proposal_reader.h"
#include "storage/public_reader.h"
#include "storage/self_check.h"
#include "storage/statement_reader.h"
#include "storage/statements.h"
#include "storage/supply_reader.h"
#include "tests/storage/book.h"

namespace registry::testing {
namespace {

using Steady = std::chrono::steady_clock;

void FillWithAMillion(const TestDatabase& database) {
  std::ifstream file(std::string(REGISTRY_SOURCE_DIR) + "/tests/storage/sql/fill_journal.sql");
  REQUIRE(file.good());
  std::stringstream text;
  text << file.rdbuf();
  pqxx::connection connection(database.Connection("postgres"));
  pqxx::nontransaction work(connection);
  work.exec("SET fill.postings = '1000000'");
  work.exec(text.str());
}

// Nearly all of them long closed.
void FillWithProposals(const TestDatabase& database) {
  pqxx::connection connection(database.Connection("postgres"));
  pqxx::nontransaction work(connection);
  work.exec(
      "INSERT INTO registry.proposal_state SELECT n, 1 + n % 50, timestamptz '2026-01-05' + n * "
      "interval '1 second', CASE WHEN n <= 99000 THEN 2 ELSE 1 END, n FROM generate_series(1, "
      "100000) AS n; ANALYZE registry.proposal_state");
}

// Nearly all of them over.
void FillWithFreezes(const TestDatabase& database) {
  pqxx::connection connection(database.Connection("postgres"));
  pqxx::nontransaction work(connection);
  work.exec(
      "INSERT INTO registry.freeze_entry SELECT n, n + 100000 * v, 1, 1001 + n % 1000, NULL, NULL, "
      "0, NULL, 'case ' || n, '', 'epoch', '2099-01-01', 1 + v, 0, 0, 'epoch' FROM "
      "generate_series(1, 50000) AS n, generate_series(0, 1) AS v;"
      "INSERT INTO registry.staff SELECT sha256(n::text::bytea), n, 1, true FROM "
      "generate_series(1, 50000) AS n;"
      "INSERT INTO registry.trusted_account SELECT 1001 + n % 1000, 3000 + n, n, 'epoch', true "
      "FROM generate_series(1, 50000) AS n;"
      "INSERT INTO registry.delayed_transfer SELECT n, n + 100000 * v, 1001 + n % 1000, 3000, "
      "'CEA21', 1, 'epoch', 'epoch', 1 + v, '' FROM generate_series(1, 50000) AS n, "
      "generate_series(0, 1) AS v;"
      "ANALYZE registry.freeze_entry, registry.staff, registry.trusted_account, "
      "registry.delayed_transfer");
}

// Which index a statement has to go by, so that what is closed, complete or not published is not
// walked through. A partition's index of decision_published is named by its column.
std::string IndexFor(const storage::SqlText& statement) {
  const std::map<std::string, std::string> indexes = {
      {"list_proposals", "proposal_by_state"},
      {"list_proposals_of", "proposal_by_proposer"},
      {"due_proposals", "open_proposal_by_expiry"},
      {"find_proposal", "one_state_per_proposal"},
      {"list_with_term", "account_with_term"},
      {"list_uncollected", "uncollected_obligation"},
      {"list_published", "_sequence_idx on decision"}};
  const auto found = indexes.find(statement.name);
  return found == indexes.end() ? "" : found->second;
}

// The plan that a role's connection executes, whatever the parameters are.
std::string PlanOf(pqxx::nontransaction& work, const storage::SqlText& statement) {
  const std::string name = "explained_" + std::string(statement.name);
  work.exec("PREPARE " + name + " AS " + statement.sql);
  const int parameters =
      work.exec1("SELECT cardinality(parameter_types) FROM pg_prepared_statements WHERE name = '" +
                 name + "'")[0]
          .as<int>();
  std::string nulls;
  for (int i = 0; i < parameters; ++i) nulls += i == 0 ? "(NULL" : ", NULL";
  if (parameters > 0) nulls += ")";
  std::string plan;
  for (const pqxx::row& row : work.exec("EXPLAIN EXECUTE " + name + nulls)) {
    plan += std::string(row[0].c_str()) + "\n";
  }
  return plan;
}

// Executes and fails the test if it took longer than this on two busy cores.
template <typename Call>
void Within(std::chrono::milliseconds limit, const char* what, Call call) {
  const auto begin = Steady::now();
  const auto result = call();
  const auto taken = std::chrono::duration_cast<std::chrono::milliseconds>(Steady::now() - begin);
  INFO(what << " took " << taken.count() << " ms");
  if (!result.ok()) FAIL(what << ": " << result.status().ToString());
  CHECK(taken < limit);
}

// The records of this history are noise, each of which is a finding or two. What the self-check
// finds in postings and balances alone is nothing, and no transaction of it takes two seconds.
void CheckNumbersAndBalances(storage::ReaderPool* pool) {
  std::chrono::milliseconds longest(0);
  auto last = Steady::now();
  std::int64_t of_balances = 0;
  storage::CheckOptions options;
  options.max_findings = std::numeric_limits<std::int64_t>::max();
  const auto begin = last;
  const auto summary = storage::SelfCheck(
      pool, options,
      [&](const storage::CheckProgress&) {
        const auto now = Steady::now();
        longest =
            std::max(longest, std::chrono::duration_cast<std::chrono::milliseconds>(now - last));
        last = now;
        return true;
      },
      [&](const storage::CheckFinding& finding) {
        if (finding.text.find("balance") != std::string::npos ||
            finding.text.find("against what was issued") != std::string::npos ||
            finding.text.find("last sequence of account") != std::string::npos ||
            finding.text.find("requests that lead") != std::string::npos) {
          ++of_balances;
        }
        return true;
      });
  const auto taken = std::chrono::duration_cast<std::chrono::seconds>(Steady::now() - begin);
  if (!summary.ok()) FAIL(summary.status().ToString());
  CHECK(summary->postings >= 1'000'000);
  CHECK(of_balances == 0);
  INFO("longest transaction " << longest.count() << " ms, all " << taken.count() << " s");
#if !defined(__SANITIZE_ADDRESS__)
  CHECK(longest < std::chrono::seconds(2));
#endif
}

TEST_CASE("over a million postings every statement goes by a key") {
  TestDatabase database;
  FillWithAMillion(database);
  FillWithProposals(database);
  FillWithFreezes(database);

  const std::regex whole_table(
      "Seq Scan on (request|decision|posting|commit_batch|position|account|holder|obligation|trade|"
      "issuance_cap|certificate|person|person_identity|policy|calendar|proposal|proposal_state|"
      "freeze_entry|staff|trusted_account|delayed_transfer|trail)");
  const std::pair<const char*, std::span<const storage::SqlText>> roles[] = {
      {"registry_writer", storage::WriterStatements()},
      {"registry_reader", storage::ReaderStatements()},
      {"registry_auditor", storage::AuditorStatements()},
      {"registry_trail", storage::TrailStatements()}};
  for (const auto& [role, statements] : roles) {
    pqxx::connection connection(database.Connection(role));
    pqxx::nontransaction work(connection);
    for (const storage::SqlText& statement : statements) {
      const std::string plan = PlanOf(work, statement);
      INFO(role << " " << statement.name << "\n" << plan);
      CHECK(!std::regex_search(plan, whole_table));
      CHECK(plan.find(IndexFor(statement)) != std::string::npos);
    }
  }

  // Root and records of this history are noise, so nothing is recomputed.
  storage::JournalOptions options;
  options.connection = database.Connection("registry_writer");
  options.verify_batches = 0;
  auto journal = storage::Journal::Open(options);
  if (!journal.ok()) FAIL(journal.status().ToString());
  std::vector<std::int64_t> micros;
  for (int i = 0; i < 50; ++i) {
    const ledger::Request request =
        Ask(kExchange, ledger::MoveFromTrading{ledger::AccountId{1001 + i}, kInstrument, {1}});
    const auto begin = Steady::now();
    AcceptedIn((*journal)->Write(std::span(&request, 1)).front());
    micros.push_back(
        std::chrono::duration_cast<std::chrono::microseconds>(Steady::now() - begin).count());
  }
  std::sort(micros.begin(), micros.end());
  CHECK(micros[25] < 20'000);  // a statement that reads a whole table takes a hundred times this

  using std::chrono::milliseconds;
  storage::ReaderPool pool({database.Connection("registry_reader")});
  const milliseconds quick(250);
  const ledger::Sequence middle{500'000};
  const storage::HoldingsReader holdings(&pool);
  Within(quick, "first connection", [&] { return pool.Acquire(); });
  Within(quick, "holdings now", [&] { return holdings.List({}, {}, 1000); });
  Within(quick, "holdings then", [&] { return holdings.List({}, {}, 1000, middle); });
  storage::HoldingFilter one;
  one.account = ledger::AccountId{1500};
  Within(quick, "holdings of one", [&] { return holdings.List(one, {}, 10, middle); });
  const storage::StatementReader statements(&pool);
  storage::PostingFilter filter;
  filter.account = ledger::AccountId{1500};
  Within(quick, "statement", [&] { return statements.Read(filter, {}, 100); });
  Within(quick, "postings", [&] { return statements.ListPostings(filter, {}, 100); });
  filter.account = ledger::AccountId{5};  // the national account, on one side of thousands
  filter.last = middle;
  Within(quick, "statement of a busy account", [&] { return statements.Read(filter, {}, 100); });
  Within(milliseconds(10'000), "its turnover", [&] { return statements.Summarize(filter); });
  const storage::AccountReader accounts(&pool);
  Within(quick, "accounts", [&] { return accounts.List({}, {}, 1000); });
  const storage::CatalogReader catalog(&pool);
  Within(quick, "obligations", [&] { return catalog.ListObligations({}, {}, 1000); });
  const storage::ProposalReader proposals(&pool);
  Within(quick, "due proposals", [&] { return proposals.DueProposals({INT64_MAX / 16}, 1000); });
  const storage::JournalReader reader(&pool);
  Within(quick, "head", [&] { return reader.CurrentHead(); });
  Within(quick, "instant", [&] { return reader.Resolve({1}); });
  const storage::PublicReader published(&pool);
  Within(quick, "what is published", [&] { return published.List({}, middle, 1000); });
  Within(milliseconds(5'000), "sums for the public", [&] { return published.Sums(middle); });
  Within(milliseconds(5'000), "50,000 trades",
         [&] { return published.Trades(middle, ledger::Sequence{550'000}); });
  Within(milliseconds(30'000), "supply", [&] { return storage::SupplyReader(&pool).Read(); });
  CheckNumbersAndBalances(&pool);
}

}  // namespace
}  // namespace registry::testing
