// docs/rights.md where persons are needed: the same comparison through the console with persons'
// tokens, the proposals, and what needs a second person.
#include <catch2/catch.hpp>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "tests/wire/rights_desk.h"
#include "tests/wire/rights_page.h"
#include "tests/wire/rights_proposals.h"

namespace registry::wire {
namespace {

const RightsPage& Page() {
  static const RightsPage page = ParseRights(RightsText());
  return page;
}

struct Seat {
  const char* column;
  const char* office;
  const char* person;  // empty: by certificate
};

constexpr Seat kSeats[] = {
    {"operator", "operator", "op-2"},
    {"reviewer", "reviewer", "rev-1"},
    {"security", "security", "sec-1"},
    {"auditor", "auditor", "aud-1"},
    {"ministry", "ministry", "min-1"},
    {"province", "authority-13", "p13-1"},
    {"department", "supervisor", "sup-1"},
    {"court", "court", "court-1"},
    {"exchange", "trading-system", ""},
    {"bank", "bank", ""},
    {"credits", "credit-registry", ""},
    {"platform", "platform", ""},
    {"console", "console", ""},
    {"unit: initiate", "unit", "unit-i"},
    {"unit: approve", "unit", "unit-a"},
    {"unit: surrender", "unit", "unit-s"},
    {"unit: read", "unit", "unit-r"},
    {"public", "public", ""},
    {"nobody", "", ""},
};

class Persons {
 public:
  Persons() : registryd_("replay", true), book_(registryd_) {
    FillForRights(book_);
    desk_ = std::make_unique<RightsDesk>(book_);
    for (const Seat& seat : kSeats) {
      desk_->AskAll(VoiceOf(registryd_, seat.column, seat.office, seat.person), words_);
    }
    alone_ = desk_->waiting();
    AskLarge();
    EnterSecondOffices(book_);
    ProposalDesk proposals(registryd_, *desk_);
    for (const Seat& seat : kSeats) {
      proposals.AskAll(VoiceOf(registryd_, seat.column, seat.office, seat.person), words_);
    }
  }

  const Words& words() const { return words_; }
  // What waited when it was asked.
  const std::map<CellKey, v1::Waiting>& waiting() const { return alone_; }
  // Approvals that an issuance at its limit and above it needs.
  const std::vector<int>& large() const { return large_; }

 private:
  void AskLarge() {
    book_.Must(
        "AllocationService/SetIssuanceCap", "ministry",
        "plan: 'large' instrument: 'CEA1920' sector: SECTOR_POWER cap_tco2e: 40000000 $paper");
    for (const char* quantity : {"10000000", "10000001"}) {
      v1::WriteResponse response;
      response.ParseFromString(
          book_
              .Ask("AllocationService/Issue", "op-2@operator",
                   absl::StrCat("plan: 'large' instrument: 'CEA1920' sector: SECTOR_POWER "
                                "acquiring_account: '$authority_13' $paper quantity_tco2e: ",
                                quantity))
              .response());
      large_.push_back(response.waiting().approvals_needed());
    }
  }

  Registryd registryd_;
  Book book_;
  std::unique_ptr<RightsDesk> desk_;
  Words words_;
  std::map<CellKey, v1::Waiting> alone_;
  std::vector<int> large_;
};

const Persons& Asked() {
  static const Persons persons;
  return persons;
}

}  // namespace

TEST_CASE("through its persons every office may do what the page of rights says, and no more") {
  for (const std::string& difference : Differences(Page().words, Asked().words())) {
    FAIL_CHECK(difference);
  }
  CHECK(Asked().words().size() == Page().words.size());
}

TEST_CASE("flipping any one cell of the whole page of rights is found") {
  const std::string text = RightsText();
  const Words& asked = Asked().words();
  for (const auto& [key, word] : Page().words) {
    std::string changed = text;
    changed.replace(Page().places.at(key), word.size(), word == "-" ? "all" : "-");
    INFO(key.first << " by " << key.second);
    CHECK(Differences(ParseRights(changed).words, asked).size() == 1);
  }
}

TEST_CASE("what waits for a second person is what the page of rights says, and nothing else") {
  std::map<CellKey, int> said, found;
  for (const Waits& waits : Page().waits) {
    if (waits.above == 0) said[{waits.method, waits.office}] = waits.approvals;
  }
  for (const auto& [key, waiting] : Asked().waiting()) found[key] = waiting.approvals_needed();
  CHECK(found == said);
  for (const Waits& waits : Page().waits) {
    if (waits.above == 0) continue;
    CHECK(waits.method == "AllocationService/Issue");
    CHECK(waits.above == 10'000'000);
    CHECK(Asked().large() == std::vector<int>{1, waits.approvals});
  }
}

TEST_CASE("what is off in a book for persons is what the page of rights says, and nothing else") {
  Registryd registryd("replay", true);
  Book book(registryd);
  FillForRights(book);
  book.Must("RegistryService/AdvanceClock", "operator", "time { seconds: 1629079201 }");
  for (const auto& [role, command] : {std::pair{"REGISTRY_OPERATOR", "OPEN_ACCOUNT"},
                                      {"REGISTRY_OPERATOR", "PLEDGE"},
                                      {"UNIT_REPRESENTATIVE", "TRUST_ACCOUNT"},
                                      {"UNIT_REPRESENTATIVE", "TRANSFER_AT_WILL"}}) {
    book.Must("AccessService/SetPolicy", "security",
              absl::StrCat("policy { kind: POLICY_KIND_COMMAND_SWITCH role: ROLE_", role,
                           " command: TRANSACTION_TYPE_", command,
                           " from_time { seconds: 1629079201 } value: 0 } $paper"));
  }
  std::set<CellKey> off;
  for (const Seat& seat : kSeats) {
    for (const RightsRequest& request : RightsRequests()) {
      const std::string word = Page().words.at({request.method, seat.column});
      if (request.shows != nullptr || word == "-") continue;
      const std::string text = absl::StrReplaceAll(
          About(request.text, PlacesOf(request.whose).front()), {{"$made", "999999"}});
      const std::string caller = seat.person[0] == '\0'
                                     ? std::string(seat.office)
                                     : absl::StrCat(seat.person, "@", seat.office);
      const Answer answer = book.Ask(request.method, caller, text);
      if (Reasons(answer) == "COMMAND_OFF") off.insert({request.method, seat.column});
    }
  }
  CHECK(off == Page().off);
}

TEST_CASE(
    "an office of people that comes by its certificate alone is told that it needs a person") {
  Registryd registryd("replay", true);
  Book book(registryd);
  book.Name("$last", "1");
  const std::int64_t before = registryd.Decisions();
  for (const Seat& seat : kSeats) {
    if (std::string(seat.person).empty()) continue;
    std::set<std::string> told;
    for (const RightsRequest& request : RightsRequests()) {
      if (std::string(request.method).starts_with("grpc.")) continue;
      const std::string text = About(request.text, PlacesOf(request.whose).front());
      INFO(request.method << " by " << seat.office);
      const Answer answer = Invoke(registryd.Channel(seat.office), PathOf(request.method),
                                   book.Request(request.method, text)->SerializeAsString());
      CHECK(answer.code == grpc::StatusCode::UNAUTHENTICATED);
      CHECK(Reasons(answer) == "PERSON_REQUIRED");
      CHECK(answer.responses.empty());
      told.insert(answer.message + answer.details);
    }
    CHECK(told.size() == 1);
  }
  CHECK(registryd.Decisions() == before);
}

}  // namespace registry::wire
