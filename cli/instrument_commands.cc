#include "carbon/registry/v1/allocation.grpc.pb.h"
#include "cli/command.h"

namespace registry::cli {
namespace {

using Stub = v1::AllocationService::Stub;

struct CreateFlags : WriteFlags {
  std::string code;
  std::string kind = "allowance";
  std::int32_t first_year = 0;
  std::int32_t last_year = 0;
  std::string tradable_from;
  std::string tradable_until;
  std::vector<std::string> periods;
};

ExitCode Create(Session& session, const CreateFlags& flags) {
  v1::CreateInstrumentRequest request;
  request.set_instrument(flags.code);
  request.set_kind(FromWord<v1::InstrumentKind>(flags.kind));
  request.set_vintage_first_year(flags.first_year);
  request.set_vintage_last_year(flags.last_year != 0 ? flags.last_year : flags.first_year);
  if (!flags.tradable_from.empty()) {
    *request.mutable_tradable_from_time() = *ReadInstant(flags.tradable_from);
  }
  if (!flags.tradable_until.empty()) {
    *request.mutable_tradable_until_time() = *ReadInstant(flags.tradable_until);
  }
  for (const std::string& period : flags.periods) request.add_eligible_periods(period);
  return Write(session, "operator", &Stub::CreateInstrument, request, flags);
}

std::string Vintage(const v1::Instrument& instrument) {
  std::string first = std::to_string(instrument.vintage_first_year());
  if (instrument.vintage_first_year() == 0) return "";
  if (instrument.vintage_last_year() == instrument.vintage_first_year()) return first;
  return first + "-" + std::to_string(instrument.vintage_last_year());
}

std::string Periods(const v1::Instrument& instrument) {
  std::string all;
  for (const std::string& period : instrument.eligible_periods()) {
    all += (all.empty() ? "" : ", ") + period;
  }
  return all;
}

struct GetFlags {
  std::string code;
};

ExitCode GetInstrument(Session& session, const GetFlags& flags) {
  v1::GetInstrumentRequest request;
  request.set_instrument(flags.code);
  return Get(
      session, "operator", &Stub::GetInstrument, request, [&](const v1::Instrument& instrument) {
        PrintPairs(session.out, {{"instrument", instrument.instrument()},
                                 {"kind", Word(instrument.kind())},
                                 {"unit", Word(instrument.unit())},
                                 {"vintage", Vintage(instrument)},
                                 {"tradable from", ShowInstant(instrument.tradable_from_time())},
                                 {"tradable until", ShowInstant(instrument.tradable_until_time())},
                                 {"eligible for", Periods(instrument)}});
      });
}

struct ListFlags {
  std::int64_t limit = 0;
};

ExitCode ListInstruments(Session& session, const ListFlags& flags) {
  const ListView<v1::Instrument> view{
      {{"instrument"},
       {"kind"},
       {"unit"},
       {"vintage"},
       {"tradable from"},
       {"tradable until"},
       {"eligible for"}},
      [](const v1::Instrument& instrument) -> std::vector<std::string> {
        return {instrument.instrument(),
                Word(instrument.kind()),
                Word(instrument.unit()),
                Vintage(instrument),
                ShowInstant(instrument.tradable_from_time()),
                ShowInstant(instrument.tradable_until_time()),
                Periods(instrument)};
      },
      "no instruments"};
  return List(session, "operator", &Stub::ListInstruments, v1::ListInstrumentsRequest(),
              &v1::ListInstrumentsResponse::instruments, flags.limit, view);
}

struct CapFlags : WriteFlags {
  std::string plan;
  std::string code;
  std::string sector;
  std::int64_t cap = 0;
  DocumentFlags document;
};

ExitCode SetCap(Session& session, const CapFlags& flags) {
  v1::SetIssuanceCapRequest request;
  request.set_plan(flags.plan);
  request.set_instrument(flags.code);
  request.set_sector(FromWord<v1::Sector>(flags.sector));
  request.set_cap_tco2e(flags.cap);
  if (!SetDocument(session, flags.document, *request.mutable_document())) return ExitCode::kUsage;
  return Write(session, "ministry", &Stub::SetIssuanceCap, request, flags);
}

void AddCreate(Session& session, CLI::App& group) {
  auto flags = std::make_shared<CreateFlags>();
  CLI::App* create = AddCommand(session, group, "create", "create an instrument", flags, Create);
  create->add_option("instrument", flags->code, "code, such as CEA1920")->required();
  AddWord<v1::InstrumentKind>(*create, "--kind", flags->kind, "its kind")->capture_default_str();
  create->add_option("--first-year", flags->first_year, "first year of the vintage");
  create->add_option("--last-year", flags->last_year, "last year (default: the first)");
  AddInstant(*create, "--tradable-from", flags->tradable_from, "default: not tradable");
  AddInstant(*create, "--tradable-until", flags->tradable_until, "default: without end");
  create->add_option("--period", flags->periods,
                     "a compliance period it may be surrendered for; may be repeated");
  AddWriteFlags(*create, *flags);
}

void AddCap(Session& session, CLI::App& group) {
  auto flags = std::make_shared<CapFlags>();
  CLI::App* cap = AddCommand(session, group, "cap",
                             "set how much of it a plan lets the registry issue", flags, SetCap);
  cap->add_option("instrument", flags->code, "code, such as CEA1920")->required();
  cap->add_option("--plan", flags->plan, "the plan's own number")->required();
  AddWord<v1::Sector>(*cap, "--sector", flags->sector, "sector of the plan")->required();
  cap->add_option("--cap", flags->cap, "tonnes; zero or more")
      ->required()
      ->check(CLI::NonNegativeNumber);
  AddDocumentFlags(*cap, flags->document);
  AddWriteFlags(*cap, *flags);
}

}  // namespace

void AddInstrumentCommands(Session& session, CLI::App& app) {
  CLI::App* group = app.add_subcommand("instrument", "allowances and credits by vintage");
  group->require_subcommand(1);
  AddCreate(session, *group);
  AddCap(session, *group);

  auto get = std::make_shared<GetFlags>();
  CLI::App* one = AddCommand(session, *group, "get", "one instrument", get, GetInstrument);
  one->add_option("instrument", get->code, "code, such as CEA1920")->required();

  auto list = std::make_shared<ListFlags>();
  CLI::App* all = AddCommand(session, *group, "list", "all instruments", list, ListInstruments);
  AddLimit(*all, list->limit);
}

}  // namespace registry::cli
