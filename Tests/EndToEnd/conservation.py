"""What a recording of synthetic monitors must hold: every row once, with the values of the function, every hole declared."""
import csv
import json
import os
import subprocess
import time


def value(node, slot, entity, column):
    """The cell that Tests/Support/Synthetic/FunctionSource.swift computes."""
    return slot * 1_000_000 + sum(node.encode()) * 100_000 + entity * 1_000 + column


def monitor_key(kubemon, state):
    """A new key for monitors of the collector that keeps its keys in `state`."""
    made = subprocess.run(
        [kubemon, "key", "create", "--role", "monitor", "--state-dir", state], capture_output=True, text=True)
    return next(line for line in made.stdout.split() if line.startswith("km1:"))


def slot_of(text, interval_ns):
    """The slot whose start stands in a `time` cell."""
    whole, fraction = text.rstrip("Z").split(".")
    seconds = int(time.mktime(time.strptime(whole, "%Y-%m-%dT%H:%M:%S"))) - time.timezone
    return (seconds * 1_000_000_000 + int(fraction) * 1_000_000 + 999_999) // interval_ns


class Taken:
    """The samples that the monitors of one node took, from the file that they write before they do anything else."""

    def __init__(self, path):
        # Slot to the containers that were alive, as the source invents them: a start begins anew.
        self.containers = {}
        self.count = 0
        with open(path) as file:
            for line in file:
                if line.startswith("start"):
                    # Node 1, disk 2, monitor 3.
                    number, alive, count = 4, [], 0
                    continue
                if not line.endswith("\n"):
                    continue
                count += 1
                if count % 3 == 0 and len(alive) < 8:
                    alive.append(number)
                    number += 1
                if count % 7 == 0 and alive:
                    alive.pop(0)
                slot = int(line)
                if slot > 0:
                    self.count += 1
                    self.containers[slot] = tuple(alive)


class Report:
    def __init__(self):
        self.problems = []
        self.rows = self.samples = self.taken = self.duplicates = 0
        self.lost = {}
        self.declared = 0
        self.undeclared = 0

    def problem(self, text):
        if len(self.problems) < 50:
            self.problems.append(text)


def read(path):
    with open(path, newline="") as file:
        yield from csv.DictReader(file, strict=True)


def check(directory, taken, strict=True):
    """Compares a recording with what was taken (`taken`: node to Taken). Returns a Report.

    Gaps whose slots are not known (a damaged spool) explain any hole of their node unless `strict`.
    """
    report = Report()
    with open(os.path.join(directory, "manifest.json")) as file:
        manifest = json.load(file)
    interval = manifest["interval_ns"]
    window = range(manifest["first_slot"], manifest["last_slot"] + 1)
    columns = {}
    for table in manifest["tables"]:
        columns[table["file"]] = [
            (each["column"], number, each["encoding"]) for number, each in enumerate(table["columns"])
            if each["encoding"] in ("integer", "signed")]
    seen = {}
    for table in ("nodes.csv", "disks.csv", "containers.csv"):
        check_table(directory, table, columns[table], interval, report, seen)
    gaps = {}
    unplaced = set()
    for row in read(os.path.join(directory, "events.csv")):
        if row["kind"] != "gap":
            continue
        if not row["gap_first"]:
            unplaced.add(row["node"])
            continue
        slots = range(slot_of(row["gap_first"], interval), slot_of(row["gap_last"], interval) + 1)
        if int(row["gap_slots"]) != len(slots):
            report.problem(f"{row['node']}: a gap of {row['gap_slots']} slots from {slots.start} to {slots.stop - 1}")
        for slot in slots:
            if slot in gaps.setdefault(row["node"], set()):
                report.problem(f"{row['node']}: slot {slot} is declared lost twice")
            gaps[row["node"]].add(slot)
    for node, log in taken.items():
        rows = seen.get((node, "nodes.csv"), {})
        declared = gaps.get(node, set())
        report.samples += len(rows)
        report.declared += len(declared)
        report.taken += sum(slot in window for slot in log.containers)
        report.lost[node] = sum(slot in window and slot not in rows for slot in log.containers)
        for slot in rows:
            if slot not in log.containers:
                report.problem(f"{node}: slot {slot} was recorded and never taken")
            elif set(seen.get((node, "containers.csv"), {}).get(slot, ())) != set(log.containers[slot]):
                report.problem(
                    f"{node}: slot {slot} has containers {seen.get((node, 'containers.csv'), {}).get(slot)}, "
                    f"not {log.containers[slot]}")
            if slot not in seen.get((node, "disks.csv"), {}):
                report.problem(f"{node}: slot {slot} has no disk")
            if slot not in window:
                report.problem(f"{node}: slot {slot} is not in the window")
            if slot in declared:
                report.problem(f"{node}: slot {slot} is there and declared lost")
        for slot in window:
            if slot not in rows and slot not in declared and (strict or node not in unplaced):
                report.undeclared += 1
                report.problem(f"{node}: slot {slot} is missing and not declared")
    return report


def check_table(directory, table, columns, interval, report, seen):
    order = {}
    for row in read(os.path.join(directory, table)):
        report.rows += 1
        node, slot = row["node"], slot_of(row["time"], interval)
        key = (node, row["run"])
        sequence = int(row["seq"])
        if sequence < order.get(key, 0):
            report.problem(f"{table} {key}: sequence {sequence} after {order[key]}")
        order[key] = sequence
        entity = (int(row[columns[0][0]]) - value(node, slot, 0, columns[0][1])) // 1000
        for name, number, _ in columns:
            if row[name] != str(value(node, slot, entity, number)):
                report.problem(f"{table} {node} slot {slot}: {name} is {row[name]}")
        entities = seen.setdefault((node, table), {}).setdefault(slot, [])
        if entity in entities:
            report.duplicates += 1
            report.problem(f"{table} {node} slot {slot}: entity {entity} twice")
        entities.append(entity)
