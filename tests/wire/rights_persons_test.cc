// docs/rights.md where persons are needed: the same comparison through the console with persons'
// tokens, the proposals, and what needs a second person.
#include <algorithm>
#include <catch2/catch.hpp>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "carbon/registry/v1/proposal.pb.h"
#include "tests/wire/rights_desk.h"
#include "tests/wire/rights_page.h"

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

// Who proposes what, for the questions about proposals; none of these persons asks them.
struct Proposer {
  const char* office;
  const char* person;
  const char* role;  // whose columns it belongs to
  const char* method;
  const char* text;
};

constexpr char kPolicy[] =
    "policy { kind: POLICY_KIND_APPROVALS_NEEDED role: ROLE_COURT_LIAISON "
    "command: TRANSACTION_TYPE_TRANSFER from_time { seconds: 4102444800 } value: 1 } $paper";
constexpr char kCap[] =
    "plan: 'plan-2022' instrument: 'CEA1920' sector: SECTOR_POWER cap_tco2e: 5000 $paper";

constexpr Proposer kProposers[] = {
    {"operator", "op-1", "operator", "TransferService/Transfer",
     "transferring_account: '$buyer' acquiring_account: '$idle' instrument: 'CEA1920' "
     "quantity_tco2e: 1 ground: TRANSFER_GROUND_SUCCESSION $paper"},
    {"security", "sec-3", "security", "AccessService/SetPolicy", kPolicy},
    {"security-2", "sec-4", "security", "AccessService/SetPolicy", kPolicy},
    {"ministry", "min-2", "ministry", "AllocationService/SetIssuanceCap", kCap},
    {"ministry-2", "min-3", "ministry", "AllocationService/SetIssuanceCap", kCap},
    {"authority-13", "p13-2", "province", "AllocationService/Allocate",
     "transferring_account: '$authority_13' acquiring_account: '$buyer' instrument: 'CEA1920' "
     "period: '2019-20' step: ALLOCATION_STEP_DETERMINATION quantity_tco2e: 1"},
    {"authority-11", "p11-1", "province", "AllocationService/Allocate",
     "transferring_account: '$authority_11' acquiring_account: '$far' instrument: 'CEA1920' "
     "period: '2019-20' step: ALLOCATION_STEP_DETERMINATION quantity_tco2e: 1"},
    {"unit", "unit-i", "unit", "TransferService/CancelAllowances",
     "account: '$seller' instrument: 'CEA1920' quantity_tco2e: 1 purpose: 'a green meeting'"},
    {"unit-2", "unit-j", "unit", "TransferService/CancelAllowances",
     "account: '$buyer' instrument: 'CEA1920' quantity_tco2e: 1 purpose: 'a green meeting'"},
};

// Second offices of three kinds, and a second person for what provinces allocate.
constexpr const char* kSecondOffices[][2] = {
    {"AccessService/RegisterParticipant", "participant: 'ministry-2' role: ROLE_MINISTRY"},
    {"AccessService/RegisterParticipant",
     "participant: 'security-2' role: ROLE_SECURITY_ADMINISTRATOR"},
    {"AccessService/RegisterParticipant",
     "participant: 'unit-2' role: ROLE_UNIT_REPRESENTATIVE account: '$buyer'"},
    {"AccessService/RegisterPerson",
     "person: 'min-3' identity_number: '110101199001010201' "
     "subjects { issuer: 'https://identity.registry.example' subject: 'min-3' } "
     "seats { participant: 'ministry-2' powers: POWER_INITIATE }"},
    {"AccessService/RegisterPerson",
     "person: 'sec-4' identity_number: '110101199001010202' "
     "subjects { issuer: 'https://identity.registry.example' subject: 'sec-4' } "
     "seats { participant: 'security-2' powers: POWER_INITIATE }"},
    {"AccessService/RegisterPerson",
     "person: 'unit-j' identity_number: '110101199001010203' "
     "subjects { issuer: 'https://identity.registry.example' subject: 'unit-j' } "
     "seats { participant: 'unit-2' powers: POWER_INITIATE }"},
    {"AccessService/SetPolicy",
     "policy { kind: POLICY_KIND_APPROVALS_NEEDED role: ROLE_PROVINCIAL_AUTHORITY "
     "command: TRANSACTION_TYPE_ALLOCATE from_time { seconds: 1626402600 } value: 1 } $paper"},
};

class Persons {
 public:
  Persons() : registryd_("replay", true), book_(registryd_) {
    FillForRights(book_);
    desk_ = std::make_unique<RightsDesk>(book_);
    for (const Seat& seat : kSeats) desk_->AskAll(VoiceOf(seat), words_);
    alone_ = desk_->waiting();
    AskLarge();
    for (const auto& [method, text] : kSecondOffices) book_.Must(method, "security", text);
    for (const Seat& seat : kSeats) AskProposals(seat);
  }

  const Words& words() const { return words_; }
  // What waited when it was asked.
  const std::map<CellKey, v1::Waiting>& waiting() const { return alone_; }
  // Approvals that an issuance at its limit and above it needs.
  const std::vector<int>& large() const { return large_; }

 private:
  Voice VoiceOf(const Seat& seat) {
    const std::string office = seat.office, person = seat.person;
    if (office.empty()) return {seat.column, "", registryd_.Channel("stranger"), {}};
    if (person.empty()) return {seat.column, office, registryd_.Channel(office), {}};
    return {seat.column, office, registryd_.Channel("console"), Registryd::Person(person, office)};
  }

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

