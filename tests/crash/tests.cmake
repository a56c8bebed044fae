# The crash test kills its cluster, so it has one of its own.
registry_cluster(crash_postgres)
registry_starts_programs(crash_support)
target_compile_definitions(crash_support PRIVATE REGISTRY_SOURCE_DIR="${PROJECT_SOURCE_DIR}")

function(registry_crash_test name timeout)
  add_test(NAME ${name} COMMAND ${ARGN})
  set_tests_properties(${name} PROPERTIES LABELS crash RUN_SERIAL TRUE TIMEOUT ${timeout})
  registry_needs_postgres(${name} crash_postgres)
endfunction()

add_dependencies(crash_test crash_client)
registry_crash_test(crash_test 180 crash_test --kills 20)
add_dependencies(two_servers crash_client)
registry_crash_test(two_servers 120 two_servers --seconds 20)

# Four servers that are wrong on purpose (storage/planted_fault.h): the shipped server, with the two files that have the faults
# compiled anew. The checker has to catch each.
set(faulty_sources "${PROJECT_SOURCE_DIR}/storage/tx.cc" "${PROJECT_SOURCE_DIR}/storage/writer.cc")
set(fault_number 0)
foreach(fault acknowledge_before_commit no_look_up commit_at_its_word lost_append_is_written)
  math(EXPR fault_number "${fault_number} + 1")
  set(program registryd_${fault})
  # Objects on the link line come before the library's, so these are taken and not its own.
  add_executable(${program} "${PROJECT_SOURCE_DIR}/server/main.cc" ${faulty_sources})
  registry_test_settings(${program})
  target_compile_definitions(${program} PRIVATE REGISTRY_PLANTED_FAULT=${fault_number})
  target_link_libraries(${program} PRIVATE ${everything})
  target_link_options(${program} PRIVATE -Wl,--undefined=descriptor_table_grpc_2fhealth_2fv1_2fhealth_2eproto)
  add_dependencies(crash_test ${program})
  # All but the last lock every turn.
  set(turns --locked-turns)
  if(fault STREQUAL lost_append_is_written)
    set(turns)
  endif()
  registry_crash_test(crash_planted_${fault} 180 crash_test --kills 12 --expect-violation ${turns} --registryd $<TARGET_FILE:${program}>)
endforeach()

# `overload --seconds 60` is the whole promise; ten seconds show the same queues full.
registry_crash_test(overload 180 overload --seconds 10)
registry_crash_test(fail_over 180 fail_over)
