#include "server/transaction.h"

#include <memory>
#include <utility>
#include <variant>

#include "ledger/reason.h"
#include "server/convert.h"
#include "server/transaction_about.h"
#include "storage/account_reader.h"
#include "storage/catalog_reader.h"
#include "storage/journal_reader.h"

namespace registry::server {
namespace {

const ledger::Accepted& Outcome(const log::ParsedRecord& record) {
  return std::get<ledger::Accepted>(record.recorded.outcome);  // transactions are accepted
}

// `account`: the one that it opened or changed, as it stands afterwards; else null.
v1::Transaction Transcribe(const Directory& directory, const log::ParsedRecord& record,
                           const ledger::Command& command, const ledger::Account* account) {
  v1::Transaction transaction;
  const ledger::Accepted& accepted = Outcome(record);
  transaction.set_sequence(ledger::Raw(accepted.sequence));
  transaction.set_record_number(ledger::Raw(record.recorded.record_number));
  *transaction.mutable_record_time() = ToProto(record.recorded.recorded_at);
  *transaction.mutable_receive_time() = ToProto(record.request.received_at);
  transaction.set_type(static_cast<v1::TransactionType>(ledger::TypeOf(record.request.command)));
  if (const auto* participant = directory.rules().FindParticipant(record.request.key.participant)) {
    transaction.set_participant(participant->name);
  }
  transaction.set_request_id(ToText(record.request.key.request_id));
  for (const ledger::PostedLine& line : accepted.postings) {
    *transaction.add_postings() = ToProto(directory, line);
  }
  if (account != nullptr) *transaction.mutable_account() = ToProto(*account);
  transaction.set_subject(SubjectOf(directory.rules(), record, command));
  if (accepted.failed) {
    transaction.set_cause(std::string(ledger::ReasonName(*accepted.failed)));
  } else if (!accepted.waiting) {
    transaction.set_cause(CauseOf(command));
  }
  transaction.set_replay(directory.replay());
  const ledger::Sequence answered = ledger::ProposalOf(record.request);
  if (accepted.waiting || answered != ledger::Sequence{}) {
    transaction.set_proposal(
        std::to_string(ledger::Raw(accepted.waiting ? accepted.sequence : answered)));
  }
  return transaction;
}

}  // namespace

// What a transaction carries out: an approval what was proposed, any other its own command.
absl::StatusOr<ledger::Command> TransactionReader::CommandOf(
    const log::ParsedRecord& record) const {
  const auto* approve = std::get_if<ledger::ApproveProposal>(&record.request.command);
  if (approve == nullptr) return record.request.command;
  const ledger::Sequence before{ledger::Raw(approve->proposal) - 1};
  auto proposed = storage::JournalReader(pool_).ReadTransactions(before, 1);
  if (!proposed.ok()) return proposed.status();
  if (proposed->empty()) return absl::UnavailableError("a replica that lacks the proposal");
  return std::move(proposed->front().request.command);
}

absl::StatusOr<TransactionReader::Spoken> TransactionReader::Speak(
    const log::ParsedRecord& record) const {
  auto directory = board_->Current();
  // Decided under rules that this server has not seen yet: another one wrote it.
  if (record.epoch > directory->rules().epoch ||
      ledger::ChangesRules(ledger::TypeOf(record.request.command))) {
    const auto rules = storage::CatalogReader(pool_).Rules();
    if (!rules.ok()) return rules.status();
    board_->Offer(*rules);
    directory = board_->Current();
  }
  const auto command = CommandOf(record);
  if (!command.ok()) return command.status();
  const auto frozen = FrozenAccount(directory->rules(), record, *command);
  if (!frozen.ok()) return frozen.status();
  Spoken spoken;
  spoken.accounts = AccountsOf(directory->rules(), record, *command, *frozen);
  std::optional<ledger::Account> changed;
  if (const auto id = ChangedAccountOf(record, *command)) {
    auto account = storage::AccountReader(pool_).Find(*id, Outcome(record).sequence);
    if (!account.ok()) return account.status();
    changed = *std::move(account);
  }
  spoken.transaction = Transcribe(*directory, record, *command, changed ? &*changed : nullptr);
  return spoken;
}

// The account of the freeze that a transaction is about: of a holder's, if it was opened.
absl::StatusOr<std::optional<ledger::AccountId>> TransactionReader::FrozenAccount(
    const ledger::Rules& rules, const log::ParsedRecord& record,
    const ledger::Command& command) const {
  const ledger::Freeze* freeze = FreezeOf(rules, record, command);
  if (freeze == nullptr) return std::nullopt;
  if (freeze->account || freeze->social_credit_code.empty()) return freeze->account;
  return storage::AccountReader(pool_).FindHolder(freeze->social_credit_code);
}

absl::StatusOr<std::vector<v1::Transaction>> TransactionReader::Read(ledger::Sequence after,
                                                                     int limit) const {
  const auto records = storage::JournalReader(pool_).ReadTransactions(after, limit);
  if (!records.ok()) return records.status();
  std::vector<v1::Transaction> transactions;
  for (const log::ParsedRecord& record : *records) {
    auto spoken = Speak(record);
    if (!spoken.ok()) return spoken.status();
    transactions.push_back(std::move(spoken->transaction));
  }
  return transactions;
}

absl::StatusOr<std::vector<FeedRecord>> TransactionReader::ReadFeed(ledger::Sequence after,
                                                                    int limit) const {
  const auto records = storage::JournalReader(pool_).ReadTransactions(after, limit);
  if (!records.ok()) return records.status();
  std::vector<FeedRecord> feed;
  feed.reserve(records->size());
  for (const log::ParsedRecord& record : *records) {
    auto spoken = Speak(record);
    if (!spoken.ok()) return spoken.status();
    v1::JournalEvent event;
    *event.mutable_transaction() = std::move(spoken->transaction);
    feed.push_back({Outcome(record).sequence,
                    std::make_shared<const std::string>(event.SerializeAsString()),
                    std::move(spoken->accounts)});
  }
  return feed;
}

}  // namespace registry::server
