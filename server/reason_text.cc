#include "server/reason_text.h"

namespace registry::server {

std::string_view ReasonText(ledger::Reason reason) {
  switch (reason) {
    case ledger::Reason::kAccountNotFound:
      return "No account has this number. Check the number; open the account first.";
    case ledger::Reason::kAccountStatusForbids:
      return "The account is restricted, closing or closed, and its status does not allow "
             "this. Ask the registry why; have the restriction lifted, then send a new "
             "request.";
    case ledger::Reason::kAccountKindForbids:
      return "An account of this kind never takes this part in the command, two kinds do not "
             "go together in an allocation, or nobody can apply for an account of this kind. "
             "Name another account.";
    case ledger::Reason::kHolderHasAccount:
      return "The subject of this social credit code has an account already; each has one. "
             "Use that account.";
    case ledger::Reason::kAccountNotEmpty:
      return "The account is to be closed and still holds something; once for each holding. "
             "Surrender, transfer or cancel what is left, then close.";
    case ledger::Reason::kStatusChangeForbidden:
      return "The account cannot go from its status to the new one, such as closed without "
             "having been closing. Take the step between.";
    case ledger::Reason::kProvinceMismatch:
      return "The unit is not of the authority's province, or an account that needs a "
             "province is opened without one. Name the authority of the unit's own province; "
             "give the province.";
    case ledger::Reason::kSectorMismatch:
      return "A unit or an obligation without a sector, or another kind of account with one. "
             "Give the sector of the unit, or none.";
    case ledger::Reason::kSameAccount:
      return "Both sides are one account. Name two accounts.";
    case ledger::Reason::kInstrumentNotFound:
      return "No instrument has this code. Check the code; create the instrument first.";
    case ledger::Reason::kInstrumentExists:
      return "An instrument of this code exists. Use it, or choose another code.";
    case ledger::Reason::kInstrumentKindForbids:
      return "The command is not for this kind of instrument. Name an instrument of "
             "allowances.";
    case ledger::Reason::kInstrumentNotEligible:
      return "The instrument cannot be surrendered for this period. Surrender a vintage that "
             "is eligible for the period.";
    case ledger::Reason::kInstrumentNotTradable:
      return "At match time the instrument was not open for trade. The exchange clears its "
             "record; the trade cannot be delivered.";
    case ledger::Reason::kPeriodNotFound:
      return "No compliance period has this code. Check the code; 2019 and 2020 are one "
             "period.";
    case ledger::Reason::kPeriodExists:
      return "A compliance period of this code exists. Use it, or choose another code.";
    case ledger::Reason::kIssuanceCapNotSet:
      return "The plan has no cap for this instrument and sector. The ministry sets the cap "
             "first.";
    case ledger::Reason::kIssuanceCapExceeded:
      return "More would be issued than the plan's cap. Issue at most the difference, or have "
             "the cap raised.";
    case ledger::Reason::kIssuanceCapBelowIssued:
      return "The new cap is below what was issued under it. Set at least what was issued.";
    case ledger::Reason::kInsufficientHolding:
      return "The position holds less than is asked; one for each line. Ask for less, or "
             "acquire or move allowances first, then send a new request.";
    case ledger::Reason::kBalanceOverflow:
      return "A balance, or the sum of what is surrendered, would leave 64 bits. The quantity "
             "is a mistake: check it.";
    case ledger::Reason::kTransferGroundOff:
      return "Transfers at the holder's own will are not in the national rules and switched "
             "off. Trade through the exchange, or name the ground with its document.";
    case ledger::Reason::kTradeAlreadyDelivered:
      return "This trade was delivered under another request. It is done: nothing remains to "
             "do.";
    case ledger::Reason::kTradeIdReused:
      return "Another trade was delivered under this id. The exchange finds out which of the "
             "two is right, and sends the other under its own id.";
    case ledger::Reason::kTradeAmountMismatch:
      return "The amount is not price times quantity. The exchange corrects the trade.";
    case ledger::Reason::kTradeSizeOutsideMethod:
      return "A listed agreement of 100,000 t or more, or a block agreement of less. The "
             "exchange corrects method or quantity.";
    case ledger::Reason::kTradeTimeInvalid:
      return "The match time is outside the session of its method in UTC+8, or after the "
             "request's arrival. The exchange checks the time and its clock.";
    case ledger::Reason::kObligationNotDetermined:
      return "Nothing is determined for this unit, sector and period. Wait for the province's "
             "determination; check sector and period.";
    case ledger::Reason::kObligationBelowSurrendered:
      return "The new obligation is below what the unit has surrendered. Reverse the "
             "surrender first.";
    case ledger::Reason::kSurrenderAboveDue:
      return "More is handed in than is open, and the request does not allow a surplus. "
             "Surrender what is open, or allow the surplus.";
    case ledger::Reason::kParticipantExists:
      return "A participant of this name exists. Choose another name.";
    case ledger::Reason::kClockNotReplay:
      return "The store runs on the system clock, which nobody moves. Only a replay has a "
             "clock to move.";
    case ledger::Reason::kClockMovesBackward:
      return "The instant is not after the clock's. Name a later instant.";
    case ledger::Reason::kBookAlreadyOpen:
      return "The store has its first record already. The book is open.";
    case ledger::Reason::kOffsetNotOpen:
      return "A surrender names credits; offsetting is not open yet. Surrender allowances.";
    case ledger::Reason::kInstrumentLimitReached:
      return "The registry has as many instruments as its numbers allow. None can be created "
             "any more; the operator of the registry has to be told.";
    case ledger::Reason::kParticipantNotFound:
      return "No participant has this name. Check the name; enter the participant first.";
    case ledger::Reason::kCertificateExists:
      return "The certificate was entered or revoked before, or is another participant's.";
    case ledger::Reason::kPersonExists:
      return "The staff code is taken, or the same natural person is entered already. Change "
             "that person's subjects and seats instead.";
    case ledger::Reason::kPersonNotFound:
      return "No person has this staff code. Check the code; enter the person first.";
    case ledger::Reason::kSubjectInUse:
      return "Another person is recognised by this subject. Find out who uses it.";
    case ledger::Reason::kPolicyInForce:
      return "The policy is dated before now. Date it from now on.";
    case ledger::Reason::kProposalHashMismatch:
      return "The hash is not that of what was proposed. Read the proposal again.";
    case ledger::Reason::kProposalNotOpen:
      return "The proposal is not open any more. Propose again if it is still wanted.";
    case ledger::Reason::kProposalExpired:
      return "The proposal's time is over. Propose again.";
    case ledger::Reason::kProposalNotExpired:
      return "The proposal's time is not over.";
    case ledger::Reason::kSecondPersonIsFirst:
      return "The same person proposed it or has approved it already. Somebody else has to "
             "approve.";
    case ledger::Reason::kProposerRightLost:
      return "Who proposed it has no right to it any more. Reject it; somebody with the right "
             "proposes it again.";
    case ledger::Reason::kHolderInConflict:
      return "The applicant is staff of an authority, the registry, the exchange or a "
             "verifier, who may not hold allowances (Order 775 art. 7). Refuse the "
             "application; if the list of staff is wrong, have it corrected.";
    case ledger::Reason::kObjectionTooLate:
      return "The 15 working days in which a restriction can be objected to are over. Ask "
             "the registry to lift the restriction.";
    case ledger::Reason::kObjectionExists:
      return "This restriction was objected to already. Wait for the reply, or see the "
             "one that was given.";
    case ledger::Reason::kObjectionNotOpen:
      return "No objection of this account waits for a reply. Nothing; see the account.";
    case ledger::Reason::kObligationOpen:
      return "The account is to be closed and its unit still owes; once for each "
             "obligation. Surrender what is due first. A unit that is dissolved is closed "
             "as such.";
    case ledger::Reason::kAccountFrozen:
      return "The account is to be closed and a freeze names it or its holder; once for "
             "each. Close it when the freeze has ended.";
    case ledger::Reason::kFreezeNotFound:
      return "No freeze, or no pledge, has this number. Look it up by account or case.";
    case ledger::Reason::kFreezeNotInForce:
      return "The freeze or pledge was released, has expired or is used up. Nothing; a "
             "new order is a new freeze.";
    case ledger::Reason::kFreezeNotEnded:
      return "It is to be ended, and its time is not over. Only the registry itself asks "
             "this.";
    case ledger::Reason::kFreezeDatesInvalid:
      return "A freeze begins no later than now and ends after now; a renewal ends later "
             "than before. Take the dates from the order.";
    case ledger::Reason::kFrozenTooLittle:
      return "The freeze holds less of the instrument than this takes. Take what it "
             "holds, or wait for arrivals; earlier freezes are served first.";
    case ledger::Reason::kNothingToFreeze:
      return "Nothing is there that a freeze wants. Only the registry itself asks this.";
    case ledger::Reason::kProcessNotStoppable:
      return "This process cannot be stopped for the whole registry. Stop one that moves "
             "allowances or opens accounts; suspend an office instead.";
    case ledger::Reason::kProcessStopped:
      return "The process is stopped for the whole registry. Wait until the stop ends, "
             "then send a new request.";
    case ledger::Reason::kCommandOff:
      return "A policy does not let this office give the command, or the national rules "
             "do not know it and no policy switched it on. Use the command that the rules "
             "name instead, such as an application for an account; see policy list.";
    case ledger::Reason::kBusinessOpen:
      return "The account has business that has to come to an end first: something in "
             "trading, locked, pending or frozen; once for each. Finish it first "
             "(Registration Rules art. 14).";
    case ledger::Reason::kObligationPartTooLarge:
      return "The part of an obligation that is to go to the successor is more than there "
             "is. Take at most what there is.";
    case ledger::Reason::kAccountNotTrusted:
      return "The acquiring account is not on the list of trusted accounts, or not yet. "
             "Trust it first, and wait until it is active.";
    case ledger::Reason::kAccountTrusted:
      return "The account is trusted already. Nothing.";
    case ledger::Reason::kDailyLimitExceeded:
      return "More would leave the account on this day than it may. Send less, or on "
             "another day.";
    case ledger::Reason::kTransferNotFound:
      return "No transfer of this account at its holder's will has this number. Look it "
             "up among the account's delayed transfers.";
    case ledger::Reason::kTransferNotWaiting:
      return "The transfer was carried out or aborted, or has failed. Nothing; ask for a "
             "new one if it is still wanted.";
    case ledger::Reason::kTransferNotDue:
      return "The transfer waits for its delay. Only the registry itself asks this.";
    case ledger::Reason::kOfficerNotEligible:
      return "The ceremony needs two different officers of the registry, active and with "
             "a seat in an active office, and neither the person that is recovered; once "
             "for each. Name two officers of the registry.";
    case ledger::Reason::kApproverRightLost:
      return "Who approved it before may not approve it any more. Reject it; it is proposed again "
             "and approved by others.";
  }
  return "The request is refused.";
}

std::string_view UnauthenticatedText(std::string_view reason) {
  if (reason == "TOKEN_NOT_ACCEPTED") {
    return "No person's token is accepted over this connection, or there is more than one. Persons "
           "call through the console or the management platform.";
  }
  if (reason == "TOKEN_EXPIRED") {
    return "The person's token is at its end. Get a new one from the identity provider, and send "
           "the request again with the same id.";
  }
  if (reason.starts_with("TOKEN_")) {
    return "The person's token is not one that this registry accepts. Sign in again; if it stays "
           "so, tell the registry's security administrator the reason.";
  }
  if (reason == "PERSON_UNKNOWN") {
    return "The token is good, and no person of this registry that may act has its subject. Ask "
           "the registry's security administrator.";
  }
  if (reason == "OFFICE_NOT_NAMED") {
    return "The person has a seat in several offices. Name one in the metadata x-registry-office.";
  }
  if (reason == "OFFICE_NOT_HELD") {
    return "The person has no seat in that office, or the office is suspended. Name another one, "
           "or ask the registry's security administrator.";
  }
  if (reason == "PERSON_REQUIRED") {
    return "This office is heard only through a person with a token, over the console or the "
           "management platform.";
  }
  return "The certificate names no participant of this registry. Ask the registry's security "
         "administrator.";
}

}  // namespace registry::server
