"""A TCP proxy that cuts, delays and falls silent when it is told to."""
import random
import socket
import threading
import time


class Proxy:
    def __init__(self, port):
        self.target = port
        self.server = socket.create_server(("127.0.0.1", 0))
        self.port = self.server.getsockname()[1]
        self.pairs = []
        # Seconds by which each piece is late, and whether nothing passes at all.
        self.delay = 0.0
        self.isSilent = False
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                inner, _ = self.server.accept()
            except OSError:
                return
            try:
                outer = socket.create_connection(("127.0.0.1", self.target), timeout=5)
            except OSError:
                inner.close()
                continue
            self.pairs.append((inner, outer))
            for pair in ((inner, outer), (outer, inner)):
                threading.Thread(target=self.carry, args=pair, daemon=True).start()

    def carry(self, source, sink):
        try:
            source.settimeout(None)
            while True:
                data = source.recv(65536)
                # A half-open connection: neither end hears of what the other does.
                while self.isSilent:
                    time.sleep(0.05)
                if not data:
                    break
                if self.delay:
                    time.sleep(random.uniform(0, self.delay))
                sink.sendall(data)
        except OSError:
            pass
        for each in (source, sink):
            try:
                each.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
            each.close()

    def cut(self):
        """Ends all connections, some of them in the middle of a frame."""
        pairs, self.pairs = self.pairs, []
        for each in (end for pair in pairs for end in pair):
            try:
                each.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    def close(self):
        self.server.close()
        self.cut()
