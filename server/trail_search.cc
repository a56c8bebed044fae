#include "server/trail_search.h"

#include <utility>

#include "ledger/account_number.h"
#include "server/call_counts.h"

namespace registry::server {
namespace {

std::string Account(const std::optional<ledger::AccountId>& account) {
  return account ? ledger::FormatAccountNumber(*account) : std::string();
}

}  // namespace

storage::TrailFilter FromProto(const v1::TrailFilter& message, Shape& shape) {
  storage::TrailFilter filter;
  filter.account = shape.OptionalAccount("filter.account", message.account());
  const std::size_t most = TrailOptions().max_text_bytes;
  filter.person = shape.Text("filter.person", message.person(), 0, most);
  filter.participant = shape.Text("filter.participant", message.participant(), 0, most);
  filter.subject = shape.Text("filter.subject", message.subject(), 0, most);
  filter.method = shape.Text("filter.method", message.method(), 0, most);
  if (const auto from =
          shape.OptionalTime("filter.from_time", message.has_from_time(), message.from_time())) {
    filter.from = *from;
  }
  if (const auto until =
          shape.OptionalTime("filter.until_time", message.has_until_time(), message.until_time())) {
    filter.until = *until;
  }
  return filter;
}

v1::TrailEntry ToProto(const storage::TrailLine& line) {
  const storage::TrailRow& row = line.row;
  v1::TrailEntry entry;
  *entry.mutable_time() = ToProto(row.at);
  entry.set_server(line.server);
  entry.set_method(row.method);
  entry.set_participant(row.participant);
  entry.set_person(row.person);
  entry.set_channel(row.channel);
  entry.set_code(std::string(CodeName(static_cast<grpc::StatusCode>(row.code))));
  entry.set_reason(row.reason);
  entry.set_account(Account(row.about.account));
  entry.set_other_account(Account(row.about.other_account));
  entry.set_subject(row.about.subject);
  if (row.about.request_id) entry.set_request_id(ToText(*row.about.request_id));
  if (row.sequence) entry.set_sequence(ledger::Raw(*row.sequence));
  if (line.record_number) entry.set_record_number(ledger::Raw(*line.record_number));
  entry.set_decision(static_cast<v1::TrailDecision>(row.decision));
  entry.set_shown(row.shown);
  entry.set_calls(row.calls);
  entry.set_duration_micros(row.micros);
  return entry;
}

std::string KeyOf(const storage::TrailPlace& place) {
  return KeyWriter()
      .Number(place.at.micros)
      .Number(place.trail_id)
      .Number(place.record)
      .Number(place.sequence)
      .Number(place.last_trail_id)
      .Number(place.last_record)
      .bytes();
}

storage::TrailPlace PlaceOf(const std::string& key) {
  KeyReader reader(key);
  storage::TrailPlace place;
  place.at.micros = reader.Number();
  place.trail_id = reader.Number();
  place.record = reader.Number();
  place.sequence = reader.Number();
  place.last_trail_id = reader.Number();
  place.last_record = reader.Number();
  return place;
}

Refusal SearchTrailPage(const View& view, const v1::SearchTrailRequest& request,
                        v1::SearchTrailResponse* answer) {
  Shape shape;
  const storage::TrailFilter filter = FromProto(request.filter(), shape);
  PageAsked asked;
  if (Refusal refusal = ReadPageAsked(view, request, shape, &asked)) return refusal;
  std::optional<storage::TrailPlace> after;
  if (asked.after) after = PlaceOf(*asked.after);
  const auto page = storage::TrailReader(view.backend.audit_pool).Search(filter, after, asked.size);
  if (!page.ok()) return FromAbsl(page.status());
  for (const storage::TrailLine& line : page->lines) *answer->add_entries() = ToProto(line);
  std::optional<std::string> key;
  if (page->next) key = KeyOf(*page->next);
  answer->set_next_page_token(NextToken(view, request, page->as_of, std::move(key)));
  return std::nullopt;
}

}  // namespace registry::server
