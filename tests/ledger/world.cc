#include "tests/ledger/world.h"

#include <algorithm>
#include <chrono>
#include <utility>
#include <variant>
#include <vector>

#include "ledger/account_number.h"
#include "ledger/decide.h"

namespace registry::ledger::testing {
namespace {

Account AccountOf(AccountId id, AccountKind kind, Province province = {},
                  Sector sector = Sector::kNone) {
  return {id,
          kind,
          AccountStatus::kOpen,
          "code-" + std::to_string(Raw(id)),
          std::move(province),
          sector,
          Instant{}};
}

void Add(Rules& rules, ParticipantId id, std::string name, Role role, Province province = {},
         std::optional<AccountId> account = std::nullopt) {
  rules.participants[id] = {id, std::move(name), role, std::move(province), account};
}

}  // namespace

Instant Beijing(int year, unsigned month, unsigned day, int hour, int minute, int second,
                std::int64_t micros) {
  const std::chrono::sys_days date =
      std::chrono::year{year} / std::chrono::month{month} / std::chrono::day{day};
  const std::int64_t days = date.time_since_epoch().count();
  const std::int64_t seconds = ((days * 24 + hour - 8) * 60 + minute) * 60 + second;
  return {seconds * 1'000'000 + micros};
}

std::string Text(const Decision& decision) {
  if (const auto* fault = std::get_if<Fault>(&decision)) return "FAULT: " + fault->what;
  if (std::holds_alternative<Denied>(decision)) return "DENIED";
  if (std::holds_alternative<Effects>(decision)) return "accepted";
  std::string text;
  for (const FailedCheck& check : std::get<Rejection>(decision).checks) {
    if (!text.empty()) text += " | ";
    text += ReasonName(check.reason);
    for (const auto& [name, value] : check.facts) text += " " + name + "=" + value;
  }
  return text;
}

std::string Reasons(const Decision& decision) {
  const auto* rejection = std::get_if<Rejection>(&decision);
  if (rejection == nullptr) return Text(decision);
  std::string text;
  for (const FailedCheck& check : rejection->checks) {
    if (!text.empty()) text += " ";
    text += ReasonName(check.reason);
  }
  return text;
}

std::string No(AccountId account) { return FormatAccountNumber(account); }

World::World() : received_at(Beijing(2021, 12, 20, 16)), now(Beijing(2021, 12, 20, 16, 0, 1)) {
  rules.book_open = true;
  Add(rules, kOperator, "operator", Role::kRegistryOperator);
  Add(rules, kMinistry, "ministry", Role::kMinistry);
  Add(rules, kAuthority13, "authority-13", Role::kProvincialAuthority, "13");
  Add(rules, kAuthority11, "authority-11", Role::kProvincialAuthority, "11");
  Add(rules, kExchange, "exchange", Role::kTradingSystem);
  Add(rules, kRepresentative, "unit-1001", Role::kUnitRepresentative, {}, kUnit);
  Add(rules, kSecurity, "security", Role::kSecurityAdministrator);
  Add(rules, kAuditor, "auditor", Role::kAuditor);
  Add(rules, kReviewer, "reviewer", Role::kRegistryReviewer);

  rules.periods["2019-20"] = {PeriodId{1}, "2019-20", 2019, 2020, Beijing(2021, 12, 31, 17)};
  rules.periods["2021"] = {PeriodId{2}, "2021", 2021, 2021, Beijing(2023, 12, 31, 24)};
  const Instant launch = Beijing(2021, 7, 16);
  rules.instruments["CEA1920"] = {kCea1920,     "CEA1920",  InstrumentKind::kAllowance,
                                  2019,         2020,       launch,
                                  std::nullopt, {"2019-20"}};
  rules.instruments["CEA21"] = {kCea21,       "CEA21", InstrumentKind::kAllowance,
                                2021,         2021,    std::nullopt,
                                std::nullopt, {"2021"}};
  rules.instruments["CCER:1:2020"] = {
      kCcer, "CCER:1:2020", InstrumentKind::kCredit, 2020, 2020, launch, std::nullopt, {"2019-20"}};
  rules.instruments["CNY"] = {kCny, "CNY", InstrumentKind::kMoney, 0, 0, launch, std::nullopt, {}};

  for (const auto& [id, kind] :
       {std::pair{kIssuanceAccount, AccountKind::kIssuance},
        std::pair{kSurrenderAccount, AccountKind::kSurrender},
        std::pair{kOffsetAccount, AccountKind::kOffset},
        std::pair{kCancellationAccount, AccountKind::kCancellation},
        std::pair{kNationalAccount, AccountKind::kNational},
        std::pair{kRiskReserveAccount, AccountKind::kRiskReserve},
        std::pair{kCarryOverRecoveryAccount, AccountKind::kCarryOverRecovery},
        std::pair{kInTransitAccount, AccountKind::kInTransit}}) {
    accounts[id] = AccountOf(id, kind);
    accounts[id].social_credit_code.clear();
  }
  for (const AccountId id : {kUnit, kOtherUnit}) {
    accounts[id] = AccountOf(id, AccountKind::kKeyEmittingUnit, "13", Sector::kPower);
  }
  accounts[kFarUnit] = AccountOf(kFarUnit, AccountKind::kKeyEmittingUnit, "11", Sector::kPower);
  accounts[kAuthority] = AccountOf(kAuthority, AccountKind::kProvincialAuthority, "13");
  accounts[kFarAuthority] = AccountOf(kFarAuthority, AccountKind::kProvincialAuthority, "11");
  accounts[kInstitution] = AccountOf(kInstitution, AccountKind::kInstitution);
  accounts[kIndividual] = AccountOf(kIndividual, AccountKind::kIndividual);

  ids = {AccountId{1008},   InstrumentId{5}, PeriodId{3},
         ParticipantId{10}, PersonId{1},     Sequence{1}};
}

void World::Hold(AccountId account, InstrumentId instrument, std::int64_t quantity, Bucket bucket) {
  positions[{account, instrument, bucket}] = {{quantity}, Sequence{1}};
}

std::int64_t World::Balance(AccountId account, InstrumentId instrument, Bucket bucket) const {
  const auto found = positions.find({account, instrument, bucket});
  return found == positions.end() ? 0 : found->second.balance.value;
}

void World::SetStatus(AccountId account, AccountStatus status, Instant since) {
  accounts.at(account).status = status;
  accounts.at(account).status_since = since;
}

void World::Owe(AccountId unit, std::int64_t obligation, std::int64_t surrendered,
                std::string_view period) {
  const ObligationKey key{unit, Sector::kPower, std::string(period)};
  obligations[key] = {key, {obligation}, {obligation}, {surrendered}, std::nullopt};
}

Request World::RequestOf(ParticipantId participant, Command command) const {
  Request request;
  request.key.participant = participant;
  request.received_at = received_at;
  request.command = std::move(command);
  const auto found = proposed.find(ProposalOf(request));
  if (found != proposed.end()) request.proposed = found->second;
  return request;
}

Request World::RequestAs(ParticipantId office, std::string person, Command command) const {
  Request request = RequestOf(office, std::move(command));
  request.person = std::move(person);
  return request;
}

void World::NeedSecondPersons() {
  for (const Policy& policy : DefaultPolicies()) {
    rules.policies[policy.key][policy.from] = policy.value;
  }
  const auto seat = [this](const std::string& code, std::initializer_list<Seat> seats) {
    Person person{ids.person, code, {}, {{"idp", code}}, seats};
    for (std::size_t i = 0; i < code.size(); ++i) {
      person.identity[i] = static_cast<std::uint8_t>(code[i]);
    }
    rules.persons[code] = person;
    ids.person = PersonId{Raw(ids.person) + 1};
  };
  constexpr std::int16_t kAll = kAllPowers;
  for (const char* number : {"1", "2"}) {
    seat(std::string("op-") + number, {{kOperator, kAll}});
    seat(std::string("rev-") + number, {{kReviewer, kAll}});
    seat(std::string("sec-") + number, {{kSecurity, kAll}});
    seat(std::string("min-") + number, {{kMinistry, kAll}});
  }
  seat("rep-1", {{kRepresentative, 3}});
  seat("rep-2", {{kRepresentative, 5}});
  seat("rep-3", {{kRepresentative, 9}});
  seat("rep-4", {{kRepresentative, 1}});
  seat("both-1", {{kOperator, kAll}, {kReviewer, kAll}});
}

Snapshot World::Load(const Touched& asked) const {
  Touched touched = asked;
  for (const auto& [id, account] : accounts) {
    if (asked.holders.contains(account.social_credit_code)) TouchWithHolder(id, touched);
  }
  Snapshot snapshot;
  snapshot.Touch(touched);
  for (const auto& [id, account] : accounts) {
    if (touched.accounts.contains(id)) snapshot.Put(account);
  }
  for (const auto& [key, position] : positions) {
    if (touched.positions.contains(key) || touched.account_positions.contains(key.account)) {
      snapshot.Put(key, position);
    }
  }
  for (const auto& [key, cap] : caps) {
    if (touched.issuance_caps.contains(key)) snapshot.Put(cap);
  }
  for (const auto& [key, obligation] : obligations) {
    if (touched.obligations.contains(key) ||
        touched.account_obligations.contains(key.unit_account)) {
      snapshot.Put(obligation);
    }
  }
  for (const auto& [id, trade] : trades) {
    if (touched.trades.contains(id)) snapshot.Put(trade);
  }
  for (const auto& [id, proposal] : proposals) {
    if (touched.proposals.contains(id)) snapshot.Put(proposal);
  }
  return snapshot;
}

Decision World::Decide(const Request& request) const {
  return ledger::Decide(rules, Load(Touches(rules, ids, request)), ids, now, request);
}

std::string World::Ask(ParticipantId participant, Command command) const {
  return Text(Decide(RequestOf(participant, std::move(command))));
}

std::string World::Do(ParticipantId participant, Command command) {
  const Request request = RequestOf(participant, std::move(command));
  const Decision decision = Decide(request);
  if (const auto* effects = std::get_if<Effects>(&decision)) Take(request, *effects);
  return Text(decision);
}

std::string World::AskAs(ParticipantId office, std::string person, Command command) const {
  return Text(Decide(RequestAs(office, std::move(person), std::move(command))));
}

std::string World::DoAs(ParticipantId office, std::string person, Command command) {
  const Request request = RequestAs(office, std::move(person), std::move(command));
  const Decision decision = Decide(request);
  const auto* effects = std::get_if<Effects>(&decision);
  if (effects == nullptr) return Text(decision);
  const Sequence own{Raw(sequence) + 1};
  Take(request, *effects);
  return proposals.contains(own) ? "waiting" : "accepted";
}

void World::Take(const Request& request, const Effects& effects) {
  if (rules.freezes.empty()) return TakeAlone(request, effects);
  const Rules before = rules;
  const Touched touched = Touches(before, ids, request);
  TakeAlone(request, effects);
  // What the registry does itself right after.
  const Snapshot after = Load(touched);
  const std::vector<TakeFrozen> takes = FollowUps(before, after, now, effects);
  for (const TakeFrozen& take : takes) {
    const Request by_house = RequestOf(kHouse, take);
    const Decision decision = Decide(by_house);
    house.push_back(ledger::testing::Text(decision));
    if (const auto* taken = std::get_if<Effects>(&decision)) TakeAlone(by_house, *taken);
  }
  if (after.fault()) house.push_back(*after.fault());
}

void World::TakeAlone(const Request& request, const Effects& effects) {
  sequence = Sequence{Raw(sequence) + 1};
  ids.sequence = Sequence{Raw(sequence) + 1};
  for (const Posting& posting : effects.postings) {
    for (const PositionKey& key : {posting.transferring, posting.acquiring}) {
      positions[key].last_sequence = sequence;
    }
    positions[posting.transferring].balance.value -= posting.quantity.value;
    positions[posting.acquiring].balance.value += posting.quantity.value;
  }
  for (const Fact& fact : effects.facts) {
    if (const auto* account = std::get_if<Account>(&fact)) {
      accounts[account->id] = *account;
      ids.account = std::max(ids.account, AccountId{Raw(account->id) + 1});
    }
    if (const auto* cap = std::get_if<IssuanceCap>(&fact)) caps[cap->key] = *cap;
    if (const auto* due = std::get_if<Obligation>(&fact)) obligations[due->key] = *due;
    if (const auto* trade = std::get_if<Trade>(&fact)) trades[trade->trade_id] = *trade;
    if (const auto* person = std::get_if<Person>(&fact); person && person->id == ids.person) {
      ids.person = PersonId{Raw(ids.person) + 1};
    }
    if (const auto* proposal = std::get_if<Proposal>(&fact)) {
      proposals[proposal->id] = *proposal;
      if (proposal->id == sequence) {
        // Any digest will do here, as long as no two are the same.
        const Digest hash{static_cast<std::uint8_t>(Raw(sequence)),
                          static_cast<std::uint8_t>(Raw(sequence) >> 8), 1};
        proposed[sequence] =
            std::make_shared<const Proposed>(Proposed{request, hash, effects.postings});
      }
    }
  }
  ApplyToRules(effects.facts, rules);
  switch (TypeOf(request.command)) {
    case CommandType::kCreateInstrument:
      ids.instrument = InstrumentId{Raw(ids.instrument) + 1};
      break;
    case CommandType::kCreatePeriod:
      ids.period = PeriodId{Raw(ids.period) + 1};
      break;
    case CommandType::kRegisterParticipant:
      ids.participant = ParticipantId{Raw(ids.participant) + 1};
      break;
    default:
      break;
  }
}

}  // namespace registry::ledger::testing
