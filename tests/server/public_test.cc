// What the public is shown, when, and what it can not work out.
#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "tests/server/public_book.h"

namespace registry::testing {
namespace {

// Unit i of a SmallBook, as its social credit code.
std::string CodeOf(int unit) { return SocialCreditCode(10 + unit, "130000"); }

}  // namespace

TEST_CASE("nothing of a day is shown before the next working day begins, and all of it then") {
  PublicBook book;
  book.Cancel(book.book.units[0], 30);
  for (const char* time : {"2021-07-16T10:00:01+08:00", "2021-07-18T23:59:59+08:00"}) {
    book.GoTo(time);
    INFO(time);
    const v1::ListPublicationsResponse events = book.Events();
    CHECK(events.publications_size() == 0);
    CHECK(events.published_before().seconds() == At("2021-07-16T00:00:00+08:00").seconds());
    const v1::Aggregates sums = book.Sums();
    CHECK(sums.instruments_size() == 0);
    CHECK(sums.provinces_size() == 0);
  }
  book.GoTo("2021-07-19T00:00:00+08:00");
  const v1::ListPublicationsResponse events = book.Events();
  REQUIRE(events.publications_size() == 1);
  CHECK(events.publications(0).day() == "2021-07-16");
  const v1::Aggregates sums = book.Sums();
  CHECK(sums.published_before().seconds() == At("2021-07-19T00:00:00+08:00").seconds());
  REQUIRE(sums.instruments_size() == 1);
  CHECK(sums.instruments(0).issued() == 1'000'000);
  CHECK(sums.instruments(0).cancelled() == 30);
  CHECK(sums.instruments(0).held() == 999'970);
  REQUIRE(sums.provinces_size() == 1);
  CHECK(sums.provinces(0).province() == "13");
  CHECK(sums.provinces(0).held() == 999'970);
}

TEST_CASE("what is recorded within the delay changes no byte of any answer") {
  PublicBook book;
  book.Cancel(book.book.units[0], 30);
  book.GoTo("2021-07-19T10:00:00+08:00");
  const std::string events = book.Events().SerializeAsString();
  const std::string sums = book.Sums().SerializeAsString();
  book.Cancel(book.book.units[1], 7);
  book.Transfer(1, 2, 11, v1::TRANSFER_GROUND_SUCCESSION);
  book.Transfer(1, 2, 13, v1::TRANSFER_GROUND_CORRECTION);
  book.GoTo("2021-07-19T23:59:59+08:00");
  CHECK(book.Events().SerializeAsString() == events);
  CHECK(book.Sums().SerializeAsString() == sums);
  book.GoTo("2021-07-20T00:00:00+08:00");
  CHECK(book.Events().publications_size() == 3);
  CHECK(book.Sums().instruments(0).cancelled() == 37);
}

TEST_CASE("an event says what its rule has published, and nothing more") {
  PublicBook book;
  book.Cancel(book.book.units[0], 30);
  book.Transfer(0, 1, 40, v1::TRANSFER_GROUND_SUCCESSION);
  book.Transfer(0, 2, 50, v1::TRANSFER_GROUND_JUDICIAL_DEDUCTION);
  book.Transfer(0, 3, 60, v1::TRANSFER_GROUND_COMPULSORY_EXECUTION);
  book.GoTo("2021-07-19T00:00:00+08:00");
  const v1::ListPublicationsResponse events = book.Events();
  REQUIRE(events.publications_size() == 3);
  const v1::Publication& cancelled = events.publications(0);
  CHECK(cancelled.kind() == v1::PUBLICATION_KIND_CANCELLATION);
  CHECK((cancelled.holder() + cancelled.receiver() + cancelled.document_number()).empty());
  REQUIRE(cancelled.quantities_size() == 1);
  CHECK(cancelled.quantities(0).instrument() == "CEA1920");
  CHECK(cancelled.quantities(0).quantity() == 30);
  const v1::Publication& succeeded = events.publications(1);
  CHECK(succeeded.kind() == v1::PUBLICATION_KIND_SUCCESSION);
  CHECK(succeeded.holder() == CodeOf(0));
  CHECK(succeeded.receiver() == CodeOf(1));
  CHECK(succeeded.document_number() == "decision 7");
  CHECK(succeeded.quantities_size() == 0);
  const v1::Publication& deducted = events.publications(2);
  CHECK(deducted.kind() == v1::PUBLICATION_KIND_JUDICIAL_DEDUCTION);
  CHECK(deducted.holder() == CodeOf(0));
  CHECK(deducted.receiver().empty());
  REQUIRE(deducted.quantities_size() == 1);
  CHECK(deducted.quantities(0).quantity() == 50);
  // No account's number stands in any of it, nor a digest.
  for (const std::string& account : book.book.units) {
    CHECK(events.SerializeAsString().find(account) == std::string::npos);
    CHECK(book.Sums().SerializeAsString().find(account) == std::string::npos);
  }
}

TEST_CASE("events come in pages, of one moment, for one caller") {
  PublicBook book;
  for (int i = 1; i <= 5; ++i) book.Cancel(book.book.units[0], i);
  book.Transfer(0, 1, 1, v1::TRANSFER_GROUND_SUCCESSION);
  book.GoTo("2021-07-19T10:00:00+08:00");
  v1::ListPublicationsRequest request;
  request.set_page_size(2);
  request.set_kind(v1::PUBLICATION_KIND_CANCELLATION);
  std::vector<std::int64_t> quantities;
  for (int page = 0; page < 10; ++page) {
    const v1::ListPublicationsResponse events = book.Events(request);
    for (const v1::Publication& one : events.publications()) {
      quantities.push_back(one.quantities(0).quantity());
    }
    CHECK(events.published_before().seconds() == At("2021-07-19T00:00:00+08:00").seconds());
    if (events.next_page_token().empty()) break;
    request.set_page_token(events.next_page_token());
    if (page == 0) {
      // Another caller's, and of another day's beginning: nothing of the later day comes into it.
      v1::ListPublicationsResponse none;
      Context context;
      CHECK(book.server.As<v1::PublicService>("ministry")
                ->ListPublications(&context, request, &none)
                .error_code() == grpc::StatusCode::INVALID_ARGUMENT);
      book.Cancel(book.book.units[0], 6);
      book.GoTo("2021-07-20T10:00:00+08:00");
    }
  }
  CHECK(quantities == std::vector<std::int64_t>{1, 2, 3, 4, 5});
}

TEST_CASE("a province with two accounts is withheld; its filter shows no more") {
  PublicBook book(2);
  book.GoTo("2021-07-19T00:00:00+08:00");
  for (const char* province : {"", "13", "11"}) {
    v1::GetAggregatesRequest request;
    request.set_province(province);
    const v1::Aggregates sums = book.Sums(request);
    CHECK(sums.provinces_size() == 0);
    REQUIRE(sums.instruments_size() == 1);
    // Two accounts and an authority hold all of it.
    CHECK_FALSE(sums.instruments(0).has_held());
    CHECK_FALSE(sums.instruments(0).has_issued());
  }
  v1::GetAggregatesRequest unknown;
  unknown.set_instrument("CEA99");
  CHECK(book.Sums(unknown).instruments_size() == 0);
}

TEST_CASE("the first unit's surrender shows in no figure until three have surrendered") {
  PublicBook book;
  const auto surrender = [&](std::size_t unit) {
    v1::DetermineObligationRequest due;
    due.set_request_id(NewId());
    due.set_unit_account(book.book.units[unit]);
    due.set_sector(v1::SECTOR_POWER);
    due.set_period("2019-20");
    due.set_verified_emissions_tco2e(100);
    due.set_obligation_tco2e(100);
    v1::WriteResponse response;
    Context context;
    auto stub = book.server.As<v1::ComplianceService>("authority-13");
    RequireOk(stub->DetermineObligation(&context, due, &response));
    v1::SurrenderRequest request;
    request.set_request_id(NewId());
    request.set_unit_account(book.book.units[unit]);
    request.set_sector(v1::SECTOR_POWER);
    request.set_period("2019-20");
    auto& line = *request.add_lines();
    line.set_instrument("CEA1920");
    line.set_quantity_tco2e(10);
    Context second;
    RequireOk(stub->Surrender(&second, request, &response));
  };
  book.GoTo("2021-07-19T09:00:00+08:00");
  const v1::Aggregates before = book.Sums();
  surrender(0);
  surrender(1);
  book.GoTo("2021-07-20T09:00:00+08:00");
  v1::Aggregates two = book.Sums();
  *two.mutable_published_before() = before.published_before();
  two.set_trade_day(before.trade_day());
  CHECK(two.SerializeAsString() == before.SerializeAsString());
  surrender(2);
  book.GoTo("2021-07-21T09:00:00+08:00");
  const v1::Aggregates three = book.Sums();
  CHECK(three.instruments(0).surrendered() == 30);
  CHECK(three.instruments(0).held() == before.instruments(0).held() - 30);
}

TEST_CASE("a day's trades are summed by instrument and method when the day is published") {
  PublicBook book;
  v1::MoveToTradingRequest move;
  move.set_request_id(NewId());
  move.set_account(book.book.units[0]);
  move.set_instrument("CEA1920");
  move.set_quantity_tco2e(500);
  v1::WriteResponse moved;
  Context move_context;
  RequireOk(
      book.server.As<v1::TransferService>("operator")->MoveToTrading(&move_context, move, &moved));
  v1::SettleTradesRequest request;
  request.set_request_id(NewId());
  for (int i = 0; i < 3; ++i) {
    v1::Trade& trade = *request.add_trades();
    trade.set_trade_id("T" + std::to_string(i));
    trade.set_instrument("CEA1920");
    trade.set_method(i < 2 ? v1::TRADING_METHOD_LISTED : v1::TRADING_METHOD_ONE_WAY_BIDDING);
    trade.set_seller_account(book.book.units[0]);
    trade.set_buyer_account(book.book.units[1]);
    trade.set_quantity_tco2e(10 + i);
    trade.set_price_fen(4'800);
    trade.set_amount_fen((10 + i) * 4'800);
    *trade.mutable_match_time() = At("2021-07-16T09:45:00+08:00");
  }
  v1::SettleTradesResponse settled;
  Context context;
  RequireOk(book.server.As<v1::SettlementService>("trading-system")
                ->SettleTrades(&context, request, &settled));
  for (const v1::TradeOutcome& outcome : settled.outcomes()) REQUIRE(outcome.has_accepted());
  v1::GetAggregatesRequest friday;
  friday.set_trade_day("2021-07-16");
  CHECK(book.Sums(friday).trades_size() == 0);
  book.GoTo("2021-07-19T00:00:00+08:00");
  const v1::Aggregates sums = book.Sums(friday);
  REQUIRE(sums.trades_size() == 2);
  CHECK(sums.trades(0).method() == v1::TRADING_METHOD_LISTED);
  CHECK(sums.trades(0).quantity_tco2e() == 21);
  CHECK(sums.trades(0).amount_fen() == 21 * 4'800);
  CHECK(sums.trades(1).quantity_tco2e() == 12);
  CHECK(book.Sums().trade_day() == "2021-07-18");  // the last day that is shown
  CHECK(book.Sums().trades_size() == 0);
  friday.set_trade_day("2021-02-30");
  v1::Aggregates none;
  Context second;
  CHECK(book.server.As<v1::PublicService>("auditor")
            ->GetAggregates(&second, friday, &none)
            .error_code() == grpc::StatusCode::INVALID_ARGUMENT);
}

}  // namespace registry::testing
