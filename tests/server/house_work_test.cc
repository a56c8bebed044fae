// What the registry does by itself: what is due by the rules, and two servers that both see it.
#include "server/house_work.h"

#include <catch2/catch.hpp>
#include <string>
#include <thread>

#include "carbon/registry/v1/freeze.grpc.pb.h"
#include "tests/server/small_book.h"

namespace registry::testing {
namespace {

using ledger::Instant;
using ledger::Sequence;

ledger::Freeze NewFreeze(std::int64_t id, std::int64_t until) {
  ledger::Freeze freeze;
  freeze.id = Sequence{id};
  freeze.scope = ledger::FreezeScope::kAccount;
  freeze.account = ledger::AccountId{1001};
  freeze.until = Instant{until};
  return freeze;
}

std::string NamesOf(const std::vector<server::HouseWork>& work) {
  std::string names;
  for (const server::HouseWork& one : work) names += (names.empty() ? "" : ", ") + one.name;
  return names;
}

std::string DueAt(const ledger::Rules& rules, std::int64_t now, std::size_t limit = 100) {
  return NamesOf(server::DueByRules(rules, Instant{now}, limit));
}

storage::Answer Refused(ledger::Reason reason) {
  ledger::Recorded recorded;
  recorded.outcome = ledger::Rejection{{{reason, {}}}};
  return recorded;
}

}  // namespace

TEST_CASE("a freeze is due at its very end, unless it has ended or is a pledge") {
  ledger::Rules rules;
  rules.Put(NewFreeze(5, 100));
  rules.Put(NewFreeze(6, 101));
  ledger::Freeze released = NewFreeze(7, 50);
  released.state = ledger::FreezeState::kReleased;
  rules.Put(released);
  ledger::Freeze pledge = NewFreeze(8, 0);
  pledge.scope = ledger::FreezeScope::kPledge;
  rules.Put(pledge);
  CHECK(DueAt(rules, 99).empty());
  CHECK(DueAt(rules, 100) == "expire freeze 5");
  CHECK(DueAt(rules, 101) == "expire freeze 5, expire freeze 6");
  CHECK(DueAt(rules, 101, 1) == "expire freeze 5");
}

TEST_CASE("a transfer is due at its time while it waits") {
  ledger::Rules rules;
  rules.Put(NewFreeze(5, 10));
  for (std::int64_t id = 20; id < 23; ++id) {
    ledger::DelayedTransfer& transfer = rules.delayed[Sequence{id}];
    transfer.id = Sequence{id};
    transfer.due_at = Instant{id};
  }
  rules.delayed[Sequence{20}].state = ledger::DelayedState::kAborted;
  CHECK(DueAt(rules, 20) == "expire freeze 5");
  CHECK(DueAt(rules, 21) == "expire freeze 5, execute transfer 21");
  // Work of one kind does not keep the other from its turn.
  CHECK(DueAt(rules, 22, 1) == "expire freeze 5, execute transfer 21");
  rules.delayed[Sequence{21}].state = ledger::DelayedState::kDone;
  CHECK(DueAt(rules, 22) == "expire freeze 5, execute transfer 22");
}

TEST_CASE("only what came too early is asked for again under another id") {
  using ledger::Reason;
  for (const Reason early :
       {Reason::kProposalNotExpired, Reason::kFreezeNotEnded, Reason::kTransferNotDue}) {
    CHECK(server::CameTooEarly(Refused(early)));
  }
  for (const Reason over : {Reason::kProposalNotOpen, Reason::kFreezeNotInForce,
                            Reason::kTransferNotWaiting, Reason::kNothingToFreeze}) {
    CHECK_FALSE(server::CameTooEarly(Refused(over)));
  }
  CHECK_FALSE(server::CameTooEarly(ledger::Recorded{}));
  CHECK_FALSE(server::CameTooEarly(ledger::Denied{}));
  CHECK_FALSE(server::CameTooEarly(absl::UnavailableError("away")));
}

namespace {

v1::WriteResponse Order(TestServer& server, const std::string& account, std::int64_t quantity,
                        const std::string& until) {
  v1::FreezeHoldingRequest request;
  request.set_request_id(NewId());
  request.set_scope(v1::FREEZE_SCOPE_QUANTITY);
  request.set_account(account);
  request.set_instrument("CEA1920");
  request.set_quantity_tco2e(quantity);
  request.set_case_number("case 1");
  request.set_authority("Intermediate court");
  *request.mutable_from_time() = At("2021-07-15T10:00:00+08:00");
  *request.mutable_until_time() = At(until);
  *request.mutable_document() = Paper("order 1");
  v1::WriteResponse response;
  Context context;
  RequireOk(server.As<v1::FreezeService>("operator")->FreezeHolding(&context, request, &response));
  return response;
}

v1::FreezeState StateOf(TestServer& server, std::int64_t freeze) {
  v1::GetFreezeRequest request;
  request.set_freeze(std::to_string(freeze));
  v1::FreezeDetails details;
  Context context;
  RequireOk(server.As<v1::FreezeService>("auditor")->GetFreeze(&context, request, &details));
  return details.freeze().state();
}

v1::Accepted AdvanceTo(TestServer& server, const std::string& time) {
  v1::AdvanceClockRequest request;
  request.set_request_id(NewId());
  *request.mutable_time() = At(time);
  v1::WriteResponse response;
  Context context;
  RequireOk(server.As<v1::RegistryService>("operator")->AdvanceClock(&context, request, &response));
  return response.accepted();
}

v1::RegistryStatus StatusOf(TestServer& server) {
  v1::RegistryStatus status;
  Context context;
  RequireOk(server.As<v1::RegistryService>("auditor")->GetRegistryStatus(
      &context, v1::GetRegistryStatusRequest(), &status));
  return status;
}

void MoveToTrading(TestServer& server, const std::string& account, std::int64_t quantity) {
  v1::MoveToTradingRequest move;
  move.set_request_id(NewId());
  move.set_account(account);
  move.set_instrument("CEA1920");
  move.set_quantity_tco2e(quantity);
  v1::WriteResponse moved;
  Context context;
  RequireOk(server.As<v1::TransferService>("operator")->MoveToTrading(&context, move, &moved));
}

// So many records and nothing else, not even a refusal, however often the servers look.
void CheckRecordedSince(TestServer& server, const v1::Accepted& before, int many,
                        const TestServerOptions& options) {
  std::this_thread::sleep_for(10 * options.limits.expiry_look);
  CHECK(StatusOf(server).sequence() == before.sequence() + many);
  CHECK(StatusOf(server).records() == before.record_number() + 1 + many);
}

template <typename So>
bool Await(const So& so) {
  for (int i = 0; i < 200; ++i) {
    if (so()) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  return false;
}

}  // namespace

TEST_CASE("two servers end each freeze once, whichever comes first") {
  TestServerOptions options;
  options.limits.expiry_look = std::chrono::milliseconds(20);
  TestServer server(options);
  const auto another = server.Another();
  const SmallBook book = MakeSmallBook(server);
  constexpr int kFreezes = 20;
  std::int64_t last = 0;
  for (int i = 0; i < kFreezes; ++i) {
    last = Order(server, book.units[0], 10, "2021-07-16T11:00:00+08:00").accepted().sequence();
  }
  CHECK(Balance(server, book.units[0], v1::BUCKET_FROZEN) == 10 * kFreezes);
  const v1::Accepted advanced = AdvanceTo(server, "2021-07-16T11:00:00+08:00");
  REQUIRE(Await([&] { return StateOf(server, last) == v1::FREEZE_STATE_EXPIRED; }));
  CheckRecordedSince(server, advanced, kFreezes, options);
  CHECK(Balance(server, book.units[0], v1::BUCKET_FROZEN) == 0);
}

TEST_CASE("two servers take what is left in TRADING once, whichever comes first") {
  TestServerOptions options;
  options.limits.expiry_look = std::chrono::milliseconds(20);
  TestServer server(options);
  const auto another = server.Another();
  const SmallBook book = MakeSmallBook(server);
  for (const std::string& unit : book.units) {
    MoveToTrading(server, unit, 300);
    Order(server, unit, 900, "2021-09-16T10:00:00+08:00");
    CHECK(Balance(server, unit, v1::BUCKET_FROZEN) == 700);
  }
  const v1::Accepted advanced = AdvanceTo(server, "2021-07-17T00:00:00+08:00");
  for (const std::string& unit : book.units) {
    REQUIRE(Await([&] { return Balance(server, unit, v1::BUCKET_FROZEN) == 900; }));
    CHECK(Balance(server, unit, v1::BUCKET_TRADING) == 100);
  }
  CheckRecordedSince(server, advanced, static_cast<int>(book.units.size()), options);
}

TEST_CASE("what nothing wants is not asked for, look after look") {
  TestServerOptions options;
  options.limits.expiry_look = std::chrono::milliseconds(20);
  TestServer server(options);
  const SmallBook book = MakeSmallBook(server);
  // The freeze has all it wants before the day is over.
  Order(server, book.units[0], 100, "2021-09-16T10:00:00+08:00");
  MoveToTrading(server, book.units[0], 300);
  const v1::Accepted advanced = AdvanceTo(server, "2021-07-18T10:00:00+08:00");
  CheckRecordedSince(server, advanced, 0, options);
}

}  // namespace registry::testing
