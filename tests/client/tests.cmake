#The library's tests need a registry that answers what they say, and a real one that can be killed.
target_sources(client_test PRIVATE
               "${PROJECT_SOURCE_DIR}/tests/cli/ctl.cc"
               "${PROJECT_SOURCE_DIR}/tests/cli/fake_registry.cc"
               "${PROJECT_SOURCE_DIR}/tests/wire/registryd.cc"
               "${PROJECT_SOURCE_DIR}/tests/wire/book.cc"
               "${PROJECT_SOURCE_DIR}/tests/wire/book_for_every_write.cc"
               "${PROJECT_SOURCE_DIR}/tests/wire/call.cc"
               "${PROJECT_SOURCE_DIR}/tests/wire/methods.cc")
