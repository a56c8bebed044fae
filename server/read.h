// The way of every call that only reads: who, right, shape, then a worker that asks the database.
// What a caller may see is decided before anything's existence is revealed.
#ifndef SERVER_READ_H_
#define SERVER_READ_H_

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "google/rpc/status.pb.h"
#include "ledger/policy.h"
#include "server/call.h"
#include "server/convert.h"
#include "server/status.h"
#include "storage/journal_reader.h"
#include "storage/page.h"

namespace registry::server {

// Why there is no answer; nothing when there is one.
using Refusal = std::optional<google::rpc::Status>;

// Who reads, and how far the right reaches.
struct View {
  const Backend& backend;
  const Directory& directory;
  const ledger::Participant& caller;  // the office
  ledger::Scope reach;
  const Caller& who;
};

// What a listing is narrowed to.
struct Narrowed {
  std::optional<ledger::AccountId> account;
  std::optional<ledger::Province> province;
};

// PERMISSION_DENIED unless the caller may see this account; the same whether or not there is one.
Refusal MaySee(const View& view, ledger::AccountId account);
// The filters as far as the caller may see; PERMISSION_DENIED when they name something beyond.
Refusal Narrow(const View& view, std::optional<ledger::AccountId> account,
               const ledger::Province& province, Narrowed* narrowed);

// The moment that as_of selects; nothing: now.
Refusal ResolveMoment(const View& view, const v1::AsOf& as_of,
                      std::optional<ledger::Sequence>* sequence);

// The number of an instrument; NOT_FOUND when there is none of that code.
Refusal FindInstrumentId(const View& view, const std::string& code,
                         std::optional<ledger::InstrumentId>* id);
// A directory that knows this instrument: rows that were just read may name what another server
// created a moment ago. Instruments are numbered in order, so it knows all earlier ones too.
std::shared_ptr<const Directory> DirectoryKnowing(const View& view, ledger::InstrumentId newest);
// The later of two instruments, for finding the newest of some rows.
inline ledger::InstrumentId Later(ledger::InstrumentId a, ledger::InstrumentId b) {
  return std::max(a, b);
}

// Which page of a listing.
struct PageAsked {
  int size = 0;
  std::optional<std::string> after;       // key of the last row of the page before
  std::optional<ledger::Sequence> as_of;  // of the whole listing
};

int PageSize(Shape& shape, std::int32_t asked);

template <typename Message>
Refusal ReadPageAsked(const View& view, const Message& message, Shape& shape, PageAsked* page) {
  page->size = PageSize(shape, message.page_size());
  std::optional<PagePlace> place;
  if (!message.page_token().empty()) {
    place = view.backend.page_tokens->Read(message.page_token(),
                                           {view.caller.id, view.who.person_code()}, message);
    if (!place) shape.Violate("page_token", "is not a token of this listing and this caller");
  }
  if (!shape.ok()) return Misshapen(shape.violations());
  if (place) {
    page->after = std::move(place->key);
    page->as_of = place->as_of;
    return std::nullopt;
  }
  if constexpr (requires { message.as_of(); }) {
    return ResolveMoment(view, message.as_of(), &page->as_of);
  }
  return std::nullopt;
}

// The token for the page after this one; empty at the end.
template <typename Message>
std::string NextToken(const View& view, const Message& message, ledger::Sequence as_of,
                      std::optional<std::string> key) {
  if (!key) return {};
  return view.backend.page_tokens->Write({as_of, *std::move(key)},
                                         {view.caller.id, view.who.person_code()}, message);
}

// An obligation's place in a page token.
std::string WriteObligationKey(const ledger::ObligationKey& key);
ledger::ObligationKey ReadObligationKey(std::string_view bytes);

// How far an office's right to a read reaches, as the table has it or as a function says.
inline ledger::Scope ReachOf(ledger::Role role, ledger::Read right) {
  return ledger::RightTo(role, right);
}
inline ledger::Scope ReachOf(ledger::Role role, ledger::Scope (*right)(ledger::Role)) {
  return right(role);
}

// `work(view, message, answer)` runs on a worker and returns a Refusal.
template <typename Message, typename Answer, typename Right, typename Work>
Reactor* Read(const Backend& backend, std::string_view method, Right right, CallContext* context,
              const Bytes* request, Bytes* response, Work work) {
  const auto call = std::make_shared<Call>(backend, method, context, response);
  if (!call->Known()) return call->reactor();
  const ledger::Scope reach = ReachOf(call->caller().role, right);
  const auto message = std::make_shared<Message>();
  if (reach == ledger::Scope::kNone) {
    call->trail().AboutUnread(*request, *message, call->directory().rules());
    call->Refuse(NotEntitled());
    return call->reactor();
  }
  if (!call->Parse(*request, *message)) return call->reactor();
  const bool queued = backend.reads->Submit([call, reach, message, work] {
    if (!call->StillWanted()) return;
    Answer answer;
    const View view{call->backend(), call->directory(), call->caller(), reach, call->who()};
    if (const Refusal refusal = work(view, *message, &answer)) {
      call->Refuse(*refusal);
    } else {
      call->Answer(answer);
    }
  });
  if (!queued) call->Refuse(QueueFull(backend.limits.read_retry_delay));
  return call->reactor();
}

}  // namespace registry::server

#endif  // SERVER_READ_H_
