# Thin names over scripts and presets; each script says what it does in its first lines.
.PHONY: run test build test-asan test-tsan crash bench fmt lint clean
KILLS ?= 20

run: ; @tools/run
test: ; @tools/test
build: ; @tools/install-packages build && cmake --preset dev && cmake --build --preset dev
test-asan: ; @tools/test asan
test-tsan: ; @tools/test tsan
crash: ; @tools/crash $(KILLS)
bench: ; @tools/bench
fmt: ; @tools/fmt
lint: ; @tools/lint
clean: ; rm -rf build
