#include <istream>

#include "carbon/registry/v1/proposal.grpc.pb.h"
#include "cli/command.h"

namespace registry::cli {
namespace {

using Stub = v1::ProposalService::Stub;

std::string Approvals(const v1::Proposal& proposal) {
  std::string names;
  for (const std::string& name : proposal.approvers()) names += (names.empty() ? "" : ", ") + name;
  return std::to_string(proposal.approvers_size()) + " of " +
         std::to_string(proposal.approvals_needed()) + (names.empty() ? "" : " (" + names + ")");
}

void PrintDetails(Session& session, const v1::ProposalDetails& details) {
  const v1::Proposal& proposal = details.proposal();
  std::string outcome;
  if (details.has_accepted()) outcome = "every check passes";
  if (details.has_error()) outcome = "would be refused: " + details.error().message();
  PrintPairs(session.out, {{"proposal", proposal.proposal()},
                           {"state", Word(proposal.state())},
                           {"request", details.description()},
                           {"by", proposal.person() + " of " + proposal.participant()},
                           {"proposed at", ShowInstant(proposal.propose_time())},
                           {"until", ShowInstant(proposal.expire_time())},
                           {"approvals", Approvals(proposal)},
                           {"cause", proposal.cause()},
                           {"request hash", Hex(details.request_hash())},
                           {"now", outcome}});
  PrintPostings(session, details.postings());
}

struct OneFlags : WriteFlags {
  std::string proposal;
  std::string hash;
  std::string cause;
  bool yes = false;
};

v1::GetProposalRequest About(const OneFlags& flags) {
  v1::GetProposalRequest request;
  request.set_proposal(flags.proposal);
  return request;
}

ExitCode Show(Session& session, const OneFlags& flags) {
  return Get(session, "reviewer", &Stub::GetProposal, About(flags),
             [&](const v1::ProposalDetails& details) { PrintDetails(session, details); });
}

// Shows the proposal and asks whether to go on; the hash that was shown is what is answered.
template <typename Request, typename Method>
ExitCode AnswerIt(Session& session, const OneFlags& flags, const char* verb, Method method,
                  Request request) {
  request.set_proposal(flags.proposal);
  if (!flags.hash.empty()) {
    const auto hash = ReadHex(flags.hash);
    if (!hash) return session.FailUsage("a request hash has 64 hexadecimal digits");
    request.set_request_hash(*hash);
    return Write(session, "reviewer", method, request, flags);
  }
  const auto registry = session.Connect("reviewer");
  if (!registry.ok()) return session.FailUsage(registry.status());
  const auto details = (*registry)->Call(&Stub::GetProposal, About(flags));
  if (!details.ok()) return session.Fail(details.error);
  request.set_request_hash(details.value.request_hash());
  if (!flags.yes) {
    if (session.input == nullptr || session.settings.json) {
      return session.FailUsage("say --yes, or name what was seen with --hash");
    }
    PrintDetails(session, details.value);
    session.out << verb << " this? (yes/no) " << std::flush;
    std::string said;
    if (!std::getline(*session.input, said) || said != "yes") {
      session.out << "nothing was done\n";
      return ExitCode::kDone;
    }
  }
  return Write(session, "reviewer", method, request, flags);
}

ExitCode Approve(Session& session, const OneFlags& flags) {
  return AnswerIt(session, flags, "approve", &Stub::ApproveProposal, v1::ApproveProposalRequest());
}

ExitCode Reject(Session& session, const OneFlags& flags) {
  v1::RejectProposalRequest request;
  request.set_cause(flags.cause);
  return AnswerIt(session, flags, "reject", &Stub::RejectProposal, request);
}

ExitCode Withdraw(Session& session, const OneFlags& flags) {
  v1::WithdrawProposalRequest request;
  request.set_proposal(flags.proposal);
  request.set_cause(flags.cause);
  return Write(session, "operator", &Stub::WithdrawProposal, request, flags);
}

struct ListFlags {
  std::string state;
  std::string participant;
  std::string account;
  std::int64_t limit = 0;
};

ExitCode ListProposals(Session& session, const ListFlags& flags) {
  v1::ListProposalsRequest request;
  request.set_state(FromWord<v1::ProposalState>(flags.state));
  request.set_account(flags.account);
  request.set_participant(flags.participant);
  const ListView<v1::Proposal> view{{{"proposal", Table::Side::kRight},
                                     {"state"},
                                     {"type"},
                                     {"account"},
                                     {"office"},
                                     {"person"},
                                     {"proposed at"},
                                     {"until"},
                                     {"approvals"}},
                                    [](const v1::Proposal& proposal) -> std::vector<std::string> {
                                      return {proposal.proposal(),
                                              Word(proposal.state()),
                                              Word(proposal.type()),
                                              proposal.account(),
                                              proposal.participant(),
                                              proposal.person(),
                                              ShowInstant(proposal.propose_time()),
                                              ShowInstant(proposal.expire_time()),
                                              Approvals(proposal)};
                                    },
                                    "no such proposals"};
  return List(session, "reviewer", &Stub::ListProposals, request,
              &v1::ListProposalsResponse::proposals, flags.limit, view);
}

}  // namespace

void AddProposalCommands(Session& session, CLI::App& app) {
  CLI::App* group = app.add_subcommand("proposal", "what waits for a second person");
  group->require_subcommand(1);
  auto list = std::make_shared<ListFlags>();
  CLI::App* all = AddCommand(session, *group, "list", "them by number", list, ListProposals);
  AddWord<v1::ProposalState>(*all, "--state", list->state, "only these");
  all->add_option("--account", list->account, "only for this account");
  all->add_option("--participant", list->participant, "only of this office");
  AddLimit(*all, list->limit);

  struct Row {
    const char* name;
    const char* what;
    ExitCode (*act)(Session&, const OneFlags&);
    bool over_hash, cause;
  };
  const Row rows[] = {
      {"show", "one, with its request and what an approval would come to", Show, false, false},
      {"approve", "approve what is shown", Approve, true, false},
      {"reject", "reject it, once for all", Reject, true, true},
      {"withdraw", "withdraw what your office proposed", Withdraw, false, true},
  };
  for (const Row& row : rows) {
    auto flags = std::make_shared<OneFlags>();
    CLI::App* one = AddCommand(session, *group, row.name, row.what, flags, row.act);
    one->add_option("proposal", flags->proposal, "its number")->required();
    if (row.over_hash) {
      one->add_flag("--yes", flags->yes, "do not show it and ask");
      one->add_option("--hash", flags->hash, "do not read it again: what was seen");
    }
    if (row.cause) one->add_option("--cause", flags->cause, "why, 1 to 500 characters")->required();
    if (row.act != Show) AddWriteFlags(*one, *flags);
  }
}

}  // namespace registry::cli
