// What the tests of accounts' lives and of transfers at will have in common.
#ifndef TESTS_WIRE_LIFE_BOOK_H_
#define TESTS_WIRE_LIFE_BOOK_H_

#include <stdexcept>
#include <string>

#include "carbon/registry/v1/account.pb.h"
#include "tests/wire/book.h"

namespace registry::wire {

inline constexpr char kApply[] = "AccountLifeService/ApplyForAccount";
inline constexpr char kReview[] = "AccountLifeService/ReviewApplication";
inline constexpr char kOpenApplied[] = "AccountLifeService/OpenAppliedAccount";
inline constexpr char kObject[] = "AccountLifeService/ObjectToRestriction";
inline constexpr char kDecideObjection[] = "AccountLifeService/DecideObjection";
inline constexpr char kOverdue[] = "AccountLifeService/ListOverdue";
inline constexpr char kHistory[] = "AccountLifeService/ListAccountHistory";
inline constexpr char kUncollected[] = "AccountLifeService/ListUncollected";
inline constexpr char kTrust[] = "TransferService/TrustAccount";
inline constexpr char kAtWill[] = "TransferService/TransferAtWill";
inline constexpr char kAbort[] = "TransferService/AbortTransfer";
inline constexpr char kTrusted[] = "TransferService/ListTrustedAccounts";
inline constexpr char kDelayed[] = "TransferService/ListDelayedTransfers";

// What a read tells; throws when it tells nothing.
template <typename Message>
Message Tell(const Book& book, const std::string& method, const std::string& reader,
             const std::string& text) {
  const Answer answer = book.Ask(method, reader, text);
  Message message;
  if (!answer.ok() || !message.ParseFromString(answer.response())) {
    throw std::runtime_error(method + ": " + answer.message + " " + Reasons(answer));
  }
  return message;
}

v1::Account GetAccount(const Book& book, const std::string& account,
                       const std::string& reader = "auditor");

// Applications of a unit of province 13: the request's text.
std::string Application(const std::string& code);
// Files one and has it reviewed and opened; gives the account's number back.
std::string OpenByApplication(const Book& book, const std::string& code);

// The weekdays of July to December 2021, as the operator records them.
void RecordWorkingDays(const Book& book);

// The numbers of accounts that are overdue, with a space between them.
std::string ListOverdue(const Book& book, const std::string& reader, const std::string& filter);

}  // namespace registry::wire

#endif  // TESTS_WIRE_LIFE_BOOK_H_
