#include "server/status.h"

#include "absl/strings/str_cat.h"
#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/io/zero_copy_stream_impl_lite.h"
#include "google/rpc/error_details.pb.h"
#include "grpcpp/support/error_details.h"
#include "server/reason_text.h"

namespace registry::server {
namespace {

// Adds a detail. Deterministic: a replayed answer has the bytes of the first one, and a map's
// entries would come in another order otherwise.
void AddDetail(const google::protobuf::Message& detail, google::rpc::Status& status) {
  std::string bytes;
  {
    google::protobuf::io::StringOutputStream stream(&bytes);
    google::protobuf::io::CodedOutputStream coded(&stream);
    coded.SetSerializationDeterministic(true);
    detail.SerializePartialToCodedStream(&coded);
  }
  google::protobuf::Any& any = *status.add_details();
  any.set_type_url(absl::StrCat("type.googleapis.com/", detail.GetDescriptor()->full_name()));
  any.set_value(std::move(bytes));
}

google::rpc::ErrorInfo Info(std::string_view reason) {
  google::rpc::ErrorInfo info;
  info.set_reason(std::string(reason));
  info.set_domain(std::string(kErrorDomain));
  return info;
}

google::rpc::Status Make(grpc::StatusCode code, std::string_view reason, std::string message) {
  google::rpc::Status status;
  status.set_code(code);
  status.set_message(std::move(message));
  AddDetail(Info(reason), status);
  return status;
}

void AddRetryDelay(milliseconds delay, google::rpc::Status& status) {
  google::rpc::RetryInfo retry;
  retry.mutable_retry_delay()->set_seconds(delay.count() / 1'000);
  retry.mutable_retry_delay()->set_nanos(static_cast<int>(delay.count() % 1'000) * 1'000'000);
  AddDetail(retry, status);
}

// "INSUFFICIENT_HOLDING (requested_tco2e=601, available_tco2e=600): The position holds less ..."
std::string Sentence(const ledger::FailedCheck& check) {
  std::string facts;
  for (const auto& [name, value] : check.facts) {
    absl::StrAppend(&facts, facts.empty() ? " (" : ", ", name, "=", value);
  }
  if (!facts.empty()) facts.push_back(')');
  return absl::StrCat(std::string(ledger::ReasonName(check.reason)), facts, ": ",
                      std::string(ReasonText(check.reason)));
}

constexpr milliseconds kUnavailableRetryDelay{1'000};

// What a byte of a message takes on the wire: gRPC escapes all but printable ASCII.
std::size_t WireBytes(char byte) { return byte >= ' ' && byte <= '~' && byte != '%' ? 1 : 3; }

std::size_t WireBytes(std::string_view text) {
  std::size_t bytes = 0;
  for (const char byte : text) bytes += WireBytes(byte);
  return bytes;
}

// Cut between two characters where it gets too long.
std::string Bounded(std::string text) {
  std::size_t bytes = 0, end = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if ((static_cast<unsigned char>(text[i]) & 0xC0U) != 0x80U) end = i;
    bytes += WireBytes(text[i]);
    if (bytes > kMaxErrorTextBytes) return text.substr(0, end) + " ...";
  }
  return text;
}

}  // namespace

google::rpc::Status Misshapen(const std::vector<Violation>& violations) {
  std::string message = "The request is misshapen and nothing was done: ";
  google::rpc::BadRequest details;
  for (const Violation& violation : violations) {
    auto& field = *details.add_field_violations();
    field.set_field(violation.field);
    field.set_description(violation.description);
    if (details.ByteSizeLong() > kMaxErrorDetailBytes) {
      details.mutable_field_violations()->RemoveLast();
      break;
    }
    if (details.field_violations_size() > 3) continue;  // the details name more
    const char* separator = details.field_violations_size() > 1 ? "; " : "";
    absl::StrAppend(&message, separator, violation.field, " ", violation.description);
  }
  message = Bounded(std::move(message));
  const auto named = static_cast<std::size_t>(details.field_violations_size());
  if (named < violations.size()) {
    absl::StrAppend(&message, "; ", violations.size() < kMaxViolations ? "" : "at least ",
                    violations.size() - named, " more are left out");
  }
  absl::StrAppend(&message, ". Correct it and send it again.");
  auto status = Make(grpc::StatusCode::INVALID_ARGUMENT, "REQUEST_MISSHAPEN", std::move(message));
  AddDetail(details, status);
  return status;
}

google::rpc::Status Unauthenticated(std::string_view reason) {
  return Make(grpc::StatusCode::UNAUTHENTICATED, reason, std::string(UnauthenticatedText(reason)));
}

google::rpc::Status NotEntitled() {
  return Make(grpc::StatusCode::PERMISSION_DENIED, "CALLER_NOT_ENTITLED",
              "The caller has no right to this. Ask the registry's security administrator if it "
              "should have.");
}

google::rpc::Status Rejected(const ledger::Rejection& rejection) {
  google::rpc::Status status;
  status.set_code(grpc::StatusCode::FAILED_PRECONDITION);
  std::string message;
  std::size_t untold = 0, left_out = 0;
  for (const ledger::FailedCheck& check : rejection.checks) {
    const std::string sentence = Sentence(check);
    if (message.empty()) {
      message = Bounded(sentence);
    } else if (WireBytes(message) + WireBytes(sentence) < kMaxErrorTextBytes) {
      absl::StrAppend(&message, " ", sentence);
    } else {
      ++untold;
    }
    google::rpc::ErrorInfo info = Info(ledger::ReasonName(check.reason));
    for (const auto& [name, value] : check.facts) (*info.mutable_metadata())[name] = value;
    AddDetail(info, status);
    if (status.ByteSizeLong() <= kMaxErrorDetailBytes) continue;
    status.mutable_details()->RemoveLast();
    ++left_out;
  }
  if (untold > 0) {
    absl::StrAppend(&message, " And ", untold, " more; the details leave ", left_out, " out.");
  }
  status.set_message(std::move(message));
  return status;
}

google::rpc::Status IdReused() {
  return Make(grpc::StatusCode::ALREADY_EXISTS, "REQUEST_ID_REUSED",
              "This request_id was used before with other content. Send the request under a new "
              "id.");
}

google::rpc::Status NotFound(std::string_view what, std::string_view name) {
  return Make(grpc::StatusCode::NOT_FOUND, "OBJECT_NOT_FOUND",
              Bounded(absl::StrCat("There is no ", std::string(what), " ", std::string(name),
                                   ". Check the name.")));
}

google::rpc::Status QueueFull(milliseconds retry_delay) {
  auto status = Make(grpc::StatusCode::RESOURCE_EXHAUSTED, "QUEUE_FULL",
                     "The registry has as much to do as it takes in; nothing was done. Send the "
                     "request again with the same id after the delay.");
  AddRetryDelay(retry_delay, status);
  return status;
}

google::rpc::Status TooOften(milliseconds retry_delay) {
  auto status = Make(grpc::StatusCode::RESOURCE_EXHAUSTED, "CALL_RATE_EXCEEDED",
                     "The caller calls more often than it may; nothing was done. Send the request "
                     "again with the same id after the delay.");
  AddRetryDelay(retry_delay, status);
  return status;
}

google::rpc::Status FeedEnded(const absl::Status& why, ledger::Sequence last_sent) {
  auto code = grpc::StatusCode::UNAVAILABLE;
  google::rpc::ErrorInfo info = Info("REGISTRY_UNAVAILABLE");
  std::string_view text =
      "This server ends its feed, or does not know the number yet. Follow the journal again after "
      "the last number you have.";
  if (absl::IsResourceExhausted(why)) {
    code = grpc::StatusCode::RESOURCE_EXHAUSTED;
    info.set_reason("READER_TOO_SLOW");
    text =
        "Nothing was taken from this feed for too long. What was sent ends with last_sequence: "
        "follow the journal again after the last number you have.";
  } else if (absl::IsOutOfRange(why)) {
    code = grpc::StatusCode::OUT_OF_RANGE;
    info.set_reason("MOMENT_NOT_REACHED");
    text =
        "The journal ends before after_sequence. Check the number; if it came from this registry, "
        "the registry has lost transactions: tell its operator.";
  }
  (*info.mutable_metadata())["last_sequence"] = std::to_string(ledger::Raw(last_sent));
  google::rpc::Status status;
  status.set_code(code);
  status.set_message(std::string(text));
  AddDetail(info, status);
  if (code == grpc::StatusCode::UNAVAILABLE) AddRetryDelay(kUnavailableRetryDelay, status);
  return status;
}

google::rpc::Status FromAbsl(const absl::Status& status) {
  switch (status.code()) {
    case absl::StatusCode::kUnavailable: {
      auto answer = Make(grpc::StatusCode::UNAVAILABLE, "REGISTRY_UNAVAILABLE",
                         "The registry cannot reach its journal. It is not known to be done: send "
                         "the request again with the same id.");
      AddRetryDelay(kUnavailableRetryDelay, answer);
      return answer;
    }
    case absl::StatusCode::kDeadlineExceeded:
      return Make(grpc::StatusCode::DEADLINE_EXCEEDED, "NOT_DONE_IN_TIME",
                  "The deadline passed before the request's turn came; nothing was done. Send it "
                  "again with the same id and a longer deadline.");
    case absl::StatusCode::kCancelled:
      return Make(grpc::StatusCode::CANCELLED, "CALLER_LEFT",
                  "The caller left before the request's turn came; nothing was done.");
    case absl::StatusCode::kOutOfRange:
      return Make(grpc::StatusCode::OUT_OF_RANGE, "MOMENT_NOT_REACHED",
                  "The moment lies beyond the journal's end. Ask for an earlier one, or for now.");
    case absl::StatusCode::kResourceExhausted:
      return QueueFull(kUnavailableRetryDelay);
    default:
      return Make(grpc::StatusCode::INTERNAL, "REGISTRY_FAULT",
                  "The registry could not do this without breaking its own law, and did nothing. "
                  "Its operators are told.");
  }
}

grpc::Status ToGrpc(const google::rpc::Status& status) {
  return {static_cast<grpc::StatusCode>(status.code()), status.message(),
          status.SerializeAsString()};
}

std::string FirstReason(const google::rpc::Status& status) {
  google::rpc::ErrorInfo info;
  for (const auto& detail : status.details()) {
    if (detail.UnpackTo(&info)) return info.reason();
  }
  return {};
}

std::string FirstReason(const grpc::Status& status) {
  google::rpc::Status details;
  return details.ParseFromString(status.error_details()) ? FirstReason(details) : std::string();
}

}  // namespace registry::server
