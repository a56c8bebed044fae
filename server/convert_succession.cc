#include <set>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "ledger/account_number.h"
#include "server/convert.h"
#include "server/options.h"

namespace registry::server {
namespace {

bool IsTooLong(std::string_view list, int size, Shape& shape) {
  if (size <= kMaxSuccessionParts) return false;
  shape.Violate(list, absl::StrCat("has more than ", kMaxSuccessionParts, " entries"));
  return true;
}

std::vector<ledger::Succeed::HoldingPart> PartsFromProto(
    const google::protobuf::RepeatedPtrField<v1::HoldingPart>& parts, Shape& shape) {
  std::vector<ledger::Succeed::HoldingPart> read;
  if (IsTooLong("holdings", parts.size(), shape)) return read;
  std::set<std::string> instruments;
  for (int i = 0; i < parts.size(); ++i) {
    const Shape::Item item(shape, "holdings", i);
    std::string instrument = shape.InstrumentCode("instrument", parts[i].instrument());
    if (!instrument.empty() && !instruments.insert(instrument).second) {
      shape.Violate("instrument", "stands in an earlier entry too");
    }
    read.push_back(
        {std::move(instrument), shape.MoreThanZero("quantity_tco2e", parts[i].quantity_tco2e())});
  }
  return read;
}

std::vector<ledger::Succeed::ObligationPart> PartsFromProto(
    const google::protobuf::RepeatedPtrField<v1::ObligationPart>& parts, Shape& shape) {
  std::vector<ledger::Succeed::ObligationPart> read;
  if (IsTooLong("obligations", parts.size(), shape)) return read;
  std::set<std::pair<ledger::Sector, std::string>> keys;
  for (int i = 0; i < parts.size(); ++i) {
    const Shape::Item item(shape, "obligations", i);
    ledger::Succeed::ObligationPart part;
    part.sector = shape.Enum<ledger::Sector>("sector", parts[i].sector(), v1::Sector_IsValid);
    part.period = shape.PeriodCode("period", parts[i].period());
    if (!part.period.empty() && !keys.insert({part.sector, part.period}).second) {
      shape.Violate("period", "stands in an earlier entry of the sector too");
    }
    part.verified_emissions =
        shape.ZeroOrMore("verified_emissions_tco2e", parts[i].verified_emissions_tco2e());
    part.obligation = shape.ZeroOrMore("obligation_tco2e", parts[i].obligation_tco2e());
    part.surrendered = shape.ZeroOrMore("surrendered_tco2e", parts[i].surrendered_tco2e());
    read.push_back(std::move(part));
  }
  return read;
}

}  // namespace

ledger::Succeed FromProto(const v1::SucceedAccountRequest& request, Shape& shape) {
  ledger::Succeed succeed;
  succeed.predecessor = shape.Account("predecessor_account", request.predecessor_account());
  succeed.successor = shape.Account("successor_account", request.successor_account());
  succeed.holdings = PartsFromProto(request.holdings(), shape);
  succeed.obligations = PartsFromProto(request.obligations(), shape);
  succeed.document = DocumentFromProto(request.has_document(), request.document(), shape);
  return succeed;
}

v1::SucceedAccountRequest ToProto(const ledger::Succeed& succeed) {
  v1::SucceedAccountRequest request;
  request.set_predecessor_account(ledger::FormatAccountNumber(succeed.predecessor));
  request.set_successor_account(ledger::FormatAccountNumber(succeed.successor));
  for (const ledger::Succeed::HoldingPart& part : succeed.holdings) {
    v1::HoldingPart& added = *request.add_holdings();
    added.set_instrument(part.instrument);
    added.set_quantity_tco2e(part.quantity.value);
  }
  for (const ledger::Succeed::ObligationPart& part : succeed.obligations) {
    v1::ObligationPart& added = *request.add_obligations();
    added.set_sector(static_cast<v1::Sector>(part.sector));
    added.set_period(part.period);
    added.set_verified_emissions_tco2e(part.verified_emissions.value);
    added.set_obligation_tco2e(part.obligation.value);
    added.set_surrendered_tco2e(part.surrendered.value);
  }
  *request.mutable_document() = DocumentToProto(succeed.document);
  return request;
}

ledger::CloseDissolved FromProto(const v1::CloseDissolvedAccountRequest& request, Shape& shape) {
  return {shape.Account("account", request.account()),
          shape.Account("receiver_account", request.receiver_account()),
          shape.Text("cause", request.cause(), 1, 500),
          DocumentFromProto(request.has_document(), request.document(), shape)};
}

v1::CloseDissolvedAccountRequest ToProto(const ledger::CloseDissolved& close) {
  v1::CloseDissolvedAccountRequest request;
  request.set_account(ledger::FormatAccountNumber(close.account));
  request.set_receiver_account(ledger::FormatAccountNumber(close.receiver));
  request.set_cause(close.cause);
  *request.mutable_document() = DocumentToProto(close.document);
  return request;
}

}  // namespace registry::server
