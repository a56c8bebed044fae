#include "carbon/registry/v1/registry.grpc.pb.h"
#include "cli/command.h"
#include "grpc/health/v1/health.grpc.pb.h"

namespace registry::cli {
namespace {

ExitCode Status(Session& session) {
  return Get(session, "auditor", &v1::RegistryService::Stub::GetRegistryStatus,
             v1::GetRegistryStatusRequest(), [&](const v1::RegistryStatus& status) {
               PrintPairs(session.out, {{"last transaction", Thousands(status.sequence())},
                                        {"recorded decisions", Thousands(status.records())},
                                        {"recorded at", ShowInstant(status.record_time())},
                                        {"clock", ShowInstant(status.clock_time()) +
                                                      (status.replay() ? " (replay)" : "")},
                                        {"root", Hex(status.root())},
                                        {"you are", status.participant()}});
             });
}

ExitCode Health(Session& session) {
  const auto registry = session.Connect("auditor");
  if (!registry.ok()) return session.FailUsage(registry.status());
  const auto stub = grpc::health::v1::Health::NewStub((*registry)->channel());
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() +
                       std::chrono::seconds{session.settings.timeout_s});
  grpc::health::v1::HealthCheckResponse response;
  const grpc::Status status = stub->Check(&context, {}, &response);
  if (!status.ok()) return session.Fail(client::ToError(status));
  if (session.settings.json) {
    session.PrintJson(response);
  } else {
    session.out << grpc::health::v1::HealthCheckResponse::ServingStatus_Name(response.status())
                << "\n";
  }
  return response.status() == grpc::health::v1::HealthCheckResponse::SERVING ? ExitCode::kDone
                                                                             : ExitCode::kInDoubt;
}

struct AdvanceFlags : WriteFlags {
  std::string time;
};

ExitCode Advance(Session& session, const AdvanceFlags& flags) {
  v1::AdvanceClockRequest request;
  *request.mutable_time() = *ReadInstant(flags.time);
  return Write(session, "operator", &v1::RegistryService::Stub::AdvanceClock, request, flags);
}

}  // namespace

void AddRegistryCommands(Session& session, CLI::App& app) {
  struct None {};
  AddCommand(session, app, "status", "where the book and its clock stand", std::make_shared<None>(),
             [](Session& s, const None&) { return Status(s); });
  AddCommand(session, app, "health", "whether the server answers calls", std::make_shared<None>(),
             [](Session& s, const None&) { return Health(s); });

  CLI::App* clock = app.add_subcommand("clock", "the replay clock");
  clock->require_subcommand(1);
  auto flags = std::make_shared<AdvanceFlags>();
  CLI::App* advance = AddCommand(session, *clock, "advance",
                                 "move the clock of a replayed book forward", flags, Advance);
  AddInstant(*advance, "time", flags->time, "the instant it shall show")->required();
  AddWriteFlags(*advance, *flags);
}

}  // namespace registry::cli
