# kubemon: make run watches this machine; make test runs every test that needs no container runtime.

SWIFT ?= swift
RELEASE := .build/release/kubemon
# Nothing loads the program as a library: names that it does not export take no room in memory.
RELEASE_FLAGS := -c release --static-swift-stdlib -Xlinker --gc-sections -Xlinker --no-export-dynamic -Xlinker -s
PREFIX ?= /usr/local
# Host for make monitor and make cli; more arguments for any of them in ARGS.
host ?= 127.0.0.1

.DEFAULT_GOAL := build
.PHONY: run build test test-containers check lint format bench soak collector monitor cli fuzz tsan asan install clean deps devdeps screenshots readme proto

run: build
	@$(RELEASE) $(ARGS)

build: deps
	@$(SWIFT) build $(RELEASE_FLAGS) --product kubemon

collector: build
	@$(RELEASE) collector $(ARGS)

monitor: build
	@$(RELEASE) monitor -H $(host) $(ARGS)

cli: build
	@$(RELEASE) cli -H $(host) $(ARGS)

test: devdeps
	$(SWIFT) test --disable-xctest --skip ProgramTests
	@# Alone, so that terminals and processes are not starved by the other tests.
	$(SWIFT) test --disable-xctest --skip-build --filter ProgramTests

# With real container runtimes, as root; says what this machine lacks and skips what needs it.
test-containers: devdeps
	@$(SWIFT) build --product kubemon
	@KUBEMON=.build/debug/kubemon python3 Tests/Containers/run.py $(ARGS)

# Imports and layers, format, and a build in which every warning is an error.
check: devdeps lint
	@.ci/check-imports
	KUBEMON_STRICT=1 $(SWIFT) build --build-tests
	@.ci/check-linkage

lint:
	$(SWIFT) format lint --strict --recursive --parallel Package.swift Sources Tests

format:
	$(SWIFT) format --in-place --recursive --parallel Package.swift Sources Tests

bench: build devdeps
	@.ci/install-packages htop
	@$(SWIFT) build $(RELEASE_FLAGS) --product kubemon-bench
	@.build/release/kubemon-bench $(ARGS)
	@python3 Tests/EndToEnd/bench.py $(RELEASE)
	@python3 Tests/EndToEnd/pace.py $(RELEASE) .build/release/kubemon-bench
	@python3 Tests/EndToEnd/seek.py $(RELEASE) .build/release/kubemon-bench
	@python3 Tests/EndToEnd/fleet.py $(RELEASE) .build/release/kubemon-bench

# Looks for inputs that trap, SECONDS for each target; needs no other build. What it finds goes to Tests/Fuzz/Corpus.
SECONDS ?= 60
FUZZ := .build-fuzz
fuzz: devdeps
	KUBEMON_FUZZ=1 $(SWIFT) build --scratch-path $(FUZZ) --sanitize=fuzzer -Xswiftc -sanitize=fuzzer,address \
		-Xcc -fsanitize=address --product kubemon-fuzz
	@Tests/Fuzz/run $(FUZZ)/debug/kubemon-fuzz $(SECONDS) $(TARGETS)

# Data races in everything that runs on more than one thread. Ten thousand handshakes and answers of megabytes take longer
# under the sanitizer than their peers wait.
TSAN_SUITES := KubemonCollectorTests|KubemonTransportTests|KubemonRuntimesTests|KubemonHistoryTests|KubemonStoreTests
tsan: devdeps
	KUBEMON_TSAN=1 $(SWIFT) test --disable-xctest --scratch-path .build-tsan --sanitize=thread \
		--no-parallel --filter '$(TSAN_SUITES)' --skip 'FloodTests|rubbish\(answer'

# Memory faults where unsafe pointers are, and in all else that needs no TLS; what comes from outside is fuzzed (make fuzz).
asan: devdeps
	KUBEMON_ASAN=1 $(SWIFT) test --disable-xctest --scratch-path .build-asan --sanitize=address

# Kills, cuts and restarts for MINUTES= minutes, then a conservation report: what was taken, recorded, declared lost.
MINUTES ?= 30
soak: devdeps
	@$(SWIFT) build --product kubemon
	@$(SWIFT) build --product synthetic-monitor
	@KUBEMON=.build/debug/kubemon SYNTHETIC=.build/debug/synthetic-monitor \
		python3 Tests/EndToEnd/soak.py --minutes $(MINUTES) $(ARGS)

install: build
	install -D -m 0755 $(RELEASE) $(DESTDIR)$(PREFIX)/bin/kubemon

clean:
	rm -rf .build

# The pictures in screenshots/, drawn from the console's own cells over the fleet of 'kubemon --demo'.
screenshots: deps
	@$(SWIFT) build --product kubemon
	@mkdir -p screenshots
	@.build/debug/kubemon --demo --pictures screenshots

# The README's tables of keys and metrics, from the program.
readme: devdeps
	@$(SWIFT) build --product kubemon
	@.ci/readme-tables .build/debug/kubemon

# The Swift of the wire's messages; needs protoc and protoc-gen-swift of swift-protobuf.
proto:
	cd Sources/KubemonProtocol && protoc --swift_opt=Visibility=Package --swift_opt=UseAccessLevelOnImports=true \
		--swift_out=. kubemon.proto

deps:
	@.ci/install-packages libncursesw5-dev zlib1g-dev

devdeps: deps
	@.ci/install-packages python3 tmux openssl ncurses-term
