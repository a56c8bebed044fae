#include "carbon/registry/v1/audit.grpc.pb.h"
#include "cli/command.h"

namespace registry::cli {
namespace {

Table FindingsTable() {
  using enum Table::Side;
  return Table({{"check"},
                {"account"},
                {"instrument"},
                {"bucket"},
                {"transaction", Table::Side::kRight},
                {"record", Table::Side::kRight},
                {"should be", Table::Side::kRight},
                {"is", Table::Side::kRight},
                {"what"}});
}

std::string NumberOrNothing(std::int64_t number) { return number == 0 ? "" : Thousands(number); }

std::vector<std::string> FindingCells(const v1::CheckFinding& finding) {
  return {finding.check(),
          finding.account(),
          finding.instrument(),
          Word(finding.bucket()),
          NumberOrNothing(finding.sequence()),
          NumberOrNothing(finding.record_number()),
          finding.expected(),
          finding.found(),
          finding.message()};
}

void PrintVerdict(Session& session, const v1::CheckVerdict& verdict) {
  session.out << (verdict.passed() ? "the registry agrees with its journal: "
                                   : "the registry does not agree with its journal: ")
              << Thousands(verdict.findings()) << " findings over " << Thousands(verdict.records())
              << " records, " << Thousands(verdict.postings()) << " postings, "
              << Thousands(verdict.positions()) << " positions, as of transaction "
              << Thousands(verdict.as_of_sequence()) << "\nroot " << Hex(verdict.root()) << "\n";
}

// As JSON: one object, {"findings": [...], "verdict": {...}}.
void PrintCheckJson(Session& session, const std::vector<v1::CheckFinding>& findings,
                    const v1::CheckVerdict& verdict) {
  session.out << "{\"findings\": [";
  for (std::size_t i = 0; i < findings.size(); ++i) {
    session.out << (i == 0 ? "" : ",\n") << ToJson(findings[i]);
  }
  session.out << "],\n\"verdict\": " << ToJson(verdict) << "}\n";
}

ExitCode Check(Session& session) {
  const auto connected = session.Connect("auditor");
  if (!connected.ok()) return session.FailUsage(connected.status());
  grpc::ClientContext context;  // no deadline: it takes as long as the book is
  const auto stream = (*connected)
                          ->Office<v1::AuditService::Stub>()
                          .CheckRegistry(&context, v1::CheckRegistryRequest());
  Progress progress(session.progress);
  std::vector<v1::CheckFinding> findings;
  v1::CheckVerdict verdict;
  bool ended = false;
  v1::CheckRegistryResponse response;
  while (stream->Read(&response)) {
    if (response.has_progress()) {
      progress.Show(response.progress().phase(), response.progress().done(),
                    response.progress().total());
    } else if (response.has_finding()) {
      findings.push_back(response.finding());
    } else if (response.has_verdict()) {
      verdict = response.verdict();
      ended = true;
    }
  }
  progress.Clear();
  client::Error error = client::ToError(stream->Finish());
  if (error.ok() && !ended) {
    error.code = grpc::StatusCode::UNAVAILABLE;
    error.message = "the check ended without a verdict";
  }
  if (!error.ok()) return session.Fail(error);

  if (session.settings.json) {
    PrintCheckJson(session, findings, verdict);
  } else {
    Table table = FindingsTable();
    for (const v1::CheckFinding& finding : findings) table.Add(FindingCells(finding));
    if (table.size() > 0) table.Print(session.out, "");
    PrintVerdict(session, verdict);
  }
  return verdict.passed() && findings.empty() ? ExitCode::kDone : ExitCode::kFinding;
}

}  // namespace

void AddCheckCommand(Session& session, CLI::App& app) {
  struct None {};
  AddCommand(session, app, "check", "have the registry prove itself from its journal",
             std::make_shared<None>(), [](Session& s, const None&) { return Check(s); });
}

}  // namespace registry::cli
