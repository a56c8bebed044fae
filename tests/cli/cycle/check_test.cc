// After a cycle the registry proves itself; what the database's owner alters behind its back is
// found and named. The registry refuses such changes by triggers, which the owner switches off.
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <pqxx/pqxx>
#include <string>

#include "tests/cli/cycle/live_registry.h"
#include "tests/cli/cycle/small_cycle.h"

namespace registry::cli::testing {
namespace {

// As the superuser, with triggers off.
pqxx::result Behind(LiveRegistry& registry, const std::string& sql) {
  pqxx::connection owner(registry.database().Connection("postgres"));
  pqxx::work work(owner);
  work.exec("SET LOCAL session_replication_role = replica");
  work.exec("SET LOCAL search_path = registry");
  pqxx::result result = work.exec(sql);
  work.commit();
  return result;
}

// The findings of a check, which must have ended with 1.
nlohmann::json Findings(const LiveRegistry& registry) {
  const Run run = registry.Ctl({"check", "--json"});
  CHECK(run.code == ExitCode::kFinding);
  return nlohmann::json::parse(run.out)["findings"];
}

// Whether a finding names a position and both figures.
bool Names(const nlohmann::json& findings, const std::string& account, const std::string& bucket,
           const std::string& expected, const std::string& found) {
  for (const auto& finding : findings) {
    if (finding["account"] == account && finding["instrument"] == "CEA1920" &&
        finding["bucket"] == bucket && finding["expected"] == expected &&
        finding["found"] == found) {
      return true;
    }
  }
  return false;
}

}  // namespace

TEST_CASE(
    "a cycle leaves a registry that proves itself; an altered balance, posting or number does "
    "not") {
  LiveRegistry registry;
  const Folder folder;
  Play(registry, SmallCycle(6), folder);
  REQUIRE(registry.Ctl({"check"}).code == ExitCode::kDone);

  // Some unit's holding on the registration side, as the registry names it.
  const Run run = registry.Ctl({"holdings", "--json"});
  nlohmann::json holding;
  for (const auto& each : nlohmann::json::parse(run.out)) {
    const bool registered = each["position"]["bucket"] == "BUCKET_REGISTERED";
    if (registered && each["balance"].get<std::string>().front() != '-') holding = each;
  }
  REQUIRE_FALSE(holding.is_null());
  const std::string account = holding["position"]["account"];
  const std::string balance = holding["balance"];
  const std::string one_more = std::to_string(std::stoll(balance) + 1);
  // 00001032-09: the account's number is what stands before its check digits.
  const std::string number = std::to_string(std::stoll(account.substr(0, account.find('-'))));
  const std::string position = "(SELECT position_id FROM holding WHERE account_id = " + number +
                               " AND bucket = 1 AND balance = " + balance + ")";

  SECTION("one balance") {
    Behind(registry, "UPDATE position SET balance = balance + 1 WHERE position_id = " + position);
    CHECK(Names(Findings(registry), account, "BUCKET_REGISTERED", balance, one_more));
    const Run table = registry.Ctl({"check"});
    CHECK(table.out.find(account) != std::string::npos);
    CHECK(table.out.find("does not agree with its journal") != std::string::npos);
  }
  SECTION("one posting") {
    Behind(registry,
           "UPDATE posting SET quantity = quantity + 1 WHERE sequence = (SELECT max(sequence) FROM "
           "posting WHERE acquiring_position = " +
               position + ") AND acquiring_position = " + position);
    const nlohmann::json findings = Findings(registry);
    CHECK(std::any_of(findings.begin(), findings.end(), [&](const auto& finding) {
      return finding["account"] == account && finding["instrument"] == "CEA1920" &&
             finding["bucket"] == "BUCKET_REGISTERED" && finding["expected"] != "" &&
             finding["found"] != "";
    }));
  }
  SECTION("one sequence number") {
    Behind(
        registry,
        "UPDATE posting SET sequence = sequence + 1000000 WHERE sequence = (SELECT max(sequence) "
        "FROM posting WHERE acquiring_position = " +
            position + ")");
    const nlohmann::json findings = Findings(registry);
    CHECK(std::any_of(findings.begin(), findings.end(), [&](const auto& finding) {
      return finding["account"] == account && finding["bucket"] == "BUCKET_REGISTERED" &&
             finding["expected"] != "" && finding["found"] != "";
    }));
  }
}

}  // namespace registry::cli::testing
