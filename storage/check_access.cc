// Part of the self-check's last phase: who may call, and what became of every proposal.
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <utility>

#include "storage/array_parameter.h"
#include "storage/check_statements.h"
#include "storage/fact_walk.h"
#include "storage/rows.h"

namespace registry::storage {
namespace {

using ledger::Raw;

constexpr int kRowsPerPage = FactWalk::kRowsPerPage;

class AccessCheck {
 public:
  AccessCheck(CheckState& state, FactWalk& walk) : state_(state), walk_(walk) {}

  absl::Status Run() {
    RETURN_IF_ERROR(
        walk_.WalkById(state_.facts.participants, kCheckParticipants, ParseParticipant, 6));
    RETURN_IF_ERROR(Certificates());
    RETURN_IF_ERROR(Persons());
    RETURN_IF_ERROR(Policies());
    RETURN_IF_ERROR(Calendars());
    RETURN_IF_ERROR(Proposals());
    RETURN_IF_ERROR(NoneLeftOver(kCheckIdentities, "identity of person", std::int64_t{0}));
    return NoneLeftOver(kCheckProposalStates, "state of proposal", std::int64_t{0});
  }

 private:
  absl::Status Certificates() {
    return walk_.Walk(
        state_.facts.certificates,
        [](Tx& tx, const auto& last) {
          const ledger::Digest key = last ? last->value.fingerprint : ledger::Digest{};
          return tx.Run(kCheckCertificates, BytesParameter(key), last ? last->sequence : 0,
                        kRowsPerPage);
        },
        [](const pqxx::row& row) { return WithSequence(ParseCertificate(row), row, 5); },
        [](const auto& found) { return std::pair(found.value.fingerprint, found.sequence); });
  }

  // With the code under which the identity is entered: one document, one person.
  absl::Status Persons() {
    return walk_.WalkById(
        state_.facts.persons, kCheckPersons,
        [this](const pqxx::row& row) -> absl::StatusOr<ledger::Person> {
          ASSIGN_OR_RETURN(ledger::Person person, ParsePerson(row));
          Fields fields(row);
          fields.Skip(9);
          RETURN_IF_ERROR(state_.Compare(
              [&] {
                return absl::StrCat("code under which the identity of ", NameOf(person),
                                    " is entered");
              },
              person.code, fields.TextOrEmpty()));
          return person;
        },
        8);
  }

  absl::Status Policies() {
    return walk_.Walk(
        state_.facts.policies,
        [](Tx& tx, const auto& last) {
          return tx.Run(kCheckPolicies, last ? last->sequence : 0, kRowsPerPage);
        },
        [](const pqxx::row& row) { return WithSequence(ParsePolicy(row), row, 6); },
        [](const auto& found) { return found.sequence; });
  }

  absl::Status Calendars() {
    return walk_.Walk(
        state_.facts.calendars,
        [](Tx& tx, const auto& last) {
          const auto first = std::numeric_limits<std::int16_t>::min();
          return tx.Run(kCheckCalendars, last ? last->value.year : first, last ? last->sequence : 0,
                        kRowsPerPage);
        },
        [](const pqxx::row& row) { return WithSequence(ParseCalendar(row), row, 2); },
        [](const auto& found) { return std::pair(found.value.year, found.sequence); });
  }

  absl::Status Proposals() {
    return walk_.WalkById(
        state_.facts.proposals, kCheckProposals,
        [this](const pqxx::row& row) -> absl::StatusOr<ledger::Proposal> {
          ASSIGN_OR_RETURN(ledger::Proposal proposal, ParseProposal(row));
          RETURN_IF_ERROR(StateFollows(proposal, row));
          return proposal;
        },
        11);
  }

  // The state that is kept at hand is that of the newest version, in the same snapshot.
  absl::Status StateFollows(const ledger::Proposal& proposal, const pqxx::row& row) {
    using Number = std::optional<std::int64_t>;
    Fields fields(row);
    fields.Skip(11);
    const std::int64_t sequence = fields.Int();
    const bool newest = fields.Bool();
    const Number state = fields.OptionalInt(), last_sequence = fields.OptionalInt(),
                 proposer = fields.OptionalInt(), expires_at = fields.OptionalInt();
    RETURN_IF_ERROR(fields.Status("state of a proposal"));
    if (!newest) return absl::OkStatus();
    const auto same = [&](const char* what, std::int64_t expected, const Number& found) {
      return state_.Compare([&] { return absl::StrCat(what, " at hand of ", NameOf(proposal)); },
                            Number(expected), found, std::nullopt, sequence);
    };
    RETURN_IF_ERROR(same("state", Raw(proposal.state), state));
    RETURN_IF_ERROR(same("newest version", sequence, last_sequence));
    RETURN_IF_ERROR(same("proposer", Raw(proposal.proposer), proposer));
    return same("expiry", proposal.expires_at.micros, expires_at);
  }

  // Whatever the table keeps about something, there is such a thing.
  absl::Status NoneLeftOver(const SqlText& statement, const char* what, std::int64_t after) {
    bool more = true;
    while (more) {
      RETURN_IF_ERROR(walk_.Tell());
      RETURN_IF_ERROR(state_.InPage([&](Tx& tx, const Head&) -> absl::Status {
        ASSIGN_OR_RETURN(const pqxx::result rows, tx.Run(statement, after, kRowsPerPage));
        more = static_cast<int>(rows.size()) == kRowsPerPage;
        for (const pqxx::row& row : rows) {
          Fields fields(row);
          after = fields.Int();
          const bool known = fields.Bool();
          RETURN_IF_ERROR(fields.Status(what));
          if (known) continue;
          RETURN_IF_ERROR(state_.Compare(absl::StrCat(what, " ", after), std::string("none"),
                                         std::string("a row")));
        }
        return absl::OkStatus();
      }));
    }
    return absl::OkStatus();
  }

  CheckState& state_;
  FactWalk& walk_;
};

}  // namespace

absl::Status CheckAccess(CheckState& state, FactWalk& walk) {
  return AccessCheck(state, walk).Run();
}

}  // namespace registry::storage
