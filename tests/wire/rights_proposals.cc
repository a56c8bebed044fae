#include "tests/wire/rights_proposals.h"

#include <algorithm>
#include <stdexcept>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "carbon/registry/v1/proposal.pb.h"

namespace registry::wire {

// Who proposes what; none of these persons asks the questions.
struct ProposalDesk::Proposer {
  const char* office;
  const char* person;
  const char* role;  // whose columns it belongs to
  const char* method;
  const char* text;
};

namespace {

constexpr char kPolicy[] =
    "policy { kind: POLICY_KIND_APPROVALS_NEEDED role: ROLE_COURT_LIAISON "
    "command: TRANSACTION_TYPE_TRANSFER from_time { seconds: 4102444800 } value: 1 } $paper";
constexpr char kCap[] =
    "plan: 'plan-2022' instrument: 'CEA1920' sector: SECTOR_POWER cap_tco2e: 5000 $paper";

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
     "command: TRANSACTION_TYPE_ALLOCATE from_time { seconds: 1629081000 } value: 1 } $paper"},
};

}  // namespace

Voice VoiceOf(Registryd& registryd, const std::string& column, const std::string& office,
              const std::string& person) {
  if (office.empty()) return {column, "", registryd.Channel("stranger"), {}};
  if (person.empty()) return {column, office, registryd.Channel(office), {}};
  return {column, office, registryd.Channel("console"), Registryd::Person(person, office)};
}

void EnterSecondOffices(const Book& book) {
  for (const auto& [method, text] : kSecondOffices) book.Must(method, "security", text);
}

const std::vector<ProposalDesk::Proposer>& ProposalDesk::Proposers() {
  static const std::vector<Proposer> proposers = {
      {"operator", "op-1", "operator", "TransferService/Transfer",
       "transferring_account: '$buyer' acquiring_account: '$idle' instrument: 'CEA1920' "
       "quantity_tco2e: 1 ground: TRANSFER_GROUND_SUCCESSION $paper"},
      {"court", "court-2", "court", "FreezeService/DeductFrozen",
       "freeze: '$freeze_of_buyer' instrument: 'CEA1920' quantity_tco2e: 1 "
       "acquiring_account: '$idle' $paper"},
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
  return proposers;
}

ProposalDesk::Open ProposalDesk::Propose(const Proposer& proposer) {
  const Voice voice = VoiceOf(registryd_, "", proposer.office, proposer.person);
  const Answer answer = desk_.Ask(voice, proposer.method,
                                  absl::StrCat(proposer.text, " request_id: '", NewId(), "'"));
  v1::WriteResponse response;
  if (answer.ok()) response.ParseFromString(answer.response());
  if (!response.has_waiting())
    throw std::runtime_error(
        absl::StrCat("no proposal by ", proposer.office, ": ", answer.message));
  const std::string number = response.waiting().proposal();
  v1::ProposalDetails details;
  details.ParseFromString(
      desk_.Ask(voice, "ProposalService/GetProposal", absl::StrCat("proposal: '", number, "'"))
          .response());
  return {number, details.request_hash()};
}

std::string ProposalDesk::TextOf(const std::string& method, const Open& open) {
  const std::string proposal = absl::StrCat("proposal: '", open.number, "' ");
  const std::string hash = absl::StrCat("request_hash: '", absl::CHexEscape(open.hash), "' ");
  const std::string cause = "cause: 'no paper'";
  if (method.ends_with("/ApproveProposal")) return proposal + hash;
  if (method.ends_with("/RejectProposal")) return proposal + hash + cause;
  if (method.ends_with("/WithdrawProposal")) return proposal + cause;
  return proposal;
}

std::string ProposalDesk::WordFor(const Voice& voice, const char* method) {
  const bool read = std::string(method).ends_with("/GetProposal");
  const RightsRequest request{method, Asks::kOnce, "", "", read ? "" : nullptr};
  std::set<std::string> allowed;
  for (const Proposer& proposer : Proposers()) {
    Open& open = open_[proposer.office];
    if (open.number.empty()) open = Propose(proposer);
    const auto said = desk_.Try(voice, request, TextOf(method, open));
    if (said == RightsDesk::Said::kOther) {
      return absl::StrCat("? of ", proposer.office, ": ", desk_.other());
    }
    if (said != RightsDesk::Said::kAllowed) continue;
    allowed.insert(proposer.office);
    if (!read) open = {};  // it is not open any more
  }
  const std::string word = WordOf(voice, allowed);
  const Open none{"999999", std::string(32, 'x')};
  if (word == "all" ||
      desk_.Try(voice, request, TextOf(method, none)) == RightsDesk::Said::kDenied) {
    return word;
  }
  return "? of none: " + desk_.other();
}

std::string ProposalDesk::WordOfList(const Voice& voice) {
  for (const Proposer& proposer : Proposers()) {
    Open& open = open_[proposer.office];
    if (open.number.empty()) open = Propose(proposer);
  }
  const RightsRequest request{"ProposalService/ListProposals", Asks::kOnce, "", "", ""};
  const auto said = desk_.Try(voice, request, "page_size: 1000");
  if (said == RightsDesk::Said::kDenied) return "-";
  if (said == RightsDesk::Said::kOther) return "? " + desk_.other();
  v1::ListProposalsResponse listed;
  listed.ParseFromString(desk_.Ask(voice, request.method, "page_size: 1000").response());
  std::set<std::string> offices;
  for (const v1::Proposal& proposal : listed.proposals()) {
    // Other offices' are of the time when the book was filled.
    const auto of_office = [&](const Proposer& one) {
      return one.office == proposal.participant();
    };
    if (std::any_of(Proposers().begin(), Proposers().end(), of_office)) {
      offices.insert(proposal.participant());
    }
  }
  return offices.empty() ? "? shows nothing" : WordOf(voice, offices);
}

std::string ProposalDesk::WordOf(const Voice& voice, const std::set<std::string>& offices) {
  std::set<std::string> all, role;
  for (const Proposer& proposer : Proposers()) {
    all.insert(proposer.office);
    // "unit: approve" is of the role "unit".
    if (voice.column.substr(0, voice.column.find(':')) == proposer.role) {
      role.insert(proposer.office);
    }
  }
  if (offices.empty()) return "-";
  if (offices == all) return "all";
  if (offices == std::set<std::string>{voice.office}) return "own office";
  if (offices == role) return "own role";
  if (offices == std::set<std::string>{"operator", "court"}) return "of operators and courts";
  std::string odd = "?";
  for (const std::string& office : offices) odd += " " + office;
  return odd;
}

void ProposalDesk::AskAll(const Voice& voice, Words& words) {
  for (const char* method :
       {"ProposalService/GetProposal", "ProposalService/ApproveProposal",
        "ProposalService/RejectProposal", "ProposalService/WithdrawProposal"}) {
    words[{method, voice.column}] = WordFor(voice, method);
  }
  words[{"ProposalService/ListProposals", voice.column}] = WordOfList(voice);
}

}  // namespace registry::wire
