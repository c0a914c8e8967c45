"""Container runtimes, each a context manager: started privately, ended with everything they started."""
import contextlib
import http.client
import json
import os
import shutil
import signal
import socket
import subprocess

import images
from kernel import Cgroup, text
from support import PATH, call, expect, until


def work(*parts):
    """A path below the directory of this run."""
    return os.path.join(os.environ["KUBEMON_TEST_WORK"], *parts)


def cgroup_name():
    """Name of the cgroup that everything is made in."""
    return os.environ["KUBEMON_TEST_NAME"]


class Container:
    """A container that a runtime made."""

    def __init__(self, runtime, id, name, pid=0):
        self.runtime, self.id, self.name, self.pid = runtime, id, name, pid
        self.short_id = f"{runtime}:{id[:12]}"
        # While it runs; a process that ended is in no cgroup.
        self.cgroup = Cgroup(pid) if pid else None


class Daemon:
    """A process in a session and, unless it shares the machine's, a network namespace of its own."""

    def __init__(self, name, command, isolated=True, environment=None):
        self.name, self.environment = name, environment or {}
        self.command = ["unshare", "-n", "-m", "--propagation", "private", "sh", "-c", 'ip link set lo up; exec "$@"', "sh"] \
            if isolated else []
        self.command += command
        self.process = None

    def start(self, ready):
        with open(work(f"{self.name}.log"), "ab") as log:
            self.process = subprocess.Popen(
                self.command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
                env={"PATH": PATH, "HOME": "/root", **self.environment})

        def answers():
            if self.process.poll() is not None:
                raise AssertionError(f"{self.name} ended with {self.process.returncode}: {self.log()[-2000:]}")
            return ready()
        until(f"{self.name} is ready", answers)

    def stop(self):
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()

    def log(self):
        return text(work(f"{self.name}.log"))


class SocketConnection(http.client.HTTPConnection):
    """HTTP over a socket of this machine."""

    def __init__(self, path):
        super().__init__("localhost", timeout=30)
        self.path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(30)
        self.sock.connect(self.path)


def ask(socket_path, path):
    """The JSON that an API says; None if it does not answer."""
    connection = SocketConnection(socket_path)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        body = answer.read()
        return (json.loads(body) if body[:1] in b"[{" else body) if answer.status == 200 else None
    except OSError:
        return None
    finally:
        connection.close()


class Docker:
    """dockerd in the network namespace of the machine, so that `--network host` means what it says."""

    socket = "/run/docker.sock"

    def __init__(self):
        parent = f"/{cgroup_name()}/docker"
        # --live-restore: containers go on while dockerd is away.
        self.daemon = Daemon("dockerd", [
            "dockerd", "-H", f"unix://{self.socket}", "--cgroup-parent", parent, "--exec-opt",
            "native.cgroupdriver=cgroupfs", "--live-restore"], isolated=False)

    def start(self):
        self.daemon.start(lambda: ask(self.socket, "/_ping"))

    def stop(self):
        self.daemon.stop()

    def cli(self, *arguments, **options):
        return call("docker", "-H", f"unix://{self.socket}", *arguments, **options).strip()

    def api(self, path):
        return ask(self.socket, path)

    def run(self, name, *arguments, options=()):
        """Starts a container in the background."""
        self.cli("run", "-d", "--name", name, *options, images.BUSYBOX, *arguments)
        return self.find(name)

    def find(self, name):
        known = self.api(f"/containers/{name}/json")
        return Container("docker", known["Id"], name, known["State"]["Pid"])

    def remove(self, *containers):
        if containers:
            self.cli("rm", "-f", *[each.name for each in containers])

    def remove_all(self):
        ids = self.cli("ps", "-aq").split()
        if ids:
            self.cli("rm", "-f", *ids)


@contextlib.contextmanager
def docker():
    """Docker with the images."""
    runtime = Docker()
    runtime.start()
    try:
        images.write(work("images.tar"))
        runtime.cli("load", "-i", work("images.tar"))
        yield runtime
    finally:
        runtime.remove_all()
        runtime.stop()


class Containerd:
    """containerd with its CRI plugin and a bridge for pods."""

    socket = "/run/containerd/containerd.sock"

    def __init__(self):
        os.makedirs(work("cni"), exist_ok=True)
        with open(work("containerd.toml"), "w") as file:
            file.write(f"""version = 2
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "{images.PAUSE}"
  restrict_oom_score_adj = true
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "/usr/lib/cni"
    conf_dir = "{work('cni')}"
""")
        with open(work("cni", "10-test.conflist"), "w") as file:
            json.dump({"cniVersion": "0.4.0", "name": "test", "plugins": [{
                "type": "bridge", "bridge": "test0", "isGateway": True, "ipMasq": False,
                "ipam": {"type": "host-local", "ranges": [[{"subnet": "10.88.77.0/24"}]]}}]}, file)
        self.daemon = Daemon("containerd", ["containerd", "-c", work("containerd.toml")])

    def cli(self, *arguments, **options):
        return call("ctr", "-a", self.socket, *arguments, **options).strip()

    def start(self):
        self.daemon.start(lambda: os.path.exists(self.socket) and self.answers())

    def answers(self):
        return subprocess.run(
            ["ctr", "-a", self.socket, "version"], capture_output=True, env={"PATH": PATH}).returncode == 0

    def stop(self):
        self.daemon.stop()


