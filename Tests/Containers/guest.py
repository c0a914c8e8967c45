"""A host with cgroup v2 alone: Debian's kernel in a virtual machine, with runc and kubemon.

The machine is emulated, so that it needs no rights, and its clock can be set. It runs guest.sh and ends.
"""
import glob
import json
import os
import platform
import secrets
import shutil
import stat
import subprocess

import images
from daemons import Runc, work
from kernel import text
from kubemon import PROGRAM
from support import call, expect, find, lacking

MIB = 1 << 20
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
KERNEL = os.path.join(ROOT, ".build", "test-kernel")
# In the order in which they need each other.
MODULES = [
    "virtio_ring", "virtio", "virtio_pci_legacy_dev", "virtio_pci_modern_dev", "virtio_pci", "virtio_blk"]
COMMANDS = {
    "busy": ["sh", "-c", "while :; do :; done"],
    "writer": ["sh", "-c", "dd if=/dev/zero of=/disk/x bs=1M count=64 oflag=direct && touch /disk/done; sleep 100000"],
    "hungry": ["sh", "-c", "for i in 1 2; do sh -c 'exec tail /dev/zero'; done; sleep 100000"],
}


# The kernel

def prepare():
    """Gets Debian's kernel, once; `missing` says why if that failed. Comes before the tests have a machine of their own,
    which has no way out."""
    if platform.machine() != "x86_64" or glob.glob(f"{KERNEL}/boot/vmlinuz-*") or not find("apt-get"):
        return
    os.makedirs(KERNEL, exist_ok=True)
    packages = [
        line.split()[-1] for line in call("apt-cache", "depends", "linux-image-cloud-amd64", check=False).splitlines()
        if "Depends: linux-image" in line]
    if packages:
        call("apt-get", "download", packages[0], cwd=KERNEL, check=False, timeout=300)
    for package in glob.glob(f"{KERNEL}/*.deb"):
        call("dpkg", "-x", package, KERNEL)
        os.unlink(package)


def missing():
    if platform.machine() != "x86_64":
        return f"the virtual machine is one of x86_64, not {platform.machine()}"
    reason = lacking("qemu-system-x86_64", "runc", "busybox", "mkfs.ext4", "ldd")
    if not reason and not glob.glob(f"{KERNEL}/boot/vmlinuz-*"):
        reason = "apt-get download could not get Debian's kernel (linux-image-cloud-amd64)"
    return reason


# The machine

def boot():
    """Runs the machine to its end; returns the directory with what it left, and the ids of its containers."""
    tree, out = work("guest"), work("guest-out")
    ids = {name: secrets.token_hex(32) for name in COMMANDS}
    os.makedirs(tree)
    os.makedirs(out)
    fill(tree, ids)
    with open(work("guest.cpio"), "wb") as archive:
        write_archive(tree, archive)
    for path, size in ((work("scratch.img"), 256 * MIB), (work("out.img"), 64 * MIB)):
        with open(path, "wb") as file:
            file.truncate(size)
    call("mkfs.ext4", "-q", "-F", work("scratch.img"))
    kernel = glob.glob(f"{KERNEL}/boot/vmlinuz-*")[0]
    drives = [
        argument for name in ("scratch.img", "out.img")
        for argument in ("-drive", f"file={work(name)},if=virtio,format=raw")]
    command = [
        "qemu-system-x86_64", "-machine", "q35", "-accel", "tcg,thread=multi", "-cpu", "max", "-m", "1024", "-smp", "2",
        "-nodefaults", "-no-reboot", "-display", "none", "-serial", f"file:{work('console')}", "-kernel", kernel,
        "-initrd", work("guest.cpio"), "-append", "console=ttyS0 quiet panic=-1 psi=1 tsc=unstable mitigations=off",
        *drives]
    try:
        call(*command, timeout=300)
        call("tar", "-C", out, "-xf", work("out.img"))
    except (subprocess.TimeoutExpired, AssertionError) as error:
        raise AssertionError(f"the machine left nothing ({error}); it said: {text(work('console'))[-2000:]}") from error
    problems = f"{out}/problems"
    expect(not os.path.exists(problems), f"in the machine: {text(problems) if os.path.exists(problems) else ''}")
    return out, ids


