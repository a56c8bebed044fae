#include "carbon/registry/v1/transfer.grpc.pb.h"
#include "cli/command.h"

namespace registry::cli {
namespace {

using Stub = v1::TransferService::Stub;

struct MoveFlags : WriteFlags {
  std::string account;
  std::string instrument;
  std::int64_t quantity = 0;
  std::string purpose;
};

template <typename Request>
Request Filled(const MoveFlags& flags) {
  Request request;
  request.set_account(flags.account);
  request.set_instrument(flags.instrument);
  request.set_quantity_tco2e(flags.quantity);
  return request;
}

ExitCode ToTrading(Session& session, const MoveFlags& flags) {
  return Write(session, "operator", &Stub::MoveToTrading, Filled<v1::MoveToTradingRequest>(flags),
               flags);
}

ExitCode FromTrading(Session& session, const MoveFlags& flags) {
  return Write(session, "trading-system", &Stub::MoveFromTrading,
               Filled<v1::MoveFromTradingRequest>(flags), flags);
}

ExitCode Cancel(Session& session, const MoveFlags& flags) {
  auto request = Filled<v1::CancelAllowancesRequest>(flags);
  request.set_purpose(flags.purpose);
  return Write(session, "operator", &Stub::CancelAllowances, request, flags);
}

struct TransferFlags : WriteFlags {
  std::string from;
  std::string to;
  std::string instrument;
  std::int64_t quantity = 0;
  std::string ground;
  DocumentFlags document;
};

ExitCode Transfer(Session& session, const TransferFlags& flags) {
  v1::TransferRequest request;
  request.set_transferring_account(flags.from);
  request.set_acquiring_account(flags.to);
  request.set_instrument(flags.instrument);
  request.set_quantity_tco2e(flags.quantity);
  request.set_ground(FromWord<v1::TransferGround>(flags.ground));
  if (!SetDocument(session, flags.document, *request.mutable_document())) return ExitCode::kUsage;
  return Write(session, "operator", &Stub::Transfer, request, flags);
}

void AddMoveOptions(CLI::App& command, MoveFlags& flags) {
  command.add_option("account", flags.account, "number, such as 00001001-05")->required();
  command.add_option("--instrument", flags.instrument, "code, such as CEA1920")->required();
  AddQuantity(command, "--quantity", flags.quantity, "tonnes")->required();
  AddWriteFlags(command, flags);
}

// The options that a command needs only where it is given itself, not one of its subcommands.
std::vector<const CLI::Option*> RequireWithoutSubcommand(CLI::App& command) {
  std::vector<const CLI::Option*> required;
  for (CLI::Option* option : command.get_options()) {
    if (!option->get_required()) continue;
    option->required(false);
    required.push_back(option);
  }
  return required;
}

}  // namespace

void AddTransferCommands(Session& session, CLI::App& app) {
  CLI::App* move = app.add_subcommand("move", "between the two sides of an account");
  move->require_subcommand(1);
  auto to_flags = std::make_shared<MoveFlags>();
  AddMoveOptions(*AddCommand(session, *move, "to-trading", "delegate to the trading system",
                             to_flags, ToTrading),
                 *to_flags);
  auto from_flags = std::make_shared<MoveFlags>();
  AddMoveOptions(*AddCommand(session, *move, "from-trading", "the trading system's release",
                             from_flags, FromTrading),
                 *from_flags);

  auto flags = std::make_shared<TransferFlags>();
  CLI::App* transfer =
      app.add_subcommand("transfer", "transfer outside trading, with its ground and paper");
  transfer->require_subcommand(0, 1);
  transfer->add_option("--from", flags->from, "transferring account")->required();
  transfer->add_option("--to", flags->to, "acquiring account")->required();
  transfer->add_option("--instrument", flags->instrument, "code, such as CEA1920")->required();
  AddQuantity(*transfer, "--quantity", flags->quantity, "tonnes")->required();
  AddWord<v1::TransferGround>(*transfer, "--ground", flags->ground, "why")->required();
  AddDocumentFlags(*transfer, flags->document);
  AddWriteFlags(*transfer, *flags);
  transfer->callback([&session, transfer, flags, required = RequireWithoutSubcommand(*transfer)] {
    if (!transfer->get_subcommands().empty()) return;
    for (const CLI::Option* option : required) {
      if (option->count() == 0) throw CLI::RequiredError(option->get_name());
    }
    session.action = [&session, flags] { return Transfer(session, *flags); };
  });
  AddTransferAtWillCommands(session, *transfer);

  auto cancel_flags = std::make_shared<MoveFlags>();
  CLI::App* cancel =
      AddCommand(session, app, "cancel", "give allowances up for good", cancel_flags, Cancel);
  AddMoveOptions(*cancel, *cancel_flags);
  cancel->add_option("--purpose", cancel_flags->purpose, "why, 1 to 500 characters")->required();
}

}  // namespace registry::cli
