#include "carbon/registry/v1/transfer.grpc.pb.h"
#include "cli/command.h"

namespace registry::cli {
namespace {

using Stub = v1::TransferService::Stub;

struct TrustFlags : WriteFlags {
  std::string account, trusted;
};

template <typename Request>
Request Filled(const TrustFlags& flags) {
  Request request;
  request.set_account(flags.account);
  request.set_trusted_account(flags.trusted);
  return request;
}

ExitCode Trust(Session& session, const TrustFlags& flags) {
  return Write(session, "", &Stub::TrustAccount, Filled<v1::TrustAccountRequest>(flags), flags);
}

ExitCode Distrust(Session& session, const TrustFlags& flags) {
  return Write(session, "", &Stub::DistrustAccount, Filled<v1::DistrustAccountRequest>(flags),
               flags);
}

struct SendFlags : WriteFlags {
  std::string from, to, instrument;
  std::int64_t quantity = 0;
};

ExitCode Send(Session& session, const SendFlags& flags) {
  v1::TransferAtWillRequest request;
  request.set_transferring_account(flags.from);
  request.set_acquiring_account(flags.to);
  request.set_instrument(flags.instrument);
  request.set_quantity_tco2e(flags.quantity);
  return Write(session, "", &Stub::TransferAtWill, request, flags);
}

struct AbortFlags : WriteFlags {
  std::string account, transfer, cause;
};

ExitCode Abort(Session& session, const AbortFlags& flags) {
  v1::AbortTransferRequest request;
  request.set_account(flags.account);
  request.set_transfer(flags.transfer);
  request.set_cause(flags.cause);
  return Write(session, "operator", &Stub::AbortTransfer, request, flags);
}

struct ListFlags {
  std::string account, state;
  std::int64_t limit = 0;
};

ExitCode ListTrusted(Session& session, const ListFlags& flags) {
  v1::ListTrustedAccountsRequest request;
  request.set_account(flags.account);
  const ListView<v1::TrustedAccount> view{
      {{"account"}, {"trusts"}, {"from"}, {"state"}},
      [](const v1::TrustedAccount& row) -> std::vector<std::string> {
        return {row.account(), row.trusted_account(), ShowInstant(row.active_from_time()),
                row.active() ? "trusted" : "not any more"};
      },
      "it trusts no account"};
  return List(session, "operator", &Stub::ListTrustedAccounts, request,
              &v1::ListTrustedAccountsResponse::accounts, flags.limit, view);
}

ExitCode ListDelayed(Session& session, const ListFlags& flags) {
  v1::ListDelayedTransfersRequest request;
  request.set_account(flags.account);
  request.set_state(FromWord<v1::DelayedTransferState>(flags.state));
  using enum Table::Side;
  const ListView<v1::DelayedTransfer> view{
      {{"transfer", kRight},
       {"state"},
       {"transferring"},
       {"acquiring"},
       {"instrument"},
       {"quantity", kRight},
       {"asked at"},
       {"due"},
       {"cause"}},
      [](const v1::DelayedTransfer& row) -> std::vector<std::string> {
        return {row.transfer(),
                Word(row.state()),
                row.transferring_account(),
                row.acquiring_account(),
                row.instrument(),
                Thousands(row.quantity_tco2e()),
                ShowInstant(row.ask_time()),
                ShowInstant(row.due_time()),
                row.cause()};
      },
      "no such transfers"};
  return List(session, "operator", &Stub::ListDelayedTransfers, request,
              &v1::ListDelayedTransfersResponse::transfers, flags.limit, view);
}

void AddTrust(Session& session, CLI::App& group) {
  const auto add = [&](const char* name, const char* what, auto act) {
    auto flags = std::make_shared<TrustFlags>();
    CLI::App* command = AddCommand(session, group, name, what, flags, act);
    command->add_option("account", flags->account, "the one that trusts")->required();
    command->add_option("trusted", flags->trusted, "the other one")->required();
    AddWriteFlags(*command, *flags);
  };
  add("trust", "let allowances go to an account at the holder's will, some working days from now",
      Trust);
  add("distrust", "end that, at once", Distrust);
  auto list = std::make_shared<ListFlags>();
  CLI::App* trusted =
      AddCommand(session, group, "trusted", "whom an account trusts, and did", list, ListTrusted);
  trusted->add_option("account", list->account, "number, such as 00001001-05")->required();
  AddLimit(*trusted, list->limit);
}

}  // namespace

void AddTransferAtWillCommands(Session& session, CLI::App& transfer) {
  AddTrust(session, transfer);
  auto sent = std::make_shared<SendFlags>();
  CLI::App* send = AddCommand(session, transfer, "at-will",
                              "to a trusted account, some hours from now", sent, Send);
  send->add_option("--from", sent->from, "transferring account")->required();
  send->add_option("--to", sent->to, "acquiring account")->required();
  send->add_option("--instrument", sent->instrument, "code, such as CEA1920")->required();
  AddQuantity(*send, "--quantity", sent->quantity, "tonnes")->required();
  AddWriteFlags(*send, *sent);

  auto aborted = std::make_shared<AbortFlags>();
  CLI::App* abort =
      AddCommand(session, transfer, "abort", "call a waiting transfer off", aborted, Abort);
  abort->add_option("account", aborted->account, "transferring account")->required();
  abort->add_option("transfer", aborted->transfer, "its number, such as 1042")->required();
  abort->add_option("--cause", aborted->cause, "why, 1 to 500 characters")->required();
  AddWriteFlags(*abort, *aborted);

  auto list = std::make_shared<ListFlags>();
  CLI::App* delayed =
      AddCommand(session, transfer, "delayed",
                 "transfers at will: waiting, done, called off, failed", list, ListDelayed);
  delayed->add_option("--account", list->account, "only from this account");
  AddWord<v1::DelayedTransferState>(*delayed, "--state", list->state, "only these");
  AddLimit(*delayed, list->limit);
}

}  // namespace registry::cli
