// Who may call, kept in PostgreSQL: it comes back as it was written, at once on every server, with
// its history.
#include <catch2/catch.hpp>

#include "log/hash.h"
#include "storage/access_reader.h"
#include "storage/catalog_reader.h"
#include "tests/storage/two_person_book.h"

namespace registry::testing {
namespace {

using ledger::Raw;

void SameRules(const ledger::Rules& a, const ledger::Rules& b) {
  CHECK(a.epoch == b.epoch);
  CHECK(a.participants == b.participants);
  CHECK(a.certificates == b.certificates);
  CHECK(a.persons == b.persons);
  CHECK(a.policies == b.policies);
  CHECK(a.calendars == b.calendars);
}

TEST_CASE("certificates, persons, policies and calendars come back as they were written") {
  TwoPersonBook book;
  const ledger::Digest entered = log::Sha256("entered"), unknown = log::Sha256("unknown");
  const ledger::Policy later{{ledger::PolicyKind::kApprovalsNeeded,
                              ledger::Role::kRegistryOperator,
                              ledger::CommandType::kIssue,
                              {10'000'000}},
                             {kMatchTime.micros + 1},
                             3};
  ledger::RegisterPerson odd = PersonOf("odd-1", {{"operator", 1}, {"reviewer", 6}});
  odd.subjects = {{"https://a.example/{x},\"y\"", "NULL"}, {"\\ '\xC3\xA4", ""}};
  const ledger::Request requests[] = {
      Ask(kCeremonyParticipant, odd),
      Ask(kCeremonyParticipant, PersonOf("bare-1", {})),
      Ask(kCeremonyParticipant, ledger::SetPolicy{later, {"d", {}}}),
      Ask(kCeremonyParticipant,
          ledger::SetPolicy{
              {{ledger::PolicyKind::kPersonRequired, ledger::Role::kAuditor, {}, {}}, {}, 1},
              {"d", {}}}),
      AskAs(kOperator, "op-1", ledger::SetCalendar{{2026, {105, 106, 1231}}, {"notice", {}}}),
      AskAs(kOperator, "op-1", ledger::SetCalendar{{2026, {105, 107}}, {"notice", {}}}),
      AskAs(kSecurity, "sec-1",
            ledger::RegisterCertificate{"exchange", entered, {1}, {kMatchTime.micros}}),
      AskAs(kSecurity, "sec-1", ledger::RevokeCertificate{"exchange", entered, "lost"}),
      AskAs(kSecurity, "sec-1", ledger::RevokeCertificate{"ministry", unknown, "never seen"}),
      AskAs(kSecurity, "sec-1", ledger::ChangeParticipant{"ministry", false, "closed"}),
      AskAs(kSecurity, "sec-1",
            ledger::ChangePerson{"odd-1", {}, {{"reviewer", 2}}, false, "left"}),
  };
  for (const storage::Answer& answer : book.Write(requests)) AcceptedIn(answer);
  const ledger::Rules written = *book.journal().rules();
  CHECK(written.certificates.size() == 2);
  CHECK(written.calendars.at(2026).working_days == std::vector<std::int16_t>{105, 107});
  CHECK(!written.participants.at(kMinistry).active);
  CHECK(!written.persons.at("odd-1").active);
  CHECK(written.PolicyAt(later.key, later.from) == 3);
  book.Reopen();
  SameRules(*book.journal().rules(), written);
  storage::ReaderPool pool({book.database().Connection("registry_reader")});
  SameRules(**storage::CatalogReader(&pool).Rules(), written);
  CHECK(std::holds_alternative<ledger::Denied>(
      book.Write(Ask(kMinistry, ledger::CreatePeriod{"2021", 2021, 2021, {kMatchTime.micros}}))));
}

TEST_CASE("odd subjects come back byte for byte") {
  TwoPersonBook book;
  ledger::RegisterPerson odd = PersonOf("odd-1", {});
  odd.subjects = {{"https://a.example/{x},\"y\"", "NULL"}, {"\\ '\xC3\xA4", ""}, {"null", "a\tb"}};
  AcceptedIn(book.Write(Ask(kCeremonyParticipant, odd)));
  book.Reopen();
  CHECK(book.journal().rules()->persons.at("odd-1").subjects == odd.subjects);
}

TEST_CASE("two servers see each other's revocations with their next turn") {
  TwoPersonBook book;
  const auto other = book.OpenAnother();
  const ledger::Digest fingerprint = log::Sha256("certificate");
  const ledger::Request revoke =
      AskAs(kSecurity, "sec-1", ledger::RevokeCertificate{"exchange", fingerprint, "stolen"});
  const ledger::Request suspend =
      AskAs(kSecurity, "sec-1", ledger::ChangePerson{"op-1", {}, {{"operator", 1}}, false, "left"});
  AcceptedIn(other->Write(std::span(&revoke, 1)).front());
  AcceptedIn(other->Write(std::span(&suspend, 1)).front());
  CHECK(!book.journal().rules()->certificates.contains(fingerprint));
  REQUIRE(book.journal().TakeTurn().ok());
  book.journal().PassTurn();
  CHECK(book.journal().rules()->epoch == other->rules()->epoch);
  CHECK(book.journal().rules()->certificates.at(fingerprint).revoked);
  CHECK(std::holds_alternative<ledger::Denied>(
      book.Write(AskAs(kOperator, "op-1", TransferOf(Unit(0), Unit(1), 1)))));
}

TEST_CASE("a version's history says who made it and who approved it") {
  TwoPersonBook book;
  const ledger::Request proposed = AskAs(kSecurity, "sec-1", PersonOf("op-3", {{"operator", 3}}));
  const storage::Answer waiting = book.Write(proposed);
  AcceptedIn(book.Write(AskAs(kSecurity, "sec-2", ApproveOf(proposed, waiting))));
  AcceptedIn(
      book.Write(AskAs(kSecurity, "sec-1", ledger::ChangePerson{"op-3", {}, {}, false, "left"})));
  const ledger::PersonId id = book.journal().rules()->persons.at("op-3").id;
  storage::ReaderPool pool({book.database().Connection("registry_reader")});
  const storage::AccessReader reader(&pool);

  const auto history = *reader.OfPerson(id, {}, 10);
  REQUIRE(history.rows.size() == 2);
  CHECK(!history.next.has_value());
  CHECK(history.rows[0].fact.seats == std::vector<ledger::Seat>{{kOperator, 3}});
  CHECK(history.rows[0].participant == kSecurity);
  CHECK(history.rows[0].person == "sec-1");
  CHECK(history.rows[0].approver == "sec-2");
  CHECK(!history.rows[1].fact.active);
  CHECK(history.rows[1].person == "sec-1");
  CHECK(history.rows[1].approver.empty());
  const auto first = *reader.OfPerson(id, {}, 1);
  REQUIRE(first.next == history.rows[0].sequence);
  CHECK((*reader.OfPerson(id, first.next, 1)).rows[0].sequence == history.rows[1].sequence);

  AcceptedIn(book.Write(
      AskAs(kSecurity, "sec-1", ledger::ChangeParticipant{"exchange", false, "closed"})));
  const auto office = *reader.OfParticipant(kExchange, {}, 10);
  REQUIRE(office.rows.size() == 2);
  CHECK(office.rows[0].participant == kCeremonyParticipant);
  CHECK(office.rows[0].person.empty());
  CHECK(!office.rows[1].fact.active);
  CHECK((*reader.OfPolicies({}, 100)).rows.size() == 4);

  const ledger::Digest fingerprint = log::Sha256("c");
  for (const ledger::Command& command :
       std::vector<ledger::Command>{ledger::RegisterCertificate{"exchange", fingerprint, {1}, {2}},
                                    ledger::RevokeCertificate{"exchange", fingerprint, "lost"}}) {
    AcceptedIn(book.Write(AskAs(kSecurity, "sec-2", command)));
  }
  const auto certificate = *reader.OfCertificate(fingerprint, {}, 10);
  REQUIRE(certificate.rows.size() == 2);
  CHECK(!certificate.rows[0].fact.revoked);
  CHECK(certificate.rows[1].fact.revoked);
  AcceptedIn(book.Write(AskAs(kOperator, "op-1", ledger::SetCalendar{{2026, {105}}, {"n", {}}})));
  CHECK((*reader.OfCalendar(2026, {}, 10)).rows[0].person == "op-1");
}

TEST_CASE("a page of the rules goes on after its last key, and ends") {
  std::map<int, int> map;
  for (int i = 0; i < 10; ++i) map[i] = i * i;
  const auto even = [](int value) { return value % 2 == 0; };
  std::vector<int> listed;
  std::optional<int> after;
  int pages = 0;
  do {
    const auto page = storage::PageOf(map, after, 2, even);
    listed.insert(listed.end(), page.rows.begin(), page.rows.end());
    after = page.next;
    ++pages;
  } while (after.has_value());
  CHECK(listed == std::vector<int>{0, 4, 16, 36, 64});
  CHECK(pages == 3);
}

}  // namespace
}  // namespace registry::testing
