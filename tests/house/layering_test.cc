#include "tests/house/layering.h"

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace registry::house {
namespace {

namespace fs = std::filesystem;

const fs::path kRoot = REGISTRY_SOURCE_DIR;

std::string ReadFile(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  REQUIRE(file);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

// Every C++ file of the checkout, relative to its root; build folders, packages and git's own are
// not ours.
std::vector<fs::path> SourceFiles() {
  static const std::set<fs::path> kNotOurs = {"build", "node_modules", ".git", ".cache"};
  std::vector<fs::path> files;
  for (const fs::directory_entry& folder : fs::directory_iterator(kRoot)) {
    if (!folder.is_directory() || kNotOurs.contains(folder.path().filename())) continue;
    for (const fs::directory_entry& entry : fs::recursive_directory_iterator(folder)) {
      const fs::path extension = entry.path().extension();
      if (entry.is_regular_file() && (extension == ".h" || extension == ".cc")) {
        files.push_back(entry.path().lexically_relative(kRoot));
      }
    }
  }
  return files;
}

bool Accepts(std::string_view path, std::string_view text) { return CheckFile(path, text).empty(); }

TEST_CASE("every file includes only what the table of layers allows") {
  const std::vector<fs::path> files = SourceFiles();
  CHECK(files.size() > 10);  // the walk found the tree
  for (const fs::path& file : files) {
    for (const std::string& fault : CheckFile(file.string(), ReadFile(kRoot / file)))
      FAIL_CHECK(fault);
  }
}

TEST_CASE("the ledger knows the standard library alone") {
  CHECK(Accepts("ledger/a.h", "#include <optional>\n#include \"ledger/posting.h\"\n"));
  CHECK_FALSE(Accepts("ledger/a.h", "#include <pqxx/pqxx>\n"));
  CHECK_FALSE(Accepts("ledger/a.h", "#include \"pqxx/pqxx\"\n"));
  CHECK_FALSE(Accepts("ledger/a.h", "  #  include<absl/status/status.h>\n"));
  CHECK_FALSE(Accepts("ledger/a.h", "#include \"storage/journal.h\"\n"));
  CHECK_FALSE(Accepts("ledger/a.h", "#include \"log/hash.h\"\n"));
  CHECK_FALSE(Accepts("ledger/a.h", "#include <unistd.h>\n"));
  CHECK_FALSE(Accepts("ledger/a.h", "#include <bits/stdc++.h>\n"));
  CHECK_FALSE(Accepts("ledger/a.h", "#include <random>\n"));
  CHECK_FALSE(Accepts("ledger/a.h", "#include <ctime>\n"));
  CHECK_FALSE(Accepts("ledger/a.h", "#include WHATEVER\n"));
}

TEST_CASE("the ledger asks neither a clock nor chance nor its surroundings") {
  CHECK(Accepts("ledger/a.cc", "#include <chrono>\nstd::chrono::sys_days Day(int n);\n"));
  CHECK_FALSE(Accepts("ledger/a.cc", "auto now = std::chrono::system_clock::now();\n"));
  CHECK_FALSE(Accepts("ledger/a.cc", "auto now = std::chrono::steady_clock::now();\n"));
  CHECK_FALSE(Accepts("ledger/a.cc", "const char* home = std::getenv(\"HOME\");\n"));
  CHECK_FALSE(Accepts("ledger/a.cc", "auto t = time(nullptr);\n"));
  CHECK_FALSE(Accepts("ledger/a.cc", "auto t = std::time (nullptr);\n"));
  CHECK_FALSE(Accepts("ledger/a.cc", "std::mt19937_64 engine;\n"));
  CHECK_FALSE(Accepts("ledger/a.cc", "int n = rand();\n"));

  INFO("words, comments and texts are not calls");
  CHECK(Accepts("ledger/a.cc", "std::int64_t time = request.time();\n"));
  CHECK(Accepts("ledger/a.cc",
                "// getenv(\"X\") would be wrong here; so would time(nullptr)\n/* rand() */ int n "
                "= 1'000;\n"));
  CHECK(Accepts("ledger/a.cc", "auto text = \"the time(s) of system_clock \\\" rand()\";\n"));
  CHECK(Accepts("ledger/a.cc", "std::int64_t received_at_time(int x);\n"));
}

TEST_CASE("arrows between the layers point one way") {
  CHECK(Accepts("storage/a.cc",
                "#include \"ledger/decide.h\"\n#include \"log/hash.h\"\n#include <pqxx/pqxx>\n"));
  CHECK_FALSE(Accepts("storage/a.cc", "#include \"server/batcher.h\"\n"));
  CHECK_FALSE(Accepts("storage/a.cc", "#include \"carbon/registry/v1/account.pb.h\"\n"));
  CHECK_FALSE(Accepts("storage/a.cc", "#include <grpcpp/grpcpp.h>\n"));
  CHECK_FALSE(Accepts("storage/a.cc", "#include \"absl/synchronization/mutex.h\"\n"));

  CHECK(Accepts("log/a.cc", "#include \"ledger/posting.h\"\n#include <openssl/evp.h>\n"));
  CHECK_FALSE(Accepts("log/a.cc", "#include \"ledger/decide.h\"\n"));
  CHECK_FALSE(Accepts("log/a.cc", "#include \"storage/journal.h\"\n"));

  CHECK(Accepts(
      "server/a.cc",
      "#include \"storage/journal.h\"\n#include \"carbon/registry/v1/account.grpc.pb.h\"\n"));
  CHECK_FALSE(Accepts("server/a.cc", "#include \"client/client.h\"\n"));
  CHECK_FALSE(Accepts("server/a.cc", "#include \"pqxx/pqxx\"\n"));
  CHECK_FALSE(Accepts("server/a.cc", "#include \"tests/support/test_database.h\"\n"));
}

TEST_CASE("what has threads knows no gRPC") {
  CHECK(Accepts("server/batcher.cc", "#include \"storage/journal.h\"\n#include <thread>\n"));
  CHECK_FALSE(Accepts("server/batcher.cc", "#include <grpcpp/server_context.h>\n"));
  CHECK_FALSE(Accepts("server/feed_hub.h", "#include \"carbon/registry/v1/feed.pb.h\"\n"));
  CHECK_FALSE(Accepts("server/trail.cc", "#include <grpcpp/support/status.h>\n"));
  CHECK_FALSE(Accepts("server/workers.h", "#include \"google/protobuf/message.h\"\n"));
}

TEST_CASE("who only knows the protocol does not know the store") {
  for (const std::string_view path : {"client/a.cc", "cli/a.cc"}) {
    CHECK(Accepts(
        path, "#include \"carbon/registry/v1/account.grpc.pb.h\"\n#include <grpcpp/grpcpp.h>\n"));
    for (const std::string_view own :
         {"ledger/posting.h", "log/hash.h", "storage/journal.h", "server/status.h"}) {
      CHECK_FALSE(Accepts(path, "#include \"" + std::string(own) + "\"\n"));
    }
    CHECK_FALSE(Accepts(path, "#include <pqxx/pqxx>\n"));
  }
  CHECK(Accepts("cli/a.cc",
                "#include \"client/client.h\"\n#include \"sim/csv.h\"\n#include <CLI/CLI.hpp>\n"));
  CHECK_FALSE(Accepts("client/a.cc", "#include \"cli/table.h\"\n"));
  CHECK_FALSE(Accepts("client/a.cc", "#include <CLI/CLI.hpp>\n"));
  CHECK_FALSE(Accepts("sim/a.cc", "#include \"client/client.h\"\n"));
  CHECK_FALSE(Accepts("sim/a.cc", "#include <grpcpp/grpcpp.h>\n"));
  CHECK_FALSE(Accepts("verifier/a.cc", "#include \"ledger/posting.h\"\n"));
}

TEST_CASE("includes are written from the root") {
  CHECK_FALSE(Accepts("ledger/a.cc", "#include \"posting.h\"\n"));
  CHECK_FALSE(Accepts("storage/a.cc", "#include \"../ledger/posting.h\"\n"));
  CHECK_FALSE(Accepts("server/a.cc", "#include \"status.h\"\n"));
}

TEST_CASE("a folder that the table does not name may hold no code") {
  CHECK_FALSE(HasLayer("helpers/a.cc"));
  CHECK_FALSE(Accepts("helpers/a.cc", "int x;\n"));
}

TEST_CASE("a fault names its file and line") {
  const std::vector<std::string> faults =
      CheckFile("ledger/a.h", "#include <string>\n\n#include <pqxx/pqxx>\n");
  REQUIRE(faults.size() == 1);
  CHECK(faults[0] == "ledger/a.h:3: ledger/ may not include <pqxx/pqxx>");
}

TEST_CASE("proto/ holds .proto files only") {
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(kRoot / "proto")) {
    INFO(entry.path());
    CHECK((entry.is_directory() || entry.path().extension() == ".proto"));
  }
}

}  // namespace
}  // namespace registry::house
