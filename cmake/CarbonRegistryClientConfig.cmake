# find_package(CarbonRegistryClient CONFIG) gives the target CarbonRegistry::client.
include(CMakeFindDependencyMacro)
find_dependency(Threads)
find_dependency(Protobuf) # CMake's own module, before gRPC's configuration asks for it
find_dependency(absl CONFIG)
find_dependency(gRPC CONFIG)
include("${CMAKE_CURRENT_LIST_DIR}/CarbonRegistryClientTargets.cmake")
