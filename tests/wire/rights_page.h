// docs/rights.md, as a person reads it: the tables that begin with "method" say who may do what,
// the one that begins with "waits" what needs a second person, the one with "off" what is off.
#ifndef TESTS_WIRE_RIGHTS_PAGE_H_
#define TESTS_WIRE_RIGHTS_PAGE_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace registry::wire {

// Method and office: "AccountService/OpenAccount", "unit: initiate".
using CellKey = std::pair<std::string, std::string>;
// What stands in each cell, or what a server does in its place.
using Words = std::map<CellKey, std::string>;

// A line of the table of second persons.
struct Waits {
  std::string method;
  std::string office;
  std::int64_t above = 0;
  int approvals = 0;
};

struct RightsPage {
  Words words;
  std::map<CellKey, std::size_t> places;  // of each word in the page's text
  std::set<std::string> methods;
  std::set<std::string> offices;
  std::vector<Waits> waits;
  std::set<CellKey> off;
};

// The words that a cell may have.
const std::set<std::string>& CellWords();

// Throws, naming the line, when a table cannot be understood: an unknown word, a line without a
// source or of another length than its heading, a cell that stands twice.
RightsPage ParseRights(const std::string& text);
std::string RightsText();  // of the page in the tree

// Each cell that differs, is missing, or is not on the page: "METHOD by OFFICE: page 'all', server
// '-'".
std::vector<std::string> Differences(const Words& page, const Words& server);

}  // namespace registry::wire

#endif  // TESTS_WIRE_RIGHTS_PAGE_H_
