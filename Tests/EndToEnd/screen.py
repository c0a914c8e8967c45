"""A full-screen program on a pseudo terminal, to be measured."""
import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import termios
import time


class Screen:
    """A full-screen program on a pseudo terminal of 160 x 45."""

    def __init__(self, command, directory):
        self.primary, secondary = pty.openpty()
        fcntl.ioctl(secondary, termios.TIOCSWINSZ, struct.pack("HHHH", 45, 160, 0, 0))
        self.start = time.monotonic()
        self.process = subprocess.Popen(
            command, stdin=secondary, stdout=secondary, stderr=subprocess.DEVNULL, start_new_session=True,
            cwd=directory, env={**os.environ, "TERM": "xterm-256color", "LC_ALL": "C.UTF-8"})
        os.close(secondary)

    def read(self, seconds):
        """All that is written within a time."""
        data, end = b"", time.monotonic() + seconds
        while True:
            left = end - time.monotonic()
            if left <= 0 or not select.select([self.primary], [], [], left)[0]:
                return data
            data += os.read(self.primary, 65536)

    def first_frame(self, pattern):
        data = b""
        while not re.search(pattern, data):
            data += self.read(0.002)
            if time.monotonic() - self.start > 20:
                return float("nan")
        return (time.monotonic() - self.start) * 1000

    def key_latencies(self, keys, count=60):
        """Median and 95th percentile from a key to its first byte, ms, and the median of bytes of a key."""
        times, sizes = [], []
        for index in range(count):
            self.read(0.05 + 0.007 * (index % 10))
            begin = time.monotonic()
            os.write(self.primary, keys[index % len(keys)])
            if select.select([self.primary], [], [], 2)[0]:
                times.append((time.monotonic() - begin) * 1000)
                sizes.append(len(self.read(0.03)))
        times.sort()
        sizes.sort()
        return times[len(times) // 2], times[int(len(times) * 0.95)], sizes[len(sizes) // 2]

    def stop(self, key):
        os.write(self.primary, key)
        try:
            self.process.wait(5)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
        os.close(self.primary)
