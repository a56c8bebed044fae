#include "server/page_token.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "absl/strings/escaping.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/io/zero_copy_stream_impl_lite.h"
#include "server/secret.h"

namespace registry::server {
namespace {

constexpr std::size_t kSealBytes = 16;

// The request without what may differ from page to page.
std::string FilterBytes(const google::protobuf::Message& request) {
  const std::unique_ptr<google::protobuf::Message> filter(request.New());
  filter->CopyFrom(request);
  for (const char* name : {"page_size", "page_token"}) {
    const auto* field = filter->GetDescriptor()->FindFieldByName(name);
    if (field != nullptr) filter->GetReflection()->ClearField(filter.get(), field);
  }
  std::string bytes;
  {
    google::protobuf::io::StringOutputStream stream(&bytes);
    google::protobuf::io::CodedOutputStream coded(&stream);
    coded.SetSerializationDeterministic(true);
    filter->SerializePartialToCodedStream(&coded);
  }
  return bytes;
}

}  // namespace

std::string PageTokens::Seal(std::string_view payload, const PageOwner& caller,
                             const google::protobuf::Message& request) const {
  const std::string sealed = KeyWriter()
                                 .Number(ledger::Raw(caller.office))
                                 .Text(caller.person)
                                 .Text(request.GetDescriptor()->full_name())
                                 .Text(FilterBytes(request))
                                 .Text(payload)
                                 .bytes();
  const ledger::Digest seal = Hmac(key_, sealed);
  return {seal.begin(), seal.begin() + kSealBytes};
}

// The seal differs with every place, so no two places are hidden behind the same bytes (a synthetic
// initialisation vector, as in RFC 5297).
std::string PageTokens::Hide(std::string_view seal, std::string bytes) const {
  const ledger::Digest key = Hmac(key_, "places of page tokens");
  const std::string_view hiding(reinterpret_cast<const char*>(key.data()), key.size());
  ledger::Digest block{};
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const std::size_t within = i % block.size();
    if (within == 0) {
      const auto number = static_cast<std::int64_t>(i / block.size());
      block = Hmac(hiding, KeyWriter().Text(seal).Number(number).bytes());
    }
    bytes[i] = static_cast<char>(static_cast<unsigned char>(bytes[i]) ^ block[within]);
  }
  return bytes;
}

std::string PageTokens::Write(const PagePlace& place, const PageOwner& caller,
                              const google::protobuf::Message& request) const {
  const std::string payload = KeyWriter().Number(ledger::Raw(place.as_of)).Text(place.key).bytes();
  const std::string seal = Seal(payload, caller, request);
  return absl::WebSafeBase64Escape(seal + Hide(seal, payload));
}

std::optional<PagePlace> PageTokens::Read(std::string_view token, const PageOwner& caller,
                                          const google::protobuf::Message& request) const {
  std::string bytes;
  if (!absl::WebSafeBase64Unescape(std::string(token), &bytes) || bytes.size() < kSealBytes) {
    return std::nullopt;
  }
  // One place has one spelling: what is decoded passes over blanks, padding and spare bits.
  if (absl::WebSafeBase64Escape(bytes) != token) return std::nullopt;
  const std::string seal = bytes.substr(0, kSealBytes);
  const std::string payload = Hide(seal, bytes.substr(kSealBytes));
  if (seal != Seal(payload, caller, request)) return std::nullopt;
  KeyReader reader(payload);
  PagePlace place;
  place.as_of = ledger::Sequence{reader.Number()};
  place.key = reader.Text();
  return place;
}

KeyWriter& KeyWriter::Number(std::int64_t number) {
  for (int shift = 56; shift >= 0; shift -= 8) {
    bytes_.push_back(static_cast<char>((number >> shift) & 0xFF));
  }
  return *this;
}

KeyWriter& KeyWriter::Text(std::string_view text) {
  Number(static_cast<std::int64_t>(text.size()));
  bytes_.append(text);
  return *this;
}

std::int64_t KeyReader::Number() {
  if (bytes_.size() < 8) return 0;
  std::uint64_t number = 0;
  for (int i = 0; i < 8; ++i) {
    number = (number << 8) | static_cast<unsigned char>(bytes_[static_cast<std::size_t>(i)]);
  }
  bytes_.remove_prefix(8);
  return static_cast<std::int64_t>(number);
}

std::string KeyReader::Text() {
  const auto size = static_cast<std::size_t>(Number());
  std::string text(bytes_.substr(0, size));
  bytes_.remove_prefix(text.size());
  return text;
}

}  // namespace registry::server