def fill(tree, ids):
    """Everything that the machine's memory holds: busybox, runc, kubemon with their libraries, modules, bundles."""
    images.unpack(tree)
    for name in ("out", "modules", "run", "bundles", "box"):
        os.makedirs(f"{tree}/{name}", exist_ok=True)
    images.unpack(f"{tree}/box")
    os.makedirs(f"{tree}/box/disk")
    for program in (find("runc"), PROGRAM):
        target = f"{tree}/bin/{'runc' if program != PROGRAM else 'kubemon'}"
        shutil.copy(program, target)
        for word in call("ldd", program).split():
            if word.startswith("/"):
                os.makedirs(tree + os.path.dirname(word), exist_ok=True)
                shutil.copy(os.path.realpath(word), tree + word)
    if find("strip"):
        call("strip", "--strip-debug", f"{tree}/bin/kubemon")
    libraries = [path for path, _, files in os.walk(tree) if any(".so" in each for each in files)]
    with open(f"{tree}/etc/hostname", "w") as file:
        file.write("guest\n")
    modules(tree)
    bundles(tree, ids)
    with open(f"{tree}/init", "w") as file:
        # The libraries of Swift are where they are on the machine that built kubemon.
        paths = ":".join(path.removeprefix(tree) for path in libraries)
        file.write(f"#!/bin/sh\nexport LD_LIBRARY_PATH={paths}\nhostname guest\nexec sh /guest.sh\n")
    os.chmod(f"{tree}/init", 0o755)
    shutil.copy(os.path.join(os.path.dirname(os.path.abspath(__file__)), "guest.sh"), f"{tree}/guest.sh")


def modules(tree):
    order = []
    for name in MODULES:
        # Some are built in, depending on the version.
        for path in glob.glob(f"{KERNEL}/lib/modules/*/kernel/**/{name}.ko*", recursive=True)[:1]:
            target = f"{tree}/modules/{name}.ko"
            shutil.copy(path, target + (".xz" if path.endswith(".xz") else ""))
            if path.endswith(".xz"):
                call("xz", "-d", target + ".xz")
            order.append(f"{name}.ko")
    with open(f"{tree}/modules/order", "w") as file:
        file.write("\n".join(order))


def bundles(tree, ids):
    runc = Runc()
    for name, command in COMMANDS.items():
        bundle = f"{tree}/bundles/{name}"
        os.makedirs(bundle)
        config = runc.config(f"/docker/{ids[name]}", command, bundle)
        config["root"]["path"] = "/box"
        config["mounts"].append({"destination": "/disk", "source": "/disk", "type": "bind", "options": ["bind", "rw"]})
        if name == "hungry":
            config["linux"]["resources"]["memory"] = {"limit": 32 * MIB}
        with open(f"{bundle}/config.json", "w") as file:
            json.dump(config, file)
    with open(f"{tree}/bundles/list", "w") as file:
        file.writelines(f"{name} {id}\n" for name, id in ids.items())


def write_archive(tree, archive):
    """The tree as the kernel wants its first file system: cpio in the form `newc`."""
    def put(name, mode, data):
        fields = [0, mode, 0, 0, 1, 0, len(data), 0, 0, 0, 0, len(name) + 1, 0]
        head = b"070701" + b"".join(b"%08X" % each for each in fields) + name.encode() + b"\0"
        archive.write(head + bytes(-len(head) % 4) + data + bytes(-len(data) % 4))

    for directory, subdirectories, files in os.walk(tree):
        for name in [*subdirectories, *files]:
            path = os.path.join(directory, name)
            mode = os.lstat(path).st_mode
            if stat.S_ISLNK(mode):
                data = os.readlink(path).encode()
            elif stat.S_ISREG(mode):
                with open(path, "rb") as file:
                    data = file.read()
            else:
                data = b""
            put(os.path.relpath(path, tree), mode, data)
    put("TRAILER!!!", 0, b"")
