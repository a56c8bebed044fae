#include "tests/server/trail_asks.h"

#include <chrono>
#include <pqxx/pqxx>
#include <thread>

#include "tests/server/small_book.h"

namespace registry::testing {

grpc::Status GetAccount(TestServer& server, const std::string& caller, const std::string& account) {
  v1::GetAccountRequest request;
  request.set_account(account);
  v1::Account answer;
  Context context;
  return server.As<v1::AccountService>(caller)->GetAccount(&context, request, &answer);
}

grpc::Status Transfer(TestServer& server, const std::string& caller,
                      const v1::TransferRequest& request) {
  v1::WriteResponse answer;
  Context context;
  return server.As<v1::TransferService>(caller)->Transfer(&context, request, &answer);
}

grpc::Status Search(TestServer& server, const v1::SearchTrailRequest& request,
                    v1::SearchTrailResponse* answer, const std::string& caller) {
  Context context;
  answer->Clear();
  return server.As<v1::AuditService>(caller)->SearchTrail(&context, request, answer);
}

std::vector<v1::TrailEntry> SearchAll(TestServer& server, const Filter& filter, int page_size) {
  v1::SearchTrailRequest request;
  v1::SearchTrailResponse answer;
  *request.mutable_filter() = filter;
  request.set_page_size(page_size);
  std::vector<v1::TrailEntry> entries;
  do {
    RequireOk(Search(server, request, &answer));
    for (const v1::TrailEntry& entry : answer.entries()) {
      if (entry.method() != "AuditService/SearchTrail") entries.push_back(entry);
    }
    request.set_page_token(answer.next_page_token());
  } while (!answer.next_page_token().empty());
  return entries;
}

std::vector<v1::TrailEntry> Await(TestServer& server, const Filter& filter, std::size_t count) {
  const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  for (;;) {
    auto entries = SearchAll(server, filter);
    if (entries.size() >= count || std::chrono::steady_clock::now() > give_up) return entries;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
}

Filter OfMethod(const std::string& method) {
  Filter filter;
  filter.set_method(method);
  return filter;
}

Filter OfAccount(const std::string& account) {
  Filter filter;
  filter.set_account(account);
  return filter;
}

std::int64_t Rows(TestServer& server) {
  pqxx::connection connection(server.database().Connection("postgres"));
  return pqxx::nontransaction(connection)
      .exec1("SELECT count(*) FROM registry.trail")[0]
      .as<std::int64_t>();
}

void Execute(TestServer& server, const std::string& sql) {
  pqxx::connection connection(server.database().Connection("postgres"));
  pqxx::nontransaction(connection).exec(sql);
}

}  // namespace registry::testing
