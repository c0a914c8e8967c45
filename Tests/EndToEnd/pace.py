#!/usr/bin/env python3
"""pace.py KUBEMON BENCH: what keys cost in the console of a small and of a large fleet, whose nodes are all different and
change every second; then htop's keys over the processes of this machine, in the same run.

Prints for each kind of key: from the key to its first byte, and the bytes of the key. The generator and the collector run
on the same machine, and their load is part of the figures. ONLY=processes measures what has that in its name."""
import os
import select
import shutil
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from ports import free_ports
from screen import Screen

KUBEMON, BENCH = (os.path.abspath(path) for path in sys.argv[1:3])
# Nodes, containers and processes of each, and from a key to its first byte at most, ms.
FLEETS = [(4, 25, 250, 16), (50, 20, 200, 33)]
KEYS = 40
ONLY = os.environ.get("ONLY", "")
DOWN_UP = [b"\x1b[B", b"\x1b[B", b"\x1b[B", b"\x1b[A", b"\x1b[A", b"\x1b[A"]

# What, the keys that lead there, the keys that are measured, whether these only move the cursor.
SCENES = [
    # The cursor is on the node that came first, which may be the last row: a key that changes nothing has no first byte.
    ("nodes", [b"1", b"g"], DOWN_UP, True),
    ("nodes, page", [], [b"\x1b[6~", b"\x1b[5~"], False),
    ("nodes, zoom", [b"="], [b"+", b"-"], False),
    ("containers by CPU", [b"2"], DOWN_UP, True),
    ("containers, order", [], [b"M", b"C"], False),
    ("containers, tree", [b"t"], DOWN_UP, True),
    ("containers, filtered", [b"t", b"/web-1\r", b"g"], DOWN_UP, True),
    ("processes by CPU", [b"\x1b", b"3"], DOWN_UP, True),
    ("processes, page", [], [b"\x1b[6~", b"\x1b[5~"], False),
    ("processes, order", [], [b"M", b"C"], False),
    ("processes, tree", [b"t"], DOWN_UP, True),
    ("processes, filtered", [b"t", b"/worker-1\r", b"g"], DOWN_UP, True),
    ("processes, typing a filter", [b"\x1b", b"/"], [b"w", b"o", b"r", b"\x15"], False),
    ("detail of a process, zoom", [b"\x1b", b"\r", b"="], [b"+", b"-"], False),
    ("nodes, a sample back and forth", [b"1"], [b"[", b"[", b"[", b"]", b"]"], False),
    ("nodes, paused, cursor", [], DOWN_UP, True),
    ("nodes, paused, zoom", [b"="], [b"+", b"-"], False),
    ("containers, a sample back and forth", [b"2"], [b"[", b"[", b"[", b"]", b"]"], False),
    ("processes, a sample back and forth", [b"3"], [b"[", b"[", b"[", b"]", b"]"], False),
    ("processes, paused, cursor", [], DOWN_UP, True),
]


def report(name, figures, is_cursor, budget):
    middle, worst, size = figures
    verdict = ""
    if budget:
        is_met = worst <= budget and (not is_cursor or size <= 1024)
        verdict = f"budget {budget} ms" + (", 1024 B" if is_cursor else "") + ("  ok" if is_met else "  OVER")
    print(f"{name:<44} p50 {middle:>6.1f} ms  p95 {worst:>6.1f} ms  {size:>6} B a key  {verdict}", flush=True)


def measure_console(directory, nodes, containers, processes, budget):
    print(f"console: {nodes} nodes, {nodes * containers} containers, {nodes * processes} processes, 160x45", flush=True)
    os.mkdir(directory)
    port, control = map(str, free_ports(2))
    screen = Screen(
        [KUBEMON, "--insecure", "-p", port, "--control-port", control, "-i", "1", "--state-dir", directory, "--data-dir",
         directory + "/data"], directory)
    screen.first_frame(rb"F10")
    generator = subprocess.Popen(
        [BENCH, "fleet-load"], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=dict(
            os.environ, KUBEMON_BENCH_PORT=port, KUBEMON_BENCH_KEY="", KUBEMON_BENCH_SECONDS="3600",
            KUBEMON_BENCH_NODES=str(nodes), KUBEMON_BENCH_CONTAINERS=str(containers), KUBEMON_BENCH_PROCESSES=str(processes)))
    try:
        while not select.select([generator.stderr], [], [], 0)[0]:
            screen.read(0.1)
        # Some history, to go back in.
        screen.read(8)
        for name, keys, measured, is_cursor in SCENES:
            for key in keys:
                os.write(screen.primary, key)
                screen.read(0.4)
            if ONLY in name:
                report(name, screen.key_latencies(measured, KEYS), is_cursor, budget)
    finally:
        generator.kill()
        generator.wait()
        screen.stop(b"q")


def main():
    directory = tempfile.mkdtemp(prefix="kubemon-pace-")
    try:
        for index, fleet in enumerate(FLEETS):
            measure_console(f"{directory}/{index}", *fleet)
        if not shutil.which("htop"):
            return print("htop is not installed: nothing to compare with")
        screen = Screen(["htop", "-d", "10"], directory)
        screen.first_frame(rb"F10")
        screen.read(3)
        report(f"htop -d 10, {sum(name.isdigit() for name in os.listdir('/proc'))} processes", screen.key_latencies(DOWN_UP, KEYS), True, None)
        screen.stop(b"q")
    finally:
        shutil.rmtree(directory, ignore_errors=True)


if __name__ == "__main__":
    main()
