#include "server/certificate_name.h"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

namespace registry::server {
namespace {

std::optional<std::string> NameIn(const std::vector<std::string_view>& uris) {
  return NameInUris(uris);
}

}  // namespace

TEST_CASE("a certificate's one URI names the participant") {
  CHECK(NameIn({"spiffe://registry.example/participant/authority-13"}) == "authority-13");
  CHECK(NameIn({"spiffe://registry.example/participant/" + std::string(63, '7')}).has_value());
}

TEST_CASE("no URI, two, or one of another form names nobody") {
  const std::string ours(kParticipantUri);
  CHECK_FALSE(NameIn({}));
  CHECK_FALSE(NameIn({ours + "a", ours + "a"}));
  CHECK_FALSE(NameIn({ours + "a", "https://registry.example/"}));
  for (const std::string& uri :
       {std::string(), ours, ours + std::string(64, 'a'), ours + "a/b", ours + "A", ours + "a ",
        ours + "a\n", ours + std::string("a\0", 2), ours + "\xE7\xA2\xB3", ours + "%61", " " + ours,
        std::string("spiffe://registry.example/participant"),
        std::string("spiffe://registry.example./participant/a"),
        std::string("SPIFFE://registry.example/participant/a")}) {
    INFO(uri);
    CHECK_FALSE(NameIn({uri}));
  }
}

}  // namespace registry::server
