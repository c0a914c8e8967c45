"""A machine of its own for the tests: namespaces of processes, mounts and networks, and one cgroup for everything.

Runtimes run there with their usual paths (/run/docker.sock, /var/lib/docker, ...) and disturb nobody. When its first
process ends, the kernel ends all others; mounts, interfaces and firewall rules go with their namespaces. What is left to
remove are cgroups, and directories that mounts needed.
"""
import os
import shutil
import socket
import subprocess
import sys
import time

from support import PATH, call

# Where runtimes keep what must not be mixed with the host's.
PRIVATE = ["/var/lib/docker", "/var/lib/containerd", "/var/lib/containers", "/var/lib/cni", "/var/log/pods"]
UNSHARE = ["unshare", "--mount", "--net", "--pid", "--ipc", "--uts", "--fork", "--kill-child", "--mount-proc"]


def cgroup_mounts():
    """Mount points of the cgroup hierarchies: path to list of controllers; an empty list means v2."""
    points = {}
    for line in open("/proc/self/mountinfo"):
        fields = line.split()
        kind = fields[fields.index("-") + 1]
        if kind == "cgroup2":
            points[fields[4]] = []
        elif kind == "cgroup":
            points[fields[4]] = fields[-1].split(",")
    return points


def obstacle():
    """Why no such machine can be made here; empty if it can."""
    if os.geteuid() != 0:
        return "not root, so no namespaces and no cgroups can be made"
    probe = subprocess.run([*UNSHARE, "mount", "-t", "tmpfs", "tmpfs", "/run"], capture_output=True, text=True)
    if probe.returncode != 0:
        return f"no namespaces can be made: {probe.stderr.strip()}"
    if not cgroup_mounts():
        return "no cgroups are mounted"
    for point in cgroup_mounts():
        path = f"{point}/kubemon-probe-{os.getpid()}"
        try:
            os.mkdir(path)
            os.rmdir(path)
        except OSError as error:
            return f"no cgroup can be made in {point}: {error.strerror}"
    return ""


def run_inside(name, work, command):
    """Runs a command as the first process of such a machine, and removes what is left. Returns its exit code."""
    made = []
    for path in PRIVATE:
        if not os.path.isdir(path):
            os.makedirs(path)
            made.append(path)
    try:
        return subprocess.run([*UNSHARE, *command], env={**os.environ, "PATH": PATH}).returncode
    finally:
        remove_cgroups(name)
        if not os.environ.get("KEEP"):
            shutil.rmtree(work, ignore_errors=True)
        for path in made:
            try:
                os.rmdir(path)
            except OSError:
                pass


def remove_cgroups(name):
    """Removes the cgroups of the tests; the last processes may take a moment to be gone."""
    deadline = time.monotonic() + 10
    while True:
        left = []
        for point in cgroup_mounts():
            for path, _, _ in os.walk(f"{point}/{name}", topdown=False):
                try:
                    os.rmdir(path)
                except OSError:
                    left.append(path)
        if not left:
            return
        if time.monotonic() > deadline:
            print(f"cgroups that can't be removed: {' '.join(left)}", file=sys.stderr)
            return
        time.sleep(0.05)


def set_up(work):
    """Makes the private places of the machine; called inside it."""
    call("mount", "--make-rprivate", "/")
    call("mount", "-t", "tmpfs", "-o", "mode=755", "tmpfs", "/run")
    os.mkdir("/run/lock")
    for path in PRIVATE:
        own = f"{work}/private{path}"
        os.makedirs(own)
        call("mount", "--bind", own, path)
    call("ip", "link", "set", "lo", "up")
    socket.sethostname("kubemon-test")


def with_init(work, body):
    """Runs `body` in a child while this process, the machine's first one, waits for processes that lost their parent."""
    child = os.fork()
    if child == 0:
        status = 1
        try:
            set_up(work)
            status = body()
            sys.stdout.flush()
        finally:
            os._exit(status)
    while True:
        pid, status = os.wait()
        if pid == child:
            return os.waitstatus_to_exitcode(status)
