// The members of every command, by structured bindings: a member that is added, and forgotten here,
// does not compile. What the product says of its fields is not used.
#ifndef TESTS_LOG_MEMBERS_H_
#define TESTS_LOG_MEMBERS_H_

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <tuple>
#include <type_traits>
#include <utility>

#include "ledger/command.h"
#include "ledger/decision.h"

namespace registry::log::testing {

template <typename T, typename Struct>
concept Is = std::same_as<std::remove_const_t<T>, Struct>;

auto Members(Is<ledger::Document> auto& x) {
  auto& [number, digest] = x;
  return std::tie(number, digest);
}
auto Members(Is<ledger::OpenBook> auto& x) {
  auto& [clock_mode, replay_begins] = x;
  return std::tie(clock_mode, replay_begins);
}
auto Members(Is<ledger::RegisterParticipant> auto& x) {
  auto& [name, role, province, account] = x;
  return std::tie(name, role, province, account);
}
auto Members(Is<ledger::AdvanceClock> auto& x) {
  auto& [instant] = x;
  return std::tie(instant);
}
auto Members(Is<ledger::CreatePeriod> auto& x) {
  auto& [code, first_year, last_year, deadline] = x;
  return std::tie(code, first_year, last_year, deadline);
}
auto Members(Is<ledger::CreateInstrument> auto& x) {
  auto& [code, kind, first_year, last_year, from, until, eligible_periods] = x;
  return std::tie(code, kind, first_year, last_year, from, until, eligible_periods);
}
auto Members(Is<ledger::SetIssuanceCap> auto& x) {
  auto& [plan, instrument, sector, cap, document] = x;
  return std::tie(plan, instrument, sector, cap, document);
}
auto Members(Is<ledger::OpenAccount> auto& x) {
  auto& [kind, social_credit_code, holder_name, province, sector] = x;
  return std::tie(kind, social_credit_code, holder_name, province, sector);
}
auto Members(Is<ledger::ChangeAccountStatus> auto& x) {
  auto& [account, status, cause] = x;
  return std::tie(account, status, cause);
}
auto Members(Is<ledger::Issue> auto& x) {
  auto& [plan, instrument, sector, acquiring_account, quantity, document] = x;
  return std::tie(plan, instrument, sector, acquiring_account, quantity, document);
}
auto Members(Is<ledger::Allocate> auto& x) {
  auto& [transferring, acquiring, instrument, period, step, quantity] = x;
  return std::tie(transferring, acquiring, instrument, period, step, quantity);
}
auto Members(Is<ledger::ReturnAllowances> auto& x) {
  auto& [transferring, acquiring, instrument, period, quantity] = x;
  return std::tie(transferring, acquiring, instrument, period, quantity);
}
auto Members(Is<ledger::MoveToTrading> auto& x) {
  auto& [account, instrument, quantity] = x;
  return std::tie(account, instrument, quantity);
}
auto Members(Is<ledger::MoveFromTrading> auto& x) {
  auto& [account, instrument, quantity] = x;
  return std::tie(account, instrument, quantity);
}
auto Members(Is<ledger::Transfer> auto& x) {
  auto& [transferring, acquiring, instrument, quantity, ground, document] = x;
  return std::tie(transferring, acquiring, instrument, quantity, ground, document);
}
auto Members(Is<ledger::SettleTrade> auto& x) {
  auto& [trade_id, instrument, method, seller, buyer, quantity, price, amount, match_time] = x;
  return std::tie(trade_id, instrument, method, seller, buyer, quantity, price, amount, match_time);
}
auto Members(Is<ledger::DetermineObligation> auto& x) {
  auto& [unit_account, sector, period, verified_emissions, obligation] = x;
  return std::tie(unit_account, sector, period, verified_emissions, obligation);
}
auto Members(Is<ledger::Surrender::Line> auto& x) {
  auto& [instrument, quantity] = x;
  return std::tie(instrument, quantity);
}
auto Members(Is<ledger::Surrender> auto& x) {
  auto& [unit_account, sector, period, lines, allow_surplus] = x;
  return std::tie(unit_account, sector, period, lines, allow_surplus);
}
auto Members(Is<ledger::Cancel> auto& x) {
  auto& [account, instrument, quantity, purpose] = x;
  return std::tie(account, instrument, quantity, purpose);
}

auto Members(Is<ledger::Subject> auto& x) {
  auto& [issuer, subject] = x;
  return std::tie(issuer, subject);
}
auto Members(Is<ledger::NamedSeat> auto& x) {
  auto& [participant, powers] = x;
  return std::tie(participant, powers);
}
auto Members(Is<ledger::ChangeParticipant> auto& x) {
  auto& [name, active, cause] = x;
  return std::tie(name, active, cause);
}
auto Members(Is<ledger::RegisterCertificate> auto& x) {
  auto& [participant, fingerprint, valid_from, valid_until] = x;
  return std::tie(participant, fingerprint, valid_from, valid_until);
}
auto Members(Is<ledger::RevokeCertificate> auto& x) {
  auto& [participant, fingerprint, cause] = x;
  return std::tie(participant, fingerprint, cause);
}
auto Members(Is<ledger::RegisterPerson> auto& x) {
  auto& [code, identity, subjects, seats] = x;
  return std::tie(code, identity, subjects, seats);
}
auto Members(Is<ledger::ChangePerson> auto& x) {
  auto& [code, subjects, seats, active, cause] = x;
  return std::tie(code, subjects, seats, active, cause);
}
auto Members(Is<ledger::PolicyKey> auto& x) {
  auto& [kind, role, command, above] = x;
  return std::tie(kind, role, command, above);
}
auto Members(Is<ledger::Policy> auto& x) {
  auto& [key, from, value] = x;
  return std::tie(key, from, value);
}
auto Members(Is<ledger::SetPolicy> auto& x) {
  auto& [policy, document] = x;
  return std::tie(policy, document);
}
auto Members(Is<ledger::Calendar> auto& x) {
  auto& [year, working_days] = x;
  return std::tie(year, working_days);
}
auto Members(Is<ledger::SetCalendar> auto& x) {
  auto& [calendar, document] = x;
  return std::tie(calendar, document);
}
auto Members(Is<ledger::ApproveProposal> auto& x) {
  auto& [proposal, request_hash] = x;
  return std::tie(proposal, request_hash);
}
auto Members(Is<ledger::RejectProposal> auto& x) {
  auto& [proposal, request_hash, cause] = x;
  return std::tie(proposal, request_hash, cause);
}
auto Members(Is<ledger::WithdrawProposal> auto& x) {
  auto& [proposal, cause] = x;
  return std::tie(proposal, cause);
}
auto Members(Is<ledger::ExpireProposal> auto& x) {
  auto& [proposal] = x;
  return std::tie(proposal);
}

auto Members(Is<ledger::RecoverAdministrator> auto& x) {
  auto& [participant, code, identity, subjects, officers, cause, document] = x;
  return std::tie(participant, code, identity, subjects, officers, cause, document);
}
auto Members(Is<ledger::FreezeHolding> auto& x) {
  auto& [scope, account, social_credit_code, instrument, quantity, process, case_number, authority,
         from, until, document] = x;
  return std::tie(scope, account, social_credit_code, instrument, quantity, process, case_number,
                  authority, from, until, document);
}
auto Members(Is<ledger::RenewFreeze> auto& x) {
  auto& [freeze, until, document] = x;
  return std::tie(freeze, until, document);
}
auto Members(Is<ledger::ReleaseFreeze> auto& x) {
  auto& [freeze, cause, document] = x;
  return std::tie(freeze, cause, document);
}
auto Members(Is<ledger::ExpireFreeze> auto& x) {
  auto& [freeze] = x;
  return std::tie(freeze);
}
auto Members(Is<ledger::DeductFrozen> auto& x) {
  auto& [freeze, instrument, quantity, acquiring_account, document] = x;
  return std::tie(freeze, instrument, quantity, acquiring_account, document);
}
auto Members(Is<ledger::SurrenderFrozen> auto& x) {
  auto& [freeze, instrument, quantity, sector, period, document] = x;
  return std::tie(freeze, instrument, quantity, sector, period, document);
}
auto Members(Is<ledger::TakeFrozen> auto& x) {
  auto& [account, instrument, bucket] = x;
  return std::tie(account, instrument, bucket);
}
auto Members(Is<ledger::Pledge> auto& x) {
  auto& [account, instrument, quantity, pledgee, document] = x;
  return std::tie(account, instrument, quantity, pledgee, document);
}
auto Members(Is<ledger::ReleasePledge> auto& x) {
  auto& [pledge, document] = x;
  return std::tie(pledge, document);
}
auto Members(Is<ledger::ApplyForAccount> auto& x) {
  auto& [kind, social_credit_code, holder_name, province, sector, identity, account, documents] = x;
  return std::tie(kind, social_credit_code, holder_name, province, sector, identity, account,
                  documents);
}
auto Members(Is<ledger::ReviewApplication> auto& x) {
  auto& [account, passed, cause] = x;
  return std::tie(account, passed, cause);
}
auto Members(Is<ledger::OpenAppliedAccount> auto& x) {
  auto& [account] = x;
  return std::tie(account);
}
auto Members(Is<ledger::ChangeParticulars> auto& x) {
  auto& [account, holder_name, province, sector, document] = x;
  return std::tie(account, holder_name, province, sector, document);
}
auto Members(Is<ledger::ChangeAccountKind> auto& x) {
  auto& [account, kind, sector, province, document] = x;
  return std::tie(account, kind, sector, province, document);
}
auto Members(Is<ledger::ObjectToRestriction> auto& x) {
  auto& [account, cause, document] = x;
  return std::tie(account, cause, document);
}
auto Members(Is<ledger::DecideObjection> auto& x) {
  auto& [account, lifted, cause, document] = x;
  return std::tie(account, lifted, cause, document);
}
auto Members(Is<ledger::Succeed::HoldingPart> auto& x) {
  auto& [instrument, quantity] = x;
  return std::tie(instrument, quantity);
}
auto Members(Is<ledger::Succeed::ObligationPart> auto& x) {
  auto& [sector, period, verified_emissions, obligation, surrendered] = x;
  return std::tie(sector, period, verified_emissions, obligation, surrendered);
}
auto Members(Is<ledger::Succeed> auto& x) {
  auto& [predecessor, successor, holdings, obligations, document] = x;
  return std::tie(predecessor, successor, holdings, obligations, document);
}
auto Members(Is<ledger::CloseDissolved> auto& x) {
  auto& [account, receiver, cause, document] = x;
  return std::tie(account, receiver, cause, document);
}
auto Members(Is<ledger::RegisterStaff> auto& x) {
  auto& [identity, staff_of, active, document] = x;
  return std::tie(identity, staff_of, active, document);
}
auto Members(Is<ledger::TrustAccount> auto& x) {
  auto& [account, trusted] = x;
  return std::tie(account, trusted);
}
auto Members(Is<ledger::DistrustAccount> auto& x) {
  auto& [account, trusted] = x;
  return std::tie(account, trusted);
}
auto Members(Is<ledger::TransferAtWill> auto& x) {
  auto& [transferring_account, acquiring_account, instrument, quantity] = x;
  return std::tie(transferring_account, acquiring_account, instrument, quantity);
}
auto Members(Is<ledger::AbortTransfer> auto& x) {
  auto& [account, transfer, cause] = x;
  return std::tie(account, transfer, cause);
}
auto Members(Is<ledger::ExecuteTransfer> auto& x) {
  auto& [transfer] = x;
  return std::tie(transfer);
}

auto Members(Is<ledger::Waiting> auto& x) {
  auto& [expires_at, approvals_needed] = x;
  return std::tie(expires_at, approvals_needed);
}
auto Members(Is<ledger::Posting> auto& x) {
  auto& [transferring, acquiring, quantity] = x;
  return std::tie(transferring, acquiring, quantity);
}
auto Members(Is<ledger::PostedLine> auto& x) {
  auto& [posting, transferring_balance, acquiring_balance] = x;
  return std::tie(posting, transferring_balance, acquiring_balance);
}
auto Members(Is<ledger::Accepted> auto& x) {
  auto& [sequence, postings, opened_account, waiting] = x;
  return std::tie(sequence, postings, opened_account, waiting);
}
auto Members(Is<ledger::FailedCheck> auto& x) {
  auto& [reason, facts] = x;
  return std::tie(reason, facts);
}
auto Members(Is<ledger::Rejection> auto& x) {
  auto& [checks] = x;
  return std::tie(checks);
}

template <typename T>
concept HasMembers = requires(T& x) {
  Members(x);
};

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
