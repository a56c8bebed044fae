#include "server/reason_text.h"

namespace registry::server {

std::string_view ReasonText(ledger::Reason reason) {
  switch (reason) {
    case ledger::Reason::kAccountNotFound:
      return "No account has this number. Check the number; open the account first.";
    case ledger::Reason::kAccountStatusForbids:
      return "The account is restricted, closing, closed or not opened yet, and its status does "
             "not allow this. Ask the registry why; have the restriction lifted, then send a "
             "new request.";
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
      return "The position holds less than is asked, or, of a trade, less beside what a freeze of "
             "an earlier day wants of it; one for each line. Ask for less, or acquire or move "
             "allowances first, then send a new request.";
    case ledger::Reason::kBalanceOverflow:
      return "A balance, or the sum of what is surrendered, would leave 64 bits. The quantity "
             "is a mistake: check it.";
    case ledger::Reason::kTransferGroundOff:
      return "The ground is the holder's own will, on which the registry moves nothing. Trade "
             "through the exchange, or name another ground with its document.";
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
      return "The new obligation is below what the unit has surrendered. Determine at least "
             "that much.";
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
    case ledger::Reason::kApproverRightLost:
      return "Who approved it before may not approve it any more. Reject it; it is proposed again "
             "and approved by others.";
    case ledger::Reason::kHolderInConflict:
      return "The applicant is on the staff of an authority, the registry, the exchange or a "
             "verifier, who may not hold allowances. Refuse the application; if the list of "
             "staff is wrong, have it corrected.";
    case ledger::Reason::kObjectionTooLate:
      return "The 15 working days in which the restriction could be objected to are over. Ask "
             "the registry to lift it.";
    case ledger::Reason::kObjectionExists:
      return "This restriction was objected to already. Wait for the reply; if there is one, "
             "it stands.";
    case ledger::Reason::kObjectionNotOpen:
      return "No objection of this account waits for a reply. See what became of the last one "
             "in the account's history.";
    case ledger::Reason::kObligationOpen:
      return "The account's unit still owes allowances. Surrender what is due before it is "
             "closed; a unit that cannot is closed as dissolved.";
    case ledger::Reason::kAccountFrozen:
      return "A freeze names the account or its holder. Close the account when the freeze has "
             "ended.";
    case ledger::Reason::kFreezeNotFound:
      return "No freeze has this number, or no pledge where a pledge is asked for. Look it up "
             "by account or case.";
    case ledger::Reason::kFreezeNotInForce:
      return "The freeze or pledge has ended: released, expired or used up. A new order is a "
             "new freeze.";
    case ledger::Reason::kFreezeNotEnded:
      return "The time of the freeze is not over.";
    case ledger::Reason::kFreezeDatesInvalid:
      return "A freeze begins no later than now and ends after now, and a renewal ends later "
             "than before. Take the dates from the order.";
    case ledger::Reason::kFrozenTooLittle:
      return "The freeze holds less of the instrument than is asked; earlier freezes are "
             "served first. Ask for what it holds, or wait until more has arrived.";
    case ledger::Reason::kNothingToFreeze:
      return "Nothing is there that a freeze wants.";
    case ledger::Reason::kProcessNotStoppable:
      return "This process cannot be stopped for the whole registry. Stop one that moves "
             "allowances or opens accounts; an office is suspended instead.";
    case ledger::Reason::kProcessStopped:
      return "The process is stopped for the whole registry. When the stop has ended, send a "
             "new request.";
    case ledger::Reason::kCommandOff:
      return "A policy keeps this office from the command, or the national rules do not know "
             "it and no policy switched it on. An account is opened on an application instead.";
    case ledger::Reason::kBusinessOpen:
      return "Something is in trading, locked, pending or held. Bring it to its end before the "
             "account ends.";
    case ledger::Reason::kObligationPartTooLarge:
      return "More of an obligation is to go to the successor than there is. Name at most what "
             "there is.";
    case ledger::Reason::kAccountNotTrusted:
      return "The acquiring account is not among the trusted ones, or not yet. Trust it, and "
             "wait until that holds.";
    case ledger::Reason::kAccountTrusted:
      return "The account is trusted already. Nothing has to be done.";
    case ledger::Reason::kDailyLimitExceeded:
      return "More would leave the account on this day than may. Send less, or on another day.";
    case ledger::Reason::kTransferNotFound:
      return "No transfer at its holder's will of this account has this number. Look it up "
             "among the account's delayed transfers.";
    case ledger::Reason::kTransferNotWaiting:
      return "The transfer was carried out or called off, or it failed. Ask for a new one if "
             "it is still wanted.";
    case ledger::Reason::kTransferNotDue:
      return "The delay of the transfer is not over.";
    case ledger::Reason::kOfficerNotEligible:
      return "The ceremony needs two different officers of the registry, each active and with "
             "a seat in an active office, and neither the person to be recovered. Name two "
             "such officers.";
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
