#!/usr/bin/env python3
"""What becomes of samples when spools, disks, files and networks fail, with the real programs.

Usage: KUBEMON=path/to/kubemon SYNTHETIC=path/to/synthetic-monitor durability.py [unittest options] [Case.test ...]
"""
import json
import os
import shutil
import signal
import subprocess
import time
import unittest

from conservation import Taken, check, monitor_key
from ports import free_ports
from program import KUBEMON, PATIENCE, ProgramCase, until

SYNTHETIC = os.path.abspath(os.environ.get("SYNTHETIC", ".build/debug/synthetic-monitor"))
IS_ROOT = os.geteuid() == 0


class DurabilityCase(ProgramCase):
    def setUp(self):
        super().setUp()
        self.mounts = []
        self.key = monitor_key(KUBEMON, self.path("state"))

    def tearDown(self):
        for process in self.processes:
            if process.poll() is None:
                process.kill()
            process.wait()
        for mount in self.mounts:
            subprocess.run(["umount", mount])
        super().tearDown()

    def tmpfs(self, name, size="1m"):
        if not IS_ROOT:
            self.skipTest("only root can mount a small tmpfs")
        path = self.path(name)
        os.mkdir(path)
        if subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", path]).returncode != 0:
            self.skipTest("no tmpfs can be mounted here")
        self.mounts.append(path)
        return path

    def synthetic(self, node, spool=None, host="127.0.0.1", port=None, limits=(), prefix=()):
        with open(self.path(node + ".taken"), "a") as file:
            file.write("start\n")
        path = self.path(f"log-{len(self.processes)}")
        with open(path, "w") as log:
            process = subprocess.Popen(
                [*prefix, SYNTHETIC, host, str(port or self.port), node, self.path(node + ".taken"), spool or "",
                 *map(str, limits)], stdout=log, stderr=subprocess.STDOUT, cwd=self.directory,
                env={**os.environ, "KUBEMON_KEY": self.key})
        process.log = lambda: self.read(path)
        self.processes.append(process)
        return process

    def read(self, path, mode="r"):
        with open(path, mode) as file:
            return file.read()

    def live(self, count=1):
        until(f"{count} nodes", lambda: self.status().get("nodesLive") == count)

    def more(self, count):
        before = self.samples()
        until("more samples", lambda: self.samples() >= before + count)

    def taken(self, *nodes):
        return {node: Taken(self.path(node + ".taken")) for node in nodes}

    def stop(self):
        reply = self.cli("stop")
        self.assertEqual(reply.returncode, 0, reply.stderr)
        return reply

    def expect_conserved(self, recording, *nodes, lost=0, strict=True):
        report = check(self.path("data", recording), self.taken(*nodes), strict)
        self.assertEqual(report.problems, [])
        self.assertEqual(report.duplicates, 0)
        self.assertLessEqual(sum(report.lost.values()), lost)
        verify = self.run_once("verify", self.path("data", recording))
        self.assertEqual(verify.returncode, 0, verify.stdout)
        return report

    def kill(self, process):
        process.kill()
        process.wait()


