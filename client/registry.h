#ifndef CLIENT_REGISTRY_H_
#define CLIENT_REGISTRY_H_

#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>

#include <chrono>
#include <functional>
#include <memory>
#include <thread>
#include <tuple>
#include <utility>

#include "carbon/registry/v1/access.grpc.pb.h"
#include "carbon/registry/v1/account.grpc.pb.h"
#include "carbon/registry/v1/account_life.grpc.pb.h"
#include "carbon/registry/v1/allocation.grpc.pb.h"
#include "carbon/registry/v1/audit.grpc.pb.h"
#include "carbon/registry/v1/batch.grpc.pb.h"
#include "carbon/registry/v1/compliance.grpc.pb.h"
#include "carbon/registry/v1/freeze.grpc.pb.h"
#include "carbon/registry/v1/holding.grpc.pb.h"
#include "carbon/registry/v1/journal.grpc.pb.h"
#include "carbon/registry/v1/proposal.grpc.pb.h"
#include "carbon/registry/v1/public.grpc.pb.h"
#include "carbon/registry/v1/registry.grpc.pb.h"
#include "carbon/registry/v1/settlement.grpc.pb.h"
#include "carbon/registry/v1/transfer.grpc.pb.h"
#include "client/error.h"
#include "client/retry.h"
#include "client/uuid.h"

namespace registry::client {

namespace v1 = ::carbon::registry::v1;

// The registry as one caller sees it: every office over one channel. Calls wait for their answer
// and are sent again as RetryPolicy says:
//
//   Answer<v1::Account> answer = registry.Call(&v1::AccountService::Stub::GetAccount, request);
//
// A request that records something and has no request id gets one; Answer tells it.
class Registry {
 public:
  explicit Registry(std::shared_ptr<grpc::Channel> channel, RetryPolicy policy = {});

  template <typename Stub, typename Request, typename Response>
  Answer<Response> Call(grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&,
                                                     Response*),
                        Request request) {
    Answer<Response> answer;
    answer.request_id = EnsureRequestId(request);
    for (int made = 1;; ++made) {
      grpc::ClientContext context;
      context.set_deadline(std::chrono::system_clock::now() + policy_.call_timeout);
      answer.error = ToError((Office<Stub>().*method)(&context, request, &answer.value));
      if (answer.ok() || !WaitForRetry(answer.error, made)) return answer;
    }
  }

  // The office's stub, for streams, and for calls that do not wait (client/pipeline.h).
  template <typename Stub>
  Stub& Office() {
    return *std::get<std::unique_ptr<Stub>>(offices_);
  }

  const std::shared_ptr<grpc::Channel>& channel() const { return channel_; }
  const RetryPolicy& policy() const { return policy_; }

 private:
  // Sleeps as long as the policy wants before the next attempt; false: there is none.
  bool WaitForRetry(const Error& error, int made) const;

  std::shared_ptr<grpc::Channel> channel_;
  RetryPolicy policy_;
  std::tuple<
      std::unique_ptr<v1::AccountService::Stub>, std::unique_ptr<v1::AllocationService::Stub>,
      std::unique_ptr<v1::AuditService::Stub>, std::unique_ptr<v1::BatchService::Stub>,
      std::unique_ptr<v1::ComplianceService::Stub>, std::unique_ptr<v1::HoldingService::Stub>,
      std::unique_ptr<v1::JournalService::Stub>, std::unique_ptr<v1::RegistryService::Stub>,
      std::unique_ptr<v1::SettlementService::Stub>, std::unique_ptr<v1::TransferService::Stub>,
      std::unique_ptr<v1::AccessService::Stub>, std::unique_ptr<v1::ProposalService::Stub>,
      std::unique_ptr<v1::AccountLifeService::Stub>, std::unique_ptr<v1::FreezeService::Stub>,
      std::unique_ptr<v1::PublicService::Stub>>
      offices_;
};

}  // namespace registry::client

#endif  // CLIENT_REGISTRY_H_
