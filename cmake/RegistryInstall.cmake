# cmake --install BUILD --prefix P --component client: the client library with its headers, those of the protocol and the .proto
# files, as the CMake package CarbonRegistryClient (docs/client.md).

include(GNUInstallDirs)
set(headers "${CMAKE_INSTALL_INCLUDEDIR}/carbon_registry") # a folder of its own: google/rpc/ must not meet another one
set(package "${CMAKE_INSTALL_LIBDIR}/cmake/CarbonRegistryClient")

set_target_properties(registry_client PROPERTIES EXPORT_NAME client OUTPUT_NAME carbon_registry_client)
set_target_properties(registry_proto PROPERTIES EXPORT_NAME proto OUTPUT_NAME carbon_registry_proto)
target_compile_features(registry_client PUBLIC cxx_std_20)
target_include_directories(registry_client INTERFACE "$<INSTALL_INTERFACE:${headers}>")
target_include_directories(registry_proto SYSTEM INTERFACE "$<INSTALL_INTERFACE:${headers}>")

install(TARGETS registry_client registry_proto EXPORT CarbonRegistryClient
  ARCHIVE DESTINATION "${CMAKE_INSTALL_LIBDIR}" COMPONENT client)
install(DIRECTORY "${PROJECT_SOURCE_DIR}/client" "${PROJECT_BINARY_DIR}/proto/" DESTINATION "${headers}" COMPONENT client
  FILES_MATCHING PATTERN "*.h")
install(DIRECTORY "${PROJECT_SOURCE_DIR}/proto/" DESTINATION "${CMAKE_INSTALL_DATADIR}/carbon_registry/proto" COMPONENT client
  FILES_MATCHING PATTERN "*.proto")
install(EXPORT CarbonRegistryClient NAMESPACE CarbonRegistry:: FILE CarbonRegistryClientTargets.cmake
  DESTINATION "${package}" COMPONENT client)
install(FILES "${PROJECT_SOURCE_DIR}/cmake/CarbonRegistryClientConfig.cmake" DESTINATION "${package}" COMPONENT client)
