#include "carbon/registry/v1/public.grpc.pb.h"
#include "cli/command.h"

namespace registry::cli {
namespace {

using Stub = v1::PublicService::Stub;

std::string Quantities(const v1::Publication& publication) {
  std::string all;
  for (const v1::PublishedQuantity& line : publication.quantities()) {
    all += (all.empty() ? "" : ", ") + Thousands(line.quantity()) + " " + line.instrument();
  }
  return all;
}

struct EventFlags {
  std::string kind;
  std::int64_t limit = 0;
};

ExitCode ListEvents(Session& session, const EventFlags& flags) {
  v1::ListPublicationsRequest request;
  request.set_kind(FromWord<v1::PublicationKind>(flags.kind));
  const ListView<v1::Publication> view{
      {{"day"}, {"event"}, {"holder"}, {"receiver"}, {"document"}, {"quantities"}},
      [](const v1::Publication& publication) -> std::vector<std::string> {
        return {publication.day(),      Word(publication.kind()),      publication.holder(),
                publication.receiver(), publication.document_number(), Quantities(publication)};
      },
      "nothing is published"};
  return List(session, "public", &Stub::ListPublications, request,
              &v1::ListPublicationsResponse::publications, flags.limit, view);
}

struct SumFlags {
  std::string instrument;
  std::string province;
  std::string day;
};

std::string Shown(bool shown, std::int64_t figure) {
  return shown ? Thousands(figure) : std::string("withheld");
}

void PrintCountry(Session& session, const v1::Aggregates& sums) {
  constexpr auto kRight = Table::Side::kRight;
  Table table({{"instrument"},
               {"issued", kRight},
               {"held", kRight},
               {"surrendered", kRight},
               {"offset", kRight},
               {"cancelled", kRight},
               {"recovered", kRight},
               {"of held, in no province below", kRight}});
  for (const v1::InstrumentAggregate& row : sums.instruments()) {
    table.Add({row.instrument(), Shown(row.has_issued(), row.issued()),
               Shown(row.has_held(), row.held()), Thousands(row.surrendered()),
               Thousands(row.offset()), Thousands(row.cancelled()), Thousands(row.recovered()),
               Shown(row.has_held_elsewhere(), row.held_elsewhere())});
  }
  table.Print(session.out, "no instruments");
}

void PrintSums(Session& session, const v1::Aggregates& sums) {
  constexpr auto kRight = Table::Side::kRight;
  PrintCountry(session, sums);
  Table provinces({{"province"}, {"instrument"}, {"held", kRight}});
  for (const v1::ProvinceAggregate& row : sums.provinces()) {
    provinces.Add({row.province().empty() ? "(country)" : row.province(), row.instrument(),
                   Thousands(row.held())});
  }
  session.out << "\n";
  provinces.Print(session.out, "no province with three accounts or more");
  Table trades({{"traded on " + sums.trade_day()}, {"method"}, {"t", kRight}, {"yuan", kRight}});
  for (const v1::TradeAggregate& row : sums.trades()) {
    trades.Add({row.instrument(), Word(row.method()), Thousands(row.quantity_tco2e()),
                Yuan(row.amount_fen())});
  }
  session.out << "\n";
  trades.Print(session.out, "no trades were delivered on " + sums.trade_day());
  session.out << "as recorded before " << ShowInstant(sums.published_before()) << "\n";
}

ExitCode GetSums(Session& session, const SumFlags& flags) {
  v1::GetAggregatesRequest request;
  request.set_instrument(flags.instrument);
  request.set_province(flags.province);
  request.set_trade_day(flags.day);
  return Get(session, "public", &Stub::GetAggregates, request,
             [&](const v1::Aggregates& sums) { PrintSums(session, sums); });
}

}  // namespace

void AddPublicCommands(Session& session, CLI::App& app) {
  CLI::App* group = app.add_subcommand("public", "what everybody may know");
  group->require_subcommand(1);
  auto events = std::make_shared<EventFlags>();
  CLI::App* list =
      AddCommand(session, *group, "events", "events published by law", events, ListEvents);
  AddWord<v1::PublicationKind>(*list, "--kind", events->kind, "only these");
  AddLimit(*list, events->limit);
  auto sums = std::make_shared<SumFlags>();
  CLI::App* get = AddCommand(session, *group, "aggregates",
                             "sums that cannot be traced to one account", sums, GetSums);
  get->add_option("--instrument", sums->instrument, "only of this one");
  get->add_option("--province", sums->province, "only of this one, two digits");
  get->add_option("--day", sums->day, "trades of this day, such as 2026-11-24 (default: the last)");
}

}  // namespace registry::cli
