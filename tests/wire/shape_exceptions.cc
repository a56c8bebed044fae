// Where something that looks misshapen is not: what is optional, and what only a rule can refuse.
#include <set>

#include "tests/wire/shape_cases.h"

namespace registry::wire {
namespace {

constexpr std::string_view kFree = "free text: any characters that are not control characters";
constexpr std::string_view kBool = "both values of a bool have the right shape";
constexpr std::string_view kOptional = "the field may be left out";
constexpr std::string_view kZero = "zero or more";
constexpr std::string_view kScope = "the scope of a freeze leaves it out";
constexpr std::string_view kMuch = "the shape allows any quantity of 64 bits; a rule refuses it";

constexpr ShapeException kRows[] = {
    {"*.validate_only", "any", "", kBool},
    {"SurrenderRequest.allow_surplus", "any", "", kBool},

    {"*.active", "any", "", kBool},

    {"RegisterParticipantRequest.province", "empty", "", kOptional},
    {"RegisterParticipantRequest.account", "empty", "", kOptional},
    {"*.cause", "garbage", "", kFree},
    {"*.cause", "spaces around it", "", kFree},
    {"*.subjects.issuer", "garbage", "", kFree},
    {"*.subjects.issuer", "spaces around it", "", kFree},
    {"*.subjects.subject", "garbage", "", kFree},
    {"*.subjects.subject", "spaces around it", "", kFree},
    {"*.subjects", "one twice", "subjects[1].subject", "the second one is named"},
    {"*.seats", "empty", "", "a person can be without a seat"},
    {"*.seats", "one twice", "seats[1].participant", "the second one is named"},
    {"*.seats.powers", "one twice", "seats[0].powers[1]", "the second one is named"},
    {"SetPolicyRequest.policy.above_tco2e", "zero", "", kZero},
    {"SetPolicyRequest.policy.above_tco2e", "the greatest", "", "a policy without effect"},
    {"SetPolicyRequest.policy.value", "zero", "", kZero},
    {"SetCalendarRequest.calendar.working_days", "one twice", "calendar.working_days[1]",
     "the second one is named"},

    {"OpenAccountRequest.holder_name", "garbage", "", kFree},
    {"OpenAccountRequest.holder_name", "spaces around it", "", kFree},
    {"SetIssuanceCapRequest.plan", "garbage", "", kFree},
    {"SetIssuanceCapRequest.plan", "spaces around it", "", kFree},
    {"IssueRequest.plan", "garbage", "ISSUANCE_CAP_NOT_SET", kFree},
    {"IssueRequest.plan", "spaces around it", "ISSUANCE_CAP_NOT_SET", kFree},
    {"CancelAllowancesRequest.purpose", "garbage", "", kFree},
    {"CancelAllowancesRequest.purpose", "spaces around it", "", kFree},
    {"*.document.number", "garbage", "", kFree},
    {"*.document.number", "spaces around it", "", kFree},
    {"SettleTradesRequest.trades.trade_id", "garbage", "", kFree},
    {"SettleTradesRequest.trades.trade_id", "spaces around it", "", kFree},

    {"OpenAccountRequest.province", "empty", "PROVINCE_MISMATCH",
     "a rule knows which kinds have one"},
    {"OpenAccountRequest.sector", "unspecified", "SECTOR_MISMATCH",
     "a rule knows which kinds have one"},
    {"CreateInstrumentRequest.tradable_until_time", "absent", "", kOptional},
    {"CreateInstrumentRequest.eligible_periods", "empty", "", kOptional},
    {"CreateInstrumentRequest.eligible_periods", "one twice", "eligible_periods[1]",
     "the second one is named"},
    {"SurrenderRequest.lines", "one twice", "lines[1].instrument", "the second one is named"},
    {"SettleTradesRequest.trades", "one twice", "",
     "each trade has its own outcome: one that comes again is TRADE_ALREADY_DELIVERED there"},

    {"SetIssuanceCapRequest.cap_tco2e", "zero", "", kZero},
    {"DetermineObligationRequest.verified_emissions_tco2e", "zero", "", kZero},
    {"DetermineObligationRequest.obligation_tco2e", "zero", "OBLIGATION_BELOW_SURRENDERED",
     "zero or more, and the unit has surrendered something by then"},
    {"SetIssuanceCapRequest.cap_tco2e", "the greatest", "", "a cap without effect"},
    {"DetermineObligationRequest.verified_emissions_tco2e", "the greatest", "",
     "no rule bounds what a verifier confirmed"},
    {"DetermineObligationRequest.obligation_tco2e", "the greatest", "",
     "no rule bounds what a province determines"},

    {"IssueRequest.quantity_tco2e", "the greatest",
     "ISSUANCE_CAP_EXCEEDED BALANCE_OVERFLOW BALANCE_OVERFLOW", kMuch},
    {"AllocateRequest.quantity_tco2e", "the greatest", "INSUFFICIENT_HOLDING BALANCE_OVERFLOW",
     kMuch},
    {"ReturnAllowancesRequest.quantity_tco2e", "the greatest",
     "INSUFFICIENT_HOLDING BALANCE_OVERFLOW", kMuch},
    {"SurrenderRequest.lines.quantity_tco2e", "the greatest",
     "SURRENDER_ABOVE_DUE INSUFFICIENT_HOLDING BALANCE_OVERFLOW", kMuch},
    {"MoveToTradingRequest.quantity_tco2e", "the greatest", "INSUFFICIENT_HOLDING BALANCE_OVERFLOW",
     kMuch},
    {"MoveFromTradingRequest.quantity_tco2e", "the greatest",
     "INSUFFICIENT_HOLDING BALANCE_OVERFLOW", kMuch},
    {"TransferRequest.quantity_tco2e", "the greatest", "INSUFFICIENT_HOLDING BALANCE_OVERFLOW",
     kMuch},
    {"CancelAllowancesRequest.quantity_tco2e", "the greatest", "INSUFFICIENT_HOLDING", kMuch},
    {"SettleTradesRequest.trades.quantity_tco2e", "the greatest",
     "TRADE_AMOUNT_MISMATCH TRADE_SIZE_OUTSIDE_METHOD INSUFFICIENT_HOLDING", kMuch},
    {"SettleTradesRequest.trades.price_fen", "the greatest", "TRADE_AMOUNT_MISMATCH", kMuch},
    {"SettleTradesRequest.trades.amount_fen", "the greatest", "TRADE_AMOUNT_MISMATCH", kMuch},

    {"FreezeHoldingRequest.process", "unspecified", "", kScope},
    {"FreezeHoldingRequest.quantity_tco2e", "the greatest", "", "more than there ever will be"},
    {"*.case_number", "garbage", "", kFree},
    {"*.case_number", "spaces around it", "", kFree},
    {"*.authority", "garbage", "", kFree},
    {"*.authority", "spaces around it", "", kFree},
    {"*.pledgee", "garbage", "", kFree},
    {"*.pledgee", "spaces around it", "", kFree},
    {"DeductFrozenRequest.quantity_tco2e", "the greatest", "FROZEN_TOO_LITTLE BALANCE_OVERFLOW",
     kMuch},
    {"SurrenderFrozenRequest.quantity_tco2e", "the greatest",
     "SURRENDER_ABOVE_DUE FROZEN_TOO_LITTLE BALANCE_OVERFLOW", kMuch},
    {"PledgeHoldingRequest.quantity_tco2e", "the greatest", "INSUFFICIENT_HOLDING BALANCE_OVERFLOW",
     kMuch},

    {"ApplyForAccountRequest.holder_name", "garbage", "", kFree},
    {"ApplyForAccountRequest.holder_name", "spaces around it", "", kFree},
    {"ApplyForAccountRequest.sector", "unspecified", "", kOptional},
    {"*.documents", "one twice", "documents[1].number", "the second one is named"},
    {"*.documents.number", "garbage", "", kFree},
    {"*.documents.number", "spaces around it", "", kFree},
    {"ReviewApplicationRequest.passed", "any", "", kBool},
    {"DecideObjectionRequest.lifted", "any", "", kBool},
    {"ChangeParticularsRequest.holder_name", "empty", "", kOptional},
    {"ChangeParticularsRequest.holder_name", "garbage", "", kFree},
    {"ChangeParticularsRequest.holder_name", "spaces around it", "", kFree},
    {"ChangeParticularsRequest.province", "empty", "", kOptional},
    {"ChangeParticularsRequest.sector", "unspecified", "", kOptional},
    {"ChangeAccountKindRequest.province", "empty", "", kOptional},
    {"ChangeAccountKindRequest.sector", "unspecified", "SECTOR_MISMATCH",
     "a rule knows which kinds have one"},
    {"SucceedAccountRequest.holdings", "empty", "", kOptional},
    {"SucceedAccountRequest.holdings", "one twice", "holdings[1].instrument",
     "the second one is named"},
    {"SucceedAccountRequest.holdings.quantity_tco2e", "the greatest",
     "INSUFFICIENT_HOLDING BALANCE_OVERFLOW", kMuch},
    {"SucceedAccountRequest.obligations", "empty", "", kOptional},
    {"SucceedAccountRequest.obligations", "one twice", "obligations[1].period",
     "the second one is named"},
    {"SucceedAccountRequest.obligations.verified_emissions_tco2e", "zero", "", kZero},
    {"SucceedAccountRequest.obligations.obligation_tco2e", "zero", "", kZero},
    {"SucceedAccountRequest.obligations.surrendered_tco2e", "zero", "", kZero},
    {"SucceedAccountRequest.obligations.verified_emissions_tco2e", "the greatest",
     "OBLIGATION_PART_TOO_LARGE", kMuch},
    {"SucceedAccountRequest.obligations.obligation_tco2e", "the greatest",
     "OBLIGATION_PART_TOO_LARGE", kMuch},
    {"SucceedAccountRequest.obligations.surrendered_tco2e", "the greatest",
     "OBLIGATION_PART_TOO_LARGE", kMuch},
    {"TransferAtWillRequest.quantity_tco2e", "the greatest",
     "DAILY_LIMIT_EXCEEDED INSUFFICIENT_HOLDING", kMuch},
};

std::set<const ShapeException*>& Used() {
  static std::set<const ShapeException*> used;
  return used;
}

bool IsOf(const ShapeException& row, const ShapeCase& shape_case) {
  if (row.what != shape_case.what) return false;
  if (!row.field.starts_with("*.")) return row.field == shape_case.field;
  const std::string_view field = shape_case.field;
  return row.field.substr(1) == field.substr(field.find('.'));
}

}  // namespace

const ShapeException* FindShapeException(const ShapeCase& shape_case) {
  for (const ShapeException& row : kRows) {
    if (!IsOf(row, shape_case)) continue;
    Used().insert(&row);
    return &row;
  }
  return nullptr;
}

std::vector<std::string> UnusedShapeExceptions() {
  std::vector<std::string> unused;
  for (const ShapeException& row : kRows) {
    if (!Used().contains(&row))
      unused.push_back(std::string(row.field) + " " + std::string(row.what));
  }
  return unused;
}

}  // namespace registry::wire
