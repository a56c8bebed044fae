// What somebody who may not see it learns from asking: nothing, to the byte, on every read that
// names an account, a proposal, a freeze, a case or anything else that may or may not be there.
#include <catch2/catch.hpp>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "carbon/registry/v1/public.pb.h"
#include "google/protobuf/descriptor.h"
#include "tests/wire/book.h"
#include "tests/wire/methods.h"
#include "tests/wire/rights_desk.h"
#include "tests/wire/valid_requests.h"

namespace registry::wire {
namespace {

using google::protobuf::FieldDescriptor;

// What fields are asked with: something that is there, and things that are not. `$proposal` and
// `$freeze` are numbers of the book's transactions, whatever they are.
const std::map<std::string, std::vector<std::string>>& Guesses() {
  static const std::map<std::string, std::vector<std::string>> guesses = {
      {"account", {"$seller", "$far", "$closed", "$unknown", "00000001-95"}},
      {"unit_account", {"$seller", "$far", "$closed", "$unknown", "00000001-95"}},
      {"social_credit_code", {"$old_code", "$new_code"}},
      {"proposal", {"1", "$last", "99999999"}},
      {"freeze", {"1", "$last", "99999999"}},
      {"case_number", {"(2021) 1", "(2099) 999"}},
      {"person", {"known-1", "nobody-such"}},
      {"participant", {"vacant", "nobody-such"}},
      {"instrument", {"CEA1920", "CEA99"}},
      {"period", {"2019-20", "2055"}},
      {"province", {"13", "65"}},
      {"sequence", {"1", "99999999"}},
  };
  return guesses;
}

// Each of a method's requests differs from the empty one in one of these fields.
std::vector<std::string> Questions(const Book& book, const Method& method) {
  std::vector<std::string> questions = {""};
  const auto* type = NewMessage(method.request_type)->GetDescriptor();
  for (const auto& [name, values] : Guesses()) {
    const FieldDescriptor* field = type->FindFieldByName(name);
    if (field == nullptr || field->is_repeated()) continue;
    for (const std::string& value : values) {
      auto message = NewMessage(method.request_type);
      if (field->cpp_type() == FieldDescriptor::CPPTYPE_STRING) {
        message->GetReflection()->SetString(message.get(), field, book.Fill(value));
      } else if (field->cpp_type() == FieldDescriptor::CPPTYPE_INT64) {
        message->GetReflection()->SetInt64(message.get(), field, std::stoll(book.Fill(value)));
      } else {
        continue;
      }
      questions.push_back(message->SerializeAsString());
    }
  }
  return questions;
}

bool IsPublic(const std::string& method) {
  return method.starts_with("PublicService/") || method == "AccessService/GetCaller";
}

}  // namespace

TEST_CASE("the public's participant is denied every read but its own, in the same bytes") {
  Registryd registryd;
  Book book(registryd);
  FillForRights(book);
  book.Name("$new_code", SocialCreditCode(77));
  const Answer denied = book.Ask("TransferService/Transfer", "auditor",
                                 ValidRequestOf("TransferService/Transfer").text);
  REQUIRE(denied.code == grpc::StatusCode::PERMISSION_DENIED);
  int asked = 0;
  std::set<std::string> methods;
  for (const Method& method : ListMethods(registryd.Channel("auditor"))) {
    const std::string name = ShortName(method.path);
    if (!method.own || IsPublic(name)) continue;
    for (const std::string& question : Questions(book, method)) {
      INFO(name << " " << question);
      CHECK(book.SendBytes(name, "public", question) == denied);
      ++asked;
    }
    INFO(name << " " << book.SendBytes(name, "public", "\xFF").message);
    CHECK(book.SendBytes(name, "public", "\xFF") == denied);
    methods.insert(name);
  }
  CHECK(methods.size() > 60);
  CHECK(asked > 200);
  WARN(asked << " questions of the public about " << methods.size() << " methods");
}

TEST_CASE("what the public may ask for tells of no account, whatever the filter says") {
  Registryd registryd;
  Book book(registryd);
  FillForRights(book);
  for (const Method& method : ListMethods(registryd.Channel("auditor"))) {
    const std::string name = ShortName(method.path);
    if (!name.starts_with("PublicService/")) continue;
    // Nothing in its requests could name one.
    const auto* type = NewMessage(method.request_type)->GetDescriptor();
    for (const char* field : {"account", "unit_account", "social_credit_code", "proposal", "freeze",
                              "case_number", "person", "participant", "holder_name"}) {
      INFO(name << " " << field);
      CHECK(type->FindFieldByName(field) == nullptr);
    }
    const Answer answer = book.SendBytes(name, "public", "");
    REQUIRE(answer.ok());
    for (const char* account : {"$seller", "$buyer", "$far", "$authority_13"}) {
      CHECK(answer.response().find(book.Fill(account)) == std::string::npos);
    }
  }
  // An instrument or a province that is not there is answered as one with nothing to show.
  const auto rows = [&](const std::string& text) {
    const Answer answer = book.Ask("PublicService/GetAggregates", "public", text);
    REQUIRE(answer.ok());
    v1::Aggregates sums;
    REQUIRE(sums.ParseFromString(answer.response()));
    return sums.instruments_size() + sums.provinces_size() + sums.trades_size();
  };
  CHECK(rows("instrument: 'CEA99'") == 0);
  CHECK(rows("province: '65'") == rows("province: '12'"));  // nobody's
}

TEST_CASE("a unit's representative cannot tell another's account from none, by any read") {
  Registryd registryd;
  Book book(registryd);
  FillForRights(book);
  book.Name("$old_code", SocialCreditCode(8, "11"));  // of $far
  book.Name("$new_code", SocialCreditCode(77));
  int pairs = 0;
  for (const Method& method : ListMethods(registryd.Channel("auditor"))) {
    if (!method.own || method.write) continue;
    const std::string name = ShortName(method.path);
    const auto* type = NewMessage(method.request_type)->GetDescriptor();
    const std::string rest =
        type->FindFieldByName("sector") != nullptr ? " sector: SECTOR_POWER period: '2019-20'" : "";
    const std::map<std::string, std::pair<std::string, std::string>> there_or_not = {
        {"account", {"$far", "$unknown"}},
        {"unit_account", {"$far", "$unknown"}},
        {"social_credit_code", {"$old_code", "$new_code"}},
        {"proposal", {"$last", "99999999"}},
        {"freeze", {"$last", "99999999"}},
        {"case_number", {"(2021) 1", "(2099) 999"}}};
    for (const auto& [field, values] : there_or_not) {
      const FieldDescriptor* found = type->FindFieldByName(field);
      if (found == nullptr || found->is_repeated()) continue;
      const bool text = found->cpp_type() == FieldDescriptor::CPPTYPE_STRING;
      const auto ask = [&](const std::string& value) {
        const std::string quoted = text ? "'" + value + "'" : value;
        return book.Ask(name, "unit", field + ": " + quoted + rest);
      };
      INFO(name << " " << field);
      CHECK(ask(values.first) == ask(values.second));
      ++pairs;
    }
  }
  CHECK(pairs > 10);
  WARN(pairs << " pairs of something and nothing");
}

TEST_CASE("the public is limited by default, and is told when to come back") {
  Registryd registryd("replay", false, {});
  Book book(registryd);
  int ok = 0, limited = 0;
  Answer refused;
  for (int i = 0; i < 150; ++i) {
    const Answer answer = book.Ask("PublicService/GetAggregates", "public", "");
    ok += answer.ok() ? 1 : 0;
    if (answer.code != grpc::StatusCode::RESOURCE_EXHAUSTED) continue;
    refused = answer;
    ++limited;
  }
  CHECK(ok >= 100);  // a burst
  CHECK(limited > 0);
  CHECK(ok + limited == 150);
  CHECK(Reasons(refused) == "CALL_RATE_EXCEEDED");
  google::rpc::Status status;
  REQUIRE(status.ParseFromString(refused.details));
  google::rpc::RetryInfo retry;
  bool told = false;
  for (const auto& detail : status.details()) told = told || detail.UnpackTo(&retry);
  REQUIRE(told);
  CHECK(retry.retry_delay().nanos() > 0);
  CHECK(retry.retry_delay().seconds() == 0);
  // The exchange is not slowed by it.
  for (int i = 0; i < 300; ++i) {
    REQUIRE(book.Ask("RegistryService/GetRegistryStatus", "trading-system", "").ok());
  }
}

}  // namespace registry::wire
