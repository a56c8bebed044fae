#include "tests/server/small_book.h"

#include <catch2/catch.hpp>

namespace registry::testing {
namespace {

std::string Open(TestServer& server, v1::AccountKind kind, int number,
                 const std::string& province) {
  v1::OpenAccountRequest request;
  request.set_request_id(NewId());
  request.set_kind(kind);
  request.set_social_credit_code(SocialCreditCode(number, province + "0000"));
  request.set_holder_name("Holder " + std::to_string(number));
  request.set_province(province);
  if (kind == v1::ACCOUNT_KIND_KEY_EMITTING_UNIT) request.set_sector(v1::SECTOR_POWER);
  v1::WriteResponse response;
  Context context;
  RequireOk(server.As<v1::AccountService>("operator")->OpenAccount(&context, request, &response));
  return response.accepted().account();
}

void CreatePeriod(TestServer& server) {
  v1::CreateCompliancePeriodRequest request;
  request.set_request_id(NewId());
  request.set_period("2019-20");
  request.set_first_year(2019);
  request.set_last_year(2020);
  *request.mutable_deadline_time() = At("2021-12-31T17:00:00+08:00");
  v1::WriteResponse response;
  Context context;
  RequireOk(server.As<v1::ComplianceService>("ministry")
                ->CreateCompliancePeriod(&context, request, &response));
}

void CreateInstrument(TestServer& server) {
  v1::CreateInstrumentRequest request;
  request.set_request_id(NewId());
  request.set_instrument("CEA1920");
  request.set_kind(v1::INSTRUMENT_KIND_ALLOWANCE);
  request.set_vintage_first_year(2019);
  request.set_vintage_last_year(2020);
  *request.mutable_tradable_from_time() = At("2021-07-16T09:30:00+08:00");
  request.add_eligible_periods("2019-20");
  v1::WriteResponse response;
  Context context;
  RequireOk(
      server.As<v1::AllocationService>("operator")->CreateInstrument(&context, request, &response));
}

void Issue(TestServer& server, const std::string& authority, std::int64_t quantity) {
  v1::SetIssuanceCapRequest cap;
  cap.set_request_id(NewId());
  cap.set_plan("plan-2019-20");
  cap.set_instrument("CEA1920");
  cap.set_sector(v1::SECTOR_POWER);
  cap.set_cap_tco2e(quantity);
  *cap.mutable_document() = Paper("cap");
  v1::WriteResponse response;
  Context cap_context;
  RequireOk(
      server.As<v1::AllocationService>("ministry")->SetIssuanceCap(&cap_context, cap, &response));
  v1::IssueRequest issue;
  issue.set_request_id(NewId());
  issue.set_plan("plan-2019-20");
  issue.set_instrument("CEA1920");
  issue.set_sector(v1::SECTOR_POWER);
  issue.set_acquiring_account(authority);
  issue.set_quantity_tco2e(quantity);
  *issue.mutable_document() = Paper("issue");
  Context issue_context;
  RequireOk(server.As<v1::AllocationService>("operator")->Issue(&issue_context, issue, &response));
}

void Allocate(TestServer& server, const std::string& authority, const std::string& unit) {
  v1::AllocateRequest request;
  request.set_request_id(NewId());
  request.set_transferring_account(authority);
  request.set_acquiring_account(unit);
  request.set_instrument("CEA1920");
  request.set_period("2019-20");
  request.set_step(v1::ALLOCATION_STEP_PRE_ALLOCATION);
  request.set_quantity_tco2e(kHandedOut);
  v1::WriteResponse response;
  Context context;
  RequireOk(
      server.As<v1::AllocationService>("authority-13")->Allocate(&context, request, &response));
}

}  // namespace

void RequireOk(const grpc::Status& status) {
  INFO(status.error_message());
  REQUIRE(status.error_code() == grpc::StatusCode::OK);
}

SmallBook MakeSmallBook(TestServer& server, int units) {
  SmallBook book;
  CreatePeriod(server);
  CreateInstrument(server);
  book.authority = Open(server, v1::ACCOUNT_KIND_PROVINCIAL_AUTHORITY, 1, "13");
  book.other_authority = Open(server, v1::ACCOUNT_KIND_PROVINCIAL_AUTHORITY, 2, "11");
  book.far_unit = Open(server, v1::ACCOUNT_KIND_KEY_EMITTING_UNIT, 3, "11");
  Issue(server, book.authority, 1'000'000);
  for (int i = 0; i < units; ++i) {
    book.units.push_back(Open(server, v1::ACCOUNT_KIND_KEY_EMITTING_UNIT, 10 + i, "13"));
    Allocate(server, book.authority, book.units.back());
  }
  return book;
}

std::int64_t Balance(TestServer& server, const std::string& account, v1::Bucket bucket) {
  v1::ListHoldingsRequest request;
  request.set_account(account);
  v1::ListHoldingsResponse response;
  Context context;
  RequireOk(server.As<v1::HoldingService>("auditor")->ListHoldings(&context, request, &response));
  for (const v1::Holding& holding : response.holdings()) {
    if (holding.position().bucket() == bucket) return holding.balance();
  }
  return 0;
}

v1::TransferRequest NewTransfer(const std::string& transferring, const std::string& acquiring,
                                std::int64_t quantity) {
  v1::TransferRequest request;
  request.set_request_id(NewId());
  request.set_transferring_account(transferring);
  request.set_acquiring_account(acquiring);
  request.set_instrument("CEA1920");
  request.set_quantity_tco2e(quantity);
  request.set_ground(v1::TRANSFER_GROUND_SUCCESSION);
  *request.mutable_document() = Paper("decision 7");
  return request;
}

}  // namespace registry::testing
