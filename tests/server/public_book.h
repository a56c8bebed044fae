// A book with things to publish, and what the public is told of it.
#ifndef TESTS_SERVER_PUBLIC_BOOK_H_
#define TESTS_SERVER_PUBLIC_BOOK_H_

#include <string>

#include "carbon/registry/v1/public.grpc.pb.h"
#include "tests/server/small_book.h"
#include "tests/server/test_server.h"

namespace registry::testing {

// A book of Friday 16 July 2021, with the working days of the week after; the auditor sees what the
// public sees.
struct PublicBook {
  explicit PublicBook(int units = 4) : book(MakeSmallBook(server, units)) {
    v1::SetCalendarRequest request;
    request.set_request_id(NewId());
    request.mutable_calendar()->set_year(2021);
    for (const int day : {716, 719, 720, 721, 722, 723, 1231}) {
      request.mutable_calendar()->add_working_days(day);
    }
    *request.mutable_document() = Paper("calendar 2021");
    v1::WriteResponse response;
    Context context;
    RequireOk(server.As<v1::AccessService>("operator")->SetCalendar(&context, request, &response));
  }

  void GoTo(const std::string& time) {
    v1::AdvanceClockRequest request;
    request.set_request_id(NewId());
    *request.mutable_time() = At(time);
    v1::WriteResponse response;
    Context context;
    RequireOk(
        server.As<v1::RegistryService>("operator")->AdvanceClock(&context, request, &response));
  }

  void Cancel(const std::string& account, std::int64_t quantity) {
    v1::CancelAllowancesRequest request;
    request.set_request_id(NewId());
    request.set_account(account);
    request.set_instrument("CEA1920");
    request.set_quantity_tco2e(quantity);
    request.set_purpose("for the public good");
    v1::WriteResponse response;
    Context context;
    RequireOk(
        server.As<v1::TransferService>("operator")->CancelAllowances(&context, request, &response));
  }

  void Transfer(std::size_t from, std::size_t to, std::int64_t quantity,
                v1::TransferGround ground) {
    v1::TransferRequest request = NewTransfer(book.units[from], book.units[to], quantity);
    request.set_ground(ground);
    v1::WriteResponse response;
    Context context;
    RequireOk(server.As<v1::TransferService>("operator")->Transfer(&context, request, &response));
  }

  v1::ListPublicationsResponse Events(const v1::ListPublicationsRequest& request = {}) {
    v1::ListPublicationsResponse response;
    Context context;
    RequireOk(
        server.As<v1::PublicService>("auditor")->ListPublications(&context, request, &response));
    return response;
  }

  v1::Aggregates Sums(const v1::GetAggregatesRequest& request = {}) {
    v1::Aggregates response;
    Context context;
    RequireOk(server.As<v1::PublicService>("auditor")->GetAggregates(&context, request, &response));
    return response;
  }

  TestServer server;
  SmallBook book;
};

}  // namespace registry::testing

#endif  // TESTS_SERVER_PUBLIC_BOOK_H_
