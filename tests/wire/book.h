// A small book on a registryd of its own, made by the public RPCs, and requests written as text.
#ifndef TESTS_WIRE_BOOK_H_
#define TESTS_WIRE_BOOK_H_

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "carbon/registry/v1/common.pb.h"
#include "google/protobuf/message.h"
#include "tests/wire/call.h"
#include "tests/wire/registryd.h"

namespace registry::wire {

namespace v1 = carbon::registry::v1;

std::string NewId();  // a random UUID
// A right social credit code of this province, another one for each number.
std::string SocialCreditCode(int number, const std::string& province = "13");

// The book: authorities of provinces 13 and 11; in 13 the units $seller and $buyer with 1,000 t
// each, of which the seller has 300 in TRADING and 800 to surrender for 2019-20; $restricted and
// $closed; the participant "unit" represents $seller; $idle, open and empty; $far, a unit of
// province 11. Instruments CEA1920, CNY (money) and CCER:WIND:2020 (credits). Nobody has $unknown.
//
// In a book without persons also what book_for_every_write.cc makes: $held, of whose 100 t a court
// holds 50 ($freeze) and a bank 5 ($pledge); $applied, $reviewed and $objecting; $bankrupt and
// $other, empty, the latter frozen ($to_release) and trusted by $seller; 1 t that $seller sends to
// $buyer at will and that is on its way for ten days ($sent).
class Book {
 public:
  explicit Book(Registryd& registryd);

  // Opens a unit; `name` stands for its number from now on.
  void OpenUnit(const std::string& name, int number, const std::string& province = "13");
  // Has `name` stand for `value`.
  void Name(const std::string& name, const std::string& value);

  // The text with the accounts' numbers in place of $seller, $authority_13 and so on.
  std::string Fill(const std::string& text) const;
  // A request in protobuf's text form, with names filled in and, if it has none, a request_id.
  // `method`: "TransferService/Transfer".
  std::unique_ptr<google::protobuf::Message> Request(const std::string& method,
                                                     const std::string& text) const;

  // `caller`: a participant, under its certificate; or "op-1@operator", a person for an office,
  // through the console; or "op-1@", one that names no office.
  Answer Ask(const std::string& method, const std::string& caller, const std::string& text) const;
  Answer Send(const std::string& method, const std::string& caller,
              const google::protobuf::Message& request) const;
  Answer SendBytes(const std::string& method, const std::string& caller,
                   const std::string& bytes) const;
  // Asks for what has to be accepted; throws otherwise. In a book with persons the office's first
  // one asks, and what waits is approved by who approves for that office.
  v1::Accepted Must(const std::string& method, const std::string& caller,
                    const std::string& text) const;

  Registryd& registryd() const { return registryd_; }

  // The number and hash of what waits, as text of a request; throws when the answer does not.
  std::string Proposal(const Answer& waiting, const std::string& reader) const;
  // What an approver says to it.
  Answer Approve(const Answer& waiting, const std::string& approver) const;

 private:
  void EnterUnitsPersons();
  void MakeLife();
  void Open(const std::string& name, int number, const std::string& rest,
            const std::string& province = "13");

  Registryd& registryd_;
  std::vector<std::pair<std::string, std::string>> names_;
};

// "SettlementService/SettleTrades" of "/carbon.registry.v1.SettlementService/SettleTrades".
std::string ShortName(const std::string& path);
// The path of a short name.
std::string PathOf(const std::string& method);

}  // namespace registry::wire

#endif  // TESTS_WIRE_BOOK_H_
