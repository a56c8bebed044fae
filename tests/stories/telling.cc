#include "tests/stories/telling.h"

#include <algorithm>
#include <cstdio>
#include <map>
#include <stdexcept>
#include <utility>
#include <variant>

#include "ledger/account_number.h"
#include "ledger/social_credit_code.h"
#include "tests/stories/courts.h"
#include "tests/stories/persons.h"
#include "tests/stories/words.h"

namespace registry::stories {
namespace {

using ledger::AccountId;
using ledger::AccountKind;
using ledger::Bucket;
using ledger::Instant;
using ledger::Quantity;
using ledger::Sector;

constexpr char kHoldPlan[] = "given";  // of allowances that a story starts with
constexpr AccountId kNobody{99'999'999};

class Telling {
 public:
  explicit Telling(Teller& teller) : teller_(teller) {
    cast_ = {{"issuance", {ledger::kIssuanceAccount, AccountKind::kIssuance, ""}},
             {"surrendered", {ledger::kSurrenderAccount, AccountKind::kSurrender, ""}},
             {"cancelled", {ledger::kCancellationAccount, AccountKind::kCancellation, ""}},
             {"national", {ledger::kNationalAccount, AccountKind::kNational, ""}},
             {"nobody", {kNobody, AccountKind::kKeyEmittingUnit, "13"}}};
  }

  void Tell(const Story& story) {
    for (const Line& line : story.lines) {
      line_ = &line;
      place_ = story.file + ":" + std::to_string(line.number);
      try {
        Words words(line.words);
        const std::string& verb = words.Take("a command");
        if (verb == "balance") {
          CompareBalance(words);
        } else if (verb == "supply") {
          CompareSupply(words);
        } else if (verb == "obligation") {
          CompareObligation(words);
        } else if (verb == "proposal") {
          CompareProposal(words);
        } else if (verb == "expired") {
          const ledger::Sequence proposal = persons_.TakeProposal(words);
          Compare({teller_.AwaitExpiry(proposal), {}, {}}, line_->expected);
        } else if (verb == "ended") {
          Compare({teller_.AwaitFreezeEnd(courts_.TakeFreeze(words)), {}, {}}, line_->expected);
        } else if (verb == "taken") {
          const AccountId account = TakePart(words).account;
          Compare({teller_.AwaitTaken(account, words.Take("an instrument")), {}, {}},
                  line_->expected);
        } else if (verb == "hold") {
          Hold(words);
        } else {
          TellCommand(verb, words);
        }
        if (!words.done()) Fail("\"" + words.Take("") + "\" has no meaning here");
      } catch (const std::exception& error) {
        Fail(place_ + ": " + error.what() + "\n  " + line.text);
      }
    }
  }

  Tale TakeTale() { return std::move(tale_); }

 private:
  struct Part {
    AccountId account{};
    AccountKind kind{};
    std::string province;
  };

  // ---- Commands ------------------------------------------------------------------------------

  void TellCommand(const std::string& verb, Words& words) {
    std::string office;
    const ledger::Command command = CommandOf(verb, words, office);
    const std::string& asker = line_->asker.empty() ? office : line_->asker;
    const Answer answer = Ask(persons_.AskerOf(asker), command);
    if (answer.proposal) persons_.Name(line_->expected.proposal, *answer.proposal);
    Compare(answer, line_->expected);
  }

  Answer Ask(const Asker& asker, const ledger::Command& command) {
    Answer answer = teller_.Ask(asker, command);
    if (const auto* open = std::get_if<ledger::OpenAccount>(&command); open && answer.opened) {
      cast_[open->holder_name] = {*answer.opened, open->kind, open->province};
    }
    if (answer.outcome.word == "accepted") {
      persons_.Hear(command);
      if (answer.sequence) courts_.Hear(command, *answer.sequence);
      if (const auto* clock = std::get_if<ledger::AdvanceClock>(&command)) clock_ = clock->instant;
      if (const auto* period = std::get_if<ledger::CreatePeriod>(&command)) {
        deadlines_[period->code] = period->deadline;
      }
    }
    for (Refusal& refusal : answer.outcome.refusals) {
      for (auto& [name, value] : refusal.facts) {
        if (name == "proposal") {
          value = persons_.NameOf(value);
        } else {
          value = name == "freeze" ? courts_.NameOf(value) : NameInPlaceOfNumber(value);
        }
      }
      // On the wire they have no order.
      std::sort(refusal.facts.begin(), refusal.facts.end());
    }
    return answer;
  }

  std::string NameInPlaceOfNumber(const std::string& value) const {
    for (const auto& [name, part] : cast_) {
      if (ledger::FormatAccountNumber(part.account) == value) return name;
    }
    return value;
  }

