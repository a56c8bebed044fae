#include <map>
#include <type_traits>
#include <utility>
#include <variant>

#include "ledger/publication.h"
#include "server/public_answers.h"
#include "storage/account_reader.h"
#include "storage/public_reader.h"

namespace registry::server {
namespace {

struct Parties {
  std::optional<ledger::AccountId> holder, receiver;
  std::string document_number;
};

Parties PartiesOf(const storage::PublishedTransaction& transaction) {
  Parties parties;
  if (!transaction.postings.empty()) {
    parties.holder = transaction.postings.front().posting.transferring.account;
    parties.receiver = transaction.postings.front().posting.acquiring.account;
  }
  std::visit(
      [&]<typename C>(const C& command) {
        if constexpr (std::is_same_v<C, ledger::Succeed>) {
          parties.holder = command.predecessor;
          parties.receiver = command.successor;
        }
        if constexpr (requires { command.document.number; }) {
          parties.document_number = command.document.number;
        }
      },
      transaction.command);
  return parties;
}

// The holder's code where the law has it published; empty otherwise.
Refusal CodeOf(const View& view, std::optional<ledger::AccountId> account, std::string* code) {
  if (!account) return std::nullopt;
  const auto found = storage::AccountReader(view.backend.pool).Find(*account);
  if (!found.ok()) return FromAbsl(found.status());
  if (*found && ledger::MayBeNamed((*found)->kind)) *code = (*found)->social_credit_code;
  return std::nullopt;
}

Refusal Publish(const View& view, const Directory& directory,
                const storage::PublishedTransaction& transaction, v1::Publication* publication) {
  const ledger::Publication& row = ledger::PublicationOf(transaction.command);
  const Parties parties = PartiesOf(transaction);
  publication->set_kind(static_cast<v1::PublicationKind>(row.kind));
  publication->set_day(DayText(transaction.recorded_at));
  publication->set_source(std::string(row.source));
  if (row.says_document) publication->set_document_number(parties.document_number);
  if (row.names_holder) {
    if (Refusal refusal = CodeOf(view, parties.holder, publication->mutable_holder())) {
      return refusal;
    }
  }
  if (row.names_receiver) {
    if (Refusal refusal = CodeOf(view, parties.receiver, publication->mutable_receiver())) {
      return refusal;
    }
  }
  if (!row.says_quantities) return std::nullopt;
  std::map<ledger::InstrumentId, std::int64_t> sums;
  for (const ledger::PostedLine& line : transaction.postings) {
    sums[line.posting.transferring.instrument] += line.posting.quantity.value;
  }
  for (const auto& [instrument, quantity] : sums) {
    const ledger::Instrument* known = directory.FindInstrument(instrument);
    if (known == nullptr) continue;
    v1::PublishedQuantity& said = *publication->add_quantities();
    said.set_instrument(known->code);
    said.set_quantity(quantity);
  }
  return std::nullopt;
}

ledger::InstrumentId NewestOf(const storage::PublishedPage& page) {
  ledger::InstrumentId newest{};
  for (const storage::PublishedTransaction& row : page.rows) {
    for (const ledger::PostedLine& line : row.postings) {
      newest = Later(newest, line.posting.transferring.instrument);
    }
  }
  return newest;
}

}  // namespace

Refusal ListEvents(const View& view, const v1::ListPublicationsRequest& request,
                   v1::ListPublicationsResponse* answer) {
  Shape shape;
  if (!v1::PublicationKind_IsValid(request.kind())) shape.Violate("kind", "is not one of them");
  PageAsked page;
  if (Refusal refusal = ReadPageAsked(view, request, shape, &page)) return refusal;
  Published published;
  ledger::Sequence after{};
  if (page.after) {
    KeyReader key(*page.after);
    after = ledger::Sequence{key.Number()};
    published = {{key.Number()}, page.as_of.value_or(ledger::Sequence{})};
  } else if (Refusal refusal = FindPublished(view, &published)) {
    return refusal;
  }
  const auto rows =
      storage::PublicReader(view.backend.pool).List(after, published.sequence, page.size);
  if (!rows.ok()) return FromAbsl(rows.status());
  const auto directory = DirectoryKnowing(view, NewestOf(*rows));
  for (const storage::PublishedTransaction& row : rows->rows) {
    const auto kind = static_cast<v1::PublicationKind>(ledger::PublicationOf(row.command).kind);
    if (request.kind() != v1::PUBLICATION_KIND_UNSPECIFIED && kind != request.kind()) continue;
    if (Refusal refusal = Publish(view, *directory, row, answer->add_publications())) {
      return refusal;
    }
  }
  std::optional<std::string> key;
  if (rows->next) {
    key = KeyWriter().Number(ledger::Raw(*rows->next)).Number(published.before.micros).bytes();
  }
  answer->set_next_page_token(NextToken(view, request, published.sequence, std::move(key)));
  *answer->mutable_published_before() = ToProto(published.before);
  return std::nullopt;
}

}  // namespace registry::server
