#include "server/transaction_about.h"

#include <algorithm>
#include <variant>

#include "ledger/account_number.h"

namespace registry::server {
namespace {

using ledger::AccountId;
using ledger::Sequence;

const ledger::Accepted& Outcome(const log::ParsedRecord& record) {
  return std::get<ledger::Accepted>(record.recorded.outcome);
}

std::string Number(Sequence id) {
  return id == Sequence{} ? std::string() : std::to_string(ledger::Raw(id));
}

// The number that a command says of a freeze or a pledge, or that it gets as one itself.
struct FreezeNumber {
  Sequence own;
  Sequence operator()(const ledger::FreezeHolding&) const { return own; }
  Sequence operator()(const ledger::Pledge&) const { return own; }
  Sequence operator()(const ledger::ReleasePledge& c) const { return c.pledge; }
  template <typename Other>
  Sequence operator()(const Other& c) const {
    if constexpr (requires { c.freeze; }) return c.freeze;
    return {};
  }
};

// The same of a transfer at will.
struct TransferNumber {
  Sequence own;
  Sequence operator()(const ledger::TransferAtWill&) const { return own; }
  template <typename Other>
  Sequence operator()(const Other& c) const {
    if constexpr (requires { c.transfer; }) return c.transfer;
    return {};
  }
};

const ledger::DelayedTransfer* TransferOf(const ledger::Rules& rules,
                                          const log::ParsedRecord& record,
                                          const ledger::Command& command) {
  const auto found =
      rules.delayed.find(std::visit(TransferNumber{Outcome(record).sequence}, command));
  return found == rules.delayed.end() ? nullptr : &found->second;
}

struct NameOf {
  std::string operator()(const ledger::RegisterParticipant& c) const { return c.name; }
  std::string operator()(const ledger::CreatePeriod& c) const { return c.code; }
  std::string operator()(const ledger::CreateInstrument& c) const { return c.code; }
  std::string operator()(const ledger::SetIssuanceCap& c) const { return c.plan; }
  std::string operator()(const ledger::Issue& c) const { return c.plan; }
  std::string operator()(const ledger::Allocate& c) const { return c.period; }
  std::string operator()(const ledger::ReturnAllowances& c) const { return c.period; }
  std::string operator()(const ledger::SettleTrade& c) const { return c.trade_id; }
  std::string operator()(const ledger::DetermineObligation& c) const { return c.period; }
  std::string operator()(const ledger::Surrender& c) const { return c.period; }
  std::string operator()(const ledger::ChangeParticipant& c) const { return c.name; }
  std::string operator()(const ledger::RegisterCertificate& c) const { return c.participant; }
  std::string operator()(const ledger::RevokeCertificate& c) const { return c.participant; }
  std::string operator()(const ledger::RegisterPerson& c) const { return c.code; }
  std::string operator()(const ledger::ChangePerson& c) const { return c.code; }
  std::string operator()(const ledger::SetCalendar& c) const {
    return std::to_string(c.calendar.year);
  }
  std::string operator()(const ledger::RecoverAdministrator& c) const { return c.code; }
  std::string operator()(const ledger::Succeed& c) const {
    return ledger::FormatAccountNumber(c.successor);
  }
  std::string operator()(const ledger::CloseDissolved& c) const {
    return ledger::FormatAccountNumber(c.receiver);
  }
  std::string operator()(const ledger::TrustAccount& c) const {
    return ledger::FormatAccountNumber(c.trusted);
  }
  std::string operator()(const ledger::DistrustAccount& c) const {
    return ledger::FormatAccountNumber(c.trusted);
  }
  template <typename Other>
  std::string operator()(const Other&) const {
    return {};
  }
};

struct SaidCause {
  std::string operator()(const ledger::ChangeAccountStatus& c) const { return c.cause; }
  std::string operator()(const ledger::ReviewApplication& c) const { return c.cause; }
  std::string operator()(const ledger::DecideObjection& c) const { return c.cause; }
  std::string operator()(const ledger::CloseDissolved& c) const { return c.cause; }
  std::string operator()(const ledger::AbortTransfer& c) const { return c.cause; }
  template <typename Other>
  std::string operator()(const Other&) const {
    return {};
  }
};

// The account whose version a command writes.
struct Changed {
  using Account = std::optional<AccountId>;
  Account operator()(const ledger::ChangeAccountStatus& c) const { return c.account; }
  Account operator()(const ledger::ReviewApplication& c) const { return c.account; }
  Account operator()(const ledger::OpenAppliedAccount& c) const { return c.account; }
  Account operator()(const ledger::ChangeParticulars& c) const { return c.account; }
  Account operator()(const ledger::ChangeAccountKind& c) const { return c.account; }
  Account operator()(const ledger::ObjectToRestriction& c) const { return c.account; }
  Account operator()(const ledger::DecideObjection& c) const { return c.account; }
  Account operator()(const ledger::Succeed& c) const { return c.predecessor; }
  Account operator()(const ledger::CloseDissolved& c) const { return c.account; }
  template <typename Other>
  Account operator()(const Other&) const {
    return {};
  }
};

// The accounts that are concerned though nothing of theirs may move.
struct Concerned {
  using Accounts = std::vector<AccountId>;
  Accounts operator()(const ledger::Succeed& c) const { return {c.predecessor, c.successor}; }
  Accounts operator()(const ledger::CloseDissolved& c) const { return {c.account, c.receiver}; }
  // The one that is trusted does not learn of it.
  Accounts operator()(const ledger::TrustAccount& c) const { return {c.account}; }
  Accounts operator()(const ledger::DistrustAccount& c) const { return {c.account}; }
  Accounts operator()(const ledger::AbortTransfer& c) const { return {c.account}; }
  template <typename Other>
  Accounts operator()(const Other&) const {
    return {};
  }
};

}  // namespace

std::string SubjectOf(const ledger::Rules& rules, const log::ParsedRecord& record,
                      const ledger::Command& command) {
  if (const auto* freeze = FreezeOf(rules, record, command)) return Number(freeze->id);
  if (const auto* transfer = TransferOf(rules, record, command)) return Number(transfer->id);
  return std::visit(NameOf{}, command);
}

std::string CauseOf(const ledger::Command& command) { return std::visit(SaidCause{}, command); }

std::optional<AccountId> ChangedAccountOf(const log::ParsedRecord& record,
                                          const ledger::Command& command) {
  if (Outcome(record).waiting) return std::nullopt;
  if (Outcome(record).opened_account) return Outcome(record).opened_account;
  return std::visit(Changed{}, command);
}

const ledger::Freeze* FreezeOf(const ledger::Rules& rules, const log::ParsedRecord& record,
                               const ledger::Command& command) {
  const auto found =
      rules.freezes.find(std::visit(FreezeNumber{Outcome(record).sequence}, command));
  return found == rules.freezes.end() ? nullptr : &found->second;
}

std::vector<AccountId> AccountsOf(const ledger::Rules& rules, const log::ParsedRecord& record,
                                  const ledger::Command& command, std::optional<AccountId> frozen) {
  std::vector<AccountId> accounts;
  for (const ledger::PostedLine& line : Outcome(record).postings) {
    accounts.push_back(line.posting.transferring.account);
    accounts.push_back(line.posting.acquiring.account);
  }
  if (const auto account = ChangedAccountOf(record, command)) accounts.push_back(*account);
  if (const auto* due = std::get_if<ledger::DetermineObligation>(&command)) {
    accounts.push_back(due->unit_account);
  }
  if (!Outcome(record).waiting) {
    for (const AccountId account : std::visit(Concerned{}, command)) accounts.push_back(account);
    if (frozen) accounts.push_back(*frozen);
    if (const auto* transfer = TransferOf(rules, record, command)) {
      accounts.push_back(transfer->transferring_account);
    }
  }
  std::sort(accounts.begin(), accounts.end());
  accounts.erase(std::unique(accounts.begin(), accounts.end()), accounts.end());
  return accounts;
}

}  // namespace registry::server
