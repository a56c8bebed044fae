#include "server/flags.h"

#include <string_view>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace registry::server {
namespace {

// In the place of choices: a whole number of at most six digits.
constexpr std::string_view kNumber = "NUMBER";

struct Flag {
  std::string_view name;
  std::string Flags::*value;
  std::string_view choices;  // with a bar between them; empty: any text
  std::string_view help;
};

constexpr Flag kFlags[] = {
    {"listen", &Flags::listen, "", "address to serve on; port 0: any free one"},
    {"database", &Flags::database, "", "libpq connection string, role registry_writer"},
    {"reader-database", &Flags::reader_database, "", "the same for reads, role registry_reader"},
    {"trail-database", &Flags::trail_database, "",
     "the same for the trail, role registry_trail; empty: --database with that role"},
    {"auditor-database", &Flags::auditor_database, "",
     "the same for audits, role registry_auditor; empty: --reader-database with that role"},
    {"tls-certificate", &Flags::tls_certificate, "", "PEM file with the server's certificate"},
    {"tls-key", &Flags::tls_key, "", "PEM file with its key"},
    {"tls-client-ca", &Flags::tls_client_ca, "", "PEM file with the CA of callers' certificates"},
    {"clock", &Flags::clock, "system|replay", "the clock of the store that is accepted"},
    {"server-name", &Flags::server_name, "", "this server's name in the journal"},
    {"metrics-listen", &Flags::metrics_listen, "", "address for GET /metrics; empty: none"},
    {"log-file", &Flags::log_file, "", "file for the log; empty: standard error"},
    {"log-calls", &Flags::log_calls, "true|false", "whether each call gets a line in the log"},
    {"rate-limit", &Flags::rate_limit, kNumber, "calls a second of one person; 0: no limit"},
    {"rate-limit-public", &Flags::rate_limit_public, kNumber, "of one participant PUBLIC"},
    {"rate-limit-systems", &Flags::rate_limit_systems, kNumber,
     "of one system, or office without a person"},
    {"rate-limit-strangers", &Flags::rate_limit_strangers, kNumber,
     "of all unknown callers, and of what of one participant is not recognised"},
    {"token-keys", &Flags::token_keys, "", "JSON Web Key Set of the persons' identity provider"},
    {"token-issuer", &Flags::token_issuer, "", "its name in tokens; without the three no token"},
    {"token-audience", &Flags::token_audience, "", "this registry's name in them"},
    {"bootstrap", &Flags::bootstrap, "", "open an empty store's book with this file, and end"},
    {"bootstrap-persons", &Flags::bootstrap_persons, "", "its first persons; see --single-person"},
    {"recover", &Flags::recover, "",
     "give lost administrators their seats with this file, and end"},
    {"replay-begins", &Flags::replay_begins, "", "with --bootstrap and --clock=replay"},
};

bool IsChoice(std::string_view choices, std::string_view value) {
  if (choices == kNumber) {
    return !value.empty() && value.size() <= 6 &&
           value.find_first_not_of("0123456789") == std::string_view::npos;
  }
  while (!choices.empty()) {
    const std::size_t bar = choices.find('|');
    if (choices.substr(0, bar) == value) return true;
    if (bar == std::string_view::npos) return false;
    choices.remove_prefix(bar + 1);
  }
  return false;
}

const Flag* Find(std::string_view name) {
  for (const Flag& flag : kFlags) {
    if (flag.name == name) return &flag;
  }
  return nullptr;
}

absl::Status Wrong(std::string_view argument, std::string_view what) {
  return absl::InvalidArgumentError(
      absl::StrCat(std::string(argument), " ", std::string(what), "; --help lists the flags"));
}

}  // namespace

absl::StatusOr<Flags> ParseFlags(std::span<const char* const> arguments) {
  Flags flags;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::string_view argument = arguments[i];
    if (argument == "--help") {
      flags.help = true;
      continue;
    }
    if (argument == "--single-person") {
      flags.single_person = true;
      continue;
    }
    const std::size_t equals = argument.find('=');
    const Flag* flag = argument.starts_with("--") ? Find(argument.substr(2, equals - 2)) : nullptr;
    if (flag == nullptr) return Wrong(argument, "is not a flag");
    if (equals == std::string_view::npos && i + 1 == arguments.size()) {
      return Wrong(argument, "has no value");
    }
    const std::string_view value =
        equals != std::string_view::npos ? argument.substr(equals + 1) : arguments[++i];
    if (!flag->choices.empty() && !IsChoice(flag->choices, value)) {
      return Wrong(argument, absl::StrCat("is not ", std::string(flag->choices)));
    }
    flags.*flag->value = value;
  }
  return flags;
}

std::string FlagsHelp() {
  const Flags defaults;
  std::string help = "registryd: the server of the national carbon allowance registry\n\n";
  for (const Flag& flag : kFlags) {
    absl::StrAppendFormat(&help, "  --%-20s %s", flag.name, flag.help);
    if (!flag.choices.empty()) absl::StrAppendFormat(&help, " (%s)", flag.choices);
    const std::string& value = defaults.*flag.value;
    if (!value.empty()) absl::StrAppendFormat(&help, " [%s]", value);
    help.push_back('\n');
  }
  absl::StrAppendFormat(&help, "  --%-20s %s\n", "single-person",
                        "with --bootstrap: offices act by certificate alone; for simulations");
  return help;
}

}  // namespace registry::server
