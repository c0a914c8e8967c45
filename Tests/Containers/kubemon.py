"""The program under test, and what it recorded."""
import calendar
import csv
import io
import json
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time

from support import PATIENCE, expect, until

PROGRAM = os.path.abspath(os.environ.get("KUBEMON", ".build/debug/kubemon"))
NAME = "run"


def free_ports(count):
    """Ports that nobody uses now."""
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports


def seconds(stamp):
    """A time of a recording as a number of seconds."""
    whole, fraction = stamp.rstrip("Z").split(".")
    return calendar.timegm(time.strptime(whole, "%Y-%m-%dT%H:%M:%S")) + float("0." + fraction)


def number(cell):
    """A cell as a number; None if it is empty, because the kernel did not say it."""
    return int(cell) if cell else None


class Recording:
    """A collector that records, and a monitor of this machine; a `with` block ends both.

    `monitor` are the arguments of a monitor of its own, which may run as another `user`; without them the collector
    watches this machine itself (`--local`), with `arguments`.
    """

    def __init__(self, interval="0.5", arguments=(), monitor=None, user=None):
        self.interval, self.arguments, self.monitor, self.user = interval, arguments, monitor, user
        self.directory = tempfile.mkdtemp(prefix="recording-", dir=os.environ["KUBEMON_TEST_WORK"])
        self.port, self.control = free_ports(2)
        self.processes = []

    def __enter__(self):
        try:
            ports = ["-p", str(self.port), "--control-port", str(self.control)]
            places = ["--data-dir", self.path("data"), "--state-dir", self.path("state")]
            local = [] if self.monitor is not None else ["--local", *self.arguments]
            self.start("collector", "--headless", "-i", self.interval, "--record", NAME, *ports, *places, *local)
            until("the collector answers", lambda: self.cli("alive").returncode == 0)
            if self.monitor is not None:
                self.start("monitor", "-H", "127.0.0.1", "-p", str(self.port), *self.monitor, user=self.user)
            until("the first samples are recorded", lambda: self.samples() > 0)
        except BaseException as error:
            self.__exit__(type(error))
            raise
        return self

    def __exit__(self, kind, *_):
        for process in reversed(self.processes):
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
        for process in reversed(self.processes):
            try:
                process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        if kind is not None and kind.__name__ != "Skip" and os.environ.get("KEEP"):
            print(f"       kept: {self.directory}")
        else:
            self.keep_tables()
            shutil.rmtree(self.directory, ignore_errors=True)

    def keep_tables(self):
        """What was recorded can be read after the block too."""
        self.kept = {name: self.read(name) for name in os.listdir(self.path("data", NAME)) if name.endswith(".csv")} \
            if os.path.isdir(self.path("data", NAME)) else {}

    def path(self, *parts):
        return os.path.join(self.directory, *parts)

    def start(self, *arguments, user=None):
        environment = {**os.environ, "KUBEMON_STATE_DIR": self.path("state")}
        if user is not None:
            # Another user can't read the collector's keys and is given one.
            with open(self.path("state", "keys")) as file:
                environment["KUBEMON_KEY"] = next(line.split()[0] for line in file if "role=monitor" in line)
        with open(self.path(f"log-{len(self.processes)}"), "wb") as log:
            self.processes.append(subprocess.Popen(
                [PROGRAM, *arguments], stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT, user=user,
                group=user, extra_groups=[] if user else None, cwd="/", env=environment))

    def cli(self, *command):
        return subprocess.run(
            [PROGRAM, "cli", "-p", str(self.control), "--state-dir", self.path("state"), "--json", "-c", *command],
            capture_output=True, text=True, timeout=PATIENCE)

    def samples(self):
        for process in self.processes:
            if process.poll() is not None:
                log = open(self.path(f"log-{self.processes.index(process)}")).read()
                raise AssertionError(f"kubemon ended with exit code {process.returncode}: {log}")
        recording = json.loads(self.cli("status").stdout or "{}").get("recording")
        return recording["samples"] if recording else 0

    def stop(self):
        """Ends the recording: what happened before is in the tables."""
        reply = self.cli("stop")
        expect(reply.returncode == 0, f"stop was refused: {reply.stdout}{reply.stderr}")

    # What was recorded

    def read(self, name):
        if not os.path.exists(self.path("data", NAME)):
            return self.kept[name]
        with open(self.path("data", NAME, name), newline="") as file:
            text = file.read()
        # While it records, the last line may not be whole.
        return list(csv.DictReader(io.StringIO(text[:text.rfind("\n") + 1]), strict=True))

    def table(self, name, container=None):
        """The rows of a table so far; of one container if that is given."""
        rows = self.read(name + ".csv")
        return [row for row in rows if row["container_id"] == container.short_id] if container else rows

    def rows(self, container):
        return self.table("containers", container)

    def events(self, kind=None, container=None):
        return [row for row in self.table("events", container) if kind in (None, row["kind"])]

    def labels(self, container, table="containers"):
        """All that `entities.csv` says last of a container."""
        rows = [row for row in self.table("entities", container) if row["table"] == table and row["labels"]]
        return json.loads(rows[-1]["labels"]) if rows else {}

    # Waiting

    def wait_for_event(self, kind, container, count=1):
        """Waits until the recording has an event; returns those there are."""
        def found():
            events = self.events(kind, container)
            return events if len(events) >= count else None
        return until(f"{kind} of {container.name}", found)

    def wait_for_rows(self, container, count=1, after=0):
        """Waits for rows read after an instant (ns since 1970)."""
        def found():
            rows = [row for row in self.rows(container) if int(row["time_ns"]) > after]
            return rows if len(rows) >= count else None
        return until(f"{count} rows of {container.name}", found)

    def settle(self, container, count=2):
        """Waits for rows read from now on; returns them."""
        return self.wait_for_rows(container, count, after=time.time_ns())

    def wait_for_name(self, container):
        return until(f"the name of {container.name}", lambda: self.named(container))

    def named(self, container):
        return [row for row in self.table("entities", container) if row["container"] or row["pod"]]

    def durations(self):
        """How long each sample took to read, ns, by its slot: the next sample says it."""
        rows = self.table("monitors")
        return {row["time"]: int(after["tick_duration_nsec"]) for row, after in zip(rows, rows[1:])}


def expect_between(recording, rows, witness, columns, at_least=3):
    """Each cell lies between what the witness read just before the sample began and just after it ended."""
    durations = recording.durations()
    checked = 0
    for row in rows:
        begin = int(row["time_ns"])
        if row["time"] not in durations:
            continue
        bounds = witness.bounds(begin, begin + durations[row["time"]])
        if not bounds:
            continue
        low, high = bounds
        for column in columns:
            value = number(row[column])
            expect(value is not None, f"{column} is empty at {row['time']}")
            expect(
                low[column] <= value <= high[column],
                f"{column} is {value} at {row['time']}: the kernel said {low[column]} before and {high[column]} after")
        checked += 1
    expect(checked >= at_least, f"only {checked} rows could be compared")


def expect_no_hole(rows, interval):
    """One row for each slot, from the first to the last."""
    for before, after in zip(rows, rows[1:]):
        elapsed = seconds(after["time"]) - seconds(before["time"])
        expect(abs(elapsed - interval) < 0.001, f"{elapsed} s between two rows, the second at {after['time']}")
