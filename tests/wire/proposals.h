// What the tests of second persons have in common.
#ifndef TESTS_WIRE_PROPOSALS_H_
#define TESTS_WIRE_PROPOSALS_H_

#include <catch2/catch.hpp>
#include <cstdint>
#include <string>

#include "carbon/registry/v1/holding.pb.h"
#include "carbon/registry/v1/proposal.pb.h"
#include "tests/wire/book.h"

namespace registry::wire {

inline constexpr char kTransfer[] = "TransferService/Transfer";
inline constexpr char kApprove[] = "ProposalService/ApproveProposal";
inline constexpr char kReject[] = "ProposalService/RejectProposal";
inline constexpr char kWithdraw[] = "ProposalService/WithdrawProposal";
inline constexpr char kDenied[] = "CALLER_NOT_ENTITLED";

inline std::string Transfer(const std::string& quantity) {
  return "transferring_account: '$seller' acquiring_account: '$buyer' instrument: 'CEA1920' "
         "ground: TRANSFER_GROUND_SUCCESSION $paper quantity_tco2e: " +
         quantity;
}

template <typename Message>
Message Read(const Answer& answer) {
  INFO(answer.message);
  REQUIRE(answer.ok());
  Message message;
  message.ParseFromString(answer.response());
  return message;
}

inline std::string NumberOf(const Answer& waiting) {
  return "proposal: '" + Read<v1::WriteResponse>(waiting).waiting().proposal() + "'";
}

inline v1::ProposalDetails Details(const Book& book, const Answer& waiting,
                                   const std::string& reader) {
  return Read<v1::ProposalDetails>(
      book.Ask("ProposalService/GetProposal", reader, NumberOf(waiting)));
}

// What an account holds of CEA1920 in a bucket.
inline std::int64_t Held(const Book& book, const std::string& account, v1::Bucket bucket) {
  const auto holdings = Read<v1::ListHoldingsResponse>(
      book.Ask("HoldingService/ListHoldings", "aud-1@auditor", "account: '" + account + "'"));
  for (const v1::Holding& holding : holdings.holdings()) {
    if (holding.position().bucket() == bucket) return holding.balance();
  }
  return 0;
}

inline Answer Propose(const Book& book, const std::string& quantity = "500") {
  return book.Ask(kTransfer, "op-1@operator", Transfer(quantity));
}

}  // namespace registry::wire

#endif  // TESTS_WIRE_PROPOSALS_H_
