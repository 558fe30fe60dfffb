"""The tables as CSV: UTF-8, commas, plain digits, ISO dates, empty cells for what is not reported.

`python -m analysis.exports DIR` (`make csv OUT=DIR`) writes them all. Reported amounts are written
from their `Decimal`; computed ones are rounded to the whole unit (money) or to six decimals, so
that no file holds digits that nobody computed. Money that has to be added up is converted to one
currency; statements stay as reported.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
import pyarrow as pa

from analysis import delimited, frames, package, totals
from analysis.snapshot import Snapshot, take
from models.checks import load
from models.loading import Dataset, DatasetError, dataset_root
from models.measures import CURRENCIES

if TYPE_CHECKING:
    from collections.abc import Iterator

RECORD_COLUMNS = (
    "record_id", "kind", "label_en", "label_fr", "payer_id", "payee_id", "measure", "minimum",
    "maximum", "minimum_exclusive", "maximum_exclusive", "approximate", "unit", "rate", "fixing",
    "rate_gap", "conflict", "conflict_amount", "within_tolerance", "stage", "stages",
    "attestation", "statements", "sources", "voices", "state", "part_of", "includes", "event_start",
    "event_end", "note_en", "note_fr",
)  # fmt: skip
"""The columns of records.csv: the agreed interval, in `unit`, and the conflict flags."""

DETAIL_COLUMNS = ("record_id", "source_id", "quote_start", "field", "value")


def tables(snapshot: Snapshot, records: pd.DataFrame | None = None) -> dict[str, pd.DataFrame]:
    """Every published table by its file's name without ending, its cells ready to be written.

    With `records` (some of the snapshot's, as `analysis.snapshot.choose` leaves them) a table holds
    what is of them: totals and ledgers add up these records alone, a derivation stays if any of its
    inputs is among them. Parties and sources, to which the others refer, stay whole.
    """
    whole = records is None
    kept = snapshot.records if records is None else records

    def of_kept(frame: pd.DataFrame) -> pd.DataFrame:
        return frame if whole else frame[frame["record_id"].isin(kept.index)]

    said = of_kept(snapshot.statements)
    summed = snapshot.totals if whole else totals.totals(kept)
    return {
        "statements": statements_table(said, bulk=snapshot.bulk),
        "records": records_table(kept, bulk=snapshot.bulk),
        "conflicts": conflicts_table(of_kept(snapshot.conflicts)),
        "totals": _computed(summed.assign(unit=snapshot.currency), ("low", "high")),
        "claims": _computed(of_kept(snapshot.claims), ("low", "high", "parts_low", "parts_high")),
        "ledgers": ledgers_table(kept),
        "derivations": _computed(_using(snapshot.derivations, kept.index), ("low", "high")),
        "gaps": _computed(of_kept(snapshot.gaps), ("low", "high")),
        "parties": snapshot.parties,
        "sources": snapshot.sources,
        "details": details_table(said),
    }


def _using(derivations: pd.DataFrame, records: pd.Index) -> pd.DataFrame:
    """The derivations that have any of these records among their inputs."""
    uses = derivations["inputs"].str.split(";").explode().isin(records)
    return derivations[uses.groupby(level=0).any().reindex(derivations.index, fill_value=False)]


def statements_table(statements: pd.DataFrame, *, bulk: bool = False) -> pd.DataFrame:
    """The public columns of the statements; in bulk, whether each is verified too."""
    return statements[[*frames.STATEMENT_COLUMNS, *(["verified"] if bulk else [])]]


def records_table(records: pd.DataFrame, *, bulk: bool = False) -> pd.DataFrame:
    """One row a record with its agreed interval (in `unit`) and its conflict flags.

    With statements in `bulk`, also whether any of its own is verified.
    """
    table = records.reset_index()
    measured = table["measure"].notna()
    bounds = {"low": "minimum", "high": "maximum"}
    table = _computed(table, tuple(bounds)).rename(columns=bounds)
    for end in ("minimum", "maximum"):
        flag = table[f"{'low' if end == 'minimum' else 'high'}_exclusive"]
        table[f"{end}_exclusive"] = flag.where(measured)
    table["approximate"] = table["approximate"].where(measured)
    table["includes"] = table["includes"].map(";".join)
    # The rate as it was computed with, but never with an exponent; many records share one.
    rate = table["rate"].where(table["fixing"].notna())
    table["rate"] = rate.map({one: delimited.digits(one) for one in rate.dropna().unique()})
    days = {"fixing": "fixing", "event_start": "event_low", "event_end": "event_high"}
    for name, moment in days.items():
        table[name] = table[moment].astype(pd.ArrowDtype(pa.date32()))
    return table[[*RECORD_COLUMNS, *(["verified"] if bulk else [])]]


def conflicts_table(conflicts: pd.DataFrame) -> pd.DataFrame:
    """The conflicts, their figures in plain digits."""
    table = _computed(conflicts, ("low", "high", "gap", "widens_by"))
    return table.assign(gap_relative=delimited.rounded(table["gap_relative"]))


def ledgers_table(records: pd.DataFrame) -> pd.DataFrame:
    """Each payer's and each payee's ledger, line by line, with its result as the last line.

    Columns: question (`from ID` or `to ID`), line (`counted`, `left_out` or `result`), record_id,
    minimum, maximum, unit, reason, reason_record.
    """
    table = _computed(totals.ledgers(records), ("low", "high"))
    return table.rename(columns={"low": "minimum", "high": "maximum"})


def details_table(statements: pd.DataFrame) -> pd.DataFrame:
    """What the columns of statements.csv cannot hold: partners, meaning, horizon, context, note.

    One row a value, keyed like a statement by record_id, source_id and quote_start.
    """
    keys = ["record_id", "source_id", "quote_start"]
    several = {"partner": "partners", "context": "context"}
    values = {
        name: statements.loc[statements[column].map(len) > 0, column]
        for name, column in several.items()
    }
    values["partner"] = values["partner"].map(sorted)
    values = {name: lists.explode() for name, lists in values.items()}
    for bound, end in (("minimum", "low"), ("maximum", "high")):
        values[f"horizon_{bound}_years"] = delimited.rounded(statements[f"horizon_{end}"])
    for name in ("meaning", "note_en", "note_fr", "unverified"):
        values[name] = statements[name]
    parts = []
    for name, said in values.items():
        given = said[said.notna() & said.ne("")].astype("str")
        parts.append(statements.loc[given.index, keys].assign(field=name, value=given))
    # By the keys' text, not by the order in which categories happen to stand.
    long = pd.concat(parts).astype({"record_id": "str", "source_id": "str"})
    return long.sort_values([*keys, "field"], kind="stable")[list(DETAIL_COLUMNS)]


def _computed(frame: pd.DataFrame, columns: tuple[str, ...]) -> pd.DataFrame:
    """Computed figures as plain digits: whole units of money, six decimals of anything else."""
    money = frame["unit"].isin(CURRENCIES)
    return frame.assign(**{name: delimited.rounded(frame[name], whole=money) for name in columns})


def csv_chunks(table: pd.DataFrame) -> Iterator[bytes]:
    """A table's canonical CSV, some thousands of rows at a time: commas, LF, UTF-8."""
    return delimited.blocks(table)


def to_csv(table: pd.DataFrame) -> str:
    """A table's canonical CSV: commas, LF, quotes only where needed, booleans in lower case."""
    return b"".join(csv_chunks(table)).decode()


def for_french_excel(table: pd.DataFrame) -> bytes:
    """The canonical CSV as a French Excel reads it: `;`, decimal commas, UTF-8 with a BOM, CRLF.

    A column that holds nothing but plain numbers is numeric. In all others a cell that a
    spreadsheet could take for a formula (it begins with = + - @, a tab or a return) gets a leading
    apostrophe.
    """
    return b"".join(delimited.blocks(table, delimited.FRENCH_EXCEL))


def write(dataset: Dataset, folder: Path) -> list[Path]:
    """Write the Data Package of every table to `folder` and return the files' paths."""
    folder.mkdir(parents=True, exist_ok=True)
    snapshot = take(dataset)
    files = {f"{name}.csv": to_csv(table).encode() for name, table in tables(snapshot).items()}
    paths = []
    for name, raw in package.contents(dataset, files, currency=snapshot.currency).items():
        path = folder / name
        path.write_bytes(raw)
        paths.append(path)
    return paths


def main(arguments: list[str] | None = None) -> int:
    """Write the tables of the dataset to a folder; exit status 1 where it does not load."""
    parser = argparse.ArgumentParser(prog="python -m analysis.exports", description=__doc__)
    parser.add_argument("folder", type=Path, help="where to write; it is made if need be")
    called = parser.parse_args(arguments)
    try:
        dataset = load(dataset_root())
    except DatasetError as error:
        print(error, file=sys.stderr)
        return 1
    for path in write(dataset, called.folder):
        print(path)
    return 0


if __name__ == "__main__":
    sys.exit(main())
