#include <sstream>

#include "carbon/registry/v1/access.grpc.pb.h"
#include "cli/command.h"

namespace registry::cli {
namespace {

using Stub = v1::AccessService::Stub;

constexpr char kOffice[] = "security";

struct ListFlags {
  std::string participant;
  std::int64_t limit = 0;
};

struct PersonFlags : WriteFlags {
  std::string code;
  std::string identity_file;
  std::vector<std::pair<std::string, std::string>> subjects;
  std::vector<std::string> seats;
  bool suspended = false;
  std::string cause;
};

// "registry=initiate+approve"; false: not of that form.
bool ReadSeat(const std::string& text, v1::Seat& seat) {
  const std::size_t equals = text.find('=');
  if (equals == std::string::npos) return false;
  seat.set_participant(text.substr(0, equals));
  std::istringstream words(text.substr(equals + 1));
  for (std::string word; std::getline(words, word, '+');) {
    const auto power = FromWord<v1::Power>(word);
    if (power == v1::POWER_UNSPECIFIED) return false;
    seat.add_powers(power);
  }
  return seat.powers_size() > 0;
}

template <typename Request>
bool SetPerson(Session& session, const PersonFlags& flags, Request& request) {
  request.set_person(flags.code);
  for (const auto& [issuer, subject] : flags.subjects) {
    v1::Subject& added = *request.add_subjects();
    added.set_issuer(issuer);
    added.set_subject(subject);
  }
  for (const std::string& text : flags.seats) {
    if (ReadSeat(text, *request.add_seats())) continue;
    session.FailUsage("write a seat as OFFICE=initiate+approve, not " + text);
    return false;
  }
  return true;
}

ExitCode RegisterPerson(Session& session, const PersonFlags& flags) {
  v1::RegisterPersonRequest request;
  if (!SetPerson(session, flags, request)) return ExitCode::kUsage;
  const auto number = FirstLineOf(flags.identity_file);
  if (!number) return session.FailUsage("cannot read " + flags.identity_file);
  request.set_identity_number(*number);
  return Write(session, kOffice, &Stub::RegisterPerson, request, flags);
}

ExitCode ChangePerson(Session& session, const PersonFlags& flags) {
  v1::ChangePersonRequest request;
  if (!SetPerson(session, flags, request)) return ExitCode::kUsage;
  request.set_active(!flags.suspended);
  request.set_cause(flags.cause);
  return Write(session, kOffice, &Stub::ChangePerson, request, flags);
}

ExitCode ListPersons(Session& session, const ListFlags& flags) {
  v1::ListPersonsRequest request;
  request.set_participant(flags.participant);
  const ListView<v1::Person> view{
      {{"person"}, {"state"}, {"seats"}, {"subjects"}},
      [](const v1::Person& person) -> std::vector<std::string> {
        std::string seats, subjects;
        for (const v1::Seat& seat : person.seats()) {
          seats +=
              (seats.empty() ? "" : ", ") + seat.participant() + "=" + PowerWords(seat.powers());
        }
        for (const v1::Subject& subject : person.subjects()) {
          subjects += (subjects.empty() ? "" : ", ") + subject.issuer() + " " + subject.subject();
        }
        return {person.person(), person.active() ? "active" : "suspended", seats, subjects};
      },
      "no such persons"};
  return List(session, kOffice, &Stub::ListPersons, request, &v1::ListPersonsResponse::persons,
              flags.limit, view);
}

void AddPersonFlags(CLI::App& command, PersonFlags& flags) {
  command.add_option("code", flags.code, "staff code, such as op-07")->required();
  command.add_option("--subject", flags.subjects, "ISSUER SUBJECT of its tokens; may be repeated")
      ->required();
  command.add_option("--seat", flags.seats, "OFFICE=initiate+approve; may be repeated")
      ->type_name("SEAT")
      ->allow_extra_args(false);
}

void AddPersons(Session& session, CLI::App& app) {
  CLI::App* group = app.add_subcommand("person", "the people behind the offices");
  group->require_subcommand(1);
  auto entered = std::make_shared<PersonFlags>();
  CLI::App* enter = AddCommand(session, *group, "register", "enter one", entered, RegisterPerson);
  AddPersonFlags(*enter, *entered);
  enter
      ->add_option("--identity-file", entered->identity_file,
                   "file with the number of the identity document in its first line")
      ->required()
      ->check(CLI::ExistingFile);
  AddWriteFlags(*enter, *entered);
  auto changed = std::make_shared<PersonFlags>();
  CLI::App* change =
      AddCommand(session, *group, "change", "give it these subjects and seats; suspend it", changed,
                 ChangePerson);
  AddPersonFlags(*change, *changed);
  change->add_flag("--suspended", changed->suspended, "do not hear it any more");
  change->add_option("--cause", changed->cause, "why, 1 to 500 characters")->required();
  AddWriteFlags(*change, *changed);
  auto list = std::make_shared<ListFlags>();
  CLI::App* all = AddCommand(session, *group, "list", "them by staff code", list, ListPersons);
  all->add_option("--participant", list->participant, "only with a seat there");
  AddLimit(*all, list->limit);
}

}  // namespace

std::string PowerWords(const google::protobuf::RepeatedField<int>& powers) {
  std::string words;
  for (const int power : powers) {
    words += (words.empty() ? "" : "+") + Word(static_cast<v1::Power>(power));
  }
  return words;
}

void AddPersonCommands(Session& session, CLI::App& app) { AddPersons(session, app); }

}  // namespace registry::cli
