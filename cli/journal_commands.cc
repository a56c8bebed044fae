#include "carbon/registry/v1/journal.grpc.pb.h"
#include "cli/command.h"
#include "client/feed.h"

namespace registry::cli {
namespace {

std::string SideText(const v1::PositionName& position) {
  return position.account() + " " + Word(position.bucket());
}

void PrintTransaction(Session& session, const v1::Transaction& transaction) {
  PrintPairs(session.out, {{"transaction", Thousands(transaction.sequence())},
                           {"record", Thousands(transaction.record_number())},
                           {"type", Word(transaction.type())},
                           {"received at", ShowInstant(transaction.receive_time())},
                           {"recorded at", ShowInstant(transaction.record_time()) +
                                               (transaction.replay() ? " (replay)" : "")},
                           {"by", transaction.participant()},
                           {"request id", transaction.request_id()},
                           {"subject", transaction.subject()},
                           {"account", transaction.account().account()},
                           {"its status", Word(transaction.account().status())}});
  if (transaction.postings().empty()) return;
  using enum Table::Side;
  Table table({{"transferring"},
               {"acquiring"},
               {"instrument"},
               {"quantity", kRight},
               {"balance after", kRight},
               {"balance after", kRight}});
  for (const v1::Posting& posting : transaction.postings()) {
    table.Add({SideText(posting.transferring()), SideText(posting.acquiring()),
               posting.transferring().instrument(), Thousands(posting.quantity()),
               Thousands(posting.transferring_balance()), Thousands(posting.acquiring_balance())});
  }
  table.Print(session.out, "");
}

// One line for each posting, or one for a transaction without.
void PrintEvent(Session& session, const v1::Transaction& transaction) {
  const std::string start = Thousands(transaction.sequence()) + "  " +
                            ShowInstant(transaction.record_time()) + "  " +
                            Word(transaction.type());
  if (transaction.postings().empty()) {
    session.out << start << "  " << transaction.subject() << transaction.account().account()
                << "\n";
  }
  for (const v1::Posting& posting : transaction.postings()) {
    session.out << start << "  " << posting.transferring().instrument() << "  "
                << Thousands(posting.quantity()) << "  " << SideText(posting.transferring())
                << " to " << SideText(posting.acquiring()) << "\n";
  }
}

struct GetFlags {
  std::int64_t sequence = 0;
};

ExitCode GetTransaction(Session& session, const GetFlags& flags) {
  v1::GetTransactionRequest request;
  request.set_sequence(flags.sequence);
  return Get(session, "auditor", &v1::JournalService::Stub::GetTransaction, request,
             [&](const v1::Transaction& transaction) { PrintTransaction(session, transaction); });
}

struct FollowFlags {
  std::int64_t after = 0;
  std::int64_t limit = 0;
};

// Ends by --limit, by an error that stays, or with the program.
ExitCode Follow(Session& session, const FollowFlags& flags) {
  const auto registry = session.Connect("auditor");
  if (!registry.ok()) return session.FailUsage(registry.status());
  client::Feed feed(**registry, flags.after);
  std::int64_t count = 0;
  const client::Error error = feed.Follow([&](const v1::JournalEvent& event) {
    if (event.has_heartbeat()) return true;
    if (session.settings.json) {
      session.PrintJson(event.transaction());
    } else {
      PrintEvent(session, event.transaction());
    }
    session.out.flush();
    return ++count != flags.limit;
  });
  if (error.ok()) return ExitCode::kDone;
  const ExitCode code = session.Fail(error);
  session.err << "seen up to transaction " << feed.seen() << "\n";
  return code;
}

}  // namespace

void AddJournalCommands(Session& session, CLI::App& app) {
  CLI::App* group = app.add_subcommand("journal", "the accepted transactions in their order");
  group->require_subcommand(1);
  auto get = std::make_shared<GetFlags>();
  AddCommand(session, *group, "get", "one transaction", get, GetTransaction)
      ->add_option("sequence", get->sequence, "its number")
      ->required()
      ->check(CLI::PositiveNumber);
  auto flags = std::make_shared<FollowFlags>();
  CLI::App* follow = AddCommand(session, *group, "follow",
                                "each transaction as it is recorded, until Ctrl-C", flags, Follow);
  follow
      ->add_option("--after", flags->after, "begin after this transaction (default: at the first)")
      ->check(CLI::NonNegativeNumber);
  AddLimit(*follow, flags->limit);
}

}  // namespace registry::cli
