#include <sstream>

#include "carbon/registry/v1/account_life.grpc.pb.h"
#include "cli/command.h"

namespace registry::cli {
namespace {

using Stub = v1::AccountLifeService::Stub;

// ---- What goes over

bool ReadTonnes(const std::string& digits, std::int64_t& tonnes) {
  const bool plain = !digits.empty() && digits.size() <= 18 &&
                     digits.find_first_not_of("0123456789") == std::string::npos;
  if (plain) tonnes = std::stoll(digits);
  return plain;
}

// "CEA21=1000"; false: not of that form.
bool ReadHolding(const std::string& text, v1::HoldingPart& part) {
  const std::size_t equals = text.find('=');
  if (equals == std::string::npos || equals == 0) return false;
  part.set_instrument(text.substr(0, equals));
  std::int64_t tonnes = 0;
  const bool read = ReadTonnes(text.substr(equals + 1), tonnes);
  part.set_quantity_tco2e(tonnes);
  return read;
}

// "power:2021=900,850,0": verified emissions, obligation, surrendered.
bool ReadObligation(const std::string& text, v1::ObligationPart& part) {
  const std::size_t colon = text.find(':');
  const std::size_t equals = text.find('=');
  if (colon == std::string::npos || equals == std::string::npos || equals < colon) return false;
  part.set_sector(FromWord<v1::Sector>(text.substr(0, colon)));
  part.set_period(text.substr(colon + 1, equals - colon - 1));
  std::istringstream figures(text.substr(equals + 1));
  std::int64_t read[3] = {};
  int count = 0;
  for (std::string figure; std::getline(figures, figure, ',');) {
    if (count == 3 || !ReadTonnes(figure, read[count++])) return false;
  }
  part.set_verified_emissions_tco2e(read[0]);
  part.set_obligation_tco2e(read[1]);
  part.set_surrendered_tco2e(read[2]);
  return count == 3 && part.sector() != v1::SECTOR_UNSPECIFIED;
}

struct SucceedFlags : WriteFlags {
  std::string predecessor, successor;
  std::vector<std::string> holdings, obligations;
  DocumentFlags document;
};

ExitCode Succeed(Session& session, const SucceedFlags& flags) {
  v1::SucceedAccountRequest request;
  request.set_predecessor_account(flags.predecessor);
  request.set_successor_account(flags.successor);
  for (const std::string& text : flags.holdings) {
    if (ReadHolding(text, *request.add_holdings())) continue;
    return session.FailUsage("write a holding as INSTRUMENT=TONNES, not " + text);
  }
  for (const std::string& text : flags.obligations) {
    if (ReadObligation(text, *request.add_obligations())) continue;
    return session.FailUsage(
        "write an obligation as SECTOR:PERIOD=EMISSIONS,OBLIGATION,SURRENDERED, not " + text);
  }
  if (!SetDocument(session, flags.document, *request.mutable_document())) return ExitCode::kUsage;
  return Write(session, "operator", &Stub::SucceedAccount, request, flags);
}

struct CloseFlags : WriteFlags {
  std::string account, receiver, cause;
  DocumentFlags document;
};

ExitCode CloseDissolved(Session& session, const CloseFlags& flags) {
  v1::CloseDissolvedAccountRequest request;
  request.set_account(flags.account);
  request.set_receiver_account(flags.receiver);
  request.set_cause(flags.cause);
  if (!SetDocument(session, flags.document, *request.mutable_document())) return ExitCode::kUsage;
  return Write(session, "operator", &Stub::CloseDissolvedAccount, request, flags);
}

void AddEnds(Session& session, CLI::App& group) {
  auto succeeded = std::make_shared<SucceedFlags>();
  CLI::App* succeed = AddCommand(session, group, "succeed",
                                 "give what an ended holder had to its successor: all of it, or "
                                 "the parts that are named",
                                 succeeded, Succeed);
  succeed->add_option("predecessor", succeeded->predecessor, "account of the holder that ended")
      ->required();
  succeed->add_option("successor", succeeded->successor, "account of its successor")->required();
  succeed->add_option("--holding", succeeded->holdings, "INSTRUMENT=TONNES; may be repeated")
      ->allow_extra_args(false);
  succeed
      ->add_option("--obligation", succeeded->obligations,
                   "SECTOR:PERIOD=EMISSIONS,OBLIGATION,SURRENDERED; may be repeated")
      ->allow_extra_args(false);
  AddDocumentFlags(*succeed, succeeded->document);
  AddWriteFlags(*succeed, *succeeded);

  auto closed = std::make_shared<CloseFlags>();
  CLI::App* close = AddCommand(session, group, "close-dissolved",
                               "close the account of a unit that is gone and cannot reach zero",
                               closed, CloseDissolved);
  close->add_option("account", closed->account, "number, such as 00001001-05")->required();
  close->add_option("--to", closed->receiver, "account that gets what it holds")->required();
  close->add_option("--cause", closed->cause, "why, 1 to 500 characters")->required();
  AddDocumentFlags(*close, closed->document);
  AddWriteFlags(*close, *closed);
}

// ---- What is late, and what was

struct OverdueFlags {
  std::string kind, province;
  std::int64_t limit = 0;
};

ExitCode ListOverdue(Session& session, const OverdueFlags& flags) {
  v1::ListOverdueRequest request;
  request.set_kind(FromWord<v1::OverdueKind>(flags.kind));
  request.set_province(flags.province);
  const ListView<v1::OverdueAccount> view{
      {{"account"}, {"late with"}, {"due"}, {"status"}, {"since"}, {"objection"}, {"province"}},
      [](const v1::OverdueAccount& late) -> std::vector<std::string> {
        const v1::Account& account = late.account();
        return {account.account(),
                Word(late.kind()),
                ShowInstant(late.due_time()),
                Word(account.status()),
                ShowInstant(account.status_time()),
                ShowInstant(account.objection_time()),
                account.province()};
      },
      "nothing is late"};
  return List(session, "operator", &Stub::ListOverdue, request, &v1::ListOverdueResponse::accounts,
              flags.limit, view);
}

struct HistoryFlags {
  std::string account;
  std::int64_t limit = 0;
};

ExitCode ListHistory(Session& session, const HistoryFlags& flags) {
  v1::ListAccountHistoryRequest request;
  request.set_account(flags.account);
  using enum Table::Side;
  const ListView<v1::AccountVersion> view{
      {{"transaction", kRight},
       {"recorded at"},
       {"by"},
       {"status"},
       {"kind"},
       {"province"},
       {"sector"},
       {"objection"},
       {"successor"}},
      [](const v1::AccountVersion& version) -> std::vector<std::string> {
        const v1::Account& account = version.account();
        return {Thousands(version.sequence()), ShowInstant(version.record_time()),
                version.participant(),         Word(account.status()),
                Word(account.kind()),          account.province(),
                Word(account.sector()),        ShowInstant(account.objection_time()),
                account.successor_account()};
      },
      "no such account"};
  return List(session, "operator", &Stub::ListAccountHistory, request,
              &v1::ListAccountHistoryResponse::versions, flags.limit, view);
}

void AddLists(Session& session, CLI::App& group) {
  auto overdue = std::make_shared<OverdueFlags>();
  CLI::App* late =
      AddCommand(session, group, "overdue", "accounts whose opening or whose reply is late",
                 overdue, ListOverdue);
  AddWord<v1::OverdueKind>(*late, "--kind", overdue->kind, "only this");
  late->add_option("--province", overdue->province, "only this province");
  AddLimit(*late, overdue->limit);

  auto history = std::make_shared<HistoryFlags>();
  CLI::App* versions =
      AddCommand(session, group, "history", "what an account has been", history, ListHistory);
  versions->add_option("account", history->account, "number, such as 00001001-05")->required();
  AddLimit(*versions, history->limit);
}

}  // namespace

void AddAccountEndCommands(Session& session, CLI::App& account) {
  AddEnds(session, account);
  AddLists(session, account);
}

}  // namespace registry::cli
