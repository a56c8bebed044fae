// What the trail says of one call, unary or stream: a place before anything is read for it, and a
// row when it is answered.
#ifndef SERVER_CALL_TRAIL_H_
#define SERVER_CALL_TRAIL_H_

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "google/protobuf/message.h"
#include "google/rpc/status.pb.h"
#include "grpcpp/support/byte_buffer.h"
#include "grpcpp/support/status.h"
#include "ledger/rules.h"
#include "server/trail.h"

namespace registry::server {

// Who calls, as the trail names him.
struct TrailCaller {
  std::string participant;  // the name in the certificate; empty: none
  std::string person;       // staff code; empty: a system
  std::string channel;      // the participant that carried the person's token; empty: none
  bool known = false;       // whether there is such a participant
};

class CallTrail {
 public:
  // Takes a place. `at`: when the call came, on the registry's clock.
  CallTrail(Trail* trail, std::string_view method, const TrailCaller& caller, ledger::Instant at);

  // False: nothing may be read for the call, and nothing said but that there is no room.
  bool placed() const { return place_.count() > 0; }
  ledger::Instant at() const { return row_.at; }

  // What is asked.
  void About(const google::protobuf::Message& request, const ledger::Rules& rules);
  // The same of bytes that nobody has read, since the caller has no right: of a small message. The
  // answer is not the later for it.
  void AboutUnread(const grpc::ByteBuffer& request, google::protobuf::Message& message,
                   const ledger::Rules& rules);
  // How many records the answer holds.
  void Showed(std::int64_t records);
  // What the journal has of the call. A recorded and accepted one leaves no row: its decision says
  // all of it, and cannot be lost.
  void Decided(storage::TrailDecision decision, ledger::Sequence sequence);

  // Of a call with many requests: places for their rows, taken before anything is done. False:
  // none.
  bool TakeParts(std::size_t count);
  // The row of one of them; to be called for those that the journal does not tell of.
  void AddPart(storage::TrailSubject about, const google::rpc::Status& outcome,
               storage::TrailDecision decision, ledger::Sequence sequence);

  // Of a stream: it began. Its end is a second row, of the moment when it ended.
  void Begun();
  void EndsAt(ledger::Instant at) { row_.at = at; }
  // Writes the row down. Nothing comes after it.
  void Finish(grpc::StatusCode code, std::string_view reason);

 private:
  Trail* const trail_;
  const std::chrono::steady_clock::time_point started_;
  Trail::Places place_, parts_;
  storage::TrailRow row_;
};

}  // namespace registry::server

#endif  // SERVER_CALL_TRAIL_H_
