# Fuzz targets. With clang's libFuzzer (the preset `fuzz`) each NAME_fuzz.cc is a program, and convert_fuzz a second one with an
# abort() planted in it; everywhere else all of them together are a test that replays the kept inputs, and with the planted abort()
# one that has to fall over them.
set(fuzz_folder "${PROJECT_SOURCE_DIR}/tests/fuzz")
file(GLOB fuzz_targets CONFIGURE_DEPENDS "${fuzz_folder}/*_fuzz.cc")
registry_layer(fuzz_support FOLDER tests/fuzz ONLY target field_text message_maker field_path request_types token_claims said_again
  PUBLIC registry_ledger registry_proto registry_test_support)
set(fake_readers "${fuzz_folder}/fake_readers.cc") # no database is asked

if(REGISTRY_SANITIZE MATCHES "fuzzer")
  # Of the server and of registryctl what reads texts and bytes, and what that needs.
  registry_layer(fuzz_server FOLDER server
    ONLY caller ceremony_lists certificate_name convert convert_access convert_account convert_account_life convert_allocation
         convert_compliance convert_policy convert_succession convert_transfer_at_will
         convert_freeze convert_identity convert_proposal convert_registry convert_request convert_settlement convert_transfer describe directory
         key_set malformed page_token rate_limit read reason_text secret shape status strict_json token token_cache
    PUBLIC registry_ledger registry_log registry_proto PkgConfig::PQXX gRPC::grpc++ absl::status absl::statusor absl::strings
           nlohmann_json::nlohmann_json PkgConfig::CJOSE)
  registry_layer(fuzz_cli FOLDER cli ONLY settle_file text PUBLIC registry_proto registry_sim)
  set(fuzz_subject fuzz_server fuzz_cli)
  # Where the fuzzer is not to look: protobuf's own code.
  target_compile_options(registry_proto PRIVATE
    -fno-sanitize=fuzzer-no-link -fno-profile-instr-generate -fno-coverage-mapping)

  add_custom_target(fuzz_programs)
  function(registry_fuzz_program name source)
    add_executable(${name} "${source}" ${fake_readers} "${fuzz_folder}/libfuzzer_entry.cc")
    registry_test_settings(${name})
    target_link_libraries(${name} PRIVATE fuzz_support ${fuzz_subject} OpenSSL::Crypto)
    target_link_options(${name} PRIVATE -fsanitize=fuzzer)
    add_dependencies(fuzz_programs ${name})
  endfunction()
  foreach(source IN LISTS fuzz_targets)
    get_filename_component(name "${source}" NAME_WE)
    registry_fuzz_program(${name} "${source}")
  endforeach()
  registry_fuzz_program(convert_planted_fuzz "${fuzz_folder}/convert_fuzz.cc")
  target_compile_definitions(convert_planted_fuzz PRIVATE REGISTRY_FUZZ_PLANTED)
  return()
endif()

function(registry_fuzz_replay name)
  add_executable(${name} ${fuzz_targets} ${fake_readers} "${fuzz_folder}/replay_main.cc")
  registry_test_settings(${name})
  target_link_libraries(${name} PRIVATE fuzz_support registry_server registry_cli registry_sim OpenSSL::Crypto)
  add_test(NAME ${name} COMMAND ${name})
  set_tests_properties(${name} PROPERTIES LABELS fuzz TIMEOUT 60)
endfunction()
registry_fuzz_replay(fuzz_replay_test)
registry_fuzz_replay(fuzz_replay_planted)
target_compile_definitions(fuzz_replay_planted PRIVATE REGISTRY_FUZZ_PLANTED)
set_tests_properties(fuzz_replay_planted PROPERTIES PASS_REGULAR_EXPRESSION
  "there is no planted abort.*fell over the input [^\n]*convert_fuzz/abort_behind_third_field")
