// Every cell of the policy tables against tables that a person wrote, with the source in each row.
#include "ledger/policy.h"

#include <catch2/catch.hpp>
#include <fstream>
#include <functional>
#include <set>
#include <sstream>
#include <string>
#include <vector>

namespace registry::ledger {
namespace {

using Texts = std::vector<std::string>;

// expected/NAME.tsv: comment lines, a header, rows of labels, cells and a source.
struct Expected {
  struct Row {
    Texts labels;
    Texts cells;
  };
  Texts columns;
  std::vector<Row> rows;
};

Texts Split(const std::string& line) {
  Texts fields;
  std::istringstream stream(line);
  for (std::string field; std::getline(stream, field, '\t');) fields.push_back(field);
  return fields;
}

Expected ReadExpected(const std::string& name, std::ptrdiff_t labels) {
  std::ifstream file(REGISTRY_SOURCE_DIR "/tests/ledger/expected/" + name + ".tsv");
  INFO(name);
  REQUIRE(file);
  Expected expected;
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("#")) continue;
    const Texts fields = Split(line);
    INFO(line);
    REQUIRE(static_cast<std::ptrdiff_t>(fields.size()) > labels + 1);
    REQUIRE_FALSE(fields.back().empty());  // the source
    const Texts cells(fields.begin() + labels, fields.end() - 1);
    if (expected.columns.empty()) {
      expected.columns = cells;
    } else {
      REQUIRE(cells.size() == expected.columns.size());
      expected.rows.push_back({Texts(fields.begin(), fields.begin() + labels), cells});
    }
  }
  return expected;
}

// What the product says for a row's labels and a column.
using Table = std::function<std::string(const Texts& labels, const std::string& column)>;

// The cells in which the table differs from what is expected.
Texts Differences(const Expected& expected, const Table& table) {
  Texts differences;
  for (const Expected::Row& row : expected.rows) {
    for (std::size_t i = 0; i < expected.columns.size(); ++i) {
      const std::string said = table(row.labels, expected.columns[i]);
      if (said == row.cells[i]) continue;
      std::string where;
      for (const std::string& label : row.labels) where += label + " x ";
      differences.push_back(where + expected.columns[i] + ": " + said);
    }
  }
  return differences;
}

// The enum's value of a name; values are numbered from `first` without a gap.
template <typename Enum>
Enum Named(const std::string& name, int count, std::string_view (*name_of)(Enum), int first = 1) {
  for (int i = first; i < first + count; ++i) {
    if (name_of(static_cast<Enum>(i)) == name) return static_cast<Enum>(i);
  }
  FAIL("no such name: " << name);
  return {};
}

template <typename Enum>
std::set<std::string> Names(int count, std::string_view (*name_of)(Enum)) {
  std::set<std::string> names;
  for (int i = 1; i <= count; ++i) names.emplace(name_of(static_cast<Enum>(i)));
  REQUIRE(names.size() == static_cast<std::size_t>(count));
  return names;
}

Use UseNamed(const std::string& name) { return Named<Use>(name, kUseCount, UseName); }
AccountKind KindNamed(const std::string& name) {
  return Named<AccountKind>(name, kAccountKindCount, AccountKindName);
}
AccountStatus StatusNamed(const std::string& name) {
  return Named<AccountStatus>(name, kAccountStatusCount, AccountStatusName);
}
InstrumentKind InstrumentNamed(const std::string& name) {
  return Named<InstrumentKind>(name, kInstrumentKindCount, InstrumentKindName);
}
Role RoleNamed(const std::string& name) { return Named<Role>(name, kRoleCount, RoleName); }

std::string YesOrNo(bool yes) { return yes ? "yes" : "-"; }
std::string Text(Scope scope) {
  return scope == Scope::kNone ? "-" : std::string(ScopeName(scope));
}

struct Policy {
  std::string name;
  std::ptrdiff_t labels;
  Table table;
  std::vector<std::set<std::string>> label_names;
  std::set<std::string> column_names;
};

std::vector<Policy> Policies() {
  const auto uses = Names<Use>(kUseCount, UseName);
  const auto kinds = Names<AccountKind>(kAccountKindCount, AccountKindName);
  const auto statuses = Names<AccountStatus>(kAccountStatusCount, AccountStatusName);
  const auto roles = Names<Role>(kRoleCount, RoleName);
  return {
      {"kind_may",
       2,
       [](const Texts& row, const std::string& column) {
         return YesOrNo(KindMay(KindNamed(column), UseNamed(row[0]), InstrumentNamed(row[1])));
       },
       {uses, Names<InstrumentKind>(kInstrumentKindCount, InstrumentKindName)},
       kinds},
      {"status_may",
       1,
       [](const Texts& row, const std::string& column) {
         return YesOrNo(StatusMay(StatusNamed(column), UseNamed(row[0])));
       },
       {uses},
       statuses},
      {"status_may_become",
       1,
       [](const Texts& row, const std::string& column) {
         return YesOrNo(StatusMayBecome(StatusNamed(row[0]), StatusNamed(column)));
       },
       {statuses},
       statuses},
      {"may_be_opened",
       1,
       [](const Texts& row, const std::string&) {
         return YesOrNo(KindMayBeOpened(KindNamed(row[0])));
       },
       {kinds},
       {"may"}},
      {"command_rights",
       1,
       [](const Texts& row, const std::string& column) {
         return Text(RightTo(RoleNamed(column),
                             Named<CommandType>(row[0], kCommandTypeCount, CommandTypeName)));
       },
       {Names<CommandType>(kCommandTypeCount, CommandTypeName)},
       roles},
      {"may_approve",
       1,
       [](const Texts& row, const std::string& column) {
         return YesOrNo(MayApprove(RoleNamed(column), RoleNamed(row[0])));
       },
       {roles},
       roles},
      {"read_rights",
       1,
       [](const Texts& row, const std::string& column) {
         return Text(RightTo(RoleNamed(column), Named<Read>(row[0], kReadCount, ReadName)));
       },
       {Names<Read>(kReadCount, ReadName)},
       roles},
  };
}

