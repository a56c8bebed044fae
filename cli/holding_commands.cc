#include "carbon/registry/v1/holding.grpc.pb.h"
#include "cli/command.h"

namespace registry::cli {
namespace {

using Stub = v1::HoldingService::Stub;
using enum Table::Side;

struct HoldingsFlags {
  std::string account;
  std::string instrument;
  std::string province;
  AsOfFlags as_of;
  std::int64_t limit = 0;
};

ExitCode Holdings(Session& session, const HoldingsFlags& flags) {
  v1::ListHoldingsRequest request;
  request.set_account(flags.account);
  request.set_instrument(flags.instrument);
  request.set_province(flags.province);
  SetAsOf(flags.as_of, request);
  const ListView<v1::Holding> view{
      {{"account"}, {"instrument"}, {"bucket"}, {"balance", kRight}, {"last moved by", kRight}},
      [](const v1::Holding& holding) -> std::vector<std::string> {
        const v1::PositionName& position = holding.position();
        return {position.account(), position.instrument(), Word(position.bucket()),
                Thousands(holding.balance()), Thousands(holding.last_sequence())};
      },
      "no holdings"};
  return List(session, "operator", &Stub::ListHoldings, request,
              &v1::ListHoldingsResponse::holdings, flags.limit, view);
}

struct PostingsFlags {
  std::string account;
  std::string instrument;
  std::int64_t after = 0;
  AsOfFlags as_of;
  std::int64_t limit = 0;
};

// One row: the account's own side of the posting first.
std::vector<std::string> PostingCells(const std::string& account, const v1::PostingEntry& entry) {
  const v1::Posting& posting = entry.posting();
  const bool out = posting.transferring().account() == account;
  const v1::PositionName& own = out ? posting.transferring() : posting.acquiring();
  const v1::PositionName& other = out ? posting.acquiring() : posting.transferring();
  return {Thousands(entry.sequence()),
          ShowInstant(entry.record_time()),
          Word(entry.type()),
          own.instrument(),
          Word(own.bucket()),
          Signed(out ? -posting.quantity() : posting.quantity()),
          Thousands(out ? posting.transferring_balance() : posting.acquiring_balance()),
          other.account() + " " + Word(other.bucket())};
}

ExitCode Postings(Session& session, const PostingsFlags& flags) {
  v1::ListPostingsRequest request;
  request.set_account(flags.account);
  request.set_instrument(flags.instrument);
  request.set_after_sequence(flags.after);
  SetAsOf(flags.as_of, request);
  const ListView<v1::PostingEntry> view{
      {{"transaction", kRight},
       {"recorded at"},
       {"type"},
       {"instrument"},
       {"bucket"},
       {"quantity", kRight},
       {"balance after", kRight},
       {"other side"}},
      [&flags](const v1::PostingEntry& entry) { return PostingCells(flags.account, entry); },
      "no postings"};
  return List(session, "operator", &Stub::ListPostings, request, &v1::ListPostingsResponse::entries,
              flags.limit, view);
}

struct StatementFlags {
  std::string account;
  std::int64_t after = 0;
  AsOfFlags as_of;
};

ExitCode GetStatement(Session& session, const StatementFlags& flags) {
  v1::GetStatementRequest request;
  request.set_account(flags.account);
  request.set_after_sequence(flags.after);
  SetAsOf(flags.as_of, request);
  return Get(session, "operator", &Stub::GetStatement, request,
             [&](const v1::Statement& statement) {
               session.out << "account " << statement.account() << ", transactions "
                           << Thousands(statement.after_sequence() + 1) << " to "
                           << Thousands(statement.as_of_sequence()) << "\n";
               Table table({{"instrument"},
                            {"bucket"},
                            {"opening", kRight},
                            {"acquired", kRight},
                            {"transferred", kRight},
                            {"closing", kRight}});
               for (const v1::StatementLine& line : statement.lines()) {
                 table.Add({line.position().instrument(), Word(line.position().bucket()),
                            Thousands(line.opening_balance()), Thousands(line.acquired()),
                            Thousands(line.transferred()), Thousands(line.closing_balance())});
               }
               table.Print(session.out, "no movements");
             });
}

struct SupplyFlags {
  std::string instrument;
};

std::vector<std::string> SupplyCells(const std::string& instrument, const std::string& counted,
                                     const v1::Supply& supply) {
  return {instrument,
          counted,
          Thousands(supply.issued()),
          Thousands(supply.held()),
          Thousands(supply.surrendered()),
          Thousands(supply.offset()),
          Thousands(supply.cancelled()),
          Thousands(supply.recovered())};
}

ExitCode GetSupply(Session& session, const SupplyFlags& flags) {
  v1::GetSupplyRequest request;
  request.set_instrument(flags.instrument);
  return Get(session, "auditor", &Stub::GetSupply, request, [&](const v1::GetSupplyResponse& all) {
    Table table({{"instrument"},
                 {"counted from"},
                 {"issued", kRight},
                 {"held", kRight},
                 {"surrendered", kRight},
                 {"offset", kRight},
                 {"cancelled", kRight},
                 {"recovered", kRight}});
    for (const v1::InstrumentSupply& supply : all.supplies()) {
      table.Add(SupplyCells(supply.instrument(), "postings", supply.from_journal()));
      table.Add(SupplyCells(supply.instrument(), "balances", supply.from_balances()));
    }
    table.Print(session.out, "no instruments");
    session.out << "as of transaction " << Thousands(all.as_of_sequence()) << "\n";
  });
}

}  // namespace

void AddHoldingCommands(Session& session, CLI::App& app) {
  auto holdings_flags = std::make_shared<HoldingsFlags>();
  CLI::App* holdings =
      AddCommand(session, app, "holdings", "balances that are not zero", holdings_flags, Holdings);
  holdings->add_option("--account", holdings_flags->account, "only this account");
  holdings->add_option("--instrument", holdings_flags->instrument, "only this instrument");
  holdings->add_option("--province", holdings_flags->province, "only this province");
  AddAsOfFlags(*holdings, holdings_flags->as_of);
  AddLimit(*holdings, holdings_flags->limit);

  auto postings_flags = std::make_shared<PostingsFlags>();
  CLI::App* postings = AddCommand(session, app, "postings", "movements of one account, newest last",
                                  postings_flags, Postings);
  postings->add_option("account", postings_flags->account, "number, such as 00001001-05")
      ->required();
  postings->add_option("--instrument", postings_flags->instrument, "only this instrument");
  postings->add_option("--after", postings_flags->after, "only after this transaction")
      ->check(CLI::NonNegativeNumber);
  AddAsOfFlags(*postings, postings_flags->as_of);
  AddLimit(*postings, postings_flags->limit);

  auto statement_flags = std::make_shared<StatementFlags>();
  CLI::App* statement =
      AddCommand(session, app, "statement", "opening balances, movements and closing balances",
                 statement_flags, GetStatement);
  statement->add_option("account", statement_flags->account, "number, such as 00001001-05")
      ->required();
  statement->add_option("--after", statement_flags->after, "only after this transaction")
      ->check(CLI::NonNegativeNumber);
  AddAsOfFlags(*statement, statement_flags->as_of);

  auto supply_flags = std::make_shared<SupplyFlags>();
  CLI::App* supply =
      AddCommand(session, app, "supply", "what exists, counted twice", supply_flags, GetSupply);
  supply->add_option("--instrument", supply_flags->instrument, "only this instrument");
}

}  // namespace registry::cli
