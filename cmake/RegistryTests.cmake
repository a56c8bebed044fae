# The tests, a program and a label for each folder (the table of labels: README.md), and the benches.

find_package(Catch2 2 CONFIG REQUIRED)
find_package(rapidcheck CONFIG REQUIRED)

registry_cluster(postgres)

registry_layer(registry_test_support FOLDER tests/support PUBLIC PkgConfig::PQXX nlohmann_json::nlohmann_json PRIVATE OpenSSL::Crypto)

registry_test(ledger_test FOLDER tests/ledger LABEL ledger LINK registry_ledger rapidcheck)
registry_test(log_test    FOLDER tests/log    LABEL ledger LINK registry_log OpenSSL::Crypto rapidcheck)
registry_test(sim_test    FOLDER tests/sim    LABEL ledger LINK registry_sim)
registry_test(house_test  FOLDER tests/house  LABEL ledger)

registry_test(storage_test FOLDER tests/storage LABEL storage POSTGRES TIMEOUT 900
  LINK registry_storage registry_test_support rapidcheck OpenSSL::Crypto Threads::Threads)

if(REGISTRY_WITH_GRPC)
  set(everything registry_server registry_client registry_cli registry_sim registry_test_support nlohmann_json::nlohmann_json
    OpenSSL::Crypto Threads::Threads)
  registry_test(server_test  FOLDER tests/server  LABEL server  POSTGRES PROGRAMS TIMEOUT 900 LINK ${everything})
  registry_test(cli_test     FOLDER tests/cli     LABEL server  POSTGRES PROGRAMS TIMEOUT 900 LINK ${everything})
  registry_test(client_test  FOLDER tests/client  LABEL server  POSTGRES PROGRAMS TIMEOUT 300 LINK crash_support ${everything})
  registry_test(stories_test FOLDER tests/stories LABEL stories POSTGRES PROGRAMS TIMEOUT 900 LINK ${everything})

  # The crash test is several programs that kill one another, so they are separate: NAME_main.cc becomes NAME.
  registry_layer(crash_support FOLDER tests/crash EXCEPT_MAINS PUBLIC ${everything})
  file(GLOB mains CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/tests/crash/*_main.cc")
  foreach(main IN LISTS mains)
    get_filename_component(stem "${main}" NAME_WE)
    string(REGEX REPLACE "_main$" "" program "${stem}")
    add_executable(${program} "${main}")
    registry_test_settings(${program})
    registry_starts_programs(${program})
    target_link_libraries(${program} PRIVATE crash_support ${everything})
  endforeach()

  registry_test(wire_test FOLDER tests/wire LABEL server POSTGRES PROGRAMS TIMEOUT 600 LINK crash_support ${everything})

  # bench/NAME_main.cc becomes NAME, with the rest of the folder; built on request only: ninja benches.
  registry_layer(bench_support FOLDER bench EXCEPT_MAINS PUBLIC crash_support ${everything})
  set_target_properties(bench_support PROPERTIES EXCLUDE_FROM_ALL TRUE)
  target_compile_definitions(bench_support PRIVATE REGISTRY_SOURCE_DIR="${PROJECT_SOURCE_DIR}" REGISTRY_BINARY_DIR="${PROJECT_BINARY_DIR}")
  registry_test(bench_test FOLDER tests/bench LABEL ledger LINK bench_support)
  target_compile_definitions(bench_test PRIVATE REGISTRY_BINARY_DIR="${PROJECT_BINARY_DIR}")
  add_custom_target(benches)
  file(GLOB benches CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/bench/*_main.cc")
  foreach(bench IN LISTS benches)
    get_filename_component(stem "${bench}" NAME_WE)
    string(REGEX REPLACE "_main$" "" program "${stem}")
    add_executable(${program} EXCLUDE_FROM_ALL "${bench}")
    target_include_directories(${program} PRIVATE "${PROJECT_SOURCE_DIR}")
    registry_starts_programs(${program})
    target_link_libraries(${program} PRIVATE bench_support registry_warnings)
    add_dependencies(benches ${program})
  endforeach()
  # The server without the table of rights, for the bench alone: its object stands before the libraries, so the linker does not ask
  # them for ledger/rights.cc.
  add_executable(registryd_allow_all EXCLUDE_FROM_ALL server/main.cc bench/allow_all/rights.cc)
  target_link_libraries(registryd_allow_all PRIVATE registry_server spdlog::spdlog registry_warnings)
  add_dependencies(benches registryd_allow_all)
  # The server without a trail, for the bench alone: its object stands before the libraries, so the linker does not ask them for
  # server/trail.cc.
  add_executable(registryd_no_trail EXCLUDE_FROM_ALL server/main.cc bench/no_trail/trail.cc)
  target_include_directories(registryd_no_trail PRIVATE "${PROJECT_SOURCE_DIR}")
  target_link_libraries(registryd_no_trail PRIVATE registry_server spdlog::spdlog registry_warnings)
  add_dependencies(benches registryd_no_trail)
endif()

# Debian's gRPC is not instrumented and makes a correct server report hundreds of races, so what has threads is driven here
# without it: tests/tsan/NAME.cc is a program and a test, in the tsan preset only. One called planted_* has a race on purpose and
# passes when that is found.
if(REGISTRY_SANITIZE STREQUAL "thread")
  add_custom_target(tsan_programs)
  file(GLOB programs CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/tests/tsan/*.cc")
  foreach(source IN LISTS programs)
    get_filename_component(program "${source}" NAME_WE)
    add_executable(${program} "${source}")
    add_dependencies(tsan_programs ${program})
    registry_test_settings(${program})
    target_link_libraries(${program} PRIVATE registry_server_core registry_storage registry_test_support Threads::Threads)
    add_test(NAME ${program} COMMAND ${program})
    set_tests_properties(${program} PROPERTIES LABELS tsan TIMEOUT 300)
    registry_needs_postgres(${program})
    if(program MATCHES "^planted_")
      set_tests_properties(${program} PROPERTIES PASS_REGULAR_EXPRESSION "WARNING: ThreadSanitizer: data race")
    endif()
  endforeach()
endif()

# A folder of tests may add entries of its own (pgTAP, the crash run, buf curl). The tsan preset has none of them: it leaves
# out what they test.
if(NOT REGISTRY_WITH_GRPC)
  return()
endif()
file(GLOB additions CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/tests/*/tests.cmake")
foreach(addition IN LISTS additions)
  include("${addition}")
endforeach()
