// What the tests of freezes have in common. The court and the registry's own work speak to a Book.
#ifndef TESTS_WIRE_FREEZE_BOOK_H_
#define TESTS_WIRE_FREEZE_BOOK_H_

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "carbon/registry/v1/common.pb.h"
#include "carbon/registry/v1/freeze.pb.h"
#include "carbon/registry/v1/journal.pb.h"
#include "tests/wire/book.h"

namespace registry::wire {

inline constexpr char kFreezeHolding[] = "FreezeService/FreezeHolding";
inline constexpr char kGetFreeze[] = "FreezeService/GetFreeze";
inline constexpr char kListFreezes[] = "FreezeService/ListFreezes";
inline constexpr char kDenied[] = "CALLER_NOT_ENTITLED";

// The registry's clock in these tests: the book begins on 16 July 2021 at 10:00 in Beijing.
inline constexpr std::int64_t kBegin = 1'626'400'800;
inline constexpr std::int64_t kHour = 3'600, kDay = 24 * kHour;

// The rest of an order of a case, from the book's beginning until so many seconds later.
std::string Case(const std::string& number, std::int64_t seconds);
// An order about a quantity of CEA1920.
std::string Quantity(const std::string& account, std::int64_t quantity, const std::string& rest);

// Orders as the court, and gives the freeze's number back.
std::string OrderFreeze(const Book& book, const std::string& text);
v1::FreezeDetails GetFreeze(const Book& book, const std::string& number,
                            const std::string& reader = "auditor");
// Numbers with a space between them.
std::string ListFreezes(const Book& book, const std::string& reader, const std::string& filter);

// What an account holds of CEA1920 in a bucket.
std::int64_t Holds(const Book& book, const std::string& account, v1::Bucket bucket);
// Moves the clock to so many seconds after the book's beginning.
void AdvanceBy(const Book& book, std::int64_t seconds);
// Looks again until it is so, for ten seconds at most.
bool Await(const std::function<bool()>& so);
std::vector<v1::Transaction> Journal(const Book& book);
// The first so many events of a reader's feed of an account after a transaction.
std::vector<v1::Transaction> Feed(const Book& book, const std::string& reader,
                                  const std::string& account, std::int64_t after, std::size_t many);
// How many of a type there are in the journal.
int CountOf(const Book& book, v1::TransactionType type);

}  // namespace registry::wire

#endif  // TESTS_WIRE_FREEZE_BOOK_H_
