#include "ledger/command.h"

namespace registry::ledger {

std::string_view CommandTypeName(CommandType type) {
  switch (type) {
    case CommandType::kOpenBook:
      return "OPEN_BOOK";
    case CommandType::kRegisterParticipant:
      return "REGISTER_PARTICIPANT";
    case CommandType::kAdvanceClock:
      return "ADVANCE_CLOCK";
    case CommandType::kCreatePeriod:
      return "CREATE_PERIOD";
    case CommandType::kCreateInstrument:
      return "CREATE_INSTRUMENT";
    case CommandType::kSetIssuanceCap:
      return "SET_ISSUANCE_CAP";
    case CommandType::kOpenAccount:
      return "OPEN_ACCOUNT";
    case CommandType::kChangeAccountStatus:
      return "CHANGE_ACCOUNT_STATUS";
    case CommandType::kIssue:
      return "ISSUE";
    case CommandType::kAllocate:
      return "ALLOCATE";
    case CommandType::kReturnAllowances:
      return "RETURN_ALLOWANCES";
    case CommandType::kMoveToTrading:
      return "MOVE_TO_TRADING";
    case CommandType::kMoveFromTrading:
      return "MOVE_FROM_TRADING";
    case CommandType::kTransfer:
      return "TRANSFER";
    case CommandType::kSettleTrade:
      return "SETTLE_TRADE";
    case CommandType::kDetermineObligation:
      return "DETERMINE_OBLIGATION";
    case CommandType::kSurrender:
      return "SURRENDER";
    case CommandType::kCancel:
      return "CANCEL";
    case CommandType::kChangeParticipant:
      return "CHANGE_PARTICIPANT";
    case CommandType::kRegisterCertificate:
      return "REGISTER_CERTIFICATE";
    case CommandType::kRevokeCertificate:
      return "REVOKE_CERTIFICATE";
    case CommandType::kRegisterPerson:
      return "REGISTER_PERSON";
    case CommandType::kChangePerson:
      return "CHANGE_PERSON";
    case CommandType::kSetPolicy:
      return "SET_POLICY";
    case CommandType::kSetCalendar:
      return "SET_CALENDAR";
    case CommandType::kApproveProposal:
      return "APPROVE_PROPOSAL";
    case CommandType::kRejectProposal:
      return "REJECT_PROPOSAL";
    case CommandType::kWithdrawProposal:
      return "WITHDRAW_PROPOSAL";
    case CommandType::kExpireProposal:
      return "EXPIRE_PROPOSAL";
  }
  return "UNKNOWN";
}

}  // namespace registry::ledger
