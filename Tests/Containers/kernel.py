"""What the kernel says, read by other code than the program's: the yardstick of the tests."""
import os
import threading
import time

from machine import cgroup_mounts

TICK_USEC = 1_000_000 // os.sysconf("SC_CLK_TCK")


def text(path):
    with open(path) as file:
        return file.read()


def keyed(path):
    """A file of lines with a key and a number."""
    return {line.split()[0]: int(line.split()[1]) for line in text(path).splitlines()}


class Cgroup:
    """One container's cgroup, in every hierarchy that has it."""

    def __init__(self, pid):
        """Finds the cgroup that a process is in; that is the container's own for its first process."""
        paths = {}
        for line in text(f"/proc/{pid}/cgroup").splitlines():
            _, controllers, path = line.split(":", 2)
            for each in controllers.split(","):
                paths[each] = path
        self.path = paths.get("memory", paths.get("", "/"))
        self.v2, self.v1 = "", {}
        for point, controllers in cgroup_mounts().items():
            if not controllers:
                self.v2 = point + paths.get("", "/nowhere")
            for each in controllers:
                self.v1[each] = point + paths.get(each, "/nowhere")

    def file(self, new, controller="", old=""):
        """Path of a v2 file where the kernel has it, else of the v1 file that says the same."""
        path = f"{self.v2}/{new}"
        if self.v2 and os.path.exists(path):
            return path, 2
        return f"{self.v1.get(controller, '/nowhere')}/{old}", 1

    def cpu_usage_usec(self):
        path, version = self.file("cpu.stat", "cpuacct", "cpuacct.usage")
        return keyed(path)["usage_usec"] if version == 2 else int(text(path)) // 1000

    def cpu_stat(self):
        """Throttling: periods, throttled periods, throttled microseconds; of the file that has them."""
        path = f"{self.v1.get('cpu', self.v2)}/cpu.stat"
        values = keyed(path)
        usec = values["throttled_time"] // 1000 if "throttled_time" in values else values["throttled_usec"]
        return values["nr_periods"], values["nr_throttled"], usec

    def memory_current(self):
        return int(text(self.file("memory.current", "memory", "memory.usage_in_bytes")[0]))

    def memory_shmem(self):
        path, version = self.file("memory.stat", "memory", "memory.stat")
        return keyed(path)["shmem" if version == 2 else "total_shmem"]

    def oom_kills(self):
        path, _ = self.file("memory.events", "memory", "memory.oom_control")
        return keyed(path)["oom_kill"]

    def pids(self):
        return int(text(self.file("pids.current", "pids", "pids.current")[0]))

    def io(self):
        """Bytes read and written per device, `{"254:0": (read, written)}`; None where nothing is accounted."""
        path = f"{self.v2}/io.stat"
        if self.v2 and os.path.exists(path):
            devices = {}
            for line in text(path).splitlines():
                device, *pairs = line.split()
                values = dict(pair.split("=") for pair in pairs)
                devices[device] = (int(values.get("rbytes", 0)), int(values.get("wbytes", 0)))
            return devices
        for name in ("throttle.io_service_bytes_recursive", "throttle.io_service_bytes"):
            path = f"{self.v1['blkio']}/blkio.{name}"
            values = {}
            for line in text(path).splitlines() if os.path.exists(path) else []:
                words = line.split()
                if len(words) == 3:
                    values.setdefault(words[0], {})[words[1]] = int(words[2])
            if values:
                return {device: (each["Read"], each["Write"]) for device, each in values.items()}
        return None

    def processes(self):
        """All processes of the cgroup and of those below it, in any hierarchy."""
        found = set()
        for top in [self.v2, *self.v1.values()]:
            for directory, _, files in os.walk(top):
                if "cgroup.procs" in files:
                    found.update(int(each) for each in text(f"{directory}/cgroup.procs").split())
        return found - {0}


def network(pid):
    """Bytes and packets received and sent in the network namespace of a process, without lo: rx, rx packets, tx, tx packets."""
    total = [0, 0, 0, 0]
    for line in text(f"/proc/{pid}/net/dev").splitlines()[2:]:
        name, values = line.split(":")
        fields = [int(each) for each in values.split()]
        if name.strip() != "lo":
            for index, field in enumerate((0, 1, 8, 9)):
                total[index] += fields[field]
    return total


def process(pid):
    """Counters of a process under the names of their columns."""
    fields = text(f"/proc/{pid}/stat").rsplit(")", 1)[1].split()
    values = {
        "cpu_user_usec": int(fields[11]) * TICK_USEC, "cpu_system_usec": int(fields[12]) * TICK_USEC,
        "minor_faults": int(fields[7]), "major_faults": int(fields[9]),
    }
    io = {key.rstrip(":"): int(value) for key, value in (line.split() for line in text(f"/proc/{pid}/io").splitlines())}
    for column, key in (
        ("io_rchar_bytes", "rchar"), ("io_wchar_bytes", "wchar"), ("io_syscr", "syscr"), ("io_syscw", "syscw"),
        ("io_read_bytes", "read_bytes"), ("io_written_bytes", "write_bytes"),
    ):
        values[column] = io[key]
    status = dict(line.split(":", 1) for line in text(f"/proc/{pid}/status").splitlines())
    values["voluntary_switches"] = int(status["voluntary_ctxt_switches"])
    values["involuntary_switches"] = int(status["nonvoluntary_ctxt_switches"])
    return values


def namespace_pid(pid):
    """The number of a process in its innermost namespace."""
    for line in text(f"/proc/{pid}/status").splitlines():
        if line.startswith("NSpid:"):
            return line.split()[-1]
    return ""


class Witness:
    """Reads counters again and again in a thread of its own, and so knows bounds for any instant in between.

    A counter only grows: what stood there before an instant and what stood there after it are bounds for what was read
    at the instant. That needs no tolerance, however busy the machine is.
    """

    def __init__(self, read):
        """`read` returns a dictionary of numbers."""
        self.read = read
        self.readings = []
        self.ended = threading.Event()
        self.thread = threading.Thread(target=self.run, daemon=True)

    def run(self):
        while not self.ended.is_set():
            before = time.time_ns()
            try:
                values = self.read()
            except (OSError, ValueError, KeyError):
                # What is watched is gone.
                return
            self.readings.append((before, time.time_ns(), values))
            self.ended.wait(0.01)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.ended.set()
        self.thread.join()

    def bounds(self, begin, end):
        """Values read wholly before `begin`, and wholly after `end` (ns since 1970); None if there are none."""
        low = [values for _, after, values in self.readings if after <= begin]
        high = [values for before, _, values in self.readings if before >= end]
        return (low[-1], high[0]) if low and high else None

    def around(self, begin, end, margin=200_000_000):
        """All values read from a little before `begin` to a little after `end`: for what goes up and down."""
        return [values for before, _, values in self.readings if begin - margin <= before <= end + margin]
