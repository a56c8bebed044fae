// From the application for an account to the reply to an objection.
#include <catch2/catch.hpp>
#include <string>

#include "absl/strings/str_cat.h"
#include "carbon/registry/v1/account_life.pb.h"
#include "tests/wire/freeze_book.h"
#include "tests/wire/life_book.h"

namespace registry::wire {
namespace {

v1::ListAccountHistoryResponse History(const Book& book, const std::string& account,
                                       const std::string& reader, const std::string& rest = "") {
  return Tell<v1::ListAccountHistoryResponse>(book, kHistory, reader,
                                              "account: '" + account + "'" + rest);
}

std::string About(const std::string& account) { return "account: '" + account + "' "; }

// Restricts a unit at the book's time.
void Restrict(const Book& book, const std::string& account) {
  book.Must("AccountService/ChangeAccountStatus", "operator",
            About(account) + "status: ACCOUNT_STATUS_RESTRICTED cause: 'investigation 5'");
}

}  // namespace

TEST_CASE("an account is applied for by one office, reviewed by another, and then opened") {
  Registryd registryd("replay", true);
  const Book book(registryd);
  const Answer filed = book.Ask(kApply, "op-1@operator", Application("$new_code"));
  INFO(filed.message);
  REQUIRE(filed.ok());
  v1::WriteResponse response;
  response.ParseFromString(filed.response());
  const std::string account = response.accepted().account();
  REQUIRE_FALSE(account.empty());
  CHECK(GetAccount(book, account, "aud-1@auditor").status() == v1::ACCOUNT_STATUS_APPLIED);

  // Nothing can be done with it, and who filed does not review.
  const std::string allocation =
      "transferring_account: '$authority_13' acquiring_account: '" + account +
      "' instrument: 'CEA1920' period: '2019-20' step: ALLOCATION_STEP_PRE_ALLOCATION "
      "quantity_tco2e: 10";
  const std::string allocate = "AllocationService/Allocate";
  CHECK(Reasons(book.Ask(allocate, "p13-1@authority-13", allocation)) == "ACCOUNT_STATUS_FORBIDS");
  CHECK(Reasons(book.Ask(kReview, "op-1@operator", About(account) + "passed: true")) == kDenied);
  CHECK(Reasons(book.Ask(kReview, "both-1@operator", About(account) + "passed: true")) == kDenied);
  CHECK(Reasons(book.Ask(kOpenApplied, "op-1@operator", About(account))) ==
        "STATUS_CHANGE_FORBIDDEN");

  book.Must(kReview, "reviewer", About(account) + "passed: true");
  CHECK(Reasons(book.Ask(allocate, "p13-1@authority-13", allocation)) == "ACCOUNT_STATUS_FORBIDS");
  CHECK(Reasons(book.Ask(kOpenApplied, "rev-1@reviewer", About(account))) == kDenied);
  book.Must(kOpenApplied, "operator", About(account));
  CHECK(GetAccount(book, account, "aud-1@auditor").status() == v1::ACCOUNT_STATUS_OPEN);
  CHECK(book.Ask(allocate, "p13-1@authority-13", allocation).ok());

  const auto history = History(book, account, "aud-1@auditor");
  REQUIRE(history.versions_size() == 3);
  CHECK(history.versions(0).account().status() == v1::ACCOUNT_STATUS_APPLIED);
  CHECK(history.versions(0).participant() == "operator");
  CHECK(history.versions(1).account().status() == v1::ACCOUNT_STATUS_REVIEWED);
  CHECK(history.versions(1).participant() == "reviewer");
  CHECK(history.versions(2).account().status() == v1::ACCOUNT_STATUS_OPEN);
  CHECK(history.versions(2).participant() == "operator");
}

TEST_CASE("who was refused applies again under the same number, and nobody has two accounts") {
  Registryd registryd;
  const Book book(registryd);
  const std::string account = book.Must(kApply, "operator", Application("$new_code")).account();
  CHECK(Reasons(book.Ask(kApply, "operator", Application("$new_code"))) == "HOLDER_HAS_ACCOUNT");
  book.Must(kReview, "reviewer", About(account) + "passed: false cause: 'no licence'");
  CHECK(GetAccount(book, account).status() == v1::ACCOUNT_STATUS_REFUSED);
  const auto again =
      book.Must(kApply, "operator", Application("$new_code") + " account: '" + account + "'");
  CHECK(again.account().empty());  // none is new
  CHECK(GetAccount(book, account).status() == v1::ACCOUNT_STATUS_APPLIED);
  CHECK(Reasons(book.Ask(kApply, "operator", Application("$new_code") + " account: '$idle'")) ==
        "HOLDER_HAS_ACCOUNT STATUS_CHANGE_FORBIDDEN");
}

TEST_CASE("an application says what its form asks for, and no more") {
  Registryd registryd;
  const Book book(registryd);
  const auto fields = [&](const std::string& text) {
    return Fields(book.Ask(kApply, "operator", text));
  };
  // The last character is not that of GB 32100.
  CHECK(fields(Application("91570522087163776E")) == "social_credit_code");
  CHECK(fields(Application("$new_code") + " identity_number: 'E12345678'") == "identity_number");
  const std::string individual =
      "kind: ACCOUNT_KIND_INDIVIDUAL social_credit_code: '$new_code' holder_name: 'Somebody' ";
  CHECK(fields(individual + "$papers") == "identity_number");
  CHECK(fields(individual + "identity_number: 'E12345678'") == "documents");
  CHECK(fields(individual + "identity_number: 'E12345678' $papers $papers") ==
        "documents[1].number");
  CHECK(book.Ask(kApply, "operator", individual + "identity_number: 'E12345678' $papers").ok());
  const std::string review = About("$applied");
  CHECK(Fields(book.Ask(kReview, "reviewer", review)) == "cause");
  CHECK(Fields(book.Ask(kReview, "reviewer", review + "passed: true cause: 'x'")) == "cause");
  CHECK(Fields(book.Ask("AccountLifeService/ChangeParticulars", "operator",
                        About("$idle") + "$paper")) == "holder_name");
}

TEST_CASE("an account that is not open five working days after its review is overdue") {
  Registryd registryd;
  Book book(registryd);
  RecordWorkingDays(book);
  // Reviewed on a Friday at ten; $reviewed of the book has no province.
  book.Name("$new", book.Must(kApply, "operator", Application("$new_code")).account());
  book.Must(kReview, "reviewer", "account: '$new' passed: true");
  AdvanceBy(book, 7 * kDay);
  CHECK(ListOverdue(book, "auditor", "") == "");
  AdvanceBy(book, 7 * kDay + 1);
  CHECK(ListOverdue(book, "auditor", "") == book.Fill("$reviewed $new"));
  CHECK(ListOverdue(book, "operator", "page_size: 1") == book.Fill("$reviewed $new"));
  CHECK(ListOverdue(book, "auditor", "kind: OVERDUE_KIND_OPENING") == book.Fill("$reviewed $new"));
  CHECK(ListOverdue(book, "auditor", "kind: OVERDUE_KIND_REPLY") == "");
  const auto late = Tell<v1::ListOverdueResponse>(book, kOverdue, "auditor", "province: '13'");
  REQUIRE(late.accounts_size() == 1);
  CHECK(late.accounts(0).kind() == v1::OVERDUE_KIND_OPENING);
  CHECK(late.accounts(0).due_time().seconds() == kBegin + 7 * kDay);

  // Everybody sees his own.
  CHECK(ListOverdue(book, "authority-13", "") == book.Fill("$new"));
  CHECK(ListOverdue(book, "authority-11", "") == "");
  CHECK(ListOverdue(book, "unit", "") == "");
  CHECK(Reasons(book.Ask(kOverdue, "authority-11", "province: '13'")) == kDenied);

  book.Must(kOpenApplied, "operator", "account: '$new'");
  CHECK(ListOverdue(book, "auditor", "province: '13'") == "");
}

TEST_CASE("a holder objects once to a restriction, and the reply is due in ten working days") {
  Registryd registryd;
  const Book book(registryd);
  RecordWorkingDays(book);
  const std::string objection = About("$seller") + "cause: 'the licence is valid' $paper";
  CHECK(Reasons(book.Ask(kObject, "unit", objection)) == "ACCOUNT_STATUS_FORBIDS");
  Restrict(book, "$seller");
  CHECK(Reasons(book.Ask(kObject, "unit", About("$buyer") + "cause: 'x' $paper")) == kDenied);
  book.Must(kObject, "unit", objection);
  CHECK(Reasons(book.Ask(kObject, "operator", objection)) == "OBJECTION_EXISTS");
  const v1::Account account = GetAccount(book, "$seller", "unit");
  CHECK(account.objection_time().seconds() == kBegin);
  CHECK_FALSE(account.objection_decided());

  AdvanceBy(book, 14 * kDay);
  CHECK(ListOverdue(book, "unit", "") == "");
  AdvanceBy(book, 14 * kDay + 1);
  CHECK(ListOverdue(book, "unit", "") == book.Fill("$seller"));
  CHECK(ListOverdue(book, "unit", "kind: OVERDUE_KIND_OPENING") == "");
  CHECK(ListOverdue(book, "unit", "province: '13'") == book.Fill("$seller"));
  CHECK(ListOverdue(book, "auditor", "kind: OVERDUE_KIND_REPLY page_size: 1") ==
        book.Fill("$seller $objecting"));
  book.Must(kDecideObjection, "reviewer", About("$seller") + "cause: 'it is' lifted: true $paper");
  CHECK(GetAccount(book, "$seller").status() == v1::ACCOUNT_STATUS_OPEN);
  CHECK(ListOverdue(book, "unit", "") == "");
  book.Must(kDecideObjection, "reviewer", About("$objecting") + "cause: 'it is not' $paper");
  const v1::Account kept = GetAccount(book, "$objecting");
  CHECK(kept.status() == v1::ACCOUNT_STATUS_RESTRICTED);
  CHECK(kept.objection_decided());
  CHECK(ListOverdue(book, "auditor", "kind: OVERDUE_KIND_REPLY") == "");
}

TEST_CASE("an objection comes within fifteen working days, and a restriction is told in the feed") {
  Registryd registryd;
  const Book book(registryd);
  RecordWorkingDays(book);
  Restrict(book, "$seller");
  Restrict(book, "$far");
  const std::string rest = "cause: 'the licence is valid' $paper";
  AdvanceBy(book, 21 * kDay);
  CHECK(book.Ask(kObject, "unit", About("$seller") + rest).ok());
  AdvanceBy(book, 21 * kDay + 1);
  CHECK(Reasons(book.Ask(kObject, "operator", About("$far") + rest)) == "OBJECTION_TOO_LATE");

  const auto told = Feed(book, "auditor", "$far", 0, 2);
  REQUIRE(told.size() == 2);
  CHECK(told[1].type() == v1::TRANSACTION_TYPE_CHANGE_ACCOUNT_STATUS);
  CHECK(told[1].account().status() == v1::ACCOUNT_STATUS_RESTRICTED);
  CHECK(told[1].cause() == "investigation 5");

  // So is the reply to an objection, with its grounds.
  const auto accepted = book.Must(kDecideObjection, "reviewer",
                                  About("$seller") + "cause: 'the licence ran out' $paper");
  const auto reply = Feed(book, "auditor", "$seller", accepted.sequence() - 1, 1);
  REQUIRE(reply.size() == 1);
  CHECK(reply[0].type() == v1::TRANSACTION_TYPE_DECIDE_OBJECTION);
  CHECK(reply[0].account().objection_decided());
  CHECK(reply[0].cause() == "the licence ran out");
}

TEST_CASE("the history of an account is its own holder's, its province's and the registry's") {
  Registryd registryd;
  const Book book(registryd);
  book.Must("AccountLifeService/ChangeParticulars", "operator",
            About("$seller") + "sector: SECTOR_STEEL $paper");
  const auto whole = History(book, "$seller", "unit");
  REQUIRE(whole.versions_size() == 2);
  CHECK(whole.versions(0).account().sector() == v1::SECTOR_POWER);
  CHECK(whole.versions(1).account().sector() == v1::SECTOR_STEEL);
  CHECK(whole.versions(1).sequence() > whole.versions(0).sequence());
  const auto first = History(book, "$seller", "authority-13", " page_size: 1");
  REQUIRE(first.versions_size() == 1);
  REQUIRE_FALSE(first.next_page_token().empty());
  const auto second = History(book, "$seller", "authority-13",
                              " page_size: 1 page_token: '" + first.next_page_token() + "'");
  REQUIRE(second.versions_size() == 1);
  CHECK(second.versions(0).sequence() == whole.versions(1).sequence());

  const Answer others = book.Ask(kHistory, "authority-11", About("$seller"));
  CHECK(Reasons(others) == kDenied);
  CHECK(others == book.Ask(kHistory, "authority-11", About("$unknown")));
  CHECK(others == book.Ask(kHistory, "unit", About("$buyer")));
  CHECK(book.Ask(kHistory, "auditor", About("$unknown")).code == grpc::StatusCode::NOT_FOUND);
}

}  // namespace registry::wire
