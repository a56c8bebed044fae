#include <cstdio>
#include <fstream>
#include <optional>

#include "carbon/registry/v1/access.grpc.pb.h"
#include "cli/command.h"

namespace registry::cli {
namespace {

using Stub = v1::AccessService::Stub;
using Cells = std::vector<std::string>;

// Who may do and read what: one line for each right.
void PrintRights(Session& session, const v1::PolicyTable& table) {
  Table rights({{"role"}, {"may"}, {"how far"}});
  for (const v1::CommandRight& right : table.command_rights()) {
    rights.Add({Word(right.role()), "do " + Word(right.command()), Word(right.scope())});
  }
  for (const v1::ReadingRight& right : table.reading_rights()) {
    rights.Add({Word(right.role()), "read " + Word(right.read()), Word(right.scope())});
  }
  for (const v1::ApprovalRight& right : table.approval_rights()) {
    rights.Add({Word(right.approver()), "approve for " + Word(right.proposer()), ""});
  }
  rights.Print(session.out, "nobody may do anything");
}

void PrintPolicies(Session& session, const v1::PolicyTable& table) {
  using enum Table::Side;
  session.out << "\n";
  Table policies(
      {{"policy"}, {"role"}, {"command"}, {"above", kRight}, {"from"}, {"value", kRight}});
  for (const v1::Policy& policy : table.policies()) {
    const bool quantity = policy.kind() == v1::POLICY_KIND_APPROVALS_NEEDED;
    policies.Add({Word(policy.kind()), Word(policy.role()), Word(policy.command()),
                  quantity ? Thousands(policy.above_tco2e()) : "", ShowInstant(policy.from_time()),
                  Thousands(policy.value())});
  }
  policies.Print(session.out,
                 "no policy is recorded: offices act by certificate alone, without second persons");
}

ExitCode Show(Session& session) {
  return Get(session, "auditor", &Stub::GetPolicy, v1::GetPolicyRequest(),
             [&](const v1::PolicyTable& table) {
               PrintRights(session, table);
               PrintPolicies(session, table);
             });
}

struct SetFlags : WriteFlags {
  std::string kind, role, command, from;
  std::int64_t above = 0, value = 0;
  DocumentFlags document;
};

ExitCode Set(Session& session, const SetFlags& flags) {
  v1::SetPolicyRequest request;
  v1::Policy& policy = *request.mutable_policy();
  policy.set_kind(FromWord<v1::PolicyKind>(flags.kind));
  policy.set_role(FromWord<v1::Role>(flags.role));
  policy.set_command(FromWord<v1::TransactionType>(flags.command));
  policy.set_above_tco2e(flags.above);
  *policy.mutable_from_time() = *ReadInstant(flags.from);
  policy.set_value(flags.value);
  if (!SetDocument(session, flags.document, *request.mutable_document())) return ExitCode::kUsage;
  return Write(session, "security", &Stub::SetPolicy, request, flags);
}

// "2026-01-05" in a line of its own.
struct Day {
  int year = 0;
  int day = 0;  // month x 100 + day
};

std::optional<Day> ReadDay(const std::string& line) {
  const auto instant = ReadInstant(line + "T00:00:00+08:00");
  if (!instant || line.size() != 10) return std::nullopt;
  return Day{std::stoi(line.substr(0, 4)),
             std::stoi(line.substr(5, 2)) * 100 + std::stoi(line.substr(8, 2))};
}

struct CalendarFlags : WriteFlags {
  std::string file;
  int year = 0;
  DocumentFlags document;
};

ExitCode SetCalendar(Session& session, const CalendarFlags& flags) {
  v1::SetCalendarRequest request;
  v1::Calendar& calendar = *request.mutable_calendar();
  std::ifstream file(flags.file);
  int number = 0;
  for (std::string line; std::getline(file, line);) {
    ++number;
    if (line.ends_with('\r')) line.pop_back();
    if (line.empty()) continue;
    const auto day = ReadDay(line);
    const bool fits = day && (calendar.year() == 0 || calendar.year() == day->year);
    if (!fits) {
      return session.FailUsage(flags.file + " line " + std::to_string(number) +
                               ": write the working days of one year, each as 2026-01-05");
    }
    calendar.set_year(day->year);
    calendar.add_working_days(day->day);
  }
  if (!SetDocument(session, flags.document, *request.mutable_document())) return ExitCode::kUsage;
  return Write(session, "operator", &Stub::SetCalendar, request, flags);
}

ExitCode GetCalendar(Session& session, const CalendarFlags& flags) {
  v1::GetCalendarRequest request;
  request.set_year(flags.year);
  return Get(session, "operator", &Stub::GetCalendar, request, [&](const v1::Calendar& calendar) {
    char text[48];
    for (const std::int32_t day : calendar.working_days()) {
      std::snprintf(text, sizeof text, "%04d-%02d-%02d\n", calendar.year(), day / 100, day % 100);
      session.out << text;
    }
  });
}

void AddPolicy(Session& session, CLI::App& app) {
  CLI::App* policy =
      app.add_subcommand("policy", "who may do what, and what needs a second person");
  policy->require_subcommand(0, 1);
  policy->callback([&session, policy] {
    if (policy->get_subcommands().empty()) session.action = [&session] { return Show(session); };
  });
  auto flags = std::make_shared<SetFlags>();
  CLI::App* set =
      AddCommand(session, *policy, "set", "let a policy hold from an instant on", flags, Set);
  AddWord<v1::PolicyKind>(*set, "kind", flags->kind, "which policy")->required();
  AddWord<v1::Role>(*set, "role", flags->role, "for which offices")->required();
  AddWord<v1::TransactionType>(
      *set, "--command", flags->command,
      "which command; person_required and publication_delay_days have none");
  set->add_option("--above", flags->above, "of approvals_needed: for quantities above this")
      ->check(CLI::NonNegativeNumber);
  AddInstant(*set, "--from", flags->from, "from when")->required();
  set->add_option("--value", flags->value, "the value")->required()->check(CLI::NonNegativeNumber);
  AddDocumentFlags(*set, flags->document);
  AddWriteFlags(*set, *flags);
}

}  // namespace

void AddPolicyCommands(Session& session, CLI::App& app) {
  AddPolicy(session, app);
  CLI::App* calendar = app.add_subcommand("calendar", "the working days of a year");
  calendar->require_subcommand(1);
  auto flags = std::make_shared<CalendarFlags>();
  CLI::App* set =
      AddCommand(session, *calendar, "set", "record them as published", flags, SetCalendar);
  set->add_option("file", flags->file, "a line for each working day, such as 2026-01-05")
      ->required()
      ->check(CLI::ExistingFile);
  AddDocumentFlags(*set, flags->document);
  AddWriteFlags(*set, *flags);
  auto asked = std::make_shared<CalendarFlags>();
  AddCommand(session, *calendar, "get", "those that are recorded", asked, GetCalendar)
      ->add_option("year", asked->year, "such as 2026")
      ->required();
}

}  // namespace registry::cli