  ledger::Command CommandOf(const std::string& verb, Words& words, std::string& office) {
    if (auto command = persons_.CommandOf(verb, words, clock_, teller_, office)) return *command;
    const auto find = [this](Words& of_line) { return TakePart(of_line).account; };
    if (auto command = courts_.CommandOf(verb, words, clock_, find, office)) return *command;
    office = "operator";
    if (verb == "clock") return ledger::AdvanceClock{words.TakeTime()};
    if (verb == "account") return OpenAccountOf(words);
    if (verb == "period") {
      office = "ministry";
      ledger::CreatePeriod period;
      period.code = words.Take("a period");
      TakeYears(words, period.first_year, period.last_year);
      words.Expect("until");
      period.deadline = words.TakeTime();
      return period;
    }
    if (verb == "instrument") return CreateInstrumentOf(words);
    if (verb == "cap") {
      office = "ministry";
      const std::string plan = words.Take("a plan");
      const std::string instrument = words.Take("an instrument");
      return ledger::SetIssuanceCap{plan, instrument, Sector::kPower, words.TakeQuantity(),
                                    Paper()};
    }
    if (verb == "issue") {
      const std::string plan = words.Take("a plan");
      const AccountId to = TakePart(words).account;
      const std::string instrument = words.Take("an instrument");
      return ledger::Issue{plan, instrument, Sector::kPower, to, words.TakeQuantity(), Paper()};
    }
    if (verb == "allocate") return AllocateOf(words, office);
    if (verb == "return") {
      const Part from = TakePart(words);
      const Part to = TakePart(words);
      office = AuthorityOf(to);
      const std::string instrument = words.Take("an instrument");
      const Quantity quantity = words.TakeQuantity();
      return ledger::ReturnAllowances{from.account, to.account, instrument, TakePeriod(words),
                                      quantity};
    }
    if (verb == "to-trading" || verb == "cancel") {
      const AccountId account = TakePart(words).account;
      const std::string instrument = words.Take("an instrument");
      const Quantity quantity = words.TakeQuantity();
      if (verb == "cancel") return ledger::Cancel{account, instrument, quantity, "public benefit"};
      return ledger::MoveToTrading{account, instrument, quantity};
    }
    if (verb == "from-trading") {
      office = "trading-system";
      const AccountId account = TakePart(words).account;
      const std::string instrument = words.Take("an instrument");
      return ledger::MoveFromTrading{account, instrument, words.TakeQuantity()};
    }
    if (verb == "trade") return SettleTradeOf(words, office);
    if (verb == "verified") {
      const Part unit = TakePart(words);
      office = AuthorityOf(unit);
      const std::string period = words.Take("a period");
      const Quantity verified = words.TakeQuantity();
      const Quantity due = words.Took("due") ? words.TakeQuantity() : verified;
      return ledger::DetermineObligation{unit.account, Sector::kPower, period, verified, due};
    }
    if (verb == "surrender") return SurrenderOf(words, office);
    if (verb == "transfer") {
      const AccountId from = TakePart(words).account;
      const AccountId to = TakePart(words).account;
      const std::string instrument = words.Take("an instrument");
      const Quantity quantity = words.TakeQuantity();
      const auto ground =
          Named(words.Take("a ground"), ledger::kTransferGroundCount, &ledger::TransferGroundName);
      return ledger::Transfer{from, to, instrument, quantity, ground, Paper()};
    }
    using ledger::AccountStatus;
    for (const auto& [name, status] :
         {std::pair{"restrict", AccountStatus::kRestricted},
          std::pair{"lift", AccountStatus::kOpen}, std::pair{"closing", AccountStatus::kClosing},
          std::pair{"close", AccountStatus::kClosed}}) {
      if (verb == name) {
        return ledger::ChangeAccountStatus{TakePart(words).account, status, "as the story says"};
      }
    }
    Fail("\"" + verb + "\" is no command");
  }

  ledger::OpenAccount OpenAccountOf(Words& words) {
    ledger::OpenAccount open;
    open.holder_name = words.Take("a name");
    open.kind =
        Named(words.Take("a kind of account"), ledger::kAccountKindCount, &ledger::AccountKindName);
    const bool unit = open.kind == AccountKind::kKeyEmittingUnit;
    if (unit) open.sector = Sector::kPower;
    if (!words.done() && !words.NextIs("again")) {
      open.province = words.Take("a province");
    } else if (unit || open.kind == AccountKind::kProvincialAuthority) {
      open.province = "13";
    }
    // "again": by the holder of the account that was opened last.
    if (!words.Took("again")) ++holders_;
    char code[24];
    std::snprintf(code, sizeof code, "91130000%08d", 10'000'000 + holders_);
    open.social_credit_code = ledger::CompleteSocialCreditCode(code);
    return open;
  }

