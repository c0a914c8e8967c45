"""Ports for programs under test."""
import random
import socket


def free_ports(count):
    """Ports that nobody uses now; not among those that outgoing connections are given."""
    ports = []
    while len(ports) < count:
        port = random.SystemRandom().randrange(20_000, 32_000)
        try:
            socket.create_server(("", port)).close()
        except OSError:
            continue
        if port not in ports:
            ports.append(port)
    return ports
