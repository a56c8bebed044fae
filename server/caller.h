// Who is asking, found anew for every call.
//
// The certificate's one URI names a participant: the channel. A system or an office by its
// certificate alone acts for itself. Through the console or the management platform come persons:
// the call carries a person's token, and the office for which the person acts is its seat, named by
// the call when there are several. The caller is then that office and person; the channel's own
// rights do not matter. All of it lives in the call, as one connection carries many persons.
//
// Not known, with the reason that caller and log get:
//   CALLER_UNKNOWN      not one URI, no participant, suspended, a certificate that is revoked, out
//                       of time, or not entered although others of the participant are
//   TOKEN_NOT_ACCEPTED  a token over a channel that carries none, or more than one
//   TOKEN_...           the token is not good (token.h)
//   PERSON_UNKNOWN      nobody has this subject, or the person is suspended
//   OFFICE_NOT_NAMED    the person has several seats, and the call names none
//   OFFICE_NOT_HELD     no seat in that office, or it is suspended
//   PERSON_REQUIRED     an office that is heard only through persons, without one
//
// A call comes in under a limit of its caller's (rate_limit.h): a system's of the participant, a
// person's of the office and person, so that nobody is slowed by his colleagues. What is not
// recognised counts for the participant whose connection it came through. When that is used up,
// tokens that were verified before are taken as ever, and others are not looked at.
#ifndef SERVER_CALLER_H_
#define SERVER_CALLER_H_

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "grpcpp/impl/codegen/server_context.h"
#include "grpcpp/security/auth_context.h"
#include "ledger/command_type.h"
#include "ledger/participant.h"
#include "ledger/person.h"
#include "server/directory.h"
#include "server/options.h"

namespace registry::server {

class RateLimiter;
class TokenVerifier;
struct VerifiedToken;

// The name in a connection's certificate, whoever has it; empty: not one of that form.
std::string NameInCertificate(const grpc::AuthContext& connection);

// The participant whose certificate this connection has; null: none that is heard.
const ledger::Participant* FindChannel(const grpc::AuthContext& connection,
                                       const Directory& directory);

// The caller of a call, in the directory as it stood.
struct Caller {
  std::shared_ptr<const Directory> directory;
  std::string_view fault;                            // why it is not known; empty: it is
  const ledger::Participant* channel = nullptr;      // null: not known
  const ledger::Participant* participant = nullptr;  // the office; null: the caller is not known
  // Null: a system, an office by itself, or not known; also of who is known and has no such office.
  const ledger::Person* person = nullptr;
  const ledger::Seat* seat = nullptr;          // of the person in the office
  std::shared_ptr<const VerifiedToken> token;  // the person's
  // Set: the caller calls too often, and is told to wait so long; nothing else of the call counts.
  std::optional<milliseconds> wait;

  // For the log: "unknown" and "" when they are not known.
  std::string_view office_name() const;
  std::string_view person_code() const;
  std::string_view channel_name() const;
  // Whether office and person have any right to a command; how far it reaches is for the core.
  bool MayAsk(ledger::CommandType command) const;
};

// What a call shows of its caller. Lives no longer than the call's context.
class Shown {
 public:
  explicit Shown(const grpc::ServerContextBase& context);

  // The caller by what it shows, as the directory has it now. `tokens` is null: none are taken.
  Caller Recognize(std::shared_ptr<const Directory> directory, TokenVerifier* tokens) const;
  // The same of a call that comes in: it takes a token of its caller's bucket.
  Caller Admit(std::shared_ptr<const Directory> directory, TokenVerifier* tokens,
               RateLimiter& rates) const;

 private:
  void RecognizeIn(TokenVerifier* tokens, bool only_known, Caller& caller) const;
  void RecognizePerson(TokenVerifier* tokens, bool only_known, Caller& caller) const;

  std::shared_ptr<const grpc::AuthContext> connection_;
  std::optional<std::string_view> authorization_, office_;
  bool twice_ = false;  // one of the two
};

// Whether a caller that was recognized again is the one it was.
bool IsSame(const Caller& before, const Caller& now);

}  // namespace registry::server

#endif  // SERVER_CALLER_H_
