// What the registry does by itself when its time has come: exactly once, whatever dies meanwhile.
#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/wire/freeze_book.h"

namespace registry::wire {
namespace {

std::string Switch(const char* role, const char* command, const char* kind, int value) {
  return absl::StrCat("policy { kind: POLICY_KIND_", kind, " role: ROLE_", role,
                      " command: TRANSACTION_TYPE_", command, " from_time { seconds: ", kBegin,
                      " } value: ", value, " } $paper");
}

// Transfers at will of the unit's, at once trusted and an hour delayed.
void SwitchOn(const Book& book) {
  const char kUnit[] = "UNIT_REPRESENTATIVE";
  for (const std::string& policy : {Switch(kUnit, "TRUST_ACCOUNT", "COMMAND_SWITCH", 1),
                                    Switch(kUnit, "TRANSFER_AT_WILL", "COMMAND_SWITCH", 1),
                                    Switch(kUnit, "TRUST_ACCOUNT", "TRUST_DELAY_DAYS", 0),
                                    Switch(kUnit, "TRANSFER_AT_WILL", "DELAY_HOURS", 1)}) {
    book.Must("AccessService/SetPolicy", "security", policy);
  }
  book.Must("TransferService/TrustAccount", "unit", "account: '$seller' trusted_account: '$idle'");
}

void Send(const Book& book, int quantity) {
  book.Must("TransferService/TransferAtWill", "unit",
            absl::StrCat("transferring_account: '$seller' acquiring_account: '$idle' instrument: "
                         "'CEA1920' quantity_tco2e: ",
                         quantity));
}

bool Ended(const Book& book, const std::string& freeze) {
  return GetFreeze(book, freeze).freeze().state() == v1::FREEZE_STATE_EXPIRED;
}

}  // namespace

TEST_CASE("a freeze ends by itself, also when the server is killed between due and done") {
  Registryd registryd;
  const Book book(registryd);
  std::vector<std::string> freezes;
  for (int i = 0; i < 3; ++i) {
    freezes.push_back(OrderFreeze(book, Quantity("$seller", 100, Case("case 1", kHour))));
  }
  const std::string later = OrderFreeze(book, Quantity("$seller", 50, Case("case 2", 2 * kHour)));
  CHECK(Holds(book, "$seller", v1::BUCKET_FROZEN) == 350);
  AdvanceBy(book, kHour);
  registryd.Kill();
  registryd.StartAgain();
  for (const std::string& freeze : freezes) REQUIRE(Await([&] { return Ended(book, freeze); }));
  CHECK(Holds(book, "$seller", v1::BUCKET_FROZEN) == 50);
  CHECK(GetFreeze(book, later).holds(0).held_tco2e() == 50);
  registryd.Kill();
  registryd.StartAgain();
  AdvanceBy(book, 2 * kHour);
  REQUIRE(Await([&] { return Ended(book, later); }));
  CHECK(Holds(book, "$seller", v1::BUCKET_FROZEN) == 0);
  CHECK(CountOf(book, v1::TRANSACTION_TYPE_EXPIRE_FREEZE) == 4);
}

TEST_CASE("a freeze that was renewed a moment ago does not end at its old time") {
  Registryd registryd;
  const Book book(registryd);
  const std::string freeze = OrderFreeze(book, Quantity("$seller", 100, Case("case 1", kHour)));
  const std::string witness = OrderFreeze(book, Quantity("$buyer", 100, Case("case 2", kHour)));
  book.Must("FreezeService/RenewFreeze", "court",
            absl::StrCat("freeze: '", freeze, "' until_time { seconds: ", kBegin + 2 * kHour,
                         " } $paper"));
  AdvanceBy(book, kHour);
  REQUIRE(Await([&] { return Ended(book, witness); }));
  CHECK(GetFreeze(book, freeze).freeze().state() == v1::FREEZE_STATE_IN_FORCE);
  AdvanceBy(book, 2 * kHour);
  REQUIRE(Await([&] { return Ended(book, freeze); }));
}

TEST_CASE("a transfer at will is carried out when it is due, after a kill too, and once") {
  Registryd registryd;
  const Book book(registryd);
  SwitchOn(book);
  Send(book, 40);
  CHECK(Holds(book, "$seller", v1::BUCKET_PENDING_TRANSFER) == 40);
  AdvanceBy(book, kHour);
  registryd.Kill();
  registryd.StartAgain();
  REQUIRE(Await([&] { return Holds(book, "$idle", v1::BUCKET_REGISTERED) == 40; }));
  CHECK(Holds(book, "$seller", v1::BUCKET_PENDING_TRANSFER) == 0);
  CHECK(CountOf(book, v1::TRANSACTION_TYPE_EXECUTE_TRANSFER) == 1);
}

TEST_CASE("all checks are made again when a transfer is due; what fails them comes back") {
  Registryd registryd;
  const Book book(registryd);
  SwitchOn(book);
  Send(book, 40);
  book.Must("TransferService/DistrustAccount", "unit",
            "account: '$seller' trusted_account: '$idle'");
  const std::int64_t free = Holds(book, "$seller", v1::BUCKET_REGISTERED);
  AdvanceBy(book, kHour);
  REQUIRE(Await([&] { return Holds(book, "$seller", v1::BUCKET_PENDING_TRANSFER) == 0; }));
  CHECK(Holds(book, "$seller", v1::BUCKET_REGISTERED) == free + 40);
  CHECK(Holds(book, "$idle", v1::BUCKET_REGISTERED) == 0);
}

TEST_CASE("what is left in TRADING is taken once after a kill at midnight") {
  Registryd registryd;
  const Book book(registryd);
  OrderFreeze(book, Quantity("$seller", 900, Case("case 1", 90 * kDay)));
  AdvanceBy(book, 14 * kHour);
  registryd.Kill();
  registryd.StartAgain();
  REQUIRE(Await([&] { return Holds(book, "$seller", v1::BUCKET_FROZEN) == 900; }));
  CHECK(Holds(book, "$seller", v1::BUCKET_TRADING) == 100);
  CHECK(CountOf(book, v1::TRANSACTION_TYPE_TAKE_FROZEN) == 1);
}

}  // namespace registry::wire
