// What is published, read back: found by its index, and only what was carried out.
#include <algorithm>
#include <catch2/catch.hpp>
#include <set>
#include <string>
#include <vector>

#include "ledger/publication.h"
#include "storage/public_reader.h"
#include "storage/public_statements.h"
#include "tests/storage/two_person_book.h"

namespace registry::testing {
namespace {

constexpr ledger::Sequence kAll{1'000'000};

std::string Listed(const std::set<int>& numbers) {
  std::string text;
  for (const int number : numbers) text += (text.empty() ? "" : ", ") + std::to_string(number);
  return text;
}

storage::PublishedPage List(Book& book, ledger::Sequence after = {}, ledger::Sequence until = kAll,
                            int page_size = 100) {
  storage::ReaderPool pool({book.database().Connection("registry_reader")});
  auto page = storage::PublicReader(&pool).List(after, until, page_size);
  if (!page.ok()) FAIL(page.status().ToString());
  return *std::move(page);
}

ledger::Cancel CancelOf(std::int64_t quantity) {
  ledger::Cancel cancel;
  cancel.account = Unit(0);
  cancel.instrument = kInstrument;
  cancel.quantity = {quantity};
  cancel.purpose = "for the public good";
  return cancel;
}

}  // namespace

TEST_CASE("the statement and its index look for just what the table has published") {
  std::set<int> commands, grounds;
  for (const ledger::Publication& row : ledger::Publications()) {
    if (row.shown != ledger::Publicity::kAsEvent) continue;
    if (row.ground) {
      CHECK(row.command == ledger::CommandType::kTransfer);
      grounds.insert(ledger::Raw(*row.ground));
    } else {
      commands.insert(ledger::Raw(row.command));
    }
  }
  const std::string condition =
      "type IN (" + Listed(commands) + ") OR type = 14 AND ground IN (" + Listed(grounds) + ")";
  INFO(condition);
  CHECK(std::string(storage::kListPublished.sql).find(condition) != std::string::npos);
}

TEST_CASE("what waits for a second person is published when it is carried out, and not before") {
  TwoPersonBook book;
  const auto propose = [&](ledger::Command command) {
    const ledger::Request request = AskAs(kOperator, "op-1", std::move(command));
    const storage::Answer answer = book.Write(request);
    REQUIRE(AcceptedIn(answer).waiting.has_value());
    return std::pair(request, answer);
  };
  const auto [rejected, first] = propose(CancelOf(5));
  const auto [approved, second] = propose(CancelOf(7));
  const auto [issue, third] = propose(IssueOf(100));
  CHECK(List(book).rows.empty());
  AcceptedIn(book.Write(AskAs(kReviewer, "rev-1", ApproveOf(issue, third))));
  AcceptedIn(book.Write(AskAs(kReviewer, "rev-2", ApproveOf(issue, third))));
  ledger::RejectProposal reject;
  reject.proposal = ProposalIn(first);
  reject.request_hash = ApproveOf(rejected, first).request_hash;
  reject.cause = "not signed";
  AcceptedIn(book.Write(AskAs(kReviewer, "rev-1", reject)));
  CHECK(List(book).rows.empty());
  const storage::Answer executed =
      book.Write(AskAs(kReviewer, "rev-1", ApproveOf(approved, second)));
  const storage::PublishedPage page = List(book);
  REQUIRE(page.rows.size() == 1);
  CHECK(page.rows[0].sequence == AcceptedIn(executed).sequence);
  REQUIRE(std::holds_alternative<ledger::Cancel>(page.rows[0].command));
  CHECK(std::get<ledger::Cancel>(page.rows[0].command).quantity.value == 7);
  REQUIRE(page.rows[0].postings.size() == 1);
  CHECK(page.rows[0].postings[0].posting.quantity.value == 7);
}

TEST_CASE("published transactions come in pages between two numbers") {
  Book book(2);
  std::vector<ledger::Sequence> written;
  for (int i = 1; i <= 5; ++i) {
    written.push_back(AcceptedIn(book.Write(Ask(kOperator, CancelOf(i)))).sequence);
    AcceptedIn(book.Write(Ask(kOperator, TransferOf(Unit(0), Unit(1), 1))));
  }
  std::vector<ledger::Sequence> read;
  ledger::Sequence after{};
  for (int page = 0; page < 10; ++page) {
    const storage::PublishedPage found = List(book, after, written[3], 3);
    for (const auto& row : found.rows) {
      if (std::holds_alternative<ledger::Cancel>(row.command)) read.push_back(row.sequence);
    }
    if (!found.next) break;
    after = *found.next;
  }
  CHECK(read == std::vector<ledger::Sequence>(written.begin(), written.begin() + 4));
}

}  // namespace registry::testing
