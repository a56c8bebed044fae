# How everything of ours is compiled.

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/bin")
set(CMAKE_ARCHIVE_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/lib")

# Line tables are enough for stack traces, and half the link time of full debug information.
set(CMAKE_CXX_FLAGS_RELWITHDEBINFO "-O2 -g1")

set(REGISTRY_SANITIZE "" CACHE STRING "Value for -fsanitize=, set by the presets asan and tsan")
option(REGISTRY_WITH_GRPC "Build what speaks gRPC" ON)

if(REGISTRY_SANITIZE)
  # A finding ends the program: a sanitizer that only prints is read by nobody.
  add_compile_options("-fsanitize=${REGISTRY_SANITIZE}" -fno-sanitize-recover=all -fno-omit-frame-pointer)
  add_link_options("-fsanitize=${REGISTRY_SANITIZE}")
  # GCC 12's flow analysis takes the sanitizers' own code for reads of unset variables.
  add_compile_options($<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>)
endif()

find_program(REGISTRY_CCACHE ccache)
if(REGISTRY_CCACHE)
  # The base directory makes paths relative, so that several build folders of one checkout share their objects.
  set(CMAKE_CXX_COMPILER_LAUNCHER
    "${CMAKE_COMMAND};-E;env;CCACHE_BASEDIR=${PROJECT_SOURCE_DIR};CCACHE_NOHASHDIR=1;${REGISTRY_CCACHE}")
endif()

find_program(REGISTRY_MOLD mold)
if(REGISTRY_MOLD)
  add_link_options(-fuse-ld=mold)
endif()

# Applied to our own targets only, never to generated code. They are GCC's: clang, which compiles what is fuzzed, means more by the
# same names, and what it has to say is said by clang-tidy.
add_library(registry_warnings INTERFACE)
target_compile_options(registry_warnings INTERFACE
  $<IF:$<CXX_COMPILER_ID:GNU>,-Wall;-Wextra;-Wpedantic;-Wconversion;-Wshadow;-Werror,-w>)