  // A new proposal of this proposer: "proposal: '77'", and with its hash.
  struct Open {
    std::string number;
    std::string hash;
  };
  Open Propose(const Proposer& proposer) {
    const Voice voice = {"", proposer.office, registryd_.Channel("console"),
                         Registryd::Person(proposer.person, proposer.office)};
    v1::WriteResponse response;
    const Answer answer = desk_->Ask(voice, proposer.method,
                                     absl::StrCat(proposer.text, " request_id: '", NewId(), "'"));
    REQUIRE(answer.ok());
    response.ParseFromString(answer.response());
    REQUIRE(response.has_waiting());
    const std::string number = response.waiting().proposal();
    v1::ProposalDetails details;
    details.ParseFromString(
        desk_->Ask(voice, "ProposalService/GetProposal", absl::StrCat("proposal: '", number, "'"))
            .response());
    return {number, details.request_hash()};
  }

  static std::string TextOf(const std::string& method, const Open& open) {
    const std::string proposal = absl::StrCat("proposal: '", open.number, "' ");
    const std::string hash = absl::StrCat("request_hash: '", absl::CHexEscape(open.hash), "' ");
    const std::string cause = "cause: 'no paper'";
    if (method.ends_with("/ApproveProposal")) return proposal + hash;
    if (method.ends_with("/RejectProposal")) return proposal + hash + cause;
    if (method.ends_with("/WithdrawProposal")) return proposal + cause;
    return proposal;
  }

  void AskProposals(const Seat& seat) {
    const Voice voice = VoiceOf(seat);
    for (const char* method :
         {"ProposalService/GetProposal", "ProposalService/ApproveProposal",
          "ProposalService/RejectProposal", "ProposalService/WithdrawProposal"}) {
      const bool read = std::string(method).ends_with("/GetProposal");
      const RightsRequest request{method, Asks::kOnce, "", "", read ? "" : nullptr};
      std::set<std::string> allowed;
      std::string odd;
      for (const Proposer& proposer : kProposers) {
        Open& open = open_[proposer.office];
        if (open.number.empty()) open = Propose(proposer);
        const auto said = desk_->Try(voice, request, TextOf(method, open));
        if (said == RightsDesk::Said::kOther) odd = "? " + desk_->other();
        if (said == RightsDesk::Said::kAllowed) allowed.insert(proposer.office);
        if (said != RightsDesk::Said::kDenied && !read) open = {};
      }
      std::string word = odd.empty() ? WordOf(seat, allowed) : odd;
      const Open none{"999999", std::string(32, 'x')};
      if (word != "all" &&
          desk_->Try(voice, request, TextOf(method, none)) != RightsDesk::Said::kDenied) {
        word = "? of none: " + desk_->other();
      }
      words_[{method, seat.column}] = word;
    }
    AskList(seat, voice);
  }

  void AskList(const Seat& seat, const Voice& voice) {
    for (const Proposer& proposer : kProposers) {
      if (open_[proposer.office].number.empty()) open_[proposer.office] = Propose(proposer);
    }
    std::string& word = words_[{"ProposalService/ListProposals", seat.column}];
    const Answer answer = desk_->Ask(voice, "ProposalService/ListProposals", "page_size: 1000");
    const RightsRequest request{"ProposalService/ListProposals", Asks::kOnce, "", "", ""};
    if (desk_->Try(voice, request, "page_size: 1000") == RightsDesk::Said::kDenied) {
      word = "-";
      return;
    }
    if (!answer.ok()) {
      word = "? " + answer.message;
      return;
    }
    v1::ListProposalsResponse listed;
    listed.ParseFromString(answer.response());
    std::set<std::string> offices;
    for (const v1::Proposal& proposal : listed.proposals()) offices.insert(proposal.participant());
    word = WordOf(seat, offices);
  }

  static std::string WordOf(const Seat& seat, const std::set<std::string>& offices) {
    const std::string column = seat.column;
    std::set<std::string> all, role;
    for (const Proposer& proposer : kProposers) {
      all.insert(proposer.office);
      if (column.substr(0, column.find(':')) == proposer.role) role.insert(proposer.office);
    }
    if (offices.empty()) return "-";
    if (offices == all) return "all";
    if (offices == std::set<std::string>{seat.office}) return "own office";
    if (offices == role) return "own role";
    if (offices == std::set<std::string>{"operator"}) return "of operators";
    std::string odd = "?";
    for (const std::string& office : offices) odd += " " + office;
    return odd;
  }

  Registryd registryd_;
  Book book_;
  std::unique_ptr<RightsDesk> desk_;
  Words words_;
  std::map<CellKey, v1::Waiting> alone_;
  std::vector<int> large_;
  std::map<std::string, Open> open_;  // by office
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
  for (const auto& [key, word] : Page().words) {
    std::string changed = text;
    changed.replace(Page().places.at(key), word.size(), word == "-" ? "all" : "-");
    INFO(key.first << " by " << key.second);
    CHECK(Differences(ParseRights(changed).words, Asked().words()).size() == 1);
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

TEST_CASE(
    "an office of people that comes by its certificate alone is told that it needs a person") {
  Registryd registryd("replay", true);
  const Book book(registryd);
  const std::int64_t before = registryd.Decisions();
  for (const Seat& seat : kSeats) {
    if (std::string(seat.person).empty()) continue;
    std::set<std::string> told;
    for (const RightsRequest& request : RightsRequests()) {
      if (std::string(request.method).starts_with("grpc.")) continue;
      const std::string text = About(request.text, "$seller", "$authority_13");
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
