#include "storage/sqlstate.h"

#include <exception>
#include <pqxx/except>

#include "absl/strings/str_cat.h"

namespace registry::storage {

namespace {

// PostgreSQL gives a row for which there is no partition the code of a broken CHECK. A number of
// the journal that has none yet says nothing against the request under it.
bool LacksPartition(std::string_view sqlstate, std::string_view message) {
  return sqlstate == "23514" && message.find("no partition of relation") != std::string_view::npos;
}

}  // namespace

Blame BlameFor(std::string_view sqlstate, std::string_view message) {
  if (sqlstate == "40001" || sqlstate == "40P01") return Blame::kRetry;
  if (LacksPartition(sqlstate, message)) return Blame::kNobody;
  const std::string_view code_class = sqlstate.substr(0, 2);
  if (code_class == "22" || code_class == "23" || code_class == "54" || code_class == "P0") {
    return Blame::kGuilty;
  }
  // 57P01..57P05: the backend was told to end, and it ends with the answer.
  if (code_class == "08" || sqlstate.substr(0, 4) == "57P0") return Blame::kLostConnection;
  return Blame::kNobody;
}

SqlError CurrentError() {
  try {
    throw;
  } catch (const pqxx::in_doubt_error& error) {
    return {Blame::kLostConnection, "40003", error.what()};
  } catch (const pqxx::broken_connection& error) {
    return {Blame::kLostConnection, "08006", error.what()};
  } catch (const pqxx::serialization_failure& error) {
    return {Blame::kRetry, "40001", error.what()};
  } catch (const pqxx::deadlock_detected& error) {
    return {Blame::kRetry, "40P01", error.what()};
  } catch (const pqxx::statement_completion_unknown& error) {
    return {Blame::kLostConnection, "40003", error.what()};
  } catch (const pqxx::transaction_rollback& error) {
    return {Blame::kNobody, "40000", error.what()};
  } catch (const pqxx::sql_error& error) {
    // libpqxx keeps the code of a missing privilege to itself.
    const std::string sqlstate = error.sqlstate().empty() ? "42501" : error.sqlstate();
    return {BlameFor(sqlstate, error.what()), sqlstate, error.what()};
  } catch (const std::exception& error) {
    return {Blame::kNobody, "", error.what()};
  }
}

absl::Status ToStatus(const SqlError& error) {
  const std::string text = absl::StrCat(
      "PostgreSQL ", error.sqlstate.empty() ? "client" : error.sqlstate, ": ", error.message);
  return error.blame == Blame::kGuilty ? absl::InternalError(text) : absl::UnavailableError(text);
}

}  // namespace registry::storage
