#include <google/protobuf/text_format.h>

#include <iostream>

#include "client/identity.h"
#include "client/registry.h"

using namespace registry::client;

int main(int, char** argv) {  // transfer SERVER CERTIFICATES REQUEST
  Registry registry(OpenChannel(argv[1], IdentityIn(argv[2], "operator")).value());
  v1::TransferRequest request;
  google::protobuf::TextFormat::ParseFromString(argv[3], &request);
  const auto answer = registry.Call(&v1::TransferService::Stub::Transfer, request);
  std::cout << (answer.ok() ? answer.value.DebugString() : answer.error.message) << "\n";
  return answer.ok() ? 0 : 1;
}
