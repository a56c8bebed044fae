#include <map>

#include "carbon/registry/v1/settlement.grpc.pb.h"
#include "cli/command.h"
#include "cli/derived_id.h"
#include "cli/settle_file.h"

namespace registry::cli {
namespace {

struct SettleFlags : WriteFlags {
  std::string file;
  std::size_t per_call = 1'000;
};

// What one trade came to, for a person.
std::vector<std::string> OutcomeCells(const v1::Trade& trade, const v1::TradeOutcome& outcome) {
  std::string result = "delivered";
  std::string facts;
  if (outcome.has_accepted()) {
    if (outcome.accepted().sequence() != 0) {
      facts = "transaction " + Thousands(outcome.accepted().sequence());
    }
  } else {
    const client::Error error = client::ToError(outcome.error());
    result = error.refusals.empty() ? std::string(client::CodeName(error.code))
                                    : error.refusals.front().reason;
    for (const client::Refusal& refusal : error.refusals) {
      for (const auto& [name, value] : refusal.facts) {
        facts += (facts.empty() ? "" : " ") + name + "=" + value;
      }
    }
    if (error.refusals.empty()) facts = error.message;
  }
  return {trade.trade_id(),
          trade.seller_account(),
          trade.buyer_account(),
          Thousands(trade.quantity_tco2e()),
          result,
          facts};
}

// The worst exit code of the trades: a fault before a refusal.
ExitCode Worse(ExitCode so_far, const v1::TradeOutcome& outcome) {
  if (outcome.has_accepted()) return so_far;
  const ExitCode code = ExitCodeOf(client::ToError(outcome.error()));
  if (so_far == ExitCode::kDone || code != ExitCode::kRefused) return code;
  return so_far;
}

ExitCode Settle(Session& session, const SettleFlags& flags) {
  const SettleFile file = ReadSettleFile(flags.file);
  if (const auto* problem = std::get_if<sim::FileProblem>(&file)) {
    return session.FailUsage(sim::Describe(*problem));
  }
  const auto& trades = std::get<std::vector<v1::Trade>>(file);
  const auto connected = session.Connect("trading-system");
  if (!connected.ok()) return session.FailUsage(connected.status());

  // One id for the file; each call has an id of its own that follows from it.
  const std::string id = flags.request_id.empty() ? client::NewRequestId() : flags.request_id;
  using enum Table::Side;
  Table table({{"trade"}, {"seller"}, {"buyer"}, {"tonnes", kRight}, {"outcome"}, {"facts"}});
  std::string json;
  std::size_t delivered = 0;
  ExitCode code = ExitCode::kDone;
  Progress progress(session.progress);
  for (std::size_t first = 0; first < trades.size(); first += flags.per_call) {
    const std::size_t last = std::min(first + flags.per_call, trades.size());
    v1::SettleTradesRequest request;
    request.set_request_id(first == 0 ? id : DerivedRequestId(id, "settle", std::to_string(first)));
    request.set_validate_only(flags.validate_only);
    request.mutable_trades()->Add(trades.begin() + static_cast<std::ptrdiff_t>(first),
                                  trades.begin() + static_cast<std::ptrdiff_t>(last));
    const auto answer = (*connected)->Call(&v1::SettlementService::Stub::SettleTrades, request);
    if (!answer.ok()) {
      progress.Clear();
      session.err << Thousands(static_cast<std::int64_t>(first)) << " of "
                  << Thousands(static_cast<std::int64_t>(trades.size()))
                  << " trades were answered before\n";
      return session.Fail(answer.error, id);
    }
    for (int i = 0; i < answer.value.outcomes_size(); ++i) {
      const v1::TradeOutcome& outcome = answer.value.outcomes(i);
      if (session.settings.json) {
        json += (json.empty() ? "" : ",\n") + ToJson(outcome);
      } else if (const std::size_t row = first + static_cast<std::size_t>(i); row < last) {
        table.Add(OutcomeCells(trades[row], outcome));
      }
      delivered += outcome.has_accepted() ? 1 : 0;
      code = Worse(code, outcome);
    }
    progress.Show("settling", static_cast<std::int64_t>(last),
                  static_cast<std::int64_t>(trades.size()));
  }
  progress.Clear();
  if (session.settings.json) {
    session.out << "[" << json << "]\n";
  } else {
    table.Print(session.out, "");
    session.out << Thousands(static_cast<std::int64_t>(delivered)) << " of "
                << Thousands(static_cast<std::int64_t>(trades.size()))
                << (flags.validate_only ? " would be delivered; nothing was recorded\n"
                                        : " delivered\n");
  }
  if (code != ExitCode::kDone && !session.settings.json) {
    session.err << "registryctl: "
                << Thousands(static_cast<std::int64_t>(trades.size() - delivered))
                << " trades were not delivered\nrequest id: " << id
                << "\nnext: " << ExitPathOf(code).next << "\n";
  }
  return code;
}

}  // namespace

void AddSettleCommand(Session& session, CLI::App& app) {
  auto flags = std::make_shared<SettleFlags>();
  CLI::App* settle =
      AddCommand(session, app, "settle", "settle the exchange's trades, in the order of a file",
                 flags, Settle);
  settle->add_option("file", flags->file, "trades as CSV; columns: docs/registryctl.md")
      ->required()
      ->check(CLI::ExistingFile);
  settle->add_option("--per-call", flags->per_call, "trades in one call")
      ->check(CLI::Range(1, 5'000))
      ->capture_default_str();
  AddWriteFlags(*settle, *flags);
}

}  // namespace registry::cli
