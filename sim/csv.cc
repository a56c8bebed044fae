#include "sim/csv.h"

#include <charconv>
#include <cstddef>
#include <fstream>
#include <iterator>
#include <system_error>
#include <utility>

namespace registry::sim {
namespace {

// Whether `text` is UTF-8: no overlong forms, no surrogates, nothing above U+10FFFF.
bool IsUtf8(std::string_view text) {
  std::size_t i = 0;
  while (i < text.size()) {
    const auto lead = static_cast<unsigned char>(text[i]);
    std::size_t more = 0;
    std::uint32_t code = 0;
    std::uint32_t least = 0;
    if (lead < 0x80) {
      ++i;
      continue;
    }
    if (lead >= 0xC2 && lead <= 0xDF) {
      more = 1, code = lead & 0x1FU, least = 0x80;
    } else if (lead >= 0xE0 && lead <= 0xEF) {
      more = 2, code = lead & 0x0FU, least = 0x800;
    } else if (lead >= 0xF0 && lead <= 0xF4) {
      more = 3, code = lead & 0x07U, least = 0x10000;
    } else {
      return false;
    }
    if (i + more >= text.size()) return false;
    for (std::size_t k = 1; k <= more; ++k) {
      const auto next = static_cast<unsigned char>(text[i + k]);
      if ((next & 0xC0U) != 0x80U) return false;
      code = (code << 6) | (next & 0x3FU);
    }
    if (code < least || code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF)) return false;
    i += more + 1;
  }
  return true;
}

std::string Joined(const std::vector<std::string>& columns) {
  std::string text;
  for (const std::string& column : columns) text += (text.empty() ? "" : ",") + column;
  return text;
}

// Reads one record after another.
class Records {
 public:
  explicit Records(std::string_view text) : text_(text) {}

  bool AtEnd() const { return position_ >= text_.size(); }

  // The next record's fields; a sentence instead, if its quoting is broken.
  std::variant<std::vector<std::string>, std::string> Next() {
    std::vector<std::string> fields(1);
    bool quoted = false;  // inside quotes
    bool closed = false;  // after the closing quote of this field
    while (position_ < text_.size()) {
      const char c = text_[position_++];
      if (quoted) {
        if (c != '"') {
          fields.back() += c;
        } else if (position_ < text_.size() && text_[position_] == '"') {
          fields.back() += '"';
          ++position_;
        } else {
          quoted = false;
          closed = true;
        }
        continue;
      }
      if (c == '\n') return fields;
      if (c == '\r') {
        if (position_ < text_.size() && text_[position_] == '\n') {
          ++position_;
          return fields;
        }
        return std::string("has a carriage return without a line feed; end lines with LF or CRLF");
      }
      if (c == ',') {
        fields.emplace_back();
        closed = false;
      } else if (closed) {
        return std::string("has text after a closing quote; double every quote inside a field");
      } else if (c == '"') {
        if (!fields.back().empty()) {
          return std::string("has a quote inside an unquoted field; put the field in quotes");
        }
        quoted = true;
      } else {
        fields.back() += c;
      }
    }
    if (quoted) return std::string("has a quoted field without an end; close the quote");
    return fields;
  }

 private:
  std::string_view text_;
  std::size_t position_ = 0;
};

}  // namespace

std::string Describe(const FileProblem& problem) {
  std::string text = problem.file;
  if (problem.row > 0) text += ", row " + std::to_string(problem.row);
  if (!problem.column.empty()) text += ", column " + problem.column;
  return text + ": " + problem.text;
}

std::variant<CsvTable, FileProblem> ParseCsv(std::string_view text, std::string_view file,
                                             const std::vector<std::string>& columns) {
  CsvTable table{std::string(file), columns, {}};
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  if (text.substr(0, 3) == kByteOrderMark) text.remove_prefix(3);
  if (text.empty()) {
    return FileProblem{table.file, 0, "", "is empty; begin with the header " + Joined(columns)};
  }
  Records records(text);
  for (std::int64_t row = 1; !records.AtEnd(); ++row) {
    auto next = records.Next();
    if (const auto* broken = std::get_if<std::string>(&next)) {
      return FileProblem{table.file, row, "", *broken};
    }
    auto& fields = std::get<std::vector<std::string>>(next);
    for (std::size_t i = 0; i < fields.size(); ++i) {
      const std::string column = i < columns.size() ? columns[i] : std::to_string(i + 1);
      if (!IsUtf8(fields[i])) {
        return FileProblem{table.file, row, column, "is not UTF-8; save the file as UTF-8"};
      }
      if (fields[i].find('\0') != std::string::npos) {
        return FileProblem{table.file, row, column, "holds a NUL character; remove it"};
      }
    }
    if (row == 1) {
      for (std::size_t i = 0; i < columns.size(); ++i) {
        if (i < fields.size() && fields[i] == columns[i]) continue;
        return FileProblem{
            table.file, 1, columns[i],
            "is missing or in another place; the header must read " + Joined(columns)};
      }
      if (fields.size() > columns.size()) {
        return FileProblem{table.file, 1, fields[columns.size()],
                           "is not known; the header must read " + Joined(columns)};
      }
      continue;
    }
    if (fields.size() < columns.size()) {
      return FileProblem{table.file, row, columns[fields.size()],
                         "is missing; the row has " + std::to_string(fields.size()) + " of " +
                             std::to_string(columns.size()) + " fields"};
    }
    if (fields.size() > columns.size()) {
      return FileProblem{table.file, row, columns.back(),
                         "is followed by " + std::to_string(fields.size() - columns.size()) +
                             " more; put a field that holds a comma in quotes"};
    }
    table.rows.push_back(std::move(fields));
  }
  return table;
}

std::variant<CsvTable, FileProblem> ReadCsv(const std::filesystem::path& path,
                                            const std::vector<std::string>& columns) {
  const std::string file = path.filename().string();
  std::error_code error;
  if (!std::filesystem::is_regular_file(path, error)) {
    return FileProblem{file, 0, "", "is not a readable file; it must lie at " + path.string()};
  }
  std::ifstream stream(path, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
  if (!stream.is_open() || stream.bad()) {
    return FileProblem{file, 0, "", "cannot be read; check its permissions at " + path.string()};
  }
  return ParseCsv(text, file, columns);
}

void AppendCsvRecord(const std::vector<std::string>& fields, std::string& text) {
  bool first = true;
  for (const std::string& field : fields) {
    if (!first) text += ',';
    first = false;
    if (field.find_first_of(",\"\r\n") == std::string::npos) {
      text += field;
      continue;
    }
    text += '"';
    for (const char c : field) {
      if (c == '"') text += '"';
      text += c;
    }
    text += '"';
  }
  text += '\n';
}

std::optional<FileProblem> WriteFile(const std::filesystem::path& path, std::string_view text) {
  std::ofstream stream(path, std::ios::binary | std::ios::trunc);
  stream.write(text.data(), static_cast<std::streamsize>(text.size()));
  stream.close();
  if (stream.good()) return std::nullopt;
  return FileProblem{path.filename().string(), 0, "",
                     "cannot be written; check space and permissions at " + path.string()};
}

std::optional<std::int64_t> ParseWhole(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  // Only the spelling that we write: "+1", "01" and "-0" are typing errors more often than not.
  if (std::to_string(value) != text) return std::nullopt;
  return value;
}

}  // namespace registry::sim
