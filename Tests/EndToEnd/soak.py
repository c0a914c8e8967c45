#!/usr/bin/env python3
"""Kills, cuts and restarts collector and monitors at random instants, then counts: nothing may be lost undeclared or doubled.

Usage: KUBEMON=... SYNTHETIC=... soak.py [--kills N | --minutes N] [--seed N] [--keep]
Prints a conservation report; exit code 1 if something is missing.
"""
import argparse
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time

from conservation import Taken, check, monitor_key
from ports import free_ports
from proxy import Proxy

KUBEMON = os.path.abspath(os.environ.get("KUBEMON", ".build/debug/kubemon"))
SYNTHETIC = os.path.abspath(os.environ.get("SYNTHETIC", ".build/debug/synthetic-monitor"))
PATIENCE = 120.0
INTERVAL = "0.2"
# What is killed, stopped and disturbed; the third has no spool, and forgets what is not acknowledged when a key group is
# closed: often part of such a group has rows already.
NODES = {"n1": True, "n2": True, "n3": False}
MEMORY = "1"


class Soak:
    def __init__(self, seed, keep):
        self.random = random.Random(seed)
        self.keep = keep
        self.directory = tempfile.mkdtemp(prefix="kubemon-soak-")
        self.counts = {}
        self.port, self.control = free_ports(2)
        self.proxies = {node: Proxy(self.port) for node in NODES}
        self.collector = None
        self.monitors = {}
        self.lost_by_kill = 0

    def path(self, *parts):
        return os.path.join(self.directory, *parts)

    def count(self, what):
        self.counts[what] = self.counts.get(what, 0) + 1

    def launch(self, name, *command, **environment):
        with open(self.path(name + ".log"), "a") as log:
            return subprocess.Popen(
                command, stdout=log, stderr=subprocess.STDOUT, cwd=self.directory, env={**os.environ, **environment})

    def start_collector(self):
        self.collector = self.launch(
            "collector", KUBEMON, "collector", "--headless", "-p", str(self.port), "--control-port", str(self.control),
            "-i", INTERVAL, "--state-dir", self.path("state"), "--data-dir", self.path("data"), "--drain", "90s")

    def start_monitor(self, node):
        taken = self.path(node + ".taken")
        with open(taken, "a") as file:
            file.write("start\n")
        spool = [self.path(node + ".spool")] if NODES[node] else ["", "0", MEMORY]
        self.monitors[node] = self.launch(
            node, SYNTHETIC, "127.0.0.1", str(self.proxies[node].port), node, taken, *spool, KUBEMON_KEY=self.key)

    def cli(self, *command):
        return subprocess.run(
            [KUBEMON, "cli", "-p", str(self.control), "--json", "-c", *command], capture_output=True, text=True,
            timeout=PATIENCE)

    def until(self, what, condition):
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            if condition():
                return
            time.sleep(0.1)
        raise SystemExit(f"never happened: {what}; see {self.directory}")

    def status(self):
        reply = self.cli("status")
        return json.loads(reply.stdout) if reply.returncode == 0 else {}

    def kill(self, process, signal="kill"):
        getattr(process, signal)()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            self.count("slow ends")
            process.kill()
            process.wait()

    # Faults.

    def pause(self):
        # Now and then long enough for key groups to be closed and for connections to be given up.
        return self.random.choice([0, 0.05, 0.3, 1, 1, 3])

    def kill_collector(self):
        self.count("collector killed")
        self.kill(self.collector)
        time.sleep(self.pause())
        self.start_collector()

    def end_collector(self):
        self.count("collector ended")
        self.kill(self.collector, "terminate")
        time.sleep(self.pause())
        self.start_collector()

    def kill_monitor(self):
        node = self.random.choice(list(NODES))
        self.count("monitor killed")
        self.kill(self.monitors[node])
        time.sleep(self.pause())
        self.start_monitor(node)

    def end_monitor(self):
        node = self.random.choice(list(NODES))
        self.count("monitor ended")
        self.kill(self.monitors[node], "terminate")
        time.sleep(self.pause())
        self.start_monitor(node)

    def kill_both(self, node=None):
        self.count("collector killed")
        self.count("monitor killed")
        # A spool outlives this; without one it is two faults, and what is lost must still be declared.
        node = node or self.random.choice(list(NODES))
        for process in (self.collector, self.monitors[node]):
            process.kill()
        for process in (self.collector, self.monitors[node]):
            process.wait()
        self.start_monitor(node)
        time.sleep(self.pause())
        self.start_collector()

    def cut(self):
        self.count("connections cut")
        self.random.choice(list(self.proxies.values())).cut()

    def delay(self):
        self.count("connections delayed")
        proxy = self.random.choice(list(self.proxies.values()))
        proxy.delay = 0.3
        time.sleep(self.pause())
        proxy.delay = 0.0

    def silence(self):
        self.count("connections silent")
        proxy = self.random.choice(list(self.proxies.values()))
        proxy.isSilent = True
        time.sleep(self.random.choice([0.5, 3, 20]) if self.long else self.random.choice([0.2, 1]))
        proxy.cut()
        proxy.isSilent = False

    def freeze(self):
        self.count("collector frozen")
        self.collector.send_signal(19)
        time.sleep(self.pause())
        self.collector.send_signal(18)

    def run(self, kills, minutes):
        self.long = minutes is not None
        # Commands find the collector's keys there; monitors are given one.
        os.environ["KUBEMON_STATE_DIR"] = self.path("state")
        self.key = monitor_key(KUBEMON, self.path("state"))
        begin = time.monotonic()
        self.start_collector()
        self.until("the collector answers", lambda: self.status())
        for node in NODES:
            self.start_monitor(node)
        self.until("all nodes", lambda: self.status().get("nodesLive") == len(NODES))
        reply = self.cli("start", "soak")
        assert reply.returncode == 0, reply.stderr
        # What start has answered holds at once: who was connected then is missed from the first slot on.
        self.kill_both("n3")
        faults = [
            self.kill_collector, self.kill_collector, self.kill_monitor, self.kill_monitor, self.kill_both,
            self.end_collector, self.end_monitor, self.cut, self.cut, self.delay, self.silence, self.freeze]

        def killed():
            return self.counts.get("collector killed", 0) + self.counts.get("monitor killed", 0)

        while killed() < kills if minutes is None else time.monotonic() - begin < minutes * 60:
            time.sleep(self.random.uniform(0.02, 1.5))
            self.random.choice(faults)()
        self.until(
            "all nodes are back", lambda: self.status().get("nodesLive") == len(NODES))
        # What was kept while something was away must have come, or the end would only measure the drain.
        time.sleep(2)
        reply = self.cli("stop")
        assert reply.returncode == 0, reply.stderr
        return self.report(reply.stdout.strip(), time.monotonic() - begin, killed())

    def report(self, reply, seconds, kills):
        recording = self.path("data", "soak")
        verify = subprocess.run([KUBEMON, "verify", recording], capture_output=True, text=True)
        taken = {node: Taken(self.path(node + ".taken")) for node in NODES}
        report = check(recording, taken)
        print(f"conservation report, {seconds:.0f} s")
        for what in sorted(self.counts):
            print(f"  {what}: {self.counts[what]}")
        print(f"  kills in all: {kills}")
        print(f"  samples taken in the window: {report.taken}")
        print(f"  samples recorded: {report.samples}, in {report.rows} rows, every cell compared")
        print(f"  duplicates: {report.duplicates}")
        print(f"  slots declared lost: {report.declared} (nobody sampled in most: a monitor was down)")
        print("  taken and lost, all declared: " + ", ".join(
            f"{node} {count}" + ("" if NODES[node] else " (no spool)") for node, count in report.lost.items()))
        print(f"  lost undeclared: {report.undeclared}")
        print(f"  stop: {reply}")
        print(f"  verify: {verify.stdout.strip()}")
        for problem in report.problems:
            print("  PROBLEM " + problem)
        # A kill between taking a sample and writing it is the one way to lose one with a spool.
        most = self.counts.get("monitor killed", 0)
        for node, count in report.lost.items():
            if NODES[node] and count > most:
                report.problem(f"{node} lost {count} samples with {most} kills")
                print("  PROBLEM " + report.problems[-1])
        return not report.problems and verify.returncode == 0

    def close(self):
        for process in [self.collector, *self.monitors.values()]:
            if process and process.poll() is None:
                process.kill()
                process.wait()
        for proxy in self.proxies.values():
            proxy.close()
        if self.keep:
            print(f"kept: {self.directory}")
        else:
            shutil.rmtree(self.directory, ignore_errors=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--minutes", type=float)
    parser.add_argument("--seed", type=int, default=int(os.environ.get("SEED", random.randrange(1 << 32))))
    parser.add_argument("--keep", action="store_true")
    arguments = parser.parse_args()
    print(f"seed {arguments.seed}", flush=True)
    soak = Soak(arguments.seed, arguments.keep)
    good = False
    try:
        good = soak.run(arguments.kills, arguments.minutes)
    finally:
        soak.keep = soak.keep or not good
        soak.close()
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
