# One library of the generated messages and services, included by the path of their .proto: "carbon/registry/v1/account.grpc.pb.h".

function(registry_proto_library name)
  set(roots "${PROJECT_SOURCE_DIR}/proto" /usr/share/grpc-proto)
  set(out "${PROJECT_BINARY_DIR}/proto")
  file(MAKE_DIRECTORY "${out}")
  file(GLOB protos CONFIGURE_DEPENDS RELATIVE "${PROJECT_SOURCE_DIR}/proto"
    "${PROJECT_SOURCE_DIR}/proto/google/rpc/*.proto" "${PROJECT_SOURCE_DIR}/proto/carbon/registry/v1/*.proto")
  list(APPEND protos grpc/health/v1/health.proto)
  list(TRANSFORM roots PREPEND "-I" OUTPUT_VARIABLE search)

  foreach(proto IN LISTS protos)
    find_file(path "${proto}" PATHS ${roots} NO_CACHE REQUIRED NO_DEFAULT_PATH)
    string(REGEX REPLACE "\\.proto$" "" stem "${out}/${proto}")
    set(made "${stem}.pb.cc" "${stem}.grpc.pb.cc")
    # Each depends on all of ours, as any may import any other: protoc is quick, a stale header is not.
    list(TRANSFORM protos PREPEND "${PROJECT_SOURCE_DIR}/proto/" OUTPUT_VARIABLE ours)
    list(FILTER ours EXCLUDE REGEX "/grpc/health/")
    add_custom_command(OUTPUT ${made} "${stem}.pb.h" "${stem}.grpc.pb.h"
      COMMAND protobuf::protoc ${search} "--cpp_out=${out}" "--grpc_out=${out}"
              "--plugin=protoc-gen-grpc=$<TARGET_FILE:gRPC::grpc_cpp_plugin>" "${proto}"
      DEPENDS "${path}" ${ours} COMMENT "protoc ${proto}" VERBATIM)
    list(APPEND sources ${made})
    unset(path)
  endforeach()

  if(REGISTRY_SANITIZE MATCHES "fuzzer") # what is fuzzed knows messages and no service
    list(FILTER sources EXCLUDE REGEX "\\.grpc\\.pb\\.cc$")
  endif()
  add_library(${name} STATIC ${sources})
  target_include_directories(${name} SYSTEM PUBLIC "$<BUILD_INTERFACE:${out}>")
  target_compile_options(${name} PRIVATE -w -O1) # not ours to warn about; not where the time goes
  target_link_libraries(${name} PUBLIC protobuf::libprotobuf gRPC::grpc++)
  # Nothing refers to the health service's descriptor, since gRPC has its own copy of the service; without this line the linker
  # leaves it out and reflection cannot describe the service.
  target_link_options(${name} INTERFACE
    "$<BUILD_INTERFACE:LINKER:--undefined=descriptor_table_grpc_2fhealth_2fv1_2fhealth_2eproto>")
endfunction()
