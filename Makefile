# Thin names over scripts and presets; each script says what it does in its first lines.
.PHONY: run test build test-asan test-tsan fuzz crash bench fmt lint clean
KILLS ?= 20
S ?= 60

run: ; @tools/run
test: ; @tools/test
build: ; @tools/install-packages build && cmake --preset dev && cmake --build --preset dev
test-asan: ; @tools/test asan
test-tsan: ; @tools/test tsan
fuzz: ; @tools/fuzz $(S) $(TARGETS)
crash: ; @tools/crash $(KILLS)
bench: ; @tools/bench
fmt: ; @tools/fmt
lint: ; @tools/lint
clean: ; rm -rf build
