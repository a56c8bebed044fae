// What the log of a running server says of its callers, and what it never says.
#include <catch2/catch.hpp>
#include <chrono>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "tests/wire/book.h"
#include "tests/wire/freeze_book.h"
#include "tests/wire/life_book.h"

namespace registry::wire {
namespace {

using nlohmann::json;

const char kCaller[] = "AccessService/GetCaller";
const char kSubject[] = "both-1-again";  // of the person both-1, whose code is another word
const char kStranger[] = "subject-of-nobody";
const char kNewSubject[] = "subject-of-clerk-9";
const char kHolder[] = "Zhang Weiming";
const char kHoldersNumber[] = "110101198001019999";
const char kClerksNumber[] = "110101197502020028";
const char kStaffsNumber[] = "E76543210";

class LoggedServer {
 public:
  // The server writes its log behind what stands there; the folder goes with the program.
  explicit LoggedServer(const std::string& name)
      : path_(absl::StrCat(Certificates(), "/", name, ".log")),
        registryd_("replay", true, Flags(path_)) {}

  Registryd& registryd() { return registryd_; }

  // All of it: a server that ends in good order writes what waits.
  std::string Text() {
    registryd_.Restart();
    std::ifstream file(path_);
    REQUIRE(file);
    return {std::istreambuf_iterator<char>(file), {}};
  }

 private:
  static std::vector<std::string> Flags(const std::string& path) {
    std::vector<std::string> flags = Registryd::NoRateLimits();
    flags.push_back("--log-file=" + path);
    return flags;
  }

  const std::string path_;
  Registryd registryd_;
};

// The lines of answered calls.
std::vector<json> Calls(const std::string& text) {
  std::vector<json> calls;
  const std::vector<std::string> lines = absl::StrSplit(text, '\n', absl::SkipEmpty());
  for (const std::string& line : lines) {
    json parsed = json::parse(line);
    if (parsed.at("event") == "call") calls.push_back(std::move(parsed));
  }
  return calls;
}

// The only one that was refused for this reason.
json Refusal(const std::vector<json>& calls, const std::string& reason) {
  INFO(reason);
  std::vector<json> found;
  for (const json& call : calls) {
    if (call.at("reason") == reason) found.push_back(call);
  }
  REQUIRE(found.size() == 1);
  return found.front();
}

std::string Individual(const std::string& number) {
  return absl::StrCat(
      "kind: ACCOUNT_KIND_INDIVIDUAL social_credit_code: '$new_code' holder_name: '", kHolder,
      "' identity_number: '", number, "' $papers");
}

}  // namespace

TEST_CASE("a token that is refused stands in the log by its reason, and never itself") {
  LoggedServer server("tokens");
  const testing::TokenMaker& provider = IdentityProvider();
  const testing::TokenMaker elsewhere("https://identity.registry.example", "carbon-registry");
  const std::string good = provider.Sign(kSubject);
  struct Row {
    std::string token;
    const char* reason;
  };
  const std::vector<Row> rows = {
      {provider.Sign(kSubject, std::chrono::seconds(60),
                     {{"iat", 1'000'000'000}, {"exp", 1'000'000'060}}),
       "TOKEN_EXPIRED"},
      {elsewhere.Sign(kSubject), "TOKEN_SIGNATURE"},
      {"three.good.words", "TOKEN_SHAPE"},
      {provider.Sign(kStranger), "PERSON_UNKNOWN"},
      {good, "OFFICE_NOT_NAMED"},
  };
  const auto ask = [&](const std::string& token, const Metadata& office) {
    Metadata metadata = {{"authorization", "Bearer " + token}};
    metadata.insert(metadata.end(), office.begin(), office.end());
    return Invoke(server.registryd().Channel("console"), PathOf(kCaller), "", 1'000, metadata);
  };
  for (const Row& row : rows) CHECK(Reasons(ask(row.token, {})) == row.reason);
  CHECK(ask(good, {{"x-registry-office", "operator"}}).ok());

  const std::string text = server.Text();
  const auto calls = Calls(text);
  for (const Row& row : rows) {
    const json call = Refusal(calls, row.reason);
    CHECK(call.at("method") == kCaller);
    CHECK(call.at("code") == "UNAUTHENTICATED");
    CHECK(call.at("channel") == "console");
    CHECK(call.at("participant") == "unknown");
    CHECK(call.at("person") == (row.token == good ? "both-1" : ""));
    const std::vector<std::string> parts = absl::StrSplit(row.token, '.');
    for (const std::string& part : parts) {
      CHECK(text.find(part) == std::string::npos);
    }
  }
  const json& accepted = calls.back();
  CHECK(accepted.at("code") == "OK");
  CHECK(accepted.at("participant") == "operator");
  CHECK(accepted.at("person") == "both-1");
  for (const char* secret : {kSubject, kStranger, "Bearer"}) {
    CHECK(text.find(secret) == std::string::npos);
  }
}

TEST_CASE("no name, subject, identity number or social credit code stands in the log") {
  LoggedServer server("secrets");
  const Book book(server.registryd());
  const std::string application = Individual(kHoldersNumber);
  REQUIRE(book.Ask(kApply, "op-1@operator", application).ok());
  book.Must("AccessService/RegisterPerson", "security",
            absl::StrCat("person: 'clerk-9' identity_number: '", kClerksNumber,
                         "' subjects { issuer: 'https://identity.registry.example' subject: '",
                         kNewSubject, "' } seats { participant: 'operator' powers: POWER_READ }"));
  book.Must("AccessService/RegisterStaff", "security",
            absl::StrCat("identity_number: '", kStaffsNumber,
                         "' staff_of: STAFF_OF_AUTHORITY active: true $paper"));
  // Refused by the book; by its shape; and before it is read.
  CHECK(Reasons(book.Ask(kApply, "op-1@operator", application)) == "HOLDER_HAS_ACCOUNT");
  CHECK(Fields(book.Ask(kApply, "op-1@operator", absl::StrCat(application, " $papers"))) ==
        "documents[1].number");
  CHECK(Reasons(book.Ask(kApply, "aud-1@auditor", application)) == kDenied);
  CHECK(book.Ask(kCaller, std::string(kNewSubject) + "@operator", "").ok());
  CHECK(book.Ask("AccountService/ListAccounts", "aud-1@auditor", "social_credit_code: '$new_code'")
            .ok());

  const std::string text = server.Text();
  const auto calls = Calls(text);
  CHECK(Refusal(calls, "HOLDER_HAS_ACCOUNT").at("person") == "op-1");
  std::set<std::string> persons;
  const std::set<std::string> said = {"time",   "event",   "method",  "participant",
                                      "person", "channel", "code",    "reason",
                                      "micros", "batch",   "sequence"};
  for (const json& call : calls) {
    persons.insert(call.at("person"));
    std::set<std::string> keys;
    for (const auto& [key, value] : call.items()) keys.insert(key);
    CHECK(keys == said);
  }
  CHECK(persons.contains("clerk-9"));  // under the code alone
  for (const std::string& secret :
       {std::string(kHolder), std::string(kHoldersNumber), std::string(kClerksNumber),
        std::string(kStaffsNumber), std::string(kNewSubject), book.Fill("$new_code"),
        SocialCreditCode(3), std::string("Holder 3"), std::string("identity.registry.example")}) {
    INFO(secret);
    CHECK(text.find(secret) == std::string::npos);
  }
}

}  // namespace registry::wire
