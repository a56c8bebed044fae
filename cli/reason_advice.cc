#include "cli/reason_advice.h"

#include <array>

#include "cli/exit_code.h"

namespace registry::cli {
namespace {

struct Advice {
  std::string_view reason;
  std::string_view text;
};

// One row for each reason of reason.proto.
constexpr auto kAdvice = std::to_array<Advice>({
    {"ACCOUNT_NOT_FOUND", "Check the account's number with `account list`."},
    {"ACCOUNT_STATUS_FORBIDS",
     "See `account get`; a restriction is lifted with `account status`, a closed account stays "
     "so."},
    {"ACCOUNT_KIND_FORBIDS", "This kind of account may not do that; name another account."},
    {"HOLDER_HAS_ACCOUNT", "Find it with `account list --code CODE` and use that account."},
    {"ACCOUNT_NOT_EMPTY", "Bring every holding of `holdings --account` to zero, then close it."},
    {"STATUS_CHANGE_FORBIDDEN", "See the status it has with `account get`."},
    {"PROVINCE_MISMATCH", "Name the authority of the unit's own province."},
    {"SECTOR_MISMATCH", "Name the sector of the unit's account; see `account get`."},
    {"SAME_ACCOUNT", "Name two different accounts."},
    {"INSTRUMENT_NOT_FOUND", "See `instrument list` for the codes."},
    {"INSTRUMENT_EXISTS", "Use it, or choose another code; see `instrument list`."},
    {"INSTRUMENT_KIND_FORBIDS", "This needs an allowance; see `instrument list` for the kinds."},
    {"INSTRUMENT_NOT_ELIGIBLE",
     "See `instrument list` for the periods that the instrument may be surrendered for."},
    {"INSTRUMENT_NOT_TRADABLE", "See `instrument list` for when it may be traded."},
    {"PERIOD_NOT_FOUND", "See `period list` for the codes."},
    {"PERIOD_EXISTS", "Use it; see `period list`."},
    {"ISSUANCE_CAP_NOT_SET", "The ministry sets it first, with `instrument cap`."},
    {"ISSUANCE_CAP_EXCEEDED", "Issue less, or have the ministry raise it with `instrument cap`."},
    {"ISSUANCE_CAP_BELOW_ISSUED", "Set a cap of at least what has been issued."},
    {"INSUFFICIENT_HOLDING",
     "See `holdings --account`; bring in what is missing or ask for less. The other part may lie "
     "in another bucket (`move`), or a freeze may want it (`freeze list`)."},
    {"BALANCE_OVERFLOW", "The quantity is beyond what a balance can hold; check it."},
    {"TRANSFER_GROUND_OFF", "Name a ground that the rules know, such as succession."},
    {"TRADE_ALREADY_DELIVERED", "Nothing is to be done: the trade was delivered before."},
    {"TRADE_ID_REUSED", "Compare the trade with the one delivered under its id."},
    {"TRADE_AMOUNT_MISMATCH", "The amount must be price times quantity; correct the file."},
    {"TRADE_SIZE_OUTSIDE_METHOD", "Below 100,000 t a trade is listed, from there on block."},
    {"TRADE_TIME_INVALID",
     "The match time must lie in a session of its day and not in the future of the registry."},
    {"OBLIGATION_NOT_DETERMINED", "The province records it first, with `obligation determine`."},
    {"OBLIGATION_BELOW_SURRENDERED", "More has been surrendered; determine at least that much."},
    {"SURRENDER_ABOVE_DUE",
     "Surrender what is open (`obligation get`), or say --allow-surplus if more is meant."},
    {"PARTICIPANT_EXISTS", "The participant is registered already."},
    {"CLOCK_NOT_REPLAY", "Only a book that was opened for replay has a clock that can be moved."},
    {"CLOCK_MOVES_BACKWARD", "The clock stands later already (`status`); it only moves forward."},
    {"BOOK_ALREADY_OPEN", "The book is open; nothing is to be done."},
    {"OFFSET_NOT_OPEN", "Credits cannot be used yet; surrender allowances."},
    {"INSTRUMENT_LIMIT_REACHED", "No further instruments fit; tell the operators."},
    {"PARTICIPANT_NOT_FOUND", "See `participant list` for the names; enter it first."},
    {"CERTIFICATE_EXISTS", "See `certificate list`; a certificate is entered and revoked once."},
    {"PERSON_EXISTS", "Change the person that is there, with `person change`."},
    {"PERSON_NOT_FOUND", "See `person list` for the staff codes."},
    {"SUBJECT_IN_USE", "Take the subject from the other person first, with `person change`."},
    {"POLICY_IN_FORCE", "Name an instant that is still to come."},
    {"PROPOSAL_HASH_MISMATCH", "Look at the proposal again with `proposal show`."},
    {"PROPOSAL_NOT_OPEN", "It has ended; see `proposal show` for how."},
    {"PROPOSAL_EXPIRED", "Its time is over; the proposer sends the request again."},
    {"PROPOSAL_NOT_EXPIRED", "Its time is not over; nothing is to be done."},
    {"SECOND_PERSON_IS_FIRST", "Another person has to approve."},
    {"PROPOSER_RIGHT_LOST",
     "Who proposed it may not any more: reject it, and have it proposed by somebody who may."},
    {"APPROVER_RIGHT_LOST",
     "Who approved it before may not any more: reject it, and have it proposed again."},
    {"HOLDER_IN_CONFLICT",
     "Refuse the application; if the list of staff is wrong, have it corrected."},
    {"OBJECTION_TOO_LATE", "Ask the registry to lift the restriction."},
    {"OBJECTION_EXISTS", "Wait for the reply, or see the one that was given."},
    {"OBJECTION_NOT_OPEN", "Nothing; see `account get`."},
    {"OBLIGATION_OPEN",
     "Surrender what is due first; a dissolved unit is closed with `account close-dissolved`."},
    {"ACCOUNT_FROZEN", "See `freeze list --account`; close it when the freeze has ended."},
    {"FREEZE_NOT_FOUND", "Look it up with `freeze list`."},
    {"FREEZE_NOT_IN_FORCE", "Nothing; a new order is a new freeze."},
    {"FREEZE_NOT_ENDED", "Only the registry itself asks this."},
    {"FREEZE_DATES_INVALID", "Take the dates from the order."},
    {"FROZEN_TOO_LITTLE",
     "Take what it holds, or wait for arrivals; earlier freezes are served first."},
    {"NOTHING_TO_FREEZE", "Only the registry itself asks this."},
    {"PROCESS_NOT_STOPPABLE",
     "Stop one that moves allowances or opens accounts; suspend an office instead."},
    {"PROCESS_STOPPED", "See `freeze list` for the stop; when it has ended, send a new request."},
    {"COMMAND_OFF", "See `policy`; an account is applied for with `account apply`."},
    {"BUSINESS_OPEN",
     "See `holdings --account`; bring what is in trading, locked, pending or frozen to an "
     "end first."},
    {"OBLIGATION_PART_TOO_LARGE", "Take at most what there is."},
    {"ACCOUNT_NOT_TRUSTED",
     "Trust it first with `transfer trust`, and wait until it is active; see `transfer "
     "trusted`."},
    {"ACCOUNT_TRUSTED", "Nothing."},
    {"DAILY_LIMIT_EXCEEDED", "Send less, or on another day."},
    {"TRANSFER_NOT_FOUND", "Look it up with `transfer delayed`."},
    {"TRANSFER_NOT_WAITING", "Nothing; ask for a new one if it is still wanted."},
    {"TRANSFER_NOT_DUE", "Only the registry itself asks this."},
    {"OFFICER_NOT_ELIGIBLE", "Name two officers of the registry."},
});

}  // namespace

std::string_view AdviceFor(std::string_view reason) {
  for (const Advice& advice : kAdvice) {
    if (advice.reason == reason) return advice.text;
  }
  return {};
}

std::string NextStep(const client::Error& error) {
  std::string_view advice;
  if (!error.refusals.empty()) advice = AdviceFor(error.refusals.front().reason);
  if (advice.empty()) return std::string(ExitPathOf(ExitCodeOf(error)).next);
  return std::string(advice);
}

}  // namespace registry::cli
