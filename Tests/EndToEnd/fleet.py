#!/usr/bin/env python3
"""fleet.py KUBEMON BENCH [SECONDS]: a thousand monitors at one sample a second, each with ten containers and forty
processes, against one recording collector on this machine, their generator beside it; without and with TLS in turn, so
that the load of the machine is the same for both, ROUNDS times. The first round is longer than a minute: only then has
every monitor sent its second key group, and memory is what it stays at. Then the Python original's way of writing as
many rows."""
import csv
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time

from ports import free_ports


def cost(pid):
    """CPU seconds so far, of all threads, and the largest resident memory in bytes."""
    # schedstat counts nanoseconds; stat counts whole ticks only.
    spent = 0
    for task in os.listdir(f"/proc/{pid}/task"):
        with open(f"/proc/{pid}/task/{task}/schedstat") as file:
            spent += int(file.read().split()[0])
    with open(f"/proc/{pid}/status") as file:
        peak = next(int(line.split()[1]) * 1024 for line in file if line.startswith("VmHWM"))
    return spent / 1e9, peak


def load(kubemon, bench, seconds, nodes, insecure):
    with tempfile.TemporaryDirectory() as directory:
        port, control = free_ports(2)
        state = directory + "/state"
        command = [kubemon, "collector", "--headless", "-H", "127.0.0.1", "-p", str(port), "--control-port", str(control),
                   "-i", "1", "--history", "1M", "--state-dir", state, "--data-dir", directory + "/data", "--record", "load"]
        log = open(directory + "/log", "w+")
        collector = subprocess.Popen(command + (["--insecure"] if insecure else []), stderr=log)
        try:
            while "listening for commands" not in open(log.name).read():
                if collector.poll() is not None:
                    raise SystemExit("the collector did not start: " + open(log.name).read())
                time.sleep(0.05)
            key = "" if insecure else monitor_key(kubemon, state)
            generator = subprocess.Popen(
                [bench, "fleet-load"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                env=dict(os.environ, KUBEMON_BENCH_PORT=str(port), KUBEMON_BENCH_KEY=key,
                         KUBEMON_BENCH_SECONDS=str(seconds), KUBEMON_BENCH_NODES=str(nodes)))
            generator.stderr.readline()
            before, _ = cost(collector.pid)
            output = generator.communicate()[0]
            after, peak = cost(collector.pid)
            result = json.loads(output)
            result["cpu"] = after - before
            result["peak"] = peak
            return result
        finally:
            collector.terminate()
            collector.wait(30)


def monitor_key(kubemon, state):
    output = subprocess.run([kubemon, "key", "create", "--role", "monitor", "--state-dir", state],
                            capture_output=True, text=True, check=True).stdout
    return next(word for word in output.split() if word.startswith("km1:"))


def original(rows):
    """The original's way: a csv.DictWriter that opens its file for each row of 40 columns."""
    row = {f"column_{index}": 1234567 * index for index in range(40)}
    with tempfile.TemporaryDirectory() as directory:
        start = time.process_time()
        for _ in range(rows):
            with open(directory + "/rows.csv", "a+") as file:
                csv.DictWriter(file, row.keys()).writerow(row)
        return rows / (time.process_time() - start)


def main():
    kubemon, bench = sys.argv[1:3]
    seconds = int(sys.argv[3]) if len(sys.argv) > 3 else 20
    nodes = int(os.environ.get("NODES", "1000"))
    limit = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (limit, limit))
    rates = {"plain": [], "TLS": []}
    for turn in range(int(os.environ.get("ROUNDS", "3"))):
        length = max(seconds, 70) if turn == 0 else seconds
        for name in rates:
            result = load(kubemon, bench, length, nodes, name == "plain")
            rate = result["rows"] / max(result["cpu"], 0.001)
            rates[name].append(rate)
            print(f"fleet, {name}: {nodes} monitors, {result['rows'] // length} rows/s for {length} s on this machine with "
                  f"their generator: {result['overruns']} overruns, {result['closed']} closed, "
                  f"{result['unacknowledged']} left unacknowledged, acks p50 {result['ack_p50_ms']} ms p99 "
                  f"{result['ack_p99_ms']} ms (2000), collector {result['cpu'] / length * 100:.0f}% of a core = "
                  f"{rate:.0f} rows per CPU-second, at most {result['peak'] / 2**20:.0f} MiB = "
                  f"{result['peak'] / (nodes * 51):.0f} B per live entity (4096), --history aside", flush=True)
    costs = [(plain / tls - 1) * 100 for plain, tls in zip(rates["plain"], rates["TLS"])]
    print(f"fleet: TLS costs {statistics.median(costs):.1f}% of CPU time (10), the median of "
          f"{len(costs)} rounds: {' '.join(f'{cost:.1f}' for cost in costs)}")
    print(f"fleet: the Python original's way: {original(20000):.0f} rows of 40 columns per CPU-second")


if __name__ == "__main__":
    main()
