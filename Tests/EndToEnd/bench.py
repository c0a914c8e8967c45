#!/usr/bin/env python3
"""What the real program costs on this machine, beside its budget. Usage: bench.py path/to/kubemon [seconds]

Prints one line per figure: what, measured, budget. The machine's load is part of the figures: measure on a quiet one.
"""
import json
import os
import shutil
import socket
import struct
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import raw_cgroups
from ports import free_ports
from screen import Screen

KUBEMON = os.path.abspath(sys.argv[1])
BENCH = KUBEMON + "-bench"
SECONDS = float(sys.argv[2]) if len(sys.argv) > 2 else 30.0
TICKS = os.sysconf("SC_CLK_TCK")


def cpu_seconds(pid):
    # schedstat of all threads counts nanoseconds; stat counts whole ticks only.
    total = 0
    for task in os.listdir(f"/proc/{pid}/task"):
        total += int(open(f"/proc/{pid}/task/{task}/schedstat").read().split()[0])
    return total / 1e9


def resident(pid):
    for line in open(f"/proc/{pid}/status"):
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024


def report(what, value, budget, unit, is_met):
    print(f"{what:<44} {value:>9} {unit:<9} budget {budget:>6}  {'ok' if is_met else 'OVER'}", flush=True)


def measure_monitor(directory):
    port, control = map(str, free_ports(2))
    collector = subprocess.Popen(
        [KUBEMON, "collector", "--headless", "--insecure", "-p", port, "--control-port", control, "-i", "1", "--state-dir",
         directory, "--data-dir", directory + "/data"], stderr=subprocess.DEVNULL)

    def instances():
        result = subprocess.run([KUBEMON, "cli", "--insecure", "-p", control, "--json", "-c", "instances"], capture_output=True)
        return json.loads(result.stdout)["connectedInstances"] if result.returncode == 0 else -1

    while instances() < 0:
        time.sleep(0.05)
    # One reader stays connected, so that asking costs no process start: the time is the monitor's.
    client = socket.create_connection(("127.0.0.1", int(control)))
    text = b"instances"
    command = b"\x0a" + bytes([len(text)]) + text
    frame = b"\x82\x02" + bytes([len(command)]) + command
    start = time.monotonic()
    monitor = subprocess.Popen([KUBEMON, "monitor", "--insecure", "-H", "127.0.0.1", "-p", port, "-t", "os"], stderr=subprocess.DEVNULL)
    while True:
        client.sendall(struct.pack(">I", len(frame)) + frame)
        if b"os 1" in client.recv(65536):
            break
        time.sleep(0.002)
    first = (time.monotonic() - start) * 1000
    report("monitor: start to first sample at collector", f"{first:.0f}", 300, "ms", first <= 300)
    time.sleep(3)
    before, begin = cpu_seconds(monitor.pid), time.monotonic()
    time.sleep(SECONDS)
    share = (cpu_seconds(monitor.pid) - before) / (time.monotonic() - begin) * 100
    report("monitor: CPU, os only, every second", f"{share:.3f}", 0.2, "% of core", share <= 0.2)
    memory = resident(monitor.pid)
    report("monitor: resident memory", f"{memory:.1f}", 20, "MB", memory <= 20)
    client.close()
    for process in (monitor, collector):
        process.terminate()
        process.wait()


def measure_console(name, command, directory, pattern, quit_key, has_budget, more_rows=()):
    """`more_rows` are programs that fill the table, so that the cursor has somewhere to go."""
    screen = Screen(command, directory)
    first = screen.first_frame(pattern)
    screen.read(3)
    before, begin = cpu_seconds(screen.process.pid), time.monotonic()
    written = len(screen.read(SECONDS))
    passed = time.monotonic() - begin
    share = (cpu_seconds(screen.process.pid) - before) / passed * 100
    memory = resident(screen.process.pid)
    rows = [subprocess.Popen(each, stderr=subprocess.DEVNULL) for each in more_rows]
    screen.read(3)
    _, latency, size = screen.key_latencies([b"\x1b[B", b"\x1b[A"])
    screen.stop(quit_key)
    for each in rows:
        each.terminate()
        each.wait()

    def line(what, value, budget, unit):
        if has_budget:
            report(f"{name}: {what}", value, budget, unit, float(value) <= budget)
        else:
            print(f"{name + ': ' + what:<44} {value:>9} {unit}", flush=True)

    line("start to first frame", f"{first:.0f}", 100, "ms")
    line("key to first byte, p95", f"{latency:.1f}", 16, "ms")
    line("bytes per cursor key, median", f"{size}", 1024, "B")
    line("bytes per second, 160x45, every second", f"{written / passed:.0f}", 2048, "B/s")
    line("CPU, this machine monitored as well", f"{share:.2f}", 1, "% of core")
    print(f"{name + ': resident memory':<44} {memory:>9.1f} MB", flush=True)


