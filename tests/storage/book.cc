#include "tests/storage/book.h"

#include <openssl/sha.h>

#include <atomic>
#include <catch2/catch.hpp>
#include <cstring>
#include <pqxx/pqxx>

#include "ledger/position.h"

namespace registry::testing {
namespace {

using ledger::Raw;

constexpr std::int64_t kDay = 86'400'000'000;

using Hash = std::string;

Hash Sha256Of(const std::string& bytes) {
  unsigned char digest[SHA256_DIGEST_LENGTH];
  SHA256(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), digest);
  return {reinterpret_cast<const char*>(digest), sizeof digest};
}

// RFC 6962, as it is written there.
Hash RootOf(std::span<const Hash> leaves) {
  if (leaves.empty()) return Sha256Of("");
  if (leaves.size() == 1) return leaves[0];
  std::size_t split = 1;
  while (split * 2 < leaves.size()) split *= 2;
  return Sha256Of("\x01" + RootOf(leaves.first(split)) + RootOf(leaves.subspan(split)));
}

// A replayed book begins at the trades' time.
ledger::Instant ReplayBegins(const storage::JournalOptions& options) {
  return options.clock_mode == ledger::ClockMode::kReplay ? kMatchTime : ledger::Instant{};
}

std::string BytesOf(const pqxx::field& field) { return pqxx::binarystring(field).str(); }

}  // namespace

ledger::Request Ask(ledger::ParticipantId participant, ledger::Command command) {
  static std::atomic<std::uint64_t> last{0};
  const std::uint64_t number = ++last;
  ledger::Request request;
  request.key.participant = participant;
  for (std::size_t i = 0; i < 8; ++i) {
    request.key.request_id[15 - i] = static_cast<std::uint8_t>(number >> (8 * i));
    request.salt[i] = static_cast<std::uint8_t>((number * 0x9E3779B97F4A7C15) >> (8 * i));
  }
  request.received_at = ledger::Instant{kMatchTime.micros + kDay};
  request.command = std::move(command);
  return request;
}

ledger::Transfer TransferOf(ledger::AccountId from, ledger::AccountId to, std::int64_t quantity) {
  ledger::Transfer transfer;
  transfer.transferring_account = from;
  transfer.acquiring_account = to;
  transfer.instrument = kInstrument;
  transfer.quantity = {quantity};
  transfer.ground = ledger::TransferGround::kMinistryOrder;
  transfer.document.number = "order 1";
  return transfer;
}

ledger::SettleTrade TradeOf(std::string id, ledger::AccountId seller, ledger::AccountId buyer,
                            std::int64_t quantity) {
  ledger::SettleTrade trade;
  trade.trade_id = std::move(id);
  trade.instrument = kInstrument;
  trade.method = ledger::TradingMethod::kListed;
  trade.seller = seller;
  trade.buyer = buyer;
  trade.quantity = {quantity};
  trade.price = {4283};
  trade.amount = {4283 * quantity};
  trade.match_time = kMatchTime;
  return trade;
}

const ledger::Recorded& RecordedIn(const storage::Answer& answer) {
  if (const auto* status = std::get_if<absl::Status>(&answer)) FAIL(status->ToString());
  const auto* recorded = std::get_if<ledger::Recorded>(&answer);
  if (recorded == nullptr) FAIL("not recorded; alternative " << answer.index());
  return *recorded;
}

const ledger::Accepted& AcceptedIn(const storage::Answer& answer) {
  const ledger::Recorded& recorded = RecordedIn(answer);
  if (const auto* rejection = std::get_if<ledger::Rejection>(&recorded.outcome)) {
    std::string text = "refused:";
    for (const ledger::FailedCheck& check : rejection->checks) {
      text += " " + std::string(ledger::ReasonName(check.reason));
      for (const auto& [name, value] : check.facts) text += " " + name + "=" + value;
    }
    FAIL(text);
  }
  return std::get<ledger::Accepted>(recorded.outcome);
}

