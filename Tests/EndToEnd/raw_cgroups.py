"""Containers without a runtime: cgroups named as Docker names them, in every hierarchy of this machine, with processes."""
import hashlib
import os
import subprocess


def mounts():
    """Mount points of the cgroup hierarchies."""
    points = []
    for line in open("/proc/self/mountinfo"):
        fields = line.split()
        kind = fields[fields.index("-") + 1]
        # cpuset takes no process before it is told which CPUs, and says nothing that is measured.
        if kind == "cgroup2" or kind == "cgroup" and "cpuset" not in fields[-1].split(","):
            points.append(fields[4])
    return points


def usable():
    """Why such containers can't be made here; empty if they can."""
    if os.geteuid() != 0:
        return "not root"
    for point in mounts():
        path = f"{point}/kubemon-probe-{os.getpid()}"
        try:
            os.mkdir(path)
            os.rmdir(path)
        except OSError as error:
            return f"{point}: {error.strerror}"
    return "" if mounts() else "no cgroups are mounted"


class RawContainers:
    """`count` containers with `processes` sleeping processes each, gone at the end of the `with` block."""

    def __init__(self, count, processes):
        self.parents = [f"{point}/kubemon-bench-{os.getpid()}/docker" for point in mounts()]
        # As those of runtimes: what is recorded tells containers by their first 12 digits.
        self.ids = [hashlib.sha256(f"{os.getpid()} {index}".encode()).hexdigest() for index in range(count)]
        self.processes = processes
        self.children = []

    def __enter__(self):
        try:
            self.make()
        except BaseException:
            self.__exit__()
            raise
        return self

    def make(self):
        for id in self.ids:
            for parent in self.parents:
                os.makedirs(f"{parent}/{id}")
            for _ in range(self.processes):
                child = subprocess.Popen(["sleep", "100000"], stdin=subprocess.DEVNULL)
                self.children.append(child)
                for parent in self.parents:
                    with open(f"{parent}/{id}/cgroup.procs", "w") as file:
                        file.write(str(child.pid))

    def __exit__(self, *_):
        for child in self.children:
            child.kill()
        for child in self.children:
            child.wait()
        for parent in self.parents:
            for path in [f"{parent}/{id}" for id in self.ids] + [parent, os.path.dirname(parent)]:
                if os.path.isdir(path):
                    os.rmdir(path)
