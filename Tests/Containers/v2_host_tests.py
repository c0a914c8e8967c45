"""A host with cgroup v2 alone, and a machine whose clock is set: a virtual machine runs once (guest.py, guest.sh); the tests
look at what it left.
"""
import contextlib
import csv
import subprocess

from guest import COMMANDS, MIB, boot, missing, prepare  # noqa: F401: missing and prepare are run.py's
from kubemon import PROGRAM, seconds
from support import call, expect, expect_equal

INTERVAL = 500_000_000


@contextlib.contextmanager
def setting():
    yield Guest(*boot())


# What it left

class Guest:
    """The recording of the machine, and what it read itself before and after the last rows."""

    def __init__(self, directory, ids):
        self.directory, self.ids = directory, ids
        with open(f"{directory}/data/guest/containers.csv", newline="") as file:
            self.all_rows = list(csv.DictReader(file))
        # Lines that stood there when it read the second time; one of them is the header.
        with open(f"{directory}/rows") as file:
            self.quiet_rows = self.all_rows[:int(file.read()) - 1]

    def table(self, name, recording="guest"):
        with open(f"{self.directory}/data/{recording}/{name}.csv", newline="") as file:
            return list(csv.DictReader(file))

    def short_id(self, name):
        return f"docker:{self.ids[name][:12]}"

    def row(self, name):
        """The last row of a container that was read between the two readings."""
        return [row for row in self.quiet_rows if row["container_id"] == self.short_id(name)][-1]

    def file(self, when, name, file):
        with open(f"{self.directory}/{when}/{name}/{file}") as opened:
            return opened.read()

    def key(self, when, name, file, key):
        """A value of a file: of a line with a key, or of the file itself."""
        lines = [line.split() for line in self.file(when, name, file).splitlines()]
        if key is None:
            return lines[0][0]
        if isinstance(key, int):
            return lines[0][key]
        line, _, part = key.partition(" ")
        found = [words for words in lines if words[0] == line][0]
        return found[1] if not part else dict(word.split("=") for word in found[1:])[part]

    def expect_kernel(self, name, columns):
        """Each column lies between the two readings; so it is equal to both where nothing moved."""
        for column, (file, key) in columns.items():
            values = [self.key(when, name, file, key) for when in ("before", "after")]
            cell = self.row(name)[column]
            if "max" in values:
                expect_equal(cell, "max", f"{column} of {name}")
            else:
                low, high = sorted(int(each) for each in values)
                expect(cell != "", f"{column} of {name} is empty; the kernel says {values[0]}")
                expect(low <= int(cell) <= high, f"{column} of {name} is {cell}; the kernel says {low} to {high}")


def test_cpu(guest):
    """CPU time, throttling and the limit equal cpu.stat and cpu.max, and stay below 21 %"""
    for name in COMMANDS:
        guest.expect_kernel(name, {
            "cpu_usage_usec": ("cpu.stat", "usage_usec"), "cpu_user_usec": ("cpu.stat", "user_usec"),
            "cpu_system_usec": ("cpu.stat", "system_usec"), "cpu_periods": ("cpu.stat", "nr_periods"),
            "cpu_throttled_periods": ("cpu.stat", "nr_throttled"), "cpu_throttled_usec": ("cpu.stat", "throttled_usec"),
            "cpu_quota_usec": ("cpu.max", 0), "cpu_period_usec": ("cpu.max", 1)})
    row = guest.row("busy")
    expect(int(row["cpu_throttled_periods"]) >= 10, "it was not throttled")


