#include "ledger/decide.h"

#include <optional>
#include <utility>
#include <variant>

#include "ledger/conservation.h"
#include "ledger/policy.h"

namespace registry::ledger {
namespace {

// The account that a caller acts for: what the scope of his right is about. Nothing where a command
// has no such account, and then only a right to all reaches it.
struct ActingAccount {
  using Result = std::optional<AccountId>;
  Result operator()(const Allocate& allocate) const { return allocate.transferring_account; }
  Result operator()(const ReturnAllowances& give_back) const {
    return give_back.transferring_account;
  }
  Result operator()(const Transfer& transfer) const { return transfer.transferring_account; }
  Result operator()(const MoveToTrading& move) const { return move.account; }
  Result operator()(const MoveFromTrading& move) const { return move.account; }
  Result operator()(const DetermineObligation& determine) const { return determine.unit_account; }
  Result operator()(const Surrender& surrender) const { return surrender.unit_account; }
  Result operator()(const Cancel& cancel) const { return cancel.account; }
  template <typename Other>
  Result operator()(const Other&) const {
    return std::nullopt;
  }
};

// The other side of an allocation or a return. It too has to be of a provincial caller's province,
// or his refusals would tell him about accounts elsewhere.
struct FacingAccount {
  using Result = std::optional<AccountId>;
  Result operator()(const Allocate& allocate) const { return allocate.acquiring_account; }
  Result operator()(const ReturnAllowances& give_back) const { return give_back.acquiring_account; }
  template <typename Other>
  Result operator()(const Other&) const {
    return std::nullopt;
  }
};

bool ScopeCovers(Scope scope, const Participant& participant, std::optional<AccountId> acting,
                 std::optional<AccountId> facing, const Snapshot& snapshot) {
  const auto is_of_province = [&](AccountId id) {
    const Account* account = snapshot.FindAccount(id);
    return account != nullptr && account->province == participant.province;
  };
  switch (scope) {
    case Scope::kNone:
      return false;
    case Scope::kOwnAccount:
      return acting && participant.account == acting;
    case Scope::kOwnProvince: {
      if (!acting || participant.province.empty()) return false;
      return is_of_province(*acting) && (!facing || is_of_province(*facing));
    }
    case Scope::kAll:
      return true;
  }
  return false;
}

bool HasRight(const Rules& rules, const Snapshot& snapshot, const Request& request) {
  const CommandType type = TypeOf(request.command);
  if (request.key.participant == kCeremony) {
    return type == CommandType::kOpenBook || type == CommandType::kRegisterParticipant;
  }
  const Participant* participant = rules.FindParticipant(request.key.participant);
  if (participant == nullptr) return false;
  return ScopeCovers(RightTo(participant->role, type), *participant,
                     std::visit(ActingAccount{}, request.command),
                     std::visit(FacingAccount{}, request.command), snapshot);
}

Decision DecideUnguarded(const Rules& rules, const Context& context, const Request& request) {
  if (!HasRight(rules, context.snapshot, request)) return Denied{};
  if (!rules.book_open && TypeOf(request.command) != CommandType::kOpenBook) {
    return Fault{"the book is not open"};
  }
  return std::visit([&](const auto& command) { return DecideOn(context, command); },
                    request.command);
}

}  // namespace

Touched Touches(const Rules& rules, const NewIds&, const Request& request) {
  return std::visit([&](const auto& command) { return TouchedBy(rules, command); },
                    request.command);
}

Decision Decide(const Rules& rules, const Snapshot& snapshot, const NewIds& ids, Instant now,
                const Request& request) {
  const Context context{rules, snapshot, ids, now, request.received_at};
  Decision decision = DecideUnguarded(rules, context, request);
  if (const auto* effects = std::get_if<Effects>(&decision)) {
    if (auto fault = CheckConservation(rules, snapshot, *effects)) return *std::move(fault);
  }
  if (snapshot.fault()) return Fault{*snapshot.fault()};
  return decision;
}

}  // namespace registry::ledger
