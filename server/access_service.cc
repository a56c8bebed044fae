#include "server/access_service.h"

#include <map>
#include <string>

#include "server/catalog.h"
#include "server/read.h"
#include "server/token.h"
#include "server/write.h"
#include "storage/access_reader.h"

namespace registry::server {
namespace {

using ledger::Scope;

v1::CallerIdentity Describe(const Caller& caller) {
  v1::CallerIdentity answer;
  answer.set_participant(caller.participant->name);
  answer.set_role(static_cast<v1::Role>(caller.participant->role));
  answer.set_channel(caller.channel->name);
  if (caller.person == nullptr) return answer;
  answer.set_person(caller.person->code);
  for (const v1::Power power : PowersToProto(caller.seat->powers)) answer.add_powers(power);
  answer.mutable_token_expire_time()->set_seconds(
      caller.token->expires_at.time_since_epoch().count());
  for (const ledger::Seat& seat : caller.person->seats) {
    const auto* office = caller.directory->rules().FindParticipant(seat.participant);
    if (office != nullptr) answer.add_offices(office->name);
  }
  return answer;
}

Refusal TellPolicy(const View& view, const v1::GetPolicyRequest&, v1::PolicyTable* answer) {
  const auto rules = storage::CatalogReader(view.backend.pool).Rules();
  if (!rules.ok()) return FromAbsl(rules.status());
  *answer = PolicyTableOf(**rules);
  return std::nullopt;
}

Refusal ListOffices(const View& view, const v1::ListParticipantsRequest& request,
                    v1::ListParticipantsResponse* answer) {
  Shape shape;
  const auto role = shape.OptionalEnum<ledger::Role>("role", request.role(), v1::Role_IsValid);
  if (!shape.ok()) return Misshapen(shape.violations());
  return ListByCode(
      view, request, answer,
      [&](const ledger::Rules& rules) {
        std::map<std::string, ledger::Participant> by_name;
        for (const auto& [id, participant] : rules.participants) {
          if (!role || participant.role == *role) by_name.emplace(participant.name, participant);
        }
        return by_name;
      },
      [&](const ledger::Participant& participant) {
        *answer->add_participants() = ToProto(participant);
      });
}

Refusal ListPeople(const View& view, const v1::ListPersonsRequest& request,
                   v1::ListPersonsResponse* answer) {
  Shape shape;
  std::string office;
  if (!request.participant().empty()) {
    office = shape.Name("participant", request.participant(), kMaxParticipantName);
  }
  if (!shape.ok()) return Misshapen(shape.violations());
  return ListByCode(
      view, request, answer,
      [&](const ledger::Rules& rules) {
        std::map<std::string, v1::Person> by_code;
        const ledger::Participant* named = rules.FindParticipant(office);
        for (const auto& [code, person] : rules.persons) {
          const bool seated = named != nullptr && ledger::SeatAt(person, named->id) != nullptr;
          if (office.empty() || seated) by_code.emplace(code, ToProto(rules, person));
        }
        return by_code;
      },
      [&](const v1::Person& person) { *answer->add_persons() = person; });
}

// Those who may not hold allowances.
Refusal ListStaffEntries(const View& view, const v1::ListStaffRequest& request,
                         v1::ListStaffResponse* answer) {
  Shape shape;
  const auto staff_of =
      shape.OptionalEnum<ledger::StaffOf>("staff_of", request.staff_of(), v1::StaffOf_IsValid);
  if (!shape.ok()) return Misshapen(shape.violations());
  return ListByCode(
      view, request, answer,
      [&](const ledger::Rules& rules) {
        std::map<std::string, ledger::StaffEntry> by_identity;
        for (const auto& [identity, entry] : rules.staff) {
          if (!staff_of || entry.staff_of == *staff_of) {
            by_identity.emplace(ToBytes(identity), entry);
          }
        }
        return by_identity;
      },
      [&](const ledger::StaffEntry& entry) { *answer->add_entries() = ToProto(entry); });
}

// The versions of one certificate.
Refusal ListVersions(const View& view, const v1::ListCertificatesRequest& request,
                     const ledger::Digest& fingerprint, const PageAsked& page,
                     v1::ListCertificatesResponse* answer) {
  const auto rules = storage::CatalogReader(view.backend.pool).Rules();
  if (!rules.ok()) return FromAbsl(rules.status());
  std::optional<ledger::Sequence> after;
  if (page.after) after = ledger::Sequence{KeyReader(*page.after).Number()};
  const auto rows =
      storage::AccessReader(view.backend.pool).OfCertificate(fingerprint, after, page.size);
  if (!rows.ok()) return FromAbsl(rows.status());
  for (const auto& row : rows->rows) {
    v1::Certificate& certificate = *answer->add_certificates();
    certificate = ToProto(**rules, row.fact);
    certificate.set_sequence(ledger::Raw(row.sequence));
    *certificate.mutable_record_time() = ToProto(row.recorded_at);
    if (const auto* by = (*rules)->FindParticipant(row.participant)) {
      certificate.set_by_participant(by->name);
    }
    certificate.set_by_person(row.person);
    certificate.set_approver(row.approver);
  }
  std::optional<std::string> key;
  if (rows->next) key = KeyWriter().Number(ledger::Raw(*rows->next)).bytes();
  answer->set_next_page_token(NextToken(view, request, ledger::Sequence{}, std::move(key)));
  return std::nullopt;
}

Refusal ListKeys(const View& view, const v1::ListCertificatesRequest& request,
                 v1::ListCertificatesResponse* answer) {
  Shape shape;
  std::string office;
  if (!request.participant().empty()) {
    office = shape.Name("participant", request.participant(), kMaxParticipantName);
  }
  if (!request.fingerprint().empty()) {
    const ledger::Digest fingerprint = shape.Digest("fingerprint", request.fingerprint());
    if (!office.empty()) shape.Violate("participant", "is not for the history of one certificate");
    PageAsked page;
    if (Refusal refusal = ReadPageAsked(view, request, shape, &page)) return refusal;
    return ListVersions(view, request, fingerprint, page, answer);
  }
  if (!shape.ok()) return Misshapen(shape.violations());
  return ListByCode(
      view, request, answer,
      [&](const ledger::Rules& rules) {
        std::map<std::string, v1::Certificate> by_fingerprint;
        for (const auto& [fingerprint, certificate] : rules.certificates) {
          v1::Certificate told = ToProto(rules, certificate);
          if (!office.empty() && told.participant() != office) continue;
          by_fingerprint.emplace(told.fingerprint(), std::move(told));
        }
        return by_fingerprint;
      },
      [&](const v1::Certificate& certificate) { *answer->add_certificates() = certificate; });
}

// Who reads who may call, and who sets the calendar.
Scope RightToCalendar(ledger::Role role) {
  const Scope access = ledger::RightTo(role, ledger::Read::kAccess);
  return access != Scope::kNone ? access : ledger::RightTo(role, ledger::CommandType::kSetCalendar);
}

Refusal FindCalendar(const View& view, const v1::GetCalendarRequest& request,
                     v1::Calendar* answer) {
  Shape shape;
  const std::int16_t year = shape.Year("year", request.year());
  if (!shape.ok()) return Misshapen(shape.violations());
  const auto rules = storage::CatalogReader(view.backend.pool).Rules();
  if (!rules.ok()) return FromAbsl(rules.status());
  const auto found = (*rules)->calendars.find(year);
  if (found == (*rules)->calendars.end()) return NotFound("calendar of", std::to_string(year));
  *answer = ToProto(found->second);
  return std::nullopt;
}

}  // namespace

Reactor* AccessService::RegisterParticipant(CallContext* context, const Bytes* request,
                                            Bytes* response) {
  return Write<v1::RegisterParticipantRequest>(backend_, "AccessService/RegisterParticipant",
                                               context, request, response);
}

Reactor* AccessService::ChangeParticipant(CallContext* context, const Bytes* request,
                                          Bytes* response) {
  return Write<v1::ChangeParticipantRequest>(backend_, "AccessService/ChangeParticipant", context,
                                             request, response);
}

Reactor* AccessService::RegisterCertificate(CallContext* context, const Bytes* request,
                                            Bytes* response) {
  return Write<v1::RegisterCertificateRequest>(backend_, "AccessService/RegisterCertificate",
                                               context, request, response);
}

Reactor* AccessService::RevokeCertificate(CallContext* context, const Bytes* request,
                                          Bytes* response) {
  return Write<v1::RevokeCertificateRequest>(backend_, "AccessService/RevokeCertificate", context,
                                             request, response);
}

Reactor* AccessService::RegisterPerson(CallContext* context, const Bytes* request,
                                       Bytes* response) {
  return Write<v1::RegisterPersonRequest>(backend_, "AccessService/RegisterPerson", context,
                                          request, response);
}

Reactor* AccessService::ChangePerson(CallContext* context, const Bytes* request, Bytes* response) {
  return Write<v1::ChangePersonRequest>(backend_, "AccessService/ChangePerson", context, request,
                                        response);
}

Reactor* AccessService::SetPolicy(CallContext* context, const Bytes* request, Bytes* response) {
  return Write<v1::SetPolicyRequest>(backend_, "AccessService/SetPolicy", context, request,
                                     response);
}

Reactor* AccessService::SetCalendar(CallContext* context, const Bytes* request, Bytes* response) {
  return Write<v1::SetCalendarRequest>(backend_, "AccessService/SetCalendar", context, request,
                                       response);
}

Reactor* AccessService::RegisterStaff(CallContext* context, const Bytes* request, Bytes* response) {
  return Write<v1::RegisterStaffRequest>(backend_, "AccessService/RegisterStaff", context, request,
                                         response);
}

// Everybody may know who he is taken for, and nothing is read for it.
Reactor* AccessService::GetCaller(CallContext* context, const Bytes* request, Bytes* response) {
  const auto call = std::make_shared<Call>(backend_, "AccessService/GetCaller", context, response);
  v1::GetCallerRequest message;
  if (call->Known() && call->Parse(*request, message)) call->Answer(Describe(call->who()));
  return call->reactor();
}

Reactor* AccessService::GetPolicy(CallContext* context, const Bytes* request, Bytes* response) {
  return Read<v1::GetPolicyRequest, v1::PolicyTable>(backend_, "AccessService/GetPolicy",
                                                     ledger::Read::kAccess, context, request,
                                                     response, TellPolicy);
}

Reactor* AccessService::ListParticipants(CallContext* context, const Bytes* request,
                                         Bytes* response) {
  return Read<v1::ListParticipantsRequest, v1::ListParticipantsResponse>(
      backend_, "AccessService/ListParticipants", ledger::Read::kAccess, context, request, response,
      ListOffices);
}

Reactor* AccessService::ListCertificates(CallContext* context, const Bytes* request,
                                         Bytes* response) {
  return Read<v1::ListCertificatesRequest, v1::ListCertificatesResponse>(
      backend_, "AccessService/ListCertificates", ledger::Read::kAccess, context, request, response,
      ListKeys);
}

Reactor* AccessService::ListPersons(CallContext* context, const Bytes* request, Bytes* response) {
  return Read<v1::ListPersonsRequest, v1::ListPersonsResponse>(
      backend_, "AccessService/ListPersons", ledger::Read::kAccess, context, request, response,
      ListPeople);
}

Reactor* AccessService::ListStaff(CallContext* context, const Bytes* request, Bytes* response) {
  return Read<v1::ListStaffRequest, v1::ListStaffResponse>(backend_, "AccessService/ListStaff",
                                                           ledger::Read::kAccess, context, request,
                                                           response, ListStaffEntries);
}

Reactor* AccessService::GetCalendar(CallContext* context, const Bytes* request, Bytes* response) {
  return Read<v1::GetCalendarRequest, v1::Calendar>(backend_, "AccessService/GetCalendar",
                                                    RightToCalendar, context, request, response,
                                                    FindCalendar);
}

}  // namespace registry::server