def test_memory(guest):
    """memory equals memory.current, .peak, .max, .stat and .events, and the kernel's kills are events"""
    for name in COMMANDS:
        guest.expect_kernel(name, {
            "memory_current_bytes": ("memory.current", None), "memory_peak_bytes": ("memory.peak", None),
            "memory_limit_bytes": ("memory.max", None), "memory_anon_bytes": ("memory.stat", "anon"),
            "memory_file_bytes": ("memory.stat", "file"), "memory_kernel_bytes": ("memory.stat", "kernel"),
            "memory_faults": ("memory.stat", "pgfault"), "memory_slab_bytes": ("memory.stat", "slab"),
            "memory_limit_events": ("memory.events", "max"), "memory_oom_events": ("memory.events", "oom"),
            "memory_oom_kills": ("memory.events", "oom_kill")})
    kills = [row for row in guest.table("events") if row["kind"] == "oom_kill"]
    expect_equal([row["container_id"] for row in kills], [guest.short_id("hungry")] * 2, "the oom_kill events")


def test_io(guest):
    """64 MiB written with O_DIRECT read 64 MiB, as io.stat has them"""
    lines = [line.split() for line in guest.file("after", "writer", "io.stat").splitlines() if "=" in line]
    kernel = {words[0]: dict(word.split("=") for word in words[1:]) for words in lines}
    written = sum(int(each["wbytes"]) for each in kernel.values())
    expect_equal(written, 64 * MIB, "the kernel's count")
    row = guest.row("writer")
    expect_equal(row["io_written_bytes"], str(written), "io_written_bytes")
    expect_equal(row["io_writes"], str(sum(int(each["wios"]) for each in kernel.values())), "io_writes")
    disks = [row for row in guest.table("container_disks") if row["container_id"] == guest.short_id("writer")]
    expect_equal((disks[-1]["disk"], disks[-1]["written_bytes"]), ("vda", str(64 * MIB)), "the row of the disk")


def test_pressure(guest):
    """pressure, processes and the freezer equal *.pressure, pids.* and cgroup.events"""
    for name in COMMANDS:
        columns = {"pids": ("pids.current", None), "pids_limit": ("pids.max", None), "frozen": ("cgroup.events", "frozen")}
        for resource in ("cpu", "memory", "io"):
            for line in ("some", "full"):
                columns[f"pressure_{resource}_{line}_usec"] = (f"{resource}.pressure", f"{line} total")
        guest.expect_kernel(name, columns)
    expect_equal(guest.row("busy")["frozen"], "1", "frozen")
    expect(int(guest.row("busy")["pressure_cpu_some_usec"]) > 0, "a throttled container waited for no CPU")


def test_v1_only(guest):
    """columns that only v1 has are empty, and nothing was unreadable"""
    for name in COMMANDS:
        row = guest.row(name)
        for column in ("memory_charges", "memory_uncharges", "io_sync_bytes", "io_async_bytes"):
            expect_equal(row[column], "", column)
    expect_equal([row["text"] for row in guest.table("events") if row["kind"] == "unreadable"], [], "unreadable files")


# Its clock was set: by 30 s before the recording, then by about these numbers of seconds

STEPS = {"forward": 90, "back": -60, "to the beginning": None, "before it": -60}


class Jump:
    """Two rows in the order of a run between which the clock was set: by so many nanoseconds, as the rows say it."""

    def __init__(self, before, after):
        self.before, self.after = before, after
        self.elapsed = int(after["interval_ns"])
        self.step = int(after["time_ns"]) - int(before["time_ns"]) - self.elapsed


def jumps(rows):
    return [jump for jump in map(Jump, rows, rows[1:]) if abs(jump.step) > 5_000_000_000]


def slot(row, column="time"):
    return round(seconds(row[column]) * 1_000_000_000) // INTERVAL


def test_clock_steps(guest):
    """each step of the clock is an event of the monitor and one of the collector, of its sign and size, and no other"""
    found = jumps(guest.table("nodes", "clock"))
    expect_equal(len(found), len(STEPS), "the number of steps between rows")
    for jump, wanted in zip(found, STEPS.values()):
        # The shell counts in whole seconds, and takes a moment.
        expect(wanted is None or abs(jump.step / 1e9 - wanted) < 5, f"a step of {jump.step / 1e9} s instead of {wanted}")
    expect(found[2].step < 0, f"the step to the beginning is {found[2].step / 1e9} s")
    events = [row for row in guest.table("events", "clock") if row["kind"] == "clock_step"]
    for node, words in (("guest", "the clock was set by "), ("", "the collector's clock was set by ")):
        texts = [row["text"].removeprefix(words).split(" s")[0] for row in events if row["node"] == node]
        expect_equal(len(texts), len(STEPS), f"the number of events of '{node}'")
        for said, jump in zip(texts, found):
            expect(abs(float(said) - jump.step / 1e9) < 0.5, f"'{node}' says {said} s, the rows {jump.step / 1e9} s")


