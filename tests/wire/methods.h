// The methods of a server, as its own reflection lists them.
#ifndef TESTS_WIRE_METHODS_H_
#define TESTS_WIRE_METHODS_H_

#include <grpcpp/grpcpp.h>

#include <memory>
#include <string>
#include <vector>

#include "google/protobuf/message.h"

namespace registry::wire {

struct Method {
  std::string path;          // "/carbon.registry.v1.TransferService/Transfer"
  std::string request_type;  // "carbon.registry.v1.TransferRequest"
  bool own = false;          // of carbon.registry.v1
  bool write = false;        // its request has a request_id
};

// In the order of their paths, health and reflection included. Throws when reflection (v1alpha)
// does not answer.
std::vector<Method> ListMethods(const std::shared_ptr<grpc::Channel>& channel);

// Those that record something, but for the answers to proposals: those need persons.
std::vector<Method> ListWrites(const std::shared_ptr<grpc::Channel>& channel);

// An empty message of a type of ours; throws when there is none.
std::unique_ptr<google::protobuf::Message> NewMessage(const std::string& type);

}  // namespace registry::wire

#endif  // TESTS_WIRE_METHODS_H_
