#include "tests/fuzz/request_types.h"

#include <filesystem>
#include <fstream>
#include <set>

namespace registry::fuzz {
namespace {

using Prototypes = std::vector<const google::protobuf::Message*>;

template <typename... Messages>
void Append(TypeList<Messages...>, Prototypes& prototypes) {
  (prototypes.push_back(&Messages::default_instance()), ...);
}

template <typename List>
std::set<std::string> NamesOf() {
  Prototypes prototypes;
  Append(List{}, prototypes);
  std::set<std::string> names;
  for (const auto* prototype : prototypes) names.insert(prototype->GetDescriptor()->name());
  return names;
}

enum class Kind { kWrite, kListing, kOther };

bool Stands(const std::string& name, Kind kind) {
  static const std::set<std::string> writes = NamesOf<Writes>();
  static const std::set<std::string> listings = NamesOf<Listings>();
  static const std::set<std::string> others = NamesOf<Others>();
  switch (kind) {
    case Kind::kWrite:
      return writes.contains(name);
    case Kind::kListing:
      return listings.contains(name);
    case Kind::kOther:
      return others.contains(name);
  }
  return false;
}

// Reads "message X {", then fields, as the project's .proto files are written.
void ReadFile(const std::filesystem::path& path, std::vector<std::string>& missed) {
  std::ifstream file(path);
  std::string line, name;
  Kind kind = Kind::kOther;
  while (std::getline(file, line)) {
    if (line.starts_with("message ")) {
      name = line.substr(8, line.find(' ', 8) - 8);
      kind = Kind::kOther;
    }
    if (line.starts_with("  string request_id = ")) kind = Kind::kWrite;
    if (line.starts_with("  int32 page_size = ")) kind = Kind::kListing;
    if (!line.ends_with('}') || line.starts_with(' ') || name.empty()) continue;
    if (name.ends_with("Request") && !Stands(name, kind)) missed.push_back(name);
    name.clear();
  }
}

}  // namespace

const Prototypes& AllRequests() {
  static const Prototypes all = [] {
    Prototypes prototypes;
    Append(Writes{}, prototypes);
    Append(Listings{}, prototypes);
    Append(Others{}, prototypes);
    return prototypes;
  }();
  return all;
}

std::vector<std::string> RequestsMissed(const std::string& proto_folder) {
  std::vector<std::string> missed;
  for (const auto& entry : std::filesystem::directory_iterator(proto_folder)) {
    if (entry.path().extension() == ".proto") ReadFile(entry.path(), missed);
  }
  return missed;
}

}  // namespace registry::fuzz
