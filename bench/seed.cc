#include "bench/seed.h"

#include <cstdint>
#include <cstdio>
#include <functional>
#include <memory>
#include <stdexcept>

#include "bench/scene.h"
#include "client/identity.h"
#include "client/pipeline.h"
#include "client/registry.h"
#include "client/uuid.h"
#include "ledger/social_credit_code.h"

namespace registry::bench {
namespace {

namespace v1 = carbon::registry::v1;
using client::Answer;
using client::Registry;

constexpr std::size_t kInFlight = 512;
constexpr const char* kPeriod = "2019-20";
constexpr const char* kPlan = "bench";
constexpr std::int64_t kLaunch = 1'626'364'800;    // 2021-07-16T00:00:00+08:00
constexpr std::int64_t kDeadline = 1'640'941'200;  // 2021-12-31T17:00:00+08:00

std::string SocialCreditCode(int number) {
  char head[24];
  std::snprintf(head, sizeof head, "91130000%08d", number % 100'000'000);
  return ledger::CompleteSocialCreditCode(head);
}

v1::Document Paper() {
  v1::Document paper;
  paper.set_number("bench");
  paper.set_sha256(std::string(32, '\1'));
  return paper;
}

// What Pipeline calls.
using Done = std::function<void(Answer<v1::WriteResponse>)>;

class Seeder {
 public:
  Seeder(const std::string& server, const std::string& pki, int accounts, bool trading)
      : operator_(Open(server, pki, "operator")),
        ministry_(Open(server, pki, "ministry")),
        authority_(Open(server, pki, "authority-13")),
        accounts_(accounts),
        each_(trading ? 2 * kHolding : kHolding),
        trading_(trading) {}

  std::vector<std::string> Run(const std::vector<std::string>& instruments) {
    const auto opened = Ok(operator_.Call(&v1::AccountService::Stub::OpenAccount,
                                          Account(v1::ACCOUNT_KIND_PROVINCIAL_AUTHORITY, 1)));
    authority_account_ = opened.account();
    v1::CreateCompliancePeriodRequest period;
    period.set_request_id(client::NewRequestId());
    period.set_period(kPeriod);
    period.set_first_year(2019);
    period.set_last_year(2020);
    period.mutable_deadline_time()->set_seconds(kDeadline);
    Ok(ministry_.Call(&v1::ComplianceService::Stub::CreateCompliancePeriod, period));
    for (const std::string& instrument : instruments) Issue(instrument);
    OpenUnits(instruments);
    return numbers_;
  }

 private:
  static Registry Open(const std::string& server, const std::string& pki, const char* name) {
    auto channel = client::OpenChannel(server, client::IdentityIn(pki, name));
    if (!channel.ok()) throw std::runtime_error(std::string(channel.status().message()));
    return Registry(*std::move(channel));
  }

  static const v1::Accepted& Accepted(const Answer<v1::WriteResponse>& answer) {
    if (!answer.ok()) throw std::runtime_error("seeding: " + answer.error.message);
    return answer.value.accepted();
  }
  static v1::Accepted Ok(const Answer<v1::WriteResponse>& answer) { return Accepted(answer); }

  static v1::OpenAccountRequest Account(v1::AccountKind kind, int number) {
    v1::OpenAccountRequest request;
    request.set_request_id(client::NewRequestId());
    request.set_kind(kind);
    request.set_social_credit_code(SocialCreditCode(number));
    request.set_holder_name("Bench holder " + std::to_string(number));
    request.set_province("13");
    if (kind == v1::ACCOUNT_KIND_KEY_EMITTING_UNIT) request.set_sector(v1::SECTOR_POWER);
    return request;
  }

