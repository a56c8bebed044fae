#include "server/shape.h"

#include <catch2/catch.hpp>

#include "carbon/registry/v1/settlement.pb.h"
#include "server/convert.h"
#include "server/malformed.h"

namespace registry::server {
namespace {

std::vector<std::string> Fields(const Shape& shape) {
  std::vector<std::string> fields;
  for (const Violation& violation : shape.violations()) fields.push_back(violation.field);
  return fields;
}

using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("a request id is a UUID and not nil") {
  Shape shape;
  CHECK(ToText(shape.Uuid("id", "01890A5D-ac96-774b-bcce-b302099a8057")) ==
        "01890a5d-ac96-774b-bcce-b302099a8057");
  CHECK(shape.ok());
  for (const char* text :
       {"", "01890a5dac96774bbcceb302099a8057", "x1890a5d-ac96-774b-bcce-b302099a8057",
        "01890a5d-ac96-774b-bcce-b302099a805", "00000000-0000-0000-0000-000000000000",
        "01890a5d-ac96-774b-bcce-b302099a80577"}) {
    Shape bad;
    CHECK(bad.Uuid("id", text) == ledger::RequestId{});
    CHECK(Fields(bad) == Names{"id"});
  }
}

TEST_CASE("a text counts characters and has no control characters") {
  Shape shape;
  CHECK(shape.Text("t", "碳排放", 1, 3) == "碳排放");
  CHECK(shape.ok());
  const std::string controls[] = {std::string("a\0b", 3), "a\nb", "\x7f", "a\xc2\x85"};
  for (const std::string& text : controls) {
    Shape bad;
    bad.Text("t", text, 1, 10);
    CHECK(Fields(bad) == Names{"t"});
  }
  Shape longer;
  longer.Text("t", "碳排放权", 1, 3);
  CHECK_FALSE(longer.ok());
}

TEST_CASE("a time is of the years 1970 to 9999, in whole microseconds") {
  const auto time = [](std::int64_t seconds, std::int32_t nanos) {
    google::protobuf::Timestamp value;
    value.set_seconds(seconds);
    value.set_nanos(nanos);
    return value;
  };
  Shape shape;
  CHECK(shape.Time("t", time(1, 2'000)).micros == 1'000'002);
  CHECK(shape.Time("t", time(253'402'300'799, 999'999'000)).micros == 253'402'300'799'999'999);
  CHECK(shape.ok());
  for (const auto& bad :
       {time(-1, 0), time(253'402'300'800, 0), time(0, -1), time(0, 1'000'000'000), time(0, 999)}) {
    Shape wrong;
    wrong.Time("t", bad);
    CHECK_FALSE(wrong.ok());
  }
}

TEST_CASE("an enumeration refuses nothing, and what is not in its list") {
  Shape shape;
  CHECK(shape.Enum<ledger::Sector>("s", v1::SECTOR_STEEL, v1::Sector_IsValid) ==
        ledger::Sector::kSteel);
  CHECK(shape.ok());
  shape.Enum<ledger::Sector>("s", v1::SECTOR_UNSPECIFIED, v1::Sector_IsValid);
  shape.Enum<ledger::Sector>("u", static_cast<v1::Sector>(99), v1::Sector_IsValid);
  CHECK(Fields(shape) == Names{"s", "u"});
}

TEST_CASE("an account number has right check digits") {
  Shape shape;
  CHECK(shape.Account("a", "00001001-05") == ledger::AccountId{1001});
  CHECK(shape.ok());
  Shape bad;
  bad.Account("a", "00001001-00");
  bad.Account("b", "");
  CHECK(Fields(bad) == Names{"a", "b"});
  CHECK_FALSE(Shape().OptionalAccount("a", "").has_value());
}

TEST_CASE("violations name the place in a list, and are limited") {
  v1::SurrenderRequest request;
  request.set_unit_account("x");
  request.add_lines()->set_instrument("CEA1920");
  request.add_lines()->set_instrument("CEA1920");
  request.mutable_lines(0)->set_quantity_tco2e(1);
  Shape shape;
  FromProto(request, shape);
  CHECK(Fields(shape) == Names{"unit_account", "sector", "period", "lines[1].instrument",
                               "lines[1].quantity_tco2e"});
  v1::SettleTradesRequest trades;
  for (int i = 0; i < 1'000; ++i) trades.add_trades();
  Shape many;
  FromProto(trades, many);
  CHECK(many.violations().size() == 100);
}

TEST_CASE("5,001 trades are too many") {
  v1::SettleTradesRequest trades;
  for (int i = 0; i < 5'001; ++i) trades.add_trades();
  Shape shape;
  FromProto(trades, shape);
  CHECK(Fields(shape) == Names{"trades"});
}

TEST_CASE(
    "a trade's request id depends on the call's and on its place, and is a UUID of version 8") {
  ledger::RequestId call{};
  call[0] = 1;
  const std::string first = ToText(TradeRequestId(call, 0));
  CHECK(first == ToText(TradeRequestId(call, 0)));
  CHECK(first != ToText(TradeRequestId(call, 1)));
  CHECK(first[14] == '8');
  CHECK(std::string("89ab").find(first[19]) != std::string::npos);
}

TEST_CASE("broken UTF-8 is found by its field's path") {
  v1::SettleTradesRequest request;
  request.add_trades()->set_trade_id("good");
  request.add_trades()->set_trade_id("plain");
  std::string bytes = request.SerializeAsString();
  bytes[bytes.find("plain") + 2] = '\xff';
  const auto violations = WhyMalformed(*v1::SettleTradesRequest::descriptor(), bytes);
  REQUIRE(violations.size() == 1);
  CHECK(violations.front().field == "trades[1].trade_id");
  const auto garbage = WhyMalformed(*v1::SettleTradesRequest::descriptor(), "\xff\xff\xff");
  REQUIRE(garbage.size() == 1);
  CHECK(garbage.front().field.empty());
}

}  // namespace registry::server
