#!/usr/bin/env python3
"""kubemon with real container runtimes. Run as root; `make test-containers` does it.

Usage: KUBEMON=path/to/kubemon run.py [WORD ...]

Runs the tests whose runtime or name holds one of the words; all without words. One line for each test: ok, FAILED, or
skipped with what this machine lacks. Exit code 1 if a test failed. KEEP=1 keeps the recording of a failed test and says
where.
"""
import importlib
import os
import sys
import tempfile
import time
import traceback

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import machine  # noqa: E402
from support import Skip  # noqa: E402

MODULES = ["docker_tests", "containerd_tests", "podman_tests", "runc_tests", "v2_host_tests"]


def tests_of(module, words):
    """The tests of a file in the order in which they stand there, with their sentences."""
    name = module.__name__.removesuffix("_tests")
    functions = [each for key, each in vars(module).items() if key.startswith("test_")]
    for function in functions:
        sentence = f"{name}: {' '.join((function.__doc__ or function.__name__).split())}"
        if not words or any(word in sentence or word in function.__name__ for word in words):
            yield sentence, function


class Report:
    """Prints how the tests went."""

    def __init__(self):
        self.counts = {"ok": 0, "FAILED": 0, "skipped": 0}

    def line(self, outcome, sentence, seconds, reason=""):
        self.counts[outcome] += 1
        print(f"{outcome:<8} {seconds:5.1f} s  {sentence}{f' - {reason}' if reason else ''}", flush=True)

    def skip_all(self, tests, reason):
        for sentence, _ in tests:
            self.line("skipped", sentence, 0, reason)

    def end(self, seconds):
        counts = self.counts
        print(f"{counts['ok']} ok, {counts['FAILED']} failed, {counts['skipped']} skipped in {seconds:.0f} s")
        return 1 if counts["FAILED"] else 0


def run(module, tests, report):
    """Runs the tests of one file around one runtime."""
    begin = time.monotonic()
    try:
        with module.setting() as runtime:
            for sentence, function in tests:
                run_one(sentence, function, runtime, report)
    except Skip as skip:
        report.skip_all(tests, str(skip))
    except Exception:
        traceback.print_exc()
        report.line("FAILED", f"{module.__name__.removesuffix('_tests')}: the runtime starts and ends", time.monotonic() - begin)


def run_one(sentence, function, runtime, report):
    begin = time.monotonic()
    try:
        function(runtime)
        report.line("ok", sentence, time.monotonic() - begin)
    except Skip as skip:
        report.line("skipped", sentence, time.monotonic() - begin, str(skip))
    except Exception as error:
        if not isinstance(error, AssertionError) or os.environ.get("KEEP"):
            traceback.print_exc()
        report.line("FAILED", sentence, time.monotonic() - begin, str(error))


def inside(words):
    """All tests, on the machine made for them."""
    begin, report = time.monotonic(), Report()
    for name in MODULES:
        module = importlib.import_module(name)
        tests = list(tests_of(module, words))
        if not tests:
            continue
        reason = module.missing()
        if reason:
            report.skip_all(tests, reason)
        else:
            run(module, tests, report)
    return report.end(time.monotonic() - begin)


def outside(words):
    """Makes the machine and runs this program again in it."""
    reason = machine.obstacle()
    if reason:
        report = Report()
        for name in MODULES:
            report.skip_all(tests_of(importlib.import_module(name), words), reason)
        return report.end(0)
    name = f"kubemon-test-{os.getpid()}"
    work = tempfile.mkdtemp(prefix=f"{name}-")
    # Other users run the program too.
    os.chmod(work, 0o755)
    os.environ.update(KUBEMON_TEST_NAME=name, KUBEMON_TEST_WORK=work)
    os.environ["KUBEMON"] = os.path.abspath(os.environ.get("KUBEMON", ".build/debug/kubemon"))
    for each in MODULES:
        prepare = getattr(importlib.import_module(each), "prepare", None)
        if prepare and list(tests_of(importlib.import_module(each), words)):
            prepare()
    return machine.run_inside(name, work, [sys.executable, os.path.abspath(__file__), "--inside", *words])


if __name__ == "__main__":
    if sys.argv[1:2] == ["--inside"]:
        sys.exit(machine.with_init(os.environ["KUBEMON_TEST_WORK"], lambda: inside(sys.argv[2:])))
    sys.exit(outside(sys.argv[1:]))
