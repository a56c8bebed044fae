// Who does not get in, on every method that the server's own reflection lists.
#include <catch2/catch.hpp>
#include <set>
#include <string>
#include <vector>

#include "google/protobuf/descriptor.h"
#include "tests/wire/book.h"
#include "tests/wire/methods.h"
#include "tests/wire/valid_requests.h"

namespace registry::wire {
namespace {

// What is sent to a method: nothing at all, and for a write also a request that its office would
// get accepted.
std::vector<std::string> Payloads(const Book& book, const Method& method) {
  std::vector<std::string> payloads = {""};
  if (!method.own) return payloads;
  const bool answers = method.path.find(".ProposalService/") != std::string::npos;
  if (method.write && !answers) {
    const std::string name = ShortName(method.path);
    payloads.push_back(book.Request(name, ValidRequestOf(name).text)->SerializeAsString());
    return payloads;
  }
  // A read of an account that is there, and of one that is not.
  for (const char* account : {"$seller", "$unknown"}) {
    auto request = NewMessage(method.request_type);
    for (const char* name : {"account", "unit_account"}) {
      const auto* field = request->GetDescriptor()->FindFieldByName(name);
      if (field == nullptr) continue;
      request->GetReflection()->SetString(request.get(), field, book.Fill(account));
      payloads.push_back(request->SerializeAsString());
    }
  }
  return payloads;
}

}  // namespace

TEST_CASE("reflection lists every method of the protocol, health and itself") {
  Registryd registryd;
  std::set<std::string> listed, described;
  for (const Method& method : ListMethods(registryd.Channel("auditor"))) listed.insert(method.path);
  for (const char* office :
       {"access", "account", "account_life", "allocation", "audit", "batch", "compliance", "freeze",
        "holding", "journal", "proposal", "public", "registry", "settlement", "transfer"}) {
    const auto* file = google::protobuf::DescriptorPool::generated_pool()->FindFileByName(
        std::string("carbon/registry/v1/") + office + ".proto");
    REQUIRE(file != nullptr);
    for (int i = 0; i < file->service_count(); ++i) {
      for (int j = 0; j < file->service(i)->method_count(); ++j) {
        described.insert("/" + file->service(i)->full_name() + "/" +
                         file->service(i)->method(j)->name());
      }
    }
  }
  described.insert("/grpc.health.v1.Health/Check");
  described.insert("/grpc.health.v1.Health/Watch");
  described.insert("/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo");
  CHECK(listed == described);
}

TEST_CASE("nobody without a good certificate completes a handshake, whatever the method") {
  Registryd registryd;
  const Book book(registryd);
  const std::int64_t before = registryd.Decisions();
  for (const Method& method : ListMethods(registryd.Channel("auditor"))) {
    for (const char* identity : {"", "other/operator", "expired/operator"}) {
      for (const std::string& payload : Payloads(book, method)) {
        INFO(method.path << " as '" << identity << "'");
        const Answer answer = Invoke(registryd.NewChannel(identity), method.path, payload);
        CHECK(answer.code == grpc::StatusCode::UNAVAILABLE);
        CHECK(answer.responses.empty());
        CHECK(answer.details.empty());
      }
    }
  }
  CHECK(registryd.Decisions() == before);
}

TEST_CASE("a certificate of our CA with a name nobody registered is refused on every method") {
  Registryd registryd;
  const Book book(registryd);
  const std::int64_t before = registryd.Decisions();
  for (const Method& method : ListMethods(registryd.Channel("auditor"))) {
    INFO(method.path);
    std::vector<Answer> answers;
    for (const std::string& payload : Payloads(book, method)) {
      answers.push_back(Invoke(registryd.Channel("stranger"), method.path, payload));
      CHECK(answers.back().code == grpc::StatusCode::UNAUTHENTICATED);
      CHECK(answers.back().responses.empty());
      CHECK(answers.back() == answers.front());
    }
    if (method.own) CHECK(Reasons(answers.front()) == "CALLER_UNKNOWN");
  }
  CHECK(registryd.Decisions() == before);
}

TEST_CASE("every method lets a participant in, so the refusals above say something") {
  Registryd registryd;
  for (const Method& method : ListMethods(registryd.Channel("auditor"))) {
    INFO(method.path);
    const bool follows = method.path.ends_with("/FollowJournal") || method.path.ends_with("/Watch");
    const Answer answer =
        Invoke(registryd.Channel("auditor"), method.path, "", follows ? 1 : 1'000);
    CHECK(answer.code != grpc::StatusCode::UNAUTHENTICATED);
    CHECK(answer.code != grpc::StatusCode::UNAVAILABLE);
    CHECK(answer.code != grpc::StatusCode::UNIMPLEMENTED);
  }
}

}  // namespace registry::wire
