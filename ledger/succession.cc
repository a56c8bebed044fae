#include "ledger/succession.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <string_view>
#include <utility>

#include "ledger/account_number.h"
#include "ledger/checks.h"
#include "ledger/open_business.h"
#include "ledger/policy.h"

namespace registry::ledger {
namespace {

// What goes with a holder as it is. The rest waits for something that he began.
bool GoesAlong(Bucket bucket) {
  return bucket == Bucket::kRegistered || bucket == Bucket::kOwnSurrenderOnly ||
         bucket == Bucket::kFrozen || bucket == Bucket::kPledged;
}

struct Figure {
  std::string_view name;
  Quantity Succeed::ObligationPart::*part;
  Quantity Obligation::*whole;
};

constexpr Figure kFigures[] = {
    {"verified_emissions", &Succeed::ObligationPart::verified_emissions,
     &Obligation::verified_emissions},
    {"obligation", &Succeed::ObligationPart::obligation, &Obligation::obligation},
    {"surrendered", &Succeed::ObligationPart::surrendered, &Obligation::surrendered},
};

// What goes of an obligation. `to` is null where the successor has none of the kind yet.
struct Going {
  Succeed::ObligationPart part;
  const Obligation* from = nullptr;
  const Obligation* to = nullptr;
};

// When an obligation that these two were parts of became complete. One of zero tonnes has no say,
// unless there is no other.
std::optional<Instant> CompletedAt(const Obligation& made, const Obligation* one,
                                   const Obligation* other, Instant arrival) {
  if (made.surrendered < made.obligation) return std::nullopt;
  std::optional<Instant> latest;
  std::optional<Instant> of_nothing;
  for (const Obligation* of : {one, other}) {
    if (of == nullptr) continue;
    if (of->obligation.value == 0) {
      if (!of_nothing) of_nothing = of->completed_at;
    } else if (!of->completed_at) {
      return arrival;
    } else {
      latest = std::max(latest.value_or(*of->completed_at), *of->completed_at);
    }
  }
  return latest ? latest : of_nothing.value_or(arrival);
}

Succeed::ObligationPart WholeOf(const Obligation& obligation) {
  return {obligation.key.sector, obligation.key.period, obligation.verified_emissions,
          obligation.obligation, obligation.surrendered};
}

// Nothing is left of one that has been passed on before.
bool IsEmpty(const Obligation& obligation) {
  return std::all_of(std::begin(kFigures), std::end(kFigures),
                     [&](const Figure& figure) { return (obligation.*figure.whole).value == 0; });
}

// One succession, while it is decided.
class Deciding {
 public:
  Deciding(const Context& context, const Succeed& succeed)
      : context_(context), succeed_(succeed), checks_(context) {}

  Decision Decide() {
    const bool two = checks_.AreTwo(succeed_.predecessor, succeed_.successor);
    from_ = checks_.FindAccountFor(succeed_.predecessor, Use::kSucceedTransferring);
    if (two) to_ = checks_.FindAccountFor(succeed_.successor, Use::kSucceedAcquiring);
    CheckSuccessorCanOwe();
    if (WithParts()) {
      CheckParts();
    } else if (from_ != nullptr) {
      GatherAll();
    }
    if (to_ != nullptr) CheckRoom();
    if (checks_.failed()) return checks_.Rejected();
    return Take();
  }

 private:
  bool WithParts() const { return !succeed_.holdings.empty() || !succeed_.obligations.empty(); }

  void CheckSuccessorCanOwe() {
    if (to_ == nullptr || to_->kind == AccountKind::kKeyEmittingUnit ||
        !KindMayAny(to_->kind, Use::kSucceedAcquiring)) {
      return;
    }
    const std::vector<Obligation> all = context_.snapshot.ObligationsOf(succeed_.predecessor);
    const bool goes =
        WithParts() ? !succeed_.obligations.empty() : !std::all_of(all.begin(), all.end(), IsEmpty);
    if (!goes) return;
    checks_.Fail(Reason::kAccountKindForbids, {{"account", FormatAccountNumber(to_->id)},
                                               {"kind", std::string(AccountKindName(to_->kind))}});
  }

  void CheckParts() {
    for (const Succeed::HoldingPart& part : succeed_.holdings) {
      const Instrument* instrument = checks_.FindInstrument(part.instrument);
      checks_.InstrumentMay(instrument,
                            {{from_, Use::kSucceedTransferring}, {to_, Use::kSucceedAcquiring}});
      checks_.Holds(from_, instrument, Bucket::kRegistered, part.quantity);
      if (instrument != nullptr) Move({{}, instrument->id, Bucket::kRegistered}, part.quantity);
    }
    for (const Succeed::ObligationPart& part : succeed_.obligations) CheckPart(part);
  }

