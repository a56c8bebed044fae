#include "tests/wire/rights_desk.h"

#include <stdexcept>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "carbon/registry/v1/batch.pb.h"
#include "carbon/registry/v1/journal.pb.h"
#include "carbon/registry/v1/registry.pb.h"
#include "carbon/registry/v1/settlement.pb.h"
#include "tests/wire/methods.h"

namespace registry::wire {
namespace {

bool IsOurs(const std::string& method) { return !method.starts_with("grpc."); }

std::string Path(const std::string& method) {
  return IsOurs(method) ? PathOf(method) : "/" + method;
}

// Of a stream without an end one message tells enough.
std::size_t MostResponses(const std::string& method) {
  return method.ends_with("/FollowJournal") || method.ends_with("/Watch") ? 1 : 1'000;
}

std::string WordOf(const bool (&allowed)[3]) {
  if (!allowed[0] && !allowed[1] && !allowed[2]) return "-";
  if (allowed[0] && !allowed[1] && !allowed[2]) return "own account";
  if (allowed[0] && allowed[1] && !allowed[2]) return "own province";
  if (allowed[0] && allowed[1] && allowed[2]) return "all";
  return absl::StrCat("? own ", allowed[0], ", province's ", allowed[1], ", far ", allowed[2]);
}

bool Holds(const Answer& answer, const std::string& what) {
  for (const std::string& response : answer.responses) {
    if (response.find(what) != std::string::npos) return true;
  }
  return false;
}

std::string Sentence(const Answer& answer) {
  return absl::StrCat("code ", static_cast<int>(answer.code), " ", Reasons(answer), " ",
                      answer.message);
}

// Single calls answer with one WriteResponse, the exchange's with one outcome.
v1::WriteResponse Outcome(const std::string& method, const Answer& answer) {
  v1::WriteResponse response;
  if (method != "SettlementService/SettleTrades") {
    response.ParseFromString(answer.response());
    return response;
  }
  v1::SettleTradesResponse trades;
  trades.ParseFromString(answer.response());
  if (trades.outcomes_size() == 1 && trades.outcomes(0).has_accepted()) {
    *response.mutable_accepted() = trades.outcomes(0).accepted();
  }
  return response;
}

}  // namespace

RightsDesk::RightsDesk(const Book& book)
    : book_(book),
      exchange_{"exchange", "trading-system", book.registryd().Channel("trading-system"), {}} {
  // What all who have no right are told.
  denied_ = Ask(exchange_, "TransferService/Transfer",
                "transferring_account: '$seller' acquiring_account: '$idle' instrument: 'CEA1920' "
                "quantity_tco2e: 5 ground: TRANSFER_GROUND_SUCCESSION $paper");
  if (denied_.code != grpc::StatusCode::PERMISSION_DENIED) {
    throw std::runtime_error("the exchange may transfer");
  }
}

Answer RightsDesk::Send(const Voice& voice, const std::string& method, const std::string& bytes) {
  return Invoke(voice.channel, Path(method), bytes, MostResponses(method), voice.metadata);
}

const std::string& RightsDesk::Bytes(const std::string& method, const std::string& text) {
  std::string& bytes = bytes_[{method, text}];
  if (bytes.empty()) {
    bytes = IsOurs(method) ? book_.Request(method, text)->SerializeAsString() : text;
  }
  return bytes;
}

Answer RightsDesk::Ask(const Voice& voice, const std::string& method, const std::string& text) {
  return Send(voice, method, Bytes(method, text));
}

RightsDesk::Head RightsDesk::ReadHead() {
  v1::RegistryStatus status;
  status.ParseFromString(Ask(exchange_, "RegistryService/GetRegistryStatus", "").response());
  return {status.sequence(), status.records()};
}

bool RightsDesk::IsDenied(const Voice& voice, const std::string& method, const Answer& answer) {
  if (!voice.office.empty()) return answer == denied_;
  // Who is not known hears the same of every request.
  const Answer& first = unknown_.try_emplace(method, answer).first->second;
  return answer.code == grpc::StatusCode::UNAUTHENTICATED && answer.responses.empty() &&
         answer == first;
}

bool RightsDesk::StandsInJournal(const Voice& voice, std::int64_t sequence) {
  v1::Transaction transaction;
  transaction.ParseFromString(
      Ask(exchange_, "JournalService/GetTransaction", absl::StrCat("sequence: ", sequence))
          .response());
  return transaction.sequence() == sequence && transaction.participant() == voice.office;
}

RightsDesk::Said RightsDesk::TryWrite(const Voice& voice, const RightsRequest& request,
                                      const std::string& text) {
  const Head before = ReadHead();
  const Answer answer = Ask(voice, request.method, text);
  const Head after = ReadHead();
  other_ = Sentence(answer);
  if (IsDenied(voice, request.method, answer)) {
    return after == before ? Said::kDenied : Said::kOther;
  }
  if (!answer.ok()) return Said::kOther;
  bytes_.erase({request.method, text});
  const v1::WriteResponse outcome = Outcome(request.method, answer);
  if (outcome.has_waiting()) waiting_[{request.method, voice.column}] = outcome.waiting();
  const bool recorded = after.records == before.records + 1 &&
                        after.sequence == before.sequence + 1 &&
                        StandsInJournal(voice, after.sequence) &&
                        (outcome.has_waiting() || outcome.accepted().sequence() == after.sequence);
  if (!recorded) other_ += " and the journal does not have it";
  return recorded ? Said::kAllowed : Said::kOther;
}

RightsDesk::Said RightsDesk::TryRead(const Voice& voice, const RightsRequest& request,
                                     const std::string& text) {
  const Answer answer = Ask(voice, request.method, text);
  other_ = Sentence(answer);
  if (IsDenied(voice, request.method, answer)) return Said::kDenied;
  return answer.responses.empty() ? Said::kOther : Said::kAllowed;
}

RightsDesk::Said RightsDesk::Try(const Voice& voice, const RightsRequest& request,
                                 const std::string& text) {
  return request.shows == nullptr ? TryWrite(voice, request, text) : TryRead(voice, request, text);
}

void RightsDesk::Do(std::span<const RightsStep> steps, const RightsPlace& place,
                    std::string& made) {
  for (const RightsStep& step : steps) {
    made = std::to_string(
        book_.Must(step.method, About(step.caller, place), About(step.text, place)).sequence());
  }
}

std::string RightsDesk::Prepare(const RightsRequest& request, const RightsPlace& place,
                                const std::string& text) {
  if (request.before.empty()) return text;
  std::string& made = made_[{request.method, place.unit}];
  if (place.unit == std::string(kNowhere.unit)) made = "999999";
  if (made.empty()) Do(request.before, place, made);
  return absl::StrReplaceAll(text, {{"$made", made}});
}

RightsDesk::Said RightsDesk::TryAt(const Voice& voice, const RightsRequest& request,
                                   const RightsPlace& place, const char* text) {
  const Said said = Try(voice, request, Prepare(request, place, About(text, place)));
  std::string& made = made_[{request.method, place.unit}];
  if (place.unit == std::string(kNowhere.unit)) return said;
  if (!request.after.empty()) Do(request.after, place, made);
  if (!request.after.empty() || said != Said::kDenied) made.clear();
  return said;
}

std::string RightsDesk::WordOnce(const Voice& voice, const RightsRequest& request) {
  const RightsPlace& place = PlacesOf(request.whose).front();
  const Said said = TryAt(voice, request, place, request.text);
  if (said == Said::kOther) return "? " + other_;
  if (said == Said::kDenied) {
    return Try(voice, request, request.other) == Said::kDenied ? "-" : "? denied, but " + other_;
  }
  if (request.shows == nullptr) return request.word;
  const std::string shows = absl::StrReplaceAll(request.shows, {{"$caller", voice.office}});
  return Holds(Ask(voice, request.method, request.text), shows) ? request.word
                                                                : "? does not show " + shows;
}

std::string RightsDesk::WordOfAccount(const Voice& voice, const RightsRequest& request) {
  bool allowed[3] = {};
  const std::span<const RightsPlace> places = PlacesOf(request.whose);
  for (std::size_t i = 0; i < places.size(); ++i) {
    const RightsPlace& place = places[i];
    const Said said = TryAt(voice, request, place, request.text);
    if (said == Said::kOther) return absl::StrCat("? ", place.unit, ": ", other_);
    allowed[i] = said == Said::kAllowed;
    if (!allowed[i] || request.shows == nullptr) continue;
    if (!Holds(Ask(voice, request.method, About(request.text, place)), book_.Fill(place.unit))) {
      return absl::StrCat("? does not show ", place.unit);
    }
  }
  const std::string word = WordOf(allowed);
  if (word == "all") return word;
  return TryAt(voice, request, kNowhere, request.text) == Said::kDenied ? word
                                                                        : "? of none: " + other_;
}

Voice RightsDesk::In(const Voice& voice, Whose whose) const {
  const char* office = PlacesOf(whose).front().office;
  if (voice.office != "unit" || voice.office == office) return voice;
  Voice other = voice;
  other.office = office;
  if (voice.metadata.empty()) other.channel = book_.registryd().Channel(office);
  for (auto& [name, value] : other.metadata) {
    if (name == "x-registry-office") value = office;
  }
  return other;
}

std::string RightsDesk::WordOfListing(const Voice& voice, const RightsRequest& request) {
  const Answer answer = Ask(In(voice, request.whose), request.method, request.text);
  if (IsDenied(voice, request.method, answer)) return "-";
  if (!answer.ok()) return "? " + Sentence(answer);
  bool shown[3] = {};
  for (std::size_t i = 0; i < 3; ++i) {
    shown[i] = Holds(answer, book_.Fill(PlacesOf(request.whose)[i].unit));
  }
  const std::string word = WordOf(shown);
  return word == "-" ? "? shows nothing" : word;
}

std::string RightsDesk::WordOfBatch(const Voice& voice, const Words& words) {
  v1::WriteBatchRequest batch;
  std::vector<const RightsRequest*> asked;
  for (const RightsRequest& request : RightsRequests()) {
    if (request.shows != nullptr) continue;
    const RightsPlace& place = PlacesOf(request.whose).front();
    const auto message = book_.Request(
        request.method, absl::StrReplaceAll(About(request.text, place), {{"$made", "999999"}}));
    v1::WriteEntry& entry = *batch.add_entries();
    const auto* fields = entry.GetDescriptor()->oneof_decl(0);
    for (int i = 0; i < fields->field_count(); ++i) {
      if (fields->field(i)->message_type() != message->GetDescriptor()) continue;
      entry.GetReflection()->MutableMessage(&entry, fields->field(i))->CopyFrom(*message);
    }
    // What has no entry is for single calls.
    if (entry.request_case() == v1::WriteEntry::REQUEST_NOT_SET) {
      batch.mutable_entries()->RemoveLast();
    } else {
      asked.push_back(&request);
    }
  }
  const Answer answer = Send(voice, "BatchService/WriteBatch", batch.SerializeAsString());
  if (IsDenied(voice, "BatchService/WriteBatch", answer)) return "-";
  v1::WriteBatchResponse response;
  if (!answer.ok() || !response.ParseFromString(answer.response()) ||
      response.outcomes_size() != batch.entries_size()) {
    return "? " + Sentence(answer);
  }
  for (std::size_t i = 0; i < asked.size(); ++i) {
    const v1::WriteOutcome& outcome = response.outcomes(static_cast<int>(i));
    const bool is_denied = outcome.error().SerializeAsString() == denied_.details;
    if (is_denied != (words.at({asked[i]->method, voice.column}) == "-")) {
      return absl::StrCat("? otherwise than alone: ", asked[i]->method);
    }
  }
  return "own rights";
}

void RightsDesk::AskAll(const Voice& voice, Words& words) {
  for (const RightsRequest& request : RightsRequests()) {
    std::string& word = words[{request.method, voice.column}];
    switch (request.asks) {
      case Asks::kOnce:
        word = WordOnce(voice, request);
        break;
      case Asks::kOfAccount:
        word = WordOfAccount(voice, request);
        break;
      case Asks::kListing:
        word = WordOfListing(voice, request);
        break;
    }
  }
  words[{"BatchService/WriteBatch", voice.column}] = WordOfBatch(voice, words);
}

}  // namespace registry::wire