TEST_CASE("every cell of the policy is what a person expects") {
  for (const Policy& policy : Policies()) {
    INFO(policy.name);
    const Texts differences = Differences(ReadExpected(policy.name, policy.labels), policy.table);
    CAPTURE(differences);
    CHECK(differences.empty());
  }
}

TEST_CASE("the expected tables have every row and every column once") {
  for (const Policy& policy : Policies()) {
    INFO(policy.name);
    const Expected expected = ReadExpected(policy.name, policy.labels);
    CHECK(std::set<std::string>(expected.columns.begin(), expected.columns.end()) ==
          policy.column_names);
    CHECK(expected.columns.size() == policy.column_names.size());
    std::size_t rows = 1;
    for (const std::set<std::string>& names : policy.label_names) rows *= names.size();
    std::set<Texts> seen;
    for (const Expected::Row& row : expected.rows) {
      seen.insert(row.labels);
      for (std::size_t i = 0; i < row.labels.size(); ++i) {
        CHECK(policy.label_names[i].contains(row.labels[i]));
      }
    }
    CHECK(seen.size() == rows);
    CHECK(expected.rows.size() == rows);
  }
}

TEST_CASE("flipping any one cell of the policy is found") {
  for (const Policy& policy : Policies()) {
    INFO(policy.name);
    const Expected expected = ReadExpected(policy.name, policy.labels);
    for (const Expected::Row& row : expected.rows) {
      for (const std::string& column : expected.columns) {
        const Table flipped = [&](const Texts& labels, const std::string& at) {
          std::string said = policy.table(labels, at);
          if (labels != row.labels || at != column) return said;
          return std::string(said == "-" ? "yes" : "-");
        };
        const std::size_t found = Differences(expected, flipped).size();
        if (found != 1) FAIL(column);
      }
    }
  }
}

TEST_CASE("a value outside the tables has no right") {
  CHECK_FALSE(KindMay(AccountKind::kKeyEmittingUnit, Use{0}, InstrumentKind::kAllowance));
  CHECK_FALSE(KindMay(AccountKind{0}, Use::kSurrender, InstrumentKind::kAllowance));
  CHECK_FALSE(KindMay(AccountKind::kKeyEmittingUnit, Use::kSurrender, InstrumentKind{0}));
  CHECK_FALSE(StatusMay(AccountStatus{0}, Use::kSurrender));
  CHECK_FALSE(StatusMay(AccountStatus::kOpen, Use{kUseCount + 1}));
  CHECK_FALSE(StatusMayBecome(AccountStatus{0}, AccountStatus::kOpen));
  CHECK_FALSE(StatusMayBecome(AccountStatus::kOpen, AccountStatus{0}));
  CHECK_FALSE(KindMayBeOpened(AccountKind{0}));
  CHECK(RightTo(Role{0}, CommandType::kIssue) == Scope::kNone);
  CHECK(RightTo(Role::kRegistryOperator, Read{0}) == Scope::kNone);
}

TEST_CASE("who may with any instrument is who may with one") {
  for (int kind = 1; kind <= kAccountKindCount; ++kind) {
    for (int use = 1; use <= kUseCount; ++use) {
      bool any = false;
      for (int instrument = 1; instrument <= kInstrumentKindCount; ++instrument) {
        any |= KindMay(static_cast<AccountKind>(kind), static_cast<Use>(use),
                       static_cast<InstrumentKind>(instrument));
      }
      CHECK(KindMayAny(static_cast<AccountKind>(kind), static_cast<Use>(use)) == any);
    }
  }
  for (int use = 1; use <= kUseCount; ++use) {
    for (int instrument = 1; instrument <= kInstrumentKindCount; ++instrument) {
      bool any = false;
      for (int kind = 1; kind <= kAccountKindCount; ++kind) {
        any |= KindMay(static_cast<AccountKind>(kind), static_cast<Use>(use),
                       static_cast<InstrumentKind>(instrument));
      }
      CHECK(AnyKindMay(static_cast<Use>(use), static_cast<InstrumentKind>(instrument)) == any);
    }
  }
}

}  // namespace
}  // namespace registry::ledger
