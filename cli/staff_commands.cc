#include "carbon/registry/v1/access.grpc.pb.h"
#include "cli/command.h"

namespace registry::cli {
namespace {

using Stub = v1::AccessService::Stub;

struct StaffFlags : WriteFlags {
  std::string identity_file, staff_of;
  bool struck_off = false;
  DocumentFlags document;
};

ExitCode RegisterStaff(Session& session, const StaffFlags& flags) {
  v1::RegisterStaffRequest request;
  const auto number = FirstLineOf(flags.identity_file);
  if (!number) return session.FailUsage("cannot read " + flags.identity_file);
  request.set_identity_number(*number);
  request.set_staff_of(FromWord<v1::StaffOf>(flags.staff_of));
  request.set_active(!flags.struck_off);
  if (!SetDocument(session, flags.document, *request.mutable_document())) return ExitCode::kUsage;
  return Write(session, "security", &Stub::RegisterStaff, request, flags);
}

struct ListFlags {
  std::string staff_of;
  std::int64_t limit = 0;
};

ExitCode ListStaff(Session& session, const ListFlags& flags) {
  v1::ListStaffRequest request;
  request.set_staff_of(FromWord<v1::StaffOf>(flags.staff_of));
  const ListView<v1::StaffEntry> view{{{"identity digest"}, {"of"}, {"state"}},
                                      [](const v1::StaffEntry& entry) -> std::vector<std::string> {
                                        return {Hex(entry.identity_digest()),
                                                Word(entry.staff_of()),
                                                entry.active() ? "listed" : "struck off"};
                                      },
                                      "nobody is listed"};
  return List(session, "security", &Stub::ListStaff, request, &v1::ListStaffResponse::entries,
              flags.limit, view);
}

}  // namespace

void AddStaffCommands(Session& session, CLI::App& app) {
  CLI::App* group = app.add_subcommand("staff", "those who may not hold allowances");
  group->require_subcommand(1);
  auto entered = std::make_shared<StaffFlags>();
  CLI::App* enter = AddCommand(session, *group, "register", "list somebody, or strike off", entered,
                               RegisterStaff);
  enter
      ->add_option("--identity-file", entered->identity_file,
                   "file with the number of the identity document in its first line")
      ->required()
      ->check(CLI::ExistingFile);
  AddWord<v1::StaffOf>(*enter, "--of", entered->staff_of, "for whom somebody works")->required();
  enter->add_flag("--struck-off", entered->struck_off, "not any more");
  AddDocumentFlags(*enter, entered->document);
  AddWriteFlags(*enter, *entered);
  auto list = std::make_shared<ListFlags>();
  CLI::App* all = AddCommand(session, *group, "list", "them by digest", list, ListStaff);
  AddWord<v1::StaffOf>(*all, "--of", list->staff_of, "only of these");
  AddLimit(*all, list->limit);
}

}  // namespace registry::cli