  void CheckPart(const Succeed::ObligationPart& part) {
    const ObligationKey key{succeed_.predecessor, part.sector, part.period};
    const Obligation* whole = context_.snapshot.FindObligation(key);
    if (whole == nullptr) {
      return checks_.Fail(Reason::kObligationNotDetermined, FactsOf(key));
    }
    for (const Figure& figure : kFigures) {
      if (part.*figure.part <= whole->*figure.whole) continue;
      Facts facts = FactsOf(key);
      facts.emplace_back("figure", figure.name);
      facts.emplace_back("requested_tco2e", Text(part.*figure.part));
      facts.emplace_back("available_tco2e", Text(whole->*figure.whole));
      checks_.Fail(Reason::kObligationPartTooLarge, std::move(facts));
    }
    Go(part, *whole);
  }

  void GatherAll() {
    for (const PositionKey& key : context_.snapshot.NonZeroPositions(succeed_.predecessor)) {
      if (GoesAlong(key.bucket)) {
        Move(key, context_.snapshot.FindPosition(key).balance);
      } else {
        FailForPosition(checks_, context_, Reason::kBusinessOpen, key);
      }
    }
    for (const Obligation& obligation : context_.snapshot.ObligationsOf(succeed_.predecessor)) {
      if (IsEmpty(obligation)) continue;
      Go(WholeOf(obligation), *context_.snapshot.FindObligation(obligation.key));
    }
  }

  void Move(PositionKey key, Quantity quantity) {
    PositionKey acquiring = key;
    key.account = succeed_.predecessor;
    acquiring.account = succeed_.successor;
    effects_.postings.push_back({key, acquiring, quantity});
  }

  void Go(const Succeed::ObligationPart& part, const Obligation& from) {
    going_.push_back({part, &from, nullptr});
    if (to_ == nullptr) return;
    ObligationKey key = from.key;
    key.unit_account = succeed_.successor;
    going_.back().to = context_.snapshot.FindObligation(key);
  }

  void CheckRoom() {
    for (const Posting& posting : effects_.postings) {
      const PositionKey& key = posting.acquiring;
      checks_.HasRoom(key.account, InstrumentOf(context_.rules, key.instrument), key.bucket,
                      posting.quantity);
    }
    for (const Going& going : going_) {
      if (going.to == nullptr) continue;
      for (const Figure& figure : kFigures) {
        if (Add(going.to->*figure.whole, going.part.*figure.part)) continue;
        Facts facts = FactsOf(going.to->key);
        facts.emplace_back("figure", figure.name);
        facts.emplace_back("balance_tco2e", Text(going.to->*figure.whole));
        facts.emplace_back("requested_tco2e", Text(going.part.*figure.part));
        checks_.Fail(Reason::kBalanceOverflow, std::move(facts));
      }
    }
  }

  static Facts FactsOf(const ObligationKey& key) {
    return {{"account", FormatAccountNumber(key.unit_account)},
            {"sector", std::string(SectorName(key.sector))},
            {"period", key.period}};
  }

  // Nothing here can refuse.
  Decision Take() {
    if (!WithParts()) {
      Account closed = *from_;
      closed.status = AccountStatus::kClosed;
      closed.status_since = context_.now;
      closed.successor = succeed_.successor;
      effects_.facts.emplace_back(std::move(closed));
    }
    for (const Going& going : going_) TakeObligation(going);
    if (!WithParts()) TakeFreezes();
    return std::move(effects_);
  }

  void TakeObligation(const Going& going) {
    Obligation left = *going.from;
    Obligation made = going.to != nullptr ? *going.to : Obligation{going.from->key, {}, {}, {}, {}};
    made.key.unit_account = succeed_.successor;
    for (const Figure& figure : kFigures) {
      (left.*figure.whole).value -= (going.part.*figure.part).value;
      (made.*figure.whole).value += (going.part.*figure.part).value;
    }
    left.completed_at = CompletedAt(left, going.from, nullptr, context_.received_at);
    made.completed_at = CompletedAt(made, going.to, going.from, context_.received_at);
    effects_.facts.emplace_back(std::move(left));
    effects_.facts.emplace_back(std::move(made));
  }

  // Those whose time is over too, until that is recorded: what they hold goes along.
  void TakeFreezes() {
    for (const auto& [id, freeze] : context_.rules.freezes) {
      if (freeze.state != FreezeState::kInForce || !Names(freeze, *from_)) continue;
      Freeze followed = freeze;
      followed.account = succeed_.successor;
      followed.recorded_at = context_.now;  // the successor's deliveries of today come before it
      effects_.facts.emplace_back(std::move(followed));
    }
  }

  const Context& context_;
  const Succeed& succeed_;
  Checks checks_;
  const Account* from_ = nullptr;
  const Account* to_ = nullptr;
  Effects effects_;
  std::vector<Going> going_;
};

}  // namespace

Touched TouchedBy(const Rules&, const Succeed& succeed) {
  Touched touched;
  touched.accounts = {succeed.predecessor, succeed.successor};
  touched.account_positions = touched.accounts;
  touched.account_obligations = touched.accounts;
  return touched;
}

Decision DecideOn(const Context& context, const Succeed& succeed) {
  return Deciding(context, succeed).Decide();
}

}  // namespace registry::ledger
