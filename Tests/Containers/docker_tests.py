"""Docker 20.10 as Debian has it."""
import json
import os

import daemons
import images
from disks import private_disk
from kernel import Witness, keyed, namespace_pid, network, process, text
from kubemon import Recording, expect_between, expect_no_hole, seconds
from support import Skip, call, expect, expect_equal, lacking, until

MIB = 1 << 20
setting = daemons.docker


def missing():
    return lacking("dockerd", "docker", "containerd", "runc", "iptables", "busybox")


def docker_recording(docker, **options):
    return Recording(arguments=["--runtime-socket", docker.socket], **options)


# CPU and memory

def test_cpu(docker):
    """a container limited to 0.2 cores: CPU time and throttling are the kernel's, and never above 21 %"""
    with docker_recording(docker, interval="1") as recording:
        box = docker.run("busy", "sh", "-c", "while :; do :; done", options=["--cpus", "0.2"])
        columns = ("cpu_usage_usec", "cpu_periods", "cpu_throttled_periods", "cpu_throttled_usec")
        with Witness(lambda: dict(zip(columns, (box.cgroup.cpu_usage_usec(), *box.cgroup.cpu_stat())))) as witness:
            recording.wait_for_rows(box, 8)
        recording.stop()
        docker.remove(box)
    rows = recording.rows(box)
    expect_between(recording, rows, witness, columns)
    expect_equal({(row["cpu_quota_usec"], row["cpu_period_usec"]) for row in rows}, {("20000", "100000")}, "the limit")
    expect(int(rows[-1]["cpu_throttled_periods"]) > int(rows[1]["cpu_throttled_periods"]), "it was never throttled")
    # 1 % for a period that begins within one interval and ends in the next one.
    for before, after in list(zip(rows, rows[1:]))[1:]:
        used = int(after["cpu_usage_usec"]) - int(before["cpu_usage_usec"])
        share = used * 1000 / int(after["interval_ns"])
        expect(share <= 0.21, f"{share:.1%} of a core at {after['time']}")
    used = int(rows[-1]["cpu_usage_usec"]) - int(rows[1]["cpu_usage_usec"])
    share = used * 1000 / (int(rows[-1]["time_ns"]) - int(rows[1]["time_ns"]))
    expect(share > 0.1, f"only {share:.1%} of a core: nothing was measured")


def test_memory(docker):
    """a container limited to 64 MiB that holds 32 MiB: limit, use and shared memory are the kernel's"""
    with docker_recording(docker) as recording:
        box = docker.run(
            "hoard", "sh", "-c", "dd if=/dev/zero of=/dev/shm/x bs=1M count=32 && sleep 1000",
            options=["--memory", "64m"])
        until("32 MiB are written", lambda: box.cgroup.memory_shmem() == 32 * MIB)
        with Witness(lambda: {"memory": box.cgroup.memory_current(), "pids": box.cgroup.pids()}) as witness:
            rows = recording.settle(box, 4)
        recording.stop()
        docker.remove(box)
    for row in rows[:-1]:
        expect_equal(row["memory_limit_bytes"], str(64 * MIB), "memory_limit_bytes")
        expect_equal(row["memory_shmem_bytes"], str(32 * MIB), "memory_shmem_bytes")
        around = witness.around(int(row["time_ns"]), int(row["time_ns"]))
        expect(around, "the witness saw nothing")
        # Nothing runs in the container: what is charged does not change.
        seen = {each["memory"] for each in around}
        expect(min(seen) <= int(row["memory_current_bytes"]) <= max(seen), f"memory_current_bytes is none of {seen}")
        expect(row["pids"] in {str(each["pids"]) for each in around}, "pids is wrong")


def test_oom(docker):
    """a container killed for want of memory: one oom_kill event, and exit code 137 in container_stopped"""
    with docker_recording(docker) as recording:
        before = keyed("/proc/vmstat")["oom_kill"]
        # sh waits for a sample first, so that the beginning is in the recording too.
        box = docker.run(
            "victim", "sh", "-c", "sleep 2; exec tail /dev/zero", options=["--memory", "24m", "--memory-swap", "24m"])
        recording.wait_for_event("container_stopped", box)
        recording.stop()
        kills = keyed("/proc/vmstat")["oom_kill"] - before
        state = docker.api(f"/containers/{box.id}/json")["State"]
        docker.remove(box)
    expect(state["OOMKilled"] and state["ExitCode"] == 137, f"Docker says {state}")
    expect(kills >= 1, "the kernel killed nothing")
    expect_equal(len(recording.events("oom_kill", box)), 1, "number of oom_kill events")
    stopped = recording.events("container_stopped", box)
    expect_equal(len(stopped), 1, "number of container_stopped events")
    expect("exit code 137" in stopped[0]["text"], stopped[0]["text"])


