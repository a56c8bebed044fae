#include <catch2/catch.hpp>
#include <cstddef>
#include <string>
#include <string_view>
#include <variant>

#include "log/canonical.h"
#include "log/hash.h"
#include "tests/log/members.h"
#include "tests/log/random_values.h"
#include "tests/log/vectors.h"

namespace registry::log {
namespace {

using testing::RandomValues;
using testing::Same;

// What a record keeps of a request.
// The holder's name in a command; null: it has none.
std::string* HolderNameIn(ledger::Command& command) {
  return std::visit(
      [](auto& given) -> std::string* {
        if constexpr (requires { given.holder_name; }) return &given.holder_name;
        return nullptr;
      },
      command);
}

ledger::Request WithoutWhatIsKeptApart(ledger::Request request) {
  request.salt = {};
  if (std::string* const name = HolderNameIn(request.command)) name->clear();
  return request;
}

bool SameRequest(const ledger::Request& a, const ledger::Request& b) {
  const bool same_command = std::visit(
      [](const auto& x, const auto& y) {
        if constexpr (std::same_as<decltype(x), decltype(y)>) {
          return Same(x, y);
        } else {
          return false;
        }
      },
      a.command, b.command);
  return a.key == b.key && a.person == b.person && a.received_at == b.received_at &&
         a.salt == b.salt && same_command;
}

// A record in other bytes is another record: what is read writes the same bytes again. (An opening
// does not, because its holder's name is not in the record.)
void CheckIsRefusedOrCanonical(std::string_view bytes) {
  const auto parsed = ParseRecord(bytes);
  if (!parsed.has_value() || parsed->holder_name_digest.has_value()) return;
  CHECK(CanonicalRecord(parsed->request, parsed->recorded, parsed->epoch) == bytes);
}

TEST_CASE("records of any command are read back as they were") {
  RandomValues random(20240715);
  for (std::size_t command = 0; command < ledger::kCommandTypeCount; ++command) {
    for (int i = 0; i < 300; ++i) {
      ledger::Request request = random.SomeRequest(command);
      const ledger::Recorded recorded = random.SomeRecorded();
      const auto epoch = random.Some<ledger::RulesEpoch>();
      const std::string bytes = CanonicalRecord(request, recorded, epoch);
      INFO("command " << command + 1 << ", record " << testing::Hex(bytes));

      const std::string content = CanonicalContent(request);
      CHECK(ContentOf(bytes) == content);
      const std::size_t before = 1 + 3 * 8 + 16 + 8 + 4;
      CHECK(!ContentOf(bytes.substr(0, before + content.size() - 1)).has_value());
      CHECK(!ContentOf(bytes.substr(0, before - 1)).has_value());

      const auto parsed = ParseRecord(bytes);
      REQUIRE(parsed.has_value());
      REQUIRE(SameRequest(parsed->request, WithoutWhatIsKeptApart(request)));
      REQUIRE(Same(parsed->recorded.outcome, recorded.outcome));
      REQUIRE(parsed->recorded == recorded);
      REQUIRE(parsed->epoch == epoch);

      const std::string* const name = HolderNameIn(request.command);
      REQUIRE(parsed->holder_name_digest.has_value() == (name != nullptr));
      if (name != nullptr) {
        REQUIRE(*parsed->holder_name_digest == Sha256(*name));
      } else {
        REQUIRE(RequestHash(parsed->request) == RequestHash(request));
      }
    }
  }
}

TEST_CASE("every shorter record of any command is refused, and one byte more") {
  RandomValues random(1);
  for (std::size_t command = 0; command < ledger::kCommandTypeCount; ++command) {
    for (int i = 0; i < 10; ++i) {
      const std::string bytes = CanonicalRecord(random.SomeRequest(command), random.SomeRecorded(),
                                                random.Some<ledger::RulesEpoch>());
      INFO("command " << command + 1 << ", record " << testing::Hex(bytes));
      std::size_t read = 0;
      for (std::size_t size = 0; size < bytes.size(); ++size) {
        if (ParseRecord(std::string_view(bytes).substr(0, size)).has_value()) ++read;
      }
      CHECK(read == 0);
      CHECK_FALSE(ParseRecord(bytes + '\0').has_value());
    }
  }
}

TEST_CASE("a record with any one bit turned is refused or another record") {
  for (const std::string_view vector : testing::kRecords) {
    const std::string bytes = testing::BytesOf(vector);
    for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
      std::string turned = bytes;
      turned[bit / 8] = static_cast<char>(turned[bit / 8] ^ (1 << bit % 8));
      CheckIsRefusedOrCanonical(turned);
    }
  }
}

TEST_CASE("damaged records and noise are refused or canonical, and do no harm") {
  RandomValues random(2);
  for (int i = 0; i < 20'000; ++i) {
    std::string bytes = CanonicalRecord(random.SomeRequest(random.Below(ledger::kCommandTypeCount)),
                                        random.SomeRecorded(), random.Some<ledger::RulesEpoch>());
    for (std::uint64_t damage = random.Below(4) + 1; damage > 0; --damage) {
      const auto at = static_cast<std::size_t>(random.Below(bytes.size()));
      const char byte = static_cast<char>(random.Below(3) == 0 ? random.Below(256) : 255);
      switch (random.Below(4)) {
        case 0:
          bytes.insert(at, 1, byte);
          break;
        case 1:
          if (bytes.size() > 1) bytes.erase(at, 1);
          break;
        default:
          bytes[at] = byte;
      }
    }
    CheckIsRefusedOrCanonical(bytes);

    std::string noise(static_cast<std::size_t>(random.Below(400)), '\0');
    for (char& byte : noise) byte = static_cast<char>(random.Below(256));
    CheckIsRefusedOrCanonical(noise);
    if (!noise.empty()) noise[0] = 1;
    CheckIsRefusedOrCanonical(noise);
  }
}

}  // namespace
}  // namespace registry::log
