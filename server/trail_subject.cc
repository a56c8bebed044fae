#include "server/trail_subject.h"

#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "google/protobuf/descriptor.h"
#include "ledger/account_number.h"
#include "server/shape.h"

namespace registry::server {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// Accounts, the first one given before the second.
constexpr const char* kAccounts[] = {
    "account",         "unit_account",    "transferring_account", "predecessor_account",
    "seller_account",  "buyer_account",   "acquiring_account",    "successor_account",
    "trusted_account", "receiver_account"};
// What else may be asked about; the first one given counts.
constexpr const char* kSubjects[] = {
    "proposal",    "freeze", "pledge", "transfer",   "trade_id",           "subject",  "person",
    "participant", "period", "plan",   "instrument", "social_credit_code", "sequence", "province"};

// The fields of one type of message that say what it is about.
struct Telling {
  std::vector<const FieldDescriptor*> accounts, subjects;
  const FieldDescriptor* request_id = nullptr;
  const FieldDescriptor* case_number = nullptr;
  const FieldDescriptor* freeze = nullptr;
  const FieldDescriptor* number = nullptr;    // of a document
  std::vector<const FieldDescriptor*> parts;  // messages that say more
};

Telling FieldsOf(const Descriptor& type) {
  Telling telling;
  const auto find = [&](const char* name) { return type.FindFieldByName(name); };
  const auto is_text = [](const FieldDescriptor* field) {
    return !field->is_repeated() && field->cpp_type() == FieldDescriptor::CPPTYPE_STRING;
  };
  for (const char* name : kAccounts) {
    if (const auto* field = find(name); field != nullptr && is_text(field)) {
      telling.accounts.push_back(field);
    }
  }
  for (const char* name : kSubjects) {
    const auto* field = find(name);
    if (field == nullptr || field->is_repeated()) continue;
    if (is_text(field) || field->cpp_type() == FieldDescriptor::CPPTYPE_INT64) {
      telling.subjects.push_back(field);
    }
  }
  if (const auto* field = find("request_id"); field != nullptr && is_text(field)) {
    telling.request_id = field;
  }
  if (const auto* field = find("case_number"); field != nullptr && is_text(field)) {
    telling.case_number = field;
  }
  if (const auto* field = find("freeze"); field != nullptr && is_text(field)) {
    telling.freeze = field;
  }
  for (const char* name : {"document", "filter"}) {
    const auto* field = find(name);
    if (field == nullptr || field->is_repeated()) continue;
    if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) telling.parts.push_back(field);
  }
  if (type.name() == "Document") telling.number = find("number");
  return telling;
}

const Telling& TellingOf(const Descriptor* type) {
  thread_local std::unordered_map<const Descriptor*, Telling> known;
  const auto found = known.find(type);
  if (found != known.end()) return found->second;
  return known.emplace(type, FieldsOf(*type)).first->second;
}

std::string TextOf(const Message& message, const FieldDescriptor* field) {
  const auto* reflection = message.GetReflection();
  if (field->cpp_type() == FieldDescriptor::CPPTYPE_STRING) {
    return reflection->GetString(message, field);
  }
  const std::int64_t number = reflection->GetInt64(message, field);
  return number == 0 ? std::string() : std::to_string(number);
}

void Read(const Message& message, storage::TrailSubject& subject) {
  const Telling& telling = TellingOf(message.GetDescriptor());
  for (const FieldDescriptor* field : telling.accounts) {
    const auto account = ledger::ParseAccountNumber(TextOf(message, field));
    if (!account) continue;
    if (!subject.account) {
      subject.account = account;
    } else if (!subject.other_account && account != subject.account) {
      subject.other_account = account;
    }
  }
  if (telling.request_id != nullptr) {
    Shape shape;
    const ledger::RequestId id = shape.Uuid("", TextOf(message, telling.request_id));
    if (shape.ok()) subject.request_id = id;
  }
  if (telling.case_number != nullptr) subject.subject = TextOf(message, telling.case_number);
  if (telling.number != nullptr && subject.subject.empty()) {
    subject.subject = TextOf(message, telling.number);
  }
  const auto* reflection = message.GetReflection();
  for (const FieldDescriptor* part : telling.parts) {
    if (reflection->HasField(message, part)) Read(reflection->GetMessage(message, part), subject);
  }
  for (const FieldDescriptor* field : telling.subjects) {
    if (!subject.subject.empty()) return;
    subject.subject = TextOf(message, field);
  }
}

// What is known of the freeze whose number a request says.
void AddFreeze(const Message& request, const ledger::Rules& rules, storage::TrailSubject& subject) {
  const FieldDescriptor* field = TellingOf(request.GetDescriptor()).freeze;
  if (field == nullptr) return;
  Shape shape;
  const auto found = rules.freezes.find(shape.Freeze("", TextOf(request, field)));
  if (!shape.ok() || found == rules.freezes.end()) return;
  const ledger::Freeze& freeze = found->second;
  if (!freeze.case_number.empty()) subject.subject = freeze.case_number;
  if (!freeze.account || freeze.account == subject.account) return;
  subject.other_account = std::exchange(subject.account, freeze.account);
}

}  // namespace

storage::TrailSubject SubjectOf(const Message& request, const ledger::Rules& rules) {
  storage::TrailSubject subject;
  Read(request, subject);
  AddFreeze(request, rules, subject);
  return subject;
}

std::int32_t RecordsIn(const Message& answer) {
  const Descriptor& type = *answer.GetDescriptor();
  bool lists = false;
  int items = 0;
  for (int i = 0; i < type.field_count(); ++i) {
    const FieldDescriptor* field = type.field(i);
    if (!field->is_repeated() || field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) continue;
    lists = true;
    items += answer.GetReflection()->FieldSize(answer, field);
  }
  return lists ? items : 1;
}

}  // namespace registry::server
