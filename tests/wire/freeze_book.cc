#include "tests/wire/freeze_book.h"

#include <algorithm>
#include <chrono>
#include <stdexcept>
#include <thread>

#include "absl/strings/str_cat.h"
#include "carbon/registry/v1/holding.pb.h"
#include "carbon/registry/v1/registry.pb.h"

namespace registry::wire {
namespace {

template <typename Message>
Message Told(const Book& book, const std::string& method, const std::string& caller,
             const std::string& text) {
  const Answer answer = book.Ask(method, caller, text);
  Message message;
  if (!answer.ok() || !message.ParseFromString(answer.response())) {
    throw std::runtime_error(method + ": " + answer.message + " " + Reasons(answer));
  }
  return message;
}

}  // namespace

std::string Case(const std::string& number, std::int64_t seconds) {
  return absl::StrCat(" case_number: '", number,
                      "' authority: 'Intermediate court' from_time { seconds: ", kBegin - kDay,
                      " } until_time { seconds: ", kBegin + seconds, " } $paper");
}

std::string Quantity(const std::string& account, std::int64_t quantity, const std::string& rest) {
  return absl::StrCat("scope: FREEZE_SCOPE_QUANTITY account: '", account,
                      "' instrument: 'CEA1920' quantity_tco2e: ", quantity, rest);
}

std::string OrderFreeze(const Book& book, const std::string& text) {
  return std::to_string(book.Must(kFreezeHolding, "court", text).sequence());
}

v1::FreezeDetails GetFreeze(const Book& book, const std::string& number,
                            const std::string& reader) {
  return Told<v1::FreezeDetails>(book, kGetFreeze, reader, "freeze: '" + number + "'");
}

std::string ListFreezes(const Book& book, const std::string& reader, const std::string& filter) {
  std::string numbers;
  for (const v1::Freeze& freeze :
       Told<v1::ListFreezesResponse>(book, kListFreezes, reader, filter).freezes()) {
    numbers += (numbers.empty() ? "" : " ") + freeze.freeze();
  }
  return numbers;
}

std::int64_t Holds(const Book& book, const std::string& account, v1::Bucket bucket) {
  const auto holdings =
      Told<v1::ListHoldingsResponse>(book, "HoldingService/ListHoldings", "auditor",
                                     "account: '" + account + "' instrument: 'CEA1920'");
  for (const v1::Holding& holding : holdings.holdings()) {
    if (holding.position().bucket() == bucket) return holding.balance();
  }
  return 0;
}

void AdvanceBy(const Book& book, std::int64_t seconds) {
  book.Must("RegistryService/AdvanceClock", "operator",
            absl::StrCat("time { seconds: ", kBegin + seconds, " }"));
}

bool Await(const std::function<bool()>& so) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(10);
  while (!so()) {
    if (std::chrono::steady_clock::now() > end) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  return true;
}

std::vector<v1::Transaction> Journal(const Book& book) {
  const auto head =
      Told<v1::RegistryStatus>(book, "RegistryService/GetRegistryStatus", "auditor", "");
  std::vector<v1::Transaction> transactions;
  for (std::int64_t sequence = 1; sequence <= head.sequence(); ++sequence) {
    transactions.push_back(Told<v1::Transaction>(book, "JournalService/GetTransaction", "auditor",
                                                 absl::StrCat("sequence: ", sequence)));
  }
  return transactions;
}

std::vector<v1::Transaction> Feed(const Book& book, const std::string& reader,
                                  const std::string& account, std::int64_t after,
                                  std::size_t many) {
  v1::FollowJournalRequest request;
  request.set_after_sequence(after);
  request.set_account(book.Fill(account));
  const Answer answer =
      Invoke(book.registryd().Channel(reader), PathOf("JournalService/FollowJournal"),
             request.SerializeAsString(), many);
  std::vector<v1::Transaction> transactions;
  for (const std::string& bytes : answer.responses) {
    v1::JournalEvent event;
    event.ParseFromString(bytes);
    if (event.has_transaction()) transactions.push_back(event.transaction());
  }
  return transactions;
}

int CountOf(const Book& book, v1::TransactionType type) {
  const auto journal = Journal(book);
  return static_cast<int>(
      std::count_if(journal.begin(), journal.end(),
                    [&](const v1::Transaction& one) { return one.type() == type; }));
}

}  // namespace registry::wire