class Podman:
    """Podman's service, and the program itself in the same namespaces."""

    socket = "/run/podman/podman.sock"

    def __init__(self):
        with open(work("containers.conf"), "w") as file:
            # Rights that raise limits above the hard ones are not needed.
            file.write("""[containers]
default_ulimits = ["nofile=1024:1024", "nproc=32768:32768"]
[engine]
cgroup_manager = "cgroupfs"
events_logger = "file"
runtime = "crun"
""")
        os.makedirs("/run/podman", exist_ok=True)
        self.environment = {"CONTAINERS_CONF": work("containers.conf")}
        # On hosts with both cgroup versions crun would take the controllers that v2 lists, although it has none of use.
        command = ["podman", "system", "service", "-t", "0", f"unix://{self.socket}"]
        controllers = "/sys/fs/cgroup/unified/cgroup.controllers"
        if os.path.exists(controllers):
            open(work("empty"), "w").close()
            command = ["sh", "-c", f'mount --bind {work("empty")} {controllers}; exec "$@"', "sh", *command]
        self.daemon = Daemon("podman", command, environment=self.environment)

    def start(self):
        self.daemon.start(lambda: ask(self.socket, "/_ping"))

    def stop(self):
        self.daemon.stop()

    def cli(self, *arguments, **options):
        pid = str(self.daemon.process.pid)
        return call("nsenter", "-t", pid, "-n", "-m", "podman", *arguments, env=self.environment, **options).strip()

    def run(self, name, *arguments, options=()):
        self.cli(
            "run", "-d", "--name", name, "--cgroup-parent", f"/{cgroup_name()}/libpod_parent", *options, images.BUSYBOX,
            *arguments)
        return self.find(name)

    def find(self, name):
        known = json.loads(self.cli("inspect", name))[0]
        return Container("podman", known["Id"], known["Name"], known["State"]["Pid"])


@contextlib.contextmanager
def podman():
    runtime = Podman()
    runtime.start()
    try:
        images.write(work("images.tar"))
        runtime.cli("load", "-q", "-i", work("images.tar"))
        yield runtime
    finally:
        runtime.cli("pod", "rm", "-f", "-a", check=False)
        runtime.cli("rm", "-t", "0", "-af", check=False)
        runtime.stop()


class Runc:
    """runc, which makes containers under any cgroup path: those of a kubelet with either driver."""

    def __init__(self):
        self.root = work("runc-root")
        if not os.path.isdir(self.root):
            os.makedirs(self.root)
            images.unpack(self.root)

    def cli(self, *arguments, **options):
        return call("runc", "--root", work("runc-state"), *arguments, **options).strip()

    def config(self, cgroup, command, bundle):
        """What runc wants to know of a container; `bundle` is an empty directory to write in."""
        self.cli("spec", cwd=bundle)
        with open(f"{bundle}/config.json") as file:
            config = json.load(file)
        config["process"].update(terminal=False, args=command, env=["PATH=/bin"])
        # Raising them needs a right that not every root has.
        config["process"].pop("rlimits", None)
        config["root"] = {"path": self.root, "readonly": True}
        config["hostname"] = "test"
        config["linux"]["cgroupsPath"] = cgroup
        config["linux"]["resources"].update(
            memory={"limit": 64 << 20}, cpu={"quota": 20000, "period": 100000}, pids={"limit": 64})
        return config

    def run(self, cgroup, id, *command, namespaces=None):
        """Starts a container whose cgroup is `cgroup`, below that of the tests."""
        bundle = work("bundles", id)
        os.makedirs(bundle)
        config = self.config(f"/{cgroup_name()}{cgroup}", list(command), bundle)
        if namespaces is not None:
            config["linux"]["namespaces"] = [{"type": each} for each in namespaces]
        with open(f"{bundle}/config.json", "w") as file:
            json.dump(config, file)
        # A file, not a pipe: the container would keep that open.
        with open(f"{bundle}/log", "w") as log:
            done = subprocess.run(
                ["runc", "--root", work("runc-state"), "run", "-d", "--pid-file", f"{bundle}/pid", id], cwd=bundle,
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, env={"PATH": PATH})
        expect(done.returncode == 0, f"runc run: {text(f'{bundle}/log')}")
        return Container("", id, id, int(text(f"{bundle}/pid")))

    def remove(self, *containers):
        for each in containers:
            self.cli("delete", "-f", each.id, check=False)
            shutil.rmtree(work("bundles", each.id), ignore_errors=True)