  static ledger::CreateInstrument CreateInstrumentOf(Words& words) {
    ledger::CreateInstrument instrument;
    instrument.code = words.Take("an instrument");
    instrument.kind = ledger::InstrumentKind::kAllowance;
    TakeYears(words, instrument.vintage_first_year, instrument.vintage_last_year);
    while (words.Took("for")) instrument.eligible_periods.push_back(words.Take("a period"));
    if (words.Took("tradable")) {
      instrument.tradable_from = words.TakeTime();
      if (words.Took("until")) instrument.tradable_until = words.TakeTime();
    }
    return instrument;
  }

  ledger::Allocate AllocateOf(Words& words, std::string& office) {
    const Part from = TakePart(words);
    const Part to = TakePart(words);
    if (from.kind == AccountKind::kProvincialAuthority) office = AuthorityOf(from);
    ledger::Allocate allocate;
    allocate.transferring_account = from.account;
    allocate.acquiring_account = to.account;
    allocate.instrument = words.Take("an instrument");
    allocate.quantity = words.TakeQuantity();
    allocate.period = TakePeriod(words);
    allocate.step = words.Took("determined") ? ledger::AllocationStep::kDetermination
                                             : ledger::AllocationStep::kPreAllocation;
    return allocate;
  }

  ledger::SettleTrade SettleTradeOf(Words& words, std::string& office) {
    office = "trading-system";
    ledger::SettleTrade trade;
    trade.seller = TakePart(words).account;
    trade.buyer = TakePart(words).account;
    trade.instrument = words.Take("an instrument");
    trade.quantity = words.TakeQuantity();
    trade.price = {FenIn(words.Take("a price"))};
    trade.method = ledger::TradingMethod::kListed;
    if (words.Took("block")) trade.method = ledger::TradingMethod::kBlock;
    if (words.Took("one-way-bidding")) trade.method = ledger::TradingMethod::kOneWayBidding;
    trade.match_time = words.Took("matched") ? words.TakeTime() : clock_;
    trade.amount = {trade.price.value * trade.quantity.value};
    if (words.Took("amount")) trade.amount = {FenIn(words.Take("an amount"))};
    trade.trade_id = words.Took("id") ? words.Take("a trade id") : "T" + std::to_string(++trades_);
    return trade;
  }

  ledger::Surrender SurrenderOf(Words& words, std::string& office) {
    const Part unit = TakePart(words);
    office = AuthorityOf(unit);
    ledger::Surrender surrender;
    surrender.unit_account = unit.account;
    surrender.sector = Sector::kPower;
    surrender.period = words.Take("a period");
    do {
      const std::string instrument = words.Take("an instrument");
      surrender.lines.push_back({instrument, words.TakeQuantity()});
    } while (!words.done() && !words.NextIs("surplus"));
    surrender.allow_surplus = words.Took("surplus");
    return surrender;
  }

  // Allowances that the story starts with: issued under a plan of their own and transferred by
  // order of the ministry.
  void Hold(Words& words) {
    const AccountId account = TakePart(words).account;
    const std::string instrument = words.Take("an instrument");
    const Quantity quantity = words.TakeQuantity();
    Quantity& given = given_[instrument];
    given.value += quantity.value;
    const std::pair<const char*, ledger::Command> steps[] = {
        {"ministry", ledger::SetIssuanceCap{kHoldPlan, instrument, Sector::kPower, given, Paper()}},
        {"operator", ledger::Issue{kHoldPlan, instrument, Sector::kPower, ledger::kNationalAccount,
                                   quantity, Paper()}},
        {"operator", ledger::Transfer{ledger::kNationalAccount, account, instrument, quantity,
                                      ledger::TransferGround::kMinistryOrder, Paper()}},
    };
    for (const auto& [office, command] : steps) {
      Compare(Ask({office, ""}, command), line_->expected);
    }
  }

  // ---- What is looked at -----------------------------------------------------------------------

  void CompareBalance(Words& words) {
    const AccountId account = TakePart(words).account;
    const std::string instrument = words.Take("an instrument");
    const Bucket bucket = words.NextIs("=") ? Bucket::kRegistered
                                            : Named(words.Take("a bucket"), ledger::kBucketCount,
                                                    &ledger::BucketName);
    words.Expect("=");
    const std::string expected = words.Take("a balance");
    CompareTexts(std::to_string(teller_.Balance(account, instrument, bucket)), expected);
  }

