"""What visits cost a server: the first one, a changed control, many at once, memory."""

from __future__ import annotations

import asyncio
import random
import time
from collections import defaultdict
from contextlib import ExitStack
from dataclasses import dataclass, field
from statistics import median
from typing import TYPE_CHECKING

import aiohttp

from bench.clients import VisitError, Visitor, visitor
from bench.report import Goal, Row, Section, percentile
from bench.servers import DASH, FLOOR, OURS, PANEL, TARGETS, Server

if TYPE_CHECKING:
    from bench.options import Options

SPOKEN = [target for target in TARGETS if target.name != PANEL]
"""The pages that a visitor without a browser can visit."""
COLUMNS = [target.name for target in SPOKEN]
THINK = (0.5, 2.5)
"""Seconds between an answer and the next change, evenly spread."""
OPENED_AT_ONCE = 4
WARM = 5
MEGABYTE = 1e6
KIBIBYTE = 1024
FAILURES = (VisitError, aiohttp.ClientError, OSError, TimeoutError)


async def opened(server: Server, count: int) -> list[Visitor]:
    """So many visitors with the page whole before them. Raises VisitError."""
    found = [visitor(server) for _ in range(count)]
    turn = asyncio.Semaphore(OPENED_AT_ONCE)

    async def enter(one: Visitor) -> None:
        async with turn:
            await one.open()

    await asyncio.gather(*(enter(one) for one in found))
    return found


async def closed(visitors: list[Visitor]) -> None:
    """Let all leave."""
    await asyncio.gather(*(one.close() for one in visitors))


def start(options: Options) -> Section:
    """From the start to an answer, and what the first visitor waits after it."""
    healthy: dict[str, list[float]] = defaultdict(list)
    first: dict[str, list[float]] = defaultdict(list)
    for _ in range(options.repeat):
        for target in TARGETS:
            with Server(target) as server:
                healthy[target.name].append(server.healthy_after)
                if target in SPOKEN:
                    first[target.name].append(asyncio.run(_first(server)))
    page = {
        name: median(map(sum, zip(healthy[name], waited, strict=True)))
        for name, waited in first.items()
    }
    return Section(
        "start",
        [target.name for target in TARGETS],
        [
            Row("start to healthy", "s", _medians(healthy)),
            Row("start to the first page", "s", page),
            Row("first visitor's wait", "s", _medians(first), Goal(0.3, OURS, FLOOR)),
        ],
        [f"Medians of {options.repeat} starts, the pages by turns."],
    )


async def _first(server: Server) -> float:
    started = time.perf_counter()
    await closed(await opened(server, 1))
    return time.perf_counter() - started


def rerun(options: Options) -> Section:
    """A changed control: one visitor's, and many at once."""
    cpu: dict[str, list[float]] = defaultdict(list)
    wait: dict[str, list[float]] = defaultdict(list)
    together: dict[str, list[float]] = defaultdict(list)

    async def alone(server: Server) -> None:
        visitors = await opened(server, 1)
        for _ in range(WARM):
            await visitors[0].change()
        before = server.cpu
        found = [await visitors[0].change() for _ in range(options.changes)]
        cpu[server.target.name].append((server.cpu - before) / len(found) * 1000)
        wait[server.target.name].append(median(found) * 1000)
        await closed(visitors)

    async def at_once(server: Server) -> None:
        visitors = await opened(server, options.at_once)
        started = time.perf_counter()
        await asyncio.gather(*(one.change() for one in visitors))
        together[server.target.name].append((time.perf_counter() - started) * 1000)
        await closed(visitors)

    with ExitStack() as stack:
        servers = [stack.enter_context(Server(target)) for target in SPOKEN]
        for _ in range(options.repeat):
            for server in servers:
                asyncio.run(alone(server))
            for server in servers:
                asyncio.run(at_once(server))
    return Section(
        "rerun",
        COLUMNS,
        [
            Row("server's CPU a change", "ms", _medians(cpu), Goal(0.25, OURS, FLOOR)),
            Row("a change, alone", "ms", _medians(wait)),
            Row(
                f"{options.at_once} changes at once, until the last is answered",
                "ms",
                _medians(together),
                Goal(0.25, OURS, FLOOR),
            ),
        ],
        [
            f"Medians of {options.repeat} rounds, the pages by turns.",
            f"A round is {options.changes} changes of the first control between two values.",
        ],
    )


@dataclass
class Load:
    """What happened to the visitors of one page."""

    waits: list[float] = field(default_factory=list)
    """Seconds, one a change that was answered."""
    errors: int = 0
    seconds: float = 0.0
    """From the first change to the last answer."""


