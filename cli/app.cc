#include "cli/app.h"

#include <algorithm>

#include "cli/command.h"

namespace registry::cli {
namespace {

void AddSettings(CLI::App& app, Settings& settings) {
  app.add_option("--server", settings.server, "the registry's address")
      ->envname("REGISTRY_SERVER")
      ->capture_default_str();
  app.add_option("--ca", settings.ca, "certificate of the CA that vouches for the server")
      ->envname("REGISTRY_CA");
  app.add_option("--cert", settings.certificate, "certificate to call with")
      ->envname("REGISTRY_CERT");
  app.add_option("--key", settings.key, "its key")->envname("REGISTRY_KEY");
  app.add_option("--identity", settings.identity,
                 "call with DIR/NAME.crt and DIR/NAME.key, and trust DIR/ca.crt")
      ->expected(2)
      ->type_name("DIR NAME");
  app.add_option("--identities", settings.identities,
                 "folder with a certificate for each office; used when no other is named")
      ->envname("REGISTRY_IDENTITIES")
      ->type_name("DIR");
  app.add_option("--token-file", settings.token_file,
                 "a person's token, sent with every call over the console's certificate")
      ->envname("REGISTRY_TOKEN_FILE");
  app.add_option("--office", settings.office,
                 "the office to act for, when the person has a seat in several")
      ->envname("REGISTRY_OFFICE");
  app.add_option("--timeout", settings.timeout_s, "seconds to wait for an answer")
      ->check(CLI::Range(1, 3'600))
      ->capture_default_str();
  app.add_option("--attempts", settings.attempts,
                 "how often a call is sent when the registry cannot answer")
      ->check(CLI::Range(1, 100))
      ->capture_default_str();
  app.add_flag("--json", settings.json, "JSON for programs instead of tables");
}

}  // namespace

ExitCode Run(const std::vector<std::string>& arguments, Session& session) {
  CLI::App app("registryctl: the national carbon allowance registry from a terminal",
               "registryctl");
  app.fallthrough();  // the flags below may stand after a command as well
  app.require_subcommand(1);
  AddSettings(app, session.settings);
  AddRegistryCommands(session, app);
  AddAccessCommands(session, app);
  AddPersonCommands(session, app);
  AddStaffCommands(session, app);
  AddPolicyCommands(session, app);
  AddProposalCommands(session, app);
  AddPublicCommands(session, app);
  AddAccountCommands(session, app);
  AddInstrumentCommands(session, app);
  AddAllocationCommands(session, app);
  AddTransferCommands(session, app);
  AddFreezeCommands(session, app);
  AddSettleCommand(session, app);
  AddComplianceCommands(session, app);
  AddHoldingCommands(session, app);
  AddJournalCommands(session, app);
  AddCheckCommand(session, app);
  AddTrailCommands(session, app);
  AddCycleCommands(session, app);
  app.footer("Exit codes and next steps: docs/registryctl.md");

  try {
    std::vector<std::string> reversed(arguments.rbegin(), arguments.rend());  // as CLI11 wants it
    app.parse(std::move(reversed));
  } catch (const CLI::ParseError& problem) {
    if (app.exit(problem, session.out, session.err) == 0) return ExitCode::kDone;  // --help
    return ExitCode::kUsage;
  }
  return session.action ? session.action() : ExitCode::kUsage;
}

}  // namespace registry::cli
