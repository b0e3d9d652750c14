"""A closed-loop load on a server of this machine, and what it costs that server's processes."""

import asyncio
import statistics
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

# What one request looks like: its number in, its whole text out.
Request = Callable[[int], bytes]


@dataclass
class Load:
    """What one address of a server took.

    cost: milliseconds of processor time a request, one figure a round. times: milliseconds from
    sending to the last byte. seconds: how long all rounds took. size: bytes of one body.
    """

    cost: list[float] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    seconds: float = 0.0
    size: int = 0
    failed: int = 0

    @property
    def each(self) -> float:
        """Processor milliseconds of one request, in the median round."""
        return statistics.median(self.cost)

    @property
    def rate(self) -> float:
        """Requests a second."""
        return len(self.times) / self.seconds

    def late(self, percent: int) -> float:
        """Return a percentile of the times, in milliseconds."""
        return statistics.quantiles(self.times, n=100)[percent - 1]


def asking(port: int, path: str, *, cookie: str = "", body: bytes = b"") -> bytes:
    """Return the text of a request that keeps its connection."""
    head = (
        f"{'POST' if body else 'GET'} {path} HTTP/1.1\r\nHost: localhost:{port}\r\n"
        f"Origin: http://localhost:{port}\r\nCookie: {cookie}\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


async def measure(
    load: Load,
    port: int,
    request: Request,
    *,
    processes: Callable[[], Iterable[int]],
    status: int = 200,
    times: int = 48,
    connections: int = 16,
) -> None:
    """Ask so many times over so many kept connections; add one round to the load."""
    numbers, before, began = iter(range(times)), _spent(processes()), time.perf_counter()
    senders = [_send(load, port, request, numbers, status) for _ in range(connections)]
    async with asyncio.timeout(120):
        await asyncio.gather(*senders)
    load.seconds += time.perf_counter() - began
    load.cost.append((_spent(processes()) - before) / times)


async def _send(
    load: Load, port: int, request: Request, numbers: Iterator[int], status: int
) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for number in numbers:
        sent, began = request(number), time.perf_counter()
        try:
            said, load.size = await _asked(reader, writer, sent)
        except (asyncio.IncompleteReadError, ConnectionError):
            # It rested so long on a busy machine that the server let it go: browsers ask anew.
            writer.close()
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            said, load.size = await _asked(reader, writer, sent)
        load.times.append(1000 * (time.perf_counter() - began))
        load.failed += said != status
    writer.close()


async def _asked(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, sent: bytes
) -> tuple[int, int]:
    writer.write(sent)
    return await _answer(reader)


async def _answer(reader: asyncio.StreamReader) -> tuple[int, int]:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
    length = head.partition("content-length:")[2].partition("\r\n")[0]
    size = int(length or 0)
    await reader.readexactly(size)
    return int(head.split(" ", 2)[1]), size


def family(first: int) -> list[int]:
    """Return a process and all that it started."""
    found = [first]
    for one in found:
        for task in Path(f"/proc/{one}/task").glob("*/children"):
            found += [int(child) for child in task.read_text(encoding="ascii").split()]
    return found


def most_memory(process: int) -> float:
    """Return the most that a process ever held in memory, in MB."""
    told = Path(f"/proc/{process}/status").read_text(encoding="ascii")
    [line] = [line for line in told.splitlines() if line.startswith("VmHWM")]
    return int(line.split()[1]) / 1024


def _spent(processes: Iterable[int]) -> float:
    """Return the processor time of processes so far, in milliseconds."""
    spent = 0
    for process in processes:
        for task in Path(f"/proc/{process}/task").glob("*/schedstat"):
            spent += int(task.read_text(encoding="ascii").split()[0])
    return spent / 1e6
