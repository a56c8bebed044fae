#ifndef CLI_SETTLE_FILE_H_
#define CLI_SETTLE_FILE_H_

#include <filesystem>
#include <string_view>
#include <variant>
#include <vector>

#include "carbon/registry/v1/settlement.pb.h"
#include "sim/csv.h"

namespace registry::cli {

// Trades to settle, one a row, in the columns
//   trade_id,instrument,method,seller_account,buyer_account,quantity_tco2e,price_fen,amount_fen,
//   match_time
// with a header. Shape only is checked; whether a trade is good is the registry's to say.
using SettleFile = std::variant<std::vector<::carbon::registry::v1::Trade>, sim::FileProblem>;
SettleFile ReadSettleFile(const std::filesystem::path& path);
SettleFile ParseSettleFile(std::string_view text, std::string_view file);

}  // namespace registry::cli

#endif  // CLI_SETTLE_FILE_H_
