// What a running server lets somebody do, in the words of docs/rights.md, found out by asking.
#ifndef TESTS_WIRE_RIGHTS_DESK_H_
#define TESTS_WIRE_RIGHTS_DESK_H_

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "tests/wire/book.h"
#include "tests/wire/call.h"
#include "tests/wire/rights_page.h"
#include "tests/wire/rights_requests.h"

namespace registry::wire {

// Who asks, for one column of the page.
struct Voice {
  std::string column;  // "unit: initiate"
  std::string office;  // the participant for which it speaks; empty: none
  std::shared_ptr<grpc::Channel> channel;
  Metadata metadata;  // a person's token and office
};

// A book in which all that the page asks about is there (rights_book.cc), a month later than in
// book.h.
void FillForRights(Book& book);

class RightsDesk {
 public:
  // Asks for the head and the journal as the exchange does.
  explicit RightsDesk(const Book& book);

  // All words of a voice but those about proposals. What is neither allowed nor denied as it should
  // be is "? " and what happened.
  void AskAll(const Voice& voice, Words& words);

  enum class Said { kAllowed, kDenied, kOther };
  // What became of one question; why it is kOther says other().
  Said Try(const Voice& voice, const RightsRequest& request, const std::string& text);
  const std::string& other() const { return other_; }
  // The answer of a call, with the request's names filled in.
  Answer Ask(const Voice& voice, const std::string& method, const std::string& text);
  const Answer& denied() const { return denied_; }

  // The methods and offices whose last request waits for a second person.
  const std::map<CellKey, v1::Waiting>& waiting() const { return waiting_; }

 private:
  struct Head {
    std::int64_t sequence = 0, records = 0;
    bool operator==(const Head&) const = default;
  };
  Said TryWrite(const Voice& voice, const RightsRequest& request, const std::string& text);
  Said TryRead(const Voice& voice, const RightsRequest& request, const std::string& text);
  bool IsDenied(const Voice& voice, const std::string& method, const Answer& answer);
  bool StandsInJournal(const Voice& voice, std::int64_t sequence);
  std::string WordOnce(const Voice& voice, const RightsRequest& request);
  std::string WordOfAccount(const Voice& voice, const RightsRequest& request);
  std::string WordOfListing(const Voice& voice, const RightsRequest& request);
  std::string WordOfBatch(const Voice& voice, const Words& words);
  // The text, with what it needs done. "$made" is filled in.
  std::string Prepare(const RightsRequest& request, const RightsPlace& place,
                      const std::string& text);
  Said TryAt(const Voice& voice, const RightsRequest& request, const RightsPlace& place,
             const char* text);
  void Do(std::span<const RightsStep> steps, const RightsPlace& place, std::string& made);
  // The same person or certificate of the office that has the own account among these.
  Voice In(const Voice& voice, Whose whose) const;
  Head ReadHead();
  // The request's bytes: the same for everybody until somebody had it accepted.
  const std::string& Bytes(const std::string& method, const std::string& text);
  Answer Send(const Voice& voice, const std::string& method, const std::string& bytes);

  const Book& book_;
  const Voice exchange_;
  Answer denied_;
  std::map<std::pair<std::string, std::string>, std::string> bytes_;
  std::map<std::pair<std::string, std::string>, std::string> made_;  // by method and place
  std::map<std::string, Answer> unknown_;  // by method: what nobody was told
  std::map<CellKey, v1::Waiting> waiting_;
  std::string other_;  // what happened instead
};

}  // namespace registry::wire

#endif  // TESTS_WIRE_RIGHTS_DESK_H_
