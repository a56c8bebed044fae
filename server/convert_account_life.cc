#include <set>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "ledger/account_number.h"
#include "server/convert.h"
#include "server/options.h"

namespace registry::server {
namespace {

std::vector<ledger::Document> DocumentsFromProto(
    const google::protobuf::RepeatedPtrField<v1::Document>& documents, Shape& shape) {
  std::vector<ledger::Document> read;
  if (documents.empty()) shape.Violate("documents", "is required");
  if (documents.size() > kMaxApplicationDocuments) {
    shape.Violate("documents",
                  absl::StrCat("has more than ", kMaxApplicationDocuments, " entries"));
    return read;
  }
  std::set<std::string> numbers;
  for (int i = 0; i < documents.size(); ++i) {
    const Shape::Item item(shape, "documents", i);
    ledger::Document document = {shape.Text("number", documents[i].number(), 1, 100),
                                 shape.Digest("sha256", documents[i].sha256())};
    if (!document.number.empty() && !numbers.insert(document.number).second) {
      shape.Violate("number", "stands in an earlier entry too");
    }
    read.push_back(std::move(document));
  }
  return read;
}

ledger::Sector SectorFromProto(v1::Sector sector, Shape& shape) {
  return shape.OptionalEnum<ledger::Sector>("sector", sector, v1::Sector_IsValid)
      .value_or(ledger::Sector::kNone);
}

}  // namespace

ledger::ApplyForAccount FromProto(const v1::ApplyForAccountRequest& request, Shape& shape) {
  ledger::ApplyForAccount apply;
  apply.kind = shape.Enum<ledger::AccountKind>("kind", request.kind(), v1::AccountKind_IsValid);
  apply.social_credit_code =
      shape.SocialCreditCode("social_credit_code", request.social_credit_code());
  apply.holder_name = shape.Text("holder_name", request.holder_name(), 1, 200);
  apply.province = shape.Province("province", request.province());
  apply.sector = SectorFromProto(request.sector(), shape);
  if (request.kind() == v1::ACCOUNT_KIND_INDIVIDUAL) {
    shape.IdentityNumber("identity_number", request.identity_number());
  } else if (apply.kind != ledger::AccountKind{} && !request.identity_number().empty()) {
    shape.Violate("identity_number", "is of individuals only");
  }
  apply.account = shape.OptionalAccount("account", request.account());
  apply.documents = DocumentsFromProto(request.documents(), shape);
  return apply;
}

ledger::ReviewApplication FromProto(const v1::ReviewApplicationRequest& request, Shape& shape) {
  ledger::ReviewApplication review;
  review.account = shape.Account("account", request.account());
  review.passed = request.passed();
  if (!review.passed) {
    review.cause = shape.Text("cause", request.cause(), 1, 500);
  } else if (!request.cause().empty()) {
    shape.Violate("cause", "is of a refusal only");
  }
  return review;
}

ledger::OpenAppliedAccount FromProto(const v1::OpenAppliedAccountRequest& request, Shape& shape) {
  return {shape.Account("account", request.account())};
}

v1::OpenAppliedAccountRequest ToProto(const ledger::OpenAppliedAccount& open) {
  v1::OpenAppliedAccountRequest request;
  request.set_account(ledger::FormatAccountNumber(open.account));
  return request;
}

ledger::ChangeParticulars FromProto(const v1::ChangeParticularsRequest& request, Shape& shape) {
  ledger::ChangeParticulars change;
  change.account = shape.Account("account", request.account());
  change.holder_name = shape.Text("holder_name", request.holder_name(), 0, 200);
  change.province = shape.Province("province", request.province());
  change.sector =
      shape.OptionalEnum<ledger::Sector>("sector", request.sector(), v1::Sector_IsValid);
  if (request.holder_name().empty() && request.province().empty() && request.sector() == 0) {
    shape.Violate("holder_name", "is required where neither province nor sector is given");
  }
  change.document = DocumentFromProto(request.has_document(), request.document(), shape);
  return change;
}

ledger::ChangeAccountKind FromProto(const v1::ChangeAccountKindRequest& request, Shape& shape) {
  ledger::ChangeAccountKind change;
  change.account = shape.Account("account", request.account());
  change.kind = shape.Enum<ledger::AccountKind>("kind", request.kind(), v1::AccountKind_IsValid);
  change.sector = SectorFromProto(request.sector(), shape);
  change.province = shape.Province("province", request.province());
  change.document = DocumentFromProto(request.has_document(), request.document(), shape);
  return change;
}

v1::ChangeAccountKindRequest ToProto(const ledger::ChangeAccountKind& change) {
  v1::ChangeAccountKindRequest request;
  request.set_account(ledger::FormatAccountNumber(change.account));
  request.set_kind(static_cast<v1::AccountKind>(change.kind));
  request.set_sector(static_cast<v1::Sector>(change.sector));
  request.set_province(change.province);
  *request.mutable_document() = DocumentToProto(change.document);
  return request;
}

ledger::ObjectToRestriction FromProto(const v1::ObjectToRestrictionRequest& request, Shape& shape) {
  return {shape.Account("account", request.account()), shape.Text("cause", request.cause(), 1, 500),
          DocumentFromProto(request.has_document(), request.document(), shape)};
}

v1::ObjectToRestrictionRequest ToProto(const ledger::ObjectToRestriction& object) {
  v1::ObjectToRestrictionRequest request;
  request.set_account(ledger::FormatAccountNumber(object.account));
  request.set_cause(object.cause);
  *request.mutable_document() = DocumentToProto(object.document);
  return request;
}

ledger::DecideObjection FromProto(const v1::DecideObjectionRequest& request, Shape& shape) {
  return {shape.Account("account", request.account()), request.lifted(),
          shape.Text("cause", request.cause(), 1, 500),
          DocumentFromProto(request.has_document(), request.document(), shape)};
}

}  // namespace registry::server
