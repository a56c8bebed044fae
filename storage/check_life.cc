// Part of the self-check's last phase: freezes and pledges, staff, transfers at the holders' will.
#include <cstdint>
#include <string>
#include <utility>

#include "ledger/reason.h"
#include "storage/array_parameter.h"
#include "storage/fact_walk.h"
#include "storage/life_statements.h"
#include "storage/rows.h"

namespace registry::storage {
namespace {

using ledger::Raw;

constexpr int kRowsPerPage = FactWalk::kRowsPerPage;

class LifeCheck {
 public:
  LifeCheck(CheckState& state, FactWalk& walk) : state_(state), walk_(walk) {}

  absl::Status Run() {
    RETURN_IF_ERROR(walk_.WalkById(state_.facts.freezes, kCheckFreezes, ParseFreeze, 15));
    RETURN_IF_ERROR(Staff());
    RETURN_IF_ERROR(Trusted());
    return walk_.WalkById(state_.facts.delayed, kCheckDelayedTransfers, ParseDelayedTransfer, 9);
  }

 private:
  absl::Status Staff() {
    return walk_.Walk(
        state_.facts.staff_list,
        [](Tx& tx, const auto& last) {
          const ledger::Digest key = last ? last->value.identity : ledger::Digest{};
          return tx.Run(kCheckStaff, BytesParameter(key), last ? last->sequence : 0, kRowsPerPage);
        },
        [](const pqxx::row& row) { return WithSequence(ParseStaffEntry(row), row, 3); },
        [](const auto& found) { return std::pair(found.value.identity, found.sequence); });
  }

  absl::Status Trusted() {
    return walk_.Walk(
        state_.facts.trusted,
        [](Tx& tx, const auto& last) {
          const ledger::TrustKey key = last ? last->value.key : ledger::TrustKey{};
          return tx.Run(kCheckTrustedAccounts, Raw(key.account), Raw(key.trusted),
                        last ? last->sequence : 0, kRowsPerPage);
        },
        [](const pqxx::row& row) { return WithSequence(ParseTrustedAccount(row), row, 4); },
        [](const auto& found) { return std::pair(found.value.key, found.sequence); });
  }

  CheckState& state_;
  FactWalk& walk_;
};

}  // namespace

absl::Status CheckLife(CheckState& state, FactWalk& walk) { return LifeCheck(state, walk).Run(); }

}  // namespace registry::storage
