// A small life of a book, told over the wire: each call once, in the order in which it comes in
// life.
#include <catch2/catch.hpp>
#include <vector>

#include "tests/server/small_book.h"
#include "tests/server/test_server.h"

namespace registry::testing {
namespace {

// The move of a quantity of CEA1920 between the two sides of an account.
template <typename Request>
Request Move(const std::string& account, std::int64_t quantity) {
  Request request;
  request.set_request_id(NewId());
  request.set_account(account);
  request.set_instrument("CEA1920");
  request.set_quantity_tco2e(quantity);
  return request;
}

v1::Trade NewTrade(const std::string& id, const std::string& seller, const std::string& buyer,
                   std::int64_t quantity) {
  v1::Trade trade;
  trade.set_trade_id(id);
  trade.set_instrument("CEA1920");
  trade.set_method(v1::TRADING_METHOD_LISTED);
  trade.set_seller_account(seller);
  trade.set_buyer_account(buyer);
  trade.set_quantity_tco2e(quantity);
  trade.set_price_fen(5'123);
  trade.set_amount_fen(5'123 * quantity);
  *trade.mutable_match_time() = At("2021-07-16T10:30:00+08:00");
  return trade;
}

void AdvanceTo(TestServer& server, const std::string& time) {
  v1::AdvanceClockRequest request;
  request.set_request_id(NewId());
  *request.mutable_time() = At(time);
  v1::WriteResponse response;
  Context context;
  RequireOk(server.As<v1::RegistryService>("operator")->AdvanceClock(&context, request, &response));
}

}  // namespace

TEST_CASE("a small life of a book goes through every office") {
  TestServer server;
  const SmallBook book = MakeSmallBook(server);
  const std::string& seller = book.units[0];
  const std::string& buyer = book.units[1];
  v1::WriteResponse response;

  SECTION("moves, a trade, a move back, a determination, a surrender, a cancellation, a transfer") {
    auto transfers = server.As<v1::TransferService>("operator");
    {
      Context context;
      RequireOk(transfers->MoveToTrading(&context, Move<v1::MoveToTradingRequest>(seller, 600),
                                         &response));
      REQUIRE(response.accepted().postings_size() == 1);
      CHECK(response.accepted().postings(0).transferring_balance() == 400);
      CHECK(response.accepted().postings(0).acquiring_balance() == 600);
      CHECK(response.accepted().replay());
    }
    AdvanceTo(server, "2021-07-16T15:10:00+08:00");
    {
      v1::SettleTradesRequest request;
      request.set_request_id(NewId());
      *request.add_trades() = NewTrade("T1", seller, buyer, 100);
      *request.add_trades() = NewTrade("T2", seller, buyer, 501);
      *request.add_trades() = NewTrade("T3", seller, buyer, 500);
      v1::SettleTradesResponse validated, outcomes;
      request.set_validate_only(true);
      Context validation;
      RequireOk(server.As<v1::SettlementService>("trading-system")
                    ->SettleTrades(&validation, request, &validated));
      request.set_validate_only(false);
      Context context;
      auto settlement = server.As<v1::SettlementService>("trading-system");
      RequireOk(settlement->SettleTrades(&context, request, &outcomes));
      REQUIRE(outcomes.outcomes_size() == 3);
      REQUIRE(validated.outcomes_size() == 3);
      for (int i = 0; i < 3; ++i) {
        v1::TradeOutcome expected = outcomes.outcomes(i);
        if (expected.has_accepted()) {
          expected.mutable_accepted()->clear_sequence();
          expected.mutable_accepted()->clear_record_number();
        }
        CHECK(validated.outcomes(i).SerializeAsString() == expected.SerializeAsString());
      }
      CHECK(outcomes.outcomes(0).accepted().postings(0).acquiring_balance() == 100);
      const Error refused = Read(outcomes.outcomes(1).error());
      CHECK(refused.code == grpc::StatusCode::FAILED_PRECONDITION);
      CHECK(refused.reason() == "INSUFFICIENT_HOLDING");
      CHECK(refused.fact("requested_tco2e") == "501");
      CHECK(refused.fact("available_tco2e") == "500");
      CHECK(outcomes.outcomes(2).accepted().postings(0).transferring_balance() == 0);

      v1::SettleTradesResponse again;
      Context second;
      RequireOk(settlement->SettleTrades(&second, request, &again));
      CHECK(again.SerializeAsString() == outcomes.SerializeAsString());
    }
    {
      Context context;
      RequireOk(
          server.As<v1::TransferService>("trading-system")
              ->MoveFromTrading(&context, Move<v1::MoveFromTradingRequest>(buyer, 600), &response));
      CHECK(Balance(server, buyer, v1::BUCKET_REGISTERED) == kHandedOut + 600);
    }
    auto compliance = server.As<v1::ComplianceService>("authority-13");
    {
      v1::DetermineObligationRequest request;
      request.set_request_id(NewId());
      request.set_unit_account(buyer);
      request.set_sector(v1::SECTOR_POWER);
      request.set_period("2019-20");
      request.set_verified_emissions_tco2e(1'200);
      request.set_obligation_tco2e(1'100);
      Context context;
      RequireOk(compliance->DetermineObligation(&context, request, &response));
    }
    {
      v1::SurrenderRequest request;
      request.set_request_id(NewId());
      request.set_unit_account(buyer);
      request.set_sector(v1::SECTOR_POWER);
      request.set_period("2019-20");
      v1::SurrenderLine& line = *request.add_lines();
      line.set_instrument("CEA1920");
      line.set_quantity_tco2e(1'100);
      Context context;
      RequireOk(compliance->Surrender(&context, request, &response));
    }
    {
      v1::GetObligationRequest request;
      request.set_unit_account(buyer);
      request.set_sector(v1::SECTOR_POWER);
      request.set_period("2019-20");
      v1::Obligation obligation;
      Context context;
      RequireOk(compliance->GetObligation(&context, request, &obligation));
      CHECK(obligation.surrendered_tco2e() == 1'100);
      CHECK(obligation.has_completed_time());
      v1::ListObligationsRequest all;
      all.set_period("2019-20");
      v1::ListObligationsResponse listed;
      Context second;
      RequireOk(compliance->ListObligations(&second, all, &listed));
      REQUIRE(listed.obligations_size() == 1);
      CHECK(listed.obligations(0).SerializeAsString() == obligation.SerializeAsString());
    }
    {
      auto request = Move<v1::CancelAllowancesRequest>(seller, 50);
      request.set_purpose("for the forest");
      Context context;
      RequireOk(transfers->CancelAllowances(&context, request, &response));
    }
    {
      Context context;
      RequireOk(transfers->Transfer(&context, NewTransfer(seller, buyer, 25), &response));
      CHECK(response.accepted().postings(0).transferring().account() == seller);
    }
    {
      v1::ReturnAllowancesRequest request;
      request.set_request_id(NewId());
      request.set_transferring_account(seller);
      request.set_acquiring_account(book.authority);
      request.set_instrument("CEA1920");
      request.set_period("2019-20");
      request.set_quantity_tco2e(5);
      Context context;
      RequireOk(server.As<v1::AllocationService>("authority-13")
                    ->ReturnAllowances(&context, request, &response));
    }
    {
      v1::GetSupplyResponse supply;
      Context context;
      RequireOk(server.As<v1::HoldingService>("ministry")
                    ->GetSupply(&context, v1::GetSupplyRequest(), &supply));
      REQUIRE(supply.supplies_size() == 1);
      const v1::Supply& counted = supply.supplies(0).from_journal();
      CHECK(counted.SerializeAsString() == supply.supplies(0).from_balances().SerializeAsString());
      CHECK(counted.issued() == 1'000'000);
      CHECK(counted.surrendered() == 1'100);
      CHECK(counted.cancelled() == 50);
      CHECK(counted.held() == 1'000'000 - 1'150);
    }
    {
      v1::GetStatementRequest request;
      request.set_account(buyer);
      v1::Statement statement;
      Context context;
      RequireOk(server.As<v1::HoldingService>("authority-13")
                    ->GetStatement(&context, request, &statement));
      for (const v1::StatementLine& line : statement.lines()) {
        CHECK(line.opening_balance() + line.acquired() - line.transferred() ==
              line.closing_balance());
      }
      REQUIRE(statement.lines_size() == 2);
      CHECK(statement.lines(0).closing_balance() == 525);
    }
  }

  SECTION("an account is restricted, and found by its holder") {
    v1::ChangeAccountStatusRequest request;
    request.set_request_id(NewId());
    request.set_account(seller);
    request.set_status(v1::ACCOUNT_STATUS_RESTRICTED);
    request.set_cause("arrears");
    Context context;
    RequireOk(server.As<v1::AccountService>("operator")
                  ->ChangeAccountStatus(&context, request, &response));
    v1::ListAccountsRequest by_holder;
    by_holder.set_social_credit_code(SocialCreditCode(10, "130000"));
    v1::ListAccountsResponse listed;
    Context second;
    RequireOk(server.As<v1::AccountService>("auditor")->ListAccounts(&second, by_holder, &listed));
    REQUIRE(listed.accounts_size() == 1);
    CHECK(listed.accounts(0).status() == v1::ACCOUNT_STATUS_RESTRICTED);
    v1::GetAccountRequest get;
    get.set_account(seller);
    get.mutable_as_of()->set_sequence(response.accepted().sequence() - 1);
    v1::Account account;
    Context third;
    RequireOk(server.As<v1::AccountService>("authority-13")->GetAccount(&third, get, &account));
    CHECK(account.status() == v1::ACCOUNT_STATUS_OPEN);
    v1::MoveToTradingRequest move = Move<v1::MoveToTradingRequest>(seller, 1);
    Context fourth;
    const Error refused =
        Read(server.As<v1::TransferService>("operator")->MoveToTrading(&fourth, move, &response));
    CHECK(refused.reason() == "ACCOUNT_STATUS_FORBIDS");
  }

  SECTION("instruments and periods are listed") {
    v1::ListInstrumentsResponse instruments;
    Context context;
    RequireOk(server.As<v1::AllocationService>("operator")
                  ->ListInstruments(&context, v1::ListInstrumentsRequest(), &instruments));
    REQUIRE(instruments.instruments_size() == 1);
    CHECK(instruments.instruments(0).unit() == v1::UNIT_TCO2E);
    v1::ListCompliancePeriodsResponse periods;
    Context second;
    RequireOk(server.As<v1::ComplianceService>("ministry")
                  ->ListCompliancePeriods(&second, v1::ListCompliancePeriodsRequest(), &periods));
    REQUIRE(periods.periods_size() == 1);
    v1::GetInstrumentRequest unknown;
    unknown.set_instrument("CEA99");
    v1::Instrument instrument;
    Context third;
    const Error refused = Read(
        server.As<v1::AllocationService>("operator")->GetInstrument(&third, unknown, &instrument));
    CHECK(refused.code == grpc::StatusCode::NOT_FOUND);
  }

  SECTION("the status names the caller and the head") {
    v1::RegistryStatus status;
    Context context;
    RequireOk(server.As<v1::RegistryService>("ministry")
                  ->GetRegistryStatus(&context, v1::GetRegistryStatusRequest(), &status));
    CHECK(status.participant() == "ministry");
    CHECK(status.records() == status.sequence());
    CHECK(status.replay());
    v1::GetCallCountsResponse counts;
    Context second;
    RequireOk(server.As<v1::AuditService>("auditor")->GetCallCounts(
        &second, v1::GetCallCountsRequest(), &counts));
    CHECK(counts.counts_size() > 3);
  }

  SECTION("one thing goes on another: each refusal lists every failed check") {
    v1::TransferRequest request = NewTransfer(seller, seller, 2'000);
    request.set_ground(v1::TRANSFER_GROUND_HOLDER_WILL);
    Context context;
    const grpc::Status status =
        server.As<v1::TransferService>("operator")->Transfer(&context, request, &response);
    const Error refused = Read(status);
    CHECK(refused.code == grpc::StatusCode::FAILED_PRECONDITION);
    CHECK(refused.infos.size() >= 2);
    for (const google::rpc::ErrorInfo& info : refused.infos) {
      CHECK(info.domain() == "registry.carbon");
    }
    Context second;
    const grpc::Status again =
        server.As<v1::TransferService>("operator")->Transfer(&second, request, &response);
    CHECK(again.error_details() == status.error_details());
    CHECK(again.error_message() == status.error_message());
  }
}

}  // namespace registry::testing
