#include "cli/table.h"

#include <algorithm>

#include "cli/text.h"

namespace registry::cli {

void Table::Print(std::ostream& out, const std::string& empty) const {
  if (rows_.empty()) {
    out << empty << "\n";
    return;
  }
  std::vector<std::size_t> widths;
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    std::size_t width = DisplayWidth(columns_[i].name);
    for (const auto& row : rows_) width = std::max(width, DisplayWidth(row[i]));
    widths.push_back(width);
  }
  const auto print = [&](const auto& cell_of) {
    std::string line;
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      const std::string& cell = cell_of(i);
      const std::string padding(widths[i] - DisplayWidth(cell), ' ');
      if (i > 0) line += "  ";
      line += columns_[i].side == Side::kRight ? padding + cell : cell + padding;
    }
    line.erase(line.find_last_not_of(' ') + 1);
    out << line << "\n";
  };
  print([&](std::size_t i) -> const std::string& { return columns_[i].name; });
  for (const auto& row : rows_) print([&](std::size_t i) -> const std::string& { return row[i]; });
}

void PrintPairs(std::ostream& out, const std::vector<std::pair<std::string, std::string>>& pairs) {
  std::size_t width = 0;
  for (const auto& [name, value] : pairs) {
    if (!value.empty()) width = std::max(width, DisplayWidth(name));
  }
  for (const auto& [name, value] : pairs) {
    if (value.empty()) continue;
    out << name << std::string(width - DisplayWidth(name) + 2, ' ') << value << "\n";
  }
}

}  // namespace registry::cli
