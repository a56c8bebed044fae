// Transfers at the holder's own will: off, trusted, delayed, called off.
#include <catch2/catch.hpp>
#include <string>

#include "absl/strings/str_cat.h"
#include "carbon/registry/v1/holding.pb.h"
#include "carbon/registry/v1/journal.pb.h"
#include "carbon/registry/v1/registry.pb.h"
#include "carbon/registry/v1/transfer.pb.h"
#include "tests/wire/freeze_book.h"
#include "tests/wire/life_book.h"

namespace registry::wire {
namespace {

std::string Send(int quantity, const std::string& to = "$buyer") {
  return absl::StrCat("transferring_account: '$seller' acquiring_account: '", to,
                      "' instrument: 'CEA1920' quantity_tco2e: ", quantity);
}

void SetPolicy(const Book& book, const char* kind, const char* command, std::int64_t value) {
  book.Must("AccessService/SetPolicy", "security",
            absl::StrCat("policy { kind: POLICY_KIND_", kind,
                         " role: ROLE_UNIT_REPRESENTATIVE command: TRANSACTION_TYPE_", command,
                         " from_time { seconds: ", kBegin, " } value: ", value, " } $paper"));
}

v1::ListDelayedTransfersResponse Delayed(const Book& book, const std::string& reader,
                                         const std::string& filter) {
  return Tell<v1::ListDelayedTransfersResponse>(book, kDelayed, reader, filter);
}

// The states of all of a reader's transfers, in order.
std::string States(const Book& book, const std::string& reader) {
  std::string states;
  const auto listed = Delayed(book, reader, "account: '$seller'");
  for (const v1::DelayedTransfer& one : listed.transfers()) {
    states += (states.empty() ? "" : " ") +
              v1::DelayedTransferState_Name(one.state()).substr(sizeof "DELAYED_TRANSFER_STATE");
  }
  return states;
}

// In a book with persons, where the auditor is one.
std::int64_t HeldOf(const Book& book, const std::string& account, v1::Bucket bucket) {
  const auto holdings =
      Tell<v1::ListHoldingsResponse>(book, "HoldingService/ListHoldings", "aud-1@auditor",
                                     "account: '" + account + "' instrument: 'CEA1920'");
  for (const v1::Holding& holding : holdings.holdings()) {
    if (holding.position().bucket() == bucket) return holding.balance();
  }
  return 0;
}

// How often the registry did something by itself.
int TimesDone(const Book& book, v1::TransactionType type) {
  const auto status =
      Tell<v1::RegistryStatus>(book, "RegistryService/GetRegistryStatus", "aud-1@auditor", "");
  int times = 0;
  for (std::int64_t sequence = 1; sequence <= status.sequence(); ++sequence) {
    times += Tell<v1::Transaction>(book, "JournalService/GetTransaction", "aud-1@auditor",
                                   absl::StrCat("sequence: ", sequence))
                 .type() == type;
  }
  return times;
}

// Kills the server (SIGKILL), starts it again and waits until it answers.
void KillAndStart(const Book& book) {
  book.registryd().Kill();
  book.registryd().StartAgain();
  REQUIRE(Await(
      [&] { return book.Ask("RegistryService/GetRegistryStatus", "aud-1@auditor", "").ok(); }));
}

}  // namespace

TEST_CASE("killed when a proposal and a transfer at will are due, the registry ends each once") {
  Registryd registryd("replay", true);
  const Book book(registryd);
  RecordWorkingDays(book);
  SetPolicy(book, "COMMAND_SWITCH", "TRUST_ACCOUNT", 1);
  SetPolicy(book, "COMMAND_SWITCH", "TRANSFER_AT_WILL", 1);
  SetPolicy(book, "TRUST_DELAY_DAYS", "TRUST_ACCOUNT", 0);
  SetPolicy(book, "DELAY_HOURS", "TRANSFER_AT_WILL", 72);
  book.Must(kTrust, "unit", "account: '$seller' trusted_account: '$buyer'");
  const std::int64_t held = HeldOf(book, "$seller", v1::BUCKET_REGISTERED);
  const std::int64_t got = HeldOf(book, "$buyer", v1::BUCKET_REGISTERED);
  book.Must(kAtWill, "unit", Send(40));
  // Both are due on Monday the 19th at ten.
  REQUIRE(book.Ask("TransferService/Transfer", "op-1@operator",
                   "transferring_account: '$seller' acquiring_account: '$buyer' instrument: "
                   "'CEA1920' ground: TRANSFER_GROUND_SUCCESSION $paper quantity_tco2e: 500")
              .ok());
  CHECK(HeldOf(book, "$seller", v1::BUCKET_PENDING_TRANSFER) == 540);
  AdvanceBy(book, 3 * kDay);
  KillAndStart(book);
  REQUIRE(Await([&] { return HeldOf(book, "$seller", v1::BUCKET_PENDING_TRANSFER) == 0; }));
  KillAndStart(book);
  AdvanceBy(book, 4 * kDay);
  CHECK(HeldOf(book, "$seller", v1::BUCKET_REGISTERED) == held - 40);
  CHECK(HeldOf(book, "$buyer", v1::BUCKET_REGISTERED) == got + 40);
  CHECK(TimesDone(book, v1::TRANSACTION_TYPE_EXPIRE_PROPOSAL) == 1);
  CHECK(TimesDone(book, v1::TRANSACTION_TYPE_EXECUTE_TRANSFER) == 1);
}

TEST_CASE("killed when a transfer that cannot be carried out is due, the registry fails it once") {
  Registryd registryd("replay", true);
  const Book book(registryd);
  RecordWorkingDays(book);
  SetPolicy(book, "COMMAND_SWITCH", "TRUST_ACCOUNT", 1);
  SetPolicy(book, "COMMAND_SWITCH", "TRANSFER_AT_WILL", 1);
  SetPolicy(book, "TRUST_DELAY_DAYS", "TRUST_ACCOUNT", 0);
  book.Must(kTrust, "unit", "account: '$seller' trusted_account: '$buyer'");
  const std::int64_t held = HeldOf(book, "$seller", v1::BUCKET_REGISTERED);
  book.Must(kAtWill, "unit", Send(40));
  book.Must("TransferService/DistrustAccount", "unit",
            "account: '$seller' trusted_account: '$buyer'");
  AdvanceBy(book, 3 * kDay);
  KillAndStart(book);
  REQUIRE(Await([&] { return States(book, "aud-1@auditor") == "FAILED"; }));
  KillAndStart(book);
  AdvanceBy(book, 4 * kDay);
  CHECK(HeldOf(book, "$seller", v1::BUCKET_REGISTERED) == held);
  CHECK(HeldOf(book, "$seller", v1::BUCKET_PENDING_TRANSFER) == 0);
  CHECK(TimesDone(book, v1::TRANSACTION_TYPE_EXECUTE_TRANSFER) == 1);
  CHECK(Delayed(book, "aud-1@auditor", "account: '$seller'").transfers(0).cause() ==
        "ACCOUNT_NOT_TRUSTED");
}

TEST_CASE("a transfer at will is off, needs trust, a second person twice, days and hours") {
  Registryd registryd("replay", true);
  const Book book(registryd);
  RecordWorkingDays(book);
  const std::string trust = "account: '$seller' trusted_account: '$buyer'";
  CHECK(Reasons(book.Ask(kTrust, "unit-i@unit", trust)) == "COMMAND_OFF");
  CHECK(Reasons(book.Ask(kAtWill, "unit-i@unit", Send(40))) == "COMMAND_OFF");
  SetPolicy(book, "COMMAND_SWITCH", "TRUST_ACCOUNT", 1);
  SetPolicy(book, "COMMAND_SWITCH", "TRANSFER_AT_WILL", 1);
  CHECK(Reasons(book.Ask(kTrust, "unit-s@unit", trust)) == kDenied);
  book.Must(kTrust, "unit", trust);
  // Four working days after Friday the 16th are Thursday the 22nd.
  const auto trusted =
      Tell<v1::ListTrustedAccountsResponse>(book, kTrusted, "unit-r@unit", "account: '$seller'");
  REQUIRE(trusted.accounts_size() == 1);
  CHECK(trusted.accounts(0).trusted_account() == book.Fill("$buyer"));
  CHECK(trusted.accounts(0).active_from_time().seconds() == kBegin + 6 * kDay);
  CHECK(Reasons(book.Ask(kAtWill, "unit-i@unit", Send(40))) == "ACCOUNT_NOT_TRUSTED");
  AdvanceBy(book, 6 * kDay);

  const std::int64_t sent = HeldOf(book, "$seller", v1::BUCKET_REGISTERED);
  const std::int64_t got = HeldOf(book, "$buyer", v1::BUCKET_REGISTERED);
  book.Must(kAtWill, "unit", Send(40));
  CHECK(HeldOf(book, "$seller", v1::BUCKET_PENDING_TRANSFER) == 40);
  const auto listed = Delayed(book, "unit-r@unit", "");
  REQUIRE(listed.transfers_size() == 1);
  CHECK(listed.transfers(0).state() == v1::DELAYED_TRANSFER_STATE_WAITING);
  CHECK(listed.transfers(0).due_time().seconds() == kBegin + 7 * kDay);
  AdvanceBy(book, 7 * kDay - 1);
  book.registryd().Restart();
  CHECK(HeldOf(book, "$buyer", v1::BUCKET_REGISTERED) == got);
  AdvanceBy(book, 7 * kDay);
  REQUIRE(Await([&] { return HeldOf(book, "$buyer", v1::BUCKET_REGISTERED) == got + 40; }));
  CHECK(HeldOf(book, "$seller", v1::BUCKET_REGISTERED) == sent - 40);
  CHECK(HeldOf(book, "$seller", v1::BUCKET_PENDING_TRANSFER) == 0);
  CHECK(States(book, "aud-1@auditor") == "DONE");
}

TEST_CASE("a transfer that was due and failed tells why, in the list and in the journal") {
  Registryd registryd;
  const Book book(registryd);  // 1 t is on its way, for ten days
  const std::int64_t before = Holds(book, "$seller", v1::BUCKET_REGISTERED);
  book.Must("TransferService/DistrustAccount", "unit",
            "account: '$seller' trusted_account: '$buyer'");
  AdvanceBy(book, 10 * kDay);
  REQUIRE(Await([&] { return States(book, "unit") == "FAILED"; }));
  CHECK(Holds(book, "$seller", v1::BUCKET_REGISTERED) == before + 1);
  CHECK(Delayed(book, "unit", "").transfers(0).cause() == "ACCOUNT_NOT_TRUSTED");
  const auto status =
      Tell<v1::RegistryStatus>(book, "RegistryService/GetRegistryStatus", "auditor", "");
  v1::Transaction failed;
  for (std::int64_t sequence = status.sequence();
       sequence > 0 && failed.type() != v1::TRANSACTION_TYPE_EXECUTE_TRANSFER; --sequence) {
    failed = Tell<v1::Transaction>(book, "JournalService/GetTransaction", "auditor",
                                   absl::StrCat("sequence: ", sequence));
  }
  CHECK(failed.cause() == "ACCOUNT_NOT_TRUSTED");
}

TEST_CASE("a waiting transfer is called off by its holder or the registry, once") {
  Registryd registryd;
  Book book(registryd);  // 1 t is on its way: $sent
  const std::int64_t before = Holds(book, "$seller", v1::BUCKET_REGISTERED);
  book.Name("$mine", std::to_string(book.Must(kAtWill, "unit", Send(40)).sequence()));
  const std::string rest = "transfer: '$mine' cause: 'a slip of the pen'";
  CHECK(Reasons(book.Ask(kAbort, "unit", "account: '$buyer' " + rest)) == kDenied);
  CHECK(Reasons(book.Ask(kAbort, "operator", "account: '$buyer' " + rest)) == "TRANSFER_NOT_FOUND");
  CHECK(Fields(book.Ask(kAbort, "unit", "account: '$seller' transfer: '007' cause: 'x'")) ==
        "transfer");
  book.Must(kAbort, "unit", "account: '$seller' " + rest);
  CHECK(Holds(book, "$seller", v1::BUCKET_REGISTERED) == before);
  CHECK(Reasons(book.Ask(kAbort, "unit", "account: '$seller' " + rest)) == "TRANSFER_NOT_WAITING");
  book.Must(kAbort, "operator", "account: '$seller' transfer: '$sent' cause: 'a court asked'");
  CHECK(Holds(book, "$seller", v1::BUCKET_REGISTERED) == before + 1);
  CHECK(States(book, "unit") == "ABORTED ABORTED");
  CHECK(Delayed(book, "unit", "state: DELAYED_TRANSFER_STATE_ABORTED").transfers(1).cause() ==
        "a slip of the pen");
  CHECK(Delayed(book, "auditor", "state: DELAYED_TRANSFER_STATE_WAITING").transfers().empty());
}

TEST_CASE("what leaves an account on a day is limited by a policy, waiting ones included") {
  Registryd registryd;
  const Book book(registryd);
  SetPolicy(book, "DAILY_LIMIT", "TRANSFER_AT_WILL", 50);
  book.Must(kAtWill, "unit", Send(49));  // and 1 t that the book sent
  CHECK(Reasons(book.Ask(kAtWill, "unit", Send(1))) == "DAILY_LIMIT_EXCEEDED");
  AdvanceBy(book, 14 * kHour);  // midnight in Beijing
  CHECK(book.Ask(kAtWill, "unit", Send(50)).ok());
}

TEST_CASE("trusted accounts and transfers at will are shown to whom they concern") {
  Registryd registryd;
  const Book book(registryd);
  CHECK(Delayed(book, "unit", "").transfers_size() == 1);
  CHECK(Delayed(book, "authority-13", "account: '$seller'").transfers_size() == 1);
  CHECK(Fields(book.Ask(kDelayed, "authority-13", "")) == "account");
  for (const char* method : {kDelayed, kTrusted}) {
    const Answer others = book.Ask(method, "authority-11", "account: '$seller'");
    CHECK(Reasons(others) == kDenied);
    CHECK(others == book.Ask(method, "authority-11", "account: '$unknown'"));
    CHECK(others == book.Ask(method, "unit", "account: '$buyer'"));
  }
  book.Must(kTrust, "unit", "account: '$seller' trusted_account: '$idle'");
  const auto first = Tell<v1::ListTrustedAccountsResponse>(book, kTrusted, "unit",
                                                           "account: '$seller' page_size: 1");
  REQUIRE(first.accounts_size() == 1);
  const auto second = Tell<v1::ListTrustedAccountsResponse>(
      book, kTrusted, "unit",
      "account: '$seller' page_size: 1 page_token: '" + first.next_page_token() + "'");
  REQUIRE(second.accounts_size() == 1);
  CHECK(second.accounts(0).trusted_account() == book.Fill("$idle"));
  const auto third = Tell<v1::ListTrustedAccountsResponse>(
      book, kTrusted, "unit",
      "account: '$seller' page_size: 1 page_token: '" + second.next_page_token() + "'");
  REQUIRE(third.accounts_size() == 1);
  CHECK(third.next_page_token().empty());
  book.Must("TransferService/DistrustAccount", "unit",
            "account: '$seller' trusted_account: '$idle'");
  const auto all =
      Tell<v1::ListTrustedAccountsResponse>(book, kTrusted, "unit", "account: '$seller'");
  CHECK(all.accounts(0).active());
  CHECK_FALSE(all.accounts(1).active());
}

}  // namespace registry::wire