def test_oom_survived(docker):
    """a container of which the kernel kills three processes: three oom_kill events, and it goes on"""
    with docker_recording(docker) as recording:
        script = "sleep 1; for i in 1 2 3; do sh -c 'exec tail /dev/zero'; done; sleep 1000"
        box = docker.run("survivor", "sh", "-c", script, options=["--memory", "24m", "--memory-swap", "24m"])
        until("three kills", lambda: box.cgroup.oom_kills() >= 3)
        rows = recording.settle(box)
        kills = box.cgroup.oom_kills()
        recording.stop()
        docker.remove(box)
    expect_equal(kills, 3, "the kernel's count")
    expect_equal(rows[-1]["memory_oom_kills"], "3", "memory_oom_kills")
    expect_equal(len(recording.events("oom_kill", box)), kills, "number of oom_kill events")


# Disks

def test_disk_accounted(docker):
    """64 MiB written with O_DIRECT to a disk with a throttle rule read 64 MiB, in both tables"""
    with private_disk() as disk, docker_recording(docker) as recording:
        box = docker.run(
            "writer", "sh", "-c", "dd if=/dev/zero of=/disk/x bs=1M count=64 oflag=direct && touch /disk/done; sleep 1000",
            options=["-v", f"{disk.directory}:/disk", "--device-write-bps", f"{disk.device}:1gb"])
        until("it is written", lambda: os.path.exists(f"{disk.directory}/done"))
        rows = recording.settle(box)
        kernel = box.cgroup.io()
        recording.stop()
        docker.remove(box)
    expect(kernel and disk.number in kernel, f"the kernel does not account {disk.number}: {kernel}")
    expect_equal(kernel[disk.number][1], 64 * MIB, "the kernel's count")
    mine = [row for row in recording.table("container_disks", box) if row["disk"] == disk.name]
    expect(mine, f"no row of {disk.name} in container_disks.csv")
    expect_equal(mine[-1]["written_bytes"], str(64 * MIB), "written_bytes of the disk")
    expect_equal(int(rows[-1]["io_written_bytes"]), sum(each[1] for each in kernel.values()), "io_written_bytes")


def test_disk_unaccounted(docker):
    """what the kernel does not account is empty, not 0"""
    with private_disk() as disk, docker_recording(docker) as recording:
        box = docker.run(
            "silent", "sh", "-c", "dd if=/dev/zero of=/disk/x bs=1M count=8 oflag=direct && touch /disk/done; sleep 1000",
            options=["-v", f"{disk.directory}:/disk"])
        until("it is written", lambda: os.path.exists(f"{disk.directory}/done"))
        rows = recording.settle(box)
        kernel = box.cgroup.io()
        recording.stop()
        docker.remove(box)
    mine = [row for row in recording.table("container_disks", box) if row["disk"] == disk.name]
    if kernel and disk.number in kernel:
        raise Skip("this kernel accounts I/O on every disk")
    expect(not mine, f"a row of {disk.name} although the kernel says nothing of it")
    # Other disks may have had a rule of somebody's.
    wanted = "" if not kernel else str(sum(each[1] for each in kernel.values()))
    expect_equal(rows[-1]["io_written_bytes"], wanted, "io_written_bytes")


# Networks

