#include <chrono>
#include <filesystem>

#include "cli/command.h"
#include "cli/cycle_plan.h"
#include "cli/cycle_report.h"
#include "cli/cycle_run.h"
#include "sim/first_cycle.h"

namespace registry::cli {
namespace {

struct GenerateFlags {
  std::uint64_t seed = 1;
  std::string out;
  double emissions_scale = 1.0;
  std::string trading_days;
  std::string units;
};

ExitCode Generate(Session& session, const GenerateFlags& flags) {
  sim::CycleOptions options;
  options.seed = flags.seed;
  options.emissions_scale = flags.emissions_scale;
  if (!flags.trading_days.empty()) options.trading_days = flags.trading_days;
  if (!flags.units.empty()) options.units = flags.units;
  Progress progress(session.progress);
  const auto drawn = sim::GenerateFirstCycle(
      options, flags.out, [&](std::string_view phase, std::int64_t done, std::int64_t total) {
        progress.Show(phase, done, total);
      });
  progress.Clear();
  if (const auto* problem = std::get_if<sim::FileProblem>(&drawn)) {
    return session.FailUsage(sim::Describe(*problem));
  }
  const auto& files = std::get<sim::CycleFiles>(drawn);
  const auto count = [](const auto& rows) {
    return Thousands(static_cast<std::int64_t>(rows.size()));
  };
  session.out << flags.out << ": " << count(files.units) << " units of " << count(files.authorities)
              << " authorities, " << count(files.allocations) << " allocations, "
              << count(files.moves) << " moves, " << count(files.trades) << " trades on "
              << count(files.trading_days) << " days, " << count(files.emissions)
              << " obligations, " << count(files.surrenders) << " applications to surrender\n";
  return ExitCode::kDone;
}

struct ReportFlags {
  std::string folder;
  std::string period;
  bool explain = false;
};

// The report as the auditor sees it. The exit code says whether the input came back.
ExitCode Report(Session& session, client::Registry& auditor, const std::string& period,
                const sim::CycleFiles* files, bool explain) {
  carbon::registry::v1::GetCycleFiguresRequest request;
  request.set_period(period);
  const auto answer = auditor.Call(&v1::AuditService::Stub::GetCycleFigures, request);
  if (!answer.ok()) return session.Fail(answer.error);
  const CycleReport report = MakeReport(period, answer.value, files);
  if (session.settings.json) {
    session.out << ReportJson(report, explain) << "\n";
  } else {
    PrintReport(session.out, report, explain);
  }
  return report.InputComesBack() ? ExitCode::kDone : ExitCode::kFinding;
}

ExitCode ReportCommand(Session& session, const ReportFlags& flags) {
  if (flags.folder.empty() && flags.period.empty()) {
    return session.FailUsage("name the cycle's folder, or its period with --period");
  }
  std::optional<sim::CycleFiles> files;
  if (!flags.folder.empty()) {
    auto read = sim::ReadCycleFiles(flags.folder);
    if (const auto* problem = std::get_if<sim::FileProblem>(&read)) {
      return session.FailUsage(sim::Describe(*problem));
    }
    files = std::get<sim::CycleFiles>(std::move(read));
  }
  const auto auditor = session.Connect("auditor");
  if (!auditor.ok()) return session.FailUsage(auditor.status());
  return Report(session, **auditor, files ? files->terms.period : flags.period,
                files ? &*files : nullptr, flags.explain);
}

struct RunFlags {
  std::string folder;
  std::size_t in_flight = 64;
  std::size_t trades_per_call = 2'000;
  bool explain = false;
};

// What the registry answered in this run, refusals by step and reason.
void PrintOutcome(Session& session, const CycleOutcome& outcome) {
  session.out << Thousands(outcome.accepted) << " decisions accepted";
  std::int64_t refused = 0;
  for (const auto& [key, count] : outcome.refusals) refused += count;
  session.out << ", " << Thousands(refused) << " refused\n";
  if (refused == 0) return;
  Table table({{"refused"}, {"reason"}, {"times", Table::Side::kRight}});
  for (const auto& [key, count] : outcome.refusals) {
    table.Add({std::string(Name(key.first)), key.second, Thousands(count)});
  }
  table.Print(session.out, "");
}

// The server's own count, beside the report: what reached it, whoever called.
ExitCode PrintCalls(Session& session, client::Registry& auditor) {
  const auto answer =
      auditor.Call(&v1::AuditService::Stub::GetCallCounts, v1::GetCallCountsRequest());
  if (!answer.ok()) return session.Fail(answer.error);
  Table table({{"calls answered by the server"}, {"code"}, {"times", Table::Side::kRight}});
  for (const v1::CallCount& count : answer.value.counts()) {
    table.Add({count.method(), count.code(), Thousands(count.calls())});
  }
  session.out << "\n";
  table.Print(session.out, "the server has counted no calls");
  return ExitCode::kDone;
}

ExitCode FailRun(Session& session, const CycleFault& fault) {
  const ExitCode code = session.Fail(fault.error, fault.request_id);
  if (!session.settings.json) {
    session.err << "the run ended at " << fault.what
                << "; run it again to go on, nothing happens twice\n";
  }
  return code;
}

ExitCode Run(Session& session, const RunFlags& flags) {
  if (session.settings.identities.empty()) {
    return session.FailUsage(
        "the run calls under every office's certificate; name their folder with --identities");
  }
  Progress progress(session.progress);
  progress.Show("reading", 0, 0);
  auto read = sim::ReadCycleFiles(flags.folder);
  if (const auto* problem = std::get_if<sim::FileProblem>(&read)) {
    return session.FailUsage(sim::Describe(*problem));
  }
  const auto& files = std::get<sim::CycleFiles>(read);
  const std::filesystem::path folder(flags.folder);
  const auto run = RunName(folder);
  const auto cap = Sha256OfFile(folder / "cycle.csv");
  const auto issue = Sha256OfFile(folder / "allocation.csv");
  if (!run || !cap || !issue) return session.FailUsage("cannot read " + flags.folder);

  std::map<std::string, std::unique_ptr<client::Registry>> offices;
  std::string missing;
  const auto office = [&](const std::string& name) -> client::Registry* {
    auto connected = session.ConnectAs(name);
    if (!connected.ok()) {
      missing = std::string(connected.status().message());
      return nullptr;
    }
    return (offices[name] = *std::move(connected)).get();
  };
  client::Registry* auditor = office("auditor");
  if (auditor == nullptr) return session.FailUsage(missing);

  const CyclePlan plan = PlanCycle(files, *run, flags.trades_per_call);
  const CyclePapers papers{*cap, *issue};
  const auto started = std::chrono::steady_clock::now();
  const CycleOutcome outcome =
      CycleRun(files, plan, papers, office, flags.in_flight, auditor->policy(),
               [&](std::string_view where, std::int64_t done) {
                 progress.Show(where, done, plan.calls);
               })
          .Run();
  progress.Clear();
  if (!missing.empty()) return session.FailUsage(missing);
  const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(
      std::chrono::steady_clock::now() - started);
  session.err << "cycle run: " << Thousands(outcome.calls) << " calls in " << took.count() / 1'000
              << "." << took.count() % 1'000 / 100 << " s\n";
  if (outcome.fault) return FailRun(session, *outcome.fault);
  if (session.settings.json) {
    return Report(session, *auditor, files.terms.period, &files, flags.explain);
  }
  PrintOutcome(session, outcome);
  session.out << "\n";
  const ExitCode code = Report(session, *auditor, files.terms.period, &files, flags.explain);
  if (code != ExitCode::kDone && code != ExitCode::kFinding) return code;
  const ExitCode counted = PrintCalls(session, *auditor);
  return counted == ExitCode::kDone ? code : counted;
}

void AddGenerate(Session& session, CLI::App& group) {
  auto flags = std::make_shared<GenerateFlags>();
  CLI::App* generate = AddCommand(session, group, "generate",
                                  "draw the first compliance cycle into files", flags, Generate);
  generate->add_option("--seed", flags->seed, "same seed, same files")->capture_default_str();
  generate->add_option("--out", flags->out, "folder to write into")->required();
  generate
      ->add_option("--emissions-scale", flags->emissions_scale,
                   "scales verified emissions and nothing else")
      ->check(CLI::Range(0.5, 2.0))
      ->capture_default_str();
  generate
      ->add_option("--trading-days", flags->trading_days,
                   "daily figures to trade, instead of drawn")
      ->check(CLI::ExistingFile);
  generate->add_option("--units", flags->units, "social credit codes, instead of drawn")
      ->check(CLI::ExistingFile);
}

void AddRun(Session& session, CLI::App& group) {
  auto flags = std::make_shared<RunFlags>();
  CLI::App* run =
      AddCommand(session, group, "run",
                 "play a cycle's files against a registry with a replay clock", flags, Run);
  run->add_option("folder", flags->folder, "the files (docs/cycle.md)")
      ->required()
      ->check(CLI::ExistingDirectory);
  run->add_option("--in-flight", flags->in_flight, "calls on their way at a time")
      ->check(CLI::Range(1, 1'024))
      ->capture_default_str();
  run->add_option("--trades-per-call", flags->trades_per_call, "trades settled in one call")
      ->check(CLI::Range(1, 5'000))
      ->capture_default_str();
  run->add_flag("--explain", flags->explain, "with the query behind each line of the report");
}

void AddReport(Session& session, CLI::App& group) {
  auto flags = std::make_shared<ReportFlags>();
  CLI::App* report =
      AddCommand(session, group, "report", "compare the registry's figures with what was published",
                 flags, ReportCommand);
  report->add_option("folder", flags->folder, "the cycle's files, for parameters and daily volumes")
      ->check(CLI::ExistingDirectory);
  report->add_option("--period", flags->period, "without a folder: the period, such as 2019-20");
  report->add_flag("--explain", flags->explain, "with the query behind each line");
}

}  // namespace

void AddCycleCommands(Session& session, CLI::App& app) {
  CLI::App* group = app.add_subcommand("cycle", "a whole compliance cycle, from files");
  group->require_subcommand(1);
  AddGenerate(session, *group);
  AddRun(session, *group);
  AddReport(session, *group);
}

}  // namespace registry::cli
