#include "carbon/registry/v1/freeze.grpc.pb.h"
#include "cli/command.h"

namespace registry::cli {
namespace {

using Stub = v1::FreezeService::Stub;

constexpr char kOffice[] = "court";

// ---- Orders

struct OrderFlags : WriteFlags {
  std::string account, holder, instrument, process;
  std::int64_t quantity = 0;
  std::string case_number, authority, from, until;
  DocumentFlags document;
};

// Which of the four a court orders follows from what it names.
v1::FreezeScope ScopeOf(const OrderFlags& flags) {
  if (!flags.process.empty()) return v1::FREEZE_SCOPE_PROCESS;
  if (!flags.holder.empty()) return v1::FREEZE_SCOPE_HOLDER;
  return flags.instrument.empty() ? v1::FREEZE_SCOPE_ACCOUNT : v1::FREEZE_SCOPE_QUANTITY;
}

ExitCode Order(Session& session, const OrderFlags& flags) {
  if (flags.account.empty() && flags.holder.empty() && flags.process.empty()) {
    return session.FailUsage("say what to freeze: --account, --holder or --process");
  }
  v1::FreezeHoldingRequest request;
  request.set_scope(ScopeOf(flags));
  request.set_account(flags.account);
  request.set_social_credit_code(flags.holder);
  request.set_instrument(flags.instrument);
  request.set_quantity_tco2e(flags.quantity);
  request.set_process(FromWord<v1::TransactionType>(flags.process));
  request.set_case_number(flags.case_number);
  request.set_authority(flags.authority);
  *request.mutable_from_time() = *ReadInstant(flags.from);
  *request.mutable_until_time() = *ReadInstant(flags.until);
  if (!SetDocument(session, flags.document, *request.mutable_document())) return ExitCode::kUsage;
  return Write(session, kOffice, &Stub::FreezeHolding, request, flags);
}

void AddOrder(Session& session, CLI::App& group) {
  auto flags = std::make_shared<OrderFlags>();
  CLI::App* order =
      AddCommand(session, group, "order", "freeze an account, a holder, a quantity, or a process",
                 flags, Order);
  auto* account = order->add_option("--account", flags->account, "all it holds and gets");
  auto* holder = order->add_option("--holder", flags->holder,
                                   "the account of this social credit code, opened or not");
  auto* process = AddWord<v1::TransactionType>(*order, "--process", flags->process,
                                               "nobody may do this in the whole registry");
  account->excludes(holder)->excludes(process);
  holder->excludes(process);
  auto* instrument =
      order->add_option("--instrument", flags->instrument, "only of this, with --quantity");
  auto* quantity = AddQuantity(*order, "--quantity", flags->quantity, "only so many tonnes");
  instrument->needs(quantity)->needs(account);
  quantity->needs(instrument);
  order->add_option("--case", flags->case_number, "number of the case")->required();
  order->add_option("--authority", flags->authority, "who ordered it")->required();
  AddInstant(*order, "--from", flags->from, "date of the order")->required();
  AddInstant(*order, "--until", flags->until, "when it ends by itself")->required();
  AddDocumentFlags(*order, flags->document);
  AddWriteFlags(*order, *flags);
}

// ---- What becomes of one

struct OneFlags : WriteFlags {
  std::string freeze, until, cause;
  std::string instrument, to, sector, period;
  std::int64_t quantity = 0;
  DocumentFlags document;
};

ExitCode Renew(Session& session, const OneFlags& flags) {
  v1::RenewFreezeRequest request;
  request.set_freeze(flags.freeze);
  *request.mutable_until_time() = *ReadInstant(flags.until);
  if (!SetDocument(session, flags.document, *request.mutable_document())) return ExitCode::kUsage;
  return Write(session, kOffice, &Stub::RenewFreeze, request, flags);
}

ExitCode Release(Session& session, const OneFlags& flags) {
  v1::ReleaseFreezeRequest request;
  request.set_freeze(flags.freeze);
  request.set_cause(flags.cause);
  if (!SetDocument(session, flags.document, *request.mutable_document())) return ExitCode::kUsage;
  return Write(session, kOffice, &Stub::ReleaseFreeze, request, flags);
}

ExitCode Deduct(Session& session, const OneFlags& flags) {
  v1::DeductFrozenRequest request;
  request.set_freeze(flags.freeze);
  request.set_instrument(flags.instrument);
  request.set_quantity_tco2e(flags.quantity);
  request.set_acquiring_account(flags.to);
  if (!SetDocument(session, flags.document, *request.mutable_document())) return ExitCode::kUsage;
  return Write(session, kOffice, &Stub::DeductFrozen, request, flags);
}

ExitCode Surrender(Session& session, const OneFlags& flags) {
  v1::SurrenderFrozenRequest request;
  request.set_freeze(flags.freeze);
  request.set_instrument(flags.instrument);
  request.set_quantity_tco2e(flags.quantity);
  request.set_sector(FromWord<v1::Sector>(flags.sector));
  request.set_period(flags.period);
  if (!SetDocument(session, flags.document, *request.mutable_document())) return ExitCode::kUsage;
  return Write(session, kOffice, &Stub::SurrenderFrozen, request, flags);
}

void AddPart(CLI::App& command, OneFlags& flags) {
  command.add_option("--instrument", flags.instrument, "code, such as CEA1920")->required();
  AddQuantity(command, "--quantity", flags.quantity, "tonnes")->required();
}

void AddChanges(Session& session, CLI::App& group) {
  const auto add = [&](const char* name, const char* what, auto act) {
    auto flags = std::make_shared<OneFlags>();
    CLI::App* command = AddCommand(session, group, name, what, flags, act);
    command->add_option("freeze", flags->freeze, "its number")->required();
    AddDocumentFlags(*command, flags->document);
    AddWriteFlags(*command, *flags);
    return std::pair(command, flags);
  };
  const auto [renew, renewed] = add("renew", "let it last longer, with its rank", Renew);
  AddInstant(*renew, "--until", renewed->until, "when it ends by itself now")->required();
  const auto [release, released] = add("release", "end it before its time", Release);
  release->add_option("--cause", released->cause, "why, 1 to 500 characters")->required();
  const auto [deduct, deducted] =
      add("deduct", "give what it holds to an account, on an effective ruling", Deduct);
  AddPart(*deduct, *deducted);
  deduct->add_option("--to", deducted->to, "acquiring account")->required();
  const auto [surrender, surrendered] = add(
      "surrender",
      "surrender what it holds for the unit's own obligation, with the court's consent", Surrender);
  AddPart(*surrender, *surrendered);
  AddWord<v1::Sector>(*surrender, "--sector", surrendered->sector, "of the obligation")->required();
  surrender->add_option("--period", surrendered->period, "of the obligation")->required();
}

// ---- Reading

std::string Object(const v1::Freeze& freeze) {
  if (freeze.scope() == v1::FREEZE_SCOPE_PROCESS) return Word(freeze.process());
  const std::string& whose =
      freeze.account().empty() ? freeze.social_credit_code() : freeze.account();
  if (freeze.instrument().empty()) return whose;
  return whose + " " + freeze.instrument() + " " + Thousands(freeze.quantity_tco2e());
}

struct ShowFlags {
  std::string freeze;
};

ExitCode Show(Session& session, const ShowFlags& flags) {
  v1::GetFreezeRequest request;
  request.set_freeze(flags.freeze);
  return Get(session, kOffice, &Stub::GetFreeze, request, [&](const v1::FreezeDetails& details) {
    const v1::Freeze& freeze = details.freeze();
    const bool pledge = freeze.scope() == v1::FREEZE_SCOPE_PLEDGE;
    const auto some = [](std::int64_t tonnes) {
      return tonnes == 0 ? std::string() : Thousands(tonnes);
    };
    PrintPairs(session.out, {{pledge ? "pledge" : "freeze", freeze.freeze()},
                             {"state", Word(freeze.state())},
                             {"scope", Word(freeze.scope())},
                             {"of", Object(freeze)},
                             {"case", freeze.case_number()},
                             {pledge ? "pledgee" : "authority", freeze.authority()},
                             {"from", ShowInstant(freeze.from_time())},
                             {"until", ShowInstant(freeze.until_time())},
                             {"recorded at", ShowInstant(freeze.record_time())},
                             {"deducted", some(freeze.deducted_tco2e())},
                             {"surrendered", some(freeze.surrendered_tco2e())}});
    Table holds({{"account"}, {"instrument"}, {"holds", Table::Side::kRight}});
    for (const v1::FreezeHolds& row : details.holds()) {
      holds.Add({row.account(), row.instrument(), Thousands(row.held_tco2e())});
    }
    holds.Print(session.out, "it holds nothing");
  });
}

struct ListFlags {
  std::string account, holder, case_number, state, scope;
  std::int64_t limit = 0;
};

ExitCode ListThem(Session& session, const ListFlags& flags) {
  v1::ListFreezesRequest request;
  request.set_account(flags.account);
  request.set_social_credit_code(flags.holder);
  request.set_case_number(flags.case_number);
  request.set_state(FromWord<v1::FreezeState>(flags.state));
  request.set_scope(FromWord<v1::FreezeScope>(flags.scope));
  const ListView<v1::Freeze> view{{{"number", Table::Side::kRight},
                                   {"state"},
                                   {"scope"},
                                   {"of"},
                                   {"case"},
                                   {"authority"},
                                   {"from"},
                                   {"until"}},
                                  [](const v1::Freeze& freeze) -> std::vector<std::string> {
                                    return {freeze.freeze(),
                                            Word(freeze.state()),
                                            Word(freeze.scope()),
                                            Object(freeze),
                                            freeze.case_number(),
                                            freeze.authority(),
                                            ShowInstant(freeze.from_time()),
                                            ShowInstant(freeze.until_time())};
                                  },
                                  "no such freezes"};
  return List(session, kOffice, &Stub::ListFreezes, request, &v1::ListFreezesResponse::freezes,
              flags.limit, view);
}

void AddReading(Session& session, CLI::App& group) {
  auto one = std::make_shared<ShowFlags>();
  AddCommand(session, group, "show", "one, with what it holds", one, Show)
      ->add_option("number", one->freeze, "its number")
      ->required();
  auto flags = std::make_shared<ListFlags>();
  CLI::App* list =
      AddCommand(session, group, "list", "freezes and pledges by number", flags, ListThem);
  list->add_option("--account", flags->account, "only of this account and its holder");
  list->add_option("--holder", flags->holder, "only of this social credit code");
  list->add_option("--case", flags->case_number, "only of this case");
  AddWord<v1::FreezeState>(*list, "--state", flags->state, "only these");
  AddWord<v1::FreezeScope>(*list, "--scope", flags->scope, "only these");
  AddLimit(*list, flags->limit);
}

// ---- Pledges

struct PledgeFlags : WriteFlags {
  std::string account, instrument, pledgee, pledge;
  std::int64_t quantity = 0;
  DocumentFlags document;
};

ExitCode RecordPledge(Session& session, const PledgeFlags& flags) {
  v1::PledgeHoldingRequest request;
  request.set_account(flags.account);
  request.set_instrument(flags.instrument);
  request.set_quantity_tco2e(flags.quantity);
  request.set_pledgee(flags.pledgee);
  if (!SetDocument(session, flags.document, *request.mutable_document())) return ExitCode::kUsage;
  return Write(session, "operator", &Stub::PledgeHolding, request, flags);
}

ExitCode ReleasePledge(Session& session, const PledgeFlags& flags) {
  v1::ReleasePledgeRequest request;
  request.set_pledge(flags.pledge);
  if (!SetDocument(session, flags.document, *request.mutable_document())) return ExitCode::kUsage;
  return Write(session, "operator", &Stub::ReleasePledge, request, flags);
}

void AddPledges(Session& session, CLI::App& app) {
  CLI::App* group = app.add_subcommand("pledge", "encumbrances by contract, off by default");
  group->require_subcommand(1);
  auto flags = std::make_shared<PledgeFlags>();
  CLI::App* record = AddCommand(session, *group, "record", "encumber allowances for a creditor",
                                flags, RecordPledge);
  record->add_option("account", flags->account, "number, such as 00001001-05")->required();
  record->add_option("--instrument", flags->instrument, "code, such as CEA1920")->required();
  AddQuantity(*record, "--quantity", flags->quantity, "tonnes")->required();
  record->add_option("--pledgee", flags->pledgee, "the creditor")->required();
  AddDocumentFlags(*record, flags->document);
  AddWriteFlags(*record, *flags);
  auto ended = std::make_shared<PledgeFlags>();
  CLI::App* release = AddCommand(session, *group, "release", "end it", ended, ReleasePledge);
  release->add_option("pledge", ended->pledge, "its number")->required();
  AddDocumentFlags(*release, ended->document);
  AddWriteFlags(*release, *ended);
}

}  // namespace

void AddFreezeCommands(Session& session, CLI::App& app) {
  CLI::App* group = app.add_subcommand("freeze", "freezes with a legal basis");
  group->require_subcommand(1);
  AddOrder(session, *group);
  AddChanges(session, *group);
  AddReading(session, *group);
  AddPledges(session, app);
}

}  // namespace registry::cli