def test_network(docker):
    """8 MiB from one container to another: both count what their namespaces do, as docker stats does"""
    with docker_recording(docker) as recording:
        server = docker.run("server", "sh", "-c", "sleep 1000 | nc -l -p 5000 > /dev/null")
        address = docker.api(f"/containers/{server.id}/json")["NetworkSettings"]["IPAddress"]

        def read():
            values = {}
            for each, pid in (("server", server.pid), ("client", client.pid)):
                names = ("network_rx_bytes", "network_rx_packets", "network_tx_bytes", "network_tx_packets")
                values.update({(each, name): value for name, value in zip(names, network(pid))})
            return values

        client = docker.run("client", "sh", "-c", f"head -c {8 * MIB} /dev/zero | nc {address} 5000; sleep 1000")
        with Witness(read) as witness:
            until("8 MiB have arrived", lambda: network(server.pid)[0] >= 8 * MIB)
            recording.settle(server)
            stats = {each.name: docker.api(f"/containers/{each.id}/stats?stream=false") for each in (server, client)}
            recording.settle(server)
        recording.stop()
        docker.remove(client, server)
    names = ("network_rx_bytes", "network_rx_packets", "network_tx_bytes", "network_tx_packets")
    for box in (server, client):
        mine = Selected(witness, box.name)
        expect_between(recording, recording.rows(box), mine, names)
        rows = recording.rows(box)
        says = stats[box.name]["networks"]["eth0"]
        # docker stats counts a second earlier or later; the traffic is over but for a packet of IPv6 now and then.
        for column, key in (("network_rx_bytes", "rx_bytes"), ("network_tx_bytes", "tx_bytes")):
            expect(
                abs(int(rows[-1][column]) - says[key]) <= 2048, f"{column} is {rows[-1][column]}, docker stats {says[key]}")
    expect(int(recording.rows(client)[-1]["network_tx_bytes"]) >= 8 * MIB, "the client sent less than 8 MiB")


class Selected:
    """What a witness of several things saw of one."""

    def __init__(self, witness, name):
        self.witness, self.name = witness, name

    def bounds(self, begin, end):
        found = self.witness.bounds(begin, end)
        return found and tuple({key: each[self.name, key] for name, key in each if name == self.name} for each in found)


def test_shared_network(docker):
    """two containers that share a network: it is counted once, in the row of the first"""
    with docker_recording(docker) as recording:
        owner = docker.run("owner", "sleep", "1000")
        guest = docker.run("guest", "sleep", "1000", options=["--network", "container:owner"])
        recording.settle(guest)
        recording.settle(owner)
        recording.stop()
        docker.remove(guest, owner)
    for row in recording.rows(owner)[1:]:
        expect(row["network_rx_bytes"] != "", f"the first one's row has no network at {row['time']}")
    expect_equal({row["network_rx_bytes"] for row in recording.rows(guest)}, {""}, "the second one's network")


def test_host_network(docker):
    """a container in the machine's network has no network values"""
    with docker_recording(docker) as recording:
        box = docker.run("plain", "sleep", "1000", options=["--network", "host"])
        rows = recording.settle(box)
        recording.stop()
        docker.remove(box)
    for row in rows:
        expect_equal({row[key] for key in row if key.startswith("network_")}, {""}, "network cells")
        expect(row["cpu_usage_usec"] != "", "the row is empty")


# Life

def test_names(docker):
    """containers have rows from their first sample, and names within a second"""
    with docker_recording(docker) as recording:
        boxes = [docker.run(f"named-{index}", "sleep", "1000", options=["--label", "tier=web"]) for index in range(3)]
        for box in boxes:
            recording.wait_for_name(box)
            recording.settle(box)
        recording.stop()
        docker.remove(*boxes)
    for box in boxes:
        entities = [row for row in recording.table("entities", box) if row["table"] == "containers"]
        first, named = entities[0], next(row for row in entities if row["container"] == box.name)
        expect_equal(first["change"], "first", "the first change")
        waited = seconds(named["time"]) - seconds(first["time"])
        expect(waited <= 1, f"{box.name} was named after {waited} s")
        labels = recording.labels(box)
        expect_equal(labels["id"], box.id, "the id")
        expect_equal(labels["image"], images.BUSYBOX, "the image")
        expect_equal(recording.rows(box)[-1]["container"], box.name, "the name in rows")
        expect_equal(len(recording.events("container_started", box)), 1, "number of container_started events")


def test_short(docker):
    """a container that lives less than an interval leaves container_started and container_stopped with its exit code"""
    with docker_recording(docker, interval="3") as recording:
        docker.cli("run", "--name", "short", images.BUSYBOX, "sh", "-c", "exit 7", check=False)
        known = docker.api("/containers/short/json")
        expect_equal(known["State"]["ExitCode"], 7, f"Docker ran it: {known['State']}; its exit code")
        box = daemons.Container("docker", known["Id"], "short")
        recording.wait_for_event("container_stopped", box)
        recording.stop()
        docker.remove(box)
    expect_equal([row["kind"] for row in recording.events(container=box)], ["container_started", "container_stopped"],
                 "the events")
    stopped = recording.events("container_stopped", box)[0]
    expect("exit code 7" in stopped["text"] and "short" in stopped["text"], stopped["text"])


