// The grammar of canonical.h. Fields() names the fields of every struct once, and Content() and
// Record() put them together once; Writer and Reader only differ in what they do with a field, so
// what is written can always be read back.
//
// The order in Fields() is the format: it never changes, whatever happens to the structs.
#include "log/canonical.h"

#include <algorithm>
#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <tuple>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "ledger/position.h"
#include "ledger/posting.h"
#include "ledger/reason.h"
#include "log/hash.h"

namespace registry::log {
namespace {

using ledger::Digest;

constexpr std::uint8_t kVersion = 1;
// How an outcome begins.
constexpr std::uint8_t kAccepted = 1, kRefused = 2, kWaiting = 3, kFailed = 4;

// A struct, or a struct that is only read.
template <typename T, typename Struct>
concept Is = std::same_as<std::remove_const_t<T>, Struct>;

// A text that is kept apart, and stands here by its digest.
template <typename Text>
struct ByDigest {
  Text& text;
};
template <typename Text>
ByDigest(Text&) -> ByDigest<Text>;

// ---- values

auto Fields(Is<ledger::Instant> auto& x) { return std::tie(x.micros); }
auto Fields(Is<ledger::Quantity> auto& x) { return std::tie(x.value); }
auto Fields(Is<ledger::Fen> auto& x) { return std::tie(x.value); }
auto Fields(Is<ledger::Document> auto& x) { return std::tie(x.number, x.digest); }

// ---- commands

auto Fields(Is<ledger::OpenBook> auto& x) { return std::tie(x.clock_mode, x.replay_begins); }

auto Fields(Is<ledger::RegisterParticipant> auto& x) {
  return std::tie(x.name, x.role, x.province, x.account);
}

auto Fields(Is<ledger::AdvanceClock> auto& x) { return std::tie(x.instant); }

auto Fields(Is<ledger::CreatePeriod> auto& x) {
  return std::tie(x.code, x.first_year, x.last_year, x.deadline);
}

auto Fields(Is<ledger::CreateInstrument> auto& x) {
  return std::tie(x.code, x.kind, x.vintage_first_year, x.vintage_last_year, x.tradable_from,
                  x.tradable_until, x.eligible_periods);
}

auto Fields(Is<ledger::SetIssuanceCap> auto& x) {
  return std::tie(x.plan, x.instrument, x.sector, x.cap, x.document);
}

auto Fields(Is<ledger::OpenAccount> auto& x) {
  return std::tuple_cat(std::tie(x.kind, x.social_credit_code),
                        std::make_tuple(ByDigest{x.holder_name}), std::tie(x.province, x.sector));
}

auto Fields(Is<ledger::ChangeAccountStatus> auto& x) {
  return std::tie(x.account, x.status, x.cause);
}

auto Fields(Is<ledger::Issue> auto& x) {
  return std::tie(x.plan, x.instrument, x.sector, x.acquiring_account, x.quantity, x.document);
}

auto Fields(Is<ledger::Allocate> auto& x) {
  return std::tie(x.transferring_account, x.acquiring_account, x.instrument, x.period, x.step,
                  x.quantity);
}

auto Fields(Is<ledger::ReturnAllowances> auto& x) {
  return std::tie(x.transferring_account, x.acquiring_account, x.instrument, x.period, x.quantity);
}

auto Fields(Is<ledger::MoveToTrading> auto& x) {
  return std::tie(x.account, x.instrument, x.quantity);
}

auto Fields(Is<ledger::MoveFromTrading> auto& x) {
  return std::tie(x.account, x.instrument, x.quantity);
}

auto Fields(Is<ledger::Transfer> auto& x) {
  return std::tie(x.transferring_account, x.acquiring_account, x.instrument, x.quantity, x.ground,
                  x.document);
}

auto Fields(Is<ledger::SettleTrade> auto& x) {
  return std::tie(x.trade_id, x.instrument, x.method, x.seller, x.buyer, x.quantity, x.price,
                  x.amount, x.match_time);
}

auto Fields(Is<ledger::DetermineObligation> auto& x) {
  return std::tie(x.unit_account, x.sector, x.period, x.verified_emissions, x.obligation);
}

auto Fields(Is<ledger::Surrender::Line> auto& x) { return std::tie(x.instrument, x.quantity); }

auto Fields(Is<ledger::Surrender> auto& x) {
  return std::tie(x.unit_account, x.sector, x.period, x.lines, x.allow_surplus);
}

auto Fields(Is<ledger::Cancel> auto& x) {
  return std::tie(x.account, x.instrument, x.quantity, x.purpose);
}

auto Fields(Is<ledger::Subject> auto& x) { return std::tie(x.issuer, x.subject); }
auto Fields(Is<ledger::NamedSeat> auto& x) { return std::tie(x.participant, x.powers); }

auto Fields(Is<ledger::ChangeParticipant> auto& x) { return std::tie(x.name, x.active, x.cause); }

auto Fields(Is<ledger::RegisterCertificate> auto& x) {
  return std::tie(x.participant, x.fingerprint, x.valid_from, x.valid_until);
}

auto Fields(Is<ledger::RevokeCertificate> auto& x) {
  return std::tie(x.participant, x.fingerprint, x.cause);
}

auto Fields(Is<ledger::RegisterPerson> auto& x) {
  return std::tie(x.code, x.identity, x.subjects, x.seats);
}

auto Fields(Is<ledger::ChangePerson> auto& x) {
  return std::tie(x.code, x.subjects, x.seats, x.active, x.cause);
}

auto Fields(Is<ledger::PolicyKey> auto& x) { return std::tie(x.kind, x.role, x.command, x.above); }
auto Fields(Is<ledger::Policy> auto& x) { return std::tie(x.key, x.from, x.value); }
auto Fields(Is<ledger::SetPolicy> auto& x) { return std::tie(x.policy, x.document); }

auto Fields(Is<ledger::Calendar> auto& x) { return std::tie(x.year, x.working_days); }
auto Fields(Is<ledger::SetCalendar> auto& x) { return std::tie(x.calendar, x.document); }

auto Fields(Is<ledger::ApproveProposal> auto& x) { return std::tie(x.proposal, x.request_hash); }

auto Fields(Is<ledger::RejectProposal> auto& x) {
  return std::tie(x.proposal, x.request_hash, x.cause);
}

auto Fields(Is<ledger::WithdrawProposal> auto& x) { return std::tie(x.proposal, x.cause); }
auto Fields(Is<ledger::ExpireProposal> auto& x) { return std::tie(x.proposal); }

auto Fields(Is<ledger::RecoverAdministrator> auto& x) {
  return std::tie(x.participant, x.code, x.identity, x.subjects, x.officers, x.cause, x.document);
}

auto Fields(Is<ledger::FreezeHolding> auto& x) {
  return std::tie(x.scope, x.account, x.social_credit_code, x.instrument, x.quantity, x.process,
                  x.case_number, x.authority, x.from, x.until, x.document);
}

auto Fields(Is<ledger::RenewFreeze> auto& x) { return std::tie(x.freeze, x.until, x.document); }

auto Fields(Is<ledger::ReleaseFreeze> auto& x) { return std::tie(x.freeze, x.cause, x.document); }

auto Fields(Is<ledger::ExpireFreeze> auto& x) { return std::tie(x.freeze); }

auto Fields(Is<ledger::DeductFrozen> auto& x) {
  return std::tie(x.freeze, x.instrument, x.quantity, x.acquiring_account, x.document);
}

auto Fields(Is<ledger::SurrenderFrozen> auto& x) {
  return std::tie(x.freeze, x.instrument, x.quantity, x.sector, x.period, x.document);
}

auto Fields(Is<ledger::TakeFrozen> auto& x) { return std::tie(x.account, x.instrument, x.bucket); }

auto Fields(Is<ledger::Pledge> auto& x) {
  return std::tie(x.account, x.instrument, x.quantity, x.pledgee, x.document);
}

auto Fields(Is<ledger::ReleasePledge> auto& x) { return std::tie(x.pledge, x.document); }

auto Fields(Is<ledger::ApplyForAccount> auto& x) {
  return std::tuple_cat(std::tie(x.kind, x.social_credit_code),
                        std::make_tuple(ByDigest{x.holder_name}),
                        std::tie(x.province, x.sector, x.identity, x.account, x.documents));
}

auto Fields(Is<ledger::ReviewApplication> auto& x) {
  return std::tie(x.account, x.passed, x.cause);
}

auto Fields(Is<ledger::OpenAppliedAccount> auto& x) { return std::tie(x.account); }

auto Fields(Is<ledger::ChangeParticulars> auto& x) {
  return std::tuple_cat(std::tie(x.account), std::make_tuple(ByDigest{x.holder_name}),
                        std::tie(x.province, x.sector, x.document));
}

auto Fields(Is<ledger::ChangeAccountKind> auto& x) {
  return std::tie(x.account, x.kind, x.sector, x.province, x.document);
}

auto Fields(Is<ledger::ObjectToRestriction> auto& x) {
  return std::tie(x.account, x.cause, x.document);
}

auto Fields(Is<ledger::DecideObjection> auto& x) {
  return std::tie(x.account, x.lifted, x.cause, x.document);
}

auto Fields(Is<ledger::Succeed::HoldingPart> auto& x) { return std::tie(x.instrument, x.quantity); }

auto Fields(Is<ledger::Succeed::ObligationPart> auto& x) {
  return std::tie(x.sector, x.period, x.verified_emissions, x.obligation, x.surrendered);
}

auto Fields(Is<ledger::Succeed> auto& x) {
  return std::tie(x.predecessor, x.successor, x.holdings, x.obligations, x.document);
}

auto Fields(Is<ledger::CloseDissolved> auto& x) {
  return std::tie(x.account, x.receiver, x.cause, x.document);
}

auto Fields(Is<ledger::RegisterStaff> auto& x) {
  return std::tie(x.identity, x.staff_of, x.active, x.document);
}

auto Fields(Is<ledger::TrustAccount> auto& x) { return std::tie(x.account, x.trusted); }

auto Fields(Is<ledger::DistrustAccount> auto& x) { return std::tie(x.account, x.trusted); }

auto Fields(Is<ledger::TransferAtWill> auto& x) {
  return std::tie(x.transferring_account, x.acquiring_account, x.instrument, x.quantity);
}

auto Fields(Is<ledger::AbortTransfer> auto& x) { return std::tie(x.account, x.transfer, x.cause); }

auto Fields(Is<ledger::ExecuteTransfer> auto& x) { return std::tie(x.transfer); }

// ---- outcomes

auto Fields(Is<ledger::PostedLine> auto& x) {
  return std::tie(x.posting.transferring, x.posting.acquiring, x.posting.quantity,
                  x.transferring_balance, x.acquiring_balance);
}

auto Fields(Is<ledger::Accepted> auto& x) {
  return std::tie(x.sequence, x.postings, x.opened_account);
}

// No decision waits and has failed.
std::uint8_t TagOf(const ledger::Accepted& accepted) {
  if (accepted.waiting.has_value()) return kWaiting;
  return accepted.failed.has_value() ? kFailed : kAccepted;
}

auto Fields(Is<ledger::Waiting> auto& x) { return std::tie(x.expires_at, x.approvals_needed); }

auto Fields(Is<std::pair<std::string, std::string>> auto& x) { return std::tie(x.first, x.second); }

auto Fields(Is<ledger::FailedCheck> auto& x) { return std::tie(x.reason, x.facts); }

auto Fields(Is<ledger::Rejection> auto& x) { return std::tie(x.checks); }

// ---- the whole

template <typename Archive>
void Content(Archive& archive, auto& request) {
  archive.Version();
  archive.template Alternative<std::int16_t>(request.command);
  archive(request.key.participant, request.person);
  std::visit([&archive](auto& command) { archive(command); }, request.command);
}

template <typename Archive>
void Record(Archive& archive, auto& request, auto& recorded, auto& epoch) {
  archive.Version();
  archive(recorded.record_number, recorded.recorded_at, epoch);
  archive(request.key.request_id, request.received_at);
  archive.Nested([&] { Content(archive, request); });
  archive.Outcome(recorded.outcome);
  std::visit([&archive](auto& outcome) { archive(outcome); }, recorded.outcome);
  if (auto* accepted = std::get_if<ledger::Accepted>(&recorded.outcome)) {
    if (accepted->waiting.has_value()) archive(*accepted->waiting);
    if (accepted->failed.has_value()) archive(*accepted->failed);
  }
}

// ---- which numbers a stored enumeration has; identifiers have all of theirs

template <typename T>
concept Identifier = std::same_as<T, ledger::AccountId> || std::same_as<T, ledger::ParticipantId> ||
    std::same_as<T, ledger::InstrumentId> || std::same_as<T, ledger::Sequence> ||
    std::same_as<T, ledger::RecordNumber> || std::same_as<T, ledger::RulesEpoch>;

bool IsKnown(Identifier auto) { return true; }

template <typename Enum>
bool IsFromOneTo(int last, Enum value) {
  return ledger::Raw(value) >= 1 && ledger::Raw(value) <= last;
}

bool IsKnown(ledger::Role x) { return IsFromOneTo(ledger::kRoleCount, x); }
bool IsKnown(ledger::InstrumentKind x) { return IsFromOneTo(ledger::kInstrumentKindCount, x); }
bool IsKnown(ledger::AccountKind x) { return IsFromOneTo(ledger::kAccountKindCount, x); }
bool IsKnown(ledger::AccountStatus x) { return IsFromOneTo(ledger::kAccountStatusCount, x); }
bool IsKnown(ledger::TransferGround x) { return IsFromOneTo(ledger::kTransferGroundCount, x); }
bool IsKnown(ledger::TradingMethod x) { return IsFromOneTo(ledger::kTradingMethodCount, x); }
bool IsKnown(ledger::Bucket x) { return IsFromOneTo(ledger::kBucketCount, x); }

bool IsKnown(ledger::PolicyKind x) { return IsFromOneTo(ledger::kPolicyKindCount, x); }
bool IsKnown(ledger::FreezeScope x) { return IsFromOneTo(ledger::kFreezeScopeCount, x); }
bool IsKnown(ledger::StaffOf x) { return IsFromOneTo(ledger::kStaffOfCount, x); }
bool IsKnown(ledger::CommandType x) { return IsFromOneTo(ledger::kCommandTypeCount, x); }

bool IsKnown(ledger::ClockMode x) {
  switch (x) {
    case ledger::ClockMode::kSystem:
    case ledger::ClockMode::kReplay:
      return true;
  }
  return false;
}

bool IsKnown(ledger::AllocationStep x) {
  switch (x) {
    case ledger::AllocationStep::kPreAllocation:
    case ledger::AllocationStep::kDetermination:
      return true;
  }
  return false;
}

bool IsKnown(ledger::Sector x) {
  switch (x) {
    case ledger::Sector::kNone:
    case ledger::Sector::kPower:
    case ledger::Sector::kSteel:
    case ledger::Sector::kCement:
    case ledger::Sector::kAluminium:
      return true;
  }
  return false;
}

bool IsKnown(ledger::Reason x) {
  switch (x) {
#define LOG_REASON_CASE(name, number, wire) case ledger::Reason::name:
    LEDGER_REASONS(LOG_REASON_CASE)
#undef LOG_REASON_CASE
    return true;
  }
  return false;
}

// ---- writing

class Writer {
 public:
  explicit Writer(std::size_t expected_size) { bytes_.reserve(expected_size); }

