#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <optional>
#include <thread>

#include "carbon/registry/v1/audit.grpc.pb.h"
#include "cli/command.h"
#include "client/retry.h"
#include "sim/csv.h"

namespace registry::cli {
namespace {

using Stub = v1::AuditService::Stub;

struct FilterFlags {
  std::string account;
  std::string person;
  std::string participant;
  std::string subject;
  std::string method;
  std::string from;
  std::string until;
};

void AddFilterFlags(CLI::App& command, FilterFlags& flags) {
  command.add_option("--account", flags.account, "what concerned this account, on either side");
  command.add_option("--person", flags.person, "what this person did, by staff code");
  command.add_option("--participant", flags.participant, "what this participant did");
  command.add_option("--subject", flags.subject,
                     "what concerned this case, document, trade, proposal or period");
  command.add_option("--method", flags.method,
                     "only this method, such as HoldingService/ListHoldings, or this type of "
                     "recorded decision, such as TRANSFER");
  AddInstant(command, "--from", flags.from, "from this moment on");
  AddInstant(command, "--until", flags.until, "before this moment");
}

void SetFilter(const FilterFlags& flags, v1::TrailFilter& filter) {
  filter.set_account(flags.account);
  filter.set_person(flags.person);
  filter.set_participant(flags.participant);
  filter.set_subject(flags.subject);
  filter.set_method(flags.method);
  if (!flags.from.empty()) *filter.mutable_from_time() = *ReadInstant(flags.from);
  if (!flags.until.empty()) *filter.mutable_until_time() = *ReadInstant(flags.until);
}

std::string NumberOrNothing(std::int64_t number) { return number == 0 ? "" : Thousands(number); }

// "OK", "OK (again)", "PERMISSION_DENIED CALLER_NOT_ENTITLED".
std::string OutcomeOf(const v1::TrailEntry& entry) {
  std::string outcome = entry.code();
  if (!entry.reason().empty()) outcome += " " + entry.reason();
  if (entry.decision() == v1::TRAIL_DECISION_REPLAYED) outcome += " (again)";
  return outcome;
}

std::string AccountsOf(const v1::TrailEntry& entry) {
  if (entry.other_account().empty()) return entry.account();
  return entry.account() + " " + entry.other_account();
}

struct SearchFlags : FilterFlags {
  std::int64_t limit = 0;
};

ExitCode Search(Session& session, const SearchFlags& flags) {
  using enum Table::Side;
  v1::SearchTrailRequest request;
  SetFilter(flags, *request.mutable_filter());
  const ListView<v1::TrailEntry> view{{{"at"},
                                       {"participant"},
                                       {"person"},
                                       {"what"},
                                       {"outcome"},
                                       {"account"},
                                       {"subject"},
                                       {"shown", kRight},
                                       {"calls", kRight},
                                       {"transaction", kRight}},
                                      [](const v1::TrailEntry& entry) -> std::vector<std::string> {
                                        return {ShowInstant(entry.time()),
                                                entry.participant(),
                                                entry.person(),
                                                entry.method(),
                                                OutcomeOf(entry),
                                                AccountsOf(entry),
                                                entry.subject(),
                                                NumberOrNothing(entry.shown()),
                                                entry.calls() > 1 ? Thousands(entry.calls()) : "",
                                                NumberOrNothing(entry.sequence())};
                                      },
                                      "nothing in the trail"};
  return List(session, "auditor", &Stub::SearchTrail, request, &v1::SearchTrailResponse::entries,
              flags.limit, view);
}

const std::vector<std::string>& ExportColumns() {
  static const std::vector<std::string> columns = {
      "time",     "server",        "participant", "person",        "channel", "method",
      "code",     "reason",        "account",     "other_account", "subject", "request_id",
      "sequence", "record_number", "decision",    "shown",         "calls",   "duration_micros"};
  return columns;
}

// A spreadsheet takes some beginnings for a formula; what a caller wrote is never one.
std::string Harmless(const std::string& text) {
  return !text.empty() && std::string_view("=+-@").find(text.front()) != std::string_view::npos
             ? "'" + text
             : text;
}

std::vector<std::string> ExportFields(const v1::TrailEntry& entry) {
  const auto number = [](std::int64_t value) { return value == 0 ? "" : std::to_string(value); };
  return {ShowInstant(entry.time()),
          Harmless(entry.server()),
          Harmless(entry.participant()),
          entry.person(),
          Harmless(entry.channel()),
          entry.method(),
          entry.code(),
          entry.reason(),
          entry.account(),
          entry.other_account(),
          Harmless(entry.subject()),
          entry.request_id(),
          number(entry.sequence()),
          entry.has_record_number() ? std::to_string(entry.record_number()) : "",
          entry.decision() == v1::TRAIL_DECISION_UNSPECIFIED ? "" : Word(entry.decision()),
          std::to_string(entry.shown()),
          std::to_string(entry.calls()),
          std::to_string(entry.duration_micros())};
}

struct ExportFlags : FilterFlags {
  std::string out;
};

// One stream after the other, until nothing follows: one that broke off goes on in the next, from
// the last message. `take` returns false to end it.
client::Error ReadAll(client::Registry& registry, v1::ExportTrailRequest request,
                      const std::function<bool(const v1::ExportTrailResponse&)>& take) {
  for (int made = 1;; ++made) {
    grpc::ClientContext context;  // no deadline: it takes as long as the span is
    const auto stream = registry.Office<Stub>().ExportTrail(&context, request);
    v1::ExportTrailResponse response;
    while (stream->Read(&response)) {
      made = 1;
      const bool wanted = take(response);
      if (!wanted) context.TryCancel();
      if (!wanted || response.next_page_token().empty()) return {};
      request.set_page_token(response.next_page_token());
    }
    client::Error error = client::ToError(stream->Finish());
    const auto delay = client::RetryDelay(registry.policy(), error, made, 0);
    if (error.ok() || !delay) return error;
    std::this_thread::sleep_for(*delay);
  }
}

ExitCode Export(Session& session, const ExportFlags& flags) {
  const auto registry = session.Connect("auditor");
  if (!registry.ok()) return session.FailUsage(registry.status());
  // The file appears when it is whole.
  const std::string part = flags.out + ".part";
  std::ofstream file(part, std::ios::binary | std::ios::trunc);
  std::string text;
  sim::AppendCsvRecord(ExportColumns(), text);
  file << text;
  if (!file) return session.FailUsage("cannot write " + part);

  v1::ExportTrailRequest request;
  SetFilter(flags, *request.mutable_filter());
  Progress progress(session.progress);
  std::int64_t count = 0;
  const auto take = [&](const v1::ExportTrailResponse& response) {
    text.clear();
    for (const v1::TrailEntry& entry : response.entries()) {
      sim::AppendCsvRecord(ExportFields(entry), text);
    }
    file << text;
    count += response.entries_size();
    progress.Show("exporting", count, 0);
    return file.good();
  };
  const client::Error error = ReadAll(**registry, request, take);
  progress.Clear();
  file.close();
  std::error_code failed;
  if (!file.good() || !error.ok()) std::filesystem::remove(part, failed);
  if (!file.good()) return session.FailUsage("cannot write " + part + " in full");
  if (!error.ok()) return session.Fail(error);
  std::filesystem::rename(part, flags.out, failed);
  if (failed) return session.FailUsage("cannot give the file its name: " + flags.out);
  if (session.settings.json) {
    session.out << nlohmann::ordered_json{{"file", flags.out}, {"entries", count}}.dump() << "\n";
  } else {
    session.out << Thousands(count) << " entries in " << flags.out << "\n";
  }
  return ExitCode::kDone;
}

}  // namespace

void AddTrailCommands(Session& session, CLI::App& app) {
  CLI::App* group = app.add_subcommand("trail", "who saw and did what");
  group->require_subcommand(1);
  auto search = std::make_shared<SearchFlags>();
  CLI::App* list =
      AddCommand(session, *group, "search", "calls and decisions, oldest first", search, Search);
  AddFilterFlags(*list, *search);
  AddLimit(*list, search->limit);

  auto out = std::make_shared<ExportFlags>();
  CLI::App* whole = AddCommand(session, *group, "export", "the same into a CSV file", out, Export);
  AddFilterFlags(*whole, *out);
  whole->add_option("--out", out->out, "the file")->required();
}

}  // namespace registry::cli
