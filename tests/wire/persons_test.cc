// Who is heard: certificates, persons' tokens, offices. Each refusal by its reason.
#include <catch2/catch.hpp>
#include <chrono>
#include <string>
#include <vector>

#include "carbon/registry/v1/access.pb.h"
#include "carbon/registry/v1/account.pb.h"
#include "client/identity.h"
#include "client/registry.h"
#include "tests/wire/book.h"

namespace registry::wire {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;
using testing::SigningKey;
using testing::TokenMaker;

const char kCaller[] = "AccessService/GetCaller";

Answer AskWith(Registryd& registryd, const std::string& channel, const Metadata& metadata) {
  return Invoke(registryd.Channel(channel), PathOf(kCaller), "", 1'000, metadata);
}

Answer AskWithToken(Registryd& registryd, const std::string& token) {
  return AskWith(registryd, "console", {{"authorization", "Bearer " + token}});
}

v1::CallerIdentity Identity(const Answer& answer) {
  REQUIRE(answer.ok());
  v1::CallerIdentity identity;
  identity.ParseFromString(answer.response());
  return identity;
}

}  // namespace

TEST_CASE("a token that is not good is refused by the word for what is wrong with it") {
  Registryd registryd("replay", true);
  const TokenMaker& provider = IdentityProvider();
  const TokenMaker other_issuer("https://elsewhere.example", "carbon-registry");
  const TokenMaker other_provider("https://identity.registry.example", "carbon-registry");
  const std::string good = provider.Sign("op-1");
  const auto unsigned_by = [&](const char* algorithm) {
    nlohmann::json header = testing::HeaderOf(provider.key());
    header["alg"] = algorithm;
    return testing::Base64Url(header.dump()) + good.substr(good.find('.'));
  };
  struct Row {
    std::string token;
    const char* reason;
  };
  const std::vector<Row> rows = {
      {provider.Sign("op-1", seconds(60), {{"iat", 1'000'000'000}, {"exp", 1'000'000'060}}),
       "TOKEN_EXPIRED"},
      {provider.Sign("op-1", minutes(10), {{"aud", "another-service"}}), "TOKEN_AUDIENCE"},
      {provider.Sign("op-1", minutes(10), {{"aud", nullptr}}), "TOKEN_AUDIENCE"},
      {provider.Sign("op-1", minutes(60)), "TOKEN_LIFETIME"},
      {provider.Sign("op-1", minutes(10), {{"exp", nullptr}}), "TOKEN_SHAPE"},
      {unsigned_by("none"), "TOKEN_ALGORITHM"},
      {unsigned_by("HS256"), "TOKEN_ALGORITHM"},
      {unsigned_by("RS256"), "TOKEN_ALGORITHM"},
      {good.substr(0, good.size() - 4) + (good.ends_with("AAAA") ? "BBBA" : "AAAA"),
       "TOKEN_SIGNATURE"},
      {other_provider.Sign("op-1"), "TOKEN_SIGNATURE"},
      {"", "TOKEN_SHAPE"},
      {"three.good.words", "TOKEN_SHAPE"},
      {provider.Sign("nobody-7"), "PERSON_UNKNOWN"},
      {provider.Sign("OP-1"), "PERSON_UNKNOWN"},
  };
  for (const Row& row : rows) {
    INFO(row.reason);
    const Answer answer = AskWithToken(registryd, row.token);
    CHECK(answer.code == grpc::StatusCode::UNAUTHENTICATED);
    CHECK(Reasons(answer) == row.reason);
    CHECK(answer.responses.empty());
  }
  CHECK(Identity(AskWithToken(registryd, good)).person() == "op-1");
}

TEST_CASE("a person is heard over the console and the platform, and over nothing else") {
  Registryd registryd("replay", true);
  for (const char* channel : {"console", "platform"}) {
    const auto caller = Identity(AskWith(registryd, channel, Registryd::Person("op-1")));
    CHECK(caller.participant() == "operator");
    CHECK(caller.role() == v1::ROLE_REGISTRY_OPERATOR);
    CHECK(caller.person() == "op-1");
    CHECK(caller.channel() == channel);
    CHECK(caller.token_expire_time().seconds() > 0);
    REQUIRE(caller.powers_size() == 1);
    CHECK(caller.powers(0) == v1::POWER_INITIATE);
  }
  for (const char* channel : {"operator", "reviewer", "trading-system", "public"}) {
    INFO(channel);
    const Answer answer = AskWith(registryd, channel, Registryd::Person("op-1"));
    CHECK(answer.code == grpc::StatusCode::UNAUTHENTICATED);
    CHECK(Reasons(answer) == "TOKEN_NOT_ACCEPTED");
  }
  Metadata twice = Registryd::Person("op-1");
  twice.push_back(Registryd::Person("rev-1").front());
  CHECK(Reasons(AskWith(registryd, "console", twice)) == "TOKEN_NOT_ACCEPTED");
  CHECK(Reasons(AskWith(registryd, "stranger", Registryd::Person("op-1"))) == "CALLER_UNKNOWN");
}

TEST_CASE("an office of people is not heard by its certificate alone; a system is") {
  Registryd registryd("replay", true);
  for (const char* office : {"operator", "reviewer", "security", "auditor", "ministry",
                             "authority-13", "supervisor", "representative", "court"}) {
    INFO(office);
    const Answer answer = AskWith(registryd, office, {});
    CHECK(answer.code == grpc::StatusCode::UNAUTHENTICATED);
    CHECK(Reasons(answer) == "PERSON_REQUIRED");
  }
  const auto exchange = Identity(AskWith(registryd, "trading-system", {}));
  CHECK(exchange.participant() == "trading-system");
  CHECK(exchange.person().empty());
  // The console by itself is somebody, and may do nothing.
  CHECK(Identity(AskWith(registryd, "console", {})).participant() == "console");
  const Answer denied =
      Invoke(registryd.Channel("console"), PathOf("AccountService/ListAccounts"), "");
  CHECK(denied.code == grpc::StatusCode::PERMISSION_DENIED);
}

TEST_CASE("without an identity provider no token is taken") {
  Registryd registryd;
  CHECK(Reasons(AskWith(registryd, "console", Registryd::Person("op-1"))) == "TOKEN_NOT_ACCEPTED");
}

TEST_CASE("a person with several seats says for which one it acts, and has that one's rights") {
  Registryd registryd("replay", true);
  const Book book(registryd);
  for (const char* subject : {"both-1", "both-1-again"}) {
    INFO(subject);
    CHECK(Reasons(book.Ask(kCaller, std::string(subject) + "@", "")) == "OFFICE_NOT_NAMED");
    for (const char* office : {"operator", "reviewer"}) {
      const auto caller = Identity(book.Ask(kCaller, std::string(subject) + "@" + office, ""));
      CHECK(caller.participant() == office);
      CHECK(caller.person() == "both-1");
      CHECK(caller.offices_size() == 2);
    }
    for (const char* office : {"ministry", "nowhere", "console"}) {
      CHECK(Reasons(book.Ask(kCaller, std::string(subject) + "@" + office, "")) ==
            "OFFICE_NOT_HELD");
    }
  }
  // The rights are the office's, and within them the person's.
  const std::string move = "account: '$seller' instrument: 'CEA1920' quantity_tco2e: 1";
  CHECK(book.Ask("TransferService/MoveToTrading", "both-1@operator", move).ok());
  CHECK(book.Ask("TransferService/MoveToTrading", "both-1@reviewer", move).code ==
        grpc::StatusCode::PERMISSION_DENIED);
  CHECK(book.Ask("TransferService/MoveToTrading", "rep-2@representative",
                 "account: '00000005-83' instrument: 'CEA1920' quantity_tco2e: 1")
            .code == grpc::StatusCode::PERMISSION_DENIED);
}

TEST_CASE("one connection carries many persons, each call its own") {
  Registryd registryd("replay", true);
  const auto console = registryd.NewChannel("console");
  for (int i = 0; i < 20; ++i) {
    for (const char* person : {"op-1", "rev-1", "sec-1", "aud-1"}) {
      const auto caller =
          Identity(Invoke(console, PathOf(kCaller), "", 1'000, Registryd::Person(person)));
      CHECK(caller.person() == person);
    }
    const auto alone = Identity(Invoke(console, PathOf(kCaller), ""));
    CHECK(alone.person().empty());
    CHECK(alone.participant() == "console");
  }
}

TEST_CASE("a page token is for the person who got it, too") {
  Registryd registryd("replay", true);
  const Book book(registryd);
  const Answer first = book.Ask("AccountService/ListAccounts", "op-1@operator", "page_size: 2");
  v1::ListAccountsResponse page;
  page.ParseFromString(first.response());
  REQUIRE_FALSE(page.next_page_token().empty());
  const std::string next = "page_size: 2 page_token: '" + page.next_page_token() + "'";
  CHECK(book.Ask("AccountService/ListAccounts", "op-1@operator", next).ok());
  CHECK(Fields(book.Ask("AccountService/ListAccounts", "op-2@operator", next)) == "page_token");
}

TEST_CASE("a request id is the office's, whoever of it sends the request again") {
  Registryd registryd("replay", true);
  const Book book(registryd);
  const std::string move =
      "account: '$seller' instrument: 'CEA1920' quantity_tco2e: 1 "
      "request_id: '" +
      NewId() + "'";
  const Answer first = book.Ask("TransferService/MoveToTrading", "op-1@operator", move);
  REQUIRE(first.ok());
  CHECK(book.Ask("TransferService/MoveToTrading", "op-1@operator", move) == first);
  // Another person says something else by the same words.
  const Answer other = book.Ask("TransferService/MoveToTrading", "op-2@operator", move);
  CHECK(Reasons(other) == "REQUEST_ID_REUSED");
}

TEST_CASE("a suspended person, and one whose seat was taken, is refused at the next call") {
  Registryd registryd("replay", true);
  const Book book(registryd);
  const std::string subject =
      "subjects { issuer: 'https://identity.registry.example' subject: 'op-2' } ";
  REQUIRE(Identity(book.Ask(kCaller, "op-2@", "")).person() == "op-2");
  // Taking away needs no second person.
  REQUIRE(book.Ask("AccessService/ChangePerson", "sec-1@security",
                   "person: 'op-2' " + subject + "active: true cause: 'moved'")
              .ok());
  CHECK(Reasons(book.Ask(kCaller, "op-2@operator", "")) == "OFFICE_NOT_HELD");
  CHECK(Reasons(book.Ask(kCaller, "op-2@", "")) == "OFFICE_NOT_HELD");
  REQUIRE(book.Ask("AccessService/ChangePerson", "sec-1@security",
                   "person: 'op-2' " + subject + "active: false cause: 'left'")
              .ok());
  CHECK(Reasons(book.Ask(kCaller, "op-2@operator", "")) == "PERSON_UNKNOWN");
  // Giving something back does.
  const Answer back = book.Ask(
      "AccessService/ChangePerson", "sec-1@security",
      "person: 'op-2' " + subject +
          "active: true cause: 'back' seats { participant: 'operator' powers: POWER_INITIATE }");
  CHECK(Reasons(book.Ask(kCaller, "op-2@operator", "")) == "PERSON_UNKNOWN");
  REQUIRE(book.Approve(back, "sec-2@security").ok());
  CHECK(Identity(book.Ask(kCaller, "op-2@operator", "")).person() == "op-2");
}

TEST_CASE("one natural person is one person, and a subject is one person's") {
  Registryd registryd("replay", true);
  const Book book(registryd);
  const auto enter = [&](const std::string& code, const std::string& number,
                         const std::string& subject) {
    return book.Ask("AccessService/RegisterPerson", "sec-1@security",
                    "person: '" + code + "' identity_number: '" + number +
                        "' subjects { issuer: 'https://identity.registry.example' subject: '" +
                        subject + "' } seats { participant: 'operator' powers: POWER_READ }");
  };
  // As op-1, written another way.
  CHECK(Reasons(enter("op-9", "1101 0119-9001010021", "op-9")) == "PERSON_EXISTS");
  CHECK(Reasons(enter("op-1", "X1234567", "op-9")) == "PERSON_EXISTS");
  CHECK(Reasons(enter("op-9", "X1234567", "both-1-again")) == "SUBJECT_IN_USE");
  const Answer waiting = enter("op-9", "x1234567", "op-9");
  REQUIRE(book.Approve(waiting, "sec-2@security").ok());
  CHECK(Identity(book.Ask(kCaller, "op-9@", "")).person() == "op-9");
  CHECK(Reasons(enter("op-10", "X 123-4567", "op-10")) == "PERSON_EXISTS");
}

TEST_CASE("the client library sends the token of its file with every call, as the file changes") {
  Registryd registryd("replay", true);
  const std::string token_file = Certificates() + "/token";
  client::Identity identity = client::IdentityIn(Certificates(), "console");
  identity.token_file = token_file;
  CHECK_FALSE(client::OpenChannel(registryd.address(), identity).ok());  // there is none yet
  testing::ReplaceFile(token_file, IdentityProvider().Sign("op-1") + "\n");
  client::Registry registry(client::OpenChannel(registryd.address(), identity).value());
  const auto person = [&] {
    const auto caller = registry.Call(&v1::AccessService::Stub::GetCaller, v1::GetCallerRequest());
    return caller.ok() ? caller.value.person() : caller.error.message;
  };
  CHECK(person() == "op-1");
  testing::ReplaceFile(token_file, IdentityProvider().Sign("rev-1"));
  CHECK(person() == "rev-1");
  identity.office = "reviewer";
  testing::ReplaceFile(token_file, IdentityProvider().Sign("both-1"));
  client::Registry named(client::OpenChannel(registryd.address(), identity).value());
  const auto both = named.Call(&v1::AccessService::Stub::GetCaller, v1::GetCallerRequest());
  CHECK(both.value.participant() == "reviewer");
  CHECK(both.value.person() == "both-1");
}

}  // namespace registry::wire
