// After a cycle the registry proves itself; what the database's owner alters behind its back is
// found and named. The registry refuses such changes by triggers, which the owner switches off.
#include <algorithm>
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

// Whether a finding names the account's registered position and both figures: these ones, or any
// when they are empty.
bool Names(const nlohmann::json& findings, const std::string& account, const std::string& expected,
           const std::string& found) {
  const auto is = [](const nlohmann::json& figure, const std::string& wanted) {
    return wanted.empty() ? figure != "" : figure == wanted;
  };
  return std::any_of(findings.begin(), findings.end(), [&](const nlohmann::json& finding) {
    return finding["account"] == account && finding["instrument"] == "CEA1920" &&
           finding["bucket"] == "BUCKET_REGISTERED" && is(finding["expected"], expected) &&
           is(finding["found"], found);
  });
}

}  // namespace

TEST_CASE("a registry proves itself after a cycle, and not after the database was altered") {
  LiveRegistry registry;
  const Folder folder;
  Play(registry, SmallCycle(6), folder);
  REQUIRE(registry.Ctl({"check"}).code == ExitCode::kDone);

  // Some unit's holding on the registration side, as the registry names it.
  nlohmann::json holding;
  for (const auto& each : nlohmann::json::parse(registry.Ctl({"holdings", "--json"}).out)) {
    const bool registered = each["position"]["bucket"] == "BUCKET_REGISTERED";
    if (registered && each["balance"].get<std::string>().front() != '-') holding = each;
  }
  REQUIRE_FALSE(holding.is_null());
  const std::string account = holding["position"]["account"];
  const std::string balance = holding["balance"];
  // 00001032-09: the account's number is what stands before its check digits.
  const std::string number = std::to_string(std::stoll(account.substr(0, account.find('-'))));
  const std::string position =
      Behind(registry,
             "SELECT position_id FROM holding WHERE bucket = 1 AND account_id = " + number)
          .at(0)
          .at(0)
          .c_str();
  const std::string received = Behind(registry,
                                      "SELECT max(sequence) FROM posting WHERE "
                                      "acquiring_position = " +
                                          position)
                                   .at(0)
                                   .at(0)
                                   .c_str();

  // One balance: named with what the journal says and what stands there.
  Behind(registry, "UPDATE position SET balance = balance + 1 WHERE position_id = " + position);
  CHECK(Names(Findings(registry), account, balance, std::to_string(std::stoll(balance) + 1)));
  const Run table = registry.Ctl({"check"});
  CHECK(table.code == ExitCode::kFinding);
  CHECK(table.out.find(account) != std::string::npos);
  CHECK(table.out.find("does not agree with its journal") != std::string::npos);
  Behind(registry, "UPDATE position SET balance = balance - 1 WHERE position_id = " + position);

  // One posting.
  const std::string that_posting =
      " WHERE sequence = " + received + " AND acquiring_position = " + position;
  Behind(registry, "UPDATE posting SET quantity = quantity + 1" + that_posting);
  CHECK(Names(Findings(registry), account, "", ""));
  Behind(registry, "UPDATE posting SET quantity = quantity - 1" + that_posting);

  // One sequence number.
  Behind(registry, "UPDATE posting SET sequence = sequence + 1000000" + that_posting);
  CHECK(Names(Findings(registry), account, "", ""));
  Behind(registry, "UPDATE posting SET sequence = sequence - 1000000 WHERE sequence = " + received +
                       " + 1000000");

  CHECK(registry.Ctl({"check"}).code == ExitCode::kDone);
}

}  // namespace registry::cli::testing
