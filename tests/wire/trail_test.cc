// Every method that the server's own reflection lists leaves a row in the trail, and the row names
// each account that was asked about. A method or a field that is new is found here by itself.
#include <catch2/catch.hpp>
#include <chrono>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "carbon/registry/v1/audit.pb.h"
#include "google/protobuf/descriptor.h"
#include "tests/wire/book.h"
#include "tests/wire/methods.h"

namespace registry::wire {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// A call that was made, and what its row has to say.
struct Asked {
  std::string method;
  std::string participant;
  std::string account;  // empty: none was named
  auto operator<=>(const Asked&) const = default;
};

bool NamesAccount(const FieldDescriptor* field) {
  return field->cpp_type() == FieldDescriptor::CPPTYPE_STRING && !field->is_repeated() &&
         (field->name() == "account" || field->name().ends_with("_account"));
}

// The request without anything, and for each field that names an account, in the message or in its
// filter, one with that field alone.
std::vector<std::pair<std::string, std::string>> RequestsOf(const std::string& type,
                                                            const std::string& account) {
  const auto empty = NewMessage(type);
  std::vector<std::pair<std::string, std::string>> requests = {{"", ""}};
  const auto add = [&](const FieldDescriptor* part) {
    const auto* holder = part == nullptr ? empty->GetDescriptor() : part->message_type();
    for (int i = 0; i < holder->field_count(); ++i) {
      if (!NamesAccount(holder->field(i))) continue;
      const std::unique_ptr<Message> message(empty->New());
      Message* target = part == nullptr
                            ? message.get()
                            : message->GetReflection()->MutableMessage(message.get(), part);
      target->GetReflection()->SetString(target, holder->field(i), account);
      requests.emplace_back(account, message->SerializeAsString());
    }
  };
  add(nullptr);
  const auto* filter = empty->GetDescriptor()->FindFieldByName("filter");
  if (filter != nullptr && filter->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) add(filter);
  return requests;
}

// What was asked and stands in no row.
std::set<Asked> Missing(const std::set<Asked>& asked, const std::set<Asked>& rows) {
  std::set<Asked> missing;
  for (const Asked& one : asked) {
    if (!rows.contains(one)) missing.insert(one);
  }
  return missing;
}

std::set<Asked> RowsOf(const Book& book) {
  std::set<Asked> rows;
  v1::SearchTrailRequest request;
  request.set_page_size(1'000);
  v1::SearchTrailResponse answer;
  do {
    const Answer page = book.Send("AuditService/SearchTrail", "auditor", request);
    REQUIRE(page.ok());
    REQUIRE(answer.ParseFromString(page.response()));
    for (const v1::TrailEntry& entry : answer.entries()) {
      if (entry.has_record_number()) continue;
      rows.insert({entry.method(), entry.participant(), entry.account()});
    }
    request.set_page_token(answer.next_page_token());
  } while (!answer.next_page_token().empty());
  return rows;
}

}  // namespace

TEST_CASE(
    "every method leaves a row that names the account, whoever calls and whatever comes of it") {
  Registryd registryd;
  const Book book(registryd);
  const std::string account = book.Fill("$seller");
  std::set<Asked> asked;
  int methods = 0;
  for (const Method& method : ListMethods(registryd.Channel("auditor"))) {
    if (!method.own) continue;
    ++methods;
    const std::string name = ShortName(method.path);
    // Everybody of a kind: rights to all, to a province, to one account, to next to nothing.
    for (const std::string participant :
         {"auditor", "operator", "authority-13", "representative", "security"}) {
      for (const auto& [named, bytes] : RequestsOf(method.request_type, account)) {
        Invoke(registryd.Channel(participant), method.path, bytes, 1);
        asked.insert({name, participant, named});
      }
    }
  }
  CHECK(methods > 30);
  CHECK(asked.size() > 300);
  std::set<Asked> rows;
  const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  do {
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    rows = RowsOf(book);
  } while (!Missing(asked, rows).empty() && std::chrono::steady_clock::now() < give_up);
  for (const Asked& one : Missing(asked, rows)) {
    FAIL_CHECK("no row of " << one.method << " by " << one.participant << " about '" << one.account
                            << "'");
  }

  // This test finds a service that leaves no row, and one that forgets what was asked.
  std::set<Asked> without = rows;
  const Asked silent{"HoldingService/GetSupply", "auditor", ""};
  const Asked forgetful{"HoldingService/GetStatement", "authority-13", account};
  REQUIRE(without.erase(silent) == 1);
  REQUIRE(without.erase(forgetful) == 1);
  without.insert({forgetful.method, forgetful.participant, ""});
  CHECK(Missing(asked, without) == std::set<Asked>{silent, forgetful});
}

TEST_CASE("a killed server takes no row with it that is older than a moment") {
  // A gather of 20 ms and two transactions are 50 ms on a quiet machine; tests share theirs.
  constexpr std::chrono::milliseconds kMoment{1'000};
  Registryd registryd;
  const Book book(registryd);
  for (int round = 0; round < 2; ++round) {
    for (int i = 0; i < 40; ++i) {
      REQUIRE(book.Ask("HoldingService/GetStatement", "supervisor", "account: '$seller'").ok());
    }
    std::this_thread::sleep_for(kMoment);
    for (int i = 0; i < 40; ++i) {
      REQUIRE(book.Ask("HoldingService/ListPostings", "supervisor", "account: '$seller'").ok());
    }
    registryd.Kill();
    registryd.StartAgain();
    const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (!book.Ask("RegistryService/GetRegistryStatus", "supervisor", "").ok() ||
           !book.Ask("RegistryService/GetRegistryStatus", "auditor", "").ok()) {
      REQUIRE(std::chrono::steady_clock::now() < give_up);  // until the connections are there again
    }
  }
  v1::SearchTrailRequest request;
  request.set_page_size(1'000);
  request.mutable_filter()->set_participant("supervisor");
  const Answer page = book.Send("AuditService/SearchTrail", "auditor", request);
  REQUIRE(page.ok());
  v1::SearchTrailResponse answer;
  REQUIRE(answer.ParseFromString(page.response()));
  int statements = 0, postings = 0;
  for (const v1::TrailEntry& entry : answer.entries()) {
    if (entry.method() == "HoldingService/GetStatement") ++statements;
    if (entry.method() == "HoldingService/ListPostings") ++postings;
  }
  CHECK(statements == 80);
  CHECK(postings <= 80);
  WARN(80 - postings << " of 80 rows of the last moment before a kill are missing");
}

}  // namespace registry::wire
