"""Sends the same kind of form from many processes and threads at one moment. Run as a program; standard library only.

Reads {"port", "path", "cookies", "bodies", "processes"} as JSON and writes [[status, page], ...] in the order of the bodies.
"""

from __future__ import annotations

import http.client
import json
import multiprocessing
import sys
import threading
from typing import Any

_SECONDS = 120


def _send(job: dict[str, Any], body: str, barrier: Any) -> tuple[int, str]:
    connection = http.client.HTTPConnection("127.0.0.1", job["port"], timeout=_SECONDS)
    connection.connect()
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": job["cookies"]}
    barrier.wait(_SECONDS)
    connection.request("POST", job["path"], body, headers)
    answer = connection.getresponse()
    return answer.status, answer.read().decode()


def _race(job: dict[str, Any], numbers: list[int], barrier: Any, answers: Any) -> None:
    """One process: a thread for each of its bodies."""

    def run(number: int) -> None:
        try:
            answers.put((number, *_send(job, job["bodies"][number], barrier)))
        except Exception as error:
            answers.put((number, 0, repr(error)))

    threads = [threading.Thread(target=run, args=(number,)) for number in numbers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def main() -> None:
    job = json.load(sys.stdin)
    count, processes = len(job["bodies"]), job["processes"]
    barrier, answers = multiprocessing.Barrier(count), multiprocessing.Queue()
    racers = [
        multiprocessing.Process(target=_race, args=(job, list(range(first, count, processes)), barrier, answers))
        for first in range(processes)
    ]
    for racer in racers:
        racer.start()
    found = sorted(answers.get(timeout=2 * _SECONDS) for _ in range(count))
    for racer in racers:
        racer.join()
    json.dump([[status, page] for _, status, page in found], sys.stdout)


if __name__ == "__main__":
    main()
