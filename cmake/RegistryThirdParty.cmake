# Debian 12's libraries (tools/packages/build.txt), found once for all layers.

find_package(Threads REQUIRED)
find_package(OpenSSL REQUIRED COMPONENTS Crypto)
find_package(PkgConfig REQUIRED)
find_package(absl CONFIG REQUIRED)
find_package(nlohmann_json CONFIG REQUIRED)

# Debian's libpqxx 6.4 reads std::optional only with this macro. It changes templates, so it must be the same in every file that
# includes a pqxx header: hence on the library, not on a target of ours.
pkg_check_modules(PQXX REQUIRED IMPORTED_TARGET libpqxx)
target_compile_definitions(PkgConfig::PQXX INTERFACE PQXX_HAVE_OPTIONAL)

if(REGISTRY_WITH_GRPC)
  find_package(Protobuf REQUIRED) # CMake's own module, before gRPC's configuration asks for it
  find_package(gRPC CONFIG REQUIRED)
  find_package(spdlog CONFIG REQUIRED)
  find_package(prometheus-cpp CONFIG REQUIRED)
  find_package(CLI11 CONFIG REQUIRED)
  pkg_check_modules(CJOSE REQUIRED IMPORTED_TARGET cjose)
endif()
