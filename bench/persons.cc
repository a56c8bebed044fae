#include "bench/persons.h"

#include <stdexcept>

#include "bench/load.h"
#include "bench/scene.h"
#include "carbon/registry/v1/access.grpc.pb.h"
#include "client/identity.h"
#include "client/registry.h"
#include "client/uuid.h"

namespace registry::bench {
namespace {

constexpr const char* kIssuer = "https://identity.bench.example";
constexpr const char* kAudience = "registry-bench";
constexpr const char* kSubject = "bench-operator";

client::Registry SecurityAdministrator(const std::string& server, const std::string& pki) {
  auto channel = client::OpenChannel(server, client::IdentityIn(pki, "security-1"));
  if (!channel.ok()) throw std::runtime_error(std::string(channel.status().message()));
  return client::Registry(*std::move(channel));
}

}  // namespace

Persons::Persons(const std::string& directory)
    : keys_(directory + "/token-keys.json"), maker_(kIssuer, kAudience) {
  maker_.WriteJwks(keys_);
}

std::vector<std::string> Persons::Flags() const {
  return {"--token-keys=" + keys_, std::string("--token-issuer=") + kIssuer,
          std::string("--token-audience=") + kAudience,
          "--rate-limit=0"};  // one person asks for what thousands do
}

std::string Persons::Authorization() const { return "Bearer " + maker_.Sign(kSubject); }

void Persons::Enter(const std::string& server, const std::string& pki) const {
  v1::RegisterPersonRequest person;
  person.set_request_id(client::NewRequestId());
  person.set_person("bench-1");
  person.set_identity_number("bench 1");
  v1::Subject& subject = *person.add_subjects();
  subject.set_issuer(kIssuer);
  subject.set_subject(kSubject);
  v1::Seat& seat = *person.add_seats();
  seat.set_participant("operator");
  seat.add_powers(v1::POWER_INITIATE);
  const auto answer =
      SecurityAdministrator(server, pki).Call(&v1::AccessService::Stub::RegisterPerson, person);
  if (!answer.ok()) throw std::runtime_error("entering a person: " + answer.error.message);
}

void Persons::Propose(const std::string& server, const std::string& pki,
                      const std::vector<std::string>& accounts, int count) const {
  v1::SetPolicyRequest set;
  set.set_request_id(client::NewRequestId());
  v1::Policy& policy = *set.mutable_policy();
  policy.set_kind(v1::POLICY_KIND_APPROVALS_NEEDED);
  policy.set_role(v1::ROLE_REGISTRY_OPERATOR);
  policy.set_command(v1::TRANSACTION_TYPE_CANCEL);
  policy.mutable_from_time();  // the beginning of the book, of which no such policy speaks yet
  policy.set_value(1);
  set.mutable_document()->set_number("bench");
  set.mutable_document()->set_sha256(std::string(32, '\1'));
  const auto answer =
      SecurityAdministrator(server, pki).Call(&v1::AccessService::Stub::SetPolicy, set);
  if (!answer.ok()) throw std::runtime_error("setting a policy: " + answer.error.message);
  const Load load = LoadGenerator({server}, pki, accounts).Cancellations(count, Authorization());
  if (load.failed > 0 || load.waiting != count) {
    throw std::runtime_error("proposals: " + std::to_string(load.waiting) + " of " +
                             std::to_string(count) + " wait: " + load.first_failure);
  }
}

}  // namespace registry::bench
