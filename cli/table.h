#ifndef CLI_TABLE_H_
#define CLI_TABLE_H_

#include <cstddef>
#include <ostream>
#include <string>
#include <vector>

namespace registry::cli {

// A table for a person: a header, columns as wide as their widest cell, two spaces between.
class Table {
 public:
  enum class Side { kLeft, kRight };
  struct Column {
    std::string name;
    Side side = Side::kLeft;  // numbers stand on the right
  };

  explicit Table(std::vector<Column> columns) : columns_(std::move(columns)) {}

  // As many cells as there are columns.
  void Add(std::vector<std::string> cells) { rows_.push_back(std::move(cells)); }
  std::size_t size() const { return rows_.size(); }

  // Without rows: `empty`, a sentence, instead.
  void Print(std::ostream& out, const std::string& empty) const;

 private:
  std::vector<Column> columns_;
  std::vector<std::vector<std::string>> rows_;
};

// Names and values, one pair a line, values in one column; pairs with an empty value are left out.
void PrintPairs(std::ostream& out, const std::vector<std::pair<std::string, std::string>>& pairs);

}  // namespace registry::cli

#endif  // CLI_TABLE_H_
