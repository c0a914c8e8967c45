#!/usr/bin/env python3
"""Drives a full-screen console through a pseudo-terminal and checks that it leaves the terminal as it found it.

    Tests/EndToEnd/terminal.py [--only PART] [--quit-keys ql] [--demo] -- BINARY [ARGUMENT...]

The binary must open its console at once; --quit-keys are the keys that end it. With --demo it is the console over the
invented fleet with hostile names, and what needs that fleet is tested too. Only the standard library of Python 3 is needed. Exit code 0: all passed.
"""
import argparse, fcntl, os, pty, random, re, select, shutil, signal, statistics, struct, subprocess, sys, tempfile, termios
import time

MODES = {  # private modes that must be off at the end, except the cursor, which must be on
    b"1049": "alternate screen", b"1000": "mouse", b"1006": "mouse format", b"2004": "bracketed paste",
}


PATIENCE = 30  # seconds for what must happen; a loaded machine makes it late, not wrong
LIMIT = 20  # seconds in which the process must have ended even if the terminal is stuck; on an idle machine it is 1


class Failure(Exception):
    pass


def check(condition, text):
    if not condition:
        raise Failure(text)


class Console:
    """A console in a session of its own whose leader plays the shell: it sees stops and brings jobs back."""

    def __init__(self, command, rows=30, columns=100, environment=None, typed=b""):
        self.master, self.slave = pty.openpty()
        self.resize(rows, columns, None)
        self.before = termios.tcgetattr(self.slave)
        self.send(typed)
        self.output = b""
        self.state = None
        self.status = None
        self.is_closed = False
        reports, report = os.pipe()
        orders, self.order = os.pipe()
        env = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "LC_ALL", "LC_CTYPE", "COLORTERM", "COLORFGBG")}
        # Nobody's own settings, nor those that an earlier console has kept.
        self.directory = tempfile.TemporaryDirectory()
        env.update({"TERM": "xterm-256color", "LANG": "C.UTF-8", "XDG_CONFIG_HOME": self.directory.name})
        for key, value in (environment or {}).items():
            if value is None:
                env.pop(key, None)
            else:
                env[key] = value
        self.leader = os.fork()
        if self.leader == 0:
            self.lead(command, env, report, orders)
        os.close(report)
        os.close(orders)
        self.reports = reports
        self.pid = int(self.report_line())

    def lead(self, command, env, report, orders):
        try:
            os.setsid()
            os.close(self.master)
            fcntl.ioctl(self.slave, termios.TIOCSCTTY, 0)
            for descriptor in (0, 1, 2):
                os.dup2(self.slave, descriptor)
            signal.signal(signal.SIGTTOU, signal.SIG_IGN)
            signal.signal(signal.SIGHUP, signal.SIG_IGN)
            job = os.fork()
            if job == 0:
                os.setpgid(0, 0)
                os.tcsetpgrp(0, os.getpid())
                signal.signal(signal.SIGTTOU, signal.SIG_DFL)
                signal.signal(signal.SIGHUP, signal.SIG_DFL)
                os.closerange(3, 64)
                os.execvpe(command[0], command, env)
            os.write(report, b"%d\n" % job)
            while True:
                _, status = os.waitpid(job, os.WUNTRACED)
                if not os.WIFSTOPPED(status):
                    code = -os.WTERMSIG(status) if os.WIFSIGNALED(status) else os.WEXITSTATUS(status)
                    os.write(report, b"exit %d\n" % code)
                    # The terminal must not hang up before it was looked at.
                    os.read(orders, 1)
                    os._exit(0)
                os.tcsetpgrp(0, os.getpgrp())
                os.write(report, b"stopped\n")
                os.read(orders, 1)
                os.tcsetpgrp(0, job)
                os.killpg(job, signal.SIGCONT)
        finally:
            os._exit(99)

    def report_line(self):
        line = b""
        while not line.endswith(b"\n"):
            byte = os.read(self.reports, 1)
            if not byte:
                return ""
            line += byte
        return line.decode().strip()

    def resize(self, rows, columns, notify=True):
        fcntl.ioctl(self.slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        if notify:
            os.kill(self.pid, signal.SIGWINCH)

    def send(self, data):
        os.write(self.master, data if isinstance(data, bytes) else data.encode())

    def run(self, seconds, until=None):
        """Reads for some time, or until `until` is in the new output; returns the new output."""
        end = time.monotonic() + seconds
        new = b""
        while time.monotonic() < end and self.status is None:
            ready, _, _ = select.select([self.master, self.reports], [], [], max(0, min(0.05, end - time.monotonic())))
            if self.master in ready:
                new += os.read(self.master, 65536)
            elif self.reports in ready:
                line = self.report_line()
                if line.startswith("exit"):
                    self.status = int(line.split()[1])
                else:
                    self.state = line
                    break
            if until and until in new:
                break
        while select.select([self.master], [], [], 0)[0]:
            new += os.read(self.master, 65536)
        self.output += new
        return new

    def start(self):
        check(b"kubemon" in self.run(PATIENCE, b"F10"), "nothing was drawn: %r" % self.output[-200:])
        self.run(0.15)
        return self

    def wait_exit(self, seconds=None):
        self.run(seconds or PATIENCE)
        check(self.status is not None, "still runs")
        return self.status

    def continue_job(self):
        self.state = None
        os.write(self.order, b"c")

    def check_restored(self, when=""):
        now = termios.tcgetattr(self.slave)
        check(now == self.before, "termios changed %s: %s" % (when, difference(self.before, now)))
        for mode, name in MODES.items():
            switches = re.findall(rb"\x1b\[\?(?:\d+;)*" + mode + rb"(?:;\d+)*([hl])", self.output)
            check(not switches or switches[-1] == b"l", "%s left on %s" % (name, when))
        switches = re.findall(rb"\x1b\[\?(?:\d+;)*25([hl])", self.output)
        check(not switches or switches[-1] == b"h", "cursor left hidden %s" % when)

    def close(self):
        if self.is_closed:
            return
        self.is_closed = True
        for pid in (self.pid, self.leader):
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
        os.waitpid(self.leader, 0)
        self.directory.cleanup()
        for descriptor in (self.master, self.slave, self.reports, self.order):
            try:
                os.close(descriptor)
            except OSError:
                pass


def difference(a, b):
    names = ["iflag", "oflag", "cflag", "lflag", "ispeed", "ospeed", "cc"]
    return ", ".join("%s %r -> %r" % (n, x, y) for n, x, y in zip(names, a, b) if x != y)


class Tests:
    def __init__(self, command, quit_keys, is_demo):
        self.command, self.quit_keys, self.is_demo = command, quit_keys, is_demo

    def console(self, **options):
        self.current = Console(self.command, **options)
        return self.current

    def quit(self, console):
        for key in self.quit_keys:
            console.send(key)
            console.run(0.2)
        check(console.wait_exit() == 0, "exit code %r" % console.status)

    def test_quit(self):
        console = self.console().start()
        check(b"\x1b[?1049h" in console.output, "no alternate screen")
        self.quit(console)
        console.check_restored()

    def signal_test(self, number):
        console = self.console().start()
        os.kill(console.pid, number)
        status = console.wait_exit()
        check(status in (-number, 128 + number, 0), "ended with %d" % status)
        console.check_restored("after " + signal.Signals(number).name)

    def test_suspend(self):
        console = self.console().start()
        for _ in range(2):
            console.send(b"\x1a")
            console.run(PATIENCE)
            check(console.state == "stopped", "did not stop")
            console.check_restored("while stopped")
            console.resize(20, 70, None)
            console.continue_job()
            new = console.run(PATIENCE, b"F9") + console.run(0.3)
            check(b"\x1b[?1049h" in new and b"Nodes" in new, "not drawn again")
            check(b"\x1b[?2004h" in new, "no bracketed paste again")
        console.send("?")
        check(b"Esc closes" in console.run(PATIENCE, b"Esc closes"), "dead after fg")
        console.send("\x1b")
        console.run(0.2)
        self.quit(console)
        console.check_restored()

    def test_stop_from_elsewhere(self):
        console = self.console().start()
        os.kill(console.pid, signal.SIGTSTP)
        console.run(PATIENCE)
        check(console.state == "stopped", "did not stop")
        console.check_restored("after kill -TSTP")
        console.continue_job()
        check(b"kubemon" in console.run(PATIENCE, b"F9"), "not drawn again")
        console.run(0.3)
        os.kill(console.pid, signal.SIGSTOP)
        console.run(PATIENCE)
        check(console.state == "stopped", "did not stop")
        # What a shell does to the terminal when it takes over.
        termios.tcsetattr(console.slave, termios.TCSANOW, console.before)
        console.continue_job()
        check(b"kubemon" in console.run(PATIENCE, b"F9"), "not drawn again after SIGSTOP")
        check(not termios.tcgetattr(console.slave)[3] & termios.ICANON, "terminal still cooked after SIGSTOP and SIGCONT")
        self.quit(console)
        console.check_restored()

    def test_resize_storm(self):
        console = self.console().start()
        sizes = random.Random(7)
        for _ in range(100):
            console.resize(sizes.randint(1, 60), sizes.randint(1, 200))
            console.run(0.01)
        console.resize(30, 100)
        console.run(1.0)
        check(console.status is None, "ended with %r" % console.status)
        check(b"F10" in self.redrawn(console), "not drawn at the last size")
        self.quit(console)
        console.check_restored()

    def redrawn(self, console):
        """All that a repaint draws: from clearing the screen until nothing more comes."""
        console.send(b"\x0c")
        new = console.run(PATIENCE, b"\x1b[2J")
        while True:
            more = console.run(0.3)
            new += more
            if not more:
                return new

    def test_random_bytes(self):
        for seed in range(5):
            console = self.console().start()
            data = random.Random(seed)
            # Ctrl-Z would let the terminal itself, no longer raw, act on what follows.
            harmless = [byte for byte in range(256) if byte != 26]
            for _ in range(20):
                console.send(bytes(data.choice(harmless) for _ in range(50)))
                console.run(0.05)
            console.run(0.5)
            check(console.status in (None, 0), "seed %d: ended with %r" % (seed, console.status))
            if console.status is None:
                os.kill(console.pid, signal.SIGTERM)
                console.wait_exit()
            console.check_restored("seed %d" % seed)
            console.close()

    def test_unknown_sequences(self):
        console = self.console().start()
        console.send("?")
        console.run(0.3)
        for text in ("\x1b[999~", "\x1b[?62;4c", "\x1b]11;rgb:0/0/0\x07", "\x1bP1$r0m\x1b\\", "\x1bOZ", "\x1b[1;2;3y", "\x1b["):
            console.send(text)
            console.run(0.35)
        check(b"Esc closes" in self.redrawn(console), "an unknown sequence closed the help")
        console.send("\x1b")
        console.run(0.3)
        check(b"Esc closes" not in self.redrawn(console), "Esc did not close the help")
        self.quit(console)

    def test_paste(self):
        console = self.console().start()
        console.send(":")
        console.run(0.2)
        console.send("\x1b[200~pasted\nq\x1b[201~")
        console.run(0.3)
        check(console.status is None, "pasted text was executed")
        check(b"pasted q" in self.redrawn(console), "pasted text is not in the line")
        console.send("\x1b")
        console.run(0.2)
        self.quit(console)
        console.check_restored()

    def test_escape_latency(self):
        console = self.console().start()
        times = []
        for _ in range(7):
            console.send("?")
            console.run(0.4)
            began = time.monotonic()
            console.send("\x1b")
            check(select.select([console.master], [], [], PATIENCE)[0], "Esc has no effect")
            times.append((time.monotonic() - began) * 1000)
            console.run(0.4)
        middle = statistics.median(times)
        self.quit(console)
        return "median %.0f ms" % middle

    def test_no_flicker(self):
        console = self.console().start()
        new = console.run(3)
        for key in "jjjk":
            console.send(key)
            new += console.run(0.2)
        check(not re.search(rb"\x1b\[[23]?J", new), "the screen was cleared")
        self.quit(console)
        return "%d bytes in 3.8 s" % len(new)

    def test_synchronized_output(self):
        """Frames are bracketed where the terminal says that it understands, and nowhere else."""
        console = self.console().start()
        check(b"\x1b[?2026$p" in console.output, "the terminal was not asked")
        check(b"\x1b[?2026h" not in console.output, "used before the terminal has answered")
        console.send(b"\x1b[?2026;2$y")
        console.run(0.3)
        console.send("?")
        new = console.run(PATIENCE, b"Esc closes") + console.run(0.3)
        check(b"\x1b[?2026h" in new and b"\x1b[?2026l" in new, "not used: %r" % new[:80])
        check(new.count(b"\x1b[?2026h") == new.count(b"\x1b[?2026l"), "brackets do not match")
        console.send("\x1b")
        console.run(0.3)
        self.quit(console)
        modes = re.findall(rb"\x1b\[\?2026([hl])", console.output)
        check(modes[-1] == b"l", "left on")
        console.close()
        for answer in (b"\x1b[?2026;0$y", b"\x1b[?2026;4$y", b""):
            console = self.console().start()
            console.send(answer or b"j")
            console.run(0.5)
            check(b"\x1b[?2026h" not in console.output, "used after %r" % answer)
            self.quit(console)
            console.close()
        for name in ("linux", "vt100", "screen"):
            if subprocess.run(["infocmp", name], capture_output=True).returncode:
                continue
            console = self.console(environment={"TERM": name}).start()
            check(b"2026" not in console.output, "TERM=%s was asked" % name)
            self.quit(console)
            console.close()

    def test_clears(self):
        """The screen is cleared at start, at Ctrl-L and after a resize, not by views, dialogs or settings."""
        console = self.console().start()
        new = b""
        for key in ("2", "3", "4", "5", "6", "7", "1", "?", "\x1b", "\x1bOQ", "\x1b[C", "\x1b[D", "\x1b", "z", "z", "i", "\x1b", "e", "e"):
            console.send(key)
            new += console.run(0.25)
        check(not re.search(rb"\x1b\[[23]?J", new), "the screen was cleared")
        console.send(b"\x0c")
        check(re.search(rb"\x1b\[[23]?J", console.run(PATIENCE, b"F10")), "Ctrl-L does not repaint")
        console.run(0.3)
        self.quit(console)

    def test_cursor_bytes(self):
        """A cursor key costs at most a kilobyte; the pane follows once, when no more keys come."""
        if not self.is_demo:
            return "skipped: needs the nodes of --demo"
        notes = []
        for view in "123":
            console = self.console(rows=45, columns=160).start()
            console.send(view)
            console.run(0.5)
            sizes = []
            for key in "jjjkkk" * 5 + "j":
                console.send(key)
                sizes.append(len(console.run(0.05)))
            follows = console.run(0.5)
            middle = statistics.median(sizes)
            check(middle <= 1024, "view %s: %d bytes a key" % (view, middle))
            check(sum(sizes) <= 1024 * len(sizes), "view %s: %d bytes for %d keys" % (view, sum(sizes), len(sizes)))
            if view == "1":
                drawn = self.redrawn(console)
                style = rb"(?:\x1b\(B|\x1b\[[\d;]*m|[!\s])*"
                selected = re.search(b"\xe2\x96\xb6" + style + rb"(node-\d+)", drawn)
                shown = re.search(rb"(node-\d+)" + style + b"up ", drawn)
                check(selected and shown and selected[1] == shown[1], "the pane does not follow: %r" % drawn)
                notes.append("pane %d" % len(follows))
            notes.append("view %s: %d" % (view, middle))
            self.quit(console)
            console.close()
        return ", ".join(notes)

    def test_hostile_names(self):
        """No name of another machine reaches the terminal as a control sequence."""
        if not self.is_demo:
            return "skipped: needs --demo"
        console = self.console(rows=50, columns=200).start()
        for key in ("1", "2", "t", "3", "t", "4", "5", "6", "7"):
            console.send(key)
            console.run(0.5)
        for bad in (b"\x1b[31mEVIL", b"\x07", b"\x1b]0;", b"\xc2\x9b", b"\xe2\x80\xae"):
            check(bad not in console.output, "%r reached the terminal" % bad)
        check(b"EVIL" in console.output, "the hostile name is not shown at all")
        self.quit(console)
        console.check_restored()

    def test_paused_graphs(self):
        """Graphs that come into sight while the screen is paused have their curves."""
        if not self.is_demo:
            return "skipped: needs --demo"
        console = self.console().start()
        console.send("2z")
        console.run(PATIENCE, b"PAUSED")
        console.send("[")
        console.run(0.5)
        console.send("4")
        full = "\u2588".encode()
        check(full in console.run(PATIENCE, full), "the graphs are empty")
        self.quit(console)

    def screen(self, console):
        """The text of the screen, without what its styles are."""
        console.run(0.3)
        return re.sub(rb"\x1b\[[\d;]*m|\x1b\(B", b"", self.redrawn(console))

    def click(self, console, row, column, button=0):
        """Presses and lets go of a button, rows and columns from 1, as terminals report it."""
        console.send("\x1b[<%d;%d;%dM\x1b[<%d;%d;%dm" % (button, column, row, button, column, row))

    def test_mouse(self):
        """Clicks and wheel do what they point at; one key gives the mouse back to the terminal."""
        if not self.is_demo:
            return "skipped: needs the nodes of --demo"
        console = self.console().start()
        check(b"\x1b[?1000h" in console.output and b"\x1b[?1006h" in console.output, "the mouse is off")
        check(not re.search(rb"\x1b\[\?100[23]h", console.output), "movement is reported: it is never needed")
        self.click(console, 2, 13)
        check(b"[2 Ctrs]" in self.screen(console), "a click on a tab does not open it")
        self.click(console, 3, 10)
        check(re.search(rb"NODE\s*\xe2\x96[\xb2\xbc]", self.screen(console)), "a click on a header does not order by it")
        for button in (1, 2, 32, 35):
            self.click(console, 2, 4, button)
        check(b"[2 Ctrs]" in self.screen(console), "another button or a movement was taken for a click")
        self.click(console, 2, 4, 4)
        check(b"[1 Nodes]" in self.screen(console), "a click with Shift was not taken")
        selected = lambda: re.search("\u25b6".encode() + rb"[!?\s]*(\S+)", self.screen(console))[1]
        first = selected()
        console.send("\x1b[<65;10;4M")
        check(selected() != first, "the wheel does not move the cursor")
        console.send("\x1b[<64;10;4M")
        check(selected() == first, "the wheel does not move the cursor back")
        self.click(console, 5, 5)
        check(selected() != first, "a click does not select")
        self.click(console, 6, 5)
        self.click(console, 6, 5)
        check(b"[2 Ctrs]" in self.screen(console), "two clicks on a row do not open it")
        self.click(console, 30, 3)
        check(b"Move and open" in self.screen(console), "a click on F1 does not open help")
        self.click(console, 30, 3)
        check(b"Move and open" not in self.screen(console), "a click on F1 does not close help")
        console.send("\x1b[24~")
        check(b"\x1b[?1006l" in console.run(PATIENCE, b"\x1b[?1006l"), "F12 leaves the mouse to the program")
        console.send(b"\x1a")
        console.run(PATIENCE)
        check(console.state == "stopped", "did not stop")
        console.continue_job()
        new = console.run(PATIENCE, b"F9") + console.run(0.3)
        check(b"\x1b[?1000h" not in new, "fg takes the mouse again that F12 gave away")
        console.send("\x1b[24~")
        check(b"\x1b[?1006h" in console.run(PATIENCE, b"\x1b[?1006h"), "F12 does not take the mouse again")
        self.quit(console)
        console.check_restored()

    def test_slow_terminal(self):
        """A terminal that takes one kilobyte at a time gets whole frames, and keys still work."""
        console = self.console().start()
        end = time.monotonic() + 3
        while time.monotonic() < end:
            console.send("\x0c")
            if select.select([console.master], [], [], 0.05)[0]:
                os.read(console.master, 1024)
            time.sleep(0.05)
        console.run(1.0)
        console.send("?")
        check(b"Esc closes" in console.run(PATIENCE, b"Esc closes"), "dead after a slow time")
        console.send("\x1b")
        console.run(0.3)
        self.quit(console)
        console.check_restored()

    WHITE, BLACK, DEVICE = b"\x1b]11;rgb:ffff/ffff/ffff\x1b\\", b"\x1b]11;rgb:0000/0000/0000\x07", b"\x1b[?62;4c"
    ON_DARK, ON_LIGHT = b"\x1b[38;5;111m", b"\x1b[38;5;25m"  # of headings

    def asked(self):
        """A console that has just asked for the terminal's ground."""
        console = self.console()
        check(b"\x1b[c" in console.run(PATIENCE, b"\x1b[c"), "the terminal is not asked what it is")
        check(b"\x1b]11;?\x1b\\" in console.output, "the terminal is not asked for its ground")
        return console

    def test_theme(self):
        """The theme is that for the ground which the terminal has, without a frame of the other one."""
        for answer, environment, right, wrong in (
            (self.WHITE + self.DEVICE, "15;0", self.ON_LIGHT, self.ON_DARK),
            (self.BLACK + self.DEVICE, "0;15", self.ON_DARK, self.ON_LIGHT),
            (self.DEVICE, "0;15", self.ON_LIGHT, self.ON_DARK),
            (self.DEVICE, None, self.ON_DARK, self.ON_LIGHT),
            (b"", None, self.ON_DARK, self.ON_LIGHT),
        ):
            # What is there before the question is there in time, however loaded the machine.
            typed = answer + b"2" if answer else b""
            console = self.console(environment={"COLORFGBG": environment}, typed=typed).start()
            check(b"\x1b]11;?\x1b\\\x1b[c" in console.output, "the terminal is not asked for its ground")
            check(wrong not in console.output, "%r, %s: colours for the other ground" % (answer, environment))
            check(right in console.output, "%r, %s: no colours for its ground" % (answer, environment))
            check(not answer or b"[2 Ctrs]" in self.screen(console), "the key behind the answer was lost")
            self.quit(console)
            console.check_restored()
            console.close()
        for environment in ({"NO_COLOR": "1"}, {"TERM": "linux"}, {"TERM": "vt100"}):
            if subprocess.run(["infocmp", environment.get("TERM", "xterm")], capture_output=True).returncode:
                continue
            console = self.console(environment=environment).start()
            check(b"\x1b]11" not in console.output and b"\x1b[c" not in console.output, "%r is asked" % environment)
            self.quit(console)
            console.close()

    def test_late_theme(self):
        """An answer over a slow line changes the theme with one frame and is no key; one of later is taken after a stop."""
        console = self.console().start()
        check(self.ON_DARK in console.output, "silence does not mean dark")
        # From here on only keys and the answer have anything drawn.
        console.send(":set refresh 1h\r")
        self.redrawn(console)
        new = b""
        for byte in self.WHITE + self.DEVICE:
            console.send(bytes([byte]))
            new += console.run(0.002)
        new += (b"" if b"F10" in new else console.run(PATIENCE, b"F10")) + console.run(0.3)
        check(self.ON_LIGHT in new and self.ON_DARK not in new, "the theme does not follow: %r" % new[:200])
        check(new.count(b"F10") == 1, "drawn %d times" % new.count(b"F10"))
        check(not re.search(rb"\x1b\[[23]?J", new), "the screen was cleared")
        check(b"[1 Nodes]" in self.screen(console), "the answer was typed")
        console.send(b"\x1a")
        console.run(PATIENCE)
        check(console.state == "stopped", "did not stop")
        console.continue_job()
        check(b"\x1b[c" in console.run(PATIENCE, b"\x1b[c"), "not asked again after fg")
        console.send(self.BLACK + self.DEVICE)
        check(self.ON_DARK in console.run(PATIENCE, self.ON_DARK), "the theme of before after fg")
        console.run(0.3)
        console.send(":set theme light\r")
        check(self.ON_LIGHT in console.run(PATIENCE, self.ON_LIGHT), "the user's theme is not taken")
        console.send(self.BLACK + self.DEVICE)
        check(self.ON_DARK not in console.run(0.3), "the terminal overrules the user")
        self.quit(console)
        console.check_restored()

    def test_answer_at_the_end(self):
        """An answer that is under way when the console ends is not left for the shell to read."""
        for order in (lambda console: console.send(self.quit_keys), lambda console: os.kill(console.pid, signal.SIGTERM)):
            for _ in range(10):
                began = time.monotonic()
                console = self.asked()
                order(console)
                console.run(0.1)
                console.send(self.WHITE + self.DEVICE)
                if time.monotonic() - began < 0.4:
                    break
                # It was right to give up waiting.
                console.close()
            else:
                return "skipped: the machine is too slow"
            check(b"\x1b[?1049l" not in console.output, "the terminal was given back before the answer")
            check(console.wait_exit() in (0, -signal.SIGTERM, 128 + signal.SIGTERM), "exit code %r" % console.status)
            console.check_restored()
            modes = termios.tcgetattr(console.slave)
            modes[3] &= ~termios.ICANON
            termios.tcsetattr(console.slave, termios.TCSANOW, modes)
            left = select.select([console.slave], [], [], 0)[0] and os.read(console.slave, 4096)
            check(not left, "left for the shell: %r" % left)
            console.close()

    def test_settings(self):
        """A bad line of the settings is said with its number; what is changed is kept, beside the comments."""
        if self.is_demo:
            return "skipped: the demo keeps nothing"
        directory = tempfile.mkdtemp()
        path = os.path.join(directory, "kubemon", "config")
        os.mkdir(os.path.dirname(path))
        with open(path, "w") as file:
            file.write("# mine\ntheme = blue\nmouse = off\n")
        console = self.console(environment={"XDG_CONFIG_HOME": directory})
        check(b"line 2: theme is" in console.run(PATIENCE, b"line 2: theme is"), "the bad line is not said")
        console.run(0.5)
        check(b"\x1b[?1000h" not in console.output, "the mouse is on in spite of the good line")
        console.send("\r:set graph braille\r")
        console.run(PATIENCE, b"saved in")
        self.quit(console)
        check(open(path).read() == "# mine\ntheme = blue\nmouse = off\ngraph = braille\n", repr(open(path).read()))
        shutil.rmtree(directory)

    def test_save_twice(self):
        """Ctrl-S saves the table; a second one takes the next free name. Both say where."""
        if self.is_demo:
            return "skipped: the demo writes no files"
        console = self.console(columns=160).start()
        paths = []
        for _ in range(2):
            console.send(b"\x13")
            new = console.run(PATIENCE, b".csv") + console.run(0.5)
            found = re.search(rb"saved as (/\S+\.csv)", new)
            paths += [found.group(1)] if found else []
            console.send("j")
            console.run(0.3)
        check(len(set(paths)) == 2 or len(paths) == 1 and os.path.exists(paths[0].replace(b".csv", b"-2.csv")), repr(paths))
        for path in paths:
            check(open(path).read().startswith("node,age,cpu"), "no header in %r" % path)
        self.quit(console)

    COLOURS = re.compile(rb"\x1b\[(?:[\d;:]*;)?(?:3[0-7]|4[0-7]|9[0-7]|10[0-7]|[34]8[;:][\d;:]+)(?:;[\d;:]*)?m")

    def colours(self, environment):
        """The colours that are sent, and what is sent last."""
        console = self.console(environment=environment).start()
        console.run(0.7)
        self.quit(console)
        console.check_restored("with %r" % environment)
        found = set(self.COLOURS.findall(console.output))
        console.close()
        return found, console.output

    def test_colours(self):
        """As many colours as the terminal says it has, in its own way of saying them, and none afterwards."""
        kinds = {
            "16": lambda s: re.fullmatch(rb"\x1b\[(?:3[0-7]|4[0-7])m", s), "256": lambda s: b"38;5;" in s,
            "true": lambda s: re.search(rb"38[;:]2[;:]", s)}
        notes = []
        for name, environment, kind in (
            ("xterm", {"TERM": "xterm"}, "16"), ("linux", {"TERM": "linux"}, "16"),
            ("xterm-256color", {"TERM": "xterm-256color", "COLORTERM": None}, "256"),
            ("truecolor", {"TERM": "xterm-256color", "COLORTERM": "truecolor"}, "true"),
            ("24bit in tmux", {"TERM": "tmux-256color", "COLORTERM": "24bit"}, "true"),
        ):
            terminal = environment["TERM"]
            if kind == "true":
                # The description of a terminal with any colour; without one it stays at 256.
                terminal = terminal.replace("-256color", "-direct")
                if subprocess.run(["infocmp", terminal], capture_output=True).returncode:
                    terminal, kind = environment["TERM"], "256"
            if subprocess.run(["infocmp", terminal], capture_output=True).returncode:
                continue
            found, output = self.colours(environment)
            check(found, "%s: no colours" % name)
            wrong = [each for each in found if not kinds[kind](each)]
            check(not wrong, "%s: not of %s: %r" % (name, kind, wrong[:3]))
            last = [s for s in re.findall(rb"\x1b\[[\d;:]*m", output)][-1]
            check(last in (b"\x1b[m", b"\x1b[0m", b"\x1b[0;10m", b"\x1b[39;49m"), "%s: ends with %r" % (name, last))
            notes.append("%s: %s colours, %d of them" % (name, kind, len(found)))
        for environment in ({"TERM": "vt100"}, {"NO_COLOR": "1", "COLORTERM": "truecolor"}, {"NO_COLOR": "1", "TERM": "linux"}):
            found, _ = self.colours(environment)
            check(not found, "%r: %r" % (environment, list(found)[:3]))
        return ", ".join(notes)

    def test_no_color(self):
        console = self.console(environment={"NO_COLOR": "1"}).start()
        console.run(0.7)
        colours = [s for s in re.findall(rb"\x1b\[([\d;]*)m", console.output) if re.search(rb"(^|;)(3[0-8]|4[0-8]|9\d|10\d)(;|$)", s)]
        check(not colours, "colours in spite of NO_COLOR: %r" % colours[:3])
        self.quit(console)

    def test_ascii(self):
        for environment in ({"LANG": "C"}, {"LANG": None, "TERM": "linux"}):
            console = self.console(environment=environment).start()
            console.run(0.7)
            check(all(byte < 128 for byte in console.output), "more than ASCII with %r" % environment)
            self.quit(console)
            console.check_restored()
            console.close()

    def test_terminals(self):
        for name in ("tmux-256color", "screen", "linux", "vt100", "xterm"):
            if subprocess.run(["infocmp", name], capture_output=True).returncode:
                continue
            console = self.console(environment={"TERM": name}).start()
            self.quit(console)
            console.check_restored("with TERM=" + name)
            console.close()

    def test_refusals(self):
        for value in ("dumb", "no-such-terminal", None):
            console = self.console(environment={"TERM": value})
            console.run(PATIENCE)
            check(console.status not in (None, 0), "TERM=%s: exit code %r" % (value, console.status))
            check(self.is_demo or b"--headless" in console.output, repr(console.output))
            check(b"\x1b[?1049h" not in console.output, repr(console.output))
            check(console.output.strip().count(b"\n") == 0, "more than one line: %r" % console.output)
            console.check_restored()
            console.close()
        result = subprocess.run(self.command, stdin=subprocess.DEVNULL, capture_output=True, timeout=PATIENCE)
        check(result.returncode != 0 and b"no terminal" in result.stderr, "no terminal: %r" % result.stderr)

    def test_blocked_terminal(self):
        console = self.console().start()
        # Nobody reads from here on; redrawing fills the terminal's buffer until the console is stuck in a write.
        for _ in range(20):
            console.send(b"\x0c")
            time.sleep(0.05)
        time.sleep(0.5)
        began = time.monotonic()
        os.kill(console.pid, signal.SIGTERM)
        while time.monotonic() - began < PATIENCE and not select.select([console.reports], [], [], 0.05)[0]:
            pass
        elapsed = time.monotonic() - began
        check(elapsed < LIMIT, "took %.1f s" % elapsed)
        console.wait_exit()
        check(termios.tcgetattr(console.slave) == console.before, "termios changed")
        return "%.2f s" % elapsed

    def test_terminal_gone(self):
        console = self.console().start()
        os.close(console.slave)
        os.close(console.master)
        began = time.monotonic()
        while time.monotonic() - began < PATIENCE and not select.select([console.reports], [], [], 0.05)[0]:
            pass
        check(time.monotonic() - began < LIMIT, "still runs after its terminal was closed")

    def all(self):
        for name in ("HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "SEGV", "TERM"):
            number = getattr(signal, "SIG" + name)
            yield "signal " + name, lambda number=number: self.signal_test(number)
        for name in sorted(n for n in dir(self) if n.startswith("test_")):
            yield name[5:].replace("_", " "), getattr(self, name)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", default="", help="run the tests whose name contains this")
    parser.add_argument("--quit-keys", default="ql")
    parser.add_argument("--demo", action="store_true")
    parser.add_argument("command", nargs="+")
    options = parser.parse_args()
    tests = Tests(options.command, options.quit_keys, options.demo)
    failures = 0
    for name, test in tests.all():
        if options.only not in name:
            continue
        tests.current = None
        try:
            note = test()
            print("ok    %s%s" % (name, "  (%s)" % note if note else ""), flush=True)
        except (Failure, OSError, subprocess.TimeoutExpired) as failure:
            failures += 1
            print("FAIL  %s: %s" % (name, failure), flush=True)
        finally:
            if tests.current:
                tests.current.close()
    print("%d failed" % failures if failures else "all passed")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
