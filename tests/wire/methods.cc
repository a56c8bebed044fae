#include "tests/wire/methods.h"

#include <algorithm>
#include <stdexcept>
#include <string_view>

#include "google/protobuf/descriptor.h"
#include "google/protobuf/descriptor.pb.h"
#include "google/protobuf/descriptor_database.h"
#include "google/protobuf/unknown_field_set.h"
#include "tests/wire/call.h"

namespace registry::wire {
namespace {

using google::protobuf::UnknownFieldSet;

// grpc/reflection/v1alpha/reflection.proto, of which no generated code is installed: the numbers of
// the fields.
constexpr char kReflection[] = "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo";
constexpr int kFileContainingSymbol = 4, kListServices = 7;           // of the request
constexpr int kFileDescriptorResponse = 4, kServicesResponse = 6;     // of the response
constexpr int kFileDescriptors = 1, kServices = 1, kServiceName = 1;  // of these two

std::vector<std::string> FieldsOf(const std::string& bytes, int number) {
  UnknownFieldSet fields;
  if (!fields.ParseFromString(bytes)) throw std::runtime_error("reflection sent no message");
  std::vector<std::string> found;
  for (int i = 0; i < fields.field_count(); ++i) {
    if (fields.field(i).number() == number) found.push_back(fields.field(i).length_delimited());
  }
  return found;
}

std::string AskReflection(const std::shared_ptr<grpc::Channel>& channel, int question,
                          const std::string& about, int expected) {
  UnknownFieldSet request;
  request.AddLengthDelimited(question, about);
  std::string bytes;
  request.SerializeToString(&bytes);
  const Answer answer = Invoke(channel, kReflection, bytes);
  if (!answer.ok() || answer.responses.empty()) {
    throw std::runtime_error("reflection does not answer: " + answer.message);
  }
  const auto found = FieldsOf(answer.response(), expected);
  if (found.empty()) throw std::runtime_error("reflection does not know " + about);
  return found.front();
}

void AddMethods(const google::protobuf::ServiceDescriptor& service, std::vector<Method>& methods) {
  for (int i = 0; i < service.method_count(); ++i) {
    const auto& described = *service.method(i);
    Method& method = methods.emplace_back();
    method.path = "/" + service.full_name() + "/" + described.name();
    method.request_type = described.input_type()->full_name();
    method.own = service.full_name().starts_with("carbon.registry.v1.");
    method.write = described.input_type()->FindFieldByName("request_id") != nullptr;
  }
}

}  // namespace

std::vector<Method> ListMethods(const std::shared_ptr<grpc::Channel>& channel) {
  const std::string listed = AskReflection(channel, kListServices, "*", kServicesResponse);
  google::protobuf::SimpleDescriptorDatabase database;
  std::vector<std::string> names;
  for (const std::string& service : FieldsOf(listed, kServices)) {
    names.push_back(FieldsOf(service, kServiceName).at(0));
    const std::string files =
        AskReflection(channel, kFileContainingSymbol, names.back(), kFileDescriptorResponse);
    for (const std::string& bytes : FieldsOf(files, kFileDescriptors)) {
      google::protobuf::FileDescriptorProto file, known;
      file.ParseFromString(bytes);
      if (!database.FindFileByName(file.name(), &known)) database.Add(file);
    }
  }
  const google::protobuf::DescriptorPool pool(&database);
  std::vector<Method> methods;
  for (const std::string& name : names) {
    const auto* service = pool.FindServiceByName(name);
    if (service == nullptr) throw std::runtime_error("reflection does not describe " + name);
    AddMethods(*service, methods);
  }
  std::sort(methods.begin(), methods.end(),
            [](const Method& a, const Method& b) { return a.path < b.path; });
  return methods;
}

std::vector<Method> ListWrites(const std::shared_ptr<grpc::Channel>& channel) {
  std::vector<Method> methods = ListMethods(channel);
  std::erase_if(methods, [](const Method& method) {
    return !method.write || method.path.starts_with("/carbon.registry.v1.ProposalService/");
  });
  return methods;
}

std::unique_ptr<google::protobuf::Message> NewMessage(const std::string& type) {
  const auto* found =
      google::protobuf::DescriptorPool::generated_pool()->FindMessageTypeByName(type);
  if (found == nullptr) throw std::runtime_error("no generated code of " + type);
  const auto* prototype =
      google::protobuf::MessageFactory::generated_factory()->GetPrototype(found);
  return std::unique_ptr<google::protobuf::Message>(prototype->New());
}

}  // namespace registry::wire