def test_clock_order(guest):
    """no row is rewritten, lost or doubled by a step: time_ns is in the slot, seq goes up, intervals stay those of one clock"""
    rows = guest.table("nodes", "clock")
    expect_equal({(row["node"], row["run"]) for row in rows}, {("guest", "1")}, "the runs: no step ends a connection")
    numbers = [int(row["seq"]) for row in rows]
    expect_equal(numbers, sorted(set(numbers)), "the sequence")
    for row in rows:
        late = int(row["time_ns"]) - slot(row) * INTERVAL
        expect(0 <= late < INTERVAL, f"{row['time']} was read {late / 1e9} s after its slot began")
    for jump in jumps(rows):
        # Without the step: at least one interval, at most two and what a slow machine adds.
        expect(0 < jump.elapsed < 10_000_000_000, f"an interval of {jump.elapsed / 1e9} s at {jump.after['time']}")
    expect(len({row["time"] for row in rows}) < len(rows), "no slot was there twice, so that was not tried")
    expect(slot(rows[-1]) < min(slot(row) for row in rows[:8]), "the end is not before the beginning")


def test_clock_gaps(guest):
    """slots that the clock went forward over are a gap of their number; those that it went back over are none"""
    rows = guest.table("nodes", "clock")
    wanted = [
        (slot(before) + 1, slot(after) - 1) for before, after in zip(rows, rows[1:]) if slot(after) > slot(before) + 1]
    gaps = [row for row in guest.table("events", "clock") if row["kind"] == "gap"]
    expect_equal([(slot(row, "gap_first"), slot(row, "gap_last")) for row in gaps], wanted, "the gaps")
    for row, (first, last) in zip(gaps, wanted):
        expect_equal(int(row["gap_slots"]), last - first + 1, "gap_slots")
    forward = [row["text"] for row in gaps if int(row["gap_slots"]) > 100]
    expect_equal(forward, ["the clock was set forward"], "the reasons of the long gaps")


def test_clock_reading(guest):
    """a recording over which the clock was set is complete, every command ends with 0, and verify, export and merge read it"""
    with open(f"{guest.directory}/exits") as file:
        exits = dict(line.split() for line in file)
    expect_equal(set(exits.values()), {"0"}, f"the exit codes {exits}")
    with open(f"{guest.directory}/stop-clock") as file:
        expect("recording clock is complete" in file.read(), "stop did not say that it is complete")
    recording = f"{guest.directory}/data/clock"
    verified = subprocess.run([PROGRAM, "verify", recording], capture_output=True, text=True)
    expect_equal((verified.returncode, "every hole is declared" in verified.stdout), (0, True), verified.stdout)
    out = f"{guest.directory}/delta"
    call(PROGRAM, "export", recording, out, "--values", "delta")
    rows = guest.table("nodes", "clock")
    with open(f"{out}/nodes.csv", newline="") as file:
        total = sum(int(row["context_switches"] or 0) for row in csv.DictReader(file))
    expect_equal(total, int(rows[-1]["context_switches"]) - int(rows[0]["context_switches"]), "the sum of differences")
    merged = subprocess.run(
        [PROGRAM, "merge", f"{recording}/nodes.csv", f"{recording}/monitors.csv"], capture_output=True, text=True)
    expect_equal(merged.returncode, 0, f"merge says {merged.stderr}; its exit code")
    pairs = [(row["seq_1"], row["seq_2"]) for row in csv.DictReader(merged.stdout.splitlines())]
    expect_equal(sorted(pairs), sorted((row["seq"], row["seq"]) for row in rows), "the samples that were joined")