def test_stop(docker):
    """a container that ends while recording: container_stopped with its exit code, and no row afterwards"""
    with docker_recording(docker) as recording:
        box = docker.run("leaver", "sh", "-c", "sleep 2; exit 3")
        event = recording.wait_for_event("container_stopped", box)[0]
        other = docker.run("stayer", "sleep", "1000")
        recording.settle(other)
        recording.stop()
        docker.remove(box, other)
    expect("exit code 3" in event["text"], event["text"])
    last = recording.rows(box)[-1]
    expect(last["time"] <= event["time"], f"a row at {last['time']}, after the end at {event['time']}")
    expect_equal([row["change"] for row in recording.table("entities", box) if row["table"] == "containers"][-1], "ended",
                 "the last change in entities.csv")


def test_pause(docker):
    """a paused container is frozen 1, and 0 again afterwards"""
    with docker_recording(docker) as recording:
        box = docker.run("sleeper", "sh", "-c", "while :; do sleep 0.1; done")
        states = [recording.settle(box)[-1]["frozen"]]
        for command in ("pause", "unpause"):
            docker.cli(command, box.name)
            states.append(recording.settle(box)[-1]["frozen"])
        recording.stop()
        docker.remove(box)
    expect_equal(states, ["0", "1", "0"], "frozen")


def test_restart(docker):
    """a container that is restarted: container_restarted, and counters begin anew under the same id"""
    with docker_recording(docker) as recording:
        box = docker.run("phoenix", "sh", "-c", "trap 'exit 5' TERM; while :; do sleep 0.1; done")
        recording.settle(box)
        docker.cli("restart", box.name)
        recording.wait_for_event("container_restarted", box)
        recording.settle(box)
        recording.stop()
        docker.remove(box)
    kinds = [row["kind"] for row in recording.events(container=box)]
    expect_equal(kinds, ["container_started", "container_stopped", "container_restarted"], "the events")
    entities = {row["entity"] for row in recording.table("entities", box) if row["table"] == "containers"}
    expect_equal(len(entities), 2, "number of entities")
    for entity in entities:
        expect(any(row["entity"] == entity and row["container"] == box.name
                   for row in recording.table("entities", box)), f"entity {entity} has no name")


def test_daemon_away(docker):
    """dockerd stops and starts again: rows go on without a hole, names come back, one complaint at most"""
    with docker_recording(docker) as recording:
        old = docker.run("old", "sleep", "1000")
        recording.wait_for_name(old)
        docker.stop()
        recording.settle(old, 4)
        docker.start()
        new = docker.run("new", "sh", "-c", "trap 'exit 9' TERM; while :; do sleep 0.1; done")
        recording.wait_for_name(new)
        recording.settle(old, 4)
        docker.cli("stop", "new")
        event = recording.wait_for_event("container_stopped", new)[0]
        recording.stop()
        docker.remove(old, new)
    expect_no_hole(recording.rows(old), 0.5)
    expect_equal(recording.rows(old)[-1]["container"], "old", "the name of the container that went on")
    expect_equal([row["kind"] for row in recording.events(container=old)], ["container_started"], "its events")
    expect("exit code 9" in event["text"], event["text"])
    complaints = [row["text"] for row in recording.events("unreadable")]
    expect(len(complaints) <= 1, f"complaints: {complaints}")


# Truth against others

def test_docker_stats(docker):
    """CPU time, memory and processes under load agree with docker stats"""
    with docker_recording(docker) as recording:
        box = docker.run("loaded", "sh", "-c", "while :; do :; done", options=["--cpus", "0.5"])
        recording.settle(box)
        stats = docker.api(f"/containers/{box.id}/stats?stream=false")
        said = seconds(stats["read"][:26] + "Z") * 1e9
        recording.settle(box)
        recording.stop()
        docker.remove(box)
    rows = recording.rows(box)
    # Docker reads the clock before or after the kernel, and needs a while for both: a quarter of a second to each side.
    low = [row for row in rows if int(row["time_ns"]) < said - 250e6][-1]
    high = [row for row in rows if int(row["time_ns"]) > said + 250e6][0]
    used = stats["cpu_stats"]["cpu_usage"]["total_usage"] // 1000
    expect(
        int(low["cpu_usage_usec"]) <= used <= int(high["cpu_usage_usec"]),
        f"docker stats says {used} us; the rows around it {low['cpu_usage_usec']} and {high['cpu_usage_usec']}")
    expect(int(high["cpu_usage_usec"]) - int(low["cpu_usage_usec"]) < 2_000_000, "the bounds say nothing")
    # The kernel charges memory in portions of 64 pages for each CPU.
    slack = 64 * 4096 * os.cpu_count()
    difference = abs(int(low["memory_current_bytes"]) - stats["memory_stats"]["usage"])
    expect(difference <= slack, f"memory differs by {difference} bytes")
    expect_equal(int(low["pids"]), stats["pids_stats"]["current"], "pids")


