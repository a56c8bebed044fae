#ifndef CLI_COMMAND_H_
#define CLI_COMMAND_H_

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "carbon/registry/v1/common.pb.h"
#include "cli/progress.h"
#include "cli/session.h"
#include "cli/table.h"
#include "cli/text.h"
#include "client/uuid.h"

namespace registry::cli {

namespace v1 = ::carbon::registry::v1;

// What the groups of commands have in common. A command's flags are held by a shared value that
// its action keeps alive.

// A subcommand whose action is `act(flags)`.
template <typename Flags>
CLI::App* AddCommand(Session& session, CLI::App& group, const std::string& name,
                     const std::string& what, std::shared_ptr<Flags> flags,
                     std::type_identity_t<std::function<ExitCode(Session&, const Flags&)>> act) {
  CLI::App* command = group.add_subcommand(name, what);
  command->callback([&session, flags = std::move(flags), act = std::move(act)] {
    session.action = [&session, flags, act] { return act(session, *flags); };
  });
  return command;
}

// --request-id and --validate-only, for every command that records something.
struct WriteFlags {
  std::string request_id;
  bool validate_only = false;
};
void AddWriteFlags(CLI::App& command, WriteFlags& flags);

// --as-of-sequence N or --as-of-time T.
struct AsOfFlags {
  std::int64_t sequence = 0;
  std::string time;
};
void AddAsOfFlags(CLI::App& command, AsOfFlags& flags);
template <typename Request>
void SetAsOf(const AsOfFlags& flags, Request& request) {
  if (flags.sequence != 0) request.mutable_as_of()->set_sequence(flags.sequence);
  if (!flags.time.empty()) *request.mutable_as_of()->mutable_time() = *ReadInstant(flags.time);
}

// --document NUMBER, with --document-file FILE or --document-sha256 HEX.
struct DocumentFlags {
  std::string number;
  std::string file;
  std::string sha256;
};
void AddDocumentFlags(CLI::App& command, DocumentFlags& flags);
// False, with a message on stderr, when the file cannot be read.
bool SetDocument(Session& session, const DocumentFlags& flags, v1::Document& document);

// The first line of a file, where a number stands that is not to stand in the shell's history.
std::optional<std::string> FirstLineOf(const std::string& path);

// An option that takes one of an enum's words ("key_emitting_unit").
template <typename Enum>
CLI::Option* AddWord(CLI::App& command, const std::string& name, std::string& word,
                     const std::string& what) {
  return command.add_option(name, word, what)->check(CLI::IsMember(Words<Enum>()));
}
// An instant, such as 2021-12-31T17:00:00+08:00.
CLI::Option* AddInstant(CLI::App& command, const std::string& name, std::string& text,
                        const std::string& what);
// A quantity of one or more.
CLI::Option* AddQuantity(CLI::App& command, const std::string& name, std::int64_t& quantity,
                         const std::string& what);

// The postings of an answer; nothing for none.
void PrintPostings(Session& session,
                   const google::protobuf::RepeatedPtrField<v1::Posting>& postings);
// "initiate+approve".
std::string PowerWords(const google::protobuf::RepeatedField<int>& powers);
// Shows what was recorded.
void PrintAccepted(Session& session, const v1::WriteResponse& response, bool validate_only);

// Calls a command's method with the flags' request id, or a new one.
template <typename Stub, typename Request>
ExitCode Write(Session& session, std::string_view office,
               grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&,
                                            v1::WriteResponse*),
               Request request, const WriteFlags& flags) {
  const auto registry = session.Connect(office);
  if (!registry.ok()) return session.FailUsage(registry.status());
  request.set_request_id(flags.request_id.empty() ? client::NewRequestId() : flags.request_id);
  request.set_validate_only(flags.validate_only);
  const auto answer = (*registry)->Call(method, request);
  if (!answer.ok()) return session.Fail(answer.error, request.request_id());
  if (session.settings.json) {
    session.PrintJson(answer.value);
  } else {
    PrintAccepted(session, answer.value, flags.validate_only);
  }
  return ExitCode::kDone;
}

