#include "server/read.h"

#include "storage/account_reader.h"
#include "storage/catalog_reader.h"

namespace registry::server {
namespace {

bool OfProvince(const ledger::Account& account, const ledger::Participant& caller) {
  return !caller.province.empty() && account.province == caller.province;
}

// Whether the account's holder merged into the caller's, be it through others: his history is the
// caller's then (RULES R17).
absl::StatusOr<bool> Succeeded(const View& view, ledger::AccountId account) {
  const storage::AccountReader reader(view.backend.pool);
  auto found = reader.Find(account);
  while (found.ok() && *found && (*found)->successor) {
    if ((*found)->successor == view.caller.account) return true;
    found = reader.Find(*(*found)->successor);
  }
  if (!found.ok()) return found.status();
  return false;
}

}  // namespace

Refusal MaySee(const View& view, ledger::AccountId account) {
  switch (view.reach) {
    case ledger::Scope::kAll:
      return std::nullopt;
    case ledger::Scope::kOwnAccount: {
      if (view.caller.account == account) return std::nullopt;
      const auto succeeded = Succeeded(view, account);
      if (!succeeded.ok()) return FromAbsl(succeeded.status());
      if (*succeeded) return std::nullopt;
      return NotEntitled();
    }
    case ledger::Scope::kOwnProvince: {
      const auto found = storage::AccountReader(view.backend.pool).Find(account);
      if (!found.ok()) return FromAbsl(found.status());
      if (*found && OfProvince(**found, view.caller)) return std::nullopt;
      return NotEntitled();
    }
    case ledger::Scope::kNone:
      break;
  }
  return NotEntitled();
}

Refusal Narrow(const View& view, std::optional<ledger::AccountId> account,
               const ledger::Province& province, Narrowed* narrowed) {
  narrowed->account = account;
  if (!province.empty()) narrowed->province = province;
  if (account) {
    if (Refusal refusal = MaySee(view, *account)) return refusal;
  }
  if (view.reach == ledger::Scope::kOwnProvince) {
    const ledger::Province& own = view.caller.province;
    if (own.empty() || (!province.empty() && province != own)) return NotEntitled();
    narrowed->province = own;
  }
  if (view.reach == ledger::Scope::kOwnAccount) {
    if (!view.caller.account) return NotEntitled();
    if (!account) narrowed->account = view.caller.account;
  }
  return std::nullopt;
}

Refusal ResolveMoment(const View& view, const v1::AsOf& as_of,
                      std::optional<ledger::Sequence>* sequence) {
  Shape shape;
  switch (as_of.moment_case()) {
    case v1::AsOf::kSequence:
      *sequence = ledger::Sequence{shape.ZeroOrMore("as_of.sequence", as_of.sequence()).value};
      break;
    case v1::AsOf::kTime: {
      const ledger::Instant instant = shape.Time("as_of.time", as_of.time());
      if (!shape.ok()) break;
      const auto resolved = storage::JournalReader(view.backend.pool).Resolve(instant);
      if (!resolved.ok()) return FromAbsl(resolved.status());
      *sequence = resolved->sequence;
      break;
    }
    case v1::AsOf::MOMENT_NOT_SET:
      break;
  }
  if (!shape.ok()) return Misshapen(shape.violations());
  return std::nullopt;
}

namespace {

// The rules as the database has them now.
std::shared_ptr<const Directory> Refreshed(const View& view) {
  const auto rules = storage::CatalogReader(view.backend.pool).Rules();
  if (rules.ok()) view.backend.directory->Offer(*rules);
  return view.backend.directory->Current();
}

}  // namespace

Refusal FindInstrumentId(const View& view, const std::string& code,
                         std::optional<ledger::InstrumentId>* id) {
  auto directory = view.backend.directory->Current();
  if (directory->rules().FindInstrument(code) == nullptr) directory = Refreshed(view);
  const ledger::Instrument* found = directory->rules().FindInstrument(code);
  if (found == nullptr) return NotFound("instrument", code);
  *id = found->id;
  return std::nullopt;
}

std::shared_ptr<const Directory> DirectoryKnowing(const View& view, ledger::InstrumentId newest) {
  auto directory = view.backend.directory->Current();
  if (newest == ledger::InstrumentId{} || directory->FindInstrument(newest) != nullptr) {
    return directory;
  }
  return Refreshed(view);
}

std::string WriteObligationKey(const ledger::ObligationKey& key) {
  return KeyWriter()
      .Number(ledger::Raw(key.unit_account))
      .Number(static_cast<std::int64_t>(key.sector))
      .Text(key.period)
      .bytes();
}

ledger::ObligationKey ReadObligationKey(std::string_view bytes) {
  KeyReader key(bytes);
  const auto unit = ledger::AccountId{key.Number()};
  const auto sector = static_cast<ledger::Sector>(key.Number());
  return {unit, sector, key.Text()};
}

int PageSize(Shape& shape, std::int32_t asked) {
  if (asked < 0) shape.Violate("page_size", "is less than zero");
  if (asked <= 0) return kDefaultPageSize;
  return std::min<int>(asked, storage::kMaxPageSize);
}

}  // namespace registry::server
