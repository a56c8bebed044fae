// Early return on a status that is not OK.
#ifndef STORAGE_STATUS_MACROS_H_
#define STORAGE_STATUS_MACROS_H_

#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#define STORAGE_CONCAT_INNER(a, b) a##b
#define STORAGE_CONCAT(a, b) STORAGE_CONCAT_INNER(a, b)

// RETURN_IF_ERROR(Append(tx, batch));   also around a lambda that uses it itself
#define RETURN_IF_ERROR(...) RETURN_IF_ERROR_AS(STORAGE_CONCAT(status_, __COUNTER__), __VA_ARGS__)
#define RETURN_IF_ERROR_AS(temporary, ...) RETURN_IF_ERROR_AS_INNER(temporary, __VA_ARGS__)
#define RETURN_IF_ERROR_AS_INNER(temporary, ...)                                   \
  do {                                                                             \
    if (absl::Status temporary = (__VA_ARGS__); !temporary.ok()) return temporary; \
  } while (false)

// ASSIGN_OR_RETURN(const auto rows, tx.Run(kReadHead));
#define ASSIGN_OR_RETURN(declaration, expression) \
  ASSIGN_OR_RETURN_AS(STORAGE_CONCAT(status_or_, __LINE__), declaration, expression)
#define ASSIGN_OR_RETURN_AS(temporary, declaration, expression) \
  auto temporary = (expression);                                \
  if (!temporary.ok()) return temporary.status();               \
  declaration = *std::move(temporary)

#endif  // STORAGE_STATUS_MACROS_H_
