# The few functions in which CMakeLists.txt is written. Sources are found by glob, so that a new file needs no line here.

# registry_layer(NAME FOLDER f [ONLY stem...] [EXCEPT stem...] [EXCEPT_MAINS] [PUBLIC lib...] [PRIVATE lib...])
# One library made of the folder's .cc files: those named, or all but those named (and all but those called *_main.cc).
function(registry_layer name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "EXCEPT_MAINS" "FOLDER" "ONLY;EXCEPT;PUBLIC;PRIVATE")
  file(GLOB sources CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/${arg_FOLDER}/*.cc")
  foreach(source IN LISTS sources)
    get_filename_component(stem "${source}" NAME_WE)
    if((DEFINED arg_ONLY AND NOT stem IN_LIST arg_ONLY) OR stem IN_LIST arg_EXCEPT OR (arg_EXCEPT_MAINS AND stem MATCHES "_main$"))
      list(REMOVE_ITEM sources "${source}")
    endif()
  endforeach()
  if(sources)
    add_library(${name} STATIC ${sources})
    target_include_directories(${name} PUBLIC "$<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}>")
    target_link_libraries(${name} PUBLIC ${arg_PUBLIC} PRIVATE ${arg_PRIVATE} $<BUILD_INTERFACE:registry_warnings>)
  else() # headers only
    add_library(${name} INTERFACE)
    target_include_directories(${name} INTERFACE "${PROJECT_SOURCE_DIR}")
    target_link_libraries(${name} INTERFACE ${arg_PUBLIC} ${arg_PRIVATE})
  endif()
endfunction()

# registry_program(NAME MAIN file.cc LINK lib...)
function(registry_program name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "MAIN" "LINK")
  file(GLOB main CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/${arg_MAIN}")
  if(main)
    add_executable(${name} ${main})
    target_link_libraries(${name} PRIVATE ${arg_LINK} registry_warnings)
  endif()
endfunction()

# What every program of the tests gets: warnings, the place of the checkout and of the build, and less optimisation, since the
# tests' own code is compiled more often than it is run.
function(registry_test_settings name)
  target_include_directories(${name} PRIVATE "${PROJECT_SOURCE_DIR}")
  target_link_libraries(${name} PRIVATE registry_warnings)
  target_compile_definitions(${name} PRIVATE REGISTRY_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
  target_compile_options(${name} PRIVATE -O1)
endfunction()

# registry_test(NAME FOLDER f LABEL l [LINK lib...] [POSTGRES] [PROGRAMS] [TIMEOUT s])
# One Catch2 program and one CTest entry for the folder's .cc files. POSTGRES: it needs the throw-away cluster and its name in
# REGISTRY_TEST_CLUSTER. PROGRAMS: it starts registryd or registryctl from REGISTRY_BINARY_DIR/bin.
function(registry_test name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "POSTGRES;PROGRAMS" "FOLDER;LABEL;TIMEOUT" "LINK")
  file(GLOB sources CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/${arg_FOLDER}/*.cc")
  if(NOT sources)
    return()
  endif()
  add_executable(${name} ${sources})
  registry_test_settings(${name})
  target_link_libraries(${name} PRIVATE ${arg_LINK} Catch2::Catch2WithMain)
  if(arg_PROGRAMS)
    registry_starts_programs(${name})
  endif()
  add_test(NAME ${name} COMMAND ${name})
  set_tests_properties(${name} PROPERTIES LABELS ${arg_LABEL} WORKING_DIRECTORY "${PROJECT_BINARY_DIR}")
  if(arg_TIMEOUT)
    set_tests_properties(${name} PROPERTIES TIMEOUT ${arg_TIMEOUT})
  endif()
  if(arg_POSTGRES)
    registry_needs_postgres(${name})
  endif()
endfunction()

# registry_cluster(NAME): a CTest fixture of that name, a throw-away cluster. It lies outside the checkout, as PostgreSQL runs under
# another user when we are root, and each build folder has its own.
function(registry_cluster name)
  get_filename_component(build "${PROJECT_BINARY_DIR}" NAME)
  execute_process(COMMAND "${PROJECT_SOURCE_DIR}/tools/state-dir" "test-${build}.${name}"
    OUTPUT_VARIABLE dir OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
  set_property(GLOBAL PROPERTY REGISTRY_CLUSTER_${name} "${dir}")
  add_test(NAME ${name}_up COMMAND "${PROJECT_SOURCE_DIR}/tools/test-cluster" up "${dir}")
  add_test(NAME ${name}_down COMMAND "${PROJECT_SOURCE_DIR}/tools/test-cluster" down "${dir}")
  set_tests_properties(${name}_up PROPERTIES FIXTURES_SETUP ${name} TIMEOUT 180)
  set_tests_properties(${name}_down PROPERTIES FIXTURES_CLEANUP ${name} TIMEOUT 120)
endfunction()

# registry_needs_postgres(TEST [CLUSTER]): the CTest entry runs while the cluster does, `postgres` if none is named. It has no way to
# be skipped: no cluster is a failure. Who kills its cluster makes one of its own with registry_cluster().
function(registry_needs_postgres test)
  set(name postgres ${ARGN})
  list(GET name -1 name)
  get_property(dir GLOBAL PROPERTY REGISTRY_CLUSTER_${name})
  set_property(TEST ${test} APPEND PROPERTY FIXTURES_REQUIRED ${name})
  set_property(TEST ${test} APPEND PROPERTY ENVIRONMENT "REGISTRY_TEST_CLUSTER=${dir}")
endfunction()

# For a program that starts ours: it finds them below REGISTRY_BINARY_DIR/bin, and they are built before it.
function(registry_starts_programs name)
  target_compile_definitions(${name} PRIVATE REGISTRY_BINARY_DIR="${PROJECT_BINARY_DIR}")
  foreach(program registryd registryctl)
    if(TARGET ${program})
      add_dependencies(${name} ${program})
    endif()
  endforeach()
endfunction()
