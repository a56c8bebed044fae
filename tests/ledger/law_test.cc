// Random histories of the whole book, next to a deliberately naive model of it: what is accepted
// and every balance agree, the law holds after each step, and a decision reads and writes what it
// touches and no more.
#include <rapidcheck.h>

#include <array>
#include <catch2/catch.hpp>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "ledger/decide.h"
#include "tests/ledger/dice.h"
#include "tests/ledger/forgotten_keys.h"
#include "tests/ledger/histories.h"
#include "tests/ledger/naive_model.h"
#include "tests/ledger/world.h"

namespace registry::ledger::testing {
namespace {

// What the model says of a command: the answer, and who asks.
struct Expected {
  Command command;
  ParticipantId who;
  bool denied = false;
  bool accepted = false;
};

// The commands of these histories: up to kCancel. Those of access and of second persons have
// histories of their own (second_person_law_test.cc).
constexpr int kBookCommands = static_cast<int>(CommandType::kCancel);

using Counts = std::array<std::array<int, 2>, kBookCommands + 1>;  // refused, accepted

// A world and the model of it.
class History {
 public:
  History() {
    world_.received_at = world_.now = Beijing(2021, 7, 19, 15, 30);
    world_.rules.clock = {ClockMode::kReplay, Beijing(2021, 7, 19)};
    for (const auto& [id, account] : world_.accounts) {
      model_.holders[Raw(id)] = {account.kind, account.status, account.social_credit_code,
                                 account.province, 0};
    }
    for (const auto& [code, instrument] : world_.rules.instruments) AddThing(instrument);
    for (const auto& [code, period] : world_.rules.periods) model_.periods.insert(code);
    // Half of the histories would otherwise be spent on getting allowances into the book.
    for (const char* thing : {"CEA1920", "CEA21"}) {
      Step({SetIssuanceCap{"plan", thing, Sector::kPower, {1'000'000}, {}}, kMinistry, false,
            model_.Cap("plan", thing, Sector::kPower, 1'000'000)});
      for (const AccountId account : {kAuthority, kFarAuthority, kNationalAccount}) {
        Step({Issue{"plan", thing, Sector::kPower, account, {200'000}, {}}, kOperator, false,
              model_.Issue("plan", thing, Sector::kPower, Raw(account), 200'000)});
      }
      for (const auto& [authority, unit] :
           {std::pair{kAuthority, kUnit}, {kAuthority, kOtherUnit}, {kFarAuthority, kFarUnit}}) {
        Step({Allocate{authority, unit, thing, "2019-20", {}, {90'000}}, kOperator, false,
              model_.Allocate(Raw(authority), Raw(unit), thing, "2019-20", 90'000)});
        Step({MoveToTrading{unit, thing, {50'000}}, kOperator, false,
              model_.Bring(Raw(unit), Bucket::kRegistered, Raw(unit), Bucket::kTrading, thing,
                           50'000)});
      }
    }
  }

  void Step(Dice dice) {
    if (dice.Below(3) == 0) {
      world_.received_at.micros += dice.Below(30) * 3'600'000'000LL;
    }
    world_.now = world_.received_at;
    Step(Draw(dice));
  }

  const Counts& counts() const { return counts_; }
  const std::set<std::string>& kinds_caught() const { return kinds_caught_; }

 private:
  void AddThing(const Instrument& instrument) {
    const auto micros = [](const std::optional<Instant>& instant) {
      return instant ? std::optional(instant->micros) : std::nullopt;
    };
    model_.things[instrument.code] = {
        instrument.kind,
        micros(instrument.tradable_from),
        micros(instrument.tradable_until),
        {instrument.eligible_periods.begin(), instrument.eligible_periods.end()}};
  }

  AccountId AnyAccount(Dice& dice) {
    static constexpr AccountId kRare[] = {kNobody, kIssuanceAccount, kSurrenderAccount,
                                          kCancellationAccount, kFarAuthority};
    static constexpr AccountId kOften[] = {kUnit,      kUnit,        kOtherUnit,       kFarUnit,
                                           kAuthority, kInstitution, kNationalAccount, kIndividual};
    if (dice.Below(6) == 0) return dice.Of(kRare);
    if (dice.Below(6) == 0) return AccountId{1008 + dice.Below(4)};
    return dice.Of(kOften);
  }
  AccountId AnyTrader(Dice& dice) {
    static constexpr AccountId kTraders[] = {kUnit, kOtherUnit, kFarUnit, kInstitution,
                                             kIndividual};
    return dice.Rarely() ? AnyAccount(dice) : dice.Of(kTraders);
  }
  AccountId AnyUnit(Dice& dice) {
    static constexpr AccountId kUnits[] = {kUnit, kUnit, kOtherUnit, kFarUnit};
    return dice.Rarely() ? AnyAccount(dice) : dice.Of(kUnits);
  }
  AccountId AnyAuthority(Dice& dice) {
    static constexpr AccountId kAuthorities[] = {kAuthority, kAuthority, kFarAuthority,
                                                 kNationalAccount};
    return dice.Rarely() ? AnyAccount(dice) : dice.Of(kAuthorities);
  }
  std::string AnyInstrument(Dice& dice) {
    static const std::string kRare[] = {"CNY", "CCER:1:2020", "CEA99", "NEW0", "NEW1"};
    return dice.Rarely() ? dice.Of(kRare) : dice.Below(3) == 0 ? "CEA21" : "CEA1920";
  }
  std::string AnyPeriod(Dice& dice) {
    static const std::string kRare[] = {"1999", "NEW0", "NEW1"};
    return dice.Rarely() ? dice.Of(kRare) : dice.Below(3) == 0 ? "2021" : "2019-20";
  }
  Sector AnySector(Dice& dice) {
    return dice.Rarely() ? static_cast<Sector>(dice.Below(5)) : Sector::kPower;
  }
  // Often small, sometimes all there is or one more, sometimes absurd.
  Quantity AnyQuantity(Dice& dice, AccountId account, const std::string& thing, Bucket bucket) {
    const auto found = model_.balance.find({Raw(account), thing, bucket});
    const std::int64_t held = found == model_.balance.end() ? 0 : found->second;
    switch (dice.Below(8)) {
      case 0:
        return {held > 0 ? held : 1};
      case 1:
        return {held >= 0 && held < kMost ? held + 1 : 1};
      case 2:
        return {99'999 + dice.Below(2)};
      case 3:
        return {dice.Rarely() ? kMost - dice.Below(3) : 1};
      default:
        return {1 + dice.Below(5'000)};
    }
  }

  // An authority asks; it is the right one mostly. Both sides have to be of its province.
  void AskByAuthority(Dice& dice, AccountId acting, AccountId facing, Expected& expected) {
    const std::string province = model_.ProvinceOf(Raw(acting));
    const bool thirteen = (province == "13") != dice.Rarely();
    expected.who = thirteen ? kAuthority13 : kAuthority11;
    const std::string own = thirteen ? "13" : "11";
    expected.denied = province != own || model_.ProvinceOf(Raw(facing)) != own;
  }

  Expected Draw(Dice& dice) {
    Expected e;
    const std::string thing = AnyInstrument(dice);
    const std::string period = AnyPeriod(dice);
    const Sector sector = AnySector(dice);
    auto type = static_cast<CommandType>(1 + dice.Below(kBookCommands));
    // What happens seldom gives way to what happens all day.
    if ((type == CommandType::kChangeAccountStatus || ChangesRules(type)) && dice.Below(4) != 0) {
      type = dice.Below(3) == 0 ? CommandType::kMoveToTrading : CommandType::kSettleTrade;
    }
    switch (type) {
      case CommandType::kOpenBook:
        e.who = kCeremony;
        e.command = OpenBook{};
        return e;
      case CommandType::kRegisterParticipant: {
        const std::string name = "participant-" + std::to_string(dice.Below(6));
        RegisterParticipant command{name, Role::kUnitRepresentative, {}, {}};
        if (dice.Below(2) == 0) command.account = AnyAccount(dice);
        e.who = kSecurity;
        e.command = command;
        e.accepted = (!command.account || model_.holders.contains(Raw(*command.account))) &&
                     names_.insert(name).second;
        return e;
      }
      case CommandType::kAdvanceClock: {
        const Instant instant{clock_ + dice.Below(3) - 1};
        e.who = kOperator;
        e.command = AdvanceClock{instant};
        e.accepted = instant.micros > clock_;
        if (e.accepted) clock_ = instant.micros;
        return e;
      }
      case CommandType::kCreatePeriod: {
        const std::string code = "NEW" + std::to_string(dice.Below(3));
        e.who = kMinistry;
        e.command = CreatePeriod{code, 2022, 2022, {}};
        e.accepted = model_.periods.insert(code).second;
        return e;
      }
      case CommandType::kCreateInstrument: {
        const std::string code = "NEW" + std::to_string(dice.Below(3));
        const Instrument instrument{
            {}, code, InstrumentKind::kAllowance, 2022, 2022, Beijing(2021, 7, 20), {}, {period}};
        e.who = kOperator;
        e.command = CreateInstrument{code, instrument.kind, 2022, 2022, instrument.tradable_from,
                                     {},   {period}};
        e.accepted = !model_.things.contains(code) && model_.periods.contains(period);
        if (e.accepted) AddThing(instrument);
        return e;
      }
      case CommandType::kSetIssuanceCap: {
        const std::string plan = dice.Below(4) == 0 ? "other" : "plan";
        const Quantity cap = dice.Rarely() ? Quantity{kMost} : Quantity{dice.Below(3'000'000)};
        e.who = kMinistry;
        e.command = SetIssuanceCap{plan, thing, sector, cap, {}};
        e.accepted = model_.Cap(plan, thing, sector, cap.value);
        return e;
      }
      case CommandType::kOpenAccount: {
        const auto kind =
            static_cast<AccountKind>(1 + dice.Below(dice.Rarely() ? kAccountKindCount : 4));
        const bool unit = kind == AccountKind::kKeyEmittingUnit;
        const Sector its = unit != dice.Rarely() ? Sector::kSteel : Sector::kNone;
        const std::string code = "new-" + std::to_string(dice.Below(4));
        const std::string province = dice.Rarely() ? "" : "13";
        e.who = kOperator;
        e.command = OpenAccount{kind, code, "name", province, its};
        e.accepted = model_.Open(Raw(world_.ids.account), kind, code, province, its);
        return e;
      }
      case CommandType::kChangeAccountStatus: {
        const AccountId account = AnyAccount(dice);
        const auto status = static_cast<AccountStatus>(
            1 + dice.Below(dice.Below(3) == 0 ? kAccountStatusCount : 2));
        e.who = kOperator;
        e.command = ChangeAccountStatus{account, status, "cause"};
        e.accepted = model_.Change(Raw(account), status, world_.now.micros);
        return e;
      }
      case CommandType::kIssue: {
        const AccountId account = AnyAuthority(dice);
        const std::string plan = dice.Below(4) == 0 ? "other" : "plan";
        const Quantity quantity = AnyQuantity(dice, account, thing, Bucket::kRegistered);
        e.who = kOperator;
        e.command = Issue{plan, thing, sector, account, quantity, {}};
        e.accepted = model_.Issue(plan, thing, sector, Raw(account), quantity.value);
        return e;
      }
      case CommandType::kAllocate: {
        const AccountId from = AnyAuthority(dice);
        const AccountId to = from == kNationalAccount ? AnyAuthority(dice) : AnyUnit(dice);
        const Quantity quantity = AnyQuantity(dice, from, thing, Bucket::kRegistered);
        if (dice.Below(3) == 0) {
          e.who = kOperator;
        } else {
          AskByAuthority(dice, from, to, e);
        }
        e.command = Allocate{from, to, thing, period, AllocationStep::kDetermination, quantity};
        e.accepted =
            !e.denied && model_.Allocate(Raw(from), Raw(to), thing, period, quantity.value);
        return e;
      }
      case CommandType::kReturnAllowances: {
        const AccountId from = AnyUnit(dice);
        const AccountId to = from == kFarUnit ? kFarAuthority : AnyAuthority(dice);
        const Quantity quantity = AnyQuantity(dice, from, thing, Bucket::kRegistered);
        AskByAuthority(dice, from, to, e);
        e.command = ReturnAllowances{from, to, thing, period, quantity};
        e.accepted = !e.denied && model_.Return(Raw(from), Raw(to), thing, period, quantity.value);
        return e;
      }
      case CommandType::kMoveToTrading: {
        const AccountId account = AnyTrader(dice);
        const Quantity quantity = AnyQuantity(dice, account, thing, Bucket::kRegistered);
        e.denied = account != kUnit && dice.Rarely();
        e.who = e.denied || (account == kUnit && dice.Below(2) == 0) ? kRepresentative : kOperator;
        e.command = MoveToTrading{account, thing, quantity};
        e.accepted = !e.denied && model_.Bring(Raw(account), Bucket::kRegistered, Raw(account),
                                               Bucket::kTrading, thing, quantity.value);
        return e;
      }
      case CommandType::kMoveFromTrading: {
        const AccountId account = AnyTrader(dice);
        const Quantity quantity = AnyQuantity(dice, account, thing, Bucket::kTrading);
        e.who = kExchange;
        e.command = MoveFromTrading{account, thing, quantity};
        e.accepted = model_.Bring(Raw(account), Bucket::kTrading, Raw(account), Bucket::kRegistered,
                                  thing, quantity.value);
        return e;
      }
      case CommandType::kTransfer: {
        const AccountId from = AnyAccount(dice);
        const AccountId to = AnyAccount(dice);
        const auto ground = static_cast<TransferGround>(1 + dice.Below(kTransferGroundCount));
        const Quantity quantity = AnyQuantity(dice, from, thing, Bucket::kRegistered);
        e.who = kOperator;
        e.command = Transfer{from, to, thing, quantity, ground, {}};
        e.accepted = model_.Transfer(Raw(from), Raw(to), thing, quantity.value,
                                     ground == TransferGround::kHolderWill);
        return e;
      }
      case CommandType::kSettleTrade: {
        const std::string id = "T" + std::to_string(dice.Below(400));
        const AccountId seller = AnyTrader(dice);
        const AccountId buyer = AnyTrader(dice);
        const Quantity quantity = AnyQuantity(dice, seller, thing, Bucket::kTrading);
        const TradingMethod method = (quantity.value >= 100'000) != dice.Rarely()
                                         ? TradingMethod::kBlock
                                     : dice.Rarely() ? TradingMethod::kOneWayBidding
                                                     : TradingMethod::kListed;
        static constexpr int kMinutes[] = {570, 690, 780, 900, 840, 569, 691, 779, 901, 800};
        const int minute = kMinutes[dice.Below(dice.Below(3) == 0 ? 10 : 5)];
        // Of today, sometimes of yesterday.
        const std::int64_t day = 86'400'000'000LL;
        const std::int64_t offset = 8 * 3'600'000'000LL;
        const std::int64_t midnight =
            (world_.received_at.micros + offset) / day * day - offset - (dice.Rarely() ? day : 0);
        const Instant matched{midnight + minute * 60'000'000LL};
        const bool right = !dice.Rarely();
        const Fen price{1 + dice.Below(9'000)};
        Fen amount;
        const bool fits = !__builtin_mul_overflow(price.value, quantity.value, &amount.value);
        if (!right) amount.value ^= 1;
        e.who = kExchange;
        e.command = SettleTrade{id, thing, method, seller, buyer, quantity, price, amount, matched};
        e.accepted =
            model_.Settle(id, thing, Raw(seller), Raw(buyer), quantity.value,
                          method == TradingMethod::kBlock, method == TradingMethod::kListed,
                          right && fits, matched.micros, minute, matched <= world_.received_at);
        return e;
      }
      case CommandType::kDetermineObligation: {
        const AccountId unit = AnyUnit(dice);
        const Quantity due{dice.Below(4) == 0 ? dice.Below(3) : dice.Below(60'000)};
        AskByAuthority(dice, unit, unit, e);
        e.command = DetermineObligation{unit, sector, period, due, due};
        e.accepted = !e.denied && model_.Determine(Raw(unit), sector, period, due.value,
                                                   world_.received_at.micros);
        return e;
      }
      case CommandType::kSurrender: {
        const AccountId unit = AnyUnit(dice);
        Surrender surrender{unit, sector, period, {}, dice.Below(4) == 0};
        const std::string first = dice.Rarely()      ? thing
                                  : period == "2021" ? "CEA21"
                                                     : std::string("CEA1920");
        surrender.lines.push_back({first, AnyQuantity(dice, unit, first, Bucket::kRegistered)});
        if (dice.Below(4) == 0 && thing != first) {
          surrender.lines.push_back({thing, AnyQuantity(dice, unit, thing, Bucket::kRegistered)});
        }
        std::map<std::string, std::int64_t> lines;
        for (const Surrender::Line& line : surrender.lines) {
          lines[line.instrument] = line.quantity.value;
        }
        AskByAuthority(dice, unit, unit, e);
        e.command = surrender;
        e.accepted =
            !e.denied && model_.Surrender(Raw(unit), sector, period, lines, surrender.allow_surplus,
                                          world_.received_at.micros);
        return e;
      }
      case CommandType::kCancel: {
        const AccountId account = AnyTrader(dice);
        const Quantity quantity = AnyQuantity(dice, account, thing, Bucket::kRegistered);
        e.who = kOperator;
        e.command = Cancel{account, thing, quantity, "purpose"};
        e.accepted = model_.Bring(Raw(account), Bucket::kRegistered, Raw(kCancellationAccount),
                                  Bucket::kRegistered, thing, quantity.value);
        return e;
      }
      default:
        return e;
    }
  }

  void Step(const Expected& expected) {
    const Request request = world_.RequestOf(expected.who, expected.command);
    const Touched touched = Touches(world_.rules, world_.ids, request);
    Snapshot snapshot = world_.Load(touched);
    const Decision decision =
        ledger::Decide(world_.rules, snapshot, world_.ids, world_.now, request);

    const std::string answer =
        std::string(CommandTypeName(TypeOf(request.command))) + ": " + Text(decision);
    const auto* effects = std::get_if<Effects>(&decision);
    Require(answer, !std::holds_alternative<Fault>(decision));  // reads within Touches
    Require(answer, std::holds_alternative<Denied>(decision) == expected.denied);
    Require(answer, (effects != nullptr) == expected.accepted);
    Require("the same answer twice", decision == world_.Decide(request));
    Require("the same answer with more loaded", decision == DecideOnAll(request, touched));
    counts_[static_cast<std::size_t>(TypeOf(request.command))][effects != nullptr] += 1;
    if (effects == nullptr) return;

    CheckWrites(*effects, touched);
    CheckMutants(request, touched);
    world_.Take(request, *effects);
    const std::vector<PostedLine> lines = snapshot.Apply(*effects, world_.sequence);
    Require("a line for each posting", lines.size() == effects->postings.size());
    for (const PostedLine& line : lines) {
      const PositionKey& from = line.posting.transferring;
      const PositionKey& to = line.posting.acquiring;
      Require("running balances", line.transferring_balance == world_.positions.at(from).balance &&
                                      line.acquiring_balance == world_.positions.at(to).balance &&
                                      snapshot.FindPosition(from) == world_.positions.at(from) &&
                                      snapshot.FindPosition(to) == world_.positions.at(to));
    }
    CheckLaw();
    CheckModel();
  }

  // What else stands in the snapshot of a batch makes no difference.
  Decision DecideOnAll(const Request& request, const Touched& touched) const {
    Touched all = touched;
    for (const auto& [id, account] : world_.accounts) {
      all.accounts.insert(id);
      all.account_positions.insert(id);
      all.holders.insert(account.social_credit_code);
    }
    for (const auto& [key, cap] : world_.caps) all.issuance_caps.insert(key);
    for (const auto& [key, obligation] : world_.obligations) all.obligations.insert(key);
    for (const auto& [id, trade] : world_.trades) all.trades.insert(id);
    return ledger::Decide(world_.rules, world_.Load(all), world_.ids, world_.now, request);
  }

  static void CheckWrites(const Effects& effects, const Touched& touched) {
    for (const Posting& posting : effects.postings) {
      Require("writes a position that it touched", touched.Covers(posting.transferring));
      Require("writes a position that it touched", touched.Covers(posting.acquiring));
    }
    for (const Fact& fact : effects.facts) {
      if (const auto* account = std::get_if<Account>(&fact)) {
        Require("writes an account that it touched",
                touched.accounts.contains(account->id) ||
                    touched.holders.contains(account->social_credit_code));
      } else if (const auto* cap = std::get_if<IssuanceCap>(&fact)) {
        Require("writes a cap that it touched", touched.issuance_caps.contains(cap->key));
      } else if (const auto* due = std::get_if<Obligation>(&fact)) {
        Require("writes an obligation that it touched", touched.obligations.contains(due->key));
      } else if (const auto* trade = std::get_if<Trade>(&fact)) {
        Require("writes a trade that it touched", touched.trades.contains(trade->trade_id));
      }
    }
  }

  // Touches that forgets any one key of an accepted request is found.
  void CheckMutants(const Request& request, const Touched& touched) {
    for (const auto& [kind, less] : EachForgetful(touched)) {
      Require(std::string("forgot one of ") + kind, IsFaultOn(world_, request, less));
      kinds_caught_.insert(kind);
    }
  }

  void CheckLaw() const {
    std::map<InstrumentId, std::int64_t> sums;
    std::map<std::string, std::int64_t> issued;
    for (const auto& [key, position] : world_.positions) {
      sums[key.instrument] += position.balance.value;
      Require("below zero", position.balance.value >= 0 ||
                                world_.accounts.at(key.account).kind == AccountKind::kIssuance);
    }
    for (const auto& [instrument, sum] : sums) Require("sum is zero", sum == 0);
    for (const auto& [key, cap] : world_.caps) {
      Require("issued within cap", cap.issued <= cap.cap);
      issued[key.instrument] += cap.issued.value;
    }
    for (const auto& [code, sum] : issued) {
      const InstrumentId id = world_.rules.FindInstrument(code)->id;
      Require("issued as the caps say", world_.Balance(kIssuanceAccount, id) == -sum);
    }
  }

  void CheckModel() const {
    for (const auto& [key, tonnes] : model_.balance) {
      const auto& [account, thing, bucket] = key;
      const Instrument* instrument = world_.rules.FindInstrument(thing);
      Require("balance of the model",
              instrument != nullptr &&
                  world_.Balance(AccountId{account}, instrument->id, bucket) == tonnes);
    }
    for (const auto& [key, position] : world_.positions) {
      Require("a position of the model",
              position.balance.value == 0 ||
                  model_.balance.contains({Raw(key.account), CodeOf(key.instrument), key.bucket}));
    }
    Require("accounts of the model", world_.accounts.size() == model_.holders.size());
    for (const auto& [id, account] : world_.accounts) {
      Require("status of the model", account.status == model_.holders.at(Raw(id)).status);
    }
    Require("trades of the model", world_.trades.size() == model_.delivered.size());
    for (const auto& [key, due] : world_.obligations) {
      const auto& expected = model_.dues.at({Raw(key.unit_account), key.sector, key.period});
      Require("obligation of the model",
              due.obligation.value == expected.obligation &&
                  due.surrendered.value == expected.surrendered &&
                  due.completed_at.has_value() == expected.completed.has_value() &&
                  (!due.completed_at || due.completed_at->micros == *expected.completed));
    }
    for (const auto& [key, cap] : world_.caps) {
      Require("cap of the model", model_.caps.at({key.plan, key.instrument, key.sector}) ==
                                      std::pair(cap.cap.value, cap.issued.value));
    }
  }

  std::string CodeOf(InstrumentId id) const {
    for (const auto& [code, instrument] : world_.rules.instruments) {
      if (instrument.id == id) return code;
    }
    return {};
  }

  // A failure that rapidcheck shrinks.
  static void Require(const std::string& what, bool holds) {
    if (!holds) RC_FAIL(what);
  }

  World world_;
  NaiveModel model_;
  std::set<std::string> names_;
  std::int64_t clock_ = Beijing(2021, 7, 19).micros;
  Counts counts_{};
  std::set<std::string> kinds_caught_;
};

TEST_CASE("random histories agree with the naive model and keep the law at every step") {
  Counts counts{};
  std::set<std::string> kinds_caught;
  REQUIRE(rc::check([&] {
    const auto steps = DrawNumbers(400);
    History history;
    for (const std::uint64_t seed : steps) history.Step(Dice(seed));
    for (std::size_t type = 1; type < counts.size(); ++type) {
      for (std::size_t i = 0; i < 2; ++i) counts[type][i] += history.counts()[type][i];
    }
    kinds_caught.insert(history.kinds_caught().begin(), history.kinds_caught().end());
  }));
  // Agreement is worth something only where both answers occurred.
  for (std::size_t type = 1; type < counts.size(); ++type) {
    INFO(CommandTypeName(static_cast<CommandType>(type))
         << " refused " << counts[type][0] << " accepted " << counts[type][1]);
    CHECK(counts[type][0] >= 5);
    CHECK((counts[type][1] >= 5 || static_cast<CommandType>(type) == CommandType::kOpenBook));
  }
  // Closing is rare, and proposals have their own.
  CHECK(kinds_caught.size() >= std::size(kKindsOfKey) - 3);
}

// One accepted request of each command up to kExpireProposal, and the world in which it is.
std::vector<std::pair<World, Request>> OneAcceptedOfEach() {
  World world;
  const IssuanceCapKey cap{"plan", "CEA1920", Sector::kPower};
  world.caps[cap] = {cap, {1'000}, {0}};
  world.Owe(kUnit, 10);
  for (const AccountId account : {kUnit, kAuthority}) {
    world.Hold(account, kCea1920, 10);
    world.Hold(account, kCea1920, 10, Bucket::kTrading);
  }
  world.SetStatus(kInstitution, AccountStatus::kClosing, {});
  world.rules.clock.mode = ClockMode::kReplay;
  World empty = world;
  empty.rules = {};
  empty.accounts.clear();

  const Instant matched = Beijing(2021, 12, 16, 14);
  // A transfer that waits for its second person.
  World waiting = world;
  waiting.NeedSecondPersons();
  waiting.DoAs(kOperator, "op-1", Transfer{kUnit, kFarUnit, "CEA1920", {1}, {}, {}});
  const Sequence proposal = waiting.sequence;
  World late = waiting;
  late.now = late.received_at = late.proposals.at(proposal).expires_at;

  return {
      {empty, empty.RequestOf(kCeremony, OpenBook{})},
      {world,
       world.RequestOf(kSecurity, RegisterParticipant{"x", Role::kUnitRepresentative, {}, kUnit})},
      {world, world.RequestOf(kOperator, AdvanceClock{matched})},
      {world, world.RequestOf(kMinistry, CreatePeriod{"2022", 2022, 2022, {}})},
      {world, world.RequestOf(kOperator, CreateInstrument{"CEA22", {}, 0, 0, {}, {}, {}})},
      {world,
       world.RequestOf(kMinistry, SetIssuanceCap{"plan", "CEA1920", Sector::kPower, {2'000}, {}})},
      {world, world.RequestOf(kOperator, OpenAccount{AccountKind::kInstitution, "x", "", "", {}})},
      {world,
       world.RequestOf(kOperator, ChangeAccountStatus{kUnit, AccountStatus::kRestricted, ""})},
      {world,
       world.RequestOf(kOperator, ChangeAccountStatus{kInstitution, AccountStatus::kClosed, ""})},
      {world,
       world.RequestOf(kOperator, Issue{"plan", "CEA1920", Sector::kPower, kAuthority, {1}, {}})},
      {world,
       world.RequestOf(kAuthority13, Allocate{kAuthority, kUnit, "CEA1920", "2019-20", {}, {1}})},
      {world, world.RequestOf(kAuthority13,
                              ReturnAllowances{kUnit, kAuthority, "CEA1920", "2019-20", {1}})},
      {world, world.RequestOf(kRepresentative, MoveToTrading{kUnit, "CEA1920", {1}})},
      {world, world.RequestOf(kExchange, MoveFromTrading{kUnit, "CEA1920", {1}})},
      {world, world.RequestOf(kOperator, Transfer{kUnit, kFarUnit, "CEA1920", {1}, {}, {}})},
      {world,
       world.RequestOf(
           kExchange,
           SettleTrade{
               "T", "CEA1920", TradingMethod::kListed, kUnit, kFarUnit, {1}, {5}, {5}, matched})},
      {world, world.RequestOf(kAuthority13,
                              DetermineObligation{kUnit, Sector::kPower, "2019-20", {9}, {9}})},
      {world,
       world.RequestOf(kAuthority13,
                       Surrender{kUnit, Sector::kPower, "2019-20", {{"CEA1920", {1}}}, false})},
      {world, world.RequestOf(kRepresentative, Cancel{kUnit, "CEA1920", {1}, ""})},
      {world, world.RequestOf(kSecurity, ChangeParticipant{"operator", false, ""})},
      {world, world.RequestOf(kSecurity, RegisterCertificate{"operator", {1}, {}, {}})},
      {world, world.RequestOf(kSecurity, RevokeCertificate{"operator", {1}, ""})},
      {world, world.RequestOf(kSecurity, RegisterPerson{"x", {1}, {}, {}})},
      {waiting, waiting.RequestAs(kSecurity, "sec-1", ChangePerson{"op-1", {}, {}, false, ""})},
      {world, world.RequestOf(kSecurity, SetPolicy{{{}, world.now, 1}, {}})},
      {world, world.RequestOf(kOperator, SetCalendar{{2022, {104}}, {}})},
      {waiting,
       waiting.RequestAs(kReviewer, "rev-1", ApproveProposal{proposal, waiting.HashOf(proposal)})},
      {waiting, waiting.RequestAs(kReviewer, "rev-1",
                                  RejectProposal{proposal, waiting.HashOf(proposal), ""})},
      {waiting, waiting.RequestAs(kOperator, "op-2", WithdrawProposal{proposal, ""})},
      {late, late.RequestOf(kHouse, ExpireProposal{proposal})},
  };
}

TEST_CASE("forgetting any one key of any command is found, for every kind of key") {
  std::set<std::string> kinds_caught;
  std::set<CommandType> commands;
  for (const auto& [world, request] : OneAcceptedOfEach()) {
    commands.insert(TypeOf(request.command));
    INFO(CommandTypeName(TypeOf(request.command)));
    REQUIRE(Text(world.Decide(request)) == "accepted");
    for (const auto& [kind, less] : EachForgetful(Touches(world.rules, world.ids, request))) {
      INFO(kind);
      CHECK(IsFaultOn(world, request, less));
      kinds_caught.insert(kind);
    }
  }
  CHECK(kinds_caught.size() == std::size(kKindsOfKey));
  // Those of freezes, of the life of accounts and of transfers at will are in tests of their own.
  CHECK(commands.size() == static_cast<std::size_t>(CommandType::kExpireProposal));
}

TEST_CASE("a key forgotten by the check of a province is found, not denied") {
  const World world;
  const Request request = world.RequestOf(kAuthority11, Cancel{kUnit, "CEA1920", {1}, ""});
  CHECK(Text(world.Decide(request)) == "DENIED");
  const Request surrender = world.RequestOf(
      kAuthority11, Surrender{kUnit, Sector::kPower, "2019-20", {{"CEA1920", {1}}}, false});
  CHECK(Text(world.Decide(surrender)) == "DENIED");
  CHECK(std::holds_alternative<Fault>(
      ledger::Decide(world.rules, Snapshot(), world.ids, world.now, surrender)));
}

}  // namespace
}  // namespace registry::ledger::testing
