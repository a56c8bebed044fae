// The offices, one service each: what a caller finds behind the counter.
#ifndef SERVER_OFFICES_H_
#define SERVER_OFFICES_H_

#include <vector>

#include "server/access_service.h"
#include "server/account_life_service.h"
#include "server/account_service.h"
#include "server/allocation_service.h"
#include "server/audit_service.h"
#include "server/batch_service.h"
#include "server/compliance_service.h"
#include "server/freeze_service.h"
#include "server/holding_service.h"
#include "server/journal_service.h"
#include "server/proposal_service.h"
#include "server/public_service.h"
#include "server/registry_service.h"
#include "server/settlement_service.h"
#include "server/transfer_service.h"

namespace registry::server {

struct Offices {
  explicit Offices(const Backend& backend)
      : access(backend),
        account(backend),
        account_life(backend),
        allocation(backend),
        audit(backend),
        batch(backend),
        compliance(backend),
        freeze(backend),
        holding(backend),
        journal(backend),
        proposal(backend),
        public_face(backend),
        registry(backend),
        settlement(backend),
        transfer(backend) {}

  std::vector<grpc::Service*> all() {
    return {&access,   &account,     &account_life, &allocation, &audit,
            &batch,    &compliance,  &freeze,       &holding,    &journal,
            &proposal, &public_face, &registry,     &settlement, &transfer};
  }

  AccessService access;
  AccountService account;
  AccountLifeService account_life;
  AllocationService allocation;
  AuditService audit;
  BatchService batch;
  ComplianceService compliance;
  FreezeService freeze;
  HoldingService holding;
  JournalService journal;
  ProposalService proposal;
  PublicService public_face;
  RegistryService registry;
  SettlementService settlement;
  TransferService transfer;
};

}  // namespace registry::server

#endif  // SERVER_OFFICES_H_
