// The security administrators' office (access.proto).
#ifndef SERVER_ACCESS_SERVICE_H_
#define SERVER_ACCESS_SERVICE_H_

#include "carbon/registry/v1/access.grpc.pb.h"
#include "server/backend.h"
#include "server/call.h"

namespace registry::server {

class AccessService final
    : public carbon::registry::v1::AccessService::WithRawCallbackMethod_RegisterParticipant<
          carbon::registry::v1::AccessService::WithRawCallbackMethod_ChangeParticipant<
              carbon::registry::v1::AccessService::WithRawCallbackMethod_RegisterCertificate<
                  carbon::registry::v1::AccessService::WithRawCallbackMethod_RevokeCertificate<
                      carbon::registry::v1::AccessService::WithRawCallbackMethod_RegisterPerson<
                          carbon::registry::v1::AccessService::WithRawCallbackMethod_ChangePerson<
                              carbon::registry::v1::AccessService::WithRawCallbackMethod_SetPolicy<
                                  carbon::registry::v1::AccessService::
                                      WithRawCallbackMethod_SetCalendar<
                                          carbon::registry::v1::AccessService::
                                              WithRawCallbackMethod_GetCaller<
                                                  carbon::registry::v1::AccessService::
                                                      WithRawCallbackMethod_GetPolicy<
                                                          carbon::registry::v1::AccessService::
                                                              WithRawCallbackMethod_ListParticipants<
                                                                  carbon::registry::v1::AccessService::
                                                                      WithRawCallbackMethod_ListCertificates<
                                                                          carbon::registry::v1::AccessService::WithRawCallbackMethod_ListPersons<
                                                                              carbon::
                                                                                  registry::v1::AccessService::WithRawCallbackMethod_GetCalendar<
                                                                                      carbon::
                                                                                          registry::v1::AccessService::
                                                                                              Service>>>>>>>>>>>>>> {
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
  Reactor* GetCaller(CallContext* context, const Bytes* request, Bytes* response) override;
  Reactor* GetPolicy(CallContext* context, const Bytes* request, Bytes* response) override;
  Reactor* ListParticipants(CallContext* context, const Bytes* request, Bytes* response) override;
  Reactor* ListCertificates(CallContext* context, const Bytes* request, Bytes* response) override;
  Reactor* ListPersons(CallContext* context, const Bytes* request, Bytes* response) override;
  Reactor* GetCalendar(CallContext* context, const Bytes* request, Bytes* response) override;

 private:
  const Backend& backend_;
};

}  // namespace registry::server

#endif  // SERVER_ACCESS_SERVICE_H_
