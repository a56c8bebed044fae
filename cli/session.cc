#include "cli/session.h"

#include <google/protobuf/util/json_util.h>

#include <nlohmann/json.hpp>
#include <utility>

#include "cli/reason_advice.h"

namespace registry::cli {
namespace {

nlohmann::ordered_json ErrorJson(const client::Error& error, ExitCode code,
                                 std::string_view request_id) {
  nlohmann::ordered_json json;
  json["exit"] = static_cast<int>(code);
  json["code"] = client::CodeName(error.code);
  json["message"] = error.message;
  json["reasons"] = nlohmann::ordered_json::array();
  for (const client::Refusal& refusal : error.refusals) {
    json["reasons"].push_back({{"reason", refusal.reason}, {"facts", refusal.facts}});
  }
  json["fieldViolations"] = nlohmann::ordered_json::array();
  for (const client::FieldViolation& violation : error.violations) {
    json["fieldViolations"].push_back(
        {{"field", violation.field}, {"description", violation.description}});
  }
  if (!request_id.empty()) json["requestId"] = request_id;
  json["next"] = NextStep(error);
  return json;
}

std::string Dump(const nlohmann::ordered_json& json) {
  return json.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

}  // namespace

absl::StatusOr<client::Registry*> Session::Connect(std::string_view office) {
  if (registry_) return registry_.get();
  client::Identity identity;
  if (!settings.identity.empty()) {
    identity = client::IdentityIn(settings.identity[0], settings.identity[1]);
    if (!settings.ca.empty()) identity.ca = settings.ca;
  } else if (!settings.certificate.empty() || !settings.key.empty()) {
    identity = {settings.ca, settings.certificate, settings.key};
    if (settings.ca.empty() || settings.certificate.empty() || settings.key.empty()) {
      return absl::InvalidArgumentError(
          "--ca, --cert and --key belong together; give all three, or --identity DIR NAME");
    }
  } else if (!settings.identities.empty() && !office.empty()) {
    identity = client::IdentityIn(settings.identities, office);
  } else {
    return absl::InvalidArgumentError(
        "no certificate to call with; give --identity DIR NAME, or --ca, --cert and --key, or set "
        "REGISTRY_CA, REGISTRY_CERT and REGISTRY_KEY");
  }
  identity.token_file = settings.token_file;
  identity.office = settings.office;
  auto channel = client::OpenChannel(settings.server, identity);
  if (!channel.ok()) return channel.status();
  registry_ = std::make_unique<client::Registry>(*std::move(channel), Policy());
  return registry_.get();
}

absl::StatusOr<std::unique_ptr<client::Registry>> Session::ConnectAs(
    const std::string& name) const {
  auto channel =
      client::OpenChannel(settings.server, client::IdentityIn(settings.identities, name));
  if (!channel.ok()) return channel.status();
  return std::make_unique<client::Registry>(*std::move(channel), Policy());
}

client::RetryPolicy Session::Policy() const {
  client::RetryPolicy policy;
  policy.attempts = settings.attempts;
  policy.call_timeout = std::chrono::seconds{settings.timeout_s};
  return policy;
}

void Session::PrintJson(const google::protobuf::Message& message) {
  out << ToJson(message) << "\n";
}

ExitCode Session::Fail(const client::Error& error, std::string_view request_id) {
  const ExitCode code = ExitCodeOf(error);
  if (settings.json) {
    err << Dump(ErrorJson(error, code, request_id)) << "\n";
    return code;
  }
  err << "registryctl: " << ExitPathOf(code).text << ": " << error.message << " ("
      << client::CodeName(error.code) << ")\n";
  for (const client::Refusal& refusal : error.refusals) {
    if (!error.refused() && refusal.facts.empty()) continue;  // says no more than the code
    err << "  " << refusal.reason;
    for (const auto& [name, value] : refusal.facts) err << "  " << name << "=" << value;
    err << "\n";
  }
  for (const client::FieldViolation& violation : error.violations) {
    err << "  " << violation.field << ": " << violation.description << "\n";
  }
  if (!request_id.empty()) err << "request id: " << request_id << "\n";
  err << "next: " << NextStep(error) << "\n";
  return code;
}

ExitCode Session::FailUsage(const absl::Status& problem) {
  return FailUsage(std::string(problem.message()));
}

ExitCode Session::FailUsage(const std::string& problem) {
  client::Error error;
  error.code = grpc::StatusCode::INVALID_ARGUMENT;
  error.message = problem;
  if (settings.json) {
    err << Dump(ErrorJson(error, ExitCode::kUsage, "")) << "\n";
  } else {
    err << "registryctl: " << problem << "\nnext: " << ExitPathOf(ExitCode::kUsage).next << "\n";
  }
  return ExitCode::kUsage;
}

std::string ToJson(const google::protobuf::Message& message) {
  google::protobuf::util::JsonPrintOptions options;
  options.add_whitespace = true;
  options.always_print_primitive_fields = true;
  std::string json;
  const auto status = google::protobuf::util::MessageToJsonString(message, &json, options);
  while (!json.empty() && json.back() == '\n') json.pop_back();
  return status.ok() ? json : "{}";
}

}  // namespace registry::cli
