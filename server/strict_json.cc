#include "server/strict_json.h"

#include <set>
#include <vector>

#include "absl/strings/escaping.h"

namespace registry::server {
namespace {

using Json = nlohmann::json;

constexpr int kMaxDepth = 16;

}  // namespace

std::optional<Json> ParseStrictObject(std::string_view text) {
  if (!text.starts_with('{')) return std::nullopt;  // the parser passes over a byte order mark
  bool strict = true;
  std::vector<std::set<std::string>> open;  // the names in each object that is not closed yet
  const auto watch = [&](int depth, Json::parse_event_t event, Json& parsed) {
    if (event == Json::parse_event_t::object_start) open.emplace_back();
    if (event == Json::parse_event_t::object_end) open.pop_back();
    if (event == Json::parse_event_t::key) {
      strict = open.back().insert(parsed.get_ref<const std::string&>()).second && strict;
    }
    strict = strict && depth <= kMaxDepth;
    return true;
  };
  Json object = Json::parse(text, watch, /*allow_exceptions=*/false);
  if (!strict || !object.is_object()) return std::nullopt;
  return object;
}

const std::string* FindText(const Json& object, const char* name) {
  const auto found = object.find(name);
  return found == object.end() ? nullptr : found->get_ptr<const std::string*>();
}

std::optional<std::string> DecodeBase64Url(std::string_view text) {
  std::string bytes;
  if (!absl::WebSafeBase64Unescape(std::string(text), &bytes)) return std::nullopt;
  // It also takes padding, blanks, and bits beyond the last byte: the way back tells.
  if (absl::WebSafeBase64Escape(bytes) != text) return std::nullopt;
  return bytes;
}

}  // namespace registry::server
