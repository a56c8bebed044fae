#include "tests/storage/life_book.h"

#include <catch2/catch.hpp>
#include <utility>

#include "log/hash.h"

namespace registry::testing {
namespace {

using ledger::CommandType;
using ledger::Raw;
using ledger::Role;

constexpr std::int64_t kYear = 365 * 24;

storage::JournalOptions Replayed(storage::JournalOptions options) {
  options.clock_mode = ledger::ClockMode::kReplay;
  return options;
}

ledger::FreezeHolding OrderOf(ledger::FreezeScope scope) {
  ledger::FreezeHolding order;
  order.scope = scope;
  order.case_number = "(2026) 42";
  order.authority = "A court";
  order.from = After(-24);
  order.until = After(kYear);
  order.document = {"order 42", {}};
  return order;
}

std::string IdOf(const ledger::Accepted& accepted) {
  return std::to_string(Raw(accepted.sequence));
}

ledger::SetPolicy PolicyOf(ledger::PolicyKind kind, Role role, CommandType command,
                           std::int64_t value) {
  return {{{kind, role, command, {}}, {}, value}, {"policy", {}}};
}

}  // namespace

ledger::FreezeHolding FreezeOf(ledger::AccountId account) {
  ledger::FreezeHolding order = OrderOf(ledger::FreezeScope::kAccount);
  order.account = account;
  return order;
}

ledger::FreezeHolding FreezeOfQuantity(ledger::AccountId account, std::int64_t quantity) {
  ledger::FreezeHolding order = OrderOf(ledger::FreezeScope::kQuantity);
  order.account = account;
  order.instrument = kInstrument;
  order.quantity = {quantity};
  return order;
}

ledger::FreezeHolding FreezeOfHolder(const std::string& social_credit_code) {
  ledger::FreezeHolding order = OrderOf(ledger::FreezeScope::kHolder);
  order.social_credit_code = social_credit_code;
  return order;
}

LifeBook::LifeBook(int units, storage::JournalOptions options)
    : Book(units, 1000, Replayed(std::move(options))) {
  using ledger::PolicyKind;
  Do(kCeremonyParticipant,
     ledger::RegisterParticipant{"reviewer", Role::kRegistryReviewer, "", {}});
  Do(kCeremonyParticipant,
     ledger::RegisterParticipant{"security", Role::kSecurityAdministrator, "", {}});
  Do(kCeremonyParticipant, ledger::RegisterParticipant{"court", Role::kCourtLiaison, "", {}});
  Do(kCeremonyParticipant,
     ledger::RegisterParticipant{"unit-0", Role::kUnitRepresentative, "", Unit(0)});
  const Role holder = Role::kUnitRepresentative;
  for (const ledger::SetPolicy& policy :
       {PolicyOf(PolicyKind::kCommandSwitch, Role::kRegistryOperator, CommandType::kPledge, 1),
        PolicyOf(PolicyKind::kCommandSwitch, holder, CommandType::kTrustAccount, 1),
        PolicyOf(PolicyKind::kCommandSwitch, holder, CommandType::kTransferAtWill, 1),
        PolicyOf(PolicyKind::kTrustDelayDays, holder, CommandType::kTrustAccount, 1),
        PolicyOf(PolicyKind::kDelayHours, holder, CommandType::kTransferAtWill, 2)}) {
    Do(kCeremonyParticipant, policy);
  }
  Do(kOperator, ledger::SetCalendar{{2026, {105, 106, 107, 108, 109, 112, 113}}, {"notice", {}}});
}

ledger::Accepted LifeBook::Do(ledger::ParticipantId participant, ledger::Command command) {
  const ledger::CommandType type = ledger::TypeOf(command);
  INFO(ledger::CommandTypeName(type));
  return AcceptedIn(Write(Ask(participant, std::move(command))));
}

void LifeBook::AdvanceTo(ledger::Instant instant) { Do(kOperator, ledger::AdvanceClock{instant}); }

FilledLifeBook::FilledLifeBook(storage::JournalOptions options) : LifeBook(7, std::move(options)) {
  const ledger::Document document{"document", log::Sha256("document")};
  const auto determine = [&](int unit, std::int64_t tonnes) {
    Do(kAuthority, ledger::DetermineObligation{
                       Unit(unit), ledger::Sector::kPower, kPeriod, {tonnes}, {tonnes}});
  };

  // Unit(1) is under a freeze of a quantity and one of all; what arrives is taken.
  determine(1, 500);
  const auto of_quantity = Do(kCourt, FreezeOfQuantity(Unit(1), 300));
  const auto of_account = Do(kOperator, FreezeOf(Unit(1)));
  quantity_freeze = IdOf(of_quantity);
  account_freeze = IdOf(of_account);
  Do(kOperator, TransferOf(Unit(0), Unit(1), 60));
  Do(kCourt, ledger::DeductFrozen{of_quantity.sequence, kInstrument, {100}, Unit(3), document});
  Do(kCourt,
     ledger::SurrenderFrozen{
         of_quantity.sequence, kInstrument, {200}, ledger::Sector::kPower, kPeriod, document});
  Do(kCourt, ledger::RenewFreeze{of_account.sequence, After(kYear + 1), document});
  Do(kCourt, ledger::ReleaseFreeze{of_account.sequence, "settled", document});
  // Unit(2) by its holder; a holder without an account; a process of the whole registry.
  holder_freeze = IdOf(Do(kCourt, FreezeOfHolder("UNIT2")));
  Do(kCourt, FreezeOfHolder("NOBODY"));
  ledger::FreezeHolding stop = OrderOf(ledger::FreezeScope::kProcess);
  stop.process = CommandType::kIssue;
  Do(kCourt, stop);
  // Unit(4) has something in TRADING, which the next day takes.
  Do(kOperator, ledger::MoveToTrading{Unit(4), kInstrument, {200}});
  Do(kCourt, FreezeOf(Unit(4)));
  ledger::FreezeHolding shortly = FreezeOfQuantity(Unit(3), 10);
  shortly.until = After(1);
  const auto short_freeze = Do(kCourt, shortly);
  const auto pledged =
      Do(kOperator, ledger::Pledge{Unit(0), kInstrument, {40}, "A bank", {"contract", {}}});
  pledge = IdOf(pledged);
  const auto repaid =
      Do(kOperator, ledger::Pledge{Unit(0), kInstrument, {5}, "A bank", {"contract", {}}});
  Do(kOperator, ledger::ReleasePledge{repaid.sequence, document});

  // Transfers at will from Unit(0).
  Do(kUnit0, ledger::TrustAccount{Unit(0), Unit(3)});
  Do(kUnit0, ledger::TrustAccount{Unit(0), Unit(5)});
  AdvanceTo(After(24));
  Do(ledger::kHouse, ledger::ExpireFreeze{short_freeze.sequence});
  Do(ledger::kHouse,
     ledger::TakeFrozen{Unit(4), ledger::InstrumentId{1}, ledger::Bucket::kTrading});
  const auto at_will = [&](int unit, std::int64_t quantity) {
    return Do(kUnit0, ledger::TransferAtWill{Unit(0), Unit(unit), kInstrument, {quantity}});
  };
  const auto done = at_will(3, 11);
  const auto aborted = at_will(3, 12);
  const auto fails = at_will(5, 13);
  failed = IdOf(fails);
  Do(kUnit0, ledger::AbortTransfer{Unit(0), aborted.sequence, "a mistake"});
  Do(kUnit0, ledger::DistrustAccount{Unit(0), Unit(5)});
  AdvanceTo(After(27));
  Do(ledger::kHouse, ledger::ExecuteTransfer{done.sequence});
  Do(ledger::kHouse, ledger::ExecuteTransfer{fails.sequence});
  waiting = IdOf(at_will(3, 14));

  // Applications: one opened and changed, one refused and filed again.
  ledger::ApplyForAccount apply;
  apply.kind = ledger::AccountKind::kInstitution;
  apply.social_credit_code = "NEW1";
  apply.holder_name = "An institution";
  apply.province = "13";
  apply.documents = {{"licence", log::Sha256("licence")}, {"charter", {}}};
  opened = Do(kOperator, apply).opened_account.value();
  Do(kFilingReviewer, ledger::ReviewApplication{opened, true, ""});
  Do(kOperator, ledger::OpenAppliedAccount{opened});
  Do(kOperator, ledger::ChangeParticulars{opened, "Another name", "14", {}, document});
  Do(kOperator, ledger::ChangeAccountKind{opened, ledger::AccountKind::kKeyEmittingUnit,
                                          ledger::Sector::kSteel, "", document});
  apply.social_credit_code = "NEW2";
  reviewed = Do(kOperator, apply).opened_account.value();
  Do(kFilingReviewer, ledger::ReviewApplication{reviewed, false, "no licence"});
  apply.account = reviewed;
  CHECK(!Do(kOperator, apply).opened_account.has_value());
  Do(kFilingReviewer, ledger::ReviewApplication{reviewed, true, ""});

  // Restrictions: one objected to and upheld, then lifted and put on anew; one waits for a reply.
  for (const ledger::AccountId account : {Unit(5), opened}) {
    Do(kOperator, ledger::ChangeAccountStatus{account, ledger::AccountStatus::kRestricted, "law"});
    Do(kOperator, ledger::ObjectToRestriction{account, "no reason", document});
  }
  Do(kFilingReviewer, ledger::DecideObjection{Unit(5), false, "upheld", document});
  Do(kOperator, ledger::ChangeAccountStatus{Unit(5), ledger::AccountStatus::kOpen, "done"});
  Do(kOperator, ledger::ChangeAccountStatus{Unit(5), ledger::AccountStatus::kRestricted, "again"});
  Do(kOperator, ledger::ObjectToRestriction{Unit(5), "again", document});
  Do(kFilingReviewer, ledger::DecideObjection{Unit(5), true, "lifted", document});

  // A division and a merger, with the freeze that goes along; a unit that is dissolved.
  determine(3, 100);
  Do(kOperator, ledger::Succeed{Unit(1),
                                Unit(3),
                                {{kInstrument, {70}}},
                                {{ledger::Sector::kPower, kPeriod, {50}, {50}, {20}}},
                                document});
  Do(kOperator, ledger::Succeed{Unit(1), Unit(3), {}, {}, document});
  Do(kOperator, ledger::Succeed{Unit(2), Unit(3), {}, {}, document});
  determine(6, 1700);
  Do(kOperator, ledger::CloseDissolved{Unit(6), kAuthorityAccount, "bankrupt", document});

  // Staff, and a security administrator who was lost.
  const ledger::Digest identity = log::Sha256("verifier");
  for (const bool active : {true, false}) {
    Do(kStaffOffice, ledger::RegisterStaff{identity, ledger::StaffOf::kVerifier, active, document});
  }
  for (const char* code : {"op-1", "rev-1"}) {
    Do(kCeremonyParticipant,
       ledger::RegisterPerson{code,
                              log::Sha256(code),
                              {{"https://login.example", code}},
                              {{code[0] == 'o' ? "operator" : "reviewer", ledger::kAllPowers}}});
  }
  Do(kStaffOffice, ledger::ChangeParticipant{"security", false, "lost"});
  Do(kCeremonyParticipant, ledger::RecoverAdministrator{"security",
                                                        "sec-9",
                                                        log::Sha256("sec-9"),
                                                        {{"https://login.example", "sec-9"}},
                                                        {"op-1", "rev-1"},
                                                        "lost",
                                                        document});
}

}  // namespace registry::testing
