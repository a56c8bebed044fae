#include "carbon/registry/v1/account_life.grpc.pb.h"
#include "cli/command.h"

namespace registry::cli {
namespace {

using Stub = v1::AccountLifeService::Stub;

// ---- Applications

struct ApplyFlags : WriteFlags {
  std::string kind, code, name, province, sector, identity_file, account;
  std::vector<std::pair<std::string, std::string>> documents;  // number and file
};

ExitCode Apply(Session& session, const ApplyFlags& flags) {
  v1::ApplyForAccountRequest request;
  request.set_kind(FromWord<v1::AccountKind>(flags.kind));
  request.set_social_credit_code(flags.code);
  request.set_holder_name(flags.name);
  request.set_province(flags.province);
  request.set_sector(FromWord<v1::Sector>(flags.sector));
  request.set_account(flags.account);
  if (!flags.identity_file.empty()) {
    const auto number = FirstLineOf(flags.identity_file);
    if (!number) return session.FailUsage("cannot read " + flags.identity_file);
    request.set_identity_number(*number);
  }
  for (const auto& [number, file] : flags.documents) {
    const DocumentFlags document{number, file, ""};
    if (!SetDocument(session, document, *request.add_documents())) return ExitCode::kUsage;
  }
  return Write(session, "operator", &Stub::ApplyForAccount, request, flags);
}

struct ReviewFlags : WriteFlags {
  std::string account, cause;
  bool passed = false;
};

ExitCode Review(Session& session, const ReviewFlags& flags) {
  if (!flags.passed && flags.cause.empty()) {
    return session.FailUsage("say how the review ended: --passed, or --refused and why");
  }
  v1::ReviewApplicationRequest request;
  request.set_account(flags.account);
  request.set_passed(flags.passed);
  request.set_cause(flags.cause);
  return Write(session, "reviewer", &Stub::ReviewApplication, request, flags);
}

struct OpenFlags : WriteFlags {
  std::string account;
};

ExitCode OpenApplied(Session& session, const OpenFlags& flags) {
  v1::OpenAppliedAccountRequest request;
  request.set_account(flags.account);
  return Write(session, "operator", &Stub::OpenAppliedAccount, request, flags);
}

void AddApplications(Session& session, CLI::App& group) {
  auto applied = std::make_shared<ApplyFlags>();
  CLI::App* apply =
      AddCommand(session, group, "apply", "file an application for an account", applied, Apply);
  AddWord<v1::AccountKind>(*apply, "--kind", applied->kind, "kind of account")->required();
  apply->add_option("--code", applied->code, "unified social credit code, 18 characters")
      ->required();
  apply->add_option("--name", applied->name, "the holder's name")->required();
  apply->add_option("--province", applied->province,
                    "code, such as 13, or 6590; units and authorities need it");
  AddWord<v1::Sector>(*apply, "--sector", applied->sector, "sector; units need it");
  apply
      ->add_option("--identity-file", applied->identity_file,
                   "of an individual: file with the number of the identity document in its first "
                   "line")
      ->check(CLI::ExistingFile);
  apply->add_option("--account", applied->account,
                    "apply again after a refusal: the account that it was about");
  apply
      ->add_option("--document", applied->documents,
                   "NUMBER FILE of a paper that was handed in; may be repeated")
      ->required();
  AddWriteFlags(*apply, *applied);

  auto reviewed = std::make_shared<ReviewFlags>();
  CLI::App* review =
      AddCommand(session, group, "review", "the formal review of an application", reviewed, Review);
  review->add_option("account", reviewed->account, "number, such as 00001001-05")->required();
  CLI::Option* passed = review->add_flag("--passed", reviewed->passed, "it passed");
  review->add_option("--refused", reviewed->cause, "it did not, and why, 1 to 500 characters")
      ->excludes(passed);
  AddWriteFlags(*review, *reviewed);

  auto opened = std::make_shared<OpenFlags>();
  CLI::App* open = AddCommand(session, group, "open-applied",
                              "open an account whose application passed", opened, OpenApplied);
  open->add_option("account", opened->account, "number, such as 00001001-05")->required();
  AddWriteFlags(*open, *opened);
}

// ---- Changes

struct ChangeFlags : WriteFlags {
  std::string account, name, kind, province, sector;
  DocumentFlags document;
};

ExitCode ChangeParticulars(Session& session, const ChangeFlags& flags) {
  v1::ChangeParticularsRequest request;
  request.set_account(flags.account);
  request.set_holder_name(flags.name);
  request.set_province(flags.province);
  request.set_sector(FromWord<v1::Sector>(flags.sector));
  if (!SetDocument(session, flags.document, *request.mutable_document())) return ExitCode::kUsage;
  return Write(session, "operator", &Stub::ChangeParticulars, request, flags);
}

ExitCode ChangeKind(Session& session, const ChangeFlags& flags) {
  v1::ChangeAccountKindRequest request;
  request.set_account(flags.account);
  request.set_kind(FromWord<v1::AccountKind>(flags.kind));
  request.set_province(flags.province);
  request.set_sector(FromWord<v1::Sector>(flags.sector));
  if (!SetDocument(session, flags.document, *request.mutable_document())) return ExitCode::kUsage;
  return Write(session, "operator", &Stub::ChangeAccountKind, request, flags);
}

void AddChangeOptions(CLI::App& command, ChangeFlags& flags) {
  command.add_option("account", flags.account, "number, such as 00001001-05")->required();
  command.add_option("--province", flags.province, "the new one (default: unchanged)");
  AddDocumentFlags(command, flags.document);
  AddWriteFlags(command, flags);
}

void AddChanges(Session& session, CLI::App& group) {
  auto told = std::make_shared<ChangeFlags>();
  CLI::App* particulars = AddCommand(session, group, "particulars",
                                     "change what is known of the holder", told, ChangeParticulars);
  AddChangeOptions(*particulars, *told);
  particulars->add_option("--name", told->name, "the new name (default: unchanged)");
  AddWord<v1::Sector>(*particulars, "--sector", told->sector, "the new one (default: unchanged)");

  auto changed = std::make_shared<ChangeFlags>();
  CLI::App* kind =
      AddCommand(session, group, "kind", "give an account another kind", changed, ChangeKind);
  AddChangeOptions(*kind, *changed);
  AddWord<v1::AccountKind>(*kind, "--to", changed->kind, "the new kind")->required();
  AddWord<v1::Sector>(*kind, "--sector", changed->sector, "sector; units need it");
}

// ---- Objections

struct ObjectionFlags : WriteFlags {
  std::string account, cause;
  bool lift = false, keep = false;
  DocumentFlags document;
};

ExitCode Object(Session& session, const ObjectionFlags& flags) {
  v1::ObjectToRestrictionRequest request;
  request.set_account(flags.account);
  request.set_cause(flags.cause);
  if (!SetDocument(session, flags.document, *request.mutable_document())) return ExitCode::kUsage;
  return Write(session, "operator", &Stub::ObjectToRestriction, request, flags);
}

ExitCode DecideObjection(Session& session, const ObjectionFlags& flags) {
  if (!flags.lift && !flags.keep) {
    return session.FailUsage("say what becomes of the restriction: --lift or --keep");
  }
  v1::DecideObjectionRequest request;
  request.set_account(flags.account);
  request.set_lifted(flags.lift);
  request.set_cause(flags.cause);
  if (!SetDocument(session, flags.document, *request.mutable_document())) return ExitCode::kUsage;
  return Write(session, "reviewer", &Stub::DecideObjection, request, flags);
}

void AddObjectionOptions(CLI::App& command, ObjectionFlags& flags) {
  command.add_option("account", flags.account, "number, such as 00001001-05")->required();
  command.add_option("--cause", flags.cause, "why, 1 to 500 characters")->required();
  AddDocumentFlags(command, flags.document);
  AddWriteFlags(command, flags);
}

void AddObjections(Session& session, CLI::App& group) {
  auto filed = std::make_shared<ObjectionFlags>();
  AddObjectionOptions(
      *AddCommand(session, group, "object", "ask to have a restriction reviewed", filed, Object),
      *filed);
  auto decided = std::make_shared<ObjectionFlags>();
  CLI::App* decide = AddCommand(session, group, "decide-objection", "the written reply to it",
                                decided, DecideObjection);
  AddObjectionOptions(*decide, *decided);
  CLI::Option* lift = decide->add_flag("--lift", decided->lift, "the account is open again");
  decide->add_flag("--keep", decided->keep, "the restriction stays")->excludes(lift);
}

}  // namespace

void AddAccountLifeCommands(Session& session, CLI::App& account) {
  AddApplications(session, account);
  AddChanges(session, account);
  AddObjections(session, account);
}

}  // namespace registry::cli
