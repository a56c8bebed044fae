#ifndef CLI_DERIVED_ID_H_
#define CLI_DERIVED_ID_H_

#include <string>
#include <string_view>

namespace registry::cli {

// A request id that follows from where it is used: the same run, kind and key give the same id, so
// that a run that broke off can be started again and nothing happens twice. UUID version 8 over
// SHA-256 of the three, each ended by a line feed.
std::string DerivedRequestId(std::string_view run, std::string_view kind, std::string_view key);

}  // namespace registry::cli

#endif  // CLI_DERIVED_ID_H_
