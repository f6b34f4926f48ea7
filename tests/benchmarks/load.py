"""A small load generator: so many clients at once against one address, requests counted per second."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

Request = Callable[[int, int], bytes]
TURNS = 5


@dataclass
class Tally:
    done: int = 0
    bad: list[str] = field(default_factory=list)
    size: int = 0


def http_get(path: str, cookie: str, more_headers: str = "") -> bytes:
    return (
        f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept-Encoding: identity\r\n"
        f"Cookie: {cookie}\r\n{more_headers}Connection: close\r\n\r\n"
    ).encode()


def http_post(path: str, cookie: str, token: str, body: str, more_headers: str = "") -> bytes:
    data = body.encode()
    return (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {cookie}\r\nX-CSRFToken: {token}\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(data)}\r\n"
        f"{more_headers}Connection: close\r\n\r\n"
    ).encode() + data


def ask(port: int, request: bytes) -> bytes:
    """One request on a connection of its own (a sync worker closes it anyway); the whole answer."""
    with socket.create_connection(("127.0.0.1", port), timeout=60) as connection:
        connection.sendall(request)
        parts = []
        while part := connection.recv(65_536):
            parts.append(part)
    return b"".join(parts)


def asked(
    port: int, request_of: Request, *, seconds: float, clients: int = 8, expected: tuple[int, ...] = (200,)
) -> tuple[int, float]:
    """(requests, seconds); request_of(client, n) gives the bytes. RuntimeError on a status not expected."""
    tally = Tally()
    lock = threading.Lock()
    until = time.perf_counter() + seconds

    def work(client: int) -> None:
        n = 0
        while time.perf_counter() < until:
            answer = ask(port, request_of(client, n))
            status = int(answer[9:12])
            n += 1
            with lock:
                tally.done += 1
                if status not in expected:
                    tally.bad.append(f"{status}: {answer[:300]!r}")

    threads = [threading.Thread(target=work, args=(client,)) for client in range(clients)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took = time.perf_counter() - began
    if tally.bad:
        raise RuntimeError(f"{len(tally.bad)} of {tally.done} answers were not {expected}: {tally.bad[0]}")
    return tally.done, took


def in_turns(
    port: int, one: Request, other: Request, *, seconds: float, expected: tuple[int, ...] = (200,)
) -> tuple[float, float]:
    """Requests per second of both, asked TURNS times one after the other, so that a machine that is slow for a while
    is slow for both. `expected`: of the other one."""
    counts = [[0, 0.0], [0, 0.0]]
    for _turn in range(TURNS):
        for count, request, statuses in ((counts[0], one, (200,)), (counts[1], other, expected)):
            done, took = asked(port, request, seconds=seconds / TURNS, expected=statuses)
            count[0] += done
            count[1] += took
    return counts[0][0] / counts[0][1], counts[1][0] / counts[1][1]
