#include "ledger/checks.h"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <limits>
#include <optional>

#include "ledger/account_number.h"

namespace registry::ledger {
namespace {

constexpr std::int64_t kMicrosPerSecond = 1'000'000;
constexpr std::int64_t kMicrosPerDay = 86'400 * kMicrosPerSecond;
constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();

}  // namespace

void Checks::Fail(Reason reason, Facts facts) { failed_.push_back({reason, std::move(facts)}); }

void Checks::FailTotal(const char* figure, Quantity total, Quantity requested) {
  const bool said = std::any_of(failed_.begin(), failed_.end(), [](const FailedCheck& check) {
    return check.reason == Reason::kBalanceOverflow;
  });
  if (said) return;
  Fail(Reason::kBalanceOverflow, {{figure, Text(total)}, {"requested_tco2e", Text(requested)}});
}

bool Checks::AreTwo(AccountId transferring, AccountId acquiring) {
  if (transferring != acquiring) return true;
  Fail(Reason::kSameAccount, {{"account", FormatAccountNumber(transferring)}});
  return false;
}

const Account* Checks::FindAccount(AccountId id) {
  const Account* account = context_.snapshot.FindAccount(id);
  if (account == nullptr) {
    Fail(Reason::kAccountNotFound, {{"account", FormatAccountNumber(id)}});
  }
  return account;
}

void Checks::KindMayAtAll(const Side& side) {
  if (side.account == nullptr || KindMayAny(side.account->kind, side.use)) return;
  Fail(Reason::kAccountKindForbids, {{"account", FormatAccountNumber(side.account->id)},
                                     {"kind", std::string(AccountKindName(side.account->kind))}});
}

void Checks::StatusMay(const Side& side) {
  if (side.account == nullptr || ledger::StatusMay(side.account->status, side.use)) return;
  Fail(Reason::kAccountStatusForbids,
       {{"account", FormatAccountNumber(side.account->id)},
        {"status", std::string(AccountStatusName(side.account->status))}});
}

const Account* Checks::FindAccountFor(AccountId id, Use use) {
  const Account* account = FindAccount(id);
  KindMayAtAll({account, use});
  StatusMay({account, use});
  return account;
}

const Instrument* Checks::FindInstrument(std::string_view code) {
  const Instrument* instrument = context_.rules.FindInstrument(code);
  if (instrument == nullptr) {
    Fail(Reason::kInstrumentNotFound, {{"instrument", std::string(code)}});
  }
  return instrument;
}

bool Checks::InstrumentMay(const Instrument* instrument, std::initializer_list<Side> sides) {
  if (instrument == nullptr) return true;
  const bool may = std::all_of(sides.begin(), sides.end(), [&](const Side& side) {
    return side.account == nullptr || !KindMayAny(side.account->kind, side.use)
               ? AnyKindMay(side.use, instrument->kind)
               : KindMay(side.account->kind, side.use, instrument->kind);
  });
  if (may) return true;
  Fail(Reason::kInstrumentKindForbids,
       {{"instrument", instrument->code},
        {"kind", std::string(InstrumentKindName(instrument->kind))}});
  return false;
}

const Participant* Checks::FindParticipant(const std::string& name) {
  const Participant* participant = context_.rules.FindParticipant(name);
  if (participant == nullptr) Fail(Reason::kParticipantNotFound, {{"participant", name}});
  return participant;
}

const CompliancePeriod* Checks::FindPeriod(std::string_view code) {
  const CompliancePeriod* period = context_.rules.FindPeriod(code);
  if (period == nullptr) Fail(Reason::kPeriodNotFound, {{"period", std::string(code)}});
  return period;
}

void Checks::Holds(const Account* account, const Instrument* instrument, Bucket bucket,
                   Quantity requested, Quantity owed) {
  if (account == nullptr || instrument == nullptr) return;
  const Quantity balance =
      context_.snapshot.FindPosition({account->id, instrument->id, bucket}).balance;
  const Quantity available{balance.value - owed.value};
  if (available >= requested) return;
  Fail(Reason::kInsufficientHolding, {{"requested_tco2e", Text(requested)},
                                      {"available_tco2e", Text(available)},
                                      {"account", FormatAccountNumber(account->id)},
                                      {"instrument", instrument->code}});
}

void Checks::CanGive(AccountId account, const Instrument* instrument, Bucket bucket,
                     Quantity requested) {
  if (instrument == nullptr) return;
  const Quantity balance =
      context_.snapshot.FindPosition({account, instrument->id, bucket}).balance;
  const auto left = Subtract(balance, requested);
  if (!left || left->value < -kMost) FailOverflow(account, *instrument, balance, requested);
}

void Checks::HasRoom(AccountId account, const Instrument* instrument, Bucket bucket,
                     Quantity requested) {
  if (instrument == nullptr) return;
  const Quantity balance =
      context_.snapshot.FindPosition({account, instrument->id, bucket}).balance;
  if (!Add(balance, requested)) FailOverflow(account, *instrument, balance, requested);
}

void Checks::FailOverflow(AccountId account, const Instrument& instrument, Quantity balance,
                          Quantity requested) {
  Fail(Reason::kBalanceOverflow, {{"account", FormatAccountNumber(account)},
                                  {"instrument", instrument.code},
                                  {"balance_tco2e", Text(balance)},
                                  {"requested_tco2e", Text(requested)}});
}

std::string Text(Quantity quantity) { return std::to_string(quantity.value); }

std::string Text(Instant instant) {
  namespace chrono = std::chrono;
  constexpr auto kFirst = chrono::sys_days{chrono::year{1} / 1 / 1}.time_since_epoch().count();
  constexpr auto kLast = chrono::sys_days{chrono::year{9999} / 12 / 31}.time_since_epoch().count();
  std::int64_t days = instant.micros / kMicrosPerDay;
  std::int64_t micros = instant.micros % kMicrosPerDay;
  if (micros < 0) {
    micros += kMicrosPerDay;
    --days;
  }
  if (days < kFirst || days > kLast) return std::to_string(instant.micros);

  const chrono::year_month_day date{chrono::sys_days{chrono::days{days}}};
  const std::int64_t seconds = micros / kMicrosPerSecond;
  char text[64];
  std::snprintf(text, sizeof text, "%04d-%02u-%02uT%02d:%02d:%02d", static_cast<int>(date.year()),
                static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                static_cast<int>(seconds / 3600), static_cast<int>(seconds / 60 % 60),
                static_cast<int>(seconds % 60));
  std::string written = text;
  if (micros % kMicrosPerSecond != 0) {
    std::snprintf(text, sizeof text, ".%06d", static_cast<int>(micros % kMicrosPerSecond));
    written += text;
  }
  return written + "Z";
}

}  // namespace registry::ledger
