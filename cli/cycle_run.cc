#include "cli/cycle_run.h"

#include <algorithm>

#include "cli/text.h"

namespace registry::cli {
namespace {

namespace v1 = ::carbon::registry::v1;

constexpr char kOperator[] = "operator";
constexpr char kMinistry[] = "ministry";
constexpr char kTradingSystem[] = "trading-system";

google::protobuf::Timestamp Timestamp(sim::Instant instant) {
  google::protobuf::Timestamp timestamp;
  timestamp.set_seconds(instant.time_since_epoch().count());
  return timestamp;
}

v1::Document Paper(const std::string& number, const Sha256Digest& digest) {
  v1::Document document;
  document.set_number(number);
  document.set_sha256(digest.data(), digest.size());
  return document;
}

// Where a call comes from, as a spreadsheet counts.
std::string Source(const PlannedCall& call, std::size_t authorities) {
  const char* file = "cycle.csv";
  std::size_t row = call.row;
  switch (call.step) {
    case CycleStep::kAccounts:
      file = row < authorities ? "authorities.csv" : "units.csv";
      if (row >= authorities) row -= authorities;
      break;
    case CycleStep::kIssue:
    case CycleStep::kAllocate:
      file = "allocation.csv";
      break;
    case CycleStep::kDetermine:
      file = "emissions.csv";
      break;
    case CycleStep::kMove:
      file = "moves.csv";
      break;
    case CycleStep::kSettle:
      file = "trades.csv";
      break;
    case CycleStep::kSurrender:
      file = "surrenders.csv";
      break;
    default:
      break;
  }
  if (call.step == CycleStep::kIssue || call.step < CycleStep::kAccounts) {
    return std::string(file) + " (" + std::string(Name(call.step)) + ")";
  }
  return std::string(file) + ", row " + std::to_string(row + 2);
}

}  // namespace

std::string AuthorityName(const std::string& province) { return "authority-" + province; }

CycleRun::CycleRun(const sim::CycleFiles& files, const CyclePlan& plan, const CyclePapers& papers,
                   Offices offices, std::size_t in_flight, client::RetryPolicy policy,
                   OnProgress progress)
    : files_(files),
      plan_(plan),
      papers_(papers),
      offices_of_(std::move(offices)),
      progress_(std::move(progress)),
      pipeline_(in_flight, policy) {}

CycleOutcome CycleRun::Run() {
  if (!Prepare()) return std::move(outcome_);
  for (const PlannedInstant& instant : plan_.instants) {
    AdvanceClock(instant);
    const PlannedCall* const end = instant.calls.data() + instant.calls.size();
    for (const PlannedCall* first = instant.calls.data(); first != end && !outcome_.fault;) {
      const PlannedCall* last = std::find_if(
          first, end, [&](const PlannedCall& call) { return call.step != first->step; });
      RunStep(first, last);
      first = last;
    }
    if (outcome_.fault) break;
  }
  return std::move(outcome_);
}

// Opens a channel for each office, so that a missing certificate ends the run before its first
// call.
bool CycleRun::Prepare() {
  sector_ = FromWord<v1::Sector>(files_.terms.sector);
  std::vector<std::string> names = {kOperator, kMinistry, kTradingSystem};
  for (const sim::AuthorityRow& authority : files_.authorities) {
    names.push_back(AuthorityName(authority.province));
  }
  for (const std::string& name : names) {
    client::Registry* office = offices_of_(name);
    if (office == nullptr) {
      client::Error error;
      error.code = grpc::StatusCode::INVALID_ARGUMENT;
      error.message = "no certificate for " + name;
      Fail({error, "", name});
      return false;
    }
    offices_[name] = office;
  }
  for (const sim::UnitRow& unit : files_.units) units_[unit.unit].row = &unit;
  return true;
}

void CycleRun::AdvanceClock(const PlannedInstant& instant) {
  day_ = sim::FormatDate(sim::ChinaDate(instant.at));
  v1::AdvanceClockRequest request;
  request.set_request_id(instant.clock_request_id);
  *request.mutable_time() = Timestamp(instant.at);
  const auto answer = offices_[kOperator]->Call(&v1::RegistryService::Stub::AdvanceClock, request);
  ++outcome_.calls;
  if (!answer.ok()) {
    Fail({answer.error, request.request_id(), "the clock, to " + sim::FormatInstant(instant.at)});
  }
}

void CycleRun::RunStep(const PlannedCall* first, const PlannedCall* last) {
  // Calls by lane, in the order of the plan; lanes in the order of their first calls.
  std::map<std::string_view, std::vector<const PlannedCall*>> lanes;
  std::vector<std::string_view> order;
  for (const PlannedCall* call = first; call != last; ++call) {
    auto& lane = lanes[call->lane];
    if (lane.empty()) order.push_back(call->lane);
    lane.push_back(call);
  }
  for (const std::string_view name : order) {
    const auto& calls = lanes[name];
    Begin({calls.data(), calls.data() + calls.size()});
  }
  pipeline_.Drain();
}

void CycleRun::Begin(Lane lane) {
  if (lane.next == lane.end || outcome_.fault) return;
  const PlannedCall& call = **lane.next++;
  switch (call.step) {
    case CycleStep::kPeriod:
      return CreatePeriod(call, lane);
    case CycleStep::kInstrument:
      return CreateInstrument(call, lane);
    case CycleStep::kCap:
      return SetCap(call, lane);
    case CycleStep::kAccounts:
      return OpenAccount(call, lane);
    case CycleStep::kIssue:
      return Issue(call, lane);
    case CycleStep::kAllocate:
      return Allocate(call, lane);
    case CycleStep::kDetermine:
      return Determine(call, lane);
    case CycleStep::kMove:
      return Move(call, lane);
    case CycleStep::kSettle:
      return Settle(call, lane);
    case CycleStep::kSurrender:
      return Surrender(call, lane);
  }
}

template <typename Stub, typename Request, typename Method>
void CycleRun::Send(const std::string& office, Method method, Request request,
                    const PlannedCall& call, Lane lane) {
  request.set_request_id(call.request_id);
  pipeline_.Add<Stub, Request, v1::WriteResponse>(
      offices_[office]->Office<Stub>(), method, std::move(request),
      [this, office, &call, lane](const client::Answer<v1::WriteResponse>& answer) {
        CountCall(call);
        if (call.step == CycleStep::kAccounts) RecordAccount(call, answer);
        if (Record(call, office, answer.error)) Begin(lane);
      });
}

void CycleRun::CreatePeriod(const PlannedCall& call, Lane lane) {
  using Stub = v1::ComplianceService::Stub;
  v1::CreateCompliancePeriodRequest request;
  request.set_period(files_.terms.period);
  request.set_first_year(files_.terms.first_year);
  request.set_last_year(files_.terms.last_year);
  *request.mutable_deadline_time() = Timestamp(files_.terms.deadline_at);
  Send<Stub>(kMinistry, &Stub::PrepareAsyncCreateCompliancePeriod, std::move(request), call, lane);
}

// Tradable from the opening of the first trading day, without end; not at all without such a day.
void CycleRun::CreateInstrument(const PlannedCall& call, Lane lane) {
  using Stub = v1::AllocationService::Stub;
  v1::CreateInstrumentRequest request;
  request.set_instrument(files_.terms.instrument);
  request.set_kind(v1::INSTRUMENT_KIND_ALLOWANCE);
  request.set_vintage_first_year(files_.terms.first_year);
  request.set_vintage_last_year(files_.terms.last_year);
  if (!files_.trading_days.empty()) {
    *request.mutable_tradable_from_time() =
        Timestamp(sim::ChinaTime(files_.trading_days.front(), sim::kMorningOpens));
  }
  request.add_eligible_periods(files_.terms.period);
  Send<Stub>(kOperator, &Stub::PrepareAsyncCreateInstrument, std::move(request), call, lane);
}

void CycleRun::SetCap(const PlannedCall& call, Lane lane) {
  using Stub = v1::AllocationService::Stub;
  v1::SetIssuanceCapRequest request;
  request.set_plan(files_.terms.plan);
  request.set_instrument(files_.terms.instrument);
  request.set_sector(sector_);
  request.set_cap_tco2e(files_.terms.cap_tco2e);
  *request.mutable_document() = Paper(files_.terms.plan, papers_.cap);
  Send<Stub>(kMinistry, &Stub::PrepareAsyncSetIssuanceCap, std::move(request), call, lane);
}

void CycleRun::OpenAccount(const PlannedCall& call, Lane lane) {
  using Stub = v1::AccountService::Stub;
  v1::OpenAccountRequest request;
  if (call.row < files_.authorities.size()) {
    const sim::AuthorityRow& row = files_.authorities[call.row];
    request.set_kind(v1::ACCOUNT_KIND_PROVINCIAL_AUTHORITY);
    request.set_social_credit_code(row.social_credit_code);
    request.set_holder_name(row.name);
    request.set_province(row.province);
  } else {
    const sim::UnitRow& row = files_.units[call.row - files_.authorities.size()];
    request.set_kind(v1::ACCOUNT_KIND_KEY_EMITTING_UNIT);
    request.set_social_credit_code(row.social_credit_code);
    request.set_holder_name(row.name);
    request.set_province(row.province);
    request.set_sector(sector_);
  }
  Send<Stub>(kOperator, &Stub::PrepareAsyncOpenAccount, std::move(request), call, lane);
}

void CycleRun::Issue(const PlannedCall& call, Lane lane) {
  using Stub = v1::AllocationService::Stub;
  const PlannedIssue& issue = plan_.issues[call.row];
  v1::IssueRequest request;
  request.set_plan(files_.terms.plan);
  request.set_instrument(files_.terms.instrument);
  request.set_sector(sector_);
  request.set_acquiring_account(authority_accounts_[issue.province]);
  request.set_quantity_tco2e(issue.quantity_tco2e);
  *request.mutable_document() = Paper("allocation " + issue.province, papers_.issue);
  Send<Stub>(kOperator, &Stub::PrepareAsyncIssue, std::move(request), call, lane);
}

void CycleRun::Allocate(const PlannedCall& call, Lane lane) {
  using Stub = v1::AllocationService::Stub;
  const sim::AllocationRow& row = files_.allocations[call.row];
  const Unit& unit = units_[row.unit];
  const std::string& authority = authority_accounts_[unit.row->province];
  const std::string office = AuthorityName(unit.row->province);
  if (row.quantity_tco2e < 0) {
    v1::ReturnAllowancesRequest request;
    request.set_transferring_account(unit.account);
    request.set_acquiring_account(authority);
    request.set_instrument(files_.terms.instrument);
    request.set_period(files_.terms.period);
    request.set_quantity_tco2e(-row.quantity_tco2e);
    Send<Stub>(office, &Stub::PrepareAsyncReturnAllowances, std::move(request), call, lane);
    return;
  }
  v1::AllocateRequest request;
  request.set_transferring_account(authority);
  request.set_acquiring_account(unit.account);
  request.set_instrument(files_.terms.instrument);
  request.set_period(files_.terms.period);
  request.set_step(row.step == sim::AllocationStep::kPreAllocation
                       ? v1::ALLOCATION_STEP_PRE_ALLOCATION
                       : v1::ALLOCATION_STEP_DETERMINATION);
  request.set_quantity_tco2e(row.quantity_tco2e);
  Send<Stub>(office, &Stub::PrepareAsyncAllocate, std::move(request), call, lane);
}

void CycleRun::Determine(const PlannedCall& call, Lane lane) {
  using Stub = v1::ComplianceService::Stub;
  const sim::EmissionRow& row = files_.emissions[call.row];
  const Unit& unit = units_[row.unit];
  v1::DetermineObligationRequest request;
  request.set_unit_account(unit.account);
  request.set_sector(sector_);
  request.set_period(files_.terms.period);
  request.set_verified_emissions_tco2e(row.VerifiedTco2e());
  request.set_obligation_tco2e(row.obligation_tco2e);
  Send<Stub>(AuthorityName(unit.row->province), &Stub::PrepareAsyncDetermineObligation,
             std::move(request), call, lane);
}

void CycleRun::Move(const PlannedCall& call, Lane lane) {
  using Stub = v1::TransferService::Stub;
  const sim::MoveRow& row = files_.moves[call.row];
  const auto fill = [&](auto request) {
    request.set_account(units_[row.unit].account);
    request.set_instrument(files_.terms.instrument);
    request.set_quantity_tco2e(row.quantity_tco2e);
    return request;
  };
  if (row.direction == sim::MoveDirection::kToTrading) {
    Send<Stub>(kOperator, &Stub::PrepareAsyncMoveToTrading, fill(v1::MoveToTradingRequest()), call,
               lane);
  } else {
    Send<Stub>(kTradingSystem, &Stub::PrepareAsyncMoveFromTrading,
               fill(v1::MoveFromTradingRequest()), call, lane);
  }
}

void CycleRun::Settle(const PlannedCall& call, Lane lane) {
  using Stub = v1::SettlementService::Stub;
  v1::SettleTradesRequest request;
  request.set_request_id(call.request_id);
  for (std::size_t i = call.row; i < call.row + call.rows; ++i) {
    const sim::TradeRow& row = files_.trades[i];
    v1::Trade* trade = request.add_trades();
    trade->set_trade_id(row.trade);
    trade->set_instrument(row.instrument);
    trade->set_method(row.method == sim::TradeMethod::kBlock ? v1::TRADING_METHOD_BLOCK
                                                             : v1::TRADING_METHOD_LISTED);
    trade->set_seller_account(units_[row.seller].account);
    trade->set_buyer_account(units_[row.buyer].account);
    trade->set_quantity_tco2e(row.quantity_tco2e);
    trade->set_price_fen(row.price_fen);
    trade->set_amount_fen(row.amount_fen);
    *trade->mutable_match_time() = Timestamp(row.matched_at);
  }
  pipeline_.Add<Stub, v1::SettleTradesRequest, v1::SettleTradesResponse>(
      offices_[kTradingSystem]->Office<Stub>(), &Stub::PrepareAsyncSettleTrades, std::move(request),
      [this, &call, lane](const client::Answer<v1::SettleTradesResponse>& answer) {
        CountCall(call);
        if (!answer.ok()) {
          Record(call, kTradingSystem, answer.error);
          return;
        }
        PlannedCall trade = call;
        for (const v1::TradeOutcome& outcome : answer.value.outcomes()) {
          const client::Error error =
              outcome.has_accepted() ? client::Error() : client::ToError(outcome.error());
          if (!Record(trade, kTradingSystem, error)) return;
          ++trade.row;
        }
        Begin(lane);
      });
}

void CycleRun::Surrender(const PlannedCall& call, Lane lane) {
  using Stub = v1::ComplianceService::Stub;
  const sim::SurrenderRow& row = files_.surrenders[call.row];
  const Unit& unit = units_[row.unit];
  v1::SurrenderRequest request;
  request.set_unit_account(unit.account);
  request.set_sector(sector_);
  request.set_period(files_.terms.period);
  v1::SurrenderLine* line = request.add_lines();
  line->set_instrument(row.instrument);
  line->set_quantity_tco2e(row.quantity_tco2e);
  Send<Stub>(AuthorityName(unit.row->province), &Stub::PrepareAsyncSurrender, std::move(request),
             call, lane);
}

void CycleRun::CountCall(const PlannedCall& call) {
  ++outcome_.calls;
  progress_(day_ + " " + std::string(Name(call.step)), ++done_);
}

bool CycleRun::Record(const PlannedCall& call, const std::string& office,
                      const client::Error& error) {
  if (error.ok()) {
    ++outcome_.accepted;
    return true;
  }
  if (error.refused() && !error.refusals.empty()) {
    ++outcome_.refusals[{call.step, error.refusals.front().reason}];
    return true;
  }
  Fail({error, call.request_id, Source(call, files_.authorities.size()) + ", as " + office});
  return false;
}

// The account that a party has now, or had before this run.
void CycleRun::RecordAccount(const PlannedCall& call,
                             const client::Answer<v1::WriteResponse>& answer) {
  const bool authority = call.row < files_.authorities.size();
  const std::size_t row = authority ? call.row : call.row - files_.authorities.size();
  std::string& account = authority ? authority_accounts_[files_.authorities[row].province]
                                   : units_[files_.units[row].unit].account;
  if (answer.ok()) {
    account = answer.value.accepted().account();
  } else if (answer.error.refused() && !answer.error.refusals.empty()) {
    const auto& facts = answer.error.refusals.front().facts;  // of HOLDER_HAS_ACCOUNT
    if (const auto known = facts.find("account"); known != facts.end()) account = known->second;
  }
}

// The first fault is the one that is reported.
void CycleRun::Fail(CycleFault fault) {
  if (!outcome_.fault) outcome_.fault = std::move(fault);
  pipeline_.Stop();
}

}  // namespace registry::cli
