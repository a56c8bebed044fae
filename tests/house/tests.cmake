# The protocol as the linter of another house sees it. Not among the fast tests, as it needs node_modules.
add_test(NAME buf_lint COMMAND "${PROJECT_SOURCE_DIR}/tools/buf" lint WORKING_DIRECTORY "${PROJECT_SOURCE_DIR}")
set_tests_properties(buf_lint PROPERTIES LABELS house)
