"""containerd with its CRI plugin, driven as a kubelet does it."""
import contextlib
import os
import uuid

import cri
import images
from daemons import Containerd, Container, cgroup_name, work
from kernel import network, text
from kubemon import Recording
from support import call, expect, expect_equal, lacking

MIB = 1 << 20
BUNDLES = "/run/containerd/io.containerd.runtime.v2.task/k8s.io"


def missing():
    plugins = "" if os.path.exists("/usr/lib/cni/bridge") else "not installed: containernetworking-plugins"
    return lacking("containerd", "ctr", "runc", "busybox") or plugins


@contextlib.contextmanager
def setting():
    runtime = Containerd()
    runtime.start()
    try:
        images.write(work("images.tar"))
        runtime.cli("-n", "k8s.io", "images", "import", work("images.tar"))
        yield runtime
    finally:
        runtime.stop()


def container(id, name):
    """A container of a pod; its cgroup says that it belongs to one, not who runs it."""
    return Container("cri", id, name, int(text(f"{BUNDLES}/{id}/init.pid")))


@contextlib.contextmanager
def pods(runtime):
    """A pod of each class of service with two containers; removed at the end."""
    client, made = cri.Client(runtime.socket), {}
    try:
        for qos, parent in (("guaranteed", ""), ("burstable", "/burstable"), ("besteffort", "/besteffort")):
            uid = str(uuid.uuid4())
            logs = work("logs", uid)
            os.makedirs(logs)
            cgroup = f"/{cgroup_name()}/kubepods{parent}/pod{uid}"
            pod = made[qos] = cri.Pod(client, f"web-{qos}", "shop", uid, cgroup, logs)
            limits = {} if qos == "besteffort" else {"cpu_quota": 20_000, "memory": 64 * MIB}
            pod.start("app", images.BUSYBOX, ["sh", "-c", "while :; do sleep 0.2; done"], **limits)
            pod.start("sidecar", images.BUSYBOX, ["sleep", "1000"], **limits)
        yield made
    finally:
        for pod in made.values():
            pod.remove()


def test_pods(runtime):
    """pods of three classes of service: every container has its namespace, pod, name, class and uid"""
    with Recording() as recording, pods(runtime) as made:
        boxes = {(qos, name): container(id, name) for qos, pod in made.items() for name, id in pod.containers.items()}
        for box in boxes.values():
            recording.wait_for_name(box)
        for box in boxes.values():
            recording.settle(box)
        recording.stop()
    for (qos, name), box in boxes.items():
        row, labels, pod = recording.rows(box)[-1], recording.labels(box), made[qos]
        expect_equal((row["namespace"], row["pod"], row["container"]), ("shop", pod.name, name), "the names")
        expect_equal((labels["qos"], labels["pod_uid"], labels["id"]), (qos, pod.uid, box.id), "class, uid and id")
        wanted = "" if qos == "besteffort" else str(64 * MIB)
        expect(qos == "besteffort" or row["memory_limit_bytes"] == wanted, f"limit {row['memory_limit_bytes']}")
        processes = [each for each in recording.table("processes", box) if each["pid"] == str(box.pid)]
        expect_equal({each["pod"] for each in processes[-1:]}, {pod.name}, "the pod in rows of its processes")


def test_sandboxes(runtime):
    """the pause container of a pod is known as POD, and the pod's network stands in its row only"""
    with Recording() as recording, pods(runtime) as made:
        sandboxes = {qos: container(pod.id, "POD") for qos, pod in made.items()}
        boxes = [container(id, name) for pod in made.values() for name, id in pod.containers.items()]
        # Something to count: the bridge answers.
        for sandbox in sandboxes.values():
            call("nsenter", "-t", sandbox.pid, "-n", "busybox", "ping", "-c", "2", "10.88.77.1")
        for box in [*boxes, *sandboxes.values()]:
            recording.wait_for_name(box)
        counted = {qos: network(sandbox.pid) for qos, sandbox in sandboxes.items()}
        for box in [*boxes, *sandboxes.values()]:
            recording.settle(box)
        recounted = {qos: network(sandbox.pid) for qos, sandbox in sandboxes.items()}
        recording.stop()
    for qos, sandbox in sandboxes.items():
        row, labels = recording.rows(sandbox)[-1], recording.labels(sandbox)
        expect_equal((row["namespace"], row["pod"], row["container"]), ("shop", made[qos].name, "POD"), "the names")
        expect_equal((labels["sandbox"], labels["pod_uid"], labels["qos"]), ("yes", made[qos].uid, qos), "its labels")
        expect(counted[qos][1] >= 2, "the pod has received nothing")
        for index, column in enumerate(("network_rx_bytes", "network_rx_packets", "network_tx_bytes", "network_tx_packets")):
            low, high = counted[qos][index], recounted[qos][index]
            expect(low <= int(row[column]) <= high, f"{column} is {row[column]}, the kernel said {low} to {high}")
    for box in boxes:
        expect_equal({row["network_rx_bytes"] for row in recording.rows(box)}, {""}, f"the network of {box.name}")


def test_restart(runtime):
    """a container that the kubelet starts anew, under a new id: container_restarted"""
    with Recording() as recording:
        client, uid = cri.Client(runtime.socket), str(uuid.uuid4())
        os.makedirs(work("logs", uid))
        pod = cri.Pod(client, "phoenix", "shop", uid, f"/{cgroup_name()}/kubepods/besteffort/pod{uid}", work("logs", uid))
        first = container(pod.start("app", images.BUSYBOX, ["sleep", "1000"]), "app")
        recording.wait_for_name(first)
        client.call("StopContainer", cri.message((1, first.id)))
        recording.wait_for_event("container_stopped", first)
        second = container(pod.start("app", images.BUSYBOX, ["sleep", "1000"], attempt=1), "app")
        recording.wait_for_event("container_restarted", second)
        recording.stop()
        pod.remove()
    expect(first.id != second.id, "it has the same id")
