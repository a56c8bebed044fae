#include "server/account_life_lists.h"

#include <utility>

#include "ledger/account_life.h"
#include "server/obligation_list.h"
#include "storage/account_reader.h"
#include "storage/catalog_reader.h"
#include "storage/life_reader.h"

namespace registry::server {
namespace {

storage::Term TermOf(v1::OverdueKind kind) {
  return kind == v1::OVERDUE_KIND_REPLY ? storage::Term::kReply : storage::Term::kOpening;
}

v1::OverdueKind KindOf(const ledger::Account& account) {
  return account.status == ledger::AccountStatus::kReviewed ? v1::OVERDUE_KIND_OPENING
                                                            : v1::OVERDUE_KIND_REPLY;
}

void Add(const ledger::Account& account, ledger::Instant due_at, v1::ListOverdueResponse* answer) {
  v1::OverdueAccount& late = *answer->add_accounts();
  late.set_kind(KindOf(account));
  *late.mutable_account() = ToProto(account);
  *late.mutable_due_time() = ToProto(due_at);
}

// Of a caller who sees one account.
Refusal TellWhetherOverdue(const View& view, ledger::AccountId account, v1::OverdueKind kind,
                           const ledger::Province& province, const ledger::Calendars& calendars,
                           v1::ListOverdueResponse* answer) {
  const auto found = storage::AccountReader(view.backend.pool).Find(account);
  if (!found.ok()) return FromAbsl(found.status());
  if (!*found || (!province.empty() && (*found)->province != province)) return std::nullopt;
  const auto due_at = ledger::DueAt(calendars, **found);
  if (!due_at || !(*due_at < ArrivalTime(view.directory))) return std::nullopt;
  if (kind == v1::OVERDUE_KIND_UNSPECIFIED || kind == KindOf(**found)) {
    Add(**found, *due_at, answer);
  }
  return std::nullopt;
}

// Where a listing of both kinds stands: in one of them, after an account.
struct OverduePlace {
  v1::OverdueKind kind;
  std::optional<ledger::AccountId> after;
};

OverduePlace PlaceOf(const v1::ListOverdueRequest& request, const PageAsked& page) {
  const bool both = request.kind() == v1::OVERDUE_KIND_UNSPECIFIED;
  OverduePlace place{both ? v1::OVERDUE_KIND_OPENING : request.kind(), std::nullopt};
  if (!page.after) return place;
  KeyReader key(*page.after);
  place.kind = static_cast<v1::OverdueKind>(key.Number());
  place.after = ledger::AccountId{key.Number()};
  return place;
}

// The key of what comes after a page; nothing at the end.
std::optional<std::string> KeyAfter(const v1::ListOverdueRequest& request, v1::OverdueKind kind,
                                    std::optional<ledger::AccountId> next) {
  if (!next) {
    const bool ends =
        request.kind() != v1::OVERDUE_KIND_UNSPECIFIED || kind == v1::OVERDUE_KIND_REPLY;
    if (ends) return std::nullopt;
    kind = v1::OVERDUE_KIND_REPLY;
    next = ledger::AccountId{};
  }
  return KeyWriter().Number(kind).Number(ledger::Raw(*next)).bytes();
}

}  // namespace

Refusal AnswerListOverdue(const View& view, const v1::ListOverdueRequest& request,
                          v1::ListOverdueResponse* answer) {
  Shape shape;
  if (!v1::OverdueKind_IsValid(request.kind())) {
    shape.Violate("kind", "is not a value of the list");
  }
  const ledger::Province province = shape.Province("province", request.province());
  PageAsked page;
  if (Refusal refusal = ReadPageAsked(view, request, shape, &page)) return refusal;
  Narrowed narrowed;
  if (Refusal refusal = Narrow(view, std::nullopt, province, &narrowed)) return refusal;
  const auto rules = storage::CatalogReader(view.backend.pool).Rules();
  if (!rules.ok()) return FromAbsl(rules.status());
  if (narrowed.account) {
    return TellWhetherOverdue(view, *narrowed.account, request.kind(), province,
                              (*rules)->calendars, answer);
  }
  const OverduePlace place = PlaceOf(request, page);
  const auto rows = storage::LifeReader(view.backend.pool)
                        .ListOverdue(TermOf(place.kind), narrowed.province, (*rules)->calendars,
                                     ArrivalTime(view.directory), place.after, page.size);
  if (!rows.ok()) return FromAbsl(rows.status());
  for (const storage::Overdue& row : rows->rows) Add(row.account, row.due_at, answer);
  answer->set_next_page_token(
      NextToken(view, request, ledger::Sequence{}, KeyAfter(request, place.kind, rows->next)));
  return std::nullopt;
}

Refusal AnswerListAccountHistory(const View& view, const v1::ListAccountHistoryRequest& request,
                                 v1::ListAccountHistoryResponse* answer) {
  Shape shape;
  const ledger::AccountId account = shape.Account("account", request.account());
  PageAsked page;
  if (Refusal refusal = ReadPageAsked(view, request, shape, &page)) return refusal;
  if (Refusal refusal = MaySee(view, account)) return refusal;
  std::optional<ledger::Sequence> after;
  if (page.after) after = ledger::Sequence{KeyReader(*page.after).Number()};
  const auto rows = storage::LifeReader(view.backend.pool).OfAccount(account, after, page.size);
  if (!rows.ok()) return FromAbsl(rows.status());
  if (rows->rows.empty() && !after) return NotFound("account", request.account());
  for (const auto& row : rows->rows) {
    v1::AccountVersion& version = *answer->add_versions();
    *version.mutable_account() = ToProto(row.fact);
    version.set_sequence(ledger::Raw(row.sequence));
    *version.mutable_record_time() = ToProto(row.recorded_at);
    if (const auto* office = view.directory.rules().FindParticipant(row.participant)) {
      version.set_participant(office->name);
    }
  }
  std::optional<std::string> key;
  if (rows->next) key = KeyWriter().Number(ledger::Raw(*rows->next)).bytes();
  answer->set_next_page_token(NextToken(view, request, ledger::Sequence{}, std::move(key)));
  return std::nullopt;
}

Refusal AnswerListUncollected(const View& view, const v1::ListUncollectedRequest& request,
                              v1::ListUncollectedResponse* answer) {
  Shape shape;
  storage::ObligationFilter filter;
  if (!request.period().empty()) filter.period = shape.PeriodCode("period", request.period());
  return ListObligationsBy(&storage::CatalogReader::ListUncollected, shape, std::move(filter), view,
                           request, answer);
}

}  // namespace registry::server
