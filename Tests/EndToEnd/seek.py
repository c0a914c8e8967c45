#!/usr/bin/env python3
"""seek.py KUBEMON BENCH [MEGABYTES [PROCESSES]]: how long `kubemon replay` takes to another time of a recording of 1 GB.

Records a fleet of 50 nodes with 20 containers and PROCESSES (200) processes each every second until the tables are that long, and then asks for times all over it. Prints from the key to the last byte of the screen that shows that time."""
import datetime
import json
import os
import random
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
LENGTH = int(sys.argv[3] if len(sys.argv) > 3 else 1000) * 1_000_000
PROCESSES = sys.argv[4] if len(sys.argv) > 4 else "200"
BUDGET = 100
SEEKS = 30


def record(directory):
    """Returns the path of the recording."""
    port, control = map(str, free_ports(2))
    collector = subprocess.Popen(
        [KUBEMON, "collector", "--headless", "--insecure", "-H", "127.0.0.1", "-p", port, "--control-port", control, "-i", "1",
         "--state-dir", directory, "--data-dir", directory + "/data"], stderr=subprocess.DEVNULL)
    generator = subprocess.Popen(
        [BENCH, "fleet-load"], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=dict(
            os.environ, KUBEMON_BENCH_PORT=port, KUBEMON_BENCH_KEY="", KUBEMON_BENCH_SECONDS="3600",
            KUBEMON_BENCH_NODES="50", KUBEMON_BENCH_CONTAINERS="20", KUBEMON_BENCH_PROCESSES=PROCESSES))

    def cli(*words):
        subprocess.run([KUBEMON, "cli", "--insecure", "-p", control, "-c", *words], check=True, stdout=subprocess.DEVNULL)

    try:
        generator.stderr.readline()
        cli("start", "long")
        path = directory + "/data/long"
        while sum(os.path.getsize(f"{path}/{name}") for name in os.listdir(path) if name.endswith(".csv")) < LENGTH:
            if collector.poll() is not None:
                raise SystemExit("the collector ended")
            time.sleep(0.5)
        cli("stop")
        return path
    finally:
        for process in (generator, collector):
            process.terminate()
            process.wait()


def seek(screen, text):
    """Milliseconds from the key to the last byte before the screen rests."""
    for key in (":", f"goto {text}"):
        os.write(screen.primary, key.encode())
        screen.read(0.2)
    begin = last = time.monotonic()
    os.write(screen.primary, b"\r")
    while select.select([screen.primary], [], [], 1.5)[0]:
        os.read(screen.primary, 65536)
        last = time.monotonic()
    return (last - begin) * 1000


def main():
    directory = tempfile.mkdtemp(prefix="kubemon-seek-")
    try:
        path = record(directory)
        manifest = json.load(open(path + "/manifest.json"))
        first, last = (datetime.datetime.fromisoformat(manifest[name].replace("Z", "+00:00")) for name in ("first_time", "last_time"))
        length = sum(table["bytes"] for table in manifest["tables"])
        screen = Screen([KUBEMON, "replay", path, "--at", (first + datetime.timedelta(seconds=1)).strftime("%H:%M:%S")], directory)
        opened = screen.first_frame(rb"F10")
        screen.read(1)
        generator = random.Random(4711)
        figures = []
        for view in (b"1", b"2", b"3"):
            os.write(screen.primary, view)
            screen.read(1)
            for _ in range(SEEKS // 3):
                wanted = first + (last - first) * generator.uniform(0.02, 0.98)
                figures.append(seek(screen, wanted.strftime("%H:%M:%S")))
        screen.stop(b"q")
        figures.sort()
        middle, worst = figures[len(figures) // 2], figures[int(len(figures) * 0.95)]
        print(f"replay: {length / 1e9:.2f} GB, {(last - first).total_seconds():.0f} s, {50 * int(PROCESSES)} processes: opened in {opened:.0f} ms; "
              f"another time p50 {middle:.1f} ms p95 {worst:.1f} ms  budget {BUDGET} ms  {'ok' if worst <= BUDGET else 'OVER'}")
    finally:
        shutil.rmtree(directory, ignore_errors=True)


if __name__ == "__main__":
    main()
