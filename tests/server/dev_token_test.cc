// tools/dev-token: what a person tries the registry with is what the registry takes.
#include <catch2/catch.hpp>
#include <chrono>
#include <cstdio>
#include <memory>
#include <string>

#include "tests/server/token_desk.h"

namespace registry::testing {
namespace {

using std::chrono::seconds;

// What the tool prints, without the end of the line; empty: it failed.
std::string DevToken(const std::string& arguments) {
  const std::string command =
      std::string(REGISTRY_SOURCE_DIR) + "/tools/dev-token " + arguments + " 2>/dev/null";
  FILE* const output = popen(command.c_str(), "r");
  REQUIRE(output != nullptr);
  std::string text;
  for (int c = std::fgetc(output); c != EOF; c = std::fgetc(output)) {
    text += static_cast<char>(c);
  }
  if (pclose(output) != 0) return "";
  return text.substr(0, text.find('\n'));
}

}  // namespace

TEST_CASE("a token of tools/dev-token is accepted, and ends with its key", "[token]") {
  const sim::testing::TemporaryFolder folder;
  const std::string dir = folder.path().string();
  const std::string token = DevToken(dir + " staff-1 --lifetime 900");
  const auto keys = server::KeyFile::Open(dir + "/token-keys.json");
  REQUIRE(keys.ok());
  server::TokenVerifier verifier({dir, kIssuer, kAudience}, keys->get());
  const auto verify = [&](const std::string& text) {
    return verifier.Verify(
        text, std::chrono::floor<seconds>(std::chrono::system_clock::now() + seconds(1)));
  };
  const auto verified = std::get<std::shared_ptr<const server::VerifiedToken>>(verify(token));
  CHECK(verified->subject == "staff-1");
  CHECK(verified->expires_at - verified->issued_at == seconds(900));

  INFO("the key stays until it is removed");
  CHECK(std::holds_alternative<std::shared_ptr<const server::VerifiedToken>>(
      verify(DevToken(dir + " staff-2"))));
  CHECK_FALSE((*keys)->Refresh().value());
  CHECK(std::get<server::TokenFault>(verify(DevToken(dir + " staff-1 --audience other"))) ==
        server::TokenFault::kAudience);
  CHECK(std::get<server::TokenFault>(verify(DevToken(dir + " staff-1 --lifetime 901"))) ==
        server::TokenFault::kLifetime);
  CHECK(DevToken(dir + " 'staff\"1'").empty());
  REQUIRE(std::remove((dir + "/token.key").c_str()) == 0);
  const std::string next = DevToken(dir + " staff-1");
  CHECK((*keys)->Refresh().value());
  CHECK(std::get<server::TokenFault>(verify(token)) == server::TokenFault::kKeyUnknown);
  CHECK(std::holds_alternative<std::shared_ptr<const server::VerifiedToken>>(verify(next)));
}

}  // namespace registry::testing
