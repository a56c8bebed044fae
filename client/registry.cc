#include "client/registry.h"

#include <cstdint>
#include <random>

namespace registry::client {

Registry::Registry(std::shared_ptr<grpc::Channel> channel, RetryPolicy policy)
    : channel_(std::move(channel)),
      policy_(policy),
      offices_(v1::AccountService::NewStub(channel_), v1::AllocationService::NewStub(channel_),
               v1::AuditService::NewStub(channel_), v1::BatchService::NewStub(channel_),
               v1::ComplianceService::NewStub(channel_), v1::HoldingService::NewStub(channel_),
               v1::JournalService::NewStub(channel_), v1::RegistryService::NewStub(channel_),
               v1::SettlementService::NewStub(channel_), v1::TransferService::NewStub(channel_),
               v1::AccessService::NewStub(channel_), v1::ProposalService::NewStub(channel_),
               v1::AccountLifeService::NewStub(channel_), v1::FreezeService::NewStub(channel_),
               v1::PublicService::NewStub(channel_)) {}

bool Registry::WaitForRetry(const Error& error, int made) const {
  static thread_local std::random_device device;
  const auto delay = RetryDelay(policy_, error, made, std::uint32_t{device()});
  if (!delay) return false;
  std::this_thread::sleep_for(*delay);
  return true;
}

}  // namespace registry::client