  std::string Take() && { return std::move(bytes_); }

  template <typename... Values>
  void operator()(const Values&... values) {
    (Put(values), ...);
  }

  void Version() { Put(kVersion); }

  // The number of a variant's alternative, from 1.
  template <std::integral Tag, typename Variant>
  void Alternative(const Variant& variant) {
    Put(static_cast<Tag>(variant.index() + 1));
  }

  void Outcome(const ledger::Recorded::Outcome& outcome) {
    const auto* accepted = std::get_if<ledger::Accepted>(&outcome);
    if (accepted == nullptr) return Put(kRefused);
    Put(TagOf(*accepted));
  }

  // Bytes with their length before them.
  template <typename Write>
  void Nested(Write write) {
    const std::size_t at = bytes_.size();
    PutSize(0);
    write();
    const auto length = BigEndian(static_cast<std::uint32_t>(bytes_.size() - at - 4));
    bytes_.replace(at, length.size(), length.data(), length.size());
  }

 private:
  template <std::integral Integer>
  static std::array<char, sizeof(Integer)> BigEndian(Integer value) {
    std::array<char, sizeof(Integer)> bytes;
    auto rest = static_cast<std::uint64_t>(value);
    for (std::size_t i = sizeof(Integer); i > 0; --i, rest >>= 8) {
      bytes[i - 1] = static_cast<char>(static_cast<std::uint8_t>(rest & 0xFF));
    }
    return bytes;
  }

