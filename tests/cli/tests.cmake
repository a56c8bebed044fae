# Whole cycles against the shipped server: minutes rather than seconds, so a program of their own.
file(GLOB cycle_sources CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/tests/cli/cycle/*.cc")
add_executable(cycle_test ${cycle_sources} "${PROJECT_SOURCE_DIR}/tests/cli/ctl.cc")
registry_test_settings(cycle_test)
registry_starts_programs(cycle_test)
target_link_libraries(cycle_test PRIVATE registry_cli registry_sim registry_test_support
  nlohmann_json::nlohmann_json Threads::Threads Catch2::Catch2WithMain)
add_test(NAME cycle_test COMMAND cycle_test)
set_tests_properties(cycle_test PROPERTIES LABELS stories TIMEOUT 900)
registry_needs_postgres(cycle_test)
