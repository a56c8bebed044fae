// The library as somebody else's project has it: installed, found, linked.
#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "tests/crash/process.h"
#include "tests/wire/book.h"

namespace registry::client {
namespace {

// A library that was built with sanitizers is linked with them.
#ifdef __SANITIZE_ADDRESS__
constexpr const char* kFlags = "-DCMAKE_CXX_FLAGS=-fsanitize=address,undefined";
#else
constexpr const char* kFlags = "-DCMAKE_CXX_FLAGS=";
#endif

// Outside the tree; deleted in the end.
class Folder {
 public:
  Folder() {
    std::string name = std::filesystem::temp_directory_path() / "registry-outside-XXXXXX";
    REQUIRE(mkdtemp(name.data()) != nullptr);
    path_ = name;
  }
  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  std::string operator/(const std::string& name) const { return path_ + "/" + name; }

 private:
  std::string path_;
};

std::string FileText(const std::string& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

TEST_CASE("docs/client.md shows the very project that is built below") {
  const std::string page = FileText(REGISTRY_SOURCE_DIR "/docs/client.md");
  for (const char* name : {"CMakeLists.txt", "main.cc"}) {
    CHECK(page.find("\n" +
                    FileText(REGISTRY_SOURCE_DIR "/tests/client/outside/" + std::string(name)) +
                    "```") != std::string::npos);
  }
}

TEST_CASE("a project outside the tree finds the installed library, links it and transfers") {
  const Folder folder;
  const std::string log = folder / "log", source = folder / "source";
  std::filesystem::copy(REGISTRY_SOURCE_DIR "/tests/client/outside", source);
  const auto run = [&](const std::vector<std::string>& command) { crash::RunToEnd(command, log); };
  run({"/usr/bin/cmake", "--install", REGISTRY_BINARY_DIR, "--prefix", folder / "prefix",
       "--component", "client"});
  run({"/usr/bin/cmake", "-S", source, "-B", folder / "build",
       "-DCMAKE_PREFIX_PATH=" + (folder / "prefix"), kFlags});
  run({"/usr/bin/cmake", "--build", folder / "build"});

  wire::Registryd registryd;
  const wire::Book book(registryd);
  const std::string transfer = book.Fill(
      "transferring_account: '$seller' acquiring_account: '$idle' instrument: 'CEA1920' "
      "quantity_tco2e: 7 ground: TRANSFER_GROUND_CORRECTION $paper");
  const std::int64_t before = registryd.Decisions();
  run({folder / "build/transfer", registryd.address(), wire::Certificates(), transfer});
  CHECK(registryd.Decisions() == before + 1);
  const auto idle = book.Must("TransferService/MoveToTrading", "operator",
                              "account: '$idle' instrument: 'CEA1920' quantity_tco2e: 7");
  CHECK(idle.postings(0).transferring_balance() == 0);
}

}  // namespace registry::client
