#include "tests/wire/rights_page.h"

#include <fstream>
#include <iterator>
#include <stdexcept>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"

namespace registry::wire {
namespace {

// A field of a table's line, without the spaces around it.
struct Field {
  std::string text;
  std::size_t place = 0;  // in the page
};

using Fields = std::vector<Field>;

// "| a | b |" at this place of the page.
Fields FieldsOf(const std::string& line, std::size_t line_place) {
  Fields fields;
  std::size_t begin = line.find('|') + 1;
  for (std::size_t end = line.find('|', begin); end != std::string::npos;
       end = line.find('|', begin)) {
    const std::size_t first = line.find_first_not_of(' ', begin);
    const std::size_t last = line.find_last_not_of(' ', end - 1);
    const bool empty = first >= end;
    fields.push_back(
        {empty ? "" : line.substr(first, last - first + 1), line_place + (empty ? begin : first)});
    begin = end + 1;
  }
  return fields;
}

// `AccountService/OpenAccount` without the marks.
std::string Unmarked(const std::string& text) {
  if (text.size() < 3 || text.front() != '`' || text.back() != '`') {
    throw std::runtime_error("\"" + text + "\" is not a method");
  }
  return text.substr(1, text.size() - 2);
}

void ReadCells(const Fields& heading, const Fields& fields, RightsPage& page) {
  const std::string method = Unmarked(fields[0].text);
  page.methods.insert(method);
  for (std::size_t i = 1; i + 1 < fields.size(); ++i) {
    const CellKey key{method, heading[i].text};
    page.offices.insert(key.second);
    if (!CellWords().contains(fields[i].text)) {
      throw std::runtime_error("\"" + fields[i].text + "\" is no word for a cell");
    }
    if (!page.words.emplace(key, fields[i].text).second) {
      throw std::runtime_error("a second cell of " + key.second);
    }
    page.places[key] = fields[i].place;
  }
}

void ReadWaits(const Fields& fields, RightsPage& page) {
  Waits waits{Unmarked(fields.at(0).text), fields.at(1).text, 0, 0};
  if (!absl::SimpleAtoi(fields.at(2).text, &waits.above) ||
      !absl::SimpleAtoi(fields.at(3).text, &waits.approvals)) {
    throw std::runtime_error("no numbers");
  }
  page.waits.push_back(waits);
}

void ReadOff(const Fields& fields, RightsPage& page) {
  page.off.emplace(Unmarked(fields.at(0).text), fields.at(1).text);
}

void ReadLine(const Fields& heading, const Fields& fields, RightsPage& page) {
  const std::string& kind = heading.front().text;
  if (kind != "method" && kind != "waits" && kind != "off") return;
  if (fields.size() != heading.size()) throw std::runtime_error("not as many cells as its heading");
  if (heading.back().text != "source")
    throw std::runtime_error("the last column is not the source");
  if (fields.back().text.size() < 2) throw std::runtime_error("no source");
  if (kind == "method") ReadCells(heading, fields, page);
  if (kind == "waits") ReadWaits(fields, page);
  if (kind == "off") ReadOff(fields, page);
}

}  // namespace

const std::set<std::string>& CellWords() {
  static const std::set<std::string> words = {"-",
                                              "all",
                                              "own province",
                                              "own account",
                                              "own office",
                                              "own role",
                                              "of operators and courts",
                                              "itself",
                                              "own rights"};
  return words;
}

RightsPage ParseRights(const std::string& text) {
  RightsPage page;
  Fields heading;  // of the table that is being read
  std::size_t begin = 0;
  for (int number = 1; begin < text.size(); ++number) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    const std::string line = text.substr(begin, end - begin);
    if (!line.starts_with('|')) {
      heading.clear();
    } else if (heading.empty()) {
      heading = FieldsOf(line, begin);
    } else if (!line.starts_with("|---")) {
      try {
        ReadLine(heading, FieldsOf(line, begin), page);
      } catch (const std::exception& error) {
        throw std::runtime_error(absl::StrCat("docs/rights.md:", number, ": ", error.what()));
      }
    }
    begin = end + 1;
  }
  return page;
}

std::string RightsText() {
  std::ifstream file(REGISTRY_SOURCE_DIR "/docs/rights.md");
  if (!file) throw std::runtime_error("cannot read docs/rights.md");
  return {std::istreambuf_iterator<char>(file), {}};
}

std::vector<std::string> Differences(const Words& page, const Words& server) {
  std::vector<std::string> differences;
  const auto add = [&](const CellKey& key, const std::string& here, const std::string& there) {
    differences.push_back(
        absl::StrCat(key.first, " by ", key.second, ": page '", here, "', server '", there, "'"));
  };
  for (const auto& [key, word] : page) {
    const auto found = server.find(key);
    const std::string there = found == server.end() ? "" : found->second;
    if (there != word) add(key, word, there);
  }
  for (const auto& [key, word] : server) {
    if (!page.contains(key)) add(key, "", word);
  }
  return differences;
}

}  // namespace registry::wire
