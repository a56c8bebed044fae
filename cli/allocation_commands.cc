#include "carbon/registry/v1/allocation.grpc.pb.h"
#include "cli/command.h"

namespace registry::cli {
namespace {

using Stub = v1::AllocationService::Stub;

struct IssueFlags : WriteFlags {
  std::string plan;
  std::string instrument;
  std::string sector;
  std::string to;
  std::int64_t quantity = 0;
  DocumentFlags document;
};

ExitCode Issue(Session& session, const IssueFlags& flags) {
  v1::IssueRequest request;
  request.set_plan(flags.plan);
  request.set_instrument(flags.instrument);
  request.set_sector(FromWord<v1::Sector>(flags.sector));
  request.set_acquiring_account(flags.to);
  request.set_quantity_tco2e(flags.quantity);
  if (!SetDocument(session, flags.document, *request.mutable_document())) return ExitCode::kUsage;
  return Write(session, "operator", &Stub::Issue, request, flags);
}

struct AllocateFlags : WriteFlags {
  std::string from;
  std::string to;
  std::string instrument;
  std::string period;
  std::string step;
  std::int64_t quantity = 0;
};

ExitCode Allocate(Session& session, const AllocateFlags& flags) {
  v1::AllocateRequest request;
  request.set_transferring_account(flags.from);
  request.set_acquiring_account(flags.to);
  request.set_instrument(flags.instrument);
  request.set_period(flags.period);
  request.set_step(FromWord<v1::AllocationStep>(flags.step));
  request.set_quantity_tco2e(flags.quantity);
  return Write(session, "operator", &Stub::Allocate, request, flags);
}

ExitCode Return(Session& session, const AllocateFlags& flags) {
  v1::ReturnAllowancesRequest request;
  request.set_transferring_account(flags.from);
  request.set_acquiring_account(flags.to);
  request.set_instrument(flags.instrument);
  request.set_period(flags.period);
  request.set_quantity_tco2e(flags.quantity);
  return Write(session, "", &Stub::ReturnAllowances, request, flags);
}

void AddTransferOptions(CLI::App& command, AllocateFlags& flags) {
  command.add_option("--instrument", flags.instrument, "code, such as CEA1920")->required();
  command.add_option("--period", flags.period, "compliance period, such as 2019-20")->required();
  AddQuantity(command, "--quantity", flags.quantity, "tonnes")->required();
}

}  // namespace

void AddAllocationCommands(Session& session, CLI::App& app) {
  auto issue_flags = std::make_shared<IssueFlags>();
  CLI::App* issue =
      AddCommand(session, app, "issue", "issue allowances under a plan's cap", issue_flags, Issue);
  issue->add_option("--plan", issue_flags->plan, "the plan's own number")->required();
  issue->add_option("--instrument", issue_flags->instrument, "code, such as CEA1920")->required();
  AddWord<v1::Sector>(*issue, "--sector", issue_flags->sector, "sector of the plan")->required();
  issue->add_option("--to", issue_flags->to, "account of an authority, or the national one")
      ->required();
  AddQuantity(*issue, "--quantity", issue_flags->quantity, "tonnes")->required();
  AddDocumentFlags(*issue, issue_flags->document);
  AddWriteFlags(*issue, *issue_flags);

  auto allocate_flags = std::make_shared<AllocateFlags>();
  CLI::App* allocate = AddCommand(session, app, "allocate", "hand allowances out free of charge",
                                  allocate_flags, Allocate);
  allocate->add_option("--from", allocate_flags->from, "national or authority's account")
      ->required();
  allocate->add_option("--to", allocate_flags->to, "authority's or unit's account")->required();
  AddTransferOptions(*allocate, *allocate_flags);
  AddWord<v1::AllocationStep>(*allocate, "--step", allocate_flags->step, "which step it is")
      ->required();
  AddWriteFlags(*allocate, *allocate_flags);

  auto return_flags = std::make_shared<AllocateFlags>();
  CLI::App* give_back = AddCommand(session, app, "return", "give allowances back to the authority",
                                   return_flags, Return);
  give_back->add_option("--from", return_flags->from, "the unit's account")->required();
  give_back->add_option("--to", return_flags->to, "its authority's account")->required();
  AddTransferOptions(*give_back, *return_flags);
  AddWriteFlags(*give_back, *return_flags);
}

}  // namespace registry::cli
