"""What every test of real container runtimes uses: waiting for facts, and saying why something can't be tested here."""
import shutil
import subprocess
import time

# Long enough for a slow machine; what does not happen by then never will.
PATIENCE = 60.0
# Debian's own programs, even where newer ones stand elsewhere.
PATH = "/usr/sbin:/usr/bin:/sbin:/bin"


class Skip(Exception):
    """This machine lacks something; the text says what."""


def until(what, condition, patience=PATIENCE):
    """Waits until `condition()` gives something true, and returns that."""
    deadline = time.monotonic() + patience
    while True:
        result = condition()
        if result:
            return result
        if time.monotonic() > deadline:
            raise AssertionError(f"never happened: {what}")
        time.sleep(0.02)


def expect(condition, text):
    """Fails the test unless `condition` holds."""
    if not condition:
        raise AssertionError(text)


def expect_equal(found, wanted, what):
    expect(found == wanted, f"{what} is {found!r}, not {wanted!r}")


def call(*command, check=True, timeout=PATIENCE, **options):
    """Runs a program of Debian's; returns what it printed. A failure says what it said."""
    environment = {"PATH": PATH, "LC_ALL": "C", "HOME": "/root", **options.pop("env", {})}
    # Daemons that a program leaves behind may hold its output open for ever: a file is not waited for, a pipe would be.
    done = subprocess.run(
        [str(each) for each in command], stdin=options.pop("stdin", subprocess.DEVNULL), stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT if options.pop("merge", False) else subprocess.PIPE, text=True, timeout=timeout,
        env=environment, **options)
    if check and done.returncode != 0:
        raise AssertionError(f"{' '.join(map(str, command))}: exit code {done.returncode}: {done.stdout}{done.stderr or ''}")
    return done.stdout


def find(program):
    """Path of a program of Debian's, or None."""
    return shutil.which(program, path=PATH)


def lacking(*programs):
    """Why tests that need these programs can't run; empty if they can."""
    absent = [each for each in programs if not find(each)]
    return f"not installed: {', '.join(absent)}" if absent else ""
