// Values, tables and progress as a person sees them.
#include "cli/text.h"

#include <catch2/catch.hpp>
#include <limits>
#include <sstream>

#include "carbon/registry/v1/common.pb.h"
#include "cli/progress.h"
#include "cli/sha256.h"
#include "cli/table.h"

namespace registry::cli {
namespace {

namespace v1 = carbon::registry::v1;

std::string HexOf(const Sha256Digest& digest) {
  return Hex({reinterpret_cast<const char*>(digest.data()), digest.size()});
}

}  // namespace

TEST_CASE("numbers have separators of thousands") {
  CHECK(Thousands(0) == "0");
  CHECK(Thousands(999) == "999");
  CHECK(Thousands(1'000) == "1,000");
  CHECK(Thousands(-1'234'567) == "-1,234,567");
  CHECK(Thousands(std::numeric_limits<std::int64_t>::min()) == "-9,223,372,036,854,775,808");
  CHECK(Signed(5) == "+5");
  CHECK(Signed(0) == "0");
  CHECK(Yuan(766'123'002'299) == "7,661,230,022.99");
  CHECK(Yuan(-5) == "-0.05");
}

TEST_CASE("instants are shown in China's time and read in one form") {
  const auto instant = ReadInstant("2021-12-31T17:00:00+08:00");
  REQUIRE(instant);
  CHECK(instant->seconds() == 1'640'941'200);
  CHECK(ShowInstant(*instant) == "2021-12-31 17:00:00");
  google::protobuf::Timestamp precise = *instant;
  precise.set_nanos(1'500'000);
  CHECK(ShowInstant(precise) == "2021-12-31 17:00:00.001500");
  CHECK(ShowInstant(google::protobuf::Timestamp()).empty());
  CHECK_FALSE(ReadInstant("2021-12-31 17:00"));
}

TEST_CASE("hexadecimal digits are read back") {
  CHECK(Hex(std::string("\x00\xff", 2)) == "00ff");
  CHECK(ReadHex("00fF") == std::string("\x00\xff", 2));
  CHECK_FALSE(ReadHex("0"));
  CHECK_FALSE(ReadHex("zz"));
}

TEST_CASE("Chinese characters take two columns, combining marks none") {
  CHECK(DisplayWidth("abc") == 3);
  CHECK(DisplayWidth("登记账户") == 8);
  CHECK(DisplayWidth("（Ａ）") == 6);
  CHECK(DisplayWidth("e\xcc\x81") == 1);
  CHECK(DisplayWidth("\xff") == 1);
}

TEST_CASE("words of an enum are its names without the prefix") {
  CHECK(Word(v1::BUCKET_TRADE_LOCKED) == "trade_locked");
  CHECK(Word(v1::BUCKET_UNSPECIFIED).empty());
  CHECK(FromWord<v1::AccountKind>("key_emitting_unit") == v1::ACCOUNT_KIND_KEY_EMITTING_UNIT);
  CHECK(FromWord<v1::AccountKind>("wallet") == v1::ACCOUNT_KIND_UNSPECIFIED);
  CHECK(Words<v1::Unit>() == std::vector<std::string>{"tco2e", "fen"});
  CHECK(Word(static_cast<v1::Bucket>(99)) == "99");
}

TEST_CASE("columns of a table are aligned, also beside Chinese names") {
  Table table({{"holder"}, {"tonnes", Table::Side::kRight}, {"note"}});
  table.Add({"大唐", "1,000", "x"});
  table.Add({"Plant 7", "5", ""});
  std::ostringstream out;
  table.Print(out, "nothing");
  CHECK(out.str() ==
        "holder   tonnes  note\n"
        "大唐      1,000  x\n"
        "Plant 7       5\n");
}

TEST_CASE("a table without rows is a sentence") {
  std::ostringstream out;
  Table({{"holder"}}).Print(out, "no holders");
  CHECK(out.str() == "no holders\n");
}

TEST_CASE("pairs stand in two columns, empty ones are left out") {
  std::ostringstream out;
  PrintPairs(out, {{"account", "1"}, {"status since", ""}, {"kind", "unit"}});
  CHECK(out.str() == "account  1\nkind     unit\n");
}

TEST_CASE("a progress bar is drawn after two seconds, at most ten times a second, and cleared") {
  auto now = std::chrono::steady_clock::time_point{};
  std::ostringstream out;
  {
    Progress progress(&out, [&] { return now; });
    progress.Show("trades", 1, 4);
    CHECK(out.str().empty());
    now += std::chrono::milliseconds{2'000};
    progress.Show("trades", 2, 4);
    CHECK(out.str() == "\r\x1b[K" + ProgressLine("trades", 2, 4));
    const std::string once = out.str();
    now += std::chrono::milliseconds{50};
    progress.Show("trades", 3, 4);
    CHECK(out.str() == once);
  }
  CHECK(out.str().ends_with("\r\x1b[K"));
  CHECK(ProgressLine("trades", 2, 4) ==
        "trades" + std::string(18, ' ') + "[############            ]  50 %  2 of 4");
  CHECK(ProgressLine("reading", 1'234, 0) == "reading" + std::string(17, ' ') + "1,234");
}

TEST_CASE("without a terminal there is no progress bar") {
  auto now = std::chrono::steady_clock::time_point{};
  Progress progress(nullptr, [&] { return now; });
  now += std::chrono::hours{1};
  progress.Show("trades", 1, 4);
  progress.Clear();
}

TEST_CASE("SHA-256 gives the digests of FIPS 180-4's examples") {
  CHECK(HexOf(Sha256Of("")) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(HexOf(Sha256Of("abc")) ==
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(HexOf(Sha256Of("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")) ==
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  Sha256 parts;
  for (int i = 0; i < 1'000'000; ++i) parts.Add("a");
  CHECK(HexOf(parts.Finish()) ==
        "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

}  // namespace registry::cli