class Spool(DurabilityCase):
    def test_a_monitor_that_is_killed_while_the_collector_is_away_loses_nothing(self):
        collector = self.collector()
        monitor = self.synthetic("n1", self.path("spool"))
        self.live()
        self.assertEqual(self.cli("start", "away").returncode, 0)
        self.more(5)
        self.kill(collector)
        for _ in range(3):
            time.sleep(1.0)
            self.kill(monitor)
            monitor = self.synthetic("n1", self.path("spool"))
        time.sleep(1.0)
        self.collector()
        self.live()
        self.more(5)
        self.stop()
        # One sample at most is taken and not yet written when a kill strikes.
        report = self.expect_conserved("away", "n1", lost=3)
        self.assertGreater(report.samples, 15)
        self.assertEqual(len({row["run"] for row in self.table("away", "nodes.csv")}), 4)
        manifest = json.loads(self.read(self.path("data", "away", "manifest.json")))
        self.assertEqual([node["run"] for node in manifest["nodes"]], [1, 2, 3, 4])
        self.assertEqual({node["facts"]["boot_id"] for node in manifest["nodes"]}, {"boot-n1"})
        # What was handed over is removed.
        until("the spool is nearly empty", lambda: len(os.listdir(self.path("spool"))) <= 3)

    def test_two_monitors_never_use_one_spool(self):
        self.collector()
        self.monitor("--node", "n1", "--spool", self.path("spool"))
        self.live()
        result = self.run_once(
            "monitor", "-H", "127.0.0.1", "-p", str(self.port), "--node", "n2", "--spool", self.path("spool"))
        self.assertEqual(result.returncode, 1)
        self.assertIn("another monitor uses the spool", result.stderr)

    def test_a_spool_of_another_node_is_refused(self):
        monitor = self.monitor("--node", "n1", "--spool", self.path("spool"))
        until("something is spooled", lambda: any(
            name.endswith(".group") for name in os.listdir(self.path("spool"))) if os.path.isdir(self.path("spool")) else 0)
        self.kill(monitor)
        result = self.run_once(
            "monitor", "-H", "127.0.0.1", "-p", str(self.port), "--node", "n2", "--spool", self.path("spool"))
        self.assertEqual(result.returncode, 1)
        self.assertIn("holds samples of node 'n1'", result.stderr)

    def test_a_spool_that_cannot_be_made_is_refused(self):
        with open(self.path("file"), "w"):
            pass
        result = self.run_once("monitor", "-H", "127.0.0.1", "--spool", self.path("file", "spool"))
        self.assertEqual(result.returncode, 1)
        self.assertIn("can't be used", result.stderr)

    def test_a_full_disk_below_the_spool_is_an_alarm_and_costs_nothing(self):
        spool = self.tmpfs("small")
        with open(os.path.join(spool, "ballast"), "wb") as ballast:
            ballast.write(b"x" * 1000_000)
        self.collector("--record", "tight", "--expect", "n1")
        monitor = self.synthetic("n1", spool)
        until("the alarm", lambda: "memory only" in monitor.log())
        self.live()
        self.more(10)
        os.remove(os.path.join(spool, "ballast"))
        until("the spool works again", lambda: "can be written again" in monitor.log())
        self.more(5)
        self.stop()
        self.expect_conserved("tight", "n1")
        texts = [row["text"] for row in self.table("tight", "events.csv") if row["kind"] == "spool"]
        self.assertTrue(any("memory only" in text for text in texts), texts)

    def test_flipped_bits_in_a_spool_are_a_gap_and_a_sentence(self):
        collector = self.collector()
        monitor = self.synthetic("n1", self.path("spool"))
        self.live()
        self.assertEqual(self.cli("start", "flip").returncode, 0)
        self.more(3)
        self.kill(collector)
        time.sleep(3)
        self.kill(monitor)
        groups = sorted(name for name in os.listdir(self.path("spool")) if name.endswith(".group"))
        path = self.path("spool", groups[-1])
        with open(path, "r+b") as file:
            file.seek(os.path.getsize(path) * 2 // 3)
            byte = file.read(1)
            file.seek(-1, os.SEEK_CUR)
            file.write(bytes([byte[0] ^ 4]))
        monitor = self.synthetic("n1", self.path("spool"))
        self.collector()
        self.live()
        self.more(5)
        self.stop()
        self.assertIn("damaged", monitor.log())
        self.expect_conserved("flip", "n1", lost=1000, strict=False)
        self.assertIn("the spool was damaged", self.read(self.path("data", "flip", "events.csv")))


class Disk(DurabilityCase):
    def test_a_flipped_bit_in_one_commit_costs_nothing_and_in_both_is_damage(self):
        collector = self.collector("--record", "bits")
        self.synthetic("n1")
        self.more(10)
        self.kill(collector)
        recording = self.path("data", "bits")

        def flip(name):
            with open(os.path.join(recording, name), "r+b") as file:
                file.seek(60)
                byte = file.read(1)
                file.seek(60)
                file.write(bytes([byte[0] ^ 1]))

        flip(".commit-0")
        collector = self.collector()
        self.live()
        self.more(5)
        self.kill(collector)
        flip(".commit-0")
        flip(".commit-1")
        before = self.read(os.path.join(recording, "nodes.csv"), "rb")
        collector = self.collector()
        self.assertIn("no commit is readable", collector.log())
        self.assertEqual(self.read(os.path.join(recording, "nodes.csv"), "rb"), before, "nothing was cut or grown")
        listed = json.loads(self.run_once("list", "--data-dir", self.path("data"), "--json").stdout)
        self.assertEqual([each["state"] for each in listed], ["damaged"])
        self.assertEqual(self.run_once("verify", recording).returncode, 1)

    def test_one_flipped_commit_loses_nothing(self):
        collector = self.collector("--record", "bit", "--expect", "n1")
        self.synthetic("n1")
        self.more(10)
        # Stopped in the middle of its life, as a crash does.
        self.kill(collector)
        newest = max(
            (".commit-0", ".commit-1"),
            key=lambda name: int.from_bytes(self.read(self.path("data", "bit", name), "rb")[12:20], "little"))
        with open(self.path("data", "bit", newest), "r+b") as file:
            file.seek(40)
            file.write(b"\xff\xff")
        self.collector()
        self.live()
        self.more(5)
        self.stop()
        report = check(self.path("data", "bit"), self.taken("n1"))
        self.assertEqual(report.problems, [], "what a lying disk took back is declared")

    def test_a_table_that_is_cut_while_it_is_written_ends_the_recording_as_damaged(self):
        self.collector("--record", "cut")
        self.synthetic("n1")
        self.more(10)
        os.truncate(self.path("data", "cut", "nodes.csv"), 100)
        until("it is over", lambda: not self.status().get("recording"))
        log = self.processes[0].log()
        self.assertIn("nodes.csv is shorter than what was written", log)
        self.assertEqual(os.path.getsize(self.path("data", "cut", "nodes.csv")), 100, "nothing was cut or grown")
        listed = json.loads(self.run_once("list", "--data-dir", self.path("data"), "--json").stdout)
        self.assertEqual([each["state"] for each in listed], ["damaged"])
        self.assertEqual(self.cli("start", "next").returncode, 0, "another recording can begin")

    def test_a_table_that_is_replaced_while_it_is_written_ends_the_recording_as_damaged(self):
        self.collector("--record", "moved")
        self.synthetic("n1")
        self.more(10)
        shutil.copy(self.path("data", "moved", "nodes.csv"), self.path("copy"))
        os.replace(self.path("copy"), self.path("data", "moved", "nodes.csv"))
        until("it is over", lambda: not self.status().get("recording"))
        self.assertIn("nodes.csv is not the file that was written", self.processes[0].log())

    def test_a_full_disk_of_a_megabyte_loses_and_doubles_nothing(self):
        small = self.tmpfs("data")
        self.collector()
        self.synthetic("n1")
        self.synthetic("n2", self.path("spool"))
        self.live(2)
        with open(os.path.join(small, "ballast"), "wb") as ballast:
            ballast.write(b"x" * 700_000)
        self.assertEqual(self.cli("start", "tight", ).returncode, 0)
        until("the disk is full", lambda: self.status().get("problems"))
        self.assertEqual(self.status()["nodesLive"], 2, "the console goes on")
        time.sleep(3)
        subprocess.run(["mount", "-o", "remount,size=64m", small], check=True)
        until("it goes on", lambda: not self.status().get("problems"))
        self.more(10)
        self.stop()
        report = self.expect_conserved("tight", "n1", "n2")
        self.assertEqual(report.declared, 0)

    def test_a_restart_while_the_disk_is_full_waits_for_it_and_loses_nothing(self):
        small = self.tmpfs("data", "2m")
        collector = self.collector("--keep-free", "0")
        self.synthetic("n1")
        self.live()
        self.assertEqual(self.cli("start", "full").returncode, 0)
        self.more(3)
        with open(os.path.join(small, "filler"), "wb", buffering=0) as filler:
            try:
                while True:
                    filler.write(b"x" * 4096)
            except OSError:
                pass
        until("the disk is full", lambda: self.status().get("problems"))
        self.kill(collector)
        self.collector("--keep-free", "0")
        self.live()
        until("it is said", lambda: any("full" in problem for problem in self.status().get("problems") or []))
        self.assertEqual(self.cli("start", "other").returncode, 1)
        self.assertEqual(self.cli("mark", "now").returncode, 1)
        os.remove(os.path.join(small, "filler"))
        until("it goes on", lambda: not self.status().get("problems"))
        self.more(5)
        self.stop()
        report = self.expect_conserved("full", "n1")
        self.assertEqual(report.declared, 0)

    def test_a_restart_while_the_disk_is_read_only_waits_for_it_and_loses_nothing(self):
        path = self.tmpfs("data", "64m")
        collector = self.collector()
        self.synthetic("n1")
        self.live()
        self.assertEqual(self.cli("start", "kept").returncode, 0)
        self.more(3)
        self.kill(collector)
        subprocess.run(["mount", "-o", "remount,ro", path], check=True)
        self.collector()
        self.live()
        until("it is said", lambda: any("read-only" in problem for problem in self.status().get("problems") or []))
        subprocess.run(["mount", "-o", "remount,rw", path], check=True)
        until("it goes on", lambda: not self.status().get("problems"))
        self.more(5)
        self.stop()
        self.assertEqual(self.expect_conserved("kept", "n1").declared, 0)

    def test_a_recording_whose_disk_is_gone_is_awaited_until_stop_gives_it_up(self):
        collector = self.collector("--record", "gone")
        self.synthetic("n1")
        self.live()
        self.more(3)
        self.kill(collector)
        os.rename(self.path("data"), self.path("elsewhere"))
        self.collector()
        self.live()
        until("it is said", lambda: self.status().get("problems"))
        reply = self.stop()
        self.assertIn("gave up recording gone", reply.stdout)
        until("nothing is wrong any more", lambda: not self.status().get("problems"))
        self.assertEqual(self.cli("start", "next").returncode, 0)
        self.more(3)
        self.stop()

    def test_keep_free_warns_before_the_disk_is_full(self):
        self.tmpfs("data", "64m")
        self.collector("--keep-free", "60M", "--record", "room")
        self.synthetic("n1")
        self.assertFalse(self.status().get("warning"))
        with open(self.path("data", "ballast"), "wb") as ballast:
            ballast.write(b"x" * 8_000_000)
        until("the warning", lambda: "nearly full" in (self.status().get("warning") or ""))
        self.assertEqual(self.cli("status").returncode, 1, "a probe sees it")
        os.remove(self.path("data", "ballast"))
        until("it is over", lambda: not self.status().get("warning"))
        self.stop()


class Operation(DurabilityCase):
    def test_record_of_another_name_while_one_goes_on_says_what_to_do(self):
        collector = self.collector("--record", "first")
        self.synthetic("n1")
        self.more(5)
        self.kill(collector)
        result = self.run_once(
            "collector", "--headless", "-p", str(self.port), "--control-port", str(self.control), "--state-dir",
            self.path("state"), "--data-dir", self.path("data"), "--record", "second")
        self.assertEqual(result.returncode, 1)
        self.assertIn("'first' was not stopped, so it goes on", result.stderr)
        self.assertFalse(os.path.exists(self.path("data", "second")))
        self.collector("--record", "first")
        self.live()
        self.more(5)
        self.assertIn(" 0 gaps", self.stop().stdout)

    def freeze(self):
        """Freezes the monitor until a slot has passed that it has no sample of."""
        self.processes[1].send_signal(signal.SIGSTOP)
        begin = time.monotonic()
        until("slots pass", lambda: time.monotonic() > begin + 1)

    def test_stop_says_what_it_waits_for_and_drain_bounds_it(self):
        self.collector("--drain", "3s")
        self.synthetic("n1")
        self.live()
        self.assertEqual(self.cli("start", "drain").returncode, 0)
        self.more(5)
        self.freeze()
        begin = time.monotonic()
        reply = self.stop()
        seconds = time.monotonic() - begin
        self.processes[1].send_signal(signal.SIGCONT)
        self.assertIn("the last samples of n1", reply.stderr)
        self.assertIn("is incomplete", reply.stdout)
        self.assertTrue(2 < seconds < 15, seconds)
        self.assertEqual(self.run_once("verify", self.path("data", "drain")).returncode, 0, "what is missing is declared")

    def test_a_new_start_closes_the_one_that_waits_at_once(self):
        self.collector("--drain", "60s")
        self.synthetic("n1")
        self.live()
        self.assertEqual(self.cli("start", "old").returncode, 0)
        self.more(5)
        self.freeze()
        stopping = subprocess.Popen(
            [KUBEMON, "cli", "-p", str(self.control), "-c", "stop"], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            text=True)
        self.processes.append(stopping)
        until("it closes", lambda: (self.status().get("recording") or {}).get("state") == "closing")
        self.assertEqual(self.cli("start", "new").returncode, 0)
        output, _ = stopping.communicate(timeout=20)
        self.assertIn("old is incomplete", output)
        self.processes[1].send_signal(signal.SIGCONT)
        self.more(5)
        self.assertIn("new is", self.stop().stdout)

    def test_a_data_directory_that_cannot_be_written_is_refused_at_start_also_as_root(self):
        path = self.tmpfs("ro")
        subprocess.run(["mount", "-o", "remount,ro", path], check=True)
        for directory in (path, os.path.join(path, "below", "it")):
            result = self.run_once(
                "collector", "--headless", "-p", str(self.port), "--control-port", str(self.control), "--state-dir",
                self.path("state"), "--data-dir", directory)
            self.assertEqual(result.returncode, 1, result.stdout)
            self.assertIn("choose a directory you may write", result.stderr)

    def test_a_recording_that_another_collector_writes_is_left_alone(self):
        self.collector("--record", "mine", "--expect", "n1")
        self.synthetic("n1")
        self.more(5)
        shutil.copytree(self.path("state"), self.path("state2"))
        port, control = free_ports(2)
        other = self.start(
            "collector", "--headless", "-p", str(port), "--control-port", str(control), "--state-dir",
            self.path("state2"), "--data-dir", self.path("data"))
        until("it says so", lambda: "being written by another collector" in other.log())
        other.terminate()
        other.wait(PATIENCE)
        self.more(5)
        self.stop()
        self.expect_conserved("mine", "n1")

    def test_what_could_not_be_read_before_the_recording_stands_in_it(self):
        self.collector()
        self.monitor("--runtime-socket", self.path("no.sock"))
        self.live()
        time.sleep(2)
        self.assertEqual(self.cli("start", "later").returncode, 0)
        self.more(5)
        self.stop()
        rows = [row for row in self.table("later", "events.csv") if row["kind"] == "unreadable"]
        self.assertTrue(any("no.sock" in row["text"] for row in rows), rows)

    def test_sigterm_ends_it_within_five_seconds_whatever_the_disk_does(self):
        compiler = shutil.which("clang") or shutil.which("cc")
        if not compiler:
            self.skipTest("it needs a C compiler")
        # A disk that takes data and never says that it has it.
        with open(self.path("hang.c"), "w") as file:
            file.write("#include <unistd.h>\n"
                       f'int fdatasync(int file) {{ while (access("{self.path("hang")}", F_OK) == 0) pause(); '
                       "return fsync(file); }\n")
        subprocess.run(
            [compiler, "-shared", "-fPIC", "-o", self.path("hang.so"), self.path("hang.c")], check=True)
        os.environ["LD_PRELOAD"] = self.path("hang.so")
        try:
            collector = self.collector()
        finally:
            del os.environ["LD_PRELOAD"]
        self.synthetic("n1")
        self.live()
        self.assertEqual(self.cli("start", "hung").returncode, 0)
        self.more(5)
        with open(self.path("hang"), "w"):
            pass
        # Longer than from one commit to the next.
        time.sleep(2)
        self.live()
        begin = time.monotonic()
        collector.terminate()
        collector.wait(PATIENCE)
        self.assertLess(time.monotonic() - begin, 6)
        os.remove(self.path("hang"))
        self.collector()
        self.live()
        self.more(5)
        self.assertIn(" 0 gaps", self.stop().stdout)
        self.expect_conserved("hung", "n1")

    def test_a_data_directory_before_its_first_recording_has_none(self):
        result = self.run_once("list")
        self.assertEqual((result.returncode, result.stdout), (0, "no recordings\n"))
        self.assertIn("there is no ./kubemon-data here", result.stderr)
        result = self.run_once("list", "--json")
        self.assertEqual((result.returncode, json.loads(result.stdout), result.stderr), (0, [], ""))
        named = self.run_once("list", "--data-dir", "d")
        self.assertEqual((named.returncode, named.stderr.count("\n")), (1, 1))
        self.assertIn("there is no directory d", named.stderr)
        os.mkdir(self.path("d"))
        self.assertEqual(self.run_once("list", "--data-dir", "d").stdout, "no recordings\n")

    def test_verify_finds_what_was_changed(self):
        self.collector("--record", "good")
        self.synthetic("n1")
        self.more(10)
        self.stop()
        recording = self.path("data", "good")
        self.assertEqual(self.run_once("verify", recording).returncode, 0)
        with open(os.path.join(recording, "nodes.csv"), "r+b") as file:
            file.seek(-20, os.SEEK_END)
            byte = file.read(1)
            file.seek(-1, os.SEEK_CUR)
            file.write(bytes([byte[0] ^ 1]))
        result = self.run_once("verify", recording)
        self.assertEqual(result.returncode, 1)
        self.assertIn("nodes.csv has been changed", result.stdout)
        self.assertEqual(self.run_once("verify", self.path("nowhere")).returncode, 1)


class Network(DurabilityCase):
    """A collector and a monitor in network namespaces of their own."""

    def setUp(self):
        super().setUp()
        if not IS_ROOT or not shutil.which("ip") or not shutil.which("iptables"):
            self.skipTest("it needs root, ip and iptables")
        self.space = f"kubemon-{os.getpid()}"
        commands = [
            f"ip netns add {self.space}", f"ip link add km{os.getpid()} type veth peer name kb{os.getpid()}",
            f"ip link set kb{os.getpid()} netns {self.space}", f"ip addr add 10.231.87.1/30 dev km{os.getpid()}",
            f"ip link set km{os.getpid()} up", f"ip -n {self.space} addr add 10.231.87.2/30 dev kb{os.getpid()}",
            f"ip -n {self.space} link set kb{os.getpid()} up", f"ip -n {self.space} link set lo up"]
        for command in commands:
            if subprocess.run(command.split(), capture_output=True).returncode != 0:
                self.drop()
                self.skipTest("no network namespace can be made here: " + command)

    def drop(self):
        subprocess.run(["ip", "link", "del", f"km{os.getpid()}"], capture_output=True)
        subprocess.run(["ip", "netns", "del", self.space], capture_output=True)

    def tearDown(self):
        super().tearDown()
        self.drop()

    def test_a_network_that_drops_everything_costs_nothing(self):
        enter = ["ip", "netns", "exec", self.space]
        filter = [*enter, "iptables"]
        if subprocess.run([*filter, "-L"], capture_output=True).returncode != 0:
            self.skipTest("iptables does not work here")
        self.collector("-H", "0.0.0.0")
        self.synthetic("n1", host="10.231.87.1", prefix=enter)
        self.live()
        self.assertEqual(self.cli("start", "drop").returncode, 0)
        self.more(10)
        for seconds in (2, 18):
            rule = ["INPUT", "-i", f"kb{os.getpid()}", "-j", "DROP"]
            subprocess.run([*filter, "-A", *rule], check=True)
            time.sleep(seconds)
            subprocess.run([*filter, "-D", *rule], check=True)
            self.live()
            self.more(5)
        self.stop()
        report = self.expect_conserved("drop", "n1")
        self.assertEqual(report.declared, 0)


if __name__ == "__main__":
    unittest.main()
