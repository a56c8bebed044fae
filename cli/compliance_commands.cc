#include "carbon/registry/v1/account_life.grpc.pb.h"
#include "carbon/registry/v1/compliance.grpc.pb.h"
#include "cli/command.h"

namespace registry::cli {
namespace {

using Stub = v1::ComplianceService::Stub;

struct PeriodFlags : WriteFlags {
  std::string period;
  std::int32_t first_year = 0;
  std::int32_t last_year = 0;
  std::string deadline;
};

ExitCode CreatePeriod(Session& session, const PeriodFlags& flags) {
  v1::CreateCompliancePeriodRequest request;
  request.set_period(flags.period);
  request.set_first_year(flags.first_year);
  request.set_last_year(flags.last_year != 0 ? flags.last_year : flags.first_year);
  *request.mutable_deadline_time() = *ReadInstant(flags.deadline);
  return Write(session, "ministry", &Stub::CreateCompliancePeriod, request, flags);
}

struct PeriodsFlags {
  std::int64_t limit = 0;
};

ExitCode ListPeriods(Session& session, const PeriodsFlags& flags) {
  const ListView<v1::CompliancePeriod> view{
      {{"period"}, {"first year"}, {"last year"}, {"deadline"}},
      [](const v1::CompliancePeriod& period) -> std::vector<std::string> {
        return {period.period(), std::to_string(period.first_year()),
                std::to_string(period.last_year()), ShowInstant(period.deadline_time())};
      },
      "no compliance periods"};
  return List(session, "auditor", &Stub::ListCompliancePeriods, v1::ListCompliancePeriodsRequest(),
              &v1::ListCompliancePeriodsResponse::periods, flags.limit, view);
}

struct UnitFlags {
  std::string account;
  std::string sector = "power";
  std::string period;
};

template <typename Request>
Request Of(const UnitFlags& flags) {
  Request request;
  request.set_unit_account(flags.account);
  request.set_sector(FromWord<v1::Sector>(flags.sector));
  request.set_period(flags.period);
  return request;
}

void AddUnitOptions(CLI::App& command, UnitFlags& flags) {
  command.add_option("account", flags.account, "the unit's account")->required();
  AddWord<v1::Sector>(command, "--sector", flags.sector, "sector")->capture_default_str();
  command.add_option("--period", flags.period, "such as 2019-20")->required();
}

struct DetermineFlags : WriteFlags {
  UnitFlags unit;
  std::int64_t verified = 0;
  std::int64_t obligation = 0;
};

ExitCode Determine(Session& session, const DetermineFlags& flags) {
  auto request = Of<v1::DetermineObligationRequest>(flags.unit);
  request.set_verified_emissions_tco2e(flags.verified);
  request.set_obligation_tco2e(flags.obligation);
  return Write(session, "", &Stub::DetermineObligation, request, flags);
}

struct SurrenderFlags : WriteFlags {
  UnitFlags unit;
  std::vector<std::string> lines;
  bool allow_surplus = false;
};

ExitCode Surrender(Session& session, const SurrenderFlags& flags) {
  auto request = Of<v1::SurrenderRequest>(flags.unit);
  for (const std::string& line : flags.lines) {
    const std::size_t equals = line.find('=');
    v1::SurrenderLine* added = request.add_lines();
    added->set_instrument(line.substr(0, equals));
    added->set_quantity_tco2e(std::stoll(line.substr(equals + 1)));
  }
  request.set_allow_surplus(flags.allow_surplus);
  return Write(session, "", &Stub::Surrender, request, flags);
}

// CEA1920=1000
CLI::Validator IsLine() {
  return CLI::Validator(
      [](std::string& text) -> std::string {
        const std::size_t equals = text.find('=');
        const std::string digits = equals == std::string::npos ? "" : text.substr(equals + 1);
        const bool plain = !digits.empty() && digits.size() <= 18 &&
                           digits.find_first_not_of("0123456789") == std::string::npos;
        return plain && equals > 0 ? "" : "write a line as INSTRUMENT=TONNES, not " + text;
      },
      "INSTRUMENT=TONNES");
}

std::int64_t OpenOf(const v1::Obligation& due) {
  return due.obligation_tco2e() - due.surrendered_tco2e() - due.uncollected_tco2e();
}

std::string Uncollected(const v1::Obligation& due) {
  return due.uncollected_tco2e() == 0 ? "" : Thousands(due.uncollected_tco2e());
}

struct GetFlags {
  UnitFlags unit;
  AsOfFlags as_of;
};

ExitCode GetObligation(Session& session, const GetFlags& flags) {
  auto request = Of<v1::GetObligationRequest>(flags.unit);
  SetAsOf(flags.as_of, request);
  return Get(session, "auditor", &Stub::GetObligation, request, [&](const v1::Obligation& due) {
    PrintPairs(session.out, {{"account", due.unit_account()},
                             {"sector", Word(due.sector())},
                             {"period", due.period()},
                             {"verified emissions", Thousands(due.verified_emissions_tco2e())},
                             {"obligation", Thousands(due.obligation_tco2e())},
                             {"surrendered", Thousands(due.surrendered_tco2e())},
                             {"uncollected", Uncollected(due)},
                             {"open", Thousands(OpenOf(due))},
                             {"complete since", ShowInstant(due.completed_time())}});
  });
}

struct ListFlags {
  std::string period;
  std::string province;
  AsOfFlags as_of;
  std::int64_t limit = 0;
};

ExitCode ListObligations(Session& session, const ListFlags& flags) {
  v1::ListObligationsRequest request;
  request.set_period(flags.period);
  request.set_province(flags.province);
  SetAsOf(flags.as_of, request);
  using enum Table::Side;
  const ListView<v1::Obligation> view{{{"account"},
                                       {"sector"},
                                       {"period"},
                                       {"verified emissions", kRight},
                                       {"obligation", kRight},
                                       {"surrendered", kRight},
                                       {"open", kRight},
                                       {"complete since"}},
                                      [](const v1::Obligation& due) -> std::vector<std::string> {
                                        return {due.unit_account(),
                                                Word(due.sector()),
                                                due.period(),
                                                Thousands(due.verified_emissions_tco2e()),
                                                Thousands(due.obligation_tco2e()),
                                                Thousands(due.surrendered_tco2e()),
                                                Thousands(OpenOf(due)),
                                                ShowInstant(due.completed_time())};
                                      },
                                      "no obligations have been determined"};
  return List(session, "auditor", &Stub::ListObligations, request,
              &v1::ListObligationsResponse::obligations, flags.limit, view);
}

struct UncollectedFlags {
  std::string period, province;
  std::int64_t limit = 0;
};

ExitCode ListUncollected(Session& session, const UncollectedFlags& flags) {
  v1::ListUncollectedRequest request;
  request.set_period(flags.period);
  request.set_province(flags.province);
  using enum Table::Side;
  const ListView<v1::Obligation> view{{{"account"},
                                       {"sector"},
                                       {"period"},
                                       {"obligation", kRight},
                                       {"surrendered", kRight},
                                       {"uncollected", kRight}},
                                      [](const v1::Obligation& due) -> std::vector<std::string> {
                                        return {due.unit_account(),
                                                Word(due.sector()),
                                                due.period(),
                                                Thousands(due.obligation_tco2e()),
                                                Thousands(due.surrendered_tco2e()),
                                                Thousands(due.uncollected_tco2e())};
                                      },
                                      "nothing had to be written off"};
  return List(session, "auditor", &v1::AccountLifeService::Stub::ListUncollected, request,
              &v1::ListUncollectedResponse::obligations, flags.limit, view);
}

void AddPeriodCommands(Session& session, CLI::App& app) {
  CLI::App* group = app.add_subcommand("period", "compliance periods");
  group->require_subcommand(1);
  auto flags = std::make_shared<PeriodFlags>();
  CLI::App* create =
      AddCommand(session, *group, "create", "create a compliance period", flags, CreatePeriod);
  create->add_option("period", flags->period, "code, such as 2019-20")->required();
  create->add_option("--first-year", flags->first_year, "first year")->required();
  create->add_option("--last-year", flags->last_year, "last year (default: the first)");
  AddInstant(*create, "--deadline", flags->deadline, "an arrival at this instant is in time")
      ->required();
  AddWriteFlags(*create, *flags);
  auto list = std::make_shared<PeriodsFlags>();
  AddLimit(*AddCommand(session, *group, "list", "all periods", list, ListPeriods), list->limit);
}

void AddObligationCommands(Session& session, CLI::App& app) {
  CLI::App* group = app.add_subcommand("obligation", "what units have to surrender");
  group->require_subcommand(1);
  auto flags = std::make_shared<DetermineFlags>();
  CLI::App* determine =
      AddCommand(session, *group, "determine", "record verified emissions and what is due for them",
                 flags, Determine);
  AddUnitOptions(*determine, flags->unit);
  determine->add_option("--verified", flags->verified, "verified emissions in tonnes")
      ->required()
      ->check(CLI::NonNegativeNumber);
  determine->add_option("--obligation", flags->obligation, "what is due, in tonnes")
      ->required()
      ->check(CLI::NonNegativeNumber);
  AddWriteFlags(*determine, *flags);

  auto get = std::make_shared<GetFlags>();
  CLI::App* one = AddCommand(session, *group, "get", "one unit's obligation", get, GetObligation);
  AddUnitOptions(*one, get->unit);
  AddAsOfFlags(*one, get->as_of);

  auto list = std::make_shared<ListFlags>();
  CLI::App* all =
      AddCommand(session, *group, "list", "obligations of a period", list, ListObligations);
  all->add_option("--period", list->period, "such as 2019-20")->required();
  all->add_option("--province", list->province, "only this province");
  AddAsOfFlags(*all, list->as_of);
  AddLimit(*all, list->limit);

  auto lost = std::make_shared<UncollectedFlags>();
  CLI::App* uncollected =
      AddCommand(session, *group, "uncollected", "what units still owed when they were dissolved",
                 lost, ListUncollected);
  uncollected->add_option("--period", lost->period, "only this one");
  uncollected->add_option("--province", lost->province, "only this province");
  AddLimit(*uncollected, lost->limit);
}

}  // namespace

void AddComplianceCommands(Session& session, CLI::App& app) {
  AddPeriodCommands(session, app);
  AddObligationCommands(session, app);
  auto flags = std::make_shared<SurrenderFlags>();
  CLI::App* surrender = AddCommand(session, app, "surrender",
                                   "hand allowances in against an obligation", flags, Surrender);
  AddUnitOptions(*surrender, flags->unit);
  surrender->add_option("--line", flags->lines, "instrument and tonnes; may be repeated")
      ->required()
      ->check(IsLine());
  surrender->add_flag("--allow-surplus", flags->allow_surplus, "hand in more than is open");
  AddWriteFlags(*surrender, *flags);
}

}  // namespace registry::cli
