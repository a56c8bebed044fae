#include "server/convert.h"

#include "ledger/account_number.h"

namespace registry::server {
namespace {

// The numbers of the two sides agree, so that an enumeration is converted by a cast.
static_assert(int{v1::AccountKind_MAX} == ledger::kAccountKindCount);
static_assert(int{v1::AccountStatus_MAX} == ledger::kAccountStatusCount);
static_assert(int{v1::Bucket_MAX} == ledger::kBucketCount);
static_assert(int{v1::InstrumentKind_MAX} == ledger::kInstrumentKindCount);
static_assert(int{v1::TransactionType_MAX} == ledger::kCommandTypeCount);
static_assert(int{v1::TransferGround_MAX} == ledger::kTransferGroundCount);
static_assert(int{v1::StaffOf_MAX} == ledger::kStaffOfCount);
static_assert(int{v1::DelayedTransferState_MAX} == ledger::kDelayedStateCount);
static_assert(int{v1::SECTOR_ALUMINIUM} == static_cast<int>(ledger::Sector::kAluminium));
static_assert(int{v1::BUCKET_OWN_SURRENDER_ONLY} ==
              static_cast<int>(ledger::Bucket::kOwnSurrenderOnly));
static_assert(int{v1::TRANSACTION_TYPE_SETTLE_TRADE} ==
              static_cast<int>(ledger::CommandType::kSettleTrade));

}  // namespace

ledger::Document DocumentFromProto(bool has, const v1::Document& document, Shape& shape) {
  if (!has) {
    shape.Violate("document", "is required");
    return {};
  }
  return {shape.Text("document.number", document.number(), 1, 100),
          shape.Digest("document.sha256", document.sha256())};
}

v1::Document DocumentToProto(const ledger::Document& document) {
  v1::Document answer;
  answer.set_number(document.number);
  answer.set_sha256(ToBytes(document.digest));
  return answer;
}

google::protobuf::Timestamp ToProto(ledger::Instant instant) {
  google::protobuf::Timestamp time;
  std::int64_t seconds = instant.micros / 1'000'000;
  std::int64_t micros = instant.micros % 1'000'000;
  if (micros < 0) {
    seconds -= 1;
    micros += 1'000'000;
  }
  time.set_seconds(seconds);
  time.set_nanos(static_cast<std::int32_t>(micros * 1'000));
  return time;
}

std::string ToText(const ledger::RequestId& id) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string text;
  for (std::size_t i = 0; i < id.size(); ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) text.push_back('-');
    text.push_back(kDigits[id[i] >> 4]);
    text.push_back(kDigits[id[i] & 0xF]);
  }
  return text;
}

std::string ToBytes(const ledger::Digest& digest) { return {digest.begin(), digest.end()}; }

v1::PositionName ToProto(const Directory& directory, const ledger::PositionKey& key) {
  v1::PositionName name;
  name.set_account(ledger::FormatAccountNumber(key.account));
  if (const ledger::Instrument* instrument = directory.FindInstrument(key.instrument)) {
    name.set_instrument(instrument->code);
  }
  name.set_bucket(static_cast<v1::Bucket>(key.bucket));
  return name;
}

v1::Posting ToProto(const Directory& directory, const ledger::PostedLine& line) {
  v1::Posting posting;
  *posting.mutable_transferring() = ToProto(directory, line.posting.transferring);
  *posting.mutable_acquiring() = ToProto(directory, line.posting.acquiring);
  posting.set_quantity(line.posting.quantity.value);
  posting.set_transferring_balance(line.transferring_balance.value);
  posting.set_acquiring_balance(line.acquiring_balance.value);
  return posting;
}

v1::Accepted ToProto(const Directory& directory, const ledger::Recorded& recorded,
                     const ledger::Accepted& accepted, bool validate_only) {
  v1::Accepted answer;
  *answer.mutable_record_time() = ToProto(recorded.recorded_at);
  for (const ledger::PostedLine& line : accepted.postings) {
    *answer.add_postings() = ToProto(directory, line);
  }
  answer.set_replay(directory.replay());
  if (validate_only) return answer;
  answer.set_sequence(ledger::Raw(accepted.sequence));
  answer.set_record_number(ledger::Raw(recorded.record_number));
  if (accepted.opened_account) {
    answer.set_account(ledger::FormatAccountNumber(*accepted.opened_account));
  }
  return answer;
}

}  // namespace registry::server
