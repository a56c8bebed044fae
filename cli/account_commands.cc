#include "carbon/registry/v1/account.grpc.pb.h"
#include "cli/command.h"

namespace registry::cli {
namespace {

using Stub = v1::AccountService::Stub;

struct OpenFlags : WriteFlags {
  std::string kind;
  std::string code;
  std::string name;
  std::string province;
  std::string sector;
};

ExitCode Open(Session& session, const OpenFlags& flags) {
  v1::OpenAccountRequest request;
  request.set_kind(FromWord<v1::AccountKind>(flags.kind));
  request.set_social_credit_code(flags.code);
  request.set_holder_name(flags.name);
  request.set_province(flags.province);
  request.set_sector(FromWord<v1::Sector>(flags.sector));
  return Write(session, "operator", &Stub::OpenAccount, request, flags);
}

struct StatusFlags : WriteFlags {
  std::string account;
  std::string status;
  std::string cause;
};

ExitCode ChangeStatus(Session& session, const StatusFlags& flags) {
  v1::ChangeAccountStatusRequest request;
  request.set_account(flags.account);
  request.set_status(FromWord<v1::AccountStatus>(flags.status));
  request.set_cause(flags.cause);
  return Write(session, "operator", &Stub::ChangeAccountStatus, request, flags);
}

struct GetFlags {
  std::string account;
  AsOfFlags as_of;
};

std::string ShowObjection(const v1::Account& account) {
  if (!account.has_objection_time()) return "";
  return ShowInstant(account.objection_time()) +
         (account.objection_decided() ? ", decided" : ", no reply yet");
}

ExitCode GetAccount(Session& session, const GetFlags& flags) {
  v1::GetAccountRequest request;
  request.set_account(flags.account);
  SetAsOf(flags.as_of, request);
  return Get(session, "operator", &Stub::GetAccount, request, [&](const v1::Account& account) {
    PrintPairs(session.out, {{"account", account.account()},
                             {"kind", Word(account.kind())},
                             {"status", Word(account.status())},
                             {"since", ShowInstant(account.status_time())},
                             {"social credit code", account.social_credit_code()},
                             {"province", account.province()},
                             {"sector", Word(account.sector())},
                             {"objection", ShowObjection(account)},
                             {"successor", account.successor_account()}});
  });
}

struct ListFlags {
  std::string kind;
  std::string status;
  std::string province;
  std::string code;
  AsOfFlags as_of;
  std::int64_t limit = 0;
};

ExitCode ListAccounts(Session& session, const ListFlags& flags) {
  v1::ListAccountsRequest request;
  request.set_kind(FromWord<v1::AccountKind>(flags.kind));
  request.set_status(FromWord<v1::AccountStatus>(flags.status));
  request.set_province(flags.province);
  request.set_social_credit_code(flags.code);
  SetAsOf(flags.as_of, request);
  const ListView<v1::Account> view{{{"account"},
                                    {"kind"},
                                    {"status"},
                                    {"since"},
                                    {"social credit code"},
                                    {"province"},
                                    {"sector"}},
                                   [](const v1::Account& account) -> std::vector<std::string> {
                                     return {account.account(),
                                             Word(account.kind()),
                                             Word(account.status()),
                                             ShowInstant(account.status_time()),
                                             account.social_credit_code(),
                                             account.province(),
                                             Word(account.sector())};
                                   },
                                   "no such accounts"};
  return List(session, "operator", &Stub::ListAccounts, request,
              &v1::ListAccountsResponse::accounts, flags.limit, view);
}

void AddOpen(Session& session, CLI::App& group) {
  auto flags = std::make_shared<OpenFlags>();
  CLI::App* open = AddCommand(session, group, "open", "open an account for a subject", flags, Open);
  AddWord<v1::AccountKind>(*open, "--kind", flags->kind, "kind of account")->required();
  open->add_option("--code", flags->code, "unified social credit code, 18 characters")->required();
  open->add_option("--name", flags->name, "the holder's name")->required();
  open->add_option("--province", flags->province,
                   "code, such as 13, or 6590; units and authorities need it");
  AddWord<v1::Sector>(*open, "--sector", flags->sector, "sector; units need it");
  AddWriteFlags(*open, *flags);
}

void AddStatus(Session& session, CLI::App& group) {
  auto flags = std::make_shared<StatusFlags>();
  CLI::App* status =
      AddCommand(session, group, "status", "restrict an account, lift a restriction, close it",
                 flags, ChangeStatus);
  status->add_option("account", flags->account, "number, such as 00001001-05")->required();
  AddWord<v1::AccountStatus>(*status, "--to", flags->status, "the new status")->required();
  status->add_option("--cause", flags->cause, "why, 1 to 500 characters")->required();
  AddWriteFlags(*status, *flags);
}

}  // namespace

void AddAccountCommands(Session& session, CLI::App& app) {
  CLI::App* group = app.add_subcommand("account", "registration accounts");
  group->require_subcommand(1);
  AddOpen(session, *group);
  AddStatus(session, *group);
  AddAccountLifeCommands(session, *group);
  AddAccountEndCommands(session, *group);

  auto get = std::make_shared<GetFlags>();
  CLI::App* one = AddCommand(session, *group, "get", "one account", get, GetAccount);
  one->add_option("account", get->account, "number, such as 00001001-05")->required();
  AddAsOfFlags(*one, get->as_of);

  auto list = std::make_shared<ListFlags>();
  CLI::App* all = AddCommand(session, *group, "list", "accounts by number", list, ListAccounts);
  AddWord<v1::AccountKind>(*all, "--kind", list->kind, "only this kind");
  AddWord<v1::AccountStatus>(*all, "--status", list->status, "only this status");
  all->add_option("--province", list->province, "only this province");
  all->add_option("--code", list->code, "the account of this social credit code");
  AddAsOfFlags(*all, list->as_of);
  AddLimit(*all, list->limit);
}

}  // namespace registry::cli