  void Issue(const std::string& code) {
    v1::CreateInstrumentRequest instrument;
    instrument.set_request_id(client::NewRequestId());
    instrument.set_instrument(code);
    instrument.set_kind(v1::INSTRUMENT_KIND_ALLOWANCE);
    instrument.set_vintage_first_year(2019);
    instrument.set_vintage_last_year(2020);
    instrument.mutable_tradable_from_time()->set_seconds(kLaunch);
    instrument.add_eligible_periods(kPeriod);
    Ok(operator_.Call(&v1::AllocationService::Stub::CreateInstrument, instrument));
    v1::SetIssuanceCapRequest cap;
    cap.set_request_id(client::NewRequestId());
    cap.set_plan(kPlan);
    cap.set_instrument(code);
    cap.set_sector(v1::SECTOR_POWER);
    cap.set_cap_tco2e(each_ * accounts_);
    *cap.mutable_document() = Paper();
    Ok(ministry_.Call(&v1::AllocationService::Stub::SetIssuanceCap, cap));
    v1::IssueRequest issue;
    issue.set_request_id(client::NewRequestId());
    issue.set_plan(kPlan);
    issue.set_instrument(code);
    issue.set_sector(v1::SECTOR_POWER);
    issue.set_acquiring_account(authority_account_);
    issue.set_quantity_tco2e(each_ * accounts_);
    *issue.mutable_document() = Paper();
    Ok(operator_.Call(&v1::AllocationService::Stub::Issue, issue));
  }

  // Each unit's calls follow one another, the units go on beside one another.
  void OpenUnits(const std::vector<std::string>& instruments) {
    client::Pipeline pipeline(kInFlight, operator_.policy());
    for (int i = 0; i < accounts_; ++i) {
      pipeline.Add(operator_.Office<v1::AccountService::Stub>(),
                   &v1::AccountService::Stub::PrepareAsyncOpenAccount,
                   Account(v1::ACCOUNT_KIND_KEY_EMITTING_UNIT, 1'000 + i),
                   Done([&](const Answer<v1::WriteResponse>& answer) {
                     numbers_.push_back(Accepted(answer).account());
                     for (const std::string& instrument : instruments) {
                       Allocate(pipeline, numbers_.back(), instrument);
                     }
                   }));
    }
    pipeline.Drain();
  }

  void Allocate(client::Pipeline& pipeline, const std::string& unit,
                const std::string& instrument) {
    v1::AllocateRequest allocate;
    allocate.set_request_id(client::NewRequestId());
    allocate.set_transferring_account(authority_account_);
    allocate.set_acquiring_account(unit);
    allocate.set_instrument(instrument);
    allocate.set_period(kPeriod);
    allocate.set_step(v1::ALLOCATION_STEP_PRE_ALLOCATION);
    allocate.set_quantity_tco2e(each_);
    pipeline.Add(authority_.Office<v1::AllocationService::Stub>(),
                 &v1::AllocationService::Stub::PrepareAsyncAllocate, allocate,
                 Done([this, &pipeline, unit, instrument](const Answer<v1::WriteResponse>& answer) {
                   Accepted(answer);
                   if (trading_) MoveToTrading(pipeline, unit, instrument);
                 }));
  }

  void MoveToTrading(client::Pipeline& pipeline, const std::string& unit,
                     const std::string& instrument) {
    v1::MoveToTradingRequest move;
    move.set_request_id(client::NewRequestId());
    move.set_account(unit);
    move.set_instrument(instrument);
    move.set_quantity_tco2e(kHolding);
    pipeline.Add(operator_.Office<v1::TransferService::Stub>(),
                 &v1::TransferService::Stub::PrepareAsyncMoveToTrading, move,
                 Done([](const Answer<v1::WriteResponse>& answer) { Accepted(answer); }));
  }

  Registry operator_, ministry_, authority_;
  int accounts_;
  std::int64_t each_;
  bool trading_;
  std::string authority_account_;
  std::vector<std::string> numbers_;
};

}  // namespace

std::vector<std::string> Seed(const std::string& server, const std::string& pki, int accounts,
                              const std::vector<std::string>& instruments, bool trading) {
  return Seeder(server, pki, accounts, trading).Run(instruments);
}

}  // namespace registry::bench
