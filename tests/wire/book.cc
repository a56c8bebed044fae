#include "tests/wire/book.h"

#include <algorithm>
#include <stdexcept>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "carbon/registry/v1/access.grpc.pb.h"
#include "carbon/registry/v1/account.grpc.pb.h"
#include "carbon/registry/v1/account_life.grpc.pb.h"
#include "carbon/registry/v1/allocation.grpc.pb.h"
#include "carbon/registry/v1/audit.grpc.pb.h"
#include "carbon/registry/v1/compliance.grpc.pb.h"
#include "carbon/registry/v1/freeze.grpc.pb.h"
#include "carbon/registry/v1/holding.grpc.pb.h"
#include "carbon/registry/v1/journal.grpc.pb.h"
#include "carbon/registry/v1/proposal.grpc.pb.h"
#include "carbon/registry/v1/public.grpc.pb.h"
#include "carbon/registry/v1/registry.grpc.pb.h"
#include "carbon/registry/v1/settlement.grpc.pb.h"
#include "carbon/registry/v1/transfer.grpc.pb.h"
#include "google/protobuf/text_format.h"
#include "server/convert.h"
#include "server/random.h"
#include "sim/social_credit_code.h"
#include "tests/wire/methods.h"

namespace registry::wire {
namespace {

constexpr char kPackage[] = "/carbon.registry.v1.";

const google::protobuf::MethodDescriptor& Describe(const std::string& method) {
  const std::string name = absl::StrReplaceAll("carbon.registry.v1." + method, {{"/", "."}});
  const auto* found = google::protobuf::DescriptorPool::generated_pool()->FindMethodByName(name);
  if (found == nullptr) throw std::runtime_error("there is no method " + name);
  return *found;
}

constexpr char kUnit[] = "kind: ACCOUNT_KIND_KEY_EMITTING_UNIT sector: SECTOR_POWER";
constexpr char kAuthority[] = "kind: ACCOUNT_KIND_PROVINCIAL_AUTHORITY";

// Who speaks for an office in a book with persons (persons.csv).
std::string FirstPersonOf(const std::string& office) {
  if (office == "operator") return "op-1@operator";
  if (office == "ministry") return "min-1@ministry";
  if (office == "security") return "sec-1@security";
  if (office == "authority-13") return "p13-1@authority-13";
  if (office == "authority-11") return "p11-1@authority-11";
  if (office == "court") return "court-1@court";
  if (office == "reviewer") return "rev-1@reviewer";
  if (office == "unit") return "unit-i@unit";
  if (office == "unit-buyer" || office == "unit-far") return "others-i@" + office;
  return office;
}

// Who approves what that person proposes; the registry's reviewers for its operators and courts.
std::vector<std::string> ApproversFor(const std::string& office) {
  if (office == "operator") return {"rev-1@reviewer", "rev-2@reviewer"};
  if (office == "court") return {"rev-2@reviewer"};
  if (office == "unit") return {"unit-a@unit"};
  if (office == "unit-buyer" || office == "unit-far") return {"others-a@" + office};
  if (office == "ministry") return {"min-2@ministry"};
  if (office == "security") return {"sec-2@security"};
  throw std::runtime_error("nobody approves for " + office);
}

// The operators of this book open accounts in one step, which is off where there are persons.
constexpr char kAtOnce[] =
    "policy { kind: POLICY_KIND_COMMAND_SWITCH role: ROLE_REGISTRY_OPERATOR "
    "command: TRANSACTION_TYPE_OPEN_ACCOUNT from_time { seconds: 1626400800 } value: 1 } $paper";

struct Step {
  const char* method;
  const char* caller;
  const char* text;
};

constexpr Step kSteps[] = {
    {"ComplianceService/CreateCompliancePeriod", "ministry",
     "period: '2019-20' first_year: 2019 last_year: 2020 deadline_time { seconds: 1640941200 }"},
    {"AllocationService/CreateInstrument", "operator",
     "instrument: 'CEA1920' kind: INSTRUMENT_KIND_ALLOWANCE vintage_first_year: 2019 "
     "vintage_last_year: 2020 tradable_from_time { seconds: 1626399000 } "
     "eligible_periods: '2019-20'"},
    {"AllocationService/CreateInstrument", "operator",
     "instrument: 'CNY' kind: INSTRUMENT_KIND_MONEY"},
    {"AllocationService/CreateInstrument", "operator",
     "instrument: 'CCER:WIND:2020' kind: INSTRUMENT_KIND_CREDIT vintage_first_year: 2020 "
     "vintage_last_year: 2020"},
    {"AllocationService/SetIssuanceCap", "ministry",
     "plan: 'plan-2019-20' instrument: 'CEA1920' sector: SECTOR_POWER cap_tco2e: 1000000 $paper"},
    {"AllocationService/Issue", "operator",
     "plan: 'plan-2019-20' instrument: 'CEA1920' sector: SECTOR_POWER "
     "acquiring_account: '$authority_13' quantity_tco2e: 900000 $paper"},
    {"AllocationService/Allocate", "authority-13",
     "transferring_account: '$authority_13' acquiring_account: '$seller' instrument: 'CEA1920' "
     "period: '2019-20' step: ALLOCATION_STEP_PRE_ALLOCATION quantity_tco2e: 1000"},
    {"AllocationService/Allocate", "authority-13",
     "transferring_account: '$authority_13' acquiring_account: '$buyer' instrument: 'CEA1920' "
     "period: '2019-20' step: ALLOCATION_STEP_PRE_ALLOCATION quantity_tco2e: 1000"},
    {"TransferService/MoveToTrading", "operator",
     "account: '$seller' instrument: 'CEA1920' quantity_tco2e: 300"},
    {"ComplianceService/DetermineObligation", "authority-13",
     "unit_account: '$seller' sector: SECTOR_POWER period: '2019-20' "
     "verified_emissions_tco2e: 850 obligation_tco2e: 800"},
    {"AccountService/ChangeAccountStatus", "operator",
     "account: '$restricted' status: ACCOUNT_STATUS_RESTRICTED cause: 'investigation 3'"},
    {"AccountService/ChangeAccountStatus", "operator",
     "account: '$closed' status: ACCOUNT_STATUS_CLOSING cause: 'application 4'"},
    {"AccountService/ChangeAccountStatus", "operator",
     "account: '$closed' status: ACCOUNT_STATUS_CLOSED cause: 'application 4'"},
};

}  // namespace

std::string NewId() { return server::ToText(server::RandomRequestId()); }

std::string SocialCreditCode(int number, const std::string& province) {
  return sim::CompleteSocialCreditCode(absl::StrCat("91", province, "0000", 10'000'000 + number));
}

std::string PathOf(const std::string& method) { return kPackage + method; }

std::string ShortName(const std::string& path) {
  return path.starts_with(kPackage) ? path.substr(sizeof kPackage - 1) : path;
}

Book::Book(Registryd& registryd) : registryd_(registryd) {
  // 32 bytes of document.
  names_ = {
      {"$paper", "document { number: 'decision 7' sha256: '0123456789abcdef0123456789abcdef' }"},
      {"$papers",
       "documents { number: 'application 7' sha256: '0123456789abcdef0123456789abcdef' }"},
      {"$unknown", "00999999-20"},
      {"$new_code", SocialCreditCode(900)}};
  if (registryd.persons()) Must("AccessService/SetPolicy", "security", kAtOnce);
  Open("$authority_13", 1, kAuthority);
  Open("$authority_11", 2, kAuthority, "11");
  Open("$seller", 3, kUnit);
  Open("$buyer", 4, kUnit);
  Open("$restricted", 5, kUnit);
  Open("$closed", 6, kUnit);
  Open("$idle", 7, kUnit);
  Open("$far", 8, kUnit, "11");
  for (const Step& step : kSteps) Must(step.method, step.caller, step.text);
  Must("AccessService/RegisterParticipant", "security",
       "participant: 'unit' role: ROLE_UNIT_REPRESENTATIVE account: '$seller'");
  if (registryd.persons()) {
    EnterUnitsPersons();
    return;
  }
  Must("AccessService/RegisterParticipant", "security",
       "participant: 'spare-office' role: ROLE_AUDITOR");
  Must("AccessService/RegisterPerson", "security",
       "person: 'clerk-1' identity_number: 'E12345671' subjects { issuer: "
       "'https://identity.registry.example' subject: 'clerk-1' } "
       "seats { participant: 'vacant' powers: POWER_READ }");
  MakeLife();
}

// One for each power: unit-i, unit-a, unit-s and unit-r.
void Book::EnterUnitsPersons() {
  for (const char* power : {"INITIATE", "APPROVE", "SURRENDER", "READ"}) {
    const std::string code = absl::StrCat("unit-", std::string(1, absl::ascii_tolower(power[0])));
    Must("AccessService/RegisterPerson", "security",
         absl::StrCat("person: '", code, "' identity_number: 'E-", code,
                      "' subjects { issuer: 'https://identity.registry.example' subject: '", code,
                      "' } seats { participant: 'unit' powers: POWER_", power, " }"));
  }
}

void Book::Open(const std::string& name, int number, const std::string& rest,
                const std::string& province) {
  const std::string text =
      absl::StrCat(rest, " province: '", province, "' holder_name: 'Holder ", number,
                   "' social_credit_code: '", SocialCreditCode(number, province), "'");
  Name(name, Must("AccountService/OpenAccount", "operator", text).account());
}

void Book::OpenUnit(const std::string& name, int number, const std::string& province) {
  Open(name, number, kUnit, province);
}

void Book::Name(const std::string& name, const std::string& value) {
  const auto known = std::find_if(names_.begin(), names_.end(),
                                  [&](const auto& entry) { return entry.first == name; });
  if (known != names_.end()) names_.erase(known);
  names_.emplace_back(name, value);
}

std::string Book::Fill(const std::string& text) const { return absl::StrReplaceAll(text, names_); }

std::unique_ptr<google::protobuf::Message> Book::Request(const std::string& method,
                                                         const std::string& text) const {
  auto request = NewMessage(Describe(method).input_type()->full_name());
  const std::string filled = Fill(text);
  if (!google::protobuf::TextFormat::ParseFromString(filled, request.get())) {
    throw std::runtime_error("not a " + request->GetTypeName() + ": " + filled);
  }
  const auto* id = request->GetDescriptor()->FindFieldByName("request_id");
  if (id != nullptr && request->GetReflection()->GetString(*request, id).empty()) {
    request->GetReflection()->SetString(request.get(), id, NewId());
  }
  return request;
}

Answer Book::SendBytes(const std::string& method, const std::string& caller,
                       const std::string& bytes) const {
  const std::size_t at = caller.find('@');
  if (at == std::string::npos) {
    return Invoke(registryd_.Channel(caller), PathOf(method), bytes);
  }
  return Invoke(registryd_.Channel("console"), PathOf(method), bytes, 1'000,
                Registryd::Person(caller.substr(0, at), caller.substr(at + 1)));
}

Answer Book::Send(const std::string& method, const std::string& caller,
                  const google::protobuf::Message& request) const {
  return SendBytes(method, caller, request.SerializeAsString());
}

Answer Book::Ask(const std::string& method, const std::string& caller,
                 const std::string& text) const {
  return Send(method, caller, *Request(method, text));
}

v1::Accepted Book::Must(const std::string& method, const std::string& caller,
                        const std::string& text) const {
  Answer answer = Ask(method, registryd_.persons() ? FirstPersonOf(caller) : caller, text);
  v1::WriteResponse response;
  if (answer.ok()) response.ParseFromString(answer.response());
  if (response.has_waiting()) {
    const int needed = response.waiting().approvals_needed();
    const Answer waiting = answer;
    for (int i = 0; i < needed; ++i) {
      answer = Approve(waiting, ApproversFor(caller).at(static_cast<std::size_t>(i)));
      if (!answer.ok()) break;
      response.ParseFromString(answer.response());
    }
  }
  if (!answer.ok()) throw std::runtime_error(method + ": " + answer.message);
  return response.accepted();
}

std::string Book::Proposal(const Answer& waiting, const std::string& reader) const {
  v1::WriteResponse response;
  if (!waiting.ok() || !response.ParseFromString(waiting.response()) || !response.has_waiting()) {
    throw std::runtime_error("it does not wait: " + waiting.message);
  }
  const std::string number = "proposal: '" + response.waiting().proposal() + "'";
  const Answer told = Ask("ProposalService/GetProposal", reader, number);
  v1::ProposalDetails details;
  if (!told.ok() || !details.ParseFromString(told.response())) {
    throw std::runtime_error("GetProposal: " + told.message);
  }
  return number + " request_hash: '" + absl::CHexEscape(details.request_hash()) + "'";
}

Answer Book::Approve(const Answer& waiting, const std::string& approver) const {
  return Ask("ProposalService/ApproveProposal", approver, Proposal(waiting, approver));
}

}  // namespace registry::wire
