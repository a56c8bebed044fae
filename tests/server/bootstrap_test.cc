// The files of the ceremony, and who has to be among its first persons.
#include "server/bootstrap.h"

#include <catch2/catch.hpp>
#include <set>
#include <string>

#include "server/house_work.h"
#include "server/secret.h"

namespace registry::server {
namespace {

const std::string kHeading = "code,identity_number,issuer,subject,participant,powers\n";

std::string Complaint(const std::string& lines) {
  return std::string(ParsePersons(kHeading + lines).status().message());
}

std::vector<ledger::RegisterParticipant> Offices() {
  return {{"security", ledger::Role::kSecurityAdministrator, "", std::nullopt},
          {"operator", ledger::Role::kRegistryOperator, "", std::nullopt}};
}

bool Enough(const std::string& lines) {
  return CheckFirstPersons(Offices(), ParsePersons(kHeading + lines).value()).ok();
}

}  // namespace

TEST_CASE("the file of persons: a seat for each line, lines of one code are one person") {
  const auto persons = ParsePersons(kHeading +
                                    "sec-1,A 1,https://i.example,s1,security,initiate+approve\r\n"
                                    "\n"
                                    "sec-1,A 1,https://i.example,s2,operator,read\n"
                                    "op-1,B1,https://i.example,s3,operator,surrender\n");
  REQUIRE(persons.ok());
  REQUIRE(persons->size() == 2);
  const ledger::RegisterPerson& first = persons->front().person;
  CHECK(persons->front().identity_number == "A 1");
  CHECK(first.subjects ==
        std::vector<ledger::Subject>{{"https://i.example", "s1"}, {"https://i.example", "s2"}});
  CHECK(first.seats == std::vector<ledger::NamedSeat>{{"security", 6}, {"operator", 1}});
  CHECK(persons->back().person.seats.front().powers == 8);
}

TEST_CASE("a wrong line of the file of persons is named") {
  CHECK(ParsePersons("code,name\n").status().message() ==
        "the first line is not code,identity_number,issuer,subject,participant,powers");
  CHECK(Complaint("a,b\n") == "line 2 has not six cells");
  CHECK(Complaint("A,1,i,s,security,read\n").starts_with("line 2 has a code that"));
  CHECK(Complaint("a,?,i,s,security,read\n").starts_with("line 2 has a identity_number that"));
  CHECK(Complaint("a,1,i,s,security,rule\n") == "line 2 has no powers called rule");
  CHECK(Complaint("a,1,i,s,security,\n") == "line 2 has no powers called ");
  CHECK(Complaint("a,1,i,s,security,read\na,2,i,s,operator,read\n") ==
        "line 3 has another identity_number than an earlier line");
}

TEST_CASE("two security administrators who may initiate and approve are needed") {
  const std::string one = "s1,1,i,s1,security,initiate+approve\n";
  CHECK_FALSE(Enough(one));
  CHECK_FALSE(Enough(one + "s2,2,i,s2,security,approve\n"));
  CHECK_FALSE(Enough(one + "s2,2,i,s2,operator,initiate+approve\n"));
  CHECK_FALSE(Enough(one + "s1,1,i,s9,security,initiate+approve\n"));
  CHECK(Enough(one + "s2,2,i,s2,security,read+initiate+approve\n"));
  CHECK_FALSE(Enough(one + "s2,2,i,s2,security,initiate+approve\ns3,3,i,s3,nowhere,read\n"));
}

TEST_CASE("an id of the registry's own work follows from its name and the attempt alone") {
  std::set<ledger::RequestId> ids;
  for (std::int64_t proposal = 1; proposal <= 100; ++proposal) {
    for (std::uint32_t attempt = 0; attempt < 3; ++attempt) {
      const auto id = HouseRequestId(ExpiryOf(ledger::Sequence{proposal}).name, attempt);
      CHECK(id == HouseRequestId("expire " + std::to_string(proposal), attempt));
      ids.insert(id);
    }
  }
  CHECK(ids.size() == 300);
}

TEST_CASE("HMAC-SHA256 is that of RFC 4231") {
  const ledger::Digest digest = Hmac("Jefe", "what do ya want for nothing?");
  const ledger::Digest expected = {0x5b, 0xdc, 0xc1, 0x46, 0xbf, 0x60, 0x75, 0x4e, 0x6a, 0x04, 0x24,
                                   0x26, 0x08, 0x95, 0x75, 0xc7, 0x5a, 0x00, 0x3f, 0x08, 0x9d, 0x27,
                                   0x39, 0x83, 0x9d, 0xec, 0x58, 0xb9, 0x64, 0xec, 0x38, 0x43};
  CHECK(digest == expected);
}

}  // namespace registry::server
