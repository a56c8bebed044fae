// Early return on a status that is not OK.
#ifndef STORAGE_STATUS_MACROS_H_
#define STORAGE_STATUS_MACROS_H_

#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#define STORAGE_CONCAT_INNER(a, b) a##b
#define STORAGE_CONCAT(a, b) STORAGE_CONCAT_INNER(a, b)

#define RETURN_IF_ERROR(expression)                                     \
  do {                                                                  \
    if (absl::Status status_ = (expression); !status_.ok()) return status_; \
  } while (false)

// ASSIGN_OR_RETURN(const auto rows, tx.Run(kReadHead));
#define ASSIGN_OR_RETURN(declaration, expression) \
  ASSIGN_OR_RETURN_AS(STORAGE_CONCAT(status_or_, __LINE__), declaration, expression)
#define ASSIGN_OR_RETURN_AS(temporary, declaration, expression) \
  auto temporary = (expression);                                \
  if (!temporary.ok()) return temporary.status();               \
  declaration = *std::move(temporary)

#endif  // STORAGE_STATUS_MACROS_H_