// One object.
template <typename Stub, typename Request, typename Response>
ExitCode Get(Session& session, std::string_view office,
             grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
             const Request& request,
             const std::type_identity_t<std::function<void(const Response&)>>& print) {
  const auto registry = session.Connect(office);
  if (!registry.ok()) return session.FailUsage(registry.status());
  const auto answer = (*registry)->Call(method, request);
  if (!answer.ok()) return session.Fail(answer.error);
  if (session.settings.json) {
    session.PrintJson(answer.value);
  } else {
    print(answer.value);
  }
  return ExitCode::kDone;
}

// How a list is shown: its columns, an item's cells, and what is said when it is empty.
template <typename Item>
struct ListView {
  std::vector<Table::Column> columns;
  std::function<std::vector<std::string>(const Item&)> cells;
  std::string empty;
};

// Every page of a list, at most `limit` items (0: all). As JSON: one array.
template <typename Stub, typename Request, typename Response, typename Item>
ExitCode List(Session& session, std::string_view office,
              grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
              Request request,
              const google::protobuf::RepeatedPtrField<Item>& (Response::*items)() const,
              std::int64_t limit, const std::type_identity_t<ListView<Item>>& view) {
  const auto registry = session.Connect(office);
  if (!registry.ok()) return session.FailUsage(registry.status());
  constexpr std::int32_t kPage = 1'000;
  Progress progress(session.progress);
  Table table(view.columns);
  std::string json;
  std::int64_t count = 0;
  std::int64_t as_of = 0;
  do {
    request.set_page_size(
        limit > 0 && limit - count < kPage ? static_cast<std::int32_t>(limit - count) : kPage);
    const auto answer = (*registry)->Call(method, request);
    if (!answer.ok()) return session.Fail(answer.error);
    for (const Item& item : (answer.value.*items)()) {
      if (session.settings.json) {
        json += (count == 0 ? "" : ",\n") + ToJson(item);
      } else {
        table.Add(view.cells(item));
      }
      ++count;
    }
    if constexpr (requires { answer.value.as_of_sequence(); }) {
      as_of = answer.value.as_of_sequence();
    }
    progress.Show("reading", count, 0);
    request.set_page_token(answer.value.next_page_token());
  } while (!request.page_token().empty() && (limit == 0 || count < limit));
  progress.Clear();
  if (session.settings.json) {
    session.out << "[" << json << "]\n";
    return ExitCode::kDone;
  }
  table.Print(session.out, view.empty);
  if (as_of > 0) session.out << "as of transaction " << Thousands(as_of) << "\n";
  return ExitCode::kDone;
}
void AddLimit(CLI::App& command, std::int64_t& limit);

// The groups. Each adds its commands to the program.
void AddRegistryCommands(Session& session, CLI::App& app);
void AddAccessCommands(Session& session, CLI::App& app);
void AddPersonCommands(Session& session, CLI::App& app);
void AddStaffCommands(Session& session, CLI::App& app);
void AddPolicyCommands(Session& session, CLI::App& app);
void AddProposalCommands(Session& session, CLI::App& app);
void AddPublicCommands(Session& session, CLI::App& app);
void AddAccountCommands(Session& session, CLI::App& app);
void AddAccountLifeCommands(Session& session, CLI::App& account);
void AddAccountEndCommands(Session& session, CLI::App& account);
void AddInstrumentCommands(Session& session, CLI::App& app);
void AddAllocationCommands(Session& session, CLI::App& app);
void AddTransferCommands(Session& session, CLI::App& app);
void AddFreezeCommands(Session& session, CLI::App& app);
void AddTransferAtWillCommands(Session& session, CLI::App& transfer);
void AddSettleCommand(Session& session, CLI::App& app);
void AddComplianceCommands(Session& session, CLI::App& app);
void AddHoldingCommands(Session& session, CLI::App& app);
void AddJournalCommands(Session& session, CLI::App& app);
void AddCheckCommand(Session& session, CLI::App& app);
void AddTrailCommands(Session& session, CLI::App& app);
void AddCycleCommands(Session& session, CLI::App& app);

}  // namespace registry::cli

#endif  // CLI_COMMAND_H_
