#include "tests/stories/system_teller.h"

#include <algorithm>
#include <chrono>
#include <stdexcept>
#include <utility>

#include "client/identity.h"
#include "ledger/account_number.h"
#include "tests/stories/send_command.h"

namespace registry::stories {
namespace {

namespace v1 = carbon::registry::v1;

using client::Registry;
using ledger::FormatAccountNumber;

ledger::Instant FromProto(const google::protobuf::Timestamp& time) {
  return {time.seconds() * 1'000'000 + time.nanos() / 1'000};
}

template <typename Response>
Response MustAnswer(const client::Answer<Response>& answer) {
  if (!answer.ok()) {
    throw std::runtime_error(std::string(client::CodeName(answer.error.code)) + ": " +
                             answer.error.message);
  }
  return answer.value;
}

Supply FromProto(const v1::Supply& supply) {
  return {supply.issued(), supply.held(),      supply.surrendered(),
          supply.offset(), supply.cancelled(), supply.recovered()};
}

}  // namespace

SystemTeller::SystemTeller() : server_(std::make_unique<ServerProcess>(database_)) {}

client::Registry& SystemTeller::As(const Asker& asker) {
  std::unique_ptr<Registry>& registry = registries_[asker.person + "@" + asker.office];
  if (registry != nullptr) return *registry;
  const bool person = !asker.person.empty();
  client::Identity identity =
      client::IdentityIn(Workplace() + "/pki", person ? "console" : asker.office);
  if (person) {
    identity.token_file = TokenFile(asker.person);
    identity.office = asker.office;
  }
  auto channel = client::OpenChannel(server_->address(), identity);
  if (!channel.ok()) throw std::runtime_error(std::string(channel.status().message()));
  registry = std::make_unique<Registry>(*std::move(channel));
  return *registry;
}

Answer SystemTeller::Ask(const Asker& asker, const ledger::Command& command) {
  return SendCommand(As(asker), command);
}

v1::ProposalDetails SystemTeller::Details(ledger::Sequence proposal) {
  v1::GetProposalRequest request;
  request.set_proposal(std::to_string(Raw(proposal)));
  return MustAnswer(AsAuditor().Call(&v1::ProposalService::Stub::GetProposal, request));
}

ledger::Digest SystemTeller::HashOf(ledger::Sequence proposal) {
  const std::string bytes = Details(proposal).request_hash();
  ledger::Digest hash{};
  if (bytes.size() != hash.size()) throw std::runtime_error("no hash of the request");
  std::copy(bytes.begin(), bytes.end(), hash.begin());
  return hash;
}

ledger::ProposalState SystemTeller::StateOf(ledger::Sequence proposal) {
  return static_cast<ledger::ProposalState>(Details(proposal).proposal().state());
}

// The registry does it by itself; the journal says when it is done.
template <typename Done>
Outcome SystemTeller::Await(ledger::Sequence after, const Done& done) {
  v1::FollowJournalRequest request;
  request.set_after_sequence(Raw(after));
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(10));
  const auto stream =
      AsAuditor().Office<v1::JournalService::Stub>().FollowJournal(&context, request);
  v1::JournalEvent event;
  while (!done()) {
    if (!stream->Read(&event)) return {"not within ten seconds", {}};
  }
  context.TryCancel();
  return {"accepted", {}};
}

Outcome SystemTeller::AwaitExpiry(ledger::Sequence proposal) {
  return Await(proposal, [&] { return StateOf(proposal) == ledger::ProposalState::kExpired; });
}

Outcome SystemTeller::AwaitFreezeEnd(ledger::Sequence freeze) {
  v1::GetFreezeRequest request;
  request.set_freeze(std::to_string(Raw(freeze)));
  return Await(freeze, [&] {
    const auto details = MustAnswer(AsAuditor().Call(&v1::FreezeService::Stub::GetFreeze, request));
    return details.freeze().state() == v1::FREEZE_STATE_EXPIRED;
  });
}

Outcome SystemTeller::AwaitTaken(ledger::AccountId account, const std::string& instrument) {
  return Await({}, [&] { return Balance(account, instrument, ledger::Bucket::kTrading) == 0; });
}

std::int64_t SystemTeller::Balance(ledger::AccountId account, const std::string& instrument,
                                   ledger::Bucket bucket) {
  v1::ListHoldingsRequest request;
  request.set_account(FormatAccountNumber(account));
  request.set_instrument(instrument);
  const auto response =
      MustAnswer(AsAuditor().Call(&v1::HoldingService::Stub::ListHoldings, request));
  for (const v1::Holding& holding : response.holdings()) {
    if (static_cast<int>(holding.position().bucket()) == static_cast<int>(bucket)) {
      return holding.balance();
    }
  }
  return 0;
}

Supply SystemTeller::SupplyOf(const std::string& instrument) {
  v1::GetSupplyRequest request;
  request.set_instrument(instrument);
  const auto response = MustAnswer(AsAuditor().Call(&v1::HoldingService::Stub::GetSupply, request));
  if (response.supplies_size() != 1) throw std::runtime_error("not one line of supply");
  const Supply from_journal = FromProto(response.supplies(0).from_journal());
  if (FromProto(response.supplies(0).from_balances()) != from_journal) {
    throw std::runtime_error("journal and balances disagree");
  }
  return from_journal;
}

std::optional<ledger::Obligation> SystemTeller::ObligationOf(const ledger::ObligationKey& key) {
  v1::GetObligationRequest request;
  request.set_unit_account(FormatAccountNumber(key.unit_account));
  request.set_sector(static_cast<v1::Sector>(key.sector));
  request.set_period(key.period);
  const auto answer = AsAuditor().Call(&v1::ComplianceService::Stub::GetObligation, request);
  if (answer.error.code == grpc::StatusCode::NOT_FOUND) return std::nullopt;
  const v1::Obligation proto = MustAnswer(answer);
  ledger::Obligation obligation{key,
                                {proto.verified_emissions_tco2e()},
                                {proto.obligation_tco2e()},
                                {proto.surrendered_tco2e()},
                                std::nullopt,
                                {proto.uncollected_tco2e()}};
  if (proto.has_completed_time()) obligation.completed_at = FromProto(proto.completed_time());
  return obligation;
}

}  // namespace registry::stories
