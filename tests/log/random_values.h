// Random commands and decisions: any value that the types can hold, not only sensible ones.
#ifndef TESTS_LOG_RANDOM_VALUES_H_
#define TESTS_LOG_RANDOM_VALUES_H_

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <random>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "ledger/position.h"
#include "ledger/reason.h"
#include "tests/log/members.h"

namespace registry::log::testing {

class RandomValues {
 public:
  explicit RandomValues(std::uint64_t seed) : engine_(seed) {}

  std::uint64_t Below(std::uint64_t limit) {
    return std::uniform_int_distribution<std::uint64_t>(0, limit - 1)(engine_);
  }

  template <typename T>
  T Some() {
    T value{};
    Fill(value);
    return value;
  }

  // The command with this index in the variant.
  template <std::size_t kIndex = 0>
  ledger::Command SomeCommand(std::size_t index) {
    if constexpr (kIndex + 1 < std::variant_size_v<ledger::Command>) {
      if (index != kIndex) return SomeCommand<kIndex + 1>(index);
    }
    return Some<std::variant_alternative_t<kIndex, ledger::Command>>();
  }

  ledger::Request SomeRequest(std::size_t command_index) {
    ledger::Request request;
    Fill(request.key.participant);
    Fill(request.key.request_id);
    Fill(request.person);
    Fill(request.received_at);
    Fill(request.salt);
    request.command = SomeCommand(command_index);
    return request;
  }

  ledger::Recorded SomeRecorded() {
    ledger::Recorded recorded;
    Fill(recorded.record_number);
    Fill(recorded.recorded_at);
    if (Below(2) == 0) {
      auto accepted = Some<ledger::Accepted>();
      if (accepted.waiting) accepted.failed.reset();  // one or neither
      recorded.outcome = accepted;
    } else {
      recorded.outcome = Some<ledger::Rejection>();
    }
    return recorded;
  }

 private:
  void Fill(bool& value) { value = Below(2) == 1; }

  // Small, extreme and any numbers, a third each.
  template <std::integral Integer>
  void Fill(Integer& value) {
    using Limits = std::numeric_limits<Integer>;
    switch (Below(3)) {
      case 0:
        value = static_cast<Integer>(Below(4));
        break;
      case 1:
        value = Below(2) == 0 ? Limits::min() : Limits::max();
        break;
      default:
        value = static_cast<Integer>(engine_());
    }
  }

  template <typename Enum>
  requires std::is_enum_v<Enum>
  void Fill(Enum& value) {
    auto number = ledger::Raw(value);
    Fill(number);
    value = Enum{number};
  }

  void Fill(ledger::ClockMode& x) { x = From(1, ledger::ClockMode::kReplay); }
  void Fill(ledger::Role& x) { x = From(1, ledger::Role::kConsole); }
  void Fill(ledger::InstrumentKind& x) { x = From(1, ledger::InstrumentKind::kMoney); }
  void Fill(ledger::Sector& x) { x = From(0, ledger::Sector::kAluminium); }
  void Fill(ledger::AccountKind& x) { x = From(1, ledger::AccountKind::kInTransit); }
  void Fill(ledger::AccountStatus& x) { x = From(1, ledger::AccountStatus::kRefused); }
  void Fill(ledger::AllocationStep& x) { x = From(1, ledger::AllocationStep::kDetermination); }
  void Fill(ledger::TransferGround& x) { x = From(1, ledger::TransferGround::kHolderWill); }
  void Fill(ledger::TradingMethod& x) { x = From(1, ledger::TradingMethod::kOneWayBidding); }
  void Fill(ledger::Reason& x) { x = From(1, ledger::Reason::kOfficerNotEligible); }
  void Fill(ledger::PolicyKind& x) { x = From(1, ledger::PolicyKind::kPublicationDelayDays); }
  void Fill(ledger::FreezeScope& x) { x = From(1, ledger::FreezeScope::kPledge); }
  void Fill(ledger::StaffOf& x) { x = From(1, ledger::StaffOf::kVerifier); }
  void Fill(ledger::Bucket& x) { x = From(1, ledger::Bucket::kPledged); }
  void Fill(ledger::CommandType& x) { x = From(1, ledger::CommandType::kExecuteTransfer); }

  template <typename Enum>
  Enum From(int first, Enum last) {
    const int count = ledger::Raw(last) - first + 1;
    return static_cast<Enum>(first + static_cast<int>(Below(static_cast<std::uint64_t>(count))));
  }

  void Fill(ledger::Instant& x) { Fill(x.micros); }
  void Fill(ledger::Quantity& x) { Fill(x.value); }
  void Fill(ledger::Fen& x) { Fill(x.value); }

  void Fill(ledger::PositionKey& x) {
    const auto accounts = static_cast<std::uint64_t>(ledger::kMaxAccountId) + 1;
    x.account = ledger::AccountId{static_cast<std::int64_t>(Below(accounts))};
    x.instrument = ledger::InstrumentId{
        static_cast<std::int32_t>(Below(std::uint64_t{ledger::kMaxInstrumentId} + 1))};
    Fill(x.bucket);
  }

  void Fill(std::string& text) {
    text.resize(Below(20));
    for (char& byte : text) byte = static_cast<char>(engine_());
  }

  template <std::size_t kSize>
  void Fill(std::array<std::uint8_t, kSize>& bytes) {
    for (std::uint8_t& byte : bytes) byte = static_cast<std::uint8_t>(engine_());
  }

  template <typename A, typename B>
  void Fill(std::pair<A, B>& pair) {
    Fill(pair.first);
    Fill(pair.second);
  }

  template <typename Value>
  void Fill(std::optional<Value>& value) {
    if (Below(2) == 0) return value.reset();
    Fill(value.emplace());
  }

  template <typename Item>
  void Fill(std::vector<Item>& items) {
    items.resize(Below(5));
    for (Item& item : items) Fill(item);
  }

  template <HasMembers Struct>
  void Fill(Struct& x) {
    std::apply([this](auto&... members) { (Fill(members), ...); }, Members(x));
  }

  std::mt19937_64 engine_;
};

}  // namespace registry::log::testing

#endif  // TESTS_LOG_RANDOM_VALUES_H_