  template <std::integral Integer>
  void Put(Integer value) {
    const auto bytes = BigEndian(value);
    bytes_.append(bytes.data(), bytes.size());
  }

  void PutSize(std::size_t size) { Put(static_cast<std::uint32_t>(size)); }

  template <typename Enum>
  requires std::is_enum_v<Enum>
  void Put(Enum value) { Put(ledger::Raw(value)); }

  template <std::size_t kSize>
  void Put(const std::array<std::uint8_t, kSize>& bytes) {
    bytes_.append(reinterpret_cast<const char*>(bytes.data()), kSize);
  }

  void Put(const std::string& text) {
    PutSize(text.size());
    bytes_ += text;
  }

  void Put(const ByDigest<const std::string>& name) { Put(Sha256(name.text)); }

  void Put(const ledger::PositionKey& key) { Put(ledger::Pack(key)); }

  template <typename Value>
  void Put(const std::optional<Value>& value) {
    Put(value.has_value());
    if (value.has_value()) Put(*value);
  }

  template <typename Item>
  void Put(const std::vector<Item>& items) {
    PutSize(items.size());
    for (const Item& item : items) Put(item);
  }

  template <typename Struct>
  requires requires(const Struct& x) { Fields(x); }
  void Put(const Struct& x) { std::apply(*this, Fields(x)); }

