"""A block device that nobody else uses: a loop device over a file in memory."""
import contextlib
import fcntl
import os

from daemons import work
from support import Skip, call, lacking

ADD, REMOVE, NEXT_NUMBER = 0x4C80, 0x4C81, 200


class Disk:
    """`device` is /dev/loopN, `number` its major:minor, `directory` where it is mounted."""

    def __init__(self, device, directory):
        self.device, self.directory, self.name = device, directory, os.path.basename(device)
        number = os.stat(device).st_rdev
        self.number = f"{os.major(number)}:{os.minor(number)}"


@contextlib.contextmanager
def private_disk():
    """A device on which nobody has ever set a rule: v1 accounts I/O only on devices that had one."""
    reason = lacking("losetup", "mkfs.ext4")
    if reason or not os.path.exists("/dev/loop-control"):
        raise Skip(reason or "the kernel has no loop devices")
    control = os.open("/dev/loop-control", os.O_RDWR)
    number = add(control)
    device, directory, image = f"/dev/loop{number}", work(f"disk-{number}"), f"/run/disk-{number}"
    try:
        with open(image, "wb") as file:
            file.truncate(160 << 20)
        call("losetup", device, image)
        call("mkfs.ext4", "-q", device)
        os.makedirs(directory, exist_ok=True)
        call("mount", device, directory)
        # From now on the kernel lets it go with its last mount, whatever becomes of this process.
        call("losetup", "-d", device)
        yield Disk(device, directory)
    finally:
        call("umount", directory, check=False)
        call("losetup", "-d", device, check=False)
        with contextlib.suppress(OSError):
            fcntl.ioctl(control, REMOVE, number)
        os.close(control)
        with contextlib.suppress(OSError):
            os.unlink(image)


def add(control):
    """A new loop device; its number."""
    for number in range(NEXT_NUMBER, NEXT_NUMBER + 50):
        try:
            return fcntl.ioctl(control, ADD, number)
        except FileExistsError:
            continue
        except OSError as error:
            raise Skip(f"no loop device can be made: {error.strerror}") from error
    raise Skip("no loop device can be made: too many are there")
