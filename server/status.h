// The one table of codes: how refusals and faults look on the wire.
//
//   misshapen                   INVALID_ARGUMENT     REQUEST_MISSHAPEN, BadRequest with each field
//   caller unknown              UNAUTHENTICATED      CALLER_UNKNOWN, or which part of it (caller.h)
//   no right                    PERMISSION_DENIED    CALLER_NOT_ENTITLED; the same bytes whatever
//   exists a rule says no              FAILED_PRECONDITION  one ErrorInfo for each failed check
//   (ledger/reason.h) id used with other content  ALREADY_EXISTS       REQUEST_ID_REUSED read of
//   what is not there   NOT_FOUND            OBJECT_NOT_FOUND moment beyond the end OUT_OF_RANGE
//   MOMENT_NOT_REACHED queue full                  RESOURCE_EXHAUSTED   QUEUE_FULL, RetryInfo
//   calls too often             RESOURCE_EXHAUSTED   CALL_RATE_EXCEEDED, RetryInfo
//   a feed's reader takes nothing  RESOURCE_EXHAUSTED  READER_TOO_SLOW; fact last_sequence
//   deadline, caller gone       DEADLINE_EXCEEDED, CANCELLED   NOT_DONE_IN_TIME, CALLER_LEFT
//   database away, stopping     UNAVAILABLE          REGISTRY_UNAVAILABLE, RetryInfo
//   a law or constraint broken  INTERNAL             REGISTRY_FAULT; the details stand in our log
//   only
//
// Every one has an ErrorInfo of the domain "registry.carbon".
#ifndef SERVER_STATUS_H_
#define SERVER_STATUS_H_

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "google/rpc/status.pb.h"
#include "grpcpp/support/status.h"
#include "ledger/decision.h"
#include "server/options.h"
#include "server/shape.h"

namespace registry::server {

inline constexpr std::string_view kErrorDomain = "registry.carbon";

google::rpc::Status Misshapen(const std::vector<Violation>& violations);
// `reason`: one of caller.h.
google::rpc::Status Unauthenticated(std::string_view reason);
google::rpc::Status NotEntitled();
google::rpc::Status Rejected(const ledger::Rejection& rejection);
google::rpc::Status IdReused();
// `what`: "account"; `name`: what the caller called it by.
google::rpc::Status NotFound(std::string_view what, std::string_view name);
google::rpc::Status QueueFull(milliseconds retry_delay);
google::rpc::Status TooOften(milliseconds retry_delay);
// The end of a feed that a FeedHub's status ended; `last_sent`: its reader was sent everything up
// to here.
google::rpc::Status FeedEnded(const absl::Status& why, ledger::Sequence last_sent);
// A status of storage's or the queue's.
google::rpc::Status FromAbsl(const absl::Status& status);

// With the same details in the trailer.
grpc::Status ToGrpc(const google::rpc::Status& status);
// The reason of the first ErrorInfo, for the log; empty without one.
std::string FirstReason(const google::rpc::Status& status);
std::string FirstReason(const grpc::Status& status);

}  // namespace registry::server

#endif  // SERVER_STATUS_H_
