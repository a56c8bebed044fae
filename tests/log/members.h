// The members of every command, by structured bindings: a member that is added, and not counted
// here, does not compile. What the product says of its fields is not used.
#ifndef TESTS_LOG_MEMBERS_H_
#define TESTS_LOG_MEMBERS_H_

#include <algorithm>
#include <cstddef>
#include <tuple>
#include <type_traits>
#include <utility>

#include "ledger/command.h"
#include "ledger/decision.h"

namespace registry::log::testing {

template <typename T>
using Of = std::type_identity<T>;

// How many members each has.
constexpr int CountOf(Of<ledger::Document>) { return 2; }
constexpr int CountOf(Of<ledger::OpenBook>) { return 2; }
constexpr int CountOf(Of<ledger::RegisterParticipant>) { return 4; }
constexpr int CountOf(Of<ledger::AdvanceClock>) { return 1; }
constexpr int CountOf(Of<ledger::CreatePeriod>) { return 4; }
constexpr int CountOf(Of<ledger::CreateInstrument>) { return 7; }
constexpr int CountOf(Of<ledger::SetIssuanceCap>) { return 5; }
constexpr int CountOf(Of<ledger::OpenAccount>) { return 5; }
constexpr int CountOf(Of<ledger::ChangeAccountStatus>) { return 3; }
constexpr int CountOf(Of<ledger::Issue>) { return 6; }
constexpr int CountOf(Of<ledger::Allocate>) { return 6; }
constexpr int CountOf(Of<ledger::ReturnAllowances>) { return 5; }
constexpr int CountOf(Of<ledger::MoveToTrading>) { return 3; }
constexpr int CountOf(Of<ledger::MoveFromTrading>) { return 3; }
constexpr int CountOf(Of<ledger::Transfer>) { return 6; }
constexpr int CountOf(Of<ledger::SettleTrade>) { return 9; }
constexpr int CountOf(Of<ledger::DetermineObligation>) { return 5; }
constexpr int CountOf(Of<ledger::Surrender::Line>) { return 2; }
constexpr int CountOf(Of<ledger::Surrender>) { return 5; }
constexpr int CountOf(Of<ledger::Cancel>) { return 4; }
constexpr int CountOf(Of<ledger::Subject>) { return 2; }
constexpr int CountOf(Of<ledger::NamedSeat>) { return 2; }
constexpr int CountOf(Of<ledger::ChangeParticipant>) { return 3; }
constexpr int CountOf(Of<ledger::RegisterCertificate>) { return 4; }
constexpr int CountOf(Of<ledger::RevokeCertificate>) { return 3; }
constexpr int CountOf(Of<ledger::RegisterPerson>) { return 4; }
constexpr int CountOf(Of<ledger::ChangePerson>) { return 5; }
constexpr int CountOf(Of<ledger::PolicyKey>) { return 4; }
constexpr int CountOf(Of<ledger::Policy>) { return 3; }
constexpr int CountOf(Of<ledger::SetPolicy>) { return 2; }
constexpr int CountOf(Of<ledger::Calendar>) { return 2; }
constexpr int CountOf(Of<ledger::SetCalendar>) { return 2; }
constexpr int CountOf(Of<ledger::ApproveProposal>) { return 2; }
constexpr int CountOf(Of<ledger::RejectProposal>) { return 3; }
constexpr int CountOf(Of<ledger::WithdrawProposal>) { return 2; }
constexpr int CountOf(Of<ledger::ExpireProposal>) { return 1; }
constexpr int CountOf(Of<ledger::RecoverAdministrator>) { return 7; }
constexpr int CountOf(Of<ledger::FreezeHolding>) { return 11; }
constexpr int CountOf(Of<ledger::RenewFreeze>) { return 3; }
constexpr int CountOf(Of<ledger::ReleaseFreeze>) { return 3; }
constexpr int CountOf(Of<ledger::ExpireFreeze>) { return 1; }
constexpr int CountOf(Of<ledger::DeductFrozen>) { return 5; }
constexpr int CountOf(Of<ledger::SurrenderFrozen>) { return 6; }
constexpr int CountOf(Of<ledger::TakeFrozen>) { return 3; }
constexpr int CountOf(Of<ledger::Pledge>) { return 5; }
constexpr int CountOf(Of<ledger::ReleasePledge>) { return 2; }
constexpr int CountOf(Of<ledger::ApplyForAccount>) { return 8; }
constexpr int CountOf(Of<ledger::ReviewApplication>) { return 3; }
constexpr int CountOf(Of<ledger::OpenAppliedAccount>) { return 1; }
constexpr int CountOf(Of<ledger::ChangeParticulars>) { return 5; }
constexpr int CountOf(Of<ledger::ChangeAccountKind>) { return 5; }
constexpr int CountOf(Of<ledger::ObjectToRestriction>) { return 3; }
constexpr int CountOf(Of<ledger::DecideObjection>) { return 4; }
constexpr int CountOf(Of<ledger::Succeed::HoldingPart>) { return 2; }
constexpr int CountOf(Of<ledger::Succeed::ObligationPart>) { return 5; }
constexpr int CountOf(Of<ledger::Succeed>) { return 5; }
constexpr int CountOf(Of<ledger::CloseDissolved>) { return 4; }
constexpr int CountOf(Of<ledger::RegisterStaff>) { return 4; }
constexpr int CountOf(Of<ledger::TrustAccount>) { return 2; }
constexpr int CountOf(Of<ledger::DistrustAccount>) { return 2; }
constexpr int CountOf(Of<ledger::TransferAtWill>) { return 4; }
constexpr int CountOf(Of<ledger::AbortTransfer>) { return 3; }
constexpr int CountOf(Of<ledger::ExecuteTransfer>) { return 1; }
constexpr int CountOf(Of<ledger::Waiting>) { return 2; }
constexpr int CountOf(Of<ledger::Posting>) { return 3; }
constexpr int CountOf(Of<ledger::PostedLine>) { return 3; }
constexpr int CountOf(Of<ledger::Accepted>) { return 5; }
constexpr int CountOf(Of<ledger::FailedCheck>) { return 2; }
constexpr int CountOf(Of<ledger::Rejection>) { return 1; }

template <typename T>
concept HasMembers = requires {
  CountOf(Of<std::remove_const_t<T>>{});
};

auto Members(HasMembers auto& x) {
  constexpr int kCount = CountOf(Of<std::remove_cvref_t<decltype(x)>>{});
  static_assert(kCount <= 11);
  if constexpr (kCount == 1) {
    auto& [a] = x;
    return std::tie(a);
  } else if constexpr (kCount == 2) {
    auto& [a, b] = x;
    return std::tie(a, b);
  } else if constexpr (kCount == 3) {
    auto& [a, b, c] = x;
    return std::tie(a, b, c);
  } else if constexpr (kCount == 4) {
    auto& [a, b, c, d] = x;
    return std::tie(a, b, c, d);
  } else if constexpr (kCount == 5) {
    auto& [a, b, c, d, e] = x;
    return std::tie(a, b, c, d, e);
  } else if constexpr (kCount == 6) {
    auto& [a, b, c, d, e, f] = x;
    return std::tie(a, b, c, d, e, f);
  } else if constexpr (kCount == 7) {
    auto& [a, b, c, d, e, f, g] = x;
    return std::tie(a, b, c, d, e, f, g);
  } else if constexpr (kCount == 8) {
    auto& [a, b, c, d, e, f, g, h] = x;
    return std::tie(a, b, c, d, e, f, g, h);
  } else if constexpr (kCount == 9) {
    auto& [a, b, c, d, e, f, g, h, i] = x;
    return std::tie(a, b, c, d, e, f, g, h, i);
  } else if constexpr (kCount == 11) {
    auto& [a, b, c, d, e, f, g, h, i, j, k] = x;
    return std::tie(a, b, c, d, e, f, g, h, i, j, k);
  }
}

// Equality of commands, which have none of their own.
template <typename T>
bool Same(const T& a, const T& b) {
  if constexpr (HasMembers<T>) {
    return [&]<std::size_t... kIndex>(std::index_sequence<kIndex...>) {
      return (Same(std::get<kIndex>(Members(a)), std::get<kIndex>(Members(b))) && ...);
    }
    (std::make_index_sequence<std::tuple_size_v<decltype(Members(a))>>());
  } else if constexpr (requires { requires HasMembers<typename T::value_type>; }) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](const auto& x, const auto& y) { return Same(x, y); });
  } else {
    return a == b;
  }
}

}  // namespace registry::log::testing

#endif  // TESTS_LOG_MEMBERS_H_
