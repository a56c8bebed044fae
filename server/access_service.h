// The security administrators' office (access.proto).
#ifndef SERVER_ACCESS_SERVICE_H_
#define SERVER_ACCESS_SERVICE_H_

#include "carbon/registry/v1/access.grpc.pb.h"
#include "server/backend.h"
#include "server/call.h"

namespace registry::server {

namespace access_methods {

using Protocol = carbon::registry::v1::AccessService;
using Offices = Protocol::WithRawCallbackMethod_RegisterParticipant<
    Protocol::WithRawCallbackMethod_ChangeParticipant<
        Protocol::WithRawCallbackMethod_RegisterCertificate<
            Protocol::WithRawCallbackMethod_RevokeCertificate<Protocol::Service>>>>;
using People =
    Protocol::WithRawCallbackMethod_RegisterPerson<Protocol::WithRawCallbackMethod_ChangePerson<
        Protocol::WithRawCallbackMethod_RegisterStaff<Offices>>>;
using Tables =
    Protocol::WithRawCallbackMethod_SetPolicy<Protocol::WithRawCallbackMethod_SetCalendar<People>>;
using Told = Protocol::WithRawCallbackMethod_GetCaller<
    Protocol::WithRawCallbackMethod_GetPolicy<Protocol::WithRawCallbackMethod_GetCalendar<Tables>>>;
using All = Protocol::WithRawCallbackMethod_ListParticipants<
    Protocol::WithRawCallbackMethod_ListCertificates<Protocol::WithRawCallbackMethod_ListPersons<
        Protocol::WithRawCallbackMethod_ListStaff<Told>>>>;

}  // namespace access_methods

class AccessService final : public access_methods::All {
 public:
  explicit AccessService(const Backend& backend) : backend_(backend) {}

  Reactor* RegisterParticipant(CallContext* context, const Bytes* request,
                               Bytes* response) override;
  Reactor* ChangeParticipant(CallContext* context, const Bytes* request, Bytes* response) override;
  Reactor* RegisterCertificate(CallContext* context, const Bytes* request,
                               Bytes* response) override;
  Reactor* RevokeCertificate(CallContext* context, const Bytes* request, Bytes* response) override;
  Reactor* RegisterPerson(CallContext* context, const Bytes* request, Bytes* response) override;
  Reactor* ChangePerson(CallContext* context, const Bytes* request, Bytes* response) override;
  Reactor* SetPolicy(CallContext* context, const Bytes* request, Bytes* response) override;
  Reactor* SetCalendar(CallContext* context, const Bytes* request, Bytes* response) override;
  Reactor* RegisterStaff(CallContext* context, const Bytes* request, Bytes* response) override;
  Reactor* GetCaller(CallContext* context, const Bytes* request, Bytes* response) override;
  Reactor* GetPolicy(CallContext* context, const Bytes* request, Bytes* response) override;
  Reactor* ListParticipants(CallContext* context, const Bytes* request, Bytes* response) override;
  Reactor* ListCertificates(CallContext* context, const Bytes* request, Bytes* response) override;
  Reactor* ListPersons(CallContext* context, const Bytes* request, Bytes* response) override;
  Reactor* ListStaff(CallContext* context, const Bytes* request, Bytes* response) override;
  Reactor* GetCalendar(CallContext* context, const Bytes* request, Bytes* response) override;

 private:
  const Backend& backend_;
};

}  // namespace registry::server

#endif  // SERVER_ACCESS_SERVICE_H_
