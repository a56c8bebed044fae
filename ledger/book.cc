#include "ledger/book.h"

#include "ledger/checks.h"

namespace registry::ledger {
namespace {

struct OwnAccount {
  AccountId id;
  AccountKind kind;
};

constexpr OwnAccount kOwnAccounts[] = {
    {kIssuanceAccount, AccountKind::kIssuance},
    {kSurrenderAccount, AccountKind::kSurrender},
    {kOffsetAccount, AccountKind::kOffset},
    {kCancellationAccount, AccountKind::kCancellation},
    {kNationalAccount, AccountKind::kNational},
    {kRiskReserveAccount, AccountKind::kRiskReserve},
    {kCarryOverRecoveryAccount, AccountKind::kCarryOverRecovery},
    {kInTransitAccount, AccountKind::kInTransit},
};

}  // namespace

Touched TouchedBy(const Rules&, const OpenBook&) {
  Touched touched;
  for (const OwnAccount& own : kOwnAccounts) touched.accounts.insert(own.id);
  return touched;
}

Decision DecideOn(const Context& context, const OpenBook& open) {
  Checks checks(context);
  if (context.rules.book_open) checks.Fail(Reason::kBookAlreadyOpen);
  if (checks.failed()) return checks.Rejected();

  // Nothing below this line can refuse.
  Effects effects;
  for (const OwnAccount& own : kOwnAccounts) {
    Account account;
    account.id = own.id;
    account.kind = own.kind;
    account.status_since = context.now;
    effects.facts.emplace_back(account);
  }
  effects.facts.emplace_back(Clock{open.clock_mode, open.replay_begins});
  return effects;
}

Touched TouchedBy(const Rules&, const RegisterParticipant& participant) {
  Touched touched;
  if (participant.account) touched.accounts.insert(*participant.account);
  return touched;
}

Decision DecideOn(const Context& context, const RegisterParticipant& participant) {
  Checks checks(context);
  if (context.rules.FindParticipant(participant.name) != nullptr) {
    checks.Fail(Reason::kParticipantExists, {{"participant", participant.name}});
  }
  if (participant.account) checks.FindAccount(*participant.account);
  if (checks.failed()) return checks.Rejected();

  // Nothing below this line can refuse.
  return Effects{{},
                 {Participant{context.ids.participant, participant.name, participant.role,
                              participant.province, participant.account}}};
}

Touched TouchedBy(const Rules&, const AdvanceClock&) { return {}; }

Decision DecideOn(const Context& context, const AdvanceClock& advance) {
  Checks checks(context);
  const Clock& clock = context.rules.clock;
  if (clock.mode != ClockMode::kReplay) {
    checks.Fail(Reason::kClockNotReplay);
  } else if (advance.instant <= clock.replay_instant) {
    checks.Fail(Reason::kClockMovesBackward,
                {{"instant", Text(advance.instant)}, {"clock", Text(clock.replay_instant)}});
  }
  if (checks.failed()) return checks.Rejected();

  // Nothing below this line can refuse.
  return Effects{{}, {Clock{ClockMode::kReplay, advance.instant}}};
}

}  // namespace registry::ledger
