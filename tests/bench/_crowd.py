"""A process of its own: eight people at once over keep-alive connections, all on the bare page, all on ours, in turns.

Reads one JSON from standard input and writes one: seconds as the server told them, as its processor worked for them,
and as the client waited.
Standard library alone, so that little of the machine is taken from the server.
"""

import http.client
import json
import sys
import threading
import time
from typing import Any

TIMEOUT = 60
Visit = tuple[float, float, float]


def _ask(
    connection: http.client.HTTPConnection, path: str, cookie: str
) -> tuple[float, http.client.HTTPResponse]:
    began = time.perf_counter()
    connection.request("GET", path, headers={"Cookie": cookie, "Accept-Encoding": "gzip"})
    return began, connection.getresponse()


def visit(connection: http.client.HTTPConnection, path: str, cookie: str) -> Visit:
    """(server, cpu, wall) of one page; RuntimeError when it is not answered with 200."""
    try:
        began, response = _ask(connection, path, cookie)
    except ConnectionError:  # kept open and closed by the server meanwhile: a browser asks again too
        connection.close()
        began, response = _ask(connection, path, cookie)
    response.read()
    wall = time.perf_counter() - began
    if response.status != 200:
        raise RuntimeError(f"{path}: {response.status}")
    timing = (response.getheader("Server-Timing") or "").split(", ")
    server, cpu = (float(part.split("dur=")[1]) / 1000 for part in timing)
    return server, cpu, wall


def block(asked: dict[str, Any], paths: list[str], times: int) -> list[list[Visit]]:
    """Each path by everybody at once, one path after the other, on connections opened for this block."""
    people = [
        http.client.HTTPConnection(asked["host"], asked["port"], timeout=TIMEOUT) for _ in asked["cookies"]
    ]
    told: list[list[Visit]] = []
    failed: list[BaseException] = []
    for path in paths:
        here: list[Visit] = []
        start = threading.Barrier(len(people))

        def act(person: int, path: str = path, here: Any = here, start: Any = start) -> None:
            try:
                visit(people[person], path, asked["cookies"][person])  # connects; not counted
                start.wait(TIMEOUT)
                here += [visit(people[person], path, asked["cookies"][person]) for _ in range(times)]
            except BaseException as error:
                failed.append(error)
                start.abort()

        threads = [threading.Thread(target=act, args=(person,)) for person in range(len(people))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if failed:
            raise next((e for e in failed if not isinstance(e, threading.BrokenBarrierError)), failed[0])
        told.append(here)
    for person in people:
        person.close()
    return told


def main() -> None:
    asked = json.load(sys.stdin)
    bare, ours = asked["bare"], asked["ours"]
    block(asked, [bare, ours], 1)
    told: dict[str, list[Visit]] = {"bare": [], "ours": []}
    began = time.monotonic()
    for turn in range(asked["blocks"]):
        if turn >= 2 and time.monotonic() - began > asked["longest"]:
            break
        order = ["bare", "ours"] if turn % 2 == 0 else ["ours", "bare"]
        for name, times in zip(
            order, block(asked, [asked[name] for name in order], asked["each"]), strict=True
        ):
            told[name] += times
    json.dump(told, sys.stdout)


if __name__ == "__main__":
    main()
