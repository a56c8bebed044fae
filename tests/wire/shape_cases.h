// Everything that can be wrong with the shape of a request, made from its descriptor.
#ifndef TESTS_WIRE_SHAPE_CASES_H_
#define TESTS_WIRE_SHAPE_CASES_H_

#include <string>
#include <string_view>
#include <vector>

#include "google/protobuf/message.h"

namespace registry::wire {

struct ShapeCase {
  std::string field;  // "TransferRequest.document.sha256", without places in lists
  std::string what;   // "31 bytes"
  std::string named;  // the path that BadRequest has to name, such as "lines[0].quantity_tco2e"
  std::string bytes;  // the request with this one thing wrong
};

// Of a valid request in which every list has one entry. For a field of which nothing can be wrong
// there is one case, "any", with the request as it was.
std::vector<ShapeCase> ShapeCasesOf(const google::protobuf::Message& valid);

// Why a case is not a shape error after all.
struct ShapeException {
  std::string_view field;  // as above; "*." before it: of every message
  std::string_view what;
  // What is answered instead: "" accepted, "lines[1].instrument" another path named,
  // "INSUFFICIENT_HOLDING" the reasons of a rule's refusal.
  std::string_view answer;
  std::string_view why;
};

// Null: a shape error, as most are.
const ShapeException* FindShapeException(const ShapeCase& shape_case);
// Those that no case asked for until now: a table with such rows is out of date.
std::vector<std::string> UnusedShapeExceptions();

}  // namespace registry::wire

#endif  // TESTS_WIRE_SHAPE_CASES_H_
