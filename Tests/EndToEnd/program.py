#!/usr/bin/env python3
"""The real program on this machine: processes, sockets, signals, kill -9.

Usage: KUBEMON=path/to/kubemon program.py [unittest options] [Case.test ...]
"""
import base64
import csv
import fcntl
import json
import os
import pty
import random
import re
import select
import shutil
import socket
import struct
import subprocess
import tempfile
import termios
import time
import unittest
from pathlib import Path

from ports import free_ports

KUBEMON = os.path.abspath(os.environ.get("KUBEMON", ".build/debug/kubemon"))
PATIENCE = 60.0


def until(what, condition):
    """Waits for a condition; a slow machine makes it slow, not wrong."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        result = condition()
        if result:
            return result
        time.sleep(0.05)
    raise AssertionError(f"never happened: {what}")


class ProgramCase(unittest.TestCase):
    def setUp(self):
        self.directory = tempfile.mkdtemp(prefix="kubemon-e2e-")
        # Monitors and commands find the collector's keys there.
        os.environ["KUBEMON_STATE_DIR"] = self.path("state")
        self.port, self.control = free_ports(2)
        self.processes = []

    def tearDown(self):
        for process in self.processes:
            if process.poll() is None:
                process.kill()
            process.wait()
        shutil.rmtree(self.directory, ignore_errors=True)

    def path(self, *parts):
        return os.path.join(self.directory, *parts)

    def start(self, *arguments, service=False):
        path = self.path(f"log-{len(self.processes)}")
        # As systemd starts it.
        prefix = ["sh", "-c", 'SYSTEMD_EXEC_PID=$$ exec "$0" "$@"'] if service else []
        with open(path, "w") as log:
            process = subprocess.Popen(
                [*prefix, KUBEMON, *arguments], stdout=log, stderr=subprocess.STDOUT, cwd=self.directory)

        def text():
            with open(path) as file:
                return file.read()

        process.log = text
        self.processes.append(process)
        return process

    def collector(self, *arguments, interval="0.2", service=False):
        process = self.start(
            "collector", "--headless", "-p", str(self.port), "--control-port", str(self.control), "-i", interval,
            "--state-dir", self.path("state"), "--data-dir", self.path("data"), *arguments, service=service)
        until("the collector answers", lambda: self.cli("alive").returncode == 0 or process.poll() is not None)
        self.assertIsNone(process.poll(), process.log())
        return process

    def monitor(self, *arguments):
        return self.start("monitor", "-H", "127.0.0.1", "-p", str(self.port), *arguments)

    def run_once(self, *arguments, **options):
        return subprocess.run(
            [KUBEMON, *arguments], capture_output=True, text=True, timeout=PATIENCE, cwd=self.directory, **options)

    def cli(self, *command, json_output=False):
        flags = ["--json"] if json_output else []
        return self.run_once("cli", "-p", str(self.control), *flags, "-c", *command)

    def status(self):
        return json.loads(self.cli("status", json_output=True).stdout)

    def samples(self):
        recording = self.status().get("recording")
        return recording["samples"] if recording else 0

    def table(self, recording, name):
        with open(self.path("data", recording, name), newline="") as file:
            return list(csv.DictReader(file, strict=True))


class Recording(ProgramCase):
    def expect_whole(self, rows):
        """Every row once, in order, without a hole, per node and run."""
        runs = {}
        for row in rows:
            runs.setdefault((row["node"], row["run"]), []).append(row)
        self.assertTrue(runs)
        for key, rows in runs.items():
            sequences = [int(row["seq"]) for row in rows]
            self.assertEqual(sequences, sorted(set(sequences)), f"{key}: doubled or out of order")
            slots = [row["time"] for row in rows]
            self.assertEqual(len(slots), len(set(slots)), f"{key}: a slot twice")
        return runs

    def slot_numbers(self, rows):
        def number(text):
            whole, fraction = text.rstrip("Z").split(".")
            stamp = time.strptime(whole, "%Y-%m-%dT%H:%M:%S")
            return (int(time.mktime(stamp)) - time.timezone) * 5 + int(fraction) // 200
        return [number(row["time"]) for row in rows]

    def test_recorded_counters_equal_the_kernels(self):
        """Counters read independently before and after bracket what is recorded, cell by cell."""
        def kernel():
            values = {}
            for line in Path("/proc/stat").read_text().splitlines():
                words = line.split()
                if words[0] == "cpu":
                    values["cpu_user_usec"] = int(words[1]) * 10_000
                    values["cpu_system_usec"] = int(words[3]) * 10_000
                if words[0] in ("ctxt", "processes"):
                    values[{"ctxt": "context_switches", "processes": "forks"}[words[0]]] = int(words[1])
            for line in Path("/proc/vmstat").read_text().splitlines():
                key, value = line.split()
                if key in ("pgfault", "pgmajfault", "pgfree"):
                    values[{"pgfault": "vm_faults", "pgmajfault": "vm_major_faults", "pgfree": "vm_freed_pages"}[key]] = int(value)
            return values

        self.collector()
        self.monitor()
        until("a node", lambda: self.status()["nodesLive"] == 1)
        before = kernel()
        self.assertEqual(self.cli("start", "one").returncode, 0)
        until("samples", lambda: self.samples() >= 10)
        self.assertEqual(self.cli("stop").returncode, 0)
        after = kernel()
        rows = self.table("one", "nodes.csv")
        self.assertGreaterEqual(len(rows), 10)
        for column in before:
            for row in rows:
                self.assertTrue(before[column] <= int(row[column]) <= after[column], column)

    def test_kill_9_of_the_collector_loses_and_doubles_nothing(self):
        seed = int(os.environ.get("SEED", random.randrange(1 << 32)))
        print(f"seed {seed}", flush=True)
        random.seed(seed)
        collector = self.collector()
        self.monitor()
        until("a node", lambda: self.status()["nodesLive"] == 1)
        self.assertEqual(self.cli("start", "crash").returncode, 0)
        for _ in range(int(os.environ.get("KILLS", "5"))):
            time.sleep(random.uniform(0.05, 1.8))
            collector.kill()
            collector.wait()
            collector = self.collector()
        before = until("the monitor is back", lambda: self.status()["nodesLive"] == 1 and self.samples())
        until("more samples", lambda: self.samples() > before + 10)
        reply = self.cli("stop")
        self.assertEqual(reply.returncode, 0, reply.stderr)
        self.assertIn("is complete", reply.stdout)
        self.assertIn(" 0 gaps", reply.stdout)
        for name in ("nodes.csv", "disks.csv", "interfaces.csv", "monitors.csv"):
            rows = self.table("crash", name)
            identity = [row.get("disk") or row.get("interface") or "" for row in rows]
            for entity in set(identity):
                mine = [row for row, name in zip(rows, identity) if name == entity]
                self.expect_whole(mine)
                slots = self.slot_numbers(mine)
                self.assertEqual(slots, list(range(slots[0], slots[-1] + 1)), f"{name} {entity}: hole or doubled slot")

    def test_kill_9_of_the_monitor_is_a_declared_gap(self):
        self.collector()
        monitor = self.monitor("--node", "n1")
        until("a node", lambda: self.status()["nodesLive"] == 1)
        self.assertEqual(self.cli("start", "gap").returncode, 0)
        until("samples", lambda: self.samples() >= 5)
        monitor.kill()
        monitor.wait()
        time.sleep(0.5)
        self.monitor("--node", "n1")
        before = self.samples()
        until("samples of the second run", lambda: self.samples() >= before + 5)
        self.assertEqual(self.cli("stop").returncode, 0)
        rows = self.table("gap", "nodes.csv")
        self.assertEqual({row["run"] for row in rows}, {"1", "2"})
        slots = self.slot_numbers(rows)
        missing = sum(b - a - 1 for a, b in zip(slots, slots[1:]))
        declared = [row for row in self.table("gap", "events.csv") if row["kind"] == "gap"]
        self.assertEqual(sum(int(row["gap_slots"]) for row in declared), missing)

    def test_the_recording_that_goes_on_keeps_its_interval_and_its_name(self):
        """A restart with another -i must not change the slots of a recording, and --record of the same name is no error."""
        collector = self.collector("--record", "same", interval="0.2")
        self.monitor()
        until("samples", lambda: self.samples() >= 5)
        collector.kill()
        collector.wait()
        self.collector("--record", "same", interval="5")
        self.assertEqual(self.status()["intervalSeconds"], 0.2)
        before = self.samples()
        until("more samples", lambda: self.samples() > before + 5)
        self.assertIn(" 0 gaps", self.cli("stop").stdout)
        self.assertEqual(self.status()["intervalSeconds"], 5, "what was asked for counts again")
        rows = self.table("same", "nodes.csv")
        slots = self.slot_numbers(rows)
        self.assertEqual(slots, list(range(slots[0], slots[-1] + 1)))
        for row, slot in zip(rows, slots):
            self.assertEqual(int(row["time_ns"]) // 200_000_000, slot)

    def test_a_service_whose_recording_was_stopped_starts_without_it_and_says_so(self):
        collector = self.collector("--record", "night", service=True)
        self.monitor()
        until("samples", lambda: self.samples() >= 3)
        self.assertEqual(self.cli("stop").returncode, 0)
        before = self.table("night", "nodes.csv")
        collector.terminate()
        self.assertEqual(collector.wait(PATIENCE), 0)
        collector = self.collector("--record", "night", service=True)
        sentence = "--record night: that recording was stopped, and only 'start' begins another"
        self.assertIn(sentence, collector.log())
        self.assertIn("not recording\nwarning: " + sentence, self.cli("status").stdout)
        self.assertEqual(self.status()["warning"], sentence)
        self.assertEqual(self.cli("status").returncode, 0)
        self.assertEqual(self.cli("start", "day").returncode, 0)
        self.assertNotIn("warning", self.cli("status").stdout)
        # Another one goes on in the same way.
        collector.kill()
        collector.wait()
        self.collector("--record", "night", service=True)
        self.assertEqual(self.status()["recording"]["name"], "day")
        self.assertEqual(self.cli("stop").returncode, 0)
        self.assertEqual(self.table("night", "nodes.csv"), before)

    def test_a_script_that_records_under_a_used_name_fails_at_once(self):
        collector = self.collector("--record", "run")
        self.assertEqual(self.cli("stop").returncode, 0)
        collector.terminate()
        self.assertEqual(collector.wait(PATIENCE), 0)
        # A session may have what systemd gave to another process.
        os.environ["SYSTEMD_EXEC_PID"] = "1"
        self.addCleanup(os.environ.pop, "SYSTEMD_EXEC_PID")
        collector = self.start(
            "collector", "--headless", "-p", str(self.port), "--control-port", str(self.control), "--state-dir",
            self.path("state"), "--data-dir", self.path("data"), "--record", "run")
        self.assertEqual(collector.wait(PATIENCE), 1)
        self.assertIn("--record run: ", collector.log())

    def test_an_expected_node_that_never_comes_is_named_and_not_waited_for(self):
        self.collector("--expect", "ghost")
        self.monitor()
        until("a node", lambda: self.status()["nodesLive"] == 1)
        self.assertEqual(self.status()["nodesMissing"], ["ghost"])
        self.assertIn("ghost", self.cli("start", "one").stdout)
        until("samples", lambda: self.samples() >= 3)
        begin = time.monotonic()
        self.assertIn("is incomplete (ghost never came)", self.cli("stop").stdout)
        self.assertLess(time.monotonic() - begin, 20)

    def test_fewer_nodes_than_expected_are_said_at_the_start_and_at_the_end(self):
        self.collector("--expect", "3", "--drain", "0.5s")
        monitor = self.monitor("--node", "n1")
        until("a node", lambda: self.status()["nodesLive"] == 1)
        self.assertIn("; 1 of 3 expected nodes are connected", self.cli("start", "one").stdout)
        until("samples", lambda: self.samples() >= 3)
        monitor.kill()
        begin = time.monotonic()
        until("slots pass without a sample", lambda: time.monotonic() > begin + 1)
        stopped = self.cli("stop")
        self.assertEqual(stopped.returncode, 0)
        self.assertIn(
            "is incomplete (the last samples of n1 are missing; 1 of 3 expected nodes came): ", stopped.stdout)

    def test_sigterm_leaves_the_recording_to_the_next_start(self):
        collector = self.collector()
        self.monitor()
        until("a node", lambda: self.status()["nodesLive"] == 1)
        self.assertEqual(self.cli("start", "term").returncode, 0)
        until("samples", lambda: self.samples() >= 5)
        collector.terminate()
        self.assertEqual(collector.wait(PATIENCE), 0)
        self.assertIn("goes on with it", collector.log())
        listed = json.loads(self.run_once("list", "--data-dir", self.path("data"), "--json").stdout)
        self.assertEqual([(each["name"], each["state"]) for each in listed], [("term", "recording")])
        self.collector()
        before = self.samples()
        until("more samples", lambda: self.samples() > before + 5)
        self.assertIn(" 0 gaps", self.cli("stop").stdout)

    def test_a_full_disk_stops_no_monitor_and_recovers(self):
        if os.geteuid() != 0:
            self.skipTest("only root can mount a small tmpfs")
        os.mkdir(self.path("small"))
        mount = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", self.path("small")])
        if mount.returncode != 0:
            self.skipTest("no tmpfs can be mounted here")
        try:
            self.port, self.control = free_ports(2)
            self.collector("--data-dir", self.path("small"))
            self.monitor()
            until("a node", lambda: self.status()["nodesLive"] == 1)
            with open(self.path("small", "ballast"), "wb") as ballast:
                ballast.write(b"x" * 600_000)
            self.assertEqual(self.cli("start", "tight").returncode, 0)
            # That it is nearly full comes first.
            until("the disk is full", lambda: "disk is full" in str(self.status().get("problems", "")))
            self.assertEqual(self.status()["nodesLive"], 1, "the monitor is still shown")
            before = self.samples()
            os.remove(self.path("small", "ballast"))
            until("it goes on", lambda: not self.status().get("problems") and self.samples() > before)
            reply = self.cli("stop")
            self.assertIn(" 0 gaps", reply.stdout, reply.stderr)
        finally:
            for process in self.processes:
                process.kill()
                process.wait()
            subprocess.run(["umount", self.path("small")])


class BadInput(ProgramCase):
    def expect(self, result, code, *parts):
        self.assertEqual(result.returncode, code, result.stderr)
        for part in parts:
            self.assertIn(part, result.stderr)
        self.assertNotIn("Fatal", result.stderr)

    def test_a_bad_interval_says_what_is_allowed(self):
        for interval in ("0", "0.01", "2h", "soon", "-1", "nan"):
            self.expect(self.run_once("collector", "--headless", f"--interval={interval}"), 64, "0.1s to 1h")

    def test_a_bad_port_or_kind_says_what_is_allowed(self):
        self.expect(self.run_once("collector", "-p", "70000"), 64, "65535")
        for option in ("-p", "-i", "--drain", "--keep-free"):
            self.expect(self.run_once("collector", "--headless", option, "-1"), 64, "-1")
        for names in ("a,,b", "a,a", "a,b c", ","):
            self.expect(self.run_once("collector", "--headless", "--expect", names), 64, "invalid for '--expect")
        self.expect(self.run_once("monitor", "-H", "x", "-t", "gpu"), 64, "os, docker, process or all")
        self.expect(self.run_once("monitor"), 64, "--host")

    def test_no_terminal_names_headless(self):
        result = self.run_once(
            "-p", str(self.port), "--control-port", str(self.control), "--state-dir", self.path("s"),
            stdin=subprocess.DEVNULL)
        self.expect(result, 1, "--headless")
        self.run_once("key", "create", "--role", "control")
        self.collector()
        result = self.run_once("console", "-H", f"127.0.0.1:{self.control}", stdin=subprocess.DEVNULL)
        self.expect(result, 1, "no terminal")
        self.assertNotIn("--headless", result.stderr)

    def test_help_of_what_is_no_subcommand_is_refused(self):
        self.expect(self.run_once("help", "nothing"), 64, "there is no subcommand 'nothing'")
        for words in (["help"], ["help", "key"], ["help", "key", "create"], ["help", "--help"]):
            self.expect(self.run_once(*words), 0)

    def test_an_unknown_terminal_is_named(self):
        primary, secondary = pty.openpty()
        process = subprocess.Popen(
            [KUBEMON, "-p", str(self.port), "--control-port", str(self.control), "--state-dir", self.path("s")],
            stdin=secondary, stdout=secondary, stderr=subprocess.PIPE, text=True, cwd=self.directory,
            env={**os.environ, "TERM": "no-such-terminal"})
        self.assertEqual(process.wait(PATIENCE), 1)
        self.assertIn("no-such-terminal", process.stderr.read())
        process.stderr.close()
        os.close(primary)
        os.close(secondary)

    def test_a_taken_port_says_how_to_look_at_the_collector_that_has_it(self):
        self.collector()
        result = self.run_once(
            "collector", "--headless", "-p", str(self.port), "--control-port", str(self.control), "--state-dir",
            self.path("other"))
        self.expect(result, 1, "running already", f"kubemon console -H 127.0.0.1 -p {self.control}")
        result = self.run_once(
            "collector", "--headless", "-p", "0", "--control-port", "0", "--state-dir", self.path("state"))
        self.expect(result, 1, "state directory", "--state-dir")
        with socket.create_server(("127.0.0.1", 0)) as other:
            taken = str(other.getsockname()[1])
            free = str(free_ports(1)[0])
            result = self.run_once(
                "collector", "--headless", "-p", taken, "--control-port", free, "--state-dir", self.path("other"))
            self.expect(result, 1, f"port {taken} is taken by another program; choose another with -p\n")
            result = self.run_once(
                "collector", "--headless", "-p", free, "--control-port", taken, "--state-dir", self.path("other"))
            self.expect(result, 1, f"port {taken} is taken by another program; choose another with --control-port\n")

    def test_a_directory_that_cannot_be_written_is_named(self):
        with open(self.path("file"), "w"):
            pass
        result = self.run_once("collector", "--headless", "--state-dir", self.path("file", "state"))
        self.expect(result, 1, "state directory", "--state-dir")
        result = self.run_once(
            "collector", "--headless", "--state-dir", self.path("state"), "--data-dir", self.path("file", "data"))
        self.expect(result, 1, "no recording can be made", "--data-dir")
        result = self.run_once("list", "--data-dir", self.path("nowhere"))
        self.expect(result, 1, "nowhere")

    def test_a_collector_that_is_not_there_is_said_once_and_tried_for_ever(self):
        self.run_once("key", "create", "--role", "monitor")
        monitor = self.monitor()
        until("a complaint", lambda: "can't connect" in monitor.log())
        time.sleep(2)
        self.assertEqual(monitor.log().count("can't connect"), 1)
        self.assertIn("connection refused (is the collector running there, on this port?", monitor.log())
        self.assertIsNone(monitor.poll())
        self.collector()
        until("it connects", lambda: "connected to the collector" in monitor.log())
        monitor.terminate()
        self.assertEqual(monitor.wait(PATIENCE), 0)

    def test_an_unknown_host_is_said(self):
        self.run_once("key", "create", "--role", "monitor")
        monitor = self.start("monitor", "-H", "no-such-host.invalid")
        until("a complaint", lambda: "no-such-host.invalid" in monitor.log())
        self.assertIsNone(monitor.poll())
        result = self.run_once("cli", "-H", "no-such-host.invalid", "-c", "alive")
        self.expect(result, 1, "can't be reached")

    def test_a_cli_without_its_command_or_with_a_bad_port_is_refused(self):
        self.expect(self.run_once("cli", "-c"), 64, "needs a command")
        self.expect(self.run_once("cli", "-p", "85416", "-c", "alive"), 64, "65535")

    def test_the_original_command_lines_work(self):
        self.collector()
        monitor = self.start("-t", "os", "-H", "127.0.0.1", "-p", str(self.port))
        until("a node", lambda: self.status()["nodesLive"] == 1)
        result = self.run_once("-t", "cli", "-H", "127.0.0.1", "-p", str(self.control), "-c", "/instances")
        self.assertRegex(result.stdout, r"^Connected instances: 1\n")
        self.assertIn("monitor connected address=127.0.0.1:", self.processes[0].log())
        self.assertRegex(self.processes[0].log(), rf"listening for commands address=(\[::\]|0.0.0.0):{self.control}")
        self.assertIn("Collector", self.run_once("--list").stdout)
        monitor.terminate()

    def test_ipv6_works_where_the_machine_has_it(self):
        try:
            socket.create_server(("::1", 0), family=socket.AF_INET6).close()
        except OSError:
            self.skipTest("this machine has no IPv6 loopback")
        collector = self.start(
            "collector", "--headless", "-H", "[::1]", "-p", str(self.port), "--control-port", str(self.control),
            "--state-dir", self.path("state"), "-i", "0.2")
        until("it listens", lambda: f"[::1]:{self.control}" in collector.log())
        self.start("monitor", "-H", "::1", "-p", str(self.port))
        until("a node", lambda: "(live)" in self.run_once(
            "cli", "-H", "::1", "-p", str(self.control), "-c", "instances").stdout)

    def test_a_collector_is_named_in_the_same_ways_everywhere(self):
        self.collector()
        hosts = [("127.0.0.1", "127.0.0.1"), ("localhost", "localhost")]
        if socket.has_ipv6:
            hosts.append(("[::1]", "::1"))
        for host, bare in hosts:
            for arguments in ((f"{host}:{self.control}",), (host, "-p", str(self.control)), (bare, "-p", str(self.control)),
                              (f"{host}:{self.control}", "-p", str(self.control))):
                result = self.run_once("cli", "-H", *arguments, "-c", "alive")
                self.assertEqual((result.stdout, result.stderr), ("alive\n", ""), arguments)
            monitor = self.start("monitor", "-H", f"{host}:{self.port}", "--node", "n1")
            until(f"a monitor of {host} is there", lambda: self.status()["nodesLive"] == 1)
            monitor.terminate()
            self.assertEqual(monitor.wait(PATIENCE), 0)
            until("it is gone", lambda: self.status()["nodesLive"] == 0)
        for command, rest in (("cli", ["-c", "alive"]), ("console", []), ("monitor", ["--node", "n1"])):
            for bad in ("host:0", "host:65536", "host:x", ":9880", "[::1", "[::1]x", "[]", ""):
                result = self.run_once(command, "-H", bad, *rest)
                self.assertEqual(result.returncode, 64, (command, bad))
                self.assertIn("it takes a name or address", result.stderr)
            result = self.run_once(command, "-H", "127.0.0.1:1", "-p", "2", *rest)
            self.assertEqual(result.returncode, 64)
            self.assertIn("-H names port 1 and -p port 2", result.stderr)

    def test_the_prompt_of_the_cli_reads_commands_from_a_pipe(self):
        self.collector()
        result = self.run_once("cli", "-p", str(self.control), input="alive\nstatus\n")
        self.assertEqual(result.returncode, 0)
        self.assertIn("sampling every 200ms", result.stdout)
        self.assertEqual(self.run_once("cli", "-p", str(self.control), input="frob\n").returncode, 1)


class Export(ProgramCase):
    """A recording of this machine, exported, merged, and looked at by another reader of CSV."""

    def record(self):
        self.collector()
        self.monitor("--node", "n1")
        until("a node", lambda: self.status()["nodesLive"] == 1)
        self.assertEqual(self.cli("start", "one").returncode, 0)
        until("samples", lambda: self.samples() >= 5)

    def export(self, out, *arguments, code=0):
        result = self.run_once("export", self.path("data", "one"), self.path(out), *arguments)
        self.assertEqual(result.returncode, code, result.stderr)
        return result

    def read(self, *parts):
        with open(self.path(*parts), newline="") as file:
            return list(csv.DictReader(file, strict=True))

    def test_exports_add_up_and_the_running_recording_is_left_alone(self):
        self.record()
        # A commit is made once a second.
        until("a commit with rows", lambda: self.samples() >= 15)
        self.export("early", "--values", "delta")
        self.assertGreaterEqual(len(self.read("early", "nodes.csv")), 2)
        before = self.samples()
        until("it goes on", lambda: self.samples() > before)
        self.assertIn("is complete", self.cli("stop").stdout)
        recorded = self.table("one", "nodes.csv")
        self.export("raw")
        for name in sorted(os.listdir(self.path("data", "one"))):
            if name.endswith(".csv"):
                self.assertEqual(
                    Path(self.path("raw", name)).read_bytes(), Path(self.path("data", "one", name)).read_bytes(), name)
        self.export("delta", "--values", "delta")
        rows = self.read("delta", "nodes.csv")
        for column in ("context_switches", "vm_faults", "cpu_user_usec"):
            self.assertEqual(
                sum(int(row[column] or 0) for row in rows), int(recorded[-1][column]) - int(recorded[0][column]))
        self.export("rate", "--values", "rate", "--from", recorded[2]["time"], "--node", "n1")
        rate, last, this = self.read("rate", "nodes.csv")[0], recorded[1], recorded[2]
        expected = (int(this["vm_faults"]) - int(last["vm_faults"])) * 1e9 / int(this["interval_ns"])
        self.assertAlmostEqual(float(rate["vm_faults_per_second"]), expected, places=5)

    def test_the_layout_of_the_original_has_its_differences(self):
        self.record()
        self.assertIn("is complete", self.cli("stop").stdout)
        self.export("old", "--layout", "kubemon")
        self.assertEqual(os.listdir(self.path("old", "OSMonitor")), ["OSMonitor_n1_n1_0.csv"])
        rows, recorded = self.read("old", "OSMonitor", "OSMonitor_n1_n1_0.csv"), self.table("one", "nodes.csv")
        self.assertEqual(len(rows), len(recorded) - 1)
        self.assertEqual(len(rows[0]), 49)
        for row, last, this in zip(rows, recorded, recorded[1:]):
            self.assertEqual(int(row["pgfault"]), int(this["vm_faults"]) - int(last["vm_faults"]))
            seconds = (int(this["cpu_user_usec"]) - int(last["cpu_user_usec"])) / 1e6
            self.assertEqual(row["cpu_times_user"], repr(round(seconds, 4)))
            instant = time.strptime(row["timestamp"].split(".")[0], "%Y-%m-%d %H:%M:%S")
            self.assertEqual(int(time.mktime(instant)), int(this["time_ns"]) // 1_000_000_000)

    def test_merge_joins_and_the_original_command_lines_too(self):
        with open(self.path("a.csv"), "w") as file:
            file.write("time,node,x\n2026-11-23T08:00:01.000Z,n1,1\n2026-11-23T08:00:02.000Z,n1,2\n")
        with open(self.path("b.csv"), "w") as file:
            file.write("time,node,x\n2026-11-23T08:00:02.000Z,n1,3\n")
        expected = "time,node,x_1,x_2\n2026-11-23T08:00:01.000Z,n1,1,\n2026-11-23T08:00:02.000Z,n1,2,3\n"
        for words in (["merge", "a.csv", "b.csv"], ["-t", "merge", "-f", "a.csv", "b.csv"], ["-f", "a.csv", "b.csv"]):
            result = self.run_once(*words)
            self.assertEqual((result.returncode, result.stdout), (0, expected), result.stderr)
        self.assertEqual(self.run_once("merge", "a.csv", "b.csv", "-o", "c.csv").returncode, 0)
        self.assertEqual(Path(self.path("c.csv")).read_text(), expected)
        again = self.run_once("merge", "a.csv", "b.csv", "-o", "c.csv")
        self.assertEqual(again.returncode, 1)
        self.assertIn("exists", again.stderr)
        nowhere = self.run_once("merge", "a.csv", "b.csv", "-o", "/sys/c.csv")
        self.assertEqual(nowhere.returncode, 1)
        self.assertIn("/sys/c.csv: a file can't be opened", nowhere.stderr)
        os.mkfifo(self.path("pipe"))
        for words, part in (
                (["nowhere.csv", "b.csv"], "nowhere.csv"), ([".", "b.csv"], "is no file"), (["pipe", "b.csv"], "is no file"),
                (["/dev/null", "b.csv"], "is no file")):
            result = self.run_once("merge", *words)
            self.assertEqual(result.returncode, 1)
            self.assertIn(part, result.stderr)

    def test_stop_compresses_the_tables_and_every_command_reads_them_as_before(self):
        self.record()
        stopped = self.cli("stop --gzip")
        self.assertRegex(stopped.stdout, r"one is complete: .*; its tables are compressed to \d+ % of their size\n")
        recording = self.path("data", "one")
        names = os.listdir(recording)
        self.assertEqual([name for name in names if name.endswith(".csv") or name.endswith(".new")], [])
        self.assertIn("nodes.csv.gz", names)
        self.assertEqual(self.run_once("verify", recording).returncode, 0)
        self.assertIn("complete", self.run_once("list", "--data-dir", self.path("data")).stdout)
        self.export("packed")
        merged = {}
        for name in ("nodes.csv", "nodes.csv.gz"):
            merged[name] = self.run_once("merge", self.path(recording, name), self.path(recording, "monitors.csv"))
            self.assertEqual((merged[name].returncode, merged[name].stderr), (0, ""))
        # What gzip's own program unpacks is what was written.
        subprocess.run(f"gunzip {recording}/*.csv.gz", shell=True, check=True)
        self.assertEqual(self.run_once("verify", recording).returncode, 0)
        self.export("plain")
        for name in os.listdir(self.path("plain")):
            with open(self.path("plain", name), "rb") as plain, open(self.path("packed", name), "rb") as packed:
                self.assertEqual(plain.read(), packed.read(), name)
        plain = self.run_once("merge", self.path(recording, "nodes.csv"), self.path(recording, "monitors.csv"))
        self.assertEqual({result.stdout for result in merged.values()}, {plain.stdout})

    def test_a_compressed_table_that_is_damaged_is_named(self):
        self.record()
        stopped = self.cli("stop")
        self.assertEqual(stopped.returncode, 0, stopped)
        recording = self.path("data", "one")
        subprocess.run(f"gzip {recording}/*.csv", shell=True, check=True)
        table = self.path(recording, "nodes.csv.gz")
        verified = self.run_once("verify", recording)
        self.assertEqual(verified.returncode, 0, verified)
        os.truncate(table, os.path.getsize(table) - 20)
        verified = self.run_once("verify", recording)
        self.assertEqual(
            (verified.returncode, verified.stdout), (1, "nodes.csv.gz has been changed: its checksum is another.\n"))
        self.assertIn("nodes.csv.gz has been changed", self.export("out", code=1).stderr)
        self.assertIn("nodes.csv.gz has been changed", self.run_once("replay", recording).stderr)
        merged = self.run_once("merge", table, self.path(recording, "monitors.csv"))
        self.assertEqual(
            (merged.returncode, merged.stderr), (1, f"kubemon: {table} can't be read: it is no whole file of gzip.\n"))

    def test_what_can_not_be_exported_is_said(self):
        self.record()
        self.cli("stop")
        result = self.export("out", "--node", "n2", code=1)
        self.assertIn("there is no node 'n2'", result.stderr)
        self.assertIn("only n1", result.stderr)
        self.assertFalse(os.path.exists(self.path("out")))
        self.assertIn("lies in the recording", self.export("data/one/out", code=1).stderr)
        os.symlink(self.path("data", "one"), self.path("link"))
        self.assertIn("lies in the recording", self.export("link/out", code=1).stderr)
        self.export("out")
        self.assertIn("not empty", self.export("out", code=1).stderr)
        # No directory can be made there, whoever one is.
        result = self.export("/sys/out", code=1)
        self.assertTrue(result.stderr.endswith("Nothing was exported.\n"), result.stderr)
        self.assertIn("holds nothing in that range", self.export("x", "--to", "2001-01-01", code=1).stderr)
        for arguments, part in (
                (["--values", "sum"], "raw, delta or rate"), (["--layout", "json"], "tables or kubemon"),
                (["--from", "noon"], "--from is a time such as"), (["--from"], "2026-11-23T08:41:35Z, 2026-11-23, or 08:41"), (["--layout", "kubemon", "--values", "raw"], "--values")):
            self.assertIn(part, self.export("x", *arguments, code=64).stderr)
        self.assertFalse(os.path.exists(self.path("x")))
        result = self.run_once("export", "nowhere", "x")
        self.assertEqual(result.returncode, 1)
        self.assertIn("there is no recording nowhere", result.stderr)


class Security(ProgramCase):
    """Keys and TLS as users meet them, and an independent peer: openssl."""

    def keys(self):
        """What the keys are for, and the keys, as they stand in the file."""
        with open(self.path("state", "keys")) as file:
            lines = [line.split() for line in file if line.startswith("km1:")]
        return {line[1].removeprefix("role="): line[0] for line in lines}

    def client(self, *arguments, **environment):
        """A monitor or command that does not find the collector's keys."""
        return self.run_once(
            *arguments, env={**os.environ, "KUBEMON_STATE_DIR": self.path("elsewhere"), **environment})

    def expect(self, result, code, *parts):
        self.assertEqual(result.returncode, code, result.stdout + result.stderr)
        for part in parts:
            self.assertIn(part, result.stderr)
        self.assertEqual(result.stderr.count("\n"), 1, result.stderr)

    def command(self, *arguments, **environment):
        return self.client("cli", "-p", str(self.control), *arguments, "-c", "alive", **environment)

    def remote_monitor(self, *arguments, **environment):
        return self.client("monitor", "-H", "127.0.0.1", "-p", str(self.port), *arguments, **environment)

    def openssl(self, key, port, *arguments, frame=b""):
        """What openssl's client says and what comes back after it has sent a frame."""
        _, identity, secret = key.split(":")
        process = subprocess.Popen(
            ["openssl", "s_client", "-connect", f"127.0.0.1:{port}", "-psk_identity", identity, "-psk",
             base64.b64decode(secret).hex(), *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT)
        self.processes.append(process)
        if frame:
            process.stdin.write(frame)
            process.stdin.flush()
        output = b""
        with process.stdout:
            deadline = time.monotonic() + PATIENCE
            while select.select([process.stdout], [], [], max(0, deadline - time.monotonic()))[0]:
                chunk = os.read(process.stdout.fileno(), 65536)
                output += chunk
                if not chunk or (frame and b"alive" in output):
                    break
        process.stdin.close()
        return output

    def test_an_independent_peer_speaks_the_same_tls(self):
        if not shutil.which("openssl"):
            self.skipTest("openssl is not installed")
        self.collector()
        key = self.keys()["control"]
        # A frame: its length, field 32 of the envelope, in it field 1: the text of the command.
        frame = b"\x00\x00\x00\x0a\x82\x02\x07\x0a\x05alive"
        self.assertIn(b"alive", self.openssl(key, self.control, "-tls1_2", "-quiet", frame=frame))
        said = self.openssl(key, self.control, "-tls1_2", frame=frame)
        self.assertIn(b"Cipher is ECDHE-PSK-CHACHA20-POLY1305", said)
        for port in (self.port, self.control):
            for attack, arguments in (
                    (key[:-44] + base64.b64encode(bytes(32)).decode(), ["-tls1_2"]),
                    (key, ["-tls1_3"]), (key, ["-tls1_2", "-cipher", "PSK-AES128-CBC-SHA"]),
                    (key, ["-tls1_1", "-cipher", "ALL:@SECLEVEL=0"]), ("km1:nobody:" + key.split(":")[2], ["-tls1_2"])):
                said = self.openssl(attack, port, *arguments)
                # openssl names the cipher even if the handshake with it fails.
                self.assertRegex(said, rb"SSL alert number \d+|:error:", arguments)

    def test_without_a_key_one_sentence_says_what_there_is(self):
        self.collector()
        for result in (self.command(), self.remote_monitor()):
            self.expect(result, 1, "--key-file", "KUBEMON_KEY", "--insecure", "kubemon key create")

    def test_a_key_is_taken_from_option_file_and_environment(self):
        self.collector()
        key = self.keys()["control"]
        with open(self.path("key"), "w") as file:
            file.write(key + "\n")
        self.assertIn("chmod 600", self.command("--key-file", self.path("key")).stderr)
        os.chmod(self.path("key"), 0o600)
        self.assertEqual(self.command("--key-file", self.path("key")).stdout, "alive\n")
        self.assertEqual(self.command("--key", key).stdout, "alive\n")
        self.assertEqual(self.command(KUBEMON_KEY=key).stdout, "alive\n")
        self.expect(self.command("--key-file", self.path("none")), 1, "there is no file")
        self.assertIn("--key-file needs the name of a file", self.command("--key-file", "").stderr)
        # A file of something else is nothing to be hidden.
        other = self.command("--key-file", "/etc/hostname")
        self.expect(other, 1, "/etc/hostname holds no key")
        self.assertNotIn("chmod", other.stderr)
        self.expect(self.command("--key", "secret"), 1, "--key holds no key", "km1:")
        self.expect(self.command(KUBEMON_KEY="km1:x"), 1, "KUBEMON_KEY holds no key")

    def test_a_key_that_was_found_and_is_not_known_is_said_with_its_file(self):
        self.collector()
        self.run_once("key", "create", "--role", "control", "--state-dir", self.path("elsewhere"))
        said = "found in " + self.path("elsewhere", "keys")
        self.expect(self.command(), 1, "does not know the key 'control-", said, "--state-dir", "--key-file")
        with open(self.path("elsewhere", "keys"), "w") as file:
            file.write("km1:x:y\n")
        result = self.command()
        self.expect(result, 1, "line 1 of " + self.path("elsewhere", "keys"), "--key-file")
        self.assertTrue(result.stderr.startswith("kubemon: line 1 of"), result.stderr)

    def test_wrong_keys_ports_and_protections_each_give_one_sentence(self):
        collector = self.collector()
        keys = self.keys()
        forged = keys["control"][:-44] + base64.b64encode(bytes(32)).decode()
        self.expect(self.command("--key", forged), 1, "the secret of the key")
        nobody = "km1:nobody:" + forged[-44:]
        self.expect(self.command("--key", nobody), 1, "does not know the key 'nobody'", "--role control'")
        self.expect(self.remote_monitor("--key", nobody), 1, "does not know the key 'nobody'", "--role monitor'")
        self.expect(self.command("--key", keys["monitor"]), 1, "gives no commands", "--role control")
        self.expect(self.remote_monitor("--key", keys["control"]), 1, "sends no samples", "--role monitor")
        self.expect(self.command("--insecure"), 1, "takes TLS only")
        self.expect(self.remote_monitor("--insecure"), 1, "takes TLS only")
        swapped = self.client("cli", "-p", str(self.port), "--key", keys["control"], "-c", "alive")
        self.expect(swapped, 1, f"commands go to port {self.control}")
        def console(port, *arguments):
            return self.client("console", "-H", f"127.0.0.1:{port}", *arguments)
        self.expect(console(self.port, "--key", keys["control"]), 1, f"commands go to port {self.control}")
        self.expect(console(self.control, "--key", keys["monitor"]), 1, "gives no commands", "--role control")
        self.expect(console(self.control, "--insecure"), 1, "takes TLS only")
        swapped = self.client("monitor", "-H", "127.0.0.1", "-p", str(self.control), "--key", keys["monitor"])
        self.expect(swapped, 1, f"monitors connect to port {self.port}")
        # The log names what was tried; no secret stands in it.
        self.assertIn("its key 'nobody' is not known", collector.log())
        for key in keys.values():
            self.assertNotIn(key[-44:], collector.log())

    def test_keys_are_made_bound_listed_and_revoked_while_the_collector_runs(self):
        self.collector()
        made = self.run_once("key", "create", "--role", "monitor", "--name", "n1")
        self.assertRegex(made.stdout, r"^km1:monitor-[0-9a-f]{8}:[A-Za-z0-9+/]{43}=\n$")
        key, identity = made.stdout.strip(), made.stdout.split(":")[1]
        self.expect(self.remote_monitor("--node", "n2", "--key", key), 1, "may only be node 'n1', not 'n2'")
        monitor = self.start("monitor", "-H", "127.0.0.1", "-p", str(self.port), "--node", "n1", "--key", key)
        until("n1 is there", lambda: self.status()["nodesLive"] == 1)
        connections = [each for each in self.status()["connections"] if each.get("node") == "n1"]
        self.assertEqual([(each["key"], each["tls"]) for each in connections], [(identity, True)])
        listed = self.run_once("key", "list").stdout
        self.assertIn(f"{identity}  monitor  n1", listed)
        self.assertEqual(len(listed.splitlines()), 3)
        self.assertNotIn(key[-44:], listed)
        self.assertEqual(self.run_once("key", "revoke", identity).returncode, 0)
        until("n1 is gone", lambda: self.status()["nodesLive"] == 0)
        until("it says why", lambda: "was revoked" in monitor.log())
        self.assertIsNone(monitor.poll(), "it was welcome once and tries on")
        self.expect(self.run_once("key", "revoke", identity), 1, "there is no key")
        self.assertEqual(self.run_once("key", "create", "--role", "control", "--name", "n1").returncode, 64)
        self.assertEqual(self.run_once("key", "create", "--role", "root").returncode, 64)
        self.assertEqual(self.cli("forget", "n1").returncode, 0)

    def test_a_monitor_beside_the_collector_finds_another_key_when_its_own_is_revoked(self):
        self.collector()
        self.start("monitor", "-H", "127.0.0.1", "-p", str(self.port), "--node", "n1")

        def key():
            return [each["key"] for each in self.status()["connections"] if each.get("node") == "n1"]

        until("n1 is there", lambda: len(key()) == 1)
        first = key()[0]
        second = self.run_once("key", "create", "--role", "monitor").stdout.split(":")[1]
        self.assertEqual(self.run_once("key", "revoke", first).returncode, 0)
        until("n1 is back with the other key", lambda: key() == [second])

    def test_a_key_file_is_read_again_for_each_connection(self):
        self.collector()
        keys = [self.run_once("key", "create", "--role", "monitor").stdout for _ in range(2)]

        def put(text):
            with open(self.path("new"), "w", opener=lambda path, flags: os.open(path, flags, 0o600)) as file:
                file.write(text)
            os.rename(self.path("new"), self.path("key"))

        def connected():
            return [each["key"] for each in self.status()["connections"] if each.get("node") == "n1"]

        put(keys[0])
        monitor = self.start(
            "monitor", "-H", "127.0.0.1", "-p", str(self.port), "--node", "n1", "--key-file", self.path("key"))
        first, second = (key.split(":")[1] for key in keys)
        until("n1 is there", lambda: connected() == [first])
        put("half a key")
        self.assertEqual(self.run_once("key", "revoke", first).returncode, 0)
        until("it says why", lambda: "was revoked" in monitor.log())
        put(keys[1])
        until("n1 is back with the other key", lambda: connected() == [second])

    def test_files_of_keys_are_kept_from_others(self):
        self.collector().terminate()
        self.assertEqual(os.stat(self.path("state")).st_mode & 0o777, 0o700)
        self.assertEqual(os.stat(self.path("state", "keys")).st_mode & 0o777, 0o600)
        self.processes[-1].wait(PATIENCE)
        os.chmod(self.path("state", "keys"), 0o644)
        arguments = ["collector", "--headless", "-p", str(self.port), "--control-port", str(self.control)]
        self.expect(self.run_once(*arguments), 1, "chmod 600")
        os.chmod(self.path("state", "keys"), 0o600)
        with open(self.path("state", "keys"), "a") as file:
            file.write("rubbish\n")
        self.expect(self.run_once(*arguments), 1, "line 5 of", "keys")

    def test_plain_tcp_needs_insecure_on_both_sides_and_stays_on_loopback(self):
        self.collector_plain()
        self.assertEqual(self.command("--insecure").stdout, "alive\n")
        self.expect(self.command("--key", "km1:x:" + base64.b64encode(bytes(32)).decode()), 1, "give --insecure here too")
        self.assertIn(f"127.0.0.1:{self.port}", self.client("cli", "-p", str(self.control), "--insecure", "-c", "status").stdout)
        self.assertIn("anybody on the way", self.client("cli", "-H", "192.0.2.1", "--insecure", "--help").stdout)

    def collector_plain(self):
        process = self.start(
            "collector", "--headless", "--insecure", "-p", str(self.port), "--control-port", str(self.control),
            "--state-dir", self.path("state"), "--data-dir", self.path("data"))
        until("it answers", lambda: self.command("--insecure").returncode == 0 or process.poll() is not None)
        return process


class Console(ProgramCase):
    def console(self, *arguments):
        """The program with a console on a pseudo terminal; returns the process and the terminal's other end."""
        primary, secondary = pty.openpty()
        fcntl.ioctl(secondary, termios.TIOCSWINSZ, struct.pack("HHHH", 36, 120, 0, 0))
        process = subprocess.Popen(
            [KUBEMON, "-p", str(self.port), "--control-port", str(self.control), "--state-dir", self.path("state"),
             "--data-dir", self.path("data"), "-i", "0.2", *arguments],
            stdin=secondary, stdout=secondary, stderr=subprocess.PIPE, cwd=self.directory, start_new_session=True,
            env={**os.environ, "TERM": "xterm-256color", "LC_ALL": "C.UTF-8"})
        os.close(secondary)
        self.processes.append(process)
        return process, primary

    def drain(self, terminal, seconds=0.0):
        text, deadline = b"", time.monotonic() + seconds
        while True:
            ready, _, _ = select.select([terminal], [], [], max(0.0, deadline - time.monotonic()))
            if not ready:
                return text
            try:
                chunk = os.read(terminal, 65536)
            except OSError:
                return text
            if not chunk:
                return text
            text += chunk

    def wait_for(self, terminal, pattern):
        seen = b""
        def found():
            nonlocal seen
            seen += self.drain(terminal, 0.1)
            return re.search(pattern, seen)
        return until(pattern, found)

    def test_keys_start_and_stop_a_recording(self):
        process, terminal = self.console()
        self.wait_for(terminal, rb"1/1")
        os.write(terminal, b"R")
        self.wait_for(terminal, rb"run-001")
        os.write(terminal, b"\r")
        until("it records", lambda: self.samples() >= 3)
        os.write(terminal, b"X")
        self.wait_for(terminal, rb"Keep")
        os.write(terminal, b"y")
        until("it is complete", lambda: self.status().get("recording") is None)
        self.assertGreaterEqual(len(self.table("run-001", "nodes.csv")), 3)
        os.write(terminal, b"q")
        self.assertEqual(process.wait(PATIENCE), 0)
        os.close(terminal)
        process.stderr.close()

    def test_a_terminal_that_goes_away_ends_no_recording(self):
        process, terminal = self.console("--record", "night")
        self.wait_for(terminal, rb"night")
        until("it records", lambda: self.samples() >= 3)
        os.close(terminal)
        before = self.samples()
        until("it goes on without its terminal", lambda: self.samples() > before + 5)
        self.assertIsNone(process.poll())
        self.assertIn(" 0 gaps", self.cli("stop").stdout)
        process.terminate()
        self.assertEqual(process.wait(PATIENCE), 0)
        process.stderr.close()


class Time(ProgramCase):
    """Going back in time, replay and attach, on a screen of tmux."""

    def setUp(self):
        super().setUp()
        self.sockets = []

    def tearDown(self):
        for each in self.sockets:
            subprocess.run(["tmux", "-L", each, "kill-server"], capture_output=True)
        super().tearDown()

    def screen(self, *arguments):
        # A server of its own for each: one that is about to end takes no new session.
        self.socket = f"kubemon-e2e-{os.getpid()}-{self._testMethodName}-{len(self.sockets)}"
        self.sockets.append(self.socket)
        command = " ".join([KUBEMON, *arguments])
        subprocess.run(
            ["tmux", "-L", self.socket, "new-session", "-d", "-x", "120", "-y", "36", "-c", self.directory,
             f"{command}; echo ended with $?; cat"], check=True)

    def keys(self, *keys):
        subprocess.run(["tmux", "-L", self.socket, "send-keys", *keys], check=True)

    def lines(self):
        shown = subprocess.run(
            ["tmux", "-L", self.socket, "capture-pane", "-p"], check=True, capture_output=True, text=True).stdout
        return shown.split("\n")

    def shows(self, pattern, row=None):
        """Waits until a pattern is on the screen, or in one of its lines."""
        def found():
            lines = self.lines()
            return re.search(pattern, "\n".join(lines) if row is None else lines[row])
        try:
            return until(f"{pattern} on the screen", found)
        except AssertionError as error:
            raise AssertionError(f"{error}:\n" + "\n".join(self.lines())) from None

    STATUS = 34

    def test_back_in_time(self):
        self.screen("-p", str(self.port), "--control-port", str(self.control), "--state-dir", self.path("state"),
                    "--data-dir", self.path("data"), "-i", "0.5", "--history", "2M")
        self.shows(r"LIVE .*back to \d\d:\d\d:\d\dZ \(.* of 2.0M\)", self.STATUS)
        time.sleep(4)
        self.keys("3")
        self.shows(r"PID")
        self.keys("[", "[", "[")
        first = self.shows(r"PAUSED +(\S+) ", self.STATUS).group(1)
        self.shows(r"COMMAND")
        self.keys("[")
        self.shows(rf"PAUSED +(?!{first})", self.STATUS)
        self.keys("b")
        self.shows(r"go to:", self.STATUS)
        self.keys("2", "h", "Enter")
        self.shows(r"no sample there; there are some from ", self.STATUS)
        self.keys("`")
        self.shows(r"LIVE", self.STATUS)
        self.keys("q")
        self.shows(r"ended with 0")

    def test_replay(self):
        self.collector("--local", interval="0.5")
        self.cli("start", "one")
        until("samples", lambda: self.samples() >= 12)
        self.cli("mark", "here")
        until("more", lambda: self.samples() >= 20)
        # A running recording is followed.
        self.screen("replay", self.path("data", "one"))
        self.shows(r"REPLAY +one", 0)
        self.shows(r"still recording|100%", self.STATUS)
        before = self.lines()[0]
        until("it moves on", lambda: self.lines()[0] != before)
        self.keys("q")
        self.shows(r"ended with 0")
        self.cli("stop")
        wrong = self.run_once("replay", self.path("data", "one"), "--at", "25:99")
        self.assertEqual((wrong.returncode, wrong.stderr.count("\n")), (64, 1), wrong.stderr)
        self.assertIn("--at '25:99' is no time", wrong.stderr)
        self.assertTrue(os.path.exists(self.path("data", "one", "replay.index")))
        tables = {name: os.stat(self.path("data", "one", name)).st_mtime_ns
                  for name in os.listdir(self.path("data", "one")) if name.endswith(".csv")}
        self.screen("replay", self.path("data", "one"), "--at", "3s")
        self.shows(r"REPLAY .*paused x1 ", self.STATUS)
        self.keys(":", "next here", "Enter")
        self.shows(r"marker +here", self.STATUS)
        self.keys("3")
        self.shows(r"kubemon")
        self.keys("[", "x", "z")
        self.shows(r"playing x2 ", self.STATUS)
        self.shows(r"paused x2 .*100%", self.STATUS)
        self.keys("R")
        self.shows(r"one is being played", self.STATUS)
        self.keys("q")
        self.shows(r"ended with 0")
        after = {name: os.stat(self.path("data", "one", name)).st_mtime_ns for name in tables}
        self.assertEqual(tables, after)
        self.assertEqual(self.run_once("verify", self.path("data", "one")).returncode, 0)

    def test_enter_replays_a_recording_in_the_console_and_q_leads_back(self):
        self.screen("-p", str(self.port), "--control-port", str(self.control), "--state-dir", self.path("state"),
                    "--data-dir", self.path("data"), "-i", "0.2")
        self.shows(r"1/1", 0)
        self.keys("R")
        self.shows(r"run-001")
        self.keys("o", "n", "e", "Enter")
        until("some is on the disk", lambda: self.samples() >= 15)
        self.keys("5")
        self.shows(r"one +recording|RECORDING +one")
        # It goes on while it is looked at.
        self.keys("Enter")
        self.shows(r"REPLAY +one +REC . one", 0)
        self.shows(r"q to live", self.STATUS)
        self.keys("C-z")
        self.shows(r"q leads back to it", self.STATUS)
        before = self.samples()
        until("the recording goes on behind", lambda: self.samples() > before + 3)
        self.keys("q")
        self.shows(r"REC . one", 0)
        self.shows(r"LIVE", self.STATUS)
        self.assertEqual(self.cli("stop").returncode, 0)
        self.shows(r"not recording", 0)
        self.keys("q")
        self.shows(r"ended with 0")

    def test_a_collector_without_monitors_says_how_to_connect_one(self):
        self.screen("collector", "-p", str(self.port), "--control-port", str(self.control),
                    "--state-dir", self.path("state"), "--data-dir", self.path("data"))
        self.shows(rf"kubemon monitor -H \S+ -p {self.port} --key-file kubemon.key")
        self.shows(rf"--state-dir {self.path('state')} > kubemon.key")
        self.keys("q")
        self.shows(r"ended with 0")

    def test_bad_replays(self):
        os.mkdir(self.path("data"))
        for arguments, words in [
            (["replay", self.path("nothing")], "there is no recording"),
            (["replay", self.path("nothing"), "--speed", "0"], "--speed is a number"),
            (["replay"], "Missing expected argument"),
            (["replay", self.path("nothing"), "--at"], "10m after its start as 10m, or 14:01"),
            (["verify", self.path("nothing")], "there is no recording"),
            (["verify", self.path("data")], "is no recording, it has no manifest.json"),
            (["replay", self.path("data")], "is no recording, it has no manifest.json"),
            (["export", self.path("data"), self.path("out")], "is no recording, it has no manifest.json"),
        ]:
            result = self.run_once(*arguments)
            self.assertNotEqual(result.returncode, 0)
            self.assertIn(words, result.stderr)
            self.assertNotIn("start a new recording", result.stderr)

    def test_attach(self):
        collector = self.collector("--local", interval="0.5")
        self.screen("console", "-H", f"127.0.0.1:{self.control}")
        self.shows(rf"kubemon at 127.0.0.1:{self.control} +nodes 1/1", 0)
        self.keys("R")
        self.shows(r"run-001")
        self.keys("Enter")
        self.shows(r"REC . run-001", 0)
        until("it records", lambda: self.samples() >= 3)
        self.keys("m", "h", "i", "Enter")
        self.keys("7")
        self.shows(r"marker +hi")
        # The collector ends and comes back; the console waits for it.
        collector.terminate()
        collector.wait(PATIENCE)
        self.shows(r"CONNECTION LOST, .*127.0.0.1", self.STATUS)
        self.collector("--local", interval="0.5")
        self.shows(r"LIVE", self.STATUS)
        self.shows(r"REC . run-001", 0)
        self.keys("q")
        self.shows(r"ended with 0")
        self.assertEqual(self.status()["recording"]["name"], "run-001")
        self.cli("stop")

    def test_plain_kubemon_offers_to_attach(self):
        self.collector("--local", interval="0.5")
        arguments = ["-p", str(self.port), "--control-port", str(self.control), "--state-dir", self.path("state"),
                     "--data-dir", self.path("data")]
        self.screen(*arguments)
        self.shows(r"a collector of yours runs at 127.0.0.1:\d+ already; show it here\? \[y/N\]")
        self.keys("y", "Enter")
        self.shows(r"kubemon at 127.0.0.1", 0)
        self.keys("q")
        self.shows(r"ended with 0")
        # Not on a pipe.
        result = self.run_once(*arguments, stdin=subprocess.DEVNULL)
        self.assertEqual(result.returncode, 1)
        self.assertIn("kubemon console -H", result.stderr)

    def test_an_unreachable_collector(self):
        result = self.run_once("console", "-H", f"127.0.0.1:{self.control}", "--insecure")
        self.assertEqual(result.returncode, 1)
        self.assertIn("can't be reached", result.stderr)
        for host in ["", "a:b", "a:0", "a:99999"]:
            self.assertEqual(self.run_once("console", "-H", host).returncode, 64)


if __name__ == "__main__":
    unittest.main(verbosity=2)