def test_psutil(docker):
    """CPU time, memory and I/O of a process agree with psutil, where that is installed"""
    try:
        import psutil
    except ImportError:
        raise Skip("psutil is not installed") from None
    with docker_recording(docker) as recording:
        box = docker.run("copier", "dd", "if=/dev/zero", "of=/dev/null", "bs=4k", options=["--cpus", "0.3"])
        watched = psutil.Process(box.pid)

        def read():
            with watched.oneshot():
                times, io = watched.cpu_times(), watched.io_counters()
            # Seconds from hundredths: rounding, not cutting, gives the hundredths back.
            return {
                "cpu_user_usec": round(times.user * 1e6), "cpu_system_usec": round(times.system * 1e6),
                "io_rchar_bytes": io.read_chars, "io_wchar_bytes": io.write_chars, "io_syscr": io.read_count,
            }

        with Witness(read) as witness:
            recording.settle(box, 6)
        resident = watched.memory_info().rss
        recording.stop()
        docker.remove(box)
    rows = [row for row in recording.table("processes", box) if row["pid"] == str(box.pid)]
    expect_between(recording, rows, witness, list(witness.readings[0][2]))
    # dd allocates nothing after its start.
    expect_equal(int(rows[-1]["memory_resident_bytes"]), resident, "memory_resident_bytes")


# Processes

def test_processes(docker):
    """every process of a container has a row, those in cgroups below it too, with its number inside"""
    with docker_recording(docker) as recording:
        script = "sleep 1001 & sleep 1002 & sh -c 'sleep 1003 & wait' & wait"
        boxes = [docker.run(f"crowd-{index}", "sh", "-c", script) for index in range(2)]
        for box in boxes:
            until("five processes", lambda box=box: len(box.cgroup.processes()) == 5)
        inner = sorted(boxes[0].cgroup.processes())[-1]
        tops = [top for top in [*boxes[0].cgroup.v1.values(), boxes[0].cgroup.v2] if os.path.isdir(top)]
        for top in tops:
            os.makedirs(f"{top}/inner", exist_ok=True)
            # A v1 cgroup takes no process before it knows its CPUs.
            call("sh", "-c", f"cd {top}; for f in cpuset.cpus cpuset.mems; do [ ! -e $f ] || cat $f > inner/$f; done")
            with open(f"{top}/inner/cgroup.procs", "w") as file:
                file.write(str(inner))
        for box in boxes:
            recording.settle(box, 3)
        wanted = {box.name: {str(pid): namespace_pid(pid) for pid in box.cgroup.processes()} for box in boxes}
        comms = {str(pid): text(f"/proc/{pid}/comm").strip() for box in boxes for pid in box.cgroup.processes()}
        recording.stop()
        for top in tops:
            with open(f"{top}/cgroup.procs", "w") as file:
                file.write(str(inner))
            os.rmdir(f"{top}/inner")
        docker.remove(*boxes)
    for box in boxes:
        rows = recording.table("processes", box)
        last = max(int(row["seq"]) for row in rows)
        mine = [row for row in rows if int(row["seq"]) == last]
        expect_equal(sorted(row["pid"] for row in mine), sorted(wanted[box.name]), f"the processes of {box.name}")
        expect_equal({row["pid"]: row["comm"] for row in mine}, {row["pid"]: comms[row["pid"]] for row in mine}, "comm")
        expect_equal({row["container"] for row in mine}, {box.name}, "the container's name in their rows")
        inside = {}
        for row in recording.table("entities", box):
            if row["table"] == "processes" and row["labels"]:
                inside[row["pid"]] = json.loads(row["labels"]).get("ns_pid", "")
        expect_equal({pid: inside.get(pid) for pid in wanted[box.name]}, wanted[box.name], "pids inside")
        count = recording.rows(box)[-1]["processes"]
        expect_equal(count, str(len(wanted[box.name])), "processes in the container's row")


