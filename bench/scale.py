"""How time and memory grow with the number of statements.

Each size is measured in a process of its own, so that its memory is its own:
`python -m bench.scale FOLDER` prints a line a stage, and what it could not reach is
missing.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from itertools import islice
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

from bench.report import Goal, Row, Section

if TYPE_CHECKING:
    from collections.abc import Callable

    from streamlit.testing.v1 import AppTest

    from bench.options import Options

ROOT = Path(__file__).resolve().parents[1]
MEASURED = "measured "
STAGES = ("models", "load", "analysis", "csv", "overview")
RERUNS = 7
OTHER = "GBP"
"""A display currency that is nobody's first."""
PARQUET_FROM = 1_000_000
LARGE, SMALL = "100,000", "50"
MILLION = "1,000,000"
VALIDATED = 20_000
"""Statements that are put through the models alone: more would stay in the memory measured."""
PATIENCE = 3600
"""Seconds a size."""

MEASURES: dict[str, tuple[str, str, Goal | None]] = {
    "models_rate": ("through the models", "statements/s", Goal(120_000, LARGE, least=True)),
    "load": ("load and validate, quotes and all", "s", None),
    "load_peak": ("most memory until then", "MB", None),
    "analysis": ("analysis", "s", Goal(3, LARGE)),
    "analysis_peak": ("most memory until then", "MB", None),
    "csv_cpu": ("statements.csv, CPU", "s", Goal(1, MILLION)),
    "csv_peak": ("most memory until then", "MB", None),
    "overview_first": ("Overview, first run of all", "s", None),
    "overview_visit": ("Overview, a visitor's first run", "ms", Goal(1.2, MILLION, SMALL)),
    "overview_rerun": ("Overview, rerun", "ms", Goal(1.5, LARGE, SMALL)),
    "overview_other": ("another currency, the first to choose it", "s", None),
    "overview_change": ("another currency, chosen before", "ms", Goal(1.6, MILLION, SMALL)),
    "overview_sent": ("sent by a rerun, unpacked", "kB", Goal(150, MILLION)),
    "overview_peak": ("most memory until then", "MB", Goal(600, MILLION)),
}


GROWING = ("load", "analysis", "overview_first", "csv_cpu")
"""What is drawn in bench/growth.svg."""


def scale(options: Options) -> Section:
    """Load, analysis, Overview and CSV of generated datasets."""
    found: dict[str, dict[str, float]] = {}
    notes = [
        "Generated statements of at most 100 sources, in Parquet from a million on.",
        "Each size is measured in a process of its own, without a browser.",
    ]
    for size in options.sizes:
        column = f"{size:,}"
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder) / "dataset"
            # A process of its own too: what it leaves in memory is nobody's.
            wrote = subprocess.run(
                [sys.executable, "-m", "bench.scale", str(root), str(size)], cwd=ROOT, check=False
            )
            found[column], complaint = _measured(root) if wrote.returncode == 0 else ({}, "")
        stages = [stage for stage in STAGES if not any(k.startswith(stage) for k in found[column])]
        if stages:
            notes.append(f"With {column} statements not measured: {', '.join(stages)}{complaint}.")
    rows = []
    for key, (what, unit, goal) in MEASURES.items():
        values = {column: stages.get(key) for column, stages in found.items()}
        rows.append(Row(what, unit, values, goal))
    return Section("scale", list(found), rows, notes)


def growing(section: Section) -> dict[str, dict[int, float]]:
    """The seconds that grow with the number of statements, by what is done; for the plot.

    Empty where fewer than two sizes were measured.
    """
    named = {MEASURES[key][0]: MEASURES[key] for key in GROWING}
    lines = {
        row.what: {
            int(column.replace(",", "")): value
            for column, value in row.values.items()
            if value is not None
        }
        for row in section.rows
        if named.get(row.what, ("", "", None))[1] == row.unit
    }
    return lines if any(len(line) > 1 for line in lines.values()) else {}


