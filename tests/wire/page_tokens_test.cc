// Whose a page token is, on every listing that has them and that a province may ask for.
#include <catch2/catch.hpp>
#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "google/protobuf/descriptor.h"
#include "tests/wire/methods.h"
#include "tests/wire/rights_desk.h"

namespace registry::wire {
namespace {

constexpr char kOfficer[] = "authority-13";
constexpr char kNotEntitled[] = "CALLER_NOT_ENTITLED";

struct Listing {
  const char* method;
  const char* text;  // what the officer may ask for, with more than one row
};

constexpr Listing kListings[] = {
    {"AccountService/ListAccounts", ""},
    {"AccountLifeService/ListOverdue", "kind: OVERDUE_KIND_REPLY"},
    {"AccountLifeService/ListUncollected", ""},
    {"AccountLifeService/ListAccountHistory", "account: '$objecting'"},
    {"AllocationService/ListInstruments", ""},
    {"ComplianceService/ListCompliancePeriods", ""},
    {"ComplianceService/ListObligations", "period: '2019-20'"},
    {"FreezeService/ListFreezes", ""},
    {"HoldingService/ListHoldings", ""},
    {"HoldingService/ListPostings", "account: '$seller'"},
    {"TransferService/ListTrustedAccounts", "account: '$seller'"},
    {"TransferService/ListDelayedTransfers", "account: '$seller'"},
};

// Of proposals below. Nothing is published in that book: it has no page to turn.
constexpr char kProposals[] = "ProposalService/ListProposals";
constexpr char kPublications[] = "PublicService/ListPublications";
// Of the security administrators and the auditor.
constexpr const char* kOfOthers[] = {
    "AccessService/ListParticipants", "AccessService/ListCertificates", "AccessService/ListPersons",
    "AccessService/ListStaff",        "AuditService/SearchTrail",       "AuditService/ExportTrail"};

// Of the first page, one row long.
std::string TokenOf(const Book& book, const std::string& method, const std::string& caller,
                    const std::string& text) {
  const Answer answer = book.Ask(method, caller, absl::StrCat(text, " page_size: 1"));
  INFO(method << " by " << caller << ": " << answer.message);
  REQUIRE(answer.ok());
  const auto request = book.Request(method, "");
  const auto page = NewMessage(
      absl::StrReplaceAll(request->GetDescriptor()->full_name(), {{"Request", "Response"}}));
  REQUIRE(page->ParseFromString(answer.response()));
  const auto* field = page->GetDescriptor()->FindFieldByName("next_page_token");
  REQUIRE(field != nullptr);
  return page->GetReflection()->GetString(*page, field);
}

Answer Turn(const Book& book, const Listing& listing, const std::string& caller,
            const std::string& token) {
  return book.Ask(listing.method, caller,
                  absl::StrCat(listing.text, " page_size: 1 page_token: '", token, "'"));
}

}  // namespace

TEST_CASE("every listing with page tokens that a province may ask for is tried here") {
  Registryd registryd;
  const Book book(registryd);
  std::set<std::string> paged, known = {kPublications, kProposals};
  for (const Method& method : ListMethods(registryd.Channel("auditor"))) {
    if (!method.own) continue;
    const auto* request = NewMessage(method.request_type)->GetDescriptor();
    if (request->FindFieldByName("page_token") != nullptr) paged.insert(ShortName(method.path));
  }
  for (const Listing& listing : kListings) known.insert(listing.method);
  for (const char* method : kOfOthers) {
    INFO(method);
    CHECK(Reasons(book.Ask(method, kOfficer, "")) == kNotEntitled);
    known.insert(method);
  }
  CHECK(paged == known);
}

TEST_CASE("a page token of somebody else opens no page of any listing to a province") {
  Registryd registryd;
  Book book(registryd);
  FillForRights(book);
  book.Must("ComplianceService/CreateCompliancePeriod", "ministry",
            "period: '2021' first_year: 2021 last_year: 2021 "
            "deadline_time { seconds: 1672502400 }");
  for (const Listing& listing : kListings) {
    INFO(listing.method);
    for (const char* other : {"auditor", "ministry"}) {
      const std::string token = TokenOf(book, listing.method, other, listing.text);
      REQUIRE_FALSE(token.empty());
      CHECK(Turn(book, listing, other, token).ok());
      CHECK(Fields(Turn(book, listing, kOfficer, token)) == "page_token");
    }
    // Its own one does.
    const std::string own = TokenOf(book, listing.method, kOfficer, listing.text);
    REQUIRE_FALSE(own.empty());
    CHECK(Turn(book, listing, kOfficer, own).ok());
    CHECK_FALSE(Turn(book, listing, "authority-11", own).ok());
  }
}

TEST_CASE("a page token of a listing of one account opens no page of another one") {
  Registryd registryd;
  Book book(registryd);
  FillForRights(book);
  for (const char* method :
       {"HoldingService/ListPostings", "TransferService/ListTrustedAccounts",
        "AccountLifeService/ListAccountHistory", "TransferService/ListDelayedTransfers"}) {
    INFO(method);
    const bool history = std::string(method).ends_with("History");
    const std::string mine = history ? "account: '$objecting'" : "account: '$seller'";
    const std::string token = TokenOf(book, method, kOfficer, mine);
    REQUIRE_FALSE(token.empty());
    const std::string turned = absl::StrCat(" page_size: 1 page_token: '", token, "'");
    CHECK(book.Ask(method, kOfficer, mine + turned).ok());
    CHECK(Fields(book.Ask(method, kOfficer, "account: '$buyer'" + turned)) == "page_token");
    const Answer far = book.Ask(method, kOfficer, "account: '$far'" + turned);
    CHECK_FALSE(far.ok());
    CHECK(far == book.Ask(method, kOfficer, "account: '$unknown'" + turned));
    // The other way round: of the account next door, by who may.
    const std::string theirs = TokenOf(book, method, "authority-11", "account: '$far'");
    if (theirs.empty()) continue;
    CHECK(Fields(book.Ask(method, kOfficer,
                          absl::StrCat(mine, " page_size: 1 page_token: '", theirs, "'"))) ==
          "page_token");
  }
}

TEST_CASE("a page token of somebody else's list of proposals opens no page of it") {
  Registryd registryd("replay", true);
  const Book book(registryd);
  for (int i = 0; i < 2; ++i) {
    book.Ask("TransferService/Transfer", "op-1@operator",
             "transferring_account: '$seller' acquiring_account: '$buyer' instrument: 'CEA1920' "
             "quantity_tco2e: 10 ground: TRANSFER_GROUND_SUCCESSION $paper");
  }
  const Listing listing = {kProposals, ""};
  for (const char* other : {"aud-1@auditor", "rev-1@reviewer"}) {
    const std::string token = TokenOf(book, kProposals, other, "");
    REQUIRE_FALSE(token.empty());
    CHECK(Turn(book, listing, other, token).ok());
    CHECK(Fields(Turn(book, listing, "p13-1@authority-13", token)) == "page_token");
  }
}

}  // namespace registry::wire