  std::string bytes_;
};

// ---- reading

// After the first thing that is not as the grammar says, every read leaves its value alone and ok()
// is false.
class Reader {
 public:
  explicit Reader(std::string_view bytes) : rest_(bytes) {}

  // Whether all bytes were read and all were right.
  bool Finished() const { return ok_ && rest_.empty(); }

  const std::optional<Digest>& holder_name_digest() const { return holder_name_digest_; }

  template <typename... Values>
  void operator()(Values&&... values) {
    (Get(values), ...);
  }

  void Version() { Require(GetInteger<std::uint8_t>() == kVersion); }

  template <std::integral Tag, typename Variant>
  void Alternative(Variant& variant) {
    Emplace(GetInteger<Tag>(), variant, std::make_index_sequence<std::variant_size_v<Variant>>());
  }

  void Outcome(ledger::Recorded::Outcome& outcome) {
    const auto kind = GetInteger<std::uint8_t>();
    Require(kind >= kAccepted && kind <= kFailed);
    if (kind == kRefused) {
      outcome.emplace<ledger::Rejection>();
    } else {
      auto& accepted = outcome.emplace<ledger::Accepted>();
      if (kind == kWaiting) accepted.waiting.emplace();
      if (kind == kFailed) accepted.failed.emplace();
    }
  }

