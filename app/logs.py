"""The log: one JSON object a line, on standard error.

Each has `time` (UTC, ISO 8601), `event` and what belongs to it. Nothing personal is in it: no
address, no query, no cookie, no browser; a session is a random number. JSON escapes line ends, so
that no text of a request can make a line of its own.
"""

from __future__ import annotations

import datetime as dt
import json
import sys
import traceback
import uuid
from contextlib import suppress


def write(event: str, **about: object) -> None:
    """Write one line; a full disk loses the line, and no reader a page."""
    now = dt.datetime.now(dt.UTC).isoformat(timespec="milliseconds")
    line = json.dumps({"time": now, "event": event, **about}, default=str)
    with suppress(OSError):
        # In one piece: lines of two threads would else run into each other.
        sys.stderr.write(f"{line}\n")
        sys.stderr.flush()


def failure(error: BaseException, **about: object) -> str:
    """Log an error that nobody expected; returns the reference that a reader is told."""
    reference = uuid.uuid4().hex[:8].upper()
    told = "".join(traceback.format_exception(error))
    write("error", reference=reference, **about, error=repr(error), traceback=told)
    return reference
