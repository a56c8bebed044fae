# buf speaks gRPC to registryd; without gRPC there is none.
if(NOT REGISTRY_WITH_GRPC)
  return()
endif()

add_test(NAME buf_curl_test COMMAND "${PROJECT_SOURCE_DIR}/tests/wire/buf_curl_test.sh" $<TARGET_FILE:registryd>)
set_tests_properties(buf_curl_test PROPERTIES LABELS server TIMEOUT 180)
registry_needs_postgres(buf_curl_test)