def measure_containers(directory):
    """100 containers with 1000 processes: the sampler beside a C loop, the monitor, and the Python original's way."""
    reason = raw_cgroups.usable()
    if reason:
        return print(f"containers: not measured, cgroups can't be made here: {reason}")
    with raw_cgroups.RawContainers(100, 10) as containers:
        print(subprocess.run([BENCH, "container-tick"], capture_output=True, text=True, check=True).stdout.strip())
        measure_psutil(containers)
        port, control = map(str, free_ports(2))
        collector = subprocess.Popen(
            [KUBEMON, "collector", "--headless", "--insecure", "-p", port, "--control-port", control, "-i", "1", "--state-dir",
             directory, "--data-dir", directory + "/data"], stderr=subprocess.DEVNULL)
        monitor = subprocess.Popen([KUBEMON, "monitor", "--insecure", "-H", "127.0.0.1", "-p", port], stderr=subprocess.DEVNULL)
        time.sleep(10)
        before, begin = cpu_seconds(monitor.pid), time.monotonic()
        time.sleep(SECONDS)
        share = (cpu_seconds(monitor.pid) - before) / (time.monotonic() - begin) * 100
        memory = resident(monitor.pid)
        print(f"{'monitor: CPU, 100 containers, 1000 processes':<44} {share:>9.2f} % of core")
        report("monitor: resident memory with them", f"{memory:.1f}", 30, "MB", memory <= 30)
        for process in (monitor, collector):
            process.terminate()
            process.wait()


def measure_psutil(containers):
    """What the Python original does for each container and process at each interval, in one pass."""
    try:
        import psutil
    except ImportError:
        return print("psutil is not installed: nothing to compare with")
    def tick():
        for id in containers.ids:
            for parent in containers.parents:
                for name in ("cpuacct.stat", "cpu.stat", "memory.stat", "blkio.throttle.io_service_bytes"):
                    try:
                        for line in open(f"{parent}/{id}/{name}"):
                            key, *rest = line.split()
                    except OSError:
                        pass
        for child in containers.children:
            process = psutil.Process(child.pid)
            with process.oneshot():
                process.io_counters(), process.cpu_times(), process.cpu_percent(), process.memory_info()
            for line in open(f"/proc/{child.pid}/net/dev"):
                line.split()

    tick()
    begin = time.thread_time()
    tick()
    cost = time.thread_time() - begin
    print(f"{'Python original: one pass over the same, psutil':<44} {cost * 1000:>9.0f} ms = {cost * 100:.0f} % of a core at 1 Hz")


def main():
    directory = tempfile.mkdtemp(prefix="kubemon-bench-")
    # Monitors and commands find the collector's keys there.
    os.environ["KUBEMON_STATE_DIR"] = directory
    try:
        measure_containers(directory)
        measure_monitor(directory)
        port, control = map(str, free_ports(2))
        measure_console(
            "console", [KUBEMON, "--insecure", "-p", port, "--control-port", control, "--state-dir", directory, "--data-dir",
                        directory + "/data"], directory, rb"F10", b"q", True,
            [[KUBEMON, "monitor", "--insecure", "-H", "127.0.0.1", "-p", port, "-t", "os", "--node", f"n{index}"] for index in range(4)])
        if shutil.which("htop"):
            measure_console("htop -d 10", ["htop", "-d", "10"], directory, rb"F10", b"q", False)
        else:
            print("htop is not installed: nothing to compare with")
    finally:
        shutil.rmtree(directory, ignore_errors=True)


if __name__ == "__main__":
    main()
