"""Images without a registry: an archive with test/busybox:1 and test/pause:1, made of Debian's busybox-static."""
import hashlib
import io
import json
import platform
import subprocess
import tarfile

BUSYBOX = "docker.io/test/busybox:1"
PAUSE = "docker.io/test/pause:1"


def layer():
    """A file system that holds busybox under all its names, as a tar archive."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        def add(name, kind, mode=0o755, data=b"", target=""):
            entry = tarfile.TarInfo(name)
            entry.type, entry.mode, entry.linkname, entry.size = kind, mode, target, len(data)
            archive.addfile(entry, io.BytesIO(data))

        for name in ("bin", "tmp", "proc", "sys", "dev", "etc", "data"):
            add(name, tarfile.DIRTYPE)
        with open("/bin/busybox", "rb") as file:
            add("bin/busybox", tarfile.REGTYPE, data=file.read())
        for applet in subprocess.check_output(["/bin/busybox", "--list"], text=True).split():
            if applet != "busybox":
                add(f"bin/{applet}", tarfile.SYMTYPE, target="busybox")
        add("etc/passwd", tarfile.REGTYPE, 0o644, b"root:x:0:0:root:/:/bin/sh\n")
        add("etc/group", tarfile.REGTYPE, 0o644, b"root:x:0:\n")
    return buffer.getvalue()


def unpack(directory):
    """The same in an existing directory."""
    subprocess.run(["tar", "-C", directory, "-x"], input=layer(), check=True)


def write(path):
    """Writes an archive that docker load, ctr images import and podman load take."""
    content = layer()
    digest = hashlib.sha256(content).hexdigest()
    architecture = {"x86_64": "amd64", "aarch64": "arm64"}.get(platform.machine(), platform.machine())
    manifest = []
    with tarfile.open(path, "w") as archive:
        def put(name, data):
            entry = tarfile.TarInfo(name)
            entry.size, entry.mode = len(data), 0o644
            archive.addfile(entry, io.BytesIO(data))

        put(f"{digest}/layer.tar", content)
        for tag, config in (
            (BUSYBOX, {"Cmd": ["/bin/sh"], "Env": ["PATH=/bin"]}),
            (PAUSE, {"Entrypoint": ["/bin/sleep", "2147483647"], "Env": ["PATH=/bin"]}),
        ):
            image = json.dumps({
                "architecture": architecture, "os": "linux", "created": "2020-01-01T00:00:00Z", "config": config,
                "rootfs": {"type": "layers", "diff_ids": [f"sha256:{digest}"]},
                "history": [{"created": "2020-01-01T00:00:00Z"}]}).encode()
            name = hashlib.sha256(image).hexdigest() + ".json"
            put(name, image)
            manifest.append({"Config": name, "RepoTags": [tag], "Layers": [f"{digest}/layer.tar"]})
        put("manifest.json", json.dumps(manifest).encode())