def _measured(root: Path) -> tuple[dict[str, float], str]:
    """What the child could measure, and in a few words why it stopped."""
    child = subprocess.Popen(
        [sys.executable, "-m", "bench.scale", str(root)],
        cwd=ROOT,
        env={**os.environ, "DATASET": str(root)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        out, err = child.communicate(timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        child.kill()
        out, err = child.communicate()
        err = f"not done after {PATIENCE} s"
    found: dict[str, float] = {}
    for line in out.splitlines():
        # The pages write lines of the log between.
        if line.startswith(MEASURED):
            found |= json.loads(line.removeprefix(MEASURED))
    last = err.strip().splitlines()[-1:] if child.returncode else []
    return found, f" ({last[0][:100]})" if last else ""


def measure(root: Path) -> None:
    """Run all stages on a dataset, printing each one's figures as it ends."""
    _tell({"models_rate": _through_models(root)})
    _without_pages(root)
    _overview()


def _without_pages(root: Path) -> None:
    # Imported stage by stage: what one stage needs is not in the memory of those before it.
    from models.checks import load  # noqa: PLC0415

    dataset, seconds = _timed(lambda: load(root))
    _tell({"load": seconds, "load_peak": _peak()})

    from analysis import exports, snapshot  # noqa: PLC0415

    taken, seconds = _timed(lambda: snapshot.take(dataset))
    _tell({"analysis": seconds, "analysis_peak": _peak()})
    before = time.process_time()
    for _ in exports.csv_chunks(exports.statements_table(taken.statements, bulk=True)):
        pass  # as it is sent: a part at a time, and none of them kept
    _tell({"csv_cpu": time.process_time() - before, "csv_peak": _peak()})


def _overview() -> None:
    from streamlit.testing.v1 import AppTest  # noqa: PLC0415

    def page() -> AppTest:
        return AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=PATIENCE)

    first = page()
    _, seconds = _timed(first.run)
    if first.exception:
        msg = f"the Overview fails: {first.exception[0].message}"
        raise RuntimeError(msg)
    _tell({"overview_first": seconds})
    # A visitor's first run also makes what belongs to the session: each is another one.
    _tell({"overview_visit": median(_timed(page().run)[1] * 1000 for _ in range(RERUNS))})
    reruns = [_timed(first.run)[1] * 1000 for _ in range(RERUNS)]
    _tell({"overview_rerun": median(reruns), "overview_sent": _sent(first) / 1000})
    usual = first.selectbox(key="currency").value
    changes = []
    for currency in (OTHER, usual, OTHER, usual, OTHER, usual, OTHER):
        box = first.selectbox(key="currency").set_value(currency)
        changes.append(_timed(box.run)[1])
    _tell({"overview_other": changes[0], "overview_change": median(changes[1:]) * 1000})
    _tell({"overview_peak": _peak()})


def _sent(page: AppTest) -> int:
    """Bytes of the messages of one rerun."""
    from streamlit.testing.v1 import local_script_runner  # noqa: PLC0415

    sizes: list[int] = []
    runner = local_script_runner.LocalScriptRunner
    run = runner.run

    def measured(self: Any, *given: Any, **named: Any) -> Any:  # noqa: ANN401 - Streamlit's own
        tree = run(self, *given, **named)
        sizes.append(sum(message.ByteSize() for message in self.forward_msgs()))
        return tree

    with patch.object(runner, "run", measured):
        page.run()
    return sizes[0]


def _through_models(root: Path) -> float:
    """Statements a second that the models alone validate: no file is read, no quote looked up."""
    from models import bulk  # noqa: PLC0415
    from models.columns import MODELS, STATEMENTS  # noqa: PLC0415
    from models.reading import Document  # noqa: PLC0415

    (path,) = bulk.files(root)
    found: list[tuple[Any, dict[str, Any]]] = []
    model: Any = None
    for row in islice(bulk.rows(path, path.name), VALIDATED):
        if isinstance(row, Document):
            value = dict(row.value)
            named = value.pop("record")
            # The lines of a record follow one another.
            given = isinstance(named, dict) and "kind" in named
            model = STATEMENTS[MODELS[named["kind"]]] if given else model
            found.append((model, value))
    started = time.perf_counter()
    for model, value in found:
        model.model_validate(value)
    return len(found) / (time.perf_counter() - started)


def _timed(work: Callable[[], Any]) -> tuple[Any, float]:
    started = time.perf_counter()
    result = work()
    return result, time.perf_counter() - started


def _peak() -> float:
    """The most resident memory so far, MB."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most * (1 if sys.platform == "darwin" else 1024) / 1e6


def _tell(figures: dict[str, float]) -> None:
    print(f"{MEASURED}{json.dumps(figures)}", flush=True)


def main(arguments: list[str]) -> None:
    """`FOLDER SIZE` writes a dataset there, `FOLDER` alone measures it."""
    root = Path(arguments[0])
    if len(arguments) > 1:
        from bench import generated  # noqa: PLC0415 - not in the process that is measured

        size = int(arguments[1])
        generated.write(root, size, parquet=size >= PARQUET_FROM)
    else:
        measure(root)


if __name__ == "__main__":
    main(sys.argv[1:])
