// Tables that people upload. The first byte of an input says which: a letter for the text after it
// as it stands, a capital for the rows under the right heading.
//
// Under test: sim/csv.cc cli/settle_file.cc server/ceremony_lists.cc
#include <cctype>
#include <set>
#include <string>
#include <variant>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "cli/settle_file.h"
#include "ledger/account_number.h"
#include "ledger/participant.h"
#include "ledger/person.h"
#include "ledger/recovery.h"
#include "server/ceremony_lists.h"
#include "sim/csv.h"
#include "tests/fuzz/target.h"

namespace registry::fuzz {
namespace {

using Rows = std::vector<std::vector<std::string>>;

void CheckProblem(const sim::FileProblem& problem) {
  Require(problem.file == "t.csv" && problem.row >= 0 && !problem.text.empty(),
          "a refused table is named, with the place", sim::Describe(problem));
}

// A table of these columns; what it holds can be written and read again.
void CheckCsv(const std::vector<std::string>& columns, std::string_view text, Tally& tally) {
  const auto parsed = sim::ParseCsv(text, "t.csv", columns);
  if (const auto* problem = std::get_if<sim::FileProblem>(&parsed)) return CheckProblem(*problem);
  ++tally.parsed;
  const Rows& rows = std::get<sim::CsvTable>(parsed).rows;
  std::string written;
  sim::AppendCsvRecord(columns, written);
  for (const auto& row : rows) {
    Require(row.size() == columns.size(), "a row has the fields of the heading");
    sim::AppendCsvRecord(row, written);
    for (const std::string& field : row) {
      const auto whole = sim::ParseWhole(field);
      Require(!whole || std::to_string(*whole) == field, "a number has one spelling", field);
    }
  }
  const auto again = sim::ParseCsv(written, "t.csv", columns);
  Require(
      std::holds_alternative<sim::CsvTable>(again) && std::get<sim::CsvTable>(again).rows == rows,
      "what a table holds is read again as it was written", written);
  if (!rows.empty()) ++tally.accepted;
}

void CheckTrades(std::string_view text, Tally& tally) {
  const cli::SettleFile file = cli::ParseSettleFile(text, "t.csv");
  if (const auto* problem = std::get_if<sim::FileProblem>(&file)) return CheckProblem(*problem);
  ++tally.parsed, ++tally.accepted;
  const auto& trades = std::get<0>(file);
  Require(!trades.empty(), "a file of trades has one");
  for (const auto& trade : trades) {
    Require(trade.quantity_tco2e() >= 0 && trade.price_fen() >= 0 && trade.amount_fen() >= 0,
            "numbers of a file are plain digits", trade.ShortDebugString());
    Require(trade.method() != carbon::registry::v1::TRADING_METHOD_UNSPECIFIED &&
                !trade.trade_id().empty() && !trade.instrument().empty() && trade.has_match_time(),
            "no field of a trade is left out", trade.ShortDebugString());
    Require(!trade.SerializeAsString().empty(), "a trade can be sent");
  }
}

std::string Written(const std::vector<ledger::RegisterParticipant>& participants) {
  std::string text = "name,role,province,account\n";
  for (const ledger::RegisterParticipant& each : participants) {
    const std::string role = absl::AsciiStrToLower(std::string(ledger::RoleName(each.role)));
    absl::StrAppend(&text, each.name, ",", role, ",", each.province, ",",
                    each.account ? ledger::FormatAccountNumber(*each.account) : "", "\n");
  }
  return text;
}

void CheckParticipants(std::string_view text, Tally& tally) {
  const auto participants = server::ParseParticipants(text);
  if (!participants.ok()) {
    Require(!participants.status().message().empty(), "a refused file is told why");
    return;
  }
  ++tally.parsed, ++tally.accepted;
  const std::string written = Written(*participants);
  const auto again = server::ParseParticipants(written);
  Require(again.ok() && Written(*again) == written, "participants are read as they are written",
          written);
}

// Each code is one person, with a seat at every participant of its lines.
void CheckPersons(std::string_view text, Tally& tally) {
  const auto persons = server::ParsePersons(text);
  if (!persons.ok()) {
    Require(!persons.status().message().empty(), "a refused file is told why");
    return;
  }
  ++tally.parsed, ++tally.accepted;
  std::set<std::string> codes;
  for (const server::FirstPerson& each : *persons) {
    Require(codes.insert(each.person.code).second, "a code is one person", each.person.code);
    Require(!each.person.subjects.empty() && !each.person.seats.empty() &&
                !each.identity_number.empty(),
            "a person has a number, a subject and a seat", each.person.code);
    for (const ledger::NamedSeat& seat : each.person.seats) {
      Require(seat.powers > 0 && seat.powers <= ledger::kAllPowers, "a seat has powers");
    }
  }
  const auto participants =
      server::ParseParticipants("name,role,province,account\nsecurity,security_administrator,,\n");
  const bool enough = server::CheckFirstPersons(*participants, *persons).ok();
  Require(!enough || persons->size() >= 2, "two persons open a book");
}

// Each line is one person whom two officers and a document give back the administration.
void CheckRecoveries(std::string_view text, Tally& tally) {
  const auto recoveries = server::ParseRecoveries(text);
  if (!recoveries.ok()) {
    Require(!recoveries.status().message().empty(), "a refused file is told why");
    return;
  }
  ++tally.parsed, ++tally.accepted;
  Require(!recoveries->empty(), "a file of recoveries has one");
  std::set<std::string> codes;
  for (const server::Recovery& each : *recoveries) {
    const ledger::RecoverAdministrator& recover = each.recover;
    Require(codes.insert(recover.code).second, "a code is recovered once", recover.code);
    Require(!recover.participant.empty() && !recover.code.empty() &&
                !each.identity_number.empty() && recover.subjects.size() == 1,
            "who is recovered has an office, a code, a number and a subject", recover.code);
    Require(recover.officers.size() == 2 && !recover.officers[0].empty() &&
                !recover.officers[1].empty() && !recover.cause.empty() &&
                !recover.document.number.empty(),
            "a recovery has two officers, a cause and a document", recover.code);
  }
}

void Run(std::string_view input, Tally& tally) {
  if (input.empty()) return;
  const char which = input.front();
  const bool headed = std::isupper(static_cast<unsigned char>(which)) != 0;
  const std::string rows(input.substr(1));
  switch (std::tolower(static_cast<unsigned char>(which))) {
    case 'o':
      return CheckCsv({"only"}, (headed ? "only\n" : "") + rows, tally);
    case 's':
      return CheckTrades((headed ? "trade_id,instrument,method,seller_account,buyer_account,"
                                   "quantity_tco2e,price_fen,amount_fen,match_time\n"
                                 : "") +
                             rows,
                         tally);
    case 'p':
      return CheckParticipants((headed ? "name,role,province,account\n" : "") + rows, tally);
    case 'h':
      return CheckPersons(
          (headed ? "code,identity_number,issuer,subject,participant,powers\n" : "") + rows, tally);
    case 'r':
      return CheckRecoveries((headed ? "participant,code,identity_number,issuer,subject,officer,"
                                       "second_officer,cause,document,sha256\n"
                                     : "") +
                                 rows,
                             tally);
    default:
      return CheckCsv({"name", "value"}, (headed ? "name,value\n" : "") + rows, tally);
  }
}

const Registration kRegistration({"table_fuzz", Run});

}  // namespace
}  // namespace registry::fuzz
