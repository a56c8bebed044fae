#include "carbon/registry/v1/access.grpc.pb.h"
#include "cli/certificate_file.h"
#include "cli/command.h"

namespace registry::cli {
namespace {

using Stub = v1::AccessService::Stub;
using google::protobuf::RepeatedPtrField;

constexpr char kOffice[] = "security";

std::string Joined(const RepeatedPtrField<std::string>& texts) {
  std::string joined;
  for (const std::string& text : texts) joined += (joined.empty() ? "" : ", ") + text;
  return joined;
}

// ---- Who is calling

ExitCode WhoAmI(Session& session) {
  return Get(session, "auditor", &Stub::GetCaller, v1::GetCallerRequest(),
             [&](const v1::CallerIdentity& caller) {
               PrintPairs(session.out, {{"office", caller.participant()},
                                        {"role", Word(caller.role())},
                                        {"person", caller.person()},
                                        {"powers", PowerWords(caller.powers())},
                                        {"channel", caller.channel()},
                                        {"token until", ShowInstant(caller.token_expire_time())},
                                        {"offices", Joined(caller.offices())}});
             });
}

// ---- Participants

struct ParticipantFlags : WriteFlags {
  std::string name;
  std::string role;
  std::string province;
  std::string account;
  std::string cause;
};

ExitCode RegisterParticipant(Session& session, const ParticipantFlags& flags) {
  v1::RegisterParticipantRequest request;
  request.set_participant(flags.name);
  request.set_role(FromWord<v1::Role>(flags.role));
  request.set_province(flags.province);
  request.set_account(flags.account);
  return Write(session, kOffice, &Stub::RegisterParticipant, request, flags);
}

ExitCode ChangeParticipant(Session& session, const ParticipantFlags& flags, bool active) {
  v1::ChangeParticipantRequest request;
  request.set_participant(flags.name);
  request.set_active(active);
  request.set_cause(flags.cause);
  return Write(session, kOffice, &Stub::ChangeParticipant, request, flags);
}

struct ListFlags {
  std::string role;
  std::string participant;
  std::string fingerprint;
  std::int64_t limit = 0;
};

ExitCode ListParticipants(Session& session, const ListFlags& flags) {
  v1::ListParticipantsRequest request;
  request.set_role(FromWord<v1::Role>(flags.role));
  const ListView<v1::Participant> view{
      {{"participant"}, {"role"}, {"province"}, {"account"}, {"state"}},
      [](const v1::Participant& participant) -> std::vector<std::string> {
        return {participant.participant(), Word(participant.role()), participant.province(),
                participant.account(), participant.active() ? "active" : "suspended"};
      },
      "no such participants"};
  return List(session, kOffice, &Stub::ListParticipants, request,
              &v1::ListParticipantsResponse::participants, flags.limit, view);
}

// ---- Certificates

struct CertificateFlags : WriteFlags {
  std::string participant;
  std::string file;
  std::string fingerprint;
  std::string cause;
};

ExitCode RegisterCertificate(Session& session, const CertificateFlags& flags) {
  const auto certificate = ReadCertificate(flags.file);
  if (!certificate) return session.FailUsage("there is no certificate in " + flags.file);
  v1::RegisterCertificateRequest request;
  request.set_participant(flags.participant);
  request.set_fingerprint(certificate->fingerprint);
  *request.mutable_valid_from_time() = certificate->valid_from;
  *request.mutable_valid_until_time() = certificate->valid_until;
  return Write(session, kOffice, &Stub::RegisterCertificate, request, flags);
}

ExitCode RevokeCertificate(Session& session, const CertificateFlags& flags) {
  v1::RevokeCertificateRequest request;
  request.set_participant(flags.participant);
  request.set_cause(flags.cause);
  if (!flags.fingerprint.empty()) {
    const auto bytes = ReadHex(flags.fingerprint);
    if (!bytes) return session.FailUsage("a fingerprint has hexadecimal digits");
    request.set_fingerprint(*bytes);
  } else if (const auto certificate = ReadCertificate(flags.file)) {
    request.set_fingerprint(certificate->fingerprint);
  } else {
    return session.FailUsage("name the certificate: --file or --fingerprint");
  }
  return Write(session, kOffice, &Stub::RevokeCertificate, request, flags);
}

ExitCode ListCertificates(Session& session, const ListFlags& flags) {
  v1::ListCertificatesRequest request;
  request.set_participant(flags.participant);
  if (!flags.fingerprint.empty()) {
    const auto bytes = ReadHex(flags.fingerprint);
    if (!bytes) return session.FailUsage("a fingerprint has hexadecimal digits");
    request.set_fingerprint(*bytes);
  }
  const ListView<v1::Certificate> view{
      {{"participant"},
       {"fingerprint"},
       {"from"},
       {"until"},
       {"state"},
       {"transaction", Table::Side::kRight},
       {"recorded at"},
       {"by"},
       {"approved by"}},
      [](const v1::Certificate& certificate) -> std::vector<std::string> {
        const bool history = certificate.sequence() != 0;
        return {certificate.participant(),
                Hex(certificate.fingerprint()),
                ShowInstant(certificate.valid_from_time()),
                ShowInstant(certificate.valid_until_time()),
                certificate.revoked() ? "revoked" : "entered",
                history ? Thousands(certificate.sequence()) : "",
                ShowInstant(certificate.record_time()),
                certificate.by_person(),
                certificate.approver()};
      },
      "no certificate was entered or revoked"};
  return List(session, kOffice, &Stub::ListCertificates, request,
              &v1::ListCertificatesResponse::certificates, flags.limit, view);
}

// ---- Commands

void AddParticipants(Session& session, CLI::App& app) {
  CLI::App* group = app.add_subcommand("participant", "offices and systems that may call");
  group->require_subcommand(1);
  auto entered = std::make_shared<ParticipantFlags>();
  CLI::App* enter =
      AddCommand(session, *group, "register", "enter one", entered, RegisterParticipant);
  enter->add_option("name", entered->name, "its name in certificates")->required();
  AddWord<v1::Role>(*enter, "--role", entered->role, "what it is")->required();
  enter->add_option("--province", entered->province, "of a provincial authority");
  enter->add_option("--account", entered->account, "of a unit's representative");
  AddWriteFlags(*enter, *entered);
  for (const bool active : {false, true}) {
    auto flags = std::make_shared<ParticipantFlags>();
    CLI::App* change = AddCommand(session, *group, active ? "resume" : "suspend",
                                  active ? "let it act again" : "do not hear it any more, at once",
                                  flags, [active](Session& s, const ParticipantFlags& f) {
                                    return ChangeParticipant(s, f, active);
                                  });
    change->add_option("name", flags->name, "its name")->required();
    change->add_option("--cause", flags->cause, "why, 1 to 500 characters")->required();
    AddWriteFlags(*change, *flags);
  }
  auto list = std::make_shared<ListFlags>();
  CLI::App* all = AddCommand(session, *group, "list", "them by name", list, ListParticipants);
  AddWord<v1::Role>(*all, "--role", list->role, "only these");
  AddLimit(*all, list->limit);
}

void AddCertificates(Session& session, CLI::App& app) {
  CLI::App* group = app.add_subcommand("certificate", "certificates of participants");
  group->require_subcommand(1);
  auto entered = std::make_shared<CertificateFlags>();
  CLI::App* enter = AddCommand(session, *group, "register",
                               "enter one; from the first on only entered ones are accepted",
                               entered, RegisterCertificate);
  enter->add_option("participant", entered->participant, "whose it is")->required();
  enter->add_option("file", entered->file, "the certificate, PEM")
      ->required()
      ->check(CLI::ExistingFile);
  AddWriteFlags(*enter, *entered);
  auto revoked = std::make_shared<CertificateFlags>();
  CLI::App* revoke = AddCommand(session, *group, "revoke", "never accept one again, at once",
                                revoked, RevokeCertificate);
  revoke->add_option("participant", revoked->participant, "whose it is")->required();
  CLI::Option* file =
      revoke->add_option("--file", revoked->file, "the certificate, PEM")->check(CLI::ExistingFile);
  revoke->add_option("--fingerprint", revoked->fingerprint, "or its SHA-256, hexadecimal")
      ->excludes(file);
  revoke->add_option("--cause", revoked->cause, "why, 1 to 500 characters")->required();
  AddWriteFlags(*revoke, *revoked);
  auto list = std::make_shared<ListFlags>();
  CLI::App* all =
      AddCommand(session, *group, "list", "those entered and revoked", list, ListCertificates);
  CLI::Option* whose = all->add_option("--participant", list->participant, "only of this one");
  all->add_option("--fingerprint", list->fingerprint, "the history of one")->excludes(whose);
  AddLimit(*all, list->limit);
}

}  // namespace

void AddAccessCommands(Session& session, CLI::App& app) {
  struct None {};
  AddCommand(session, app, "whoami", "who the registry takes you for", std::make_shared<None>(),
             [](Session& s, const None&) { return WhoAmI(s); });
  AddParticipants(session, app);
  AddCertificates(session, app);
}

}  // namespace registry::cli