  template <typename Read>
  void Nested(Read read) {
    const std::string_view nested = TakeSized();
    const std::string_view after = std::exchange(rest_, nested);
    read();
    Require(rest_.empty());
    rest_ = after;
  }

 private:
  void Require(bool condition) { ok_ = ok_ && condition; }

  // The next bytes; none, when there are not as many.
  std::string_view Take(std::size_t size) {
    Require(size <= rest_.size());
    if (!ok_) return {};
    const std::string_view taken = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return taken;
  }

  std::string_view TakeSized() { return Take(GetInteger<std::uint32_t>()); }

  template <std::integral Integer>
  Integer GetInteger() {
    std::uint64_t value = 0;
    for (const char byte : Take(sizeof(Integer))) {
      value = value << 8 | static_cast<std::uint8_t>(byte);
    }
    return static_cast<Integer>(value);
  }

  template <typename Tag, typename Variant, std::size_t... kIndex>
  void Emplace(Tag tag, Variant& variant, std::index_sequence<kIndex...>) {
    const bool known = ((tag == static_cast<Tag>(kIndex + 1) &&
                         (static_cast<void>(variant.template emplace<kIndex>()), true)) ||
                        ...);
    Require(known);
  }

  template <std::integral Integer>
  void Get(Integer& value) {
    value = GetInteger<Integer>();
  }

