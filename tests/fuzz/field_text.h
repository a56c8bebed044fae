// Texts as the fields of the protocol hold them, by the field's name.
#ifndef TESTS_FUZZ_FIELD_TEXT_H_
#define TESTS_FUZZ_FIELD_TEXT_H_

#include <string>
#include <string_view>

#include "tests/fuzz/choices.h"

namespace registry::fuzz {

// Of the form that a field of this name must have: an account number with right check digits, a
// UUID, a social credit code, an instrument's code.
std::string TextFor(std::string_view name, Choices& choices);

// The same, spoilt. `certain`: no reader may let it pass; otherwise a field of another name might.
struct SpoiltText {
  std::string text;
  bool certain = false;
};
SpoiltText SpoiltTextFor(std::string_view name, Choices& choices);

}  // namespace registry::fuzz

#endif  // TESTS_FUZZ_FIELD_TEXT_H_
