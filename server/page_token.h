// Page tokens: where a listing goes on. A token binds the listing's sequence, its filter and its
// caller, so that it can be used for nothing else. It does not tell the place: a listing that looks
// through others' rows may go on after one of them.
//
// The key is derived from the salt and hash of the store's first record: the same on every server
// of a store and after every restart, and known to nobody who cannot read the journal whole.
// Whoever forged a token would gain nothing by it: rights and filters are applied to every page
// anew.
#ifndef SERVER_PAGE_TOKEN_H_
#define SERVER_PAGE_TOKEN_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "google/protobuf/message.h"
#include "ledger/ids.h"

namespace registry::server {

// What a token says.
struct PagePlace {
  ledger::Sequence as_of{};
  std::string key;  // of the last row, as the listing writes it
};

// Whose listing it is: an office, and the person who asked for it.
struct PageOwner {
  ledger::ParticipantId office;
  std::string_view person{};
};

class PageTokens {
 public:
  explicit PageTokens(std::string key) : key_(std::move(key)) {}

  // `request` is the call's message; its page_size and page_token do not count.
  std::string Write(const PagePlace& place, const PageOwner& caller,
                    const google::protobuf::Message& request) const;
  // Nothing when the token is not one of ours, or not for this caller and filter.
  std::optional<PagePlace> Read(std::string_view token, const PageOwner& caller,
                                const google::protobuf::Message& request) const;

 private:
  std::string Seal(std::string_view payload, const PageOwner& caller,
                   const google::protobuf::Message& request) const;
  // Hides bytes, or shows what was hidden.
  std::string Hide(std::string_view seal, std::string bytes) const;

  const std::string key_;
};

// Keys of rows in a token: numbers, eight bytes each, and texts, as in "number number text".
class KeyWriter {
 public:
  KeyWriter& Number(std::int64_t number);
  KeyWriter& Text(std::string_view text);
  const std::string& bytes() const { return bytes_; }

 private:
  std::string bytes_;
};

class KeyReader {
 public:
  explicit KeyReader(std::string_view bytes) : bytes_(bytes) {}
  // Zero and empty beyond the end.
  std::int64_t Number();
  std::string Text();

 private:
  std::string_view bytes_;
};

}  // namespace registry::server

#endif  // SERVER_PAGE_TOKEN_H_
