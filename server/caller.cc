#include "server/caller.h"

#include <algorithm>
#include <chrono>
#include <unordered_map>
#include <utility>
#include <variant>
#include <vector>

#include "absl/strings/escaping.h"
#include "grpc/grpc_security_constants.h"
#include "ledger/decide.h"
#include "ledger/policy.h"
#include "log/hash.h"
#include "server/certificate_name.h"
#include "server/rate_limit.h"
#include "server/token.h"

namespace registry::server {
namespace {

constexpr std::size_t kMaxKnownCertificates = 256;
constexpr std::string_view kUnknown = "CALLER_UNKNOWN";

std::string_view View(const grpc::string_ref& text) { return {text.data(), text.size()}; }

// SHA-256 of the DER bytes of a certificate in PEM.
ledger::Digest FingerprintOf(std::string_view pem) {
  std::string base64;
  bool inside = false;
  while (!pem.empty()) {
    const std::string_view line = pem.substr(0, pem.find('\n'));
    pem.remove_prefix(std::min(pem.size(), line.size() + 1));
    if (line.starts_with("-----")) {
      if (std::exchange(inside, true)) break;
    } else if (inside) {
      base64.append(line);
    }
  }
  std::string der;
  absl::Base64Unescape(base64, &der);
  return log::Sha256(der);
}

// The same, remembered: a connection has one certificate and many calls.
ledger::Digest KnownFingerprint(std::string_view pem) {
  thread_local std::unordered_map<std::string, ledger::Digest> known;
  const std::string text(pem);
  const auto found = known.find(text);
  if (found != known.end()) return found->second;
  if (known.size() >= kMaxKnownCertificates) known.clear();
  return known.emplace(text, FingerprintOf(pem)).first->second;
}

// What a connection's certificate has under a name.
std::vector<std::string_view> Properties(const grpc::AuthContext& connection, const char* name) {
  std::vector<std::string_view> texts;
  for (const grpc::string_ref& value : connection.FindPropertyValues(name)) {
    texts.push_back(View(value));
  }
  return texts;
}

constexpr bool CarriesPersons(ledger::Role role) {
  return role == ledger::Role::kConsole || role == ledger::Role::kManagementPlatform;
}

TokenTime Now() {
  return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
}

// The seat for which a person acts; null, with the fault: none.
const ledger::Seat* FindSeat(const Directory& directory, const ledger::Person& person,
                             std::optional<std::string_view> office, std::string_view& fault) {
  if (office) {
    const ledger::Participant* named = directory.FindParticipant(*office);
    const ledger::Seat* seat = named == nullptr ? nullptr : ledger::SeatAt(person, named->id);
    if (seat == nullptr) fault = "OFFICE_NOT_HELD";
    return seat;
  }
  if (person.seats.size() == 1) return &person.seats.front();
  fault = person.seats.empty() ? "OFFICE_NOT_HELD" : "OFFICE_NOT_NAMED";
  return nullptr;
}

}  // namespace

std::string NameInCertificate(const grpc::AuthContext& connection) {
  if (!connection.IsPeerAuthenticated()) return {};
  return NameInUris(Properties(connection, GRPC_PEER_URI_PROPERTY_NAME)).value_or(std::string());
}

const ledger::Participant* FindChannel(const grpc::AuthContext& connection,
                                       const Directory& directory) {
  const ledger::Participant* participant = directory.FindParticipant(NameInCertificate(connection));
  if (participant == nullptr || !participant->active) return nullptr;
  if (!directory.looks_at_certificates()) return participant;
  const auto pem = Properties(connection, GRPC_X509_PEM_CERT_PROPERTY_NAME);
  if (pem.size() != 1 ||
      !directory.Accepts(*participant, KnownFingerprint(pem.front()), SystemTime())) {
    return nullptr;
  }
  return participant;
}

std::string_view Caller::office_name() const {
  return participant == nullptr ? std::string_view("unknown") : participant->name;
}

std::string_view Caller::person_code() const {
  return person == nullptr ? std::string_view() : person->code;
}

std::string_view Caller::channel_name() const {
  return channel == nullptr ? std::string_view() : channel->name;
}

bool Caller::MayAsk(ledger::CommandType command) const {
  if (ledger::RightTo(participant->role, command) == ledger::Scope::kNone) return false;
  if (seat != nullptr) return ledger::MayWith(*seat, command);
  // Those are persons', whatever the policy.
  return command != ledger::CommandType::kApproveProposal &&
         command != ledger::CommandType::kRejectProposal;
}

Shown::Shown(const grpc::ServerContextBase& context) : connection_(context.auth_context()) {
  const auto only = [&](const char* name) -> std::optional<std::string_view> {
    const auto [begin, end] = context.client_metadata().equal_range(name);
    if (begin == end) return std::nullopt;
    twice_ = twice_ || std::next(begin) != end;
    return View(begin->second);
  };
  authorization_ = only("authorization");
  office_ = only("x-registry-office");
}

Caller Shown::Recognize(std::shared_ptr<const Directory> directory, TokenVerifier* tokens) const {
  Caller caller;
  caller.directory = std::move(directory);
  caller.channel = FindChannel(*connection_, *caller.directory);
  RecognizeIn(tokens, false, caller);
  return caller;
}

Caller Shown::Admit(std::shared_ptr<const Directory> directory, TokenVerifier* tokens,
                    RateLimiter& rates) const {
  const auto now = RateLimiter::Clock::now();
  Caller caller;
  caller.directory = std::move(directory);
  caller.channel = FindChannel(*connection_, *caller.directory);
  if (caller.channel == nullptr) {
    caller.fault = kUnknown;
    caller.wait = rates.Take(RateLane::kStranger, {}, {}, now);
    return caller;
  }
  const ledger::ParticipantId channel = caller.channel->id;
  const std::optional<milliseconds> spent =
      authorization_ ? rates.Look(RateLane::kFailure, channel, now) : std::nullopt;
  RecognizeIn(tokens, spent.has_value(), caller);
  if (caller.participant == nullptr && caller.person != nullptr) {
    // Known, but in no office: his colleagues' sign-ins are not to suffer from it.
    caller.wait = rates.Take(RateLane::kPerson, {}, caller.person->id, now);
  } else if (caller.participant == nullptr) {
    caller.wait = rates.Take(RateLane::kFailure, channel, {}, now);
    if (spent && !caller.wait) caller.wait = spent;  // a token came in between
  } else if (caller.person != nullptr) {
    caller.wait = rates.Take(RateLane::kPerson, caller.participant->id, caller.person->id, now);
  } else {
    const bool is_public = caller.channel->role == ledger::Role::kPublic;
    caller.wait = rates.Take(is_public ? RateLane::kPublic : RateLane::kSystem, channel, {}, now);
  }
  return caller;
}

// Who speaks through the channel that was found.
void Shown::RecognizeIn(TokenVerifier* tokens, bool only_known, Caller& caller) const {
  if (caller.channel == nullptr) {
    caller.fault = kUnknown;
  } else if (authorization_) {
    RecognizePerson(tokens, only_known, caller);
  } else if (ledger::PersonRequired(caller.directory->rules(), caller.channel->role,
                                    ArrivalTime(*caller.directory))) {
    caller.fault = "PERSON_REQUIRED";
  } else {
    caller.participant = caller.channel;
  }
}

void Shown::RecognizePerson(TokenVerifier* tokens, bool only_known, Caller& caller) const {
  if (twice_ || tokens == nullptr || !CarriesPersons(caller.channel->role)) {
    caller.fault = "TOKEN_NOT_ACCEPTED";
    return;
  }
  TokenResult verified = tokens->Verify(BearerToken(*authorization_), Now(), only_known);
  if (const auto* fault = std::get_if<TokenFault>(&verified)) {
    caller.fault = TokenFaultName(*fault);
    return;
  }
  auto& token = std::get<std::shared_ptr<const VerifiedToken>>(verified);
  const ledger::Person* person = caller.directory->FindPerson(token->issuer, token->subject);
  if (person == nullptr || !person->active) {
    caller.fault = "PERSON_UNKNOWN";
    return;
  }
  caller.person = person;
  const ledger::Seat* seat = FindSeat(*caller.directory, *person, office_, caller.fault);
  if (seat == nullptr) return;
  const ledger::Participant* office = caller.directory->rules().FindParticipant(seat->participant);
  if (office == nullptr || !office->active) {
    caller.fault = "OFFICE_NOT_HELD";
    return;
  }
  caller.participant = office;
  caller.seat = seat;
  caller.token = std::move(token);
}

bool IsSame(const Caller& before, const Caller& now) {
  return before.participant != nullptr && now.participant != nullptr &&
         before.participant->id == now.participant->id && before.person_code() == now.person_code();
}

}  // namespace registry::server
