// The shape of a request: every field that is not as it must be, found before anything is looked
// up.
#ifndef SERVER_SHAPE_H_
#define SERVER_SHAPE_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "google/protobuf/timestamp.pb.h"
#include "ledger/account.h"
#include "ledger/ids.h"
#include "ledger/quantity.h"

namespace registry::server {

struct Violation {
  std::string field;  // "lines[1].quantity_tco2e"
  std::string description;
};

// Collects violations while a request is read. A reader whose field is misshapen notes that and
// gives back an empty value; the caller looks at ok() in the end.
class Shape {
 public:
  bool ok() const { return violations_.empty(); }
  const std::vector<Violation>& violations() const { return violations_; }
  void Violate(std::string_view field, std::string description);

  // What is read in the scope of an Item has "list[index]." before its name.
  class Item {
   public:
    Item(Shape& shape, std::string_view list, int index);
    ~Item();
    Item(const Item&) = delete;
    Item& operator=(const Item&) = delete;

   private:
    Shape& shape_;
  };

  // Characters, not bytes; no control characters.
  std::string Text(std::string_view field, const std::string& value, std::size_t least,
                   std::size_t most);
  ledger::RequestId Uuid(std::string_view field, const std::string& value);
  ledger::AccountId Account(std::string_view field, const std::string& value);
  std::optional<ledger::AccountId> OptionalAccount(std::string_view field,
                                                   const std::string& value);
  std::string InstrumentCode(std::string_view field, const std::string& value);
  std::string PeriodCode(std::string_view field, const std::string& value);
  // Empty, two digits of GB/T 2260, or 6590 (the Production and Construction Corps).
  ledger::Province Province(std::string_view field, const std::string& value);
  std::string SocialCreditCode(std::string_view field, const std::string& value);
  ledger::Digest Digest(std::string_view field, const std::string& value);
  // Of a participant or a person: 1 to `most` of a-z 0-9 '-'.
  std::string Name(std::string_view field, const std::string& value, std::size_t most);
  // Of an identity document: letters and digits, with spaces, '-', '(' and ')' between them.
  void IdentityNumber(std::string_view field, const std::string& value);
  // A proposal's number, in digits.
  ledger::Sequence Proposal(std::string_view field, const std::string& value);
  // A freeze's or a pledge's, the same.
  ledger::Sequence Freeze(std::string_view field, const std::string& value);
  // A transfer's at will, the same.
  ledger::Sequence Transfer(std::string_view field, const std::string& value);

  ledger::Quantity MoreThanZero(std::string_view field, std::int64_t value);
  ledger::Quantity ZeroOrMore(std::string_view field, std::int64_t value);
  // 0: it is misshapen.
  std::int16_t Year(std::string_view field, std::int32_t value);

  // Within the years 1970 to 9999, in whole microseconds.
  ledger::Instant Time(std::string_view field, const google::protobuf::Timestamp& value);
  std::optional<ledger::Instant> OptionalTime(std::string_view field, bool has,
                                              const google::protobuf::Timestamp& value);
  ledger::Instant RequiredTime(std::string_view field, bool has,
                               const google::protobuf::Timestamp& value);

  // A value of an enumeration that has one for "unspecified". The numbers of the ledger are those
  // of the protocol.
  template <typename To, typename From>
  To Enum(std::string_view field, From value, bool (*is_valid)(int)) {
    if (value == 0) {
      Violate(field, "is required");
    } else if (!is_valid(static_cast<int>(value))) {
      Violate(field, "is not a value of the list");
    } else {
      return static_cast<To>(value);
    }
    return To{};
  }
  template <typename To, typename From>
  std::optional<To> OptionalEnum(std::string_view field, From value, bool (*is_valid)(int)) {
    if (value == 0) return std::nullopt;
    return Enum<To>(field, value, is_valid);
  }

 private:
  ledger::Sequence Number(std::string_view field, const std::string& value, const char* misshapen);

  std::string_view list_;
  int index_ = 0;
  std::vector<Violation> violations_;
};

}  // namespace registry::server

#endif  // SERVER_SHAPE_H_
