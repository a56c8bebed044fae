#include "server/transaction.h"

#include <algorithm>
#include <memory>
#include <utility>
#include <variant>

#include "ledger/account_number.h"
#include "server/convert.h"
#include "storage/account_reader.h"
#include "storage/catalog_reader.h"
#include "storage/journal_reader.h"

namespace registry::server {
namespace {

// What a transaction is about, beside its postings.
struct SubjectOf {
  std::string operator()(const ledger::RegisterParticipant& c) const { return c.name; }
  std::string operator()(const ledger::CreatePeriod& c) const { return c.code; }
  std::string operator()(const ledger::CreateInstrument& c) const { return c.code; }
  std::string operator()(const ledger::SetIssuanceCap& c) const { return c.plan; }
  std::string operator()(const ledger::Issue& c) const { return c.plan; }
  std::string operator()(const ledger::Allocate& c) const { return c.period; }
  std::string operator()(const ledger::ReturnAllowances& c) const { return c.period; }
  std::string operator()(const ledger::SettleTrade& c) const { return c.trade_id; }
  std::string operator()(const ledger::DetermineObligation& c) const { return c.period; }
  std::string operator()(const ledger::Surrender& c) const { return c.period; }
  std::string operator()(const ledger::ChangeParticipant& c) const { return c.name; }
  std::string operator()(const ledger::RegisterCertificate& c) const { return c.participant; }
  std::string operator()(const ledger::RevokeCertificate& c) const { return c.participant; }
  std::string operator()(const ledger::RegisterPerson& c) const { return c.code; }
  std::string operator()(const ledger::ChangePerson& c) const { return c.code; }
  std::string operator()(const ledger::SetCalendar& c) const {
    return std::to_string(c.calendar.year);
  }
  template <typename Other>
  std::string operator()(const Other&) const {
    return {};
  }
};

const ledger::Accepted& Outcome(const log::ParsedRecord& record) {
  return std::get<ledger::Accepted>(record.recorded.outcome);  // transactions are accepted
}

// The account that an opening or a change of status is about. `command`: what was carried out.
std::optional<ledger::AccountId> AccountOf(const log::ParsedRecord& record,
                                           const ledger::Command& command) {
  const auto* change = std::get_if<ledger::ChangeAccountStatus>(&command);
  if (change != nullptr && !Outcome(record).waiting) {
    return change->account;
  }
  return Outcome(record).opened_account;
}

// The accounts that a transaction touches, ascending.
std::vector<ledger::AccountId> AccountsOf(const log::ParsedRecord& record,
                                          const ledger::Command& command) {
  std::vector<ledger::AccountId> accounts;
  for (const ledger::PostedLine& line : Outcome(record).postings) {
    accounts.push_back(line.posting.transferring.account);
    accounts.push_back(line.posting.acquiring.account);
  }
  if (const auto account = AccountOf(record, command)) accounts.push_back(*account);
  if (const auto* due = std::get_if<ledger::DetermineObligation>(&command)) {
    accounts.push_back(due->unit_account);
  }
  std::sort(accounts.begin(), accounts.end());
  accounts.erase(std::unique(accounts.begin(), accounts.end()), accounts.end());
  return accounts;
}

// `account`: of an opening or a change of status, as it stands afterwards; else null.
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
  transaction.set_subject(std::visit(SubjectOf{}, command));
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
  std::vector<ledger::AccountId> accounts = AccountsOf(record, *command);
  const auto id = AccountOf(record, *command);
  if (!id) return Spoken{Transcribe(*directory, record, *command, nullptr), std::move(accounts)};
  const auto account = storage::AccountReader(pool_).Find(*id, Outcome(record).sequence);
  if (!account.ok()) return account.status();
  return Spoken{Transcribe(*directory, record, *command, *account ? &**account : nullptr),
                std::move(accounts)};
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
