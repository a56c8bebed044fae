#include "storage/check_proposals.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <string>
#include <variant>

#include "ledger/second_person.h"

namespace registry::storage {
namespace {

using ledger::Raw;

bool IsPending(ledger::Bucket bucket) {
  return bucket == ledger::Bucket::kPendingTransfer ||
         bucket == ledger::Bucket::kPendingCancellation;
}

// Whether a posting only sets aside, within an account.
bool SetsAside(const ledger::Posting& posting, ledger::CommandType type) {
  ledger::PositionKey pending = posting.transferring;
  pending.bucket = ledger::PendingBucket(type);
  return posting.transferring.bucket == ledger::Bucket::kRegistered && posting.acquiring == pending;
}

// Whether exactly what was set aside goes back to where it came from.
bool GivesBack(const std::vector<ledger::Posting>& reserved,
               const std::vector<ledger::Posting>& postings) {
  return std::equal(reserved.begin(), reserved.end(), postings.begin(), postings.end(),
                    [](const ledger::Posting& waits, const ledger::Posting& back) {
                      return back.transferring == waits.acquiring &&
                             back.acquiring == waits.transferring &&
                             back.quantity == waits.quantity;
                    });
}

// Whether each quantity that was set aside goes on from there.
bool TakesAll(const std::vector<ledger::Posting>& reserved,
              const std::vector<ledger::Posting>& postings) {
  return std::all_of(reserved.begin(), reserved.end(), [&](const ledger::Posting& waits) {
    return std::any_of(postings.begin(), postings.end(), [&](const ledger::Posting& posting) {
      return posting.transferring == waits.acquiring && posting.quantity == waits.quantity &&
             posting.acquiring != waits.transferring;
    });
  });
}

}  // namespace

absl::Status ProposalsCheck::Wrong(const log::ParsedRecord& record, std::string_view what,
                                   std::string_view expected, std::string_view found) {
  const std::int64_t number = Raw(record.recorded.record_number);
  return state_.Compare(absl::StrCat("record ", number, ", ", std::string(what)), expected, found,
                        number);
}

absl::Status ProposalsCheck::Check(const log::ParsedRecord& record,
                                   const ledger::Accepted& accepted) {
  const ledger::Sequence id = ledger::ProposalOf(record.request);
  if (!accepted.waiting.has_value() && Raw(id) == 0) return absl::OkStatus();
  Postings postings;
  for (const ledger::PostedLine& line : accepted.postings) postings.push_back(line.posting);
  if (accepted.waiting.has_value()) return CheckWaiting(record, postings);
  const ledger::Proposal* proposal = state_.facts.FindProposal(id);
  if (proposal == nullptr || !state_.facts.waiting.contains(id)) {
    return Wrong(record, absl::StrCat("state of proposal ", Raw(id)), "OPEN",
                 proposal == nullptr ? "none" : ledger::ProposalStateName(proposal->state));
  }
  RETURN_IF_ERROR(CheckPerson(record, *proposal));
  return CheckPostings(record, postings);
}

absl::Status ProposalsCheck::CheckWaiting(const log::ParsedRecord& record,
                                          const Postings& postings) {
  const ledger::CommandType type = ledger::TypeOf(record.request.command);
  const bool sets_aside = std::all_of(postings.begin(), postings.end(), [&](const auto& posting) {
    return SetsAside(posting, type);
  });
  if (sets_aside) return absl::OkStatus();
  return Wrong(record, "postings of a proposal", "what is set aside", "something else");
}

// Nobody approves what he proposed, nor twice.
absl::Status ProposalsCheck::CheckPerson(const log::ParsedRecord& record,
                                         const ledger::Proposal& proposal) {
  if (!std::holds_alternative<ledger::ApproveProposal>(record.request.command)) {
    return absl::OkStatus();
  }
  const std::string& person = record.request.person;
  const bool had_part = person.empty() || person == proposal.person ||
                        std::find(proposal.approvers.begin(), proposal.approvers.end(), person) !=
                            proposal.approvers.end();
  if (!had_part) return absl::OkStatus();
  return Wrong(record, absl::StrCat("who approves proposal ", Raw(proposal.id)), "another person",
               person.empty() ? "nobody" : person);
}

absl::Status ProposalsCheck::CheckPostings(const log::ParsedRecord& record,
                                           const Postings& postings) {
  const ledger::Sequence id = ledger::ProposalOf(record.request);
  const Postings& reserved = state_.facts.waiting.at(id).reserved;
  const bool approves = std::holds_alternative<ledger::ApproveProposal>(record.request.command);
  const ledger::Request* executed = state_.facts.ExecutedBy(record);
  // What a transfer at will sets aside waits there already, and goes on waiting.
  const bool waits_on =
      executed != nullptr && std::holds_alternative<ledger::TransferAtWill>(executed->command);
  const bool right = waits_on || (executed == nullptr && approves) ? postings.empty()
                     : executed != nullptr                         ? TakesAll(reserved, postings)
                                                                   : GivesBack(reserved, postings);
  if (right) return absl::OkStatus();
  return Wrong(record, absl::StrCat("postings that end proposal ", Raw(id)),
               "all that waits for it", "something else");
}

// Transfers at will that wait for their delay.
void ProposalsCheck::AddDelayed(std::map<std::int64_t, Int128>& reserved) const {
  const auto& delayed = state_.facts.delayed;
  for (auto it = delayed.begin(); it != delayed.end(); ++it) {
    const ledger::DelayedTransfer& transfer = it->second;
    const auto next = std::next(it);
    const bool newest = next == delayed.end() || next->first.first != transfer.id;
    if (!newest || transfer.state != ledger::DelayedState::kWaiting) continue;
    const auto instrument =
        std::find_if(state_.facts.instruments.begin(), state_.facts.instruments.end(),
                     [&](const auto& entry) { return entry.second.code == transfer.instrument; });
    if (instrument == state_.facts.instruments.end()) continue;
    reserved[Raw(ledger::Pack({transfer.transferring_account, instrument->second.id,
                               ledger::Bucket::kPendingTransfer}))] += transfer.quantity.value;
  }
}

absl::Status ProposalsCheck::Finish() {
  std::map<std::int64_t, Int128> reserved;
  for (const auto& [id, waits] : state_.facts.waiting) {
    for (const ledger::Posting& posting : waits.reserved) {
      reserved[Raw(ledger::Pack(posting.acquiring))] += posting.quantity.value;
    }
  }
  AddDelayed(reserved);
  for (const auto& [id, folded] : state_.positions) {
    if (IsPending(ledger::Unpack(ledger::PositionId{id}).bucket)) reserved.try_emplace(id);
  }
  for (const auto& [id, expected] : reserved) {
    const auto folded = state_.positions.find(id);
    const Int128 found = folded == state_.positions.end() ? Int128{0} : folded->second.fold;
    if (found == expected) continue;
    CheckFinding report;
    report.position = ledger::Unpack(ledger::PositionId{id});
    report.expected = Show(expected);
    report.found = Show(found);
    report.text = absl::StrCat("what waits for open proposals and transfers in ",
                               state_.NameOf(*report.position));
    RETURN_IF_ERROR(state_.Report(std::move(report)));
  }
  return absl::OkStatus();
}

}  // namespace registry::storage
