// A request of the protocol on its way into commands of the core: made from its descriptor, written
// to bytes, read from them as a call is, and converted.
//
// Under test: server/convert.cc server/convert_access.cc server/convert_account.cc
// Under test: server/convert_allocation.cc server/convert_compliance.cc server/convert_identity.cc
// Under test: server/convert_account_life.cc server/convert_freeze.cc server/convert_policy.cc
// Under test: server/convert_succession.cc server/convert_transfer_at_will.cc server/describe.cc
// Under test: server/convert_proposal.cc server/convert_registry.cc server/convert_request.cc
// Under test: server/convert_settlement.cc server/convert_transfer.cc server/shape.cc
#include <cstdint>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "log/canonical.h"
#include "log/hash.h"
#include "server/convert.h"
#include "server/malformed.h"
#include "server/options.h"
#include "server/shape.h"
#include "tests/fuzz/choices.h"
#include "tests/fuzz/field_path.h"
#include "tests/fuzz/message_maker.h"
#include "tests/fuzz/planted_abort.h"
#include "tests/fuzz/request_types.h"
#include "tests/fuzz/said_again.h"
#include "tests/fuzz/target.h"

namespace registry::fuzz {
namespace {

using server::Shape;
using server::Violation;

// One input in sixteen is damaged on the wire, so that fifteen parse. Which one is no choice of the
// input's: the fuzzer would choose it.
std::uint64_t Fingerprint(std::string_view input) {
  std::uint64_t hash = 14'695'981'039'346'656'037U;  // FNV-1a
  for (const char c : input) hash = (hash ^ static_cast<std::uint8_t>(c)) * 1'099'511'628'211U;
  return hash ^ hash >> 29;
}

bool IsDamaged(std::uint64_t fingerprint) { return fingerprint % 16 == 0; }

void Damage(std::uint64_t fingerprint, std::string& bytes) {
  if (bytes.empty()) return;
  const std::size_t at = (fingerprint >> 8) % bytes.size();
  switch ((fingerprint >> 4) % 3) {
    case 0:
      bytes.resize(at);
      break;
    case 1:
      bytes[at] = static_cast<char>(bytes[at] ^ (1 << (fingerprint >> 6) % 8));
      break;
    default:
      bytes.insert(at, 1, '\xFF');
  }
}

void CheckRefusal(const google::protobuf::Message& message,
                  const std::vector<Violation>& violations) {
  Require(!violations.empty(), "a refusal names a field");
  Require(violations.size() <= server::kMaxViolations, "a refusal is not endless");
  for (const Violation& violation : violations) {
    Require(NamesFieldIn(message, violation.field),
            "what a refusal names is a field of the request", violation.field);
    Require(!violation.description.empty(), "a refusal says why", violation.field);
  }
}

// A record holds no name; puts it back into what was read from one.
struct NameHolder {
  log::ParsedRecord& parsed;

  template <typename Command>
  void operator()(const Command& command) const {
    if constexpr (requires { command.holder_name; }) {
      std::get<Command>(parsed.request.command).holder_name = command.holder_name;
      Require(parsed.holder_name_digest == log::Sha256(command.holder_name),
              "a record holds the digest of the holder's name");
    }
  }
};

void CheckRoundTrip(const ledger::Request& request) {
  const ledger::RulesEpoch epoch{3};
  const ledger::Recorded recorded{ledger::RecordNumber{7}, {1}, ledger::Accepted{}};
  const std::string record = log::CanonicalRecord(request, recorded, epoch);
  Require(log::ContentOf(record) == log::CanonicalContent(request),
          "a record holds what was asked, in the bytes that are hashed");
  auto parsed = log::ParseRecord(record);
  Require(parsed.has_value(), "what is accepted can be read back from its record");
  std::visit(NameHolder{*parsed}, request.command);
  Require(log::CanonicalRecord(parsed->request, parsed->recorded, parsed->epoch) == record,
          "what is read back from a record writes the same bytes");
}

std::vector<ledger::Request> ToRequests(std::vector<ledger::SettleTrade> trades,
                                        const ledger::Request& common) {
  std::vector<ledger::Request> requests;
  for (ledger::SettleTrade& trade : trades) {
    const auto place = static_cast<std::uint32_t>(requests.size());
    requests.push_back(common);
    requests.back().key.request_id = server::TradeRequestId(common.key.request_id, place);
    requests.back().command = std::move(trade);
  }
  return requests;
}

std::vector<ledger::Request> ToRequests(ledger::Command command, const ledger::Request& common) {
  std::vector<ledger::Request> requests{common};
  requests.back().command = std::move(command);
  return requests;
}

// As server/write.h does it.
template <typename Message>
void Convert(const Message& message, const std::string& wrong_field, Tally& tally) {
  Shape shape;
  ledger::Request common;
  common.key = {ledger::ParticipantId{2}, shape.Uuid("request_id", message.request_id())};
  common.received_at = {1};
  PlantedAbort(message);
  auto command = server::FromProto(message, shape);
  if (!shape.ok()) {
    CheckRefusal(message, shape.violations());
    bool told = wrong_field.empty();
    for (const Violation& violation : shape.violations()) {
      told = told || TellsOf(violation.field, wrong_field);
    }
    Require(told, "a refusal names the field that is wrong", wrong_field);
    return;
  }
  Require(wrong_field.empty(), "no field of a wrong form is accepted", wrong_field);
  ++tally.accepted;
  Message known = message;
  known.DiscardUnknownFields();  // a damaged message may have some, and nobody reads them
  for (const ledger::Request& request : ToRequests(std::move(command), common)) {
    CheckRoundTrip(request);
    CheckSaidAgain(known, request);
  }
}

template <typename Message>
void MakeAndConvert(Choices& choices, std::uint64_t fingerprint, Tally& tally) {
  MessageMaker maker(choices);
  Message made;
  maker.Fill(made);
  std::string bytes = made.SerializeAsString();
  const bool damaged = IsDamaged(fingerprint);
  if (damaged) Damage(fingerprint, bytes);
  Message message;
  if (message.ParseFromString(bytes)) {
    ++tally.parsed;
    Convert(message, damaged ? "" : maker.wrong_field(), tally);
    return;
  }
  Require(damaged, "what is made from a descriptor parses", made.GetTypeName());
  Require(!server::WhyMalformed(*made.GetDescriptor(), bytes).empty(),
          "what does not parse is told why");
}

template <typename... Messages>
void RunOneOf(TypeList<Messages...>, std::string_view input, Tally& tally) {
  using Way = void (*)(Choices&, std::uint64_t, Tally&);
  constexpr Way kWays[] = {MakeAndConvert<Messages>...};
  Choices choices(input);
  kWays[choices.Below(sizeof...(Messages))](choices, Fingerprint(input), tally);
}

void Run(std::string_view input, Tally& tally) { RunOneOf(Writes{}, input, tally); }

const Registration kRegistration({"convert_fuzz", Run});

}  // namespace
}  // namespace registry::fuzz
