"""runc with the cgroup paths that kubelets give, of both cgroup drivers; no runtime has a socket here."""
import contextlib
import secrets
import uuid

from daemons import Runc
from kubemon import Recording
from support import expect, expect_equal, lacking

MIB = 1 << 20


def missing():
    return lacking("runc", "busybox")


@contextlib.contextmanager
def setting():
    yield Runc()


def identify(box, runtime):
    """The short id under which the program should know it."""
    box.short_id = f"{runtime}:{box.id[:12]}"
    return box


def test_paths(runc):
    """pods of both drivers of the kubelet: class of service and uid are read from the path alone"""
    uids = [str(uuid.uuid4()) for _ in range(4)]
    ids = [secrets.token_hex(32) for _ in range(5)]
    low = [each.replace("-", "_") for each in uids]
    slice = "/kubepods.slice/kubepods-{0}.slice/kubepods-{0}-pod{1}.slice/cri-containerd-{2}.scope"
    cases = [
        (f"/kubepods/burstable/pod{uids[0]}/{ids[0]}", "cri", "burstable", uids[0]),
        (f"/kubepods/pod{uids[1]}/{ids[1]}", "cri", "guaranteed", uids[1]),
        (slice.format("besteffort", low[2], ids[2]), "containerd", "besteffort", uids[2]),
        (f"/kubepods.slice/kubepods-pod{low[3]}.slice/crio-{ids[3]}.scope", "crio", "guaranteed", uids[3]),
        (f"/system.slice/docker-{ids[4]}.scope", "docker", None, None),
    ]
    with Recording() as recording:
        boxes = [
            identify(runc.run(path, id, "sleep", "1000"), runtime)
            for id, (path, runtime, _, _) in zip(ids, cases)]
        for box in boxes:
            recording.settle(box)
        recording.stop()
        runc.remove(*boxes)
    for box, (path, _, qos, uid) in zip(boxes, cases):
        labels, row = recording.labels(box), recording.rows(box)[-1]
        expect_equal((labels.get("qos"), labels.get("pod_uid")), (qos, uid), f"class and uid of {path}")
        expect(labels["cgroup"].endswith(path), f"cgroup is {labels['cgroup']}, not {path}")
        expect_equal(row["memory_limit_bytes"], str(64 * MIB), "memory_limit_bytes")
        expect_equal(row["pids_limit"], "64", "pids_limit")


def test_limits(runc):
    """limits are read as they stand when a container starts, and a container without a network of its own has none"""
    id = secrets.token_hex(32)
    namespaces = ["pid", "ipc", "uts", "mount"]
    with Recording() as recording:
        box = identify(runc.run(f"/docker/{id}", id, "sleep", "1000", namespaces=namespaces), "docker")
        rows = recording.settle(box)
        recording.stop()
        runc.remove(box)
    row = rows[-1]
    expect_equal({row[key] for key in row if key.startswith("network_")}, {""}, "network cells")
    expect_equal((row["cpu_quota_usec"], row["cpu_period_usec"]), ("20000", "100000"), "the CPU limit")
