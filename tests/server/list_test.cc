// Listings: pages that hold together while writes go on, moments of the past, tokens.
#include <atomic>
#include <catch2/catch.hpp>
#include <set>
#include <thread>

#include "tests/server/small_book.h"
#include "tests/server/test_server.h"

namespace registry::testing {
namespace {

grpc::Status List(TestServer& server, const v1::ListHoldingsRequest& request,
                  v1::ListHoldingsResponse* response, const std::string& identity = "auditor") {
  response->Clear();
  Context context;
  return server.As<v1::HoldingService>(identity)->ListHoldings(&context, request, response);
}

// Every balance of a listing, page after page; after each page something is written.
std::map<std::string, std::int64_t> ListAll(TestServer& server, v1::ListHoldingsRequest request,
                                            const std::function<void()>& between) {
  std::map<std::string, std::int64_t> balances;
  std::int64_t as_of = -1;
  v1::ListHoldingsResponse page;
  do {
    RequireOk(List(server, request, &page));
    if (as_of < 0) as_of = page.as_of_sequence();
    CHECK(page.as_of_sequence() == as_of);
    CHECK(page.holdings_size() <= request.page_size());
    for (const v1::Holding& holding : page.holdings()) {
      CHECK(balances.emplace(holding.position().SerializeAsString(), holding.balance()).second);
    }
    request.set_page_token(page.next_page_token());
    between();
  } while (!page.next_page_token().empty());
  return balances;
}

}  // namespace

TEST_CASE("all pages of a listing answer for the moment of the first, whatever is written") {
  TestServer server;
  const SmallBook book = MakeSmallBook(server, 6);
  v1::ListHoldingsRequest request;
  request.set_page_size(2);
  const auto before = ListAll(server, request, [] {});
  REQUIRE(before.size() == 8);  // six units, the authority, the issuance account
  std::size_t turn = 0;
  const auto meanwhile = ListAll(server, request, [&] {
    v1::WriteResponse response;
    Context context;
    const v1::TransferRequest transfer =
        NewTransfer(book.units[5 - turn % 6], book.units[(4 + 5 * turn) % 6], 7);
    server.As<v1::TransferService>("operator")->Transfer(&context, transfer, &response);
    ++turn;
  });
  CHECK(meanwhile == before);
}

TEST_CASE(
    "a listing answers for a transaction or an instant of the past, and never for the future") {
  TestServer server;
  const SmallBook book = MakeSmallBook(server);
  v1::ListHoldingsRequest request;
  request.set_account(book.units[0]);
  v1::ListHoldingsResponse page;
  RequireOk(List(server, request, &page));
  const std::int64_t first = page.as_of_sequence();
  v1::WriteResponse response;
  Context context;
  RequireOk(server.As<v1::TransferService>("operator")
                ->Transfer(&context, NewTransfer(book.units[0], book.units[1], 300), &response));
  RequireOk(List(server, request, &page));
  CHECK(page.holdings(0).balance() == kHandedOut - 300);
  request.mutable_as_of()->set_sequence(first);
  RequireOk(List(server, request, &page));
  CHECK(page.holdings(0).balance() == kHandedOut);
  CHECK(page.as_of_sequence() == first);
  request.mutable_as_of()->set_sequence(first + 1'000);
  CHECK(List(server, request, &page).error_code() == grpc::StatusCode::OUT_OF_RANGE);
  request.mutable_as_of()->set_sequence(-1);
  CHECK(List(server, request, &page).error_code() == grpc::StatusCode::INVALID_ARGUMENT);
  *request.mutable_as_of()->mutable_time() = At("2021-07-16T09:00:00+08:00");
  RequireOk(List(server, request, &page));
  CHECK(page.holdings().empty());
  *request.mutable_as_of()->mutable_time() = At("2031-07-16T09:00:00+08:00");
  CHECK(List(server, request, &page).error_code() == grpc::StatusCode::OUT_OF_RANGE);
}

TEST_CASE("a page token is refused for another caller or filter, and page sizes are bounded") {
  TestServer server;
  MakeSmallBook(server, 4);
  v1::ListHoldingsRequest request;
  request.set_page_size(1);
  v1::ListHoldingsResponse page;
  RequireOk(List(server, request, &page));
  request.set_page_token(page.next_page_token());
  RequireOk(List(server, request, &page));
  CHECK(List(server, request, &page, "operator").error_code() ==
        grpc::StatusCode::INVALID_ARGUMENT);
  request.set_province("13");
  CHECK(List(server, request, &page).error_code() == grpc::StatusCode::INVALID_ARGUMENT);
  request.clear_page_token();
  request.set_page_size(-1);
  CHECK(List(server, request, &page).error_code() == grpc::StatusCode::INVALID_ARGUMENT);
  request.set_page_size(1'000'000);
  RequireOk(List(server, request, &page));
}

TEST_CASE("accounts are listed by number, within the caller's province") {
  TestServer server;
  const SmallBook book = MakeSmallBook(server, 3);
  v1::ListAccountsRequest request;
  request.set_page_size(2);
  std::vector<std::string> numbers;
  v1::ListAccountsResponse page;
  do {
    page.Clear();
    Context context;
    RequireOk(
        server.As<v1::AccountService>("authority-13")->ListAccounts(&context, request, &page));
    for (const v1::Account& account : page.accounts()) numbers.push_back(account.account());
    request.set_page_token(page.next_page_token());
  } while (!page.next_page_token().empty());
  CHECK(numbers ==
        std::vector<std::string>{book.authority, book.units[0], book.units[1], book.units[2]});
}

TEST_CASE("postings come in order with running balances, page by page") {
  TestServer server;
  const SmallBook book = MakeSmallBook(server);
  auto transfers = server.As<v1::TransferService>("operator");
  for (int i = 0; i < 5; ++i) {
    v1::WriteResponse response;
    Context context;
    RequireOk(
        transfers->Transfer(&context, NewTransfer(book.units[0], book.units[1], 10), &response));
  }
  v1::ListPostingsRequest request;
  request.set_account(book.units[0]);
  request.set_page_size(2);
  std::vector<std::int64_t> balances;
  v1::ListPostingsResponse page;
  do {
    page.Clear();
    Context context;
    RequireOk(
        server.As<v1::HoldingService>("authority-13")->ListPostings(&context, request, &page));
    for (const v1::PostingEntry& entry : page.entries()) {
      const bool incoming = entry.posting().acquiring().account() == book.units[0];
      balances.push_back(incoming ? entry.posting().acquiring_balance()
                                  : entry.posting().transferring_balance());
    }
    request.set_page_token(page.next_page_token());
  } while (!page.next_page_token().empty());
  CHECK(balances == std::vector<std::int64_t>{1'000, 990, 980, 970, 960, 950});
}

TEST_CASE("the figures of a cycle hold for the very transaction that they name") {
  TestServer server;
  const SmallBook book = MakeSmallBook(server);
  // Each allocation is a transaction and a tonne, so the difference of the two stays the same.
  std::atomic<bool> enough{false};
  std::thread writer([&] {
    const auto authority = server.As<v1::AllocationService>("authority-13");
    while (!enough) {
      v1::AllocateRequest request;
      request.set_request_id(NewId());
      request.set_transferring_account(book.authority);
      request.set_acquiring_account(book.units[0]);
      request.set_instrument("CEA1920");
      request.set_period("2019-20");
      request.set_step(v1::ALLOCATION_STEP_PRE_ALLOCATION);
      request.set_quantity_tco2e(1);
      v1::WriteResponse response;
      Context context;
      authority->Allocate(&context, request, &response);
    }
  });
  std::set<std::int64_t> differences, moments;
  for (int i = 0; i < 60; ++i) {
    v1::GetCycleFiguresRequest request;
    request.set_period("2019-20");
    v1::GetCycleFiguresResponse response;
    Context context;
    const grpc::Status status =
        server.As<v1::AuditService>("auditor")->GetCycleFigures(&context, request, &response);
    CHECK(status.ok());
    moments.insert(response.as_of_sequence());
    for (const v1::CycleFigure& figure : response.figures()) {
      if (figure.key() != "allocated_tco2e_by_step") continue;
      differences.insert(response.as_of_sequence() - figure.value());
    }
  }
  enough = true;
  writer.join();
  CHECK(moments.size() > 1);
  CHECK(differences.size() == 1);
}

}  // namespace registry::testing
