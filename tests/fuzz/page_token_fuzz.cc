// Page tokens and the filters of listings: a token opens for the caller, the listing and the filter
// that it was written for, and no other text opens.
//
// Under test: server/page_token.cc server/read.cc
#include <memory>
#include <string>

#include "google/protobuf/util/message_differencer.h"
#include "server/page_token.h"
#include "server/read.h"
#include "tests/fuzz/choices.h"
#include "tests/fuzz/message_maker.h"
#include "tests/fuzz/request_types.h"
#include "tests/fuzz/target.h"

namespace registry::fuzz {
namespace {

using server::PageOwner;
using server::PagePlace;
using server::PageTokens;

const PageTokens& Tokens() {
  static const PageTokens tokens("salt and hash of the store's first record");
  return tokens;
}

// Any text, or the token with something done to it.
std::string OtherText(const std::string& token, Choices& choices) {
  std::string text = token;
  const std::size_t at = choices.Byte() % (token.size() + 1);
  switch (choices.Below(5)) {
    case 0:
      return std::string(choices.Take(choices.Byte()));
    case 1:
      return text.insert(at, choices.Take(choices.Below(4) + 1));
    case 2:
      return text.erase(at, choices.Below(4) + 1);
    case 3:
      return text + text.substr(at);
    default:
      if (at < text.size()) text[at] = static_cast<char>(choices.Byte());
      return text;
  }
}

template <typename Listing>
bool HaveOneFilter(Listing a, Listing b) {
  for (Listing* listing : {&a, &b}) {
    listing->clear_page_size();
    listing->clear_page_token();
  }
  return google::protobuf::util::MessageDifferencer::Equals(a, b);
}

template <typename Listing>
void CheckToken(const Listing& request, Choices& choices) {
  const ledger::ParticipantId office{static_cast<std::int32_t>(choices.Byte())};
  const std::string person(choices.Take(choices.Byte() % 8));
  const PageOwner caller{office, person};
  const PageOwner other{ledger::ParticipantId{ledger::Raw(office) + 1 + choices.Byte()}, person};
  const std::string other_person = "x" + person;
  const PageOwner colleague{office, other_person};
  const PagePlace place{ledger::Sequence{static_cast<std::int64_t>(choices.Number(8))},
                        std::string(choices.Take(choices.Byte() % 40))};
  const std::string token = Tokens().Write(place, caller, request);
  Listing next = request;
  next.set_page_token(token);
  next.set_page_size(choices.Byte());
  const auto opened = Tokens().Read(token, caller, next);
  Require(opened && opened->as_of == place.as_of && opened->key == place.key,
          "a token opens for whom it was written", token);
  Require(!Tokens().Read(token, other, next) && !Tokens().Read(token, colleague, next),
          "a token is its caller's alone", token);
  const std::string text = OtherText(token, choices);
  Require(text == token || !Tokens().Read(text, caller, next),
          "no text opens that we did not write", text);
  Listing narrowed;
  MessageMaker(choices).Fill(narrowed);
  Require(HaveOneFilter(request, narrowed) || !Tokens().Read(token, caller, narrowed),
          "a token is for one filter", token);
}

// Keys of rows are written by listings and read back from tokens.
void CheckKey(Choices& choices) {
  const auto number = static_cast<std::int64_t>(choices.Number(8));
  const std::string text(choices.Take(choices.Byte() % 40));
  const std::string key = server::KeyWriter().Text(text).Number(number).bytes();
  server::KeyReader reader(key);
  const bool same = reader.Text() == text && reader.Number() == number;
  Require(same && reader.Number() == 0 && reader.Text().empty(), "a key is read as it was written");
  server::KeyReader other(choices.Rest());
  const std::string first = other.Text();
  other.Number();
  Require(other.Text().size() + first.size() < 1'000'000, "a key holds what its bytes hold");
}

// A caller who may see one account, one province, or nothing of all that.
struct Asking {
  ledger::Participant office;
  ledger::Scope reach = ledger::Scope::kOwnAccount;
};

Asking SomeCaller(Choices& choices) {
  Asking asking;
  asking.office.id = ledger::ParticipantId{2};
  asking.office.province = choices.Below(4) == 3 ? "" : "13";
  if (choices.Below(2) == 0) asking.office.account = ledger::AccountId{1001};
  constexpr ledger::Scope kReaches[] = {ledger::Scope::kOwnAccount, ledger::Scope::kOwnProvince,
                                        ledger::Scope::kAll};
  asking.reach = kReaches[choices.Below(3)];
  return asking;
}

// What a filter asks for is cut to what the caller may see, or refused.
void CheckNarrowing(const server::View& view, std::optional<ledger::AccountId> account,
                    const ledger::Province& province) {
  server::Narrowed narrowed;
  if (server::Narrow(view, account, province, &narrowed)) return;
  switch (view.reach) {
    case ledger::Scope::kOwnAccount:
      return Require(view.caller.account && narrowed.account == view.caller.account,
                     "a unit sees its own account");
    case ledger::Scope::kOwnProvince:
      Require(!view.caller.province.empty() && narrowed.province == view.caller.province,
              "an authority sees its own province", province);
      return Require(!narrowed.account || ledger::Raw(*narrowed.account) % 3 == 1,
                     "an authority sees accounts of its province");
    default:
      Require(narrowed.account == account && narrowed.province.value_or("") == province,
              "who may see all sees what was asked for", province);
  }
}

// The filters as the listings read them.
template <typename Listing>
void CheckFilters(const Listing& request, Choices& choices, Tally& tally) {
  const auto rules = std::make_shared<const ledger::Rules>();
  server::DirectoryBoard board(rules);
  const auto directory = board.Current();
  server::Backend backend;
  backend.page_tokens = &Tokens();
  backend.directory = &board;
  const Asking asking = SomeCaller(choices);
  server::Caller who;
  who.participant = &asking.office;
  const server::View view{backend, *directory, asking.office, asking.reach, who};
  server::Shape shape;
  server::PageAsked page;
  const bool refused = server::ReadPageAsked(view, request, shape, &page).has_value();
  Require(refused || (page.size > 0 && page.size <= storage::kMaxPageSize), "a page has a limit");
  Require(refused || request.page_token().empty(), "no text opens that we did not write",
          request.page_token());
  if (!refused) ++tally.accepted;

  server::Shape filters;
  ledger::Province province;
  std::optional<ledger::AccountId> account;
  if constexpr (requires { request.province(); }) {
    province = filters.Province("province", request.province());
  }
  if constexpr (requires { request.account(); }) {
    account = filters.OptionalAccount("account", request.account());
  }
  if constexpr (requires { request.instrument(); }) {
    std::optional<ledger::InstrumentId> id;
    Require(server::FindInstrumentId(view, request.instrument(), &id).has_value(),
            "an instrument that nobody created is not found", request.instrument());
  }
  if (filters.ok()) CheckNarrowing(view, account, province);
  Require(server::DirectoryKnowing(view, ledger::InstrumentId{1 + choices.Byte()}) == directory,
          "without a database the rules stay as they are");
}

template <typename Listing>
void Follow(Choices& choices, Tally& tally) {
  MessageMaker maker(choices);
  Listing request;
  maker.Fill(request);
  if (maker.wrong_field().empty()) ++tally.parsed;
  CheckToken(request, choices);
  CheckFilters(request, choices, tally);
  CheckKey(choices);
}

template <typename... Messages>
void RunOneOf(TypeList<Messages...>, std::string_view input, Tally& tally) {
  using Way = void (*)(Choices&, Tally&);
  constexpr Way kWays[] = {Follow<Messages>...};
  Choices choices(input);
  kWays[choices.Below(sizeof...(Messages))](choices, tally);
}

void Run(std::string_view input, Tally& tally) { RunOneOf(Listings{}, input, tally); }

const Registration kRegistration({"page_token_fuzz", Run});

}  // namespace
}  // namespace registry::fuzz
