#include "server/settlement_service.h"

#include "server/write.h"

namespace registry::server {
namespace {

// What a waiting call needs to say its outcomes.
struct TradeIds {
  std::vector<std::string> ids;
  std::vector<storage::TrailSubject> subjects;
};

v1::SettleTradesResponse ToResponse(const Directory& directory, const TradeIds& trades,
                                    const std::vector<storage::Answer>& answers,
                                    bool validate_only) {
  v1::SettleTradesResponse response;
  for (std::size_t i = 0; i < answers.size(); ++i) {
    v1::TradeOutcome& trade = *response.add_outcomes();
    trade.set_trade_id(trades.ids[i]);
    Outcome outcome = ToOutcome(directory, answers[i], validate_only);
    if (auto* accepted = std::get_if<v1::Accepted>(&outcome)) {
      *trade.mutable_accepted() = std::move(*accepted);
    } else if (auto* refused = std::get_if<google::rpc::Status>(&outcome)) {
      *trade.mutable_error() = std::move(*refused);
    }  // a trade never waits for a second person (ledger::MayWait)
  }
  return response;
}

// Each refused or repeated trade has a row of its own in the trail. When all others were accepted
// and recorded the call itself needs none.
void TrailTrades(Call& call, const TradeIds& trades, const std::vector<storage::Answer>& answers,
                 const v1::SettleTradesResponse& response) {
  bool all_recorded = true;
  for (std::size_t i = 0; i < answers.size(); ++i) {
    const v1::TradeOutcome& outcome = response.outcomes(static_cast<int>(i));
    const TrailedDecision decided = DecisionOf(call, answers[i]);
    if (!outcome.has_error() && decided.decision == storage::TrailDecision::kRecorded) continue;
    all_recorded = false;
    call.trail().AddPart(trades.subjects[i], outcome.error(), decided.decision, decided.sequence);
  }
  if (all_recorded) call.trail().Decided(storage::TrailDecision::kRecorded, {});
}

std::vector<ledger::Request> ToRequests(const Call& call, const ledger::RequestId& id,
                                        std::vector<ledger::SettleTrade> trades) {
  std::vector<ledger::Request> requests;
  requests.reserve(trades.size());
  const ledger::Request common = call.NewRequest();
  for (ledger::SettleTrade& trade : trades) {
    ledger::Request& request = requests.emplace_back(common);
    request.key.request_id = TradeRequestId(id, static_cast<std::uint32_t>(requests.size() - 1));
    request.command = std::move(trade);
  }
  return requests;
}

void RecordTrades(const CallPtr& call, std::vector<ledger::Request> requests, TradeIds trades,
                  std::size_t bytes) {
  WriteItem item;
  item.requests = std::move(requests);
  item.bulk = true;
  item.bytes = bytes + item.requests.size() * kQueuedRequestBytes;
  item.done = [call, trades = std::move(trades)](const std::vector<storage::Answer>& answers,
                                                 std::size_t batch_size) {
    call->Note(batch_size, 0);
    for (const storage::Answer& answer : answers) LogFault(call->backend(), answer);
    const auto response = ToResponse(*call->backend().directory->Current(), trades, answers, false);
    TrailTrades(*call, trades, answers, response);
    call->Answer(response);
  };
  Submit(call, std::move(item));
}

void ValidateTrades(const CallPtr& call, std::vector<ledger::Request> requests, TradeIds trades) {
  const auto work = [call, requests = std::move(requests), trades = std::move(trades)] {
    if (!call->StillWanted()) return;
    const std::vector<storage::Answer> answers = call->backend().validator->Validate(requests);
    call->Answer(ToResponse(*call->backend().directory->Current(), trades, answers, true));
  };
  if (!call->backend().reads->Submit(work)) {
    call->Refuse(QueueFull(call->backend().limits.read_retry_delay));
  }
}

}  // namespace

Reactor* SettlementService::SettleTrades(CallContext* context, const Bytes* request,
                                         Bytes* response) {
  const auto call =
      std::make_shared<Call>(backend_, "SettlementService/SettleTrades", context, response);
  v1::SettleTradesRequest message;
  if (!call->Known() ||
      !HasSomeRight(*call, ledger::CommandType::kSettleTrade, *request, message) ||
      !call->Parse(*request, message)) {
    return call->reactor();
  }
  Shape shape;
  const ledger::RequestId id = shape.Uuid("request_id", message.request_id());
  std::vector<ledger::SettleTrade> trades = FromProto(message, shape);
  if (!shape.ok()) {
    call->Refuse(Misshapen(shape.violations()));
    return call->reactor();
  }
  if (!call->trail().TakeParts(trades.size())) {
    call->Refuse(QueueFull(backend_.limits.trail.retry_delay));
    return call->reactor();
  }
  TradeIds ids;
  for (const ledger::SettleTrade& trade : trades) {
    ids.ids.push_back(trade.trade_id);
    ids.subjects.push_back({trade.seller, trade.buyer, trade.trade_id, std::nullopt});
  }
  std::vector<ledger::Request> requests = ToRequests(*call, id, std::move(trades));
  for (std::size_t i = 0; i < requests.size(); ++i) {
    ids.subjects[i].request_id = requests[i].key.request_id;
  }
  if (message.validate_only()) {
    ValidateTrades(call, std::move(requests), std::move(ids));
  } else {
    RecordTrades(call, std::move(requests), std::move(ids), request->Length());
  }
  return call->reactor();
}

}  // namespace registry::server