  void CompareProposal(Words& words) {
    const ledger::Sequence proposal = persons_.TakeProposal(words);
    words.Expect("=");
    const std::string expected = words.Take("a state");
    std::string told{ledger::ProposalStateName(teller_.StateOf(proposal))};
    std::transform(told.begin(), told.end(), told.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    CompareTexts(told, expected);
  }

  void CompareSupply(Words& words) {
    const Supply supply = teller_.SupplyOf(words.Take("an instrument"));
    const std::map<std::string, std::int64_t> figures = {
        {"issued", supply.issued},           {"held", supply.held},
        {"surrendered", supply.surrendered}, {"offset", supply.offset},
        {"cancelled", supply.cancelled},     {"recovered", supply.recovered}};
    CompareFigures(words, [&](const std::string& name) {
      const auto figure = figures.find(name);
      if (figure == figures.end()) Fail("\"" + name + "\" is no figure of supply");
      return std::to_string(figure->second);
    });
  }

  void CompareObligation(Words& words) {
    const AccountId unit = TakePart(words).account;
    const std::string period = words.Take("a period");
    const auto due = teller_.ObligationOf({unit, Sector::kPower, period});
    CompareFigures(words, [&](const std::string& name) -> std::string {
      if (!due) return "none";
      if (name == "verified") return std::to_string(due->verified_emissions.value);
      if (name == "due") return std::to_string(due->obligation.value);
      if (name == "surrendered") return std::to_string(due->surrendered.value);
      if (name == "uncollected") return std::to_string(due->uncollected.value);
      if (name != "complete") Fail("\"" + name + "\" is no figure of an obligation");
      if (!due->completed_at) return "no";
      // RULES R10: on time is what arrived at the deadline or before.
      return *due->completed_at <= deadlines_.at(period) ? "on-time" : "late";
    });
  }

  // The rest of the line: name=value ...
  template <typename Figure>
  void CompareFigures(Words& words, const Figure& figure) {
    std::string expected, told;
    do {
      const std::string word = words.Take("a figure");
      const std::size_t equals = word.find('=');
      if (equals == std::string::npos) Fail("\"" + word + "\" is not name=value");
      const std::string name = word.substr(0, equals);
      expected += " " + word;
      told += " " + name + "=" + figure(name);
    } while (!words.done());
    CompareTexts(told.substr(1), expected.substr(1));
  }

  // ---- Words of several commands ---------------------------------------------------------------

  const Part& TakePart(Words& words) const {
    const std::string& name = words.Take("an account");
    const auto part = cast_.find(name);
    if (part == cast_.end()) Fail("nobody is called \"" + name + "\"");
    return part->second;
  }
  static std::string AuthorityOf(const Part& part) {
    return "authority-" + (part.province.empty() ? "13" : part.province);
  }
  // "for 2019-20", or the period of the cycle that all stories have.
  static std::string TakePeriod(Words& words) {
    return words.Took("for") ? words.Take("a period") : "2019-20";
  }
  static void TakeYears(Words& words, std::int16_t& first, std::int16_t& last) {
    first = static_cast<std::int16_t>(words.TakeNumber("a year"));
    last = words.NextIsNumber() ? static_cast<std::int16_t>(words.TakeNumber("a year")) : first;
  }
  static ledger::Document Paper() {
    ledger::Document paper{"document 1", {}};
    paper.digest.fill(0xA5);
    return paper;
  }

  // ---- Comparing -------------------------------------------------------------------------------

  void Compare(const Answer& answer, const Outcome& expected) {
    Hear(stories::Text(answer.outcome), stories::Text(expected),
         IsAsExpected(answer.outcome, expected));
  }
  void CompareTexts(const std::string& told, const std::string& expected) {
    Hear(told, expected, told == expected);
  }
  void Hear(const std::string& told, const std::string& expected, bool as_expected) {
    tale_.transcript.push_back(place_ + " " + told);
    if (as_expected) return;
    tale_.mismatches.push_back({place_, teller_.name(), line_->text, expected, told});
  }

  Teller& teller_;
  const Line* line_ = nullptr;
  std::string place_;
  Tale tale_;
  std::map<std::string, Part> cast_;
  Persons persons_;
  Courts courts_;
  std::map<std::string, Quantity> given_;     // by instrument
  std::map<std::string, Instant> deadlines_;  // by period
  Instant clock_ = kBegins;
  int holders_ = 0;
  int trades_ = 0;
};

}  // namespace

std::string Text(const Mismatch& mismatch) {
  return mismatch.place + ": " + mismatch.teller +
         " tells it otherwise\n  the line:  " + mismatch.line +
         "\n  expected:  " + mismatch.expected + "\n  told:      " + mismatch.told + "\n";
}

Tale Tell(const std::vector<const Story*>& stories, Teller& teller) {
  Telling telling(teller);
  for (const Story* story : stories) telling.Tell(*story);
  return telling.TakeTale();
}

}  // namespace registry::stories
