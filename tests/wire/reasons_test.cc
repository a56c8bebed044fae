// Each reason of reason.proto once over the wire, with its facts; docs/reasons.md has the meanings.
#include <catch2/catch.hpp>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "carbon/registry/v1/reason.pb.h"
#include "carbon/registry/v1/registry.pb.h"
#include "carbon/registry/v1/settlement.pb.h"
#include "tests/wire/book.h"

namespace registry::wire {
namespace {

struct Check {
  std::string reason;
  std::map<std::string, std::string> facts;
};

struct ReasonCase {
  std::string method;
  std::string caller;
  std::string text;
  std::vector<Check> checks;  // all that fail, in order
};

const char kMove[] = "TransferService/MoveToTrading";
const char kTransfer[] = "TransferService/Transfer";
const char kAllocate[] = "AllocationService/Allocate";
const char kSurrender[] = "ComplianceService/Surrender";

std::string Transfer(const std::string& from, const std::string& to, const std::string& rest = "") {
  return "transferring_account: '" + from + "' acquiring_account: '" + to +
         "' instrument: 'CEA1920' quantity_tco2e: 1 ground: " +
         (rest.empty() ? "TRANSFER_GROUND_SUCCESSION" : rest) + " $paper";
}

std::string Surrender(const std::string& unit, const std::string& instrument,
                      const std::string& quantity, const std::string& period = "2019-20") {
  return "unit_account: '" + unit + "' sector: SECTOR_POWER period: '" + period +
         "' lines { instrument: '" + instrument + "' quantity_tco2e: " + quantity + " }";
}

std::string Open(const std::string& kind, const std::string& rest) {
  return "kind: ACCOUNT_KIND_" + kind + " holder_name: 'Somebody' " + rest;
}

// A good trade is 10 t at 48 yuan, matched at 09:45 in Beijing; the last value of a field counts.
std::string Trade(const std::string& rest) {
  return "trades { trade_id: 'T-9' instrument: 'CEA1920' method: TRADING_METHOD_LISTED "
         "seller_account: '$seller' buyer_account: '$buyer' quantity_tco2e: 10 price_fen: 4800 "
         "amount_fen: 48000 match_time { seconds: 1626399900 } }" +
         rest;
}

std::string Stop(const std::string& process) {
  return "scope: FREEZE_SCOPE_PROCESS process: TRANSACTION_TYPE_" + process +
         " case_number: 'case 13' authority: 'a court' from_time { seconds: 1626400000 } "
         "until_time { seconds: 1672502400 } $paper";
}

std::vector<ReasonCase> Cases() {
  const std::string cea = "CEA1920";
  return {
      {"AccessService/RegisterParticipant",
       "security",
       "participant: 'operator' role: ROLE_AUDITOR",
       {{"PARTICIPANT_EXISTS", {{"participant", "operator"}}}}},
      {"AccessService/ChangeParticipant",
       "security",
       "participant: 'nobody-there' active: false cause: 'x'",
       {{"PARTICIPANT_NOT_FOUND", {{"participant", "nobody-there"}}}}},
      {"AccessService/RevokeCertificate",
       "security",
       "participant: 'vacant' fingerprint: '00000000000000000000000000000000' cause: 'x'",
       {{"CERTIFICATE_EXISTS",
         {{"fingerprint", "3030303030303030303030303030303030303030303030303030303030303030"}}}}},
      {"AccessService/RegisterPerson",
       "security",
       "person: 'clerk-9' identity_number: 'e-1234567-1' subjects { issuer: "
       "'https://identity.registry.example' subject: 'clerk-1' }",
       {{"PERSON_EXISTS", {{"person", "clerk-1"}}},
        {"SUBJECT_IN_USE",
         {{"issuer", "https://identity.registry.example"}, {"subject", "clerk-1"}}}}},
      {"AccessService/ChangePerson",
       "security",
       "person: 'clerk-9' active: true cause: 'x' subjects { issuer: 'i' subject: 's' }",
       {{"PERSON_NOT_FOUND", {{"person", "clerk-9"}}}}},
      {"AccessService/SetPolicy",
       "security",
       "policy { kind: POLICY_KIND_PERSON_REQUIRED role: ROLE_AUDITOR value: 1 "
       "from_time { seconds: 1626400799 } } $paper",
       {{"POLICY_IN_FORCE", {{"from", "2021-07-16T01:59:59Z"}, {"now", "2021-07-16T02:00:00Z"}}}}},
      {kMove,
       "operator",
       "account: '$unknown' instrument: 'CEA1920' quantity_tco2e: 1",
       {{"ACCOUNT_NOT_FOUND", {{"account", "$unknown"}}}}},
      {kTransfer,
       "operator",
       Transfer("$closed", "$buyer"),
       {{"ACCOUNT_STATUS_FORBIDS", {{"account", "$closed"}, {"status", "CLOSED"}}},
        {"INSUFFICIENT_HOLDING",
         {{"account", "$closed"},
          {"instrument", cea},
          {"requested_tco2e", "1"},
          {"available_tco2e", "0"}}}}},
      {kMove,
       "operator",
       "account: '$restricted' instrument: 'CEA1920' quantity_tco2e: 1",
       {{"ACCOUNT_STATUS_FORBIDS", {{"account", "$restricted"}, {"status", "RESTRICTED"}}},
        {"INSUFFICIENT_HOLDING",
         {{"account", "$restricted"},
          {"instrument", cea},
          {"requested_tco2e", "1"},
          {"available_tco2e", "0"}}}}},
      {kMove,
       "operator",
       "account: '$authority_13' instrument: 'CEA1920' quantity_tco2e: 1",
       {{"ACCOUNT_KIND_FORBIDS",
         {{"account", "$authority_13"}, {"kind", "PROVINCIAL_AUTHORITY"}}}}},
      {"AccountService/OpenAccount",
       "operator",
       Open("INSTITUTION", "social_credit_code: '$sellers_code'"),
       {{"HOLDER_HAS_ACCOUNT", {{"account", "$seller"}}}}},
      {"AccountService/ChangeAccountStatus",
       "operator",
       "account: '$full' status: ACCOUNT_STATUS_CLOSED cause: 'application'",
       {{"ACCOUNT_NOT_EMPTY",
         {{"account", "$full"},
          {"instrument", cea},
          {"bucket", "REGISTERED"},
          {"balance", "10"}}}}},
      {"AccountService/ChangeAccountStatus",
       "operator",
       "account: '$idle' status: ACCOUNT_STATUS_CLOSED cause: 'application'",
       {{"STATUS_CHANGE_FORBIDDEN",
         {{"account", "$idle"}, {"status", "OPEN"}, {"new_status", "CLOSED"}}}}},
      {kAllocate,
       "operator",
       "transferring_account: '$authority_13' acquiring_account: '$far' instrument: 'CEA1920' "
       "period: '2019-20' step: ALLOCATION_STEP_PRE_ALLOCATION quantity_tco2e: 1",
       {{"PROVINCE_MISMATCH", {{"province", "13"}, {"acquiring_province", "11"}}}}},
      {"AccountService/OpenAccount",
       "operator",
       Open("INSTITUTION", "social_credit_code: '$new_code' sector: SECTOR_STEEL"),
       {{"SECTOR_MISMATCH", {{"kind", "INSTITUTION"}, {"sector", "STEEL"}}}}},
      {kTransfer,
       "operator",
       Transfer("$seller", "$seller"),
       {{"SAME_ACCOUNT", {{"account", "$seller"}}}}},
      {kMove,
       "operator",
       "account: '$seller' instrument: 'CEA99' quantity_tco2e: 1",
       {{"INSTRUMENT_NOT_FOUND", {{"instrument", "CEA99"}}}}},
      {"AllocationService/CreateInstrument",
       "operator",
       "instrument: 'CNY' kind: INSTRUMENT_KIND_MONEY",
       {{"INSTRUMENT_EXISTS", {{"instrument", "CNY"}}}}},
      {"AllocationService/SetIssuanceCap",
       "ministry",
       "plan: 'p' instrument: 'CNY' sector: SECTOR_POWER cap_tco2e: 1 $paper",
       {{"INSTRUMENT_KIND_FORBIDS", {{"instrument", "CNY"}, {"kind", "MONEY"}}}}},
      {kSurrender,
       "authority-13",
       Surrender("$seller", "CEA-HUGE", "1"),
       {{"INSTRUMENT_NOT_ELIGIBLE", {{"instrument", "CEA-HUGE"}, {"period", "2019-20"}}},
        {"INSUFFICIENT_HOLDING",
         {{"account", "$seller"},
          {"instrument", "CEA-HUGE"},
          {"requested_tco2e", "1"},
          {"available_tco2e", "0"}}}}},
      {"SettlementService/SettleTrades",
       "trading-system",
       Trade(" trades { instrument: 'CEA-HUGE' }"),
       {{"INSTRUMENT_NOT_TRADABLE",
         {{"instrument", "CEA-HUGE"}, {"match_time", "2021-07-16T01:45:00Z"}}},
        {"INSUFFICIENT_HOLDING",
         {{"account", "$seller"},
          {"instrument", "CEA-HUGE"},
          {"requested_tco2e", "10"},
          {"available_tco2e", "0"}}}}},
      {kAllocate,
       "authority-13",
       "transferring_account: '$authority_13' acquiring_account: '$seller' instrument: 'CEA1920' "
       "period: '2033' step: ALLOCATION_STEP_PRE_ALLOCATION quantity_tco2e: 1",
       {{"PERIOD_NOT_FOUND", {{"period", "2033"}}}}},
      {"ComplianceService/CreateCompliancePeriod",
       "ministry",
       "period: '2019-20' first_year: 2019 last_year: 2020 deadline_time { seconds: 1640941200 }",
       {{"PERIOD_EXISTS", {{"period", "2019-20"}}}}},
      {"AllocationService/Issue",
       "operator",
       "plan: 'no such plan' instrument: 'CEA1920' sector: SECTOR_POWER "
       "acquiring_account: '$authority_13' quantity_tco2e: 1 $paper",
       {{"ISSUANCE_CAP_NOT_SET",
         {{"plan", "no such plan"}, {"instrument", cea}, {"sector", "POWER"}}}}},
      {"AllocationService/Issue",
       "operator",
       "plan: 'plan-2019-20' instrument: 'CEA1920' sector: SECTOR_POWER "
       "acquiring_account: '$authority_13' quantity_tco2e: 100001 $paper",
       {{"ISSUANCE_CAP_EXCEEDED",
         {{"requested_tco2e", "100001"}, {"cap_tco2e", "1000000"}, {"issued_tco2e", "900000"}}}}},
      {"AllocationService/SetIssuanceCap",
       "ministry",
       "plan: 'plan-2019-20' instrument: 'CEA1920' sector: SECTOR_POWER cap_tco2e: 899999 $paper",
       {{"ISSUANCE_CAP_BELOW_ISSUED", {{"cap_tco2e", "899999"}, {"issued_tco2e", "900000"}}}}},
      {"TransferService/CancelAllowances",
       "operator",
       "account: '$seller' instrument: 'CEA1920' quantity_tco2e: 701 purpose: 'a green meeting'",
       {{"INSUFFICIENT_HOLDING",
         {{"account", "$seller"},
          {"instrument", cea},
          {"requested_tco2e", "701"},
          {"available_tco2e", "700"}}}}},
      {"AllocationService/Issue",
       "operator",
       "plan: 'second' instrument: 'CEA-HUGE' sector: SECTOR_POWER "
       "acquiring_account: '$authority_13' quantity_tco2e: 2 $paper",
       {{"BALANCE_OVERFLOW",
         {{"account", "00000001-95"},
          {"instrument", "CEA-HUGE"},
          {"requested_tco2e", "2"},
          {"balance_tco2e", "-9223372036854775807"}}},
        {"BALANCE_OVERFLOW",
         {{"account", "$authority_13"},
          {"instrument", "CEA-HUGE"},
          {"requested_tco2e", "2"},
          {"balance_tco2e", "9223372036854775807"}}}}},
      {kTransfer,
       "operator",
       Transfer("$seller", "$buyer", "TRANSFER_GROUND_HOLDER_WILL"),
       {{"TRANSFER_GROUND_OFF", {{"ground", "HOLDER_WILL"}}}}},
      {"SettlementService/SettleTrades",
       "trading-system",
       Trade(" trades { trade_id: 'T-0' }"),
       {{"TRADE_ALREADY_DELIVERED", {{"trade", "T-0"}}}}},
      {"SettlementService/SettleTrades",
       "trading-system",
       Trade(" trades { trade_id: 'T-0' quantity_tco2e: 11 amount_fen: 52800 }"),
       {{"TRADE_ID_REUSED", {{"trade", "T-0"}}}}},
      {"SettlementService/SettleTrades",
       "trading-system",
       Trade(" trades { amount_fen: 48001 }"),
       {{"TRADE_AMOUNT_MISMATCH",
         {{"amount_fen", "48001"}, {"price_fen", "4800"}, {"quantity_tco2e", "10"}}}}},
      {"SettlementService/SettleTrades",
       "trading-system",
       Trade(" trades { method: TRADING_METHOD_BLOCK match_time { seconds: 1626328800 } }"),
       {{"INSTRUMENT_NOT_TRADABLE", {{"instrument", cea}, {"match_time", "2021-07-15T06:00:00Z"}}},
        {"TRADE_SIZE_OUTSIDE_METHOD",
         {{"method", "BLOCK"}, {"quantity_tco2e", "10"}, {"threshold_tco2e", "100000"}}}}},
      {"SettlementService/SettleTrades",
       "trading-system",
       Trade(" trades { match_time { seconds: 1626408000 } }"),
       {{"TRADE_TIME_INVALID",
         {{"match_time", "2021-07-16T04:00:00Z"},
          {"received_at", "2021-07-16T02:00:00Z"},
          {"method", "LISTED"}}}}},
      {kSurrender,
       "authority-13",
       Surrender("$buyer", cea, "1"),
       {{"OBLIGATION_NOT_DETERMINED",
         {{"account", "$buyer"}, {"sector", "POWER"}, {"period", "2019-20"}}}}},
      {"ComplianceService/DetermineObligation",
       "authority-13",
       "unit_account: '$done' sector: SECTOR_POWER period: '2019-20' "
       "verified_emissions_tco2e: 2 obligation_tco2e: 2",
       {{"OBLIGATION_BELOW_SURRENDERED", {{"obligation_tco2e", "2"}, {"surrendered_tco2e", "3"}}}}},
      {kSurrender,
       "authority-13",
       Surrender("$seller", cea, "801"),
       {{"SURRENDER_ABOVE_DUE", {{"requested_tco2e", "801"}, {"open_tco2e", "800"}}},
        {"INSUFFICIENT_HOLDING",
         {{"account", "$seller"},
          {"instrument", cea},
          {"requested_tco2e", "801"},
          {"available_tco2e", "700"}}}}},
      {"RegistryService/AdvanceClock",
       "operator",
       "time { seconds: 1626400800 }",
       {{"CLOCK_MOVES_BACKWARD",
         {{"instant", "2021-07-16T02:00:00Z"}, {"clock", "2021-07-16T02:00:00Z"}}}}},
      {kSurrender,
       "authority-13",
       Surrender("$seller", "CCER:WIND:2020", "1"),
       {{"OFFSET_NOT_OPEN", {{"instrument", "CCER:WIND:2020"}}},
        {"INSUFFICIENT_HOLDING",
         {{"account", "$seller"},
          {"instrument", "CCER:WIND:2020"},
          {"requested_tco2e", "1"},
          {"available_tco2e", "0"}}}}},
      {"AccountLifeService/ApplyForAccount",
       "operator",
       "kind: ACCOUNT_KIND_INDIVIDUAL social_credit_code: '$new_code' holder_name: 'Somebody' "
       "identity_number: 'e-staff-7' $papers",
       {{"HOLDER_IN_CONFLICT", {}}}},
      {"AccountLifeService/ObjectToRestriction",
       "operator",
       "account: '$objecting' cause: 'x' $paper",
       {{"OBJECTION_EXISTS", {{"account", "$objecting"}, {"filed_at", "2021-07-16T02:00:00Z"}}}}},
      {"AccountLifeService/DecideObjection",
       "reviewer",
       "account: '$restricted' lifted: true cause: 'x' $paper",
       {{"OBJECTION_NOT_OPEN", {{"account", "$restricted"}}}}},
      {"AccountService/ChangeAccountStatus",
       "operator",
       "account: '$owing' status: ACCOUNT_STATUS_CLOSED cause: 'application'",
       {{"OBLIGATION_OPEN",
         {{"account", "$owing"}, {"sector", "POWER"}, {"period", "2019-20"}, {"open_tco2e", "7"}}},
        {"ACCOUNT_FROZEN", {{"account", "$owing"}, {"freeze", "$freeze_of_owing"}}}}},
      {"FreezeService/ReleaseFreeze",
       "court",
       "freeze: '999999' cause: 'x' $paper",
       {{"FREEZE_NOT_FOUND", {{"freeze", "999999"}}}}},
      {"FreezeService/ReleasePledge",
       "operator",
       "pledge: '$freeze' $paper",
       {{"FREEZE_NOT_FOUND", {{"freeze", "$freeze"}}}}},
      {"FreezeService/ReleaseFreeze",
       "court",
       "freeze: '$released' cause: 'x' $paper",
       {{"FREEZE_NOT_IN_FORCE", {{"freeze", "$released"}, {"state", "RELEASED"}}}}},
      {"FreezeService/RenewFreeze",
       "court",
       "freeze: '$freeze' until_time { seconds: 1672502400 } $paper",
       {{"FREEZE_DATES_INVALID",
         {{"from", "2021-07-16T01:46:40Z"},
          {"until", "2022-12-31T16:00:00Z"},
          {"now", "2021-07-16T02:00:00Z"}}}}},
      {"FreezeService/DeductFrozen",
       "court",
       "freeze: '$freeze' instrument: 'CEA1920' quantity_tco2e: 51 acquiring_account: '$idle' "
       "$paper",
       {{"FROZEN_TOO_LITTLE",
         {{"freeze", "$freeze"},
          {"instrument", cea},
          {"requested_tco2e", "51"},
          {"held_tco2e", "50"}}}}},
      {"FreezeService/FreezeHolding",
       "court",
       Stop("RELEASE_FREEZE"),
       {{"PROCESS_NOT_STOPPABLE", {{"process", "RELEASE_FREEZE"}}}}},
      {"AllocationService/ReturnAllowances",
       "authority-13",
       "transferring_account: '$seller' acquiring_account: '$authority_13' instrument: 'CEA1920' "
       "period: '2019-20' quantity_tco2e: 5",
       {{"PROCESS_STOPPED",
         {{"process", "RETURN_ALLOWANCES"},
          {"freeze", "$stop"},
          {"until", "2022-12-31T16:00:00Z"}}}}},
      {"AccountLifeService/ChangeAccountKind",
       "operator",
       "account: '$idle' kind: ACCOUNT_KIND_INSTITUTION $paper",
       {{"COMMAND_OFF", {{"command", "CHANGE_ACCOUNT_KIND"}}}}},
      {"AccountLifeService/CloseDissolvedAccount",
       "operator",
       "account: '$held' receiver_account: '$authority_13' cause: 'x' $paper",
       {{"BUSINESS_OPEN",
         {{"account", "$held"}, {"instrument", cea}, {"bucket", "FROZEN"}, {"balance", "50"}}},
        {"BUSINESS_OPEN",
         {{"account", "$held"}, {"instrument", cea}, {"bucket", "PLEDGED"}, {"balance", "5"}}}}},
      {"AccountLifeService/SucceedAccount",
       "operator",
       "predecessor_account: '$held' successor_account: '$buyer' obligations { sector: "
       "SECTOR_POWER period: '2019-20' obligation_tco2e: 21 } $paper",
       {{"OBLIGATION_PART_TOO_LARGE",
         {{"account", "$held"},
          {"sector", "POWER"},
          {"period", "2019-20"},
          {"figure", "obligation"},
          {"requested_tco2e", "21"},
          {"available_tco2e", "20"}}}}},
      {"TransferService/DistrustAccount",
       "unit",
       "account: '$seller' trusted_account: '$idle'",
       {{"ACCOUNT_NOT_TRUSTED", {{"account", "$idle"}}}}},
      {"TransferService/TrustAccount",
       "unit",
       "account: '$seller' trusted_account: '$buyer'",
       {{"ACCOUNT_TRUSTED", {{"account", "$buyer"}, {"active_from", "2021-07-16T02:00:00Z"}}}}},
      {"TransferService/TransferAtWill",
       "unit",
       "transferring_account: '$seller' acquiring_account: '$buyer' instrument: 'CEA1920' "
       "quantity_tco2e: 100000",
       {{"DAILY_LIMIT_EXCEEDED",
         {{"requested_tco2e", "100000"}, {"used_tco2e", "1"}, {"limit_tco2e", "100000"}}},
        {"INSUFFICIENT_HOLDING",
         {{"account", "$seller"},
          {"instrument", cea},
          {"requested_tco2e", "100000"},
          {"available_tco2e", "700"}}}}},
      {"TransferService/AbortTransfer",
       "unit",
       "account: '$seller' transfer: '999999' cause: 'x'",
       {{"TRANSFER_NOT_FOUND", {{"transfer", "999999"}}}}},
      {"TransferService/AbortTransfer",
       "operator",
       "account: '$buyer' transfer: '$back' cause: 'x'",
       {{"TRANSFER_NOT_FOUND", {{"transfer", "$back"}}}}},
      {"TransferService/AbortTransfer",
       "unit",
       "account: '$seller' transfer: '$back' cause: 'x'",
       {{"TRANSFER_NOT_WAITING", {{"transfer", "$back"}, {"state", "ABORTED"}}}}},
  };
}

// Reasons without a case above.
const std::map<std::string, std::string> kElsewhere = {
    {"CLOCK_NOT_REPLAY", "a case of its own below: it needs a store on the system's clock"},
    {"PROPOSAL_HASH_MISMATCH", "second_person_test.cc: in a book with persons"},
    {"PROPOSAL_NOT_OPEN", "the same"},
    {"PROPOSAL_EXPIRED", "the same"},
    {"SECOND_PERSON_IS_FIRST", "the same"},
    {"PROPOSER_RIGHT_LOST", "the same"},
    {"APPROVER_RIGHT_LOST", "the same"},
    {"PROPOSAL_NOT_EXPIRED", "only the registry itself closes a proposal; tests/ledger has it"},
    {"BOOK_ALREADY_OPEN", "no method opens the book; the ceremony does"},
    {"OBJECTION_TOO_LATE", "a case of its own below: it needs weeks"},
    {"FREEZE_NOT_ENDED", "only the registry itself ends a freeze at its time; tests/ledger has it"},
    {"NOTHING_TO_FREEZE", "only the registry itself takes what arrives; tests/ledger has it"},
    {"TRANSFER_NOT_DUE", "only the registry itself carries transfers out; tests/ledger has it"},
    {"OFFICER_NOT_ELIGIBLE", "no method recovers an administrator; the ceremony does"},
    {"INSTRUMENT_LIMIT_REACHED", "takes 65,535 instruments; tests/ledger has it"},
};

// $done has surrendered 3 t; $full is being closed and holds 10 t.
void MakeUnits(Book& book) {
  book.OpenUnit("$done", 50);
  book.OpenUnit("$full", 51);
  for (const char* unit : {"$done", "$full"}) {
    book.Must(kAllocate, "authority-13",
              "transferring_account: '$authority_13' acquiring_account: '" + std::string(unit) +
                  "' instrument: 'CEA1920' period: '2019-20' "
                  "step: ALLOCATION_STEP_PRE_ALLOCATION quantity_tco2e: 10");
  }
  book.Must("ComplianceService/DetermineObligation", "authority-13",
            "unit_account: '$done' sector: SECTOR_POWER period: '2019-20' "
            "verified_emissions_tco2e: 3 obligation_tco2e: 3");
  book.Must(kSurrender, "authority-13", Surrender("$done", "CEA1920", "3"));
  book.Must("AccountService/ChangeAccountStatus", "operator",
            "account: '$full' status: ACCOUNT_STATUS_CLOSING cause: 'application'");
}

// $owing is being closed, owes 7 t and is frozen; what is stopped, off, released and called off.
void MakeLate(Book& book) {
  book.OpenUnit("$owing", 52);
  book.Must("ComplianceService/DetermineObligation", "authority-13",
            "unit_account: '$owing' sector: SECTOR_POWER period: '2019-20' "
            "verified_emissions_tco2e: 7 obligation_tco2e: 7");
  book.Must("AccountService/ChangeAccountStatus", "operator",
            "account: '$owing' status: ACCOUNT_STATUS_CLOSING cause: 'application'");
  const auto make = [&](const char* name, const char* method, const char* caller,
                        const std::string& text) {
    book.Name(name, std::to_string(book.Must(method, caller, text).sequence()));
  };
  const std::string freeze =
      "scope: FREEZE_SCOPE_ACCOUNT case_number: 'case 13' authority: 'a court' "
      "from_time { seconds: 1626400000 } until_time { seconds: 1672502400 } $paper account: ";
  make("$freeze_of_owing", "FreezeService/FreezeHolding", "court", freeze + "'$owing'");
  make("$released", "FreezeService/FreezeHolding", "court", freeze + "'$idle'");
  book.Must("FreezeService/ReleaseFreeze", "court", "freeze: '$released' cause: 'x' $paper");
  make("$stop", "FreezeService/FreezeHolding", "court", Stop("RETURN_ALLOWANCES"));
  book.Must("AccessService/SetPolicy", "security",
            "policy { kind: POLICY_KIND_COMMAND_SWITCH role: ROLE_REGISTRY_OPERATOR command: "
            "TRANSACTION_TYPE_CHANGE_ACCOUNT_KIND from_time { seconds: 1626400800 } value: 0 } "
            "$paper");
  book.Must("AccessService/RegisterStaff", "security",
            "identity_number: 'e-staff-7' staff_of: STAFF_OF_VERIFIER active: true $paper");
  make("$back", "TransferService/TransferAtWill", "unit",
       "transferring_account: '$seller' acquiring_account: '$buyer' instrument: 'CEA1920' "
       "quantity_tco2e: 3");
  book.Must("TransferService/AbortTransfer", "unit",
            "account: '$seller' transfer: '$back' cause: 'x'");
}

// An instrument of which there is as much as fits into 64 bits.
void MakeHuge(const Book& book) {
  book.Must("AllocationService/CreateInstrument", "operator",
            "instrument: 'CEA-HUGE' kind: INSTRUMENT_KIND_ALLOWANCE vintage_first_year: 2021 "
            "vintage_last_year: 2021");
  for (const char* plan : {"first", "second"}) {
    book.Must("AllocationService/SetIssuanceCap", "ministry",
              "plan: '" + std::string(plan) +
                  "' instrument: 'CEA-HUGE' sector: SECTOR_POWER cap_tco2e: 9223372036854775807 "
                  "$paper");
  }
  book.Must("AllocationService/Issue", "operator",
            "plan: 'first' instrument: 'CEA-HUGE' sector: SECTOR_POWER "
            "acquiring_account: '$authority_13' quantity_tco2e: 9223372036854775807 $paper");
}

void CheckInfos(const Book& book, const google::rpc::Status& status,
                const std::vector<Check>& checks) {
  const auto infos = Infos(status);
  CHECK(status.code() == grpc::StatusCode::FAILED_PRECONDITION);
  std::string expected;
  for (const Check& check : checks) expected += (expected.empty() ? "" : " ") + check.reason;
  REQUIRE(Reasons(status) == expected);
  for (std::size_t i = 0; i < checks.size(); ++i) {
    std::map<std::string, std::string> facts = checks[i].facts;
    for (auto& [name, value] : facts) value = book.Fill(value);
    const std::map<std::string, std::string> found(infos[i].metadata().begin(),
                                                   infos[i].metadata().end());
    CHECK(found == facts);
    CHECK(infos[i].domain() == "registry.carbon");
  }
}

// The refusal in an answer: of a settlement, that of its trade.
google::rpc::Status RefusalIn(const Answer& answer) {
  google::rpc::Status status;
  if (!answer.ok()) {
    status.ParseFromString(answer.details);
    return status;
  }
  v1::SettleTradesResponse response;
  response.ParseFromString(answer.response());
  return response.outcomes_size() == 1 ? response.outcomes(0).error() : status;
}

// "trades { ... } trades { trade_id: 'T-0' }": the second one's fields put into the first.
std::unique_ptr<google::protobuf::Message> RequestOf(const Book& book, const ReasonCase& one) {
  auto request = book.Request(one.method, one.text);
  if (auto* settle = dynamic_cast<v1::SettleTradesRequest*>(request.get())) {
    if (settle->trades_size() == 2) {
      settle->mutable_trades(0)->MergeFrom(settle->trades(1));
      settle->mutable_trades()->RemoveLast();
    }
  }
  return request;
}

}  // namespace

TEST_CASE("every reason arrives over the wire with its facts, and is recorded once") {
  Registryd registryd;
  Book book(registryd);
  book.Name("$sellers_code", SocialCreditCode(3));
  MakeUnits(book);
  MakeHuge(book);
  MakeLate(book);
  book.Must("AccessService/RevokeCertificate", "security",
            "participant: 'vacant' fingerprint: '00000000000000000000000000000000' cause: 'lost'");
  REQUIRE(book.Ask("SettlementService/SettleTrades", "trading-system",
                   "trades { trade_id: 'T-0' instrument: 'CEA1920' method: TRADING_METHOD_LISTED "
                   "seller_account: '$seller' buyer_account: '$buyer' quantity_tco2e: 10 "
                   "price_fen: 4800 amount_fen: 48000 match_time { seconds: 1626399900 } }")
              .ok());
  for (const ReasonCase& one : Cases()) {
    INFO(one.checks.front().reason);
    const std::int64_t before = registryd.Decisions();
    const auto request = RequestOf(book, one);
    const Answer refused = book.Send(one.method, one.caller, *request);
    CheckInfos(book, RefusalIn(refused), one.checks);
    CHECK(book.Send(one.method, one.caller, *request) == refused);
    CHECK(registryd.Decisions() == before + 1);
  }
  // Sums of more than 64 bits are no trouble elsewhere.
  CHECK(book.Ask("HoldingService/GetSupply", "auditor", "").ok());
}

TEST_CASE("the clock of a store on the system's time cannot be moved") {
  Registryd registryd("system");
  v1::AdvanceClockRequest request;
  request.set_request_id(NewId());
  request.mutable_time()->set_seconds(4'000'000'000);
  const Answer answer = Invoke(registryd.Channel("operator"),
                               PathOf("RegistryService/AdvanceClock"), request.SerializeAsString());
  CHECK(answer.code == grpc::StatusCode::FAILED_PRECONDITION);
  CHECK(Reasons(answer) == "CLOCK_NOT_REPLAY");
  CHECK(Infos(answer).front().domain() == "registry.carbon");
  CHECK(Infos(answer).front().metadata().empty());
}

TEST_CASE("an objection after more than 15 working days is too late") {
  Registryd registryd;
  Book book(registryd);
  // Without a calendar 15 working days are 45 days (assumed): until 30 August, 10:00.
  book.Must("RegistryService/AdvanceClock", "operator", "time { seconds: 1630288801 }");
  const auto request = book.Request("AccountLifeService/ObjectToRestriction",
                                    "account: '$restricted' cause: 'x' $paper");
  const Answer answer = book.Send("AccountLifeService/ObjectToRestriction", "operator", *request);
  google::rpc::Status status;
  status.ParseFromString(answer.details);
  CheckInfos(
      book, status,
      {{"OBJECTION_TOO_LATE", {{"account", "$restricted"}, {"until", "2021-08-30T02:00:00Z"}}}});
}

TEST_CASE("a reason of the protocol has a case here, or it is said why not") {
  std::set<std::string> covered, known;
  for (const ReasonCase& one : Cases()) {
    for (const Check& check : one.checks) covered.insert(check.reason);
  }
  for (const auto& [reason, why] : kElsewhere) {
    CHECK_FALSE(covered.contains(reason));
    covered.insert(reason);
  }
  const auto& descriptor = *v1::Reason_descriptor();
  for (int i = 0; i < descriptor.value_count(); ++i) {
    const std::string name = descriptor.value(i)->name().substr(std::string("REASON_").size());
    if (name != "UNSPECIFIED") known.insert(name);
  }
  CHECK(covered == known);
}

}  // namespace registry::wire
