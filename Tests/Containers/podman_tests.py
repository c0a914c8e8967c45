"""Podman: its service, rootful containers and pods."""
import json

import daemons
from kernel import network
from kubemon import Recording
from support import expect, expect_equal, lacking

setting = daemons.podman


def missing():
    return lacking("podman", "crun", "conmon", "busybox")


def podman_recording(podman, **options):
    return Recording(arguments=["--runtime-socket", podman.socket], **options)


def test_names(podman):
    """a container has its name and image, and its limits are the kernel's"""
    with podman_recording(podman) as recording:
        box = podman.run("lone", "sleep", "1000", options=["--memory", "64m", "--network", "none"])
        recording.wait_for_name(box)
        row = recording.settle(box)[-1]
        limit = box.cgroup.file("memory.max", "memory", "memory.limit_in_bytes")[0]
        kernel = open(limit).read().strip()
        recording.stop()
        podman.cli("rm", "-t", "0", "-f", box.name)
    labels = recording.labels(box)
    expect_equal((row["container"], labels["runtime"]), ("lone", "podman"), "name and runtime")
    expect("test/busybox" in labels["image"], labels["image"])
    expect_equal(row["memory_limit_bytes"], kernel, "memory_limit_bytes")


def test_pod(podman):
    """a pod: its containers have the pod's name, and the network stands in the row of the infra container only"""
    with podman_recording(podman) as recording:
        parent = f"/{daemons.cgroup_name()}/libpod_parent"
        podman.cli("pod", "create", "--name", "crew", "--infra-image", daemons.images.PAUSE, "--cgroup-parent", parent)
        boxes = [podman.run(name, "sleep", "1000", options=["--pod", "crew"]) for name in ("mate", "cook")]
        infra = podman.find(json.loads(podman.cli("pod", "inspect", "crew"))["InfraContainerID"])
        for box in [*boxes, infra]:
            recording.wait_for_name(box)
        low = network(infra.pid)
        for box in [*boxes, infra]:
            recording.settle(box)
        high = network(infra.pid)
        recording.stop()
        podman.cli("pod", "rm", "-t", "0", "-f", "crew")
    for box in boxes:
        row = recording.rows(box)[-1]
        expect_equal((row["pod"], row["container"], row["network_rx_bytes"]), ("crew", box.name, ""), "pod, name, network")
    row = recording.rows(infra)[-1]
    expect_equal((row["pod"], row["container"], recording.labels(infra)["sandbox"]), ("crew", "POD", "yes"), "the infra container")
    expect(low[0] <= int(row["network_rx_bytes"]) <= high[0], f"network {row['network_rx_bytes']}, kernel {low} to {high}")


def test_stop(podman):
    """a container that ends: container_started and container_stopped with its exit code"""
    with podman_recording(podman) as recording:
        box = podman.run("leaver", "sh", "-c", "sleep 2; exit 3", options=["--network", "none"])
        event = recording.wait_for_event("container_stopped", box)[0]
        recording.stop()
        podman.cli("rm", "-t", "0", "-f", box.name)
    expect("exit code 3" in event["text"], event["text"])
    expect_equal(len(recording.events("container_started", box)), 1, "number of container_started events")

