#include "server/call_trail.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "ledger/ids.h"
#include "server/status.h"
#include "server/trail_subject.h"

namespace registry::server {
namespace {

using storage::TrailDecision;
using Steady = std::chrono::steady_clock;

// What is parsed of a caller without a right, for the trail alone.
constexpr std::size_t kMostUnreadBytes = 64 << 10;

constexpr std::string_view kBegun = "BEGUN";

std::optional<ledger::Sequence> Known(ledger::Sequence sequence) {
  if (sequence == ledger::Sequence{}) return std::nullopt;
  return sequence;
}

}  // namespace

CallTrail::CallTrail(Trail* trail, std::string_view method, const TrailCaller& caller,
                     ledger::Instant at)
    : trail_(trail), started_(Steady::now()) {
  row_.at = at;
  row_.method = method;
  row_.participant = caller.participant;
  row_.person = caller.person;
  row_.channel = caller.channel;
  if (auto place = trail->Take(caller.known ? Trail::Lane::kCalls : Trail::Lane::kStrangers)) {
    place_ = *std::move(place);
  }
}

void CallTrail::About(const google::protobuf::Message& request, const ledger::Rules& rules) {
  row_.about = SubjectOf(request, rules);
}

void CallTrail::AboutUnread(const grpc::ByteBuffer& request, google::protobuf::Message& message,
                            const ledger::Rules& rules) {
  grpc::Slice bytes;
  if (request.Length() > kMostUnreadBytes || !request.DumpToSingleSlice(&bytes).ok()) return;
  if (message.ParseFromArray(bytes.begin(), static_cast<int>(bytes.size()))) {
    About(message, rules);
  }
}

void CallTrail::Showed(std::int64_t records) {
  row_.shown = static_cast<std::int32_t>(std::min<std::int64_t>(records, INT32_MAX));
}

void CallTrail::Decided(TrailDecision decision, ledger::Sequence sequence) {
  row_.decision = decision;
  row_.sequence = Known(sequence);
}

bool CallTrail::TakeParts(std::size_t count) {
  auto places = trail_->Take(Trail::Lane::kParts, count);
  if (!places) return false;
  parts_ = *std::move(places);
  return true;
}

void CallTrail::AddPart(storage::TrailSubject about, const google::rpc::Status& outcome,
                        TrailDecision decision, ledger::Sequence sequence) {
  storage::TrailRow row = row_;
  row.about = std::move(about);
  row.code = static_cast<std::int16_t>(outcome.code());
  row.reason = FirstReason(outcome);
  row.decision = decision;
  row.sequence = Known(sequence);
  row.shown = 0;
  row.micros =
      std::chrono::duration_cast<std::chrono::microseconds>(Steady::now() - started_).count();
  trail_->Add(parts_, std::move(row));
}

void CallTrail::Begun() {
  auto place = trail_->Take(Trail::Lane::kCalls);
  if (!place) return;
  storage::TrailRow row = row_;
  row.reason = kBegun;
  trail_->Add(*place, std::move(row));
}

void CallTrail::Finish(grpc::StatusCode code, std::string_view reason) {
  parts_.Return();
  if (!placed()) return;
  if (row_.decision == TrailDecision::kRecorded && code == grpc::StatusCode::OK) {
    return place_.Return();
  }
  row_.code = static_cast<std::int16_t>(code);
  row_.reason = reason;
  row_.micros =
      std::chrono::duration_cast<std::chrono::microseconds>(Steady::now() - started_).count();
  trail_->Add(place_, std::move(row_));
}

}  // namespace registry::server
