#include "tests/stories/courts.h"

#include <variant>

namespace registry::stories {
namespace {

ledger::Document Ruling() {
  ledger::Document ruling{"ruling 1", {}};
  ruling.digest.fill(0xA5);
  return ruling;
}

// Until when a freeze lasts, where the story does not say.
constexpr std::int64_t kYearMicros = 365LL * 86'400'000'000;

}  // namespace

ledger::FreezeHolding Courts::FreezeOf(Words& words, ledger::Instant clock,
                                       const TakeAccount& take_account) {
  ledger::FreezeHolding freeze;
  named_ = words.Take("a name");
  freeze.scope = Named(words.Take("a scope"), ledger::kFreezeScopeCount, &ledger::FreezeScopeName);
  if (freeze.scope == ledger::FreezeScope::kProcess) {
    freeze.process =
        Named(words.Take("a command"), ledger::kCommandTypeCount, &ledger::CommandTypeName);
  } else {
    freeze.account = take_account(words);
  }
  if (freeze.scope == ledger::FreezeScope::kQuantity) {
    freeze.instrument = words.Take("an instrument");
    freeze.quantity = words.TakeQuantity();
  }
  freeze.case_number = "case " + named_;
  freeze.authority = "a court";
  freeze.from = clock;
  freeze.until =
      words.Took("until") ? words.TakeTime() : ledger::Instant{clock.micros + kYearMicros};
  freeze.document = Ruling();
  return freeze;
}

std::optional<ledger::Command> Courts::CommandOf(const std::string& verb, Words& words,
                                                 ledger::Instant clock,
                                                 const TakeAccount& take_account,
                                                 std::string& office) {
  office = "court";
  if (verb == "freeze") return FreezeOf(words, clock, take_account);
  if (verb == "renew") {
    const ledger::Sequence freeze = TakeFreeze(words);
    words.Expect("until");
    return ledger::RenewFreeze{freeze, words.TakeTime(), Ruling()};
  }
  if (verb == "release") {
    return ledger::ReleaseFreeze{TakeFreeze(words), "as the story says", Ruling()};
  }
  if (verb == "deduct") {
    ledger::DeductFrozen deduct;
    deduct.freeze = TakeFreeze(words);
    deduct.acquiring_account = take_account(words);
    deduct.instrument = words.Take("an instrument");
    deduct.quantity = words.TakeQuantity();
    deduct.document = Ruling();
    return deduct;
  }
  if (verb == "surrender-frozen") {
    ledger::SurrenderFrozen surrender;
    surrender.freeze = TakeFreeze(words);
    surrender.period = words.Take("a period");
    surrender.instrument = words.Take("an instrument");
    surrender.quantity = words.TakeQuantity();
    surrender.sector = ledger::Sector::kPower;
    surrender.document = Ruling();
    return surrender;
  }
  office = "operator";
  if (verb == "succeed") {
    ledger::Succeed succeed;
    succeed.predecessor = take_account(words);
    succeed.successor = take_account(words);
    succeed.document = Ruling();
    return succeed;
  }
  if (verb == "dissolve") {
    ledger::CloseDissolved close;
    close.account = take_account(words);
    close.receiver = take_account(words);
    close.cause = "as the story says";
    close.document = Ruling();
    return close;
  }
  return std::nullopt;
}

void Courts::Hear(const ledger::Command& command, ledger::Sequence number) {
  if (std::holds_alternative<ledger::FreezeHolding>(command)) freezes_[named_] = number;
}

std::string Courts::NameOf(const std::string& number) const {
  for (const auto& [name, freeze] : freezes_) {
    if (std::to_string(ledger::Raw(freeze)) == number) return name;
  }
  return number;
}

ledger::Sequence Courts::TakeFreeze(Words& words) const {
  const std::string& name = words.Take("a freeze");
  const auto freeze = freezes_.find(name);
  if (freeze == freezes_.end()) Fail("no freeze is called \"" + name + "\"");
  return freeze->second;
}

}  // namespace registry::stories
