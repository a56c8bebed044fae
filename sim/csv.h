#ifndef SIM_CSV_H_
#define SIM_CSV_H_

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace registry::sim {

// What is wrong with a file, where, and what to do about it.
struct FileProblem {
  std::string file;      // name without the folder
  std::int64_t row = 0;  // as a spreadsheet counts: the header is row 1; 0: the file as a whole
  std::string column;    // name in the header; empty: the row as a whole
  std::string text;      // a sentence that says what to do
};

// "trades.csv, row 17, column quantity_tco2e: …".
std::string Describe(const FileProblem& problem);

struct CsvTable {
  std::string file;
  // The fields of every record after the header, each with as many fields as `columns`.
  std::vector<std::string> columns;
  std::vector<std::vector<std::string>> rows;

  // What a spreadsheet calls the record at `index` of `rows`.
  static std::int64_t RowNumber(std::size_t index) { return static_cast<std::int64_t>(index) + 2; }
};

// Reads RFC 4180: comma, fields in double quotes where needed, LF or CRLF, UTF-8 with or without
// byte order mark. The header must be `columns`, in this order. Refuses: a file that cannot be
// read, other encodings, NUL, stray or unclosed quotes, another header, a row with more or fewer
// fields.
std::variant<CsvTable, FileProblem> ParseCsv(std::string_view text, std::string_view file,
                                             const std::vector<std::string>& columns);
std::variant<CsvTable, FileProblem> ReadCsv(const std::filesystem::path& path,
                                            const std::vector<std::string>& columns);

// Appends one record with LF; fields are quoted only where RFC 4180 asks for it.
void AppendCsvRecord(const std::vector<std::string>& fields, std::string& text);

// Replaces the file. The problem, if it cannot be written in full.
std::optional<FileProblem> WriteFile(const std::filesystem::path& path, std::string_view text);

// A whole number in plain digits, with '-' before it if negative; nothing else, no leading zeros.
std::optional<std::int64_t> ParseWhole(std::string_view text);

}  // namespace registry::sim

#endif  // SIM_CSV_H_