  void Get(bool& value) {
    const auto byte = GetInteger<std::uint8_t>();
    Require(byte <= 1);
    value = byte == 1;
  }

  template <typename Enum>
  requires std::is_enum_v<Enum>
  void Get(Enum& value) {
    const auto read = static_cast<Enum>(GetInteger<std::underlying_type_t<Enum>>());
    Require(IsKnown(read));
    if (ok_) value = read;
  }

  template <std::size_t kSize>
  void Get(std::array<std::uint8_t, kSize>& bytes) {
    const std::string_view taken = Take(kSize);
    std::copy(taken.begin(), taken.end(), bytes.begin());
  }

  void Get(std::string& text) { text = TakeSized(); }

  void Get(const ByDigest<std::string>&) { Get(holder_name_digest_.emplace()); }

  void Get(ledger::PositionKey& key) {
    const auto id = GetInteger<std::int64_t>();
    const ledger::PositionKey read = ledger::Unpack(ledger::PositionId{id});
    Require(id >= 0 && IsKnown(read.bucket));
    if (ok_) key = read;
  }

  template <typename Value>
  void Get(std::optional<Value>& value) {
    bool present = false;
    Get(present);
    if (ok_ && present) Get(value.emplace());
  }

  // Grows with what was read, not with the count: a count alone must not reserve gigabytes.
  template <typename Item>
  void Get(std::vector<Item>& items) {
    const auto count = GetInteger<std::uint32_t>();
    for (std::uint32_t i = 0; ok_ && i < count; ++i) Get(items.emplace_back());
  }

  template <typename Struct>
  requires requires(Struct& x) { Fields(x); }
  void Get(Struct& x) { std::apply(*this, Fields(x)); }

  std::string_view rest_;
  bool ok_ = true;
  std::optional<Digest> holder_name_digest_;
};

// Enough for every usual command; longer ones grow once.
constexpr std::size_t kUsualContentSize = 256;
constexpr std::size_t kUsualRecordSize = 512;

}  // namespace

std::string CanonicalContent(const ledger::Request& request) {
  Writer writer(kUsualContentSize);
  Content(writer, request);
  return std::move(writer).Take();
}

Digest RequestHash(const ledger::Request& request) { return Sha256(CanonicalContent(request)); }

std::string CanonicalRecord(const ledger::Request& request, const ledger::Recorded& recorded,
                            ledger::RulesEpoch epoch) {
  Writer writer(kUsualRecordSize);
  Record(writer, request, recorded, std::as_const(epoch));
  return std::move(writer).Take();
}

std::optional<ParsedRecord> ParseRecord(std::string_view bytes) {
  Reader reader(bytes);
  ParsedRecord parsed;
  Record(reader, parsed.request, parsed.recorded, parsed.epoch);
  if (!reader.Finished()) return std::nullopt;
  parsed.holder_name_digest = reader.holder_name_digest();
  return parsed;
}

std::optional<std::string_view> ContentOf(std::string_view record) {
  constexpr std::size_t kBefore = 1 + 3 * 8 + 16 + 8;  // version, three numbers, id, received_at
  if (record.size() < kBefore + 4) return std::nullopt;
  std::size_t size = 0;
  for (const char byte : record.substr(kBefore, 4)) {
    size = size << 8 | static_cast<unsigned char>(byte);
  }
  const std::string_view rest = record.substr(kBefore + 4);
  if (rest.size() < size) return std::nullopt;
  return rest.substr(0, size);
}

}  // namespace registry::log