def test_process_churn(docker):
    """a process that enters or leaves a container that is known already is seen at the next sample"""
    with docker_recording(docker) as recording:
        box = docker.run("host", "sleep", "1000")
        # Nobody but the program may read the lists meanwhile: that could make the kernel renew them.
        recording.settle(box, 4)
        docker.cli("exec", "-d", box.name, "sh", "-c", "echo $$ > /tmp/pid; exec sleep 77")
        with_guest = recording.settle(box, 3)[-1]["processes"]
        docker.cli("exec", box.name, "sh", "-c", "kill $(cat /tmp/pid)")
        without = recording.settle(box, 3)[-1]["processes"]
        recording.stop()
        docker.remove(box)
    expect_equal((with_guest, without), ("2", "1"), "processes while another one runs, and afterwards")
    pids = {row["pid"] for row in recording.table("processes", box)}
    expect(len(pids) >= 2, "only the first process has rows")


def test_process_counters(docker):
    """CPU time, I/O, faults and switches of a busy process lie between what /proc says before and after"""
    with docker_recording(docker) as recording:
        box = docker.run("mill", "dd", "if=/dev/zero", "of=/dev/null", "bs=1k", options=["--cpus", "0.3"])
        with Witness(lambda: process(box.pid)) as witness:
            recording.settle(box, 6)
        recording.stop()
        docker.remove(box)
    rows = [row for row in recording.table("processes", box) if row["pid"] == str(box.pid)]
    expect_between(recording, rows, witness, list(witness.readings[0][2]))
    expect(int(rows[-1]["io_syscr"]) > int(rows[1]["io_syscr"]), "it read nothing")


def test_secrets(docker):
    """command lines stand nowhere in a recording, unless --cmdline asks for them"""
    for flags, is_wanted in (([], False), (["--cmdline"], True)):
        with Recording(arguments=["--runtime-socket", docker.socket, *flags]) as recording:
            box = docker.run("keeper", "sh", "-c", "sleep 1000; echo s3cr3t-w0rd")
            recording.wait_for_name(box)
            recording.settle(box)
            recording.stop()
            found = call("grep", "-rl", "s3cr3t-w0rd", recording.path("data"), check=False)
            docker.remove(box)
        expect_equal(bool(found), is_wanted, f"with {flags or 'no flag'}, command lines in the recording")


# What is sampled, and with which rights

def test_types(docker):
    """monitor -t os, docker and process write only their tables"""
    tables = {"os": {"nodes", "disks", "interfaces"}, "docker": {"containers", "container_disks"}, "process": {"processes"}}
    box = docker.run("subject", "sleep", "1000")
    everything = ["nodes", "disks", "interfaces", "containers", "container_disks", "processes"]
    for kind, wanted in tables.items():
        with Recording(monitor=["-t", kind, "--runtime-socket", docker.socket]) as recording:
            before = recording.samples()
            until("more samples", lambda: recording.samples() > before + 2)
            recording.stop()
        written = {name for name in everything if recording.table(name)}
        expect(written <= wanted, f"-t {kind} wrote {written}")
        expect(next(iter(sorted(wanted - {"container_disks", "disks"}))) in written, f"-t {kind} wrote only {written}")
        if kind == "process":
            expect_equal({row["container"] for row in recording.table("processes", box)}, {"subject"},
                         "the container of its processes")
    docker.remove(box)


def test_without_rights(docker):
    """a monitor that is not root: rows come, and what is missing is said once"""
    with Recording(monitor=["--runtime-socket", docker.socket], user=65534) as recording:
        boxes = [docker.run(f"private-{index}", "sleep", "1000") for index in range(2)]
        for box in boxes:
            recording.settle(box, 3)
        recording.stop()
        docker.remove(*boxes)
    for box in boxes:
        row = recording.rows(box)[-1]
        expect(row["cpu_usage_usec"] and row["memory_current_bytes"], "CPU and memory are missing")
        expect_equal(row["network_rx_bytes"], "", "network_rx_bytes")
        rows = recording.table("processes", box)
        expect(rows and rows[-1]["minor_faults"], "processes have no rows")
        expect_equal(rows[-1]["io_rchar_bytes"], "", "io_rchar_bytes")
    complaints = [row["text"] for row in recording.events("unreadable")]
    # That the socket is closed to it may have been said before the recording began.
    for word in ("network", "io columns of processes"):
        found = [each for each in complaints if word in each]
        expect_equal(len(found), 1, f"number of complaints about {word} in {complaints}")
    expect_equal(len(complaints), len(set(complaints)), "number of different complaints")
