# The database's own tests: pgTAP, and the migrations in both directions.
add_test(NAME pgtap COMMAND "${PROJECT_SOURCE_DIR}/tests/pgtap/pgtap_test.sh")
add_test(NAME migrations COMMAND "${PROJECT_SOURCE_DIR}/tests/pgtap/migrations_test.sh")
foreach(test pgtap migrations)
  set_tests_properties(${test} PROPERTIES LABELS storage TIMEOUT 300)
  registry_needs_postgres(${test})
endforeach()
