#include "tests/crash/checker.h"

#include <cstdlib>
#include <pqxx/pqxx>
#include <unordered_map>

#include "tests/crash/client_log.h"

namespace registry::crash {
namespace {

struct Row {
  long long record = 0;
  bool accepted = false;
  long long sequence = 0;
  long long postings = 0;
  long long transferring = 0;
  long long acquiring = 0;
  long long quantity = 0;
  long long transferring_balance = 0;
  long long acquiring_balance = 0;
  int times = 0;
};

class Judge {
 public:
  explicit Judge(CheckResult& result) : result_(result) {}
  void Violation(std::string what) {
    ++result_.violation_count;
    if (result_.violations.size() < 100) result_.violations.push_back(std::move(what));
  }

 private:
  CheckResult& result_;
};

long long Number(const pqxx::field& field) {
  return field.is_null() ? 0 : std::strtoll(field.c_str(), nullptr, 10);
}

// "00001001-05" is account 1001.
long long AccountOf(const std::string& number) { return std::strtoll(number.c_str(), nullptr, 10); }

std::unordered_map<std::string, Row> ReadTables(pqxx::work& work) {
  std::unordered_map<std::string, Row> rows;
  const auto found = work.exec(
      "SELECT r.request_id::text, d.record_number, d.sequence, count(p.sequence), "
      "min(p.transferring_position >> 21), "
      "min(p.acquiring_position >> 21), min(p.quantity), min(p.transferring_balance), "
      "min(p.acquiring_balance) "
      "FROM registry.request r JOIN registry.decision d USING (record_number) "
      "LEFT JOIN registry.posting p ON p.sequence = d.sequence GROUP BY 1, 2, 3");
  for (const auto& line : found) {
    Row& row = rows[line[0].c_str()];
    ++row.times;
    row.record = Number(line[1]);
    row.accepted = !line[2].is_null();
    row.sequence = Number(line[2]);
    row.postings = Number(line[3]);
    row.transferring = Number(line[4]);
    row.acquiring = Number(line[5]);
    row.quantity = Number(line[6]);
    row.transferring_balance = Number(line[7]);
    row.acquiring_balance = Number(line[8]);
  }
  return rows;
}

// Each law is a query that counts what breaks it.
struct Law {
  const char* name;
  const char* sql;
};
constexpr Law kLaws[] = {
    {"the balances of an instrument sum to zero",
     "SELECT count(*) FROM (SELECT 1 FROM registry.position GROUP BY (position_id >> 5) & 65535 "
     "HAVING sum(balance) <> 0) x"},
    {"a balance is the sum of its postings",
     "SELECT count(*) FROM (SELECT position, sum(moved) AS moved FROM (SELECT acquiring_position "
     "AS position, quantity AS moved FROM "
     "registry.posting UNION ALL SELECT transferring_position, -quantity FROM registry.posting) m "
     "GROUP BY position) f "
     "FULL JOIN registry.position p ON p.position_id = f.position WHERE p.balance IS DISTINCT FROM "
     "f.moved"},
    {"only issuance is below zero",
     "SELECT count(*) FROM registry.position WHERE balance < 0 AND position_id >> 21 <> 1"},
    {"record numbers have no gap",
     "SELECT (SELECT count(*) FROM registry.decision) - (SELECT coalesce(max(record_number) + 1, "
     "0) FROM registry.decision)"},
    {"sequences have no gap",
     "SELECT (SELECT count(sequence) FROM registry.decision) - (SELECT coalesce(max(sequence), 0) "
     "FROM registry.decision)"},
    {"every posting belongs to an accepted decision",
     "SELECT count(*) FROM registry.posting p WHERE NOT EXISTS (SELECT 1 FROM registry.decision d "
     "WHERE d.sequence = p.sequence)"},
    {"every decision has one request and lies in one batch",
     "SELECT (SELECT count(*) FROM registry.request) - (SELECT count(*) FROM registry.decision) + "
     "(SELECT coalesce(sum(last_record - first_record + 1), 0) FROM registry.commit_batch) - "
     "(SELECT count(*) FROM registry.decision)"},
    {"no decision was made before the one ahead of it",
     "SELECT count(*) FROM (SELECT recorded_at < lag(recorded_at) OVER (ORDER BY record_number) AS "
     "fell FROM registry.decision) x "
     "WHERE fell"},
};

void CheckAnswer(const LoggedRequest& request, const LoggedAnswer& answer, const Row* row,
                 Judge& judge) {
  const std::string name = "request " + request.id;
  switch (answer.kind) {
    case LoggedAnswer::Kind::kInternal:
      if (row != nullptr)
        judge.Violation(name + " was answered INTERNAL and is recorded as " +
                        std::to_string(row->record));
      return;
    case LoggedAnswer::Kind::kRefused:
      if (row == nullptr) {
        judge.Violation(name + " was refused and is not recorded");
      } else if (row->accepted) {
        judge.Violation(name + " was refused and is recorded as accepted");
      }
      return;
    case LoggedAnswer::Kind::kOk:
      break;
  }
  if (row == nullptr) {
    judge.Violation(name + " was acknowledged as " + std::to_string(answer.sequence) +
                    " and is not there");
    return;
  }
  if (row->times != 1) judge.Violation(name + " is there " + std::to_string(row->times) + " times");
  if (!row->accepted || row->postings != 1)
    judge.Violation(name + " was acknowledged and is not one posting");
  if (row->sequence != answer.sequence || row->record != answer.record) {
    judge.Violation(name + " was acknowledged under other numbers than it is recorded under");
  }
  if (row->transferring != AccountOf(request.transferring) ||
      row->acquiring != AccountOf(request.acquiring) || row->quantity != request.quantity) {
    judge.Violation(name + " is recorded with other content than was asked");
  }
  if (row->transferring_balance != answer.transferring_balance ||
      row->acquiring_balance != answer.acquiring_balance) {
    judge.Violation(name + " was acknowledged with other balances than are recorded");
  }
}

}  // namespace

CheckResult Check(const std::string& log_directory, const std::string& connection) {
  CheckResult result;
  Judge judge(result);
  const Logged logged = ReadLogs(log_directory);
  pqxx::connection database(connection);
  pqxx::work work(database);
  work.exec("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY");
  const auto rows = ReadTables(work);

  std::unordered_map<std::string, const LoggedRequest*> requests;
  for (const LoggedRequest& request : logged.requests) {
    if (!requests.emplace(request.id, &request).second)
      judge.Violation("request " + request.id + " was asked as two");
  }
  std::unordered_map<std::string, const LoggedAnswer*> answered;
  for (const LoggedAnswer& answer : logged.answers) {
    const auto request = requests.find(answer.id);
    if (request == requests.end()) {
      judge.Violation("answer without a request: " + answer.id);
      continue;
    }
    if (!answered.emplace(answer.id, &answer).second) {
      judge.Violation("request " + answer.id + " has two last answers");
      continue;
    }
    const auto row = rows.find(answer.id);
    CheckAnswer(*request->second, answer, row == rows.end() ? nullptr : &row->second, judge);
    switch (answer.kind) {
      case LoggedAnswer::Kind::kOk:
        ++result.acknowledged;
        break;
      case LoggedAnswer::Kind::kRefused:
        ++result.refused;
        break;
      case LoggedAnswer::Kind::kInternal:
        ++result.internal;
        break;
    }
  }
  for (const auto& [id, row] : rows) {
    if (row.times > 1)
      judge.Violation("request " + id + " has " + std::to_string(row.times) + " effects");
    if (row.accepted) ++result.transactions;
  }
  result.never_answered = static_cast<long long>(requests.size() - answered.size());
  for (const Law& law : kLaws) {
    const long long broken = Number(work.exec1(law.sql)[0]);
    if (broken != 0)
      judge.Violation(std::string("law broken ") + std::to_string(broken) + " times: " + law.name);
  }
  return result;
}

}  // namespace registry::crash
