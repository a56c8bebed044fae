#include "cli/settle_file.h"

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "cli/text.h"

namespace registry::cli {
namespace {

namespace v1 = ::carbon::registry::v1;

const std::vector<std::string>& Columns() {
  static const std::vector<std::string> columns = {
      "trade_id",       "instrument", "method",     "seller_account", "buyer_account",
      "quantity_tco2e", "price_fen",  "amount_fen", "match_time"};
  return columns;
}

std::optional<std::int64_t> ReadWhole(const std::string& field) {
  std::int64_t value = 0;
  const char* end = field.data() + field.size();
  const auto [stopped, error] = std::from_chars(field.data(), end, value);
  if (error != std::errc{} || stopped != end || field.front() == '-') return std::nullopt;
  return value;
}

// Turns a record into a trade; the number of the first column that does not read, or nothing.
std::optional<std::size_t> ReadTrade(const std::vector<std::string>& fields, v1::Trade& trade) {
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if (fields[i].empty()) return i;
  }
  trade.set_trade_id(fields[0]);
  trade.set_instrument(fields[1]);
  trade.set_method(FromWord<v1::TradingMethod>(fields[2]));
  if (trade.method() == v1::TRADING_METHOD_UNSPECIFIED) return 2;
  trade.set_seller_account(fields[3]);
  trade.set_buyer_account(fields[4]);
  const auto quantity = ReadWhole(fields[5]);
  if (!quantity) return 5;
  const auto price = ReadWhole(fields[6]);
  if (!price) return 6;
  const auto amount = ReadWhole(fields[7]);
  if (!amount) return 7;
  const auto matched = ReadInstant(fields[8]);
  if (!matched) return 8;
  trade.set_quantity_tco2e(*quantity);
  trade.set_price_fen(*price);
  trade.set_amount_fen(*amount);
  *trade.mutable_match_time() = *matched;
  return std::nullopt;
}

std::string Wanted(std::size_t column) {
  switch (column) {
    case 2:
      return "write listed, block or one_way_bidding";
    case 5:
    case 6:
    case 7:
      return "write a whole number in plain digits";
    case 8:
      return "write an instant as 2021-07-16T09:30:00+08:00";
    default:
      return "is empty; fill it in";
  }
}

SettleFile ToTrades(const std::variant<sim::CsvTable, sim::FileProblem>& parsed) {
  if (const auto* problem = std::get_if<sim::FileProblem>(&parsed)) return *problem;
  const auto& table = std::get<sim::CsvTable>(parsed);
  std::vector<v1::Trade> trades;
  trades.reserve(table.rows.size());
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    const auto wrong = ReadTrade(table.rows[i], trades.emplace_back());
    if (wrong) {
      return sim::FileProblem{table.file, sim::CsvTable::RowNumber(i), Columns()[*wrong],
                              "'" + table.rows[i][*wrong] + "': " + Wanted(*wrong)};
    }
  }
  if (trades.empty()) return sim::FileProblem{table.file, 0, "", "has no trades"};
  return trades;
}

}  // namespace

SettleFile ReadSettleFile(const std::filesystem::path& path) {
  return ToTrades(sim::ReadCsv(path, Columns()));
}

SettleFile ParseSettleFile(std::string_view text, std::string_view file) {
  return ToTrades(sim::ParseCsv(text, file, Columns()));
}

}  // namespace registry::cli
