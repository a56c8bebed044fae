// Who may include whom: the table of the layers, and the check of one file against it. It is a
// function of a path and a text, so that a test can plant faults without touching the tree.
#ifndef TESTS_HOUSE_LAYERING_H_
#define TESTS_HOUSE_LAYERING_H_

#include <string>
#include <string_view>
#include <vector>

namespace registry::house {

// What is wrong with the file, a sentence each, with the line's number; empty when nothing is.
// `path` is relative to the root of the checkout and decides which row of the table holds.
std::vector<std::string> CheckFile(std::string_view path, std::string_view text);

// Whether the table has a row for files at this path.
bool HasLayer(std::string_view path);

}  // namespace registry::house

#endif  // TESTS_HOUSE_LAYERING_H_