async def _loaded(server: Server, count: int, seconds: float) -> Load:
    load = Load()
    chance = random.Random(count)  # noqa: S311 - the same pauses for every page
    visitors = [visitor(server) for _ in range(count)]
    turn = asyncio.Semaphore(OPENED_AT_ONCE)
    inside: list[Visitor] = []

    async def enter(one: Visitor) -> None:
        async with turn:
            try:
                await one.open()
            except FAILURES:
                load.errors += 1
            else:
                inside.append(one)

    async def stay(one: Visitor, pauses: random.Random) -> None:
        while (pause := pauses.uniform(*THINK)) < end - time.perf_counter():
            await asyncio.sleep(pause)
            try:
                load.waits.append(await one.change())
            except FAILURES:
                load.errors += 1
                return

    # What is computed once for all is not the crowd's to wait for.
    first = await opened(server, 1)
    for _ in range(WARM):
        await first[0].change()
    await closed(first)
    await asyncio.gather(*(enter(one) for one in visitors))
    started = time.perf_counter()
    end = started + seconds
    await asyncio.gather(*(stay(one, random.Random(chance.random())) for one in inside))  # noqa: S311
    load.seconds = time.perf_counter() - started
    await closed(inside)
    return load


def sessions(options: Options) -> Section:
    """Many open pages, each with a reader who thinks between two changes."""
    rows = []
    for count in options.sessions:
        loads: dict[str, Load] = {}
        for target in SPOKEN:
            with Server(target) as server:
                loads[target.name] = asyncio.run(_loaded(server, count, options.seconds))
        rows += _of_loads(count, loads)
    return Section(
        "sessions",
        COLUMNS,
        rows,
        [
            f"A visitor changes the first control {THINK[0]} to {THINK[1]} s after each answer.",
            f"Each crowd stays {options.seconds:g} s, on the same cores as the server.",
            f"One visitor makes {WARM} changes before the crowd comes.",
        ],
    )


# By sessions, what the 95th percentile has to reach.
GOALS: dict[int, list[Goal | None]] = {
    50: [Goal(0.05, OURS, FLOOR), Goal(1.2, OURS, DASH)],
    100: [Goal(0.05, OURS, FLOOR), Goal(1.2, OURS, DASH)],
    200: [Goal(0.5, OURS, DASH)],
}


def _of_loads(count: int, loads: dict[str, Load]) -> list[Row]:
    named = f"{count} sessions"
    waits = {
        percent: {
            name: percentile(load.waits, percent) * 1000 if load.waits else None
            for name, load in loads.items()
        }
        for percent in (50, 95, 99)
    }
    rate = {
        name: len(load.waits) / load.seconds if load.seconds else None
        for name, load in loads.items()
    }
    return [
        Row(f"{named}: p50", "ms", waits[50]),
        *(Row(f"{named}: p95", "ms", waits[95], goal) for goal in GOALS.get(count, [None])),
        Row(f"{named}: p99", "ms", waits[99]),
        Row(f"{named}: changes answered", "a second", rate),
        Row(f"{named}: errors", "", {name: float(load.errors) for name, load in loads.items()}),
    ]


def memory(options: Options) -> Section:
    """Resident memory at rest, of open sessions, and of those that have left."""
    rest: dict[str, float | None] = {}
    peak: dict[str, float | None] = {}
    each: dict[str, float | None] = {}
    left: dict[str, float | None] = {}
    for target in SPOKEN:
        name = target.name
        with Server(target) as server:
            asyncio.run(_pass_through(server, WARM))
            rest[name] = server.rss / MEGABYTE
            each[name] = asyncio.run(_stay(server, options.kept)) / MEGABYTE
            peak[name] = server.peak / MEGABYTE if server.peak is not None else None
            if name == OURS:
                # Streamlit keeps the last 128 that left, in case they come back.
                asyncio.run(_pass_through(server, options.settle))
                before = server.rss
                asyncio.run(_pass_through(server, options.gone))
                left[name] = (server.rss - before) / options.gone / KIBIBYTE
    against = {OURS: peak.get(OURS), FLOOR: rest.get(FLOOR)}
    return Section(
        "memory",
        COLUMNS,
        [
            Row("at rest, after a few visits", "MB", rest),
            Row(f"most until {options.kept} sessions are open", "MB", peak),
            Row("that of ours beside the floor at rest", "MB", against, Goal(1.15, OURS, FLOOR)),
            Row(f"a session, of {options.kept} open at once", "MB", each, Goal(0.15, OURS)),
            Row(f"a session that left, of {options.gone:,}", "KiB", left, Goal(5, OURS)),
        ],
        ["Sessions that left were measured of the dashboard alone."],
    )


async def _stay(server: Server, count: int) -> float:
    """Bytes a session, of so many open at once, each with one change made."""
    before = server.rss
    visitors = await opened(server, count)
    for one in visitors:
        await one.change()
    after = server.rss
    await closed(visitors)
    return (after - before) / count


async def _pass_through(server: Server, count: int) -> None:
    """Open and close so many sessions, a few at a time."""
    for first in range(0, count, OPENED_AT_ONCE):
        await closed(await opened(server, min(OPENED_AT_ONCE, count - first)))


def _medians(found: dict[str, list[float]]) -> dict[str, float | None]:
    return {name: median(values) for name, values in found.items()}