const ledger::Rejection& RejectionIn(const storage::Answer& answer) {
  const ledger::Recorded& recorded = RecordedIn(answer);
  if (!std::holds_alternative<ledger::Rejection>(recorded.outcome)) FAIL("accepted");
  return std::get<ledger::Rejection>(recorded.outcome);
}

absl::Status StatusIn(const storage::Answer& answer) {
  const auto* status = std::get_if<absl::Status>(&answer);
  return status == nullptr ? absl::OkStatus() : *status;
}

Book::Book(int units, std::int64_t each, storage::JournalOptions options)
    : options_(std::move(options)) {
  options_.connection = database_.Connection("registry_writer");
  options_.server_name = "test";
  const auto decide = options_.decide;
  options_.decide = ledger::Decide;  // the book is built by the right one
  Reopen();

  using ledger::Role;
  std::vector<ledger::Request> requests;
  const auto add = [&](ledger::ParticipantId participant, ledger::Command command) {
    requests.push_back(Ask(participant, std::move(command)));
  };
  add(kCeremonyParticipant, ledger::OpenBook{options_.clock_mode, ReplayBegins(options_)});
  add(kCeremonyParticipant,
      ledger::RegisterParticipant{"operator", Role::kRegistryOperator, "", {}});
  add(kCeremonyParticipant, ledger::RegisterParticipant{"ministry", Role::kMinistry, "", {}});
  add(kCeremonyParticipant, ledger::RegisterParticipant{"exchange", Role::kTradingSystem, "", {}});
  add(kCeremonyParticipant,
      ledger::RegisterParticipant{"authority-13", Role::kProvincialAuthority, "13", {}});
  add(kCeremonyParticipant,
      ledger::RegisterParticipant{"operator-2", Role::kRegistryOperator, "", {}});
  add(kMinistry, ledger::CreatePeriod{kPeriod, 2019, 2020, {kMatchTime.micros + 100 * kDay}});
  add(kOperator, ledger::CreateInstrument{kInstrument,
                                          ledger::InstrumentKind::kAllowance,
                                          2019,
                                          2020,
                                          ledger::Instant{kMatchTime.micros - 100 * kDay},
                                          {},
                                          {kPeriod}});
  add(kMinistry, ledger::SetIssuanceCap{
                     kPlan, kInstrument, ledger::Sector::kPower, {1'000'000'000}, {"plan", {}}});
  add(kOperator, ledger::OpenAccount{ledger::AccountKind::kProvincialAuthority, "AUTHORITY13",
                                     "Authority", "13", ledger::Sector::kNone});
  for (int n = 0; n < units; ++n) {
    add(kOperator,
        ledger::OpenAccount{ledger::AccountKind::kKeyEmittingUnit, "UNIT" + std::to_string(n),
                            "Unit " + std::to_string(n), "13", ledger::Sector::kPower});
  }
  if (units > 0 && each > 0) {
    add(kOperator, ledger::Issue{kPlan,
                                 kInstrument,
                                 ledger::Sector::kPower,
                                 kAuthorityAccount,
                                 {each * units},
                                 {"issue", {}}});
    for (int n = 0; n < units; ++n) {
      add(kAuthority, ledger::Allocate{kAuthorityAccount,
                                       Unit(n),
                                       kInstrument,
                                       kPeriod,
                                       ledger::AllocationStep::kPreAllocation,
                                       {each}});
    }
  }
  for (const storage::Answer& answer : Write(requests)) AcceptedIn(answer);
  options_.decide = decide;
  Reopen();
}

std::unique_ptr<storage::Journal> Book::OpenAnother(storage::JournalOptions options) {
  options.connection = database_.Connection("registry_writer");
  options.server_name = "another";
  options.clock_mode = options_.clock_mode;
  auto journal = storage::Journal::Open(std::move(options));
  if (!journal.ok()) FAIL(journal.status().ToString());
  return *std::move(journal);
}

void Book::Reopen() {
  journal_.reset();
  auto journal = storage::Journal::Open(options_);
  if (!journal.ok()) FAIL(journal.status().ToString());
  journal_ = *std::move(journal);
}

std::string Book::Figure(const std::string& sql) {
  pqxx::connection connection(database_.Connection("postgres") +
                              " options='-csearch_path=registry'");
  pqxx::nontransaction work(connection);
  return work.exec1(sql)[0].c_str();
}

void Book::Execute(const std::string& sql) {
  pqxx::connection connection(database_.Connection("postgres") +
                              " options='-csearch_path=registry'");
  pqxx::work work(connection);
  work.exec(sql);
  work.commit();
}

void Book::Tamper(const std::string& sql) {
  Execute("SET session_replication_role = replica; " + sql);
}

std::int64_t Book::Balance(ledger::AccountId account, ledger::Bucket bucket) {
  const ledger::PositionId id = ledger::Pack({account, ledger::InstrumentId{1}, bucket});
  return std::stoll(Figure("SELECT coalesce((SELECT balance FROM position WHERE position_id = " +
                           std::to_string(Raw(id)) + "), 0)"));
}

void Book::CheckLaws() {
  CHECK(Figure("SELECT count(*) FROM decision") ==
        Figure("SELECT coalesce(max(record_number) + 1, 0) FROM decision"));
  CHECK(Figure("SELECT count(sequence) FROM decision") ==
        Figure("SELECT coalesce(max(sequence), 0) FROM decision"));
  CHECK(Figure("SELECT count(*) FROM request") == Figure("SELECT count(*) FROM decision"));
  CHECK(Figure("SELECT count(*) FROM posting p WHERE NOT EXISTS "
               "(SELECT FROM decision d WHERE d.sequence = p.sequence)") == "0");
  CHECK(Figure("SELECT coalesce(sum(balance), 0) FROM position") == "0");
  CHECK(Figure(R"sql(
    SELECT count(*) FROM position p FULL JOIN (
      SELECT position_id, sum(delta) AS fold, max(sequence) AS last FROM (
        SELECT transferring_position AS position_id, -quantity AS delta, sequence FROM posting
        UNION ALL SELECT acquiring_position, quantity, sequence FROM posting) AS side
      GROUP BY 1) AS f USING (position_id)
    WHERE p.balance IS DISTINCT FROM f.fold OR p.last_sequence IS DISTINCT FROM f.last)sql") ==
        "0");
  CHECK(Figure(R"sql(
    SELECT count(*) FROM (
      SELECT position_id, balance, sum(delta) OVER (PARTITION BY position_id ORDER BY sequence) AS fold
      FROM (SELECT transferring_position AS position_id, -quantity AS delta,
                   transferring_balance AS balance, sequence FROM posting
            UNION ALL SELECT acquiring_position, quantity, acquiring_balance, sequence FROM posting)
           AS side) AS chain
    WHERE balance <> fold)sql") == "0");
  CHECK(Figure(
            "SELECT count(*) FROM position p JOIN (SELECT DISTINCT account_id, kind FROM account) a"
            " ON a.account_id = p.position_id >> 21"
            " WHERE (p.floor < 0) <> (a.kind IN (6, 7, 8)) OR (p.floor = 0 AND p.balance < 0)") ==
        "0");

  pqxx::connection connection(database_.Connection("postgres"));
  pqxx::nontransaction work(connection);
  std::vector<Hash> leaves;
  for (const pqxx::row& row :
       work.exec("SELECT salt, record, leaf_hash FROM registry.decision ORDER BY record_number")) {
    const Hash leaf = Sha256Of(std::string(1, '\0') + BytesOf(row[0]) + BytesOf(row[1]));
    CHECK(leaf == BytesOf(row[2]));
    leaves.push_back(leaf);
  }
  std::int64_t next = 0;
  for (const pqxx::row& row : work.exec("SELECT first_record, last_record, root FROM "
                                        "registry.commit_batch ORDER BY last_record")) {
    CHECK(row[0].as<std::int64_t>() == next);
    next = row[1].as<std::int64_t>() + 1;
    REQUIRE(static_cast<std::size_t>(next) <= leaves.size());
    CHECK(RootOf(std::span(leaves).first(static_cast<std::size_t>(next))) == BytesOf(row[2]));
  }
  CHECK(static_cast<std::size_t>(next) == leaves.size());
}

}  // namespace registry::testing
