"""What a kubelet says to a runtime: the Container Runtime Interface, as far as the tests need it.

gRPC is one HTTP/2 request per call, a message is a list of numbered fields. Written out here because Debian has no
client, and nothing else of the tests needs anything that is not in Debian.
"""
import socket
import struct

DATA, HEADERS, RST_STREAM, SETTINGS, PING, GOAWAY, WINDOW_UPDATE = 0, 1, 3, 4, 6, 7, 8
END_STREAM, ACK, END_HEADERS = 1, 1, 4


# Messages

def varint(number):
    encoded = bytearray()
    while number > 0x7F:
        encoded.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes(encoded) + bytes([number])


def message(*fields):
    """Pairs of a field's number and its value: text, a number, bytes (a message) or a dictionary (a map of texts)."""
    encoded = b""
    for number, value in fields:
        if isinstance(value, dict):
            encoded += message(*[(number, message((1, key), (2, text))) for key, text in value.items()])
        elif isinstance(value, int):
            encoded += varint(number << 3) + varint(value)
        else:
            data = value.encode() if isinstance(value, str) else value
            encoded += varint(number << 3 | 2) + varint(len(data)) + data
    return encoded


def first_text(data):
    """The text in field 1, which all answers that matter here begin with."""
    if not data or data[0] != 1 << 3 | 2:
        return ""
    return data[2:2 + data[1]].decode()


# Calls

class Client:
    """Calls to the runtime behind a socket, one connection each."""

    def __init__(self, path):
        self.path = path

    def call(self, method, request):
        """The answer to a call; a refused one has none."""
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(60)
            connection.connect(self.path)
            self.send(connection, f"/runtime.v1.RuntimeService/{method}", request)
            return self.receive(connection.makefile("rb"), connection, method)

    def send(self, connection, path, request):
        headers = b""
        for name, value in (
            (":method", "POST"), (":scheme", "http"), (":path", path), (":authority", "localhost"), ("te", "trailers"),
            ("content-type", "application/grpc"),
        ):
            # A literal that is not remembered: length and text, of both.
            headers += b"\0" + bytes([len(name)]) + name.encode() + bytes([len(value)]) + value.encode()
        connection.sendall(
            b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + frame(SETTINGS, 0, 0) + frame(HEADERS, END_HEADERS, 1, headers)
            + frame(DATA, END_STREAM, 1, b"\0" + struct.pack(">I", len(request)) + request))

    def receive(self, stream, connection, method):
        body, is_ended = b"", False
        while not is_ended:
            head = stream.read(9)
            if len(head) < 9:
                raise AssertionError(f"{method}: the connection was closed")
            length, kind, flags = int.from_bytes(head[:3], "big"), head[3], head[4]
            data = stream.read(length)
            if kind == SETTINGS and not flags & ACK:
                connection.sendall(frame(SETTINGS, ACK, 0))
            elif kind == PING and not flags & ACK:
                connection.sendall(frame(PING, ACK, 0, data))
            elif kind == DATA:
                body += data
            elif kind in (RST_STREAM, GOAWAY):
                raise AssertionError(f"{method}: the runtime broke off: {data!r}")
            is_ended = kind in (HEADERS, DATA) and flags & END_STREAM
        if len(body) < 5:
            # The reason stands in compressed headers, and in the runtime's log.
            raise AssertionError(f"{method} was refused: see the runtime's log")
        return body[5:]


def frame(kind, flags, stream, data=b""):
    return len(data).to_bytes(3, "big") + bytes([kind, flags]) + stream.to_bytes(4, "big") + data


# What a kubelet does

class Pod:
    """One pod: its sandbox and its containers' ids by name."""

    def __init__(self, client, name, namespace, uid, cgroup_parent, logs):
        self.client, self.name, self.namespace, self.uid = client, name, namespace, uid
        self.labels = {
            "io.kubernetes.pod.name": name, "io.kubernetes.pod.namespace": namespace, "io.kubernetes.pod.uid": uid,
            "app": "web"}
        self.config = message(
            (1, message((1, name), (2, uid), (3, namespace))), (2, name), (3, logs), (6, self.labels),
            (8, message((1, cgroup_parent))))
        self.id = first_text(client.call("RunPodSandbox", message((1, self.config))))
        self.containers = {}

    def start(self, name, image, command, cpu_quota=0, memory=0, attempt=0):
        """Starts a container; returns its id."""
        resources = message((1, 100_000), (2, cpu_quota), (3, 204), (4, memory)) if cpu_quota else message((3, 2))
        config = message(
            (1, message((1, name), (2, attempt))), (2, message((1, image))), *[(3, word) for word in command],
            (9, {**self.labels, "io.kubernetes.container.name": name}),
            (10, {"io.kubernetes.container.restartCount": str(attempt)}), (11, f"{name}.log"),
            (15, message((1, resources))))
        answer = self.client.call("CreateContainer", message((1, self.id), (2, config), (3, self.config)))
        id = first_text(answer)
        self.client.call("StartContainer", message((1, id)))
        self.containers[name] = id
        return id

    def remove(self):
        self.client.call("StopPodSandbox", message((1, self.id)))
        self.client.call("RemovePodSandbox", message((1, self.id)))
