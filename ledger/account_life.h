// The life of an account between its application and its restriction (RULES R17; Registration
// Rules art. 6 to 15). Statuses: account.h; the other changes of status: change_account_status.h.
#ifndef LEDGER_ACCOUNT_LIFE_H_
#define LEDGER_ACCOUNT_LIFE_H_

#include <optional>
#include <string>
#include <vector>

#include "ledger/account.h"
#include "ledger/context.h"
#include "ledger/document.h"
#include "ledger/ids.h"

namespace registry::ledger {

// Files an application for the one account of a subject. The account gets its number at once and
// has the status APPLIED, in which nothing can be done with it.
struct ApplyForAccount {
  AccountKind kind{};
  std::string social_credit_code;
  std::string holder_name;  // personal data: kept apart, only its digest in the leaf
  Province province;
  Sector sector = Sector::kNone;
  // Keyed digest of the number of the identity document; of individuals.
  std::optional<Digest> identity;
  std::optional<AccountId> account;  // applies again after a refusal: the account it was about
  std::vector<Document> documents;   // at least one
};

// The holder; the earlier account, where it is named. Who was refused keeps his number, whether he
// names it or not. Checks, in this order:
//   those of OpenAccount, but that a refused application of the same subject does not count; and
//   before kHolderHasAccount:
//     kHolderInConflict        whose identity is given may not hold allowances (staff.h)
//   kAccountNotFound           the earlier account; facts account
//   kStatusChangeForbidden     it is not REFUSED, or another subject's; facts account, status,
//                              new_status
Touched TouchedBy(const Rules& rules, const ApplyForAccount& apply);
Decision DecideOn(const Context& context, const ApplyForAccount& apply);

// The formal review of an application: APPLIED -> REVIEWED, or REFUSED with the cause.
struct ReviewApplication {
  AccountId account{};
  bool passed = false;
  std::string cause;  // of a refusal
};

// Checks, in this order: kAccountNotFound, kStatusChangeForbidden
Touched TouchedBy(const Rules& rules, const ReviewApplication& review);
Decision DecideOn(const Context& context, const ReviewApplication& review);

// Opens an account whose application passed: REVIEWED -> OPEN, within five working days (art. 10).
struct OpenAppliedAccount {
  AccountId account{};
};

// Checks, in this order: kAccountNotFound, kStatusChangeForbidden
Touched TouchedBy(const Rules& rules, const OpenAppliedAccount& open);
Decision DecideOn(const Context& context, const OpenAppliedAccount& open);

// Changes what is known of the holder (art. 11). The lists are the new values; absent: unchanged.
struct ChangeParticulars {
  AccountId account{};
  std::string holder_name;  // empty: unchanged
  Province province;        // empty: unchanged
  std::optional<Sector> sector;
  Document document;
};

// Checks, in this order:
//   kAccountNotFound, kAccountKindForbids, kAccountStatusForbids
//   kSectorMismatch         a unit without a sector, or another kind with one; facts kind, sector
Touched TouchedBy(const Rules& rules, const ChangeParticulars& change);
Decision DecideOn(const Context& context, const ChangeParticulars& change);

// Gives an account another kind, such as of an institution that becomes a key emitting unit. The
// versions of the account are its history.
struct ChangeAccountKind {
  AccountId account{};
  AccountKind kind{};
  Sector sector = Sector::kNone;
  Province province;  // empty: unchanged
  Document document;
};

// Checks, in this order:
//   kAccountNotFound
//   kAccountKindForbids     the present or the new kind is not one of a trader, or just one of them
//                           is a natural person's, whom the list of staff is asked about when he
//                           applies; facts account, kind
//   kAccountStatusForbids
//   kProvinceMismatch, kSectorMismatch   as of OpenAccount
//   kObligationOpen         of a unit that becomes something else, which could not surrender any
//                           more; once for each, facts as of closing (change_account_status.h)
Touched TouchedBy(const Rules& rules, const ChangeAccountKind& change);
Decision DecideOn(const Context& context, const ChangeAccountKind& change);

// The holder's request to have a restriction reviewed (art. 15), within 15 working days of it: in
// time is what arrives at the same time of day on the fifteenth of them.
struct ObjectToRestriction {
  AccountId account{};
  std::string cause;
  Document document;
};

// Checks, in this order:
//   kAccountNotFound
//   kAccountStatusForbids   not RESTRICTED; facts account, status
//   kObjectionTooLate       facts account, until
//   kObjectionExists        of this restriction, decided or not; facts account, filed_at
Touched TouchedBy(const Rules& rules, const ObjectToRestriction& object);
Decision DecideOn(const Context& context, const ObjectToRestriction& object);

// The written reply, due ten working days after the objection. Lifting it opens the account.
struct DecideObjection {
  AccountId account{};
  bool lifted = false;
  std::string cause;
  Document document;
};

// Checks, in this order:
//   kAccountNotFound
//   kObjectionNotOpen       none, or its reply was given, or not RESTRICTED any more; facts account
Touched TouchedBy(const Rules& rules, const DecideObjection& decide);
Decision DecideOn(const Context& context, const DecideObjection& decide);

// Until when an account in this status has to move on, for the overdue lists: of REVIEWED the
// opening, of RESTRICTED with an open objection the reply. Absent: no term. (The sources name no
// term for the formal review itself.)
std::optional<Instant> DueAt(const Calendars& calendars, const Account& account);

inline constexpr int kDaysToOpen = 5;
inline constexpr int kDaysToObject = 15;
inline constexpr int kDaysToReply = 10;

}  // namespace registry::ledger

#endif  // LEDGER_ACCOUNT_LIFE_H_
