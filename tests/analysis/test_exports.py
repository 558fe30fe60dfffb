"""The CSV files: columns, plain digits, the same bytes each time, and the way they are written."""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
import pyarrow as pa
import pytest

from analysis import exports, frames
from models.loading import OWN_DATASET

if TYPE_CHECKING:
    from collections.abc import Callable

    from analysis.snapshot import Snapshot
    from models.loading import Dataset
    from tests.analysis.conftest import Made

# DESIGN.md, "What people see".
STATEMENT_COLUMNS = """
record_id kind label_en label_fr source_id source_file published payer_id payee_id measure minimum
maximum minimum_exclusive maximum_exclusive approximate unit equivalent_minimum equivalent_maximum
equivalent_unit stage attestation upstream event event_start event_end part_of quote quote_start
quote_end
"""
# DESIGN.md's files, and the issue's: totals and their ledgers.
FILES = {
    *("statements", "records", "parties", "sources", "conflicts", "derivations", "gaps", "totals"),
    "ledgers",
}
PLAIN = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]*[1-9])?")


def read(table: pd.DataFrame) -> pd.DataFrame:
    """The table as a reader of its CSV gets it: every cell as it is written."""
    return pd.read_csv(io.StringIO(exports.to_csv(table)), dtype=str, keep_default_na=False)


@pytest.fixture(scope="module")
def written(taken: Snapshot) -> dict[str, pd.DataFrame]:
    """Every table of our own dataset, written and read back."""
    return {name: read(table) for name, table in exports.tables(taken).items()}


def own_table(made: Made) -> pd.DataFrame:
    return read(exports.statements_table(made.statements)).set_index("record_id")


# statements.csv --------------------------------------------------------------


def test_statements_have_exactly_the_designs_columns(written: dict[str, pd.DataFrame]) -> None:
    assert list(written["statements"].columns) == re.findall(r"\w+", STATEMENT_COLUMNS)


def test_one_row_a_statement(ours: Dataset, written: dict[str, pd.DataFrame]) -> None:
    expected = [(record.id, said.source, said.quote) for record, _, said in ours.statements()]
    rows = written["statements"][["record_id", "source_id", "quote"]]
    assert list(rows.itertuples(index=False, name=None)) == expected


def test_amounts_are_in_full_units_and_plain_digits(written: dict[str, pd.DataFrame]) -> None:
    rows = written["statements"].set_index("record_id")
    price = rows.loc["sakai-plant-purchase"].iloc[1]
    assert price[["minimum", "maximum", "unit"]].tolist() == ["100000000000"] * 2 + ["JPY"]
    assert price[["equivalent_minimum", "equivalent_unit"]].tolist() == ["676000000", "USD"]
    euros = rows.loc["openai-into-stargate", ["equivalent_minimum", "equivalent_maximum"]]
    assert list(euros) == ["18250000000"] * 2


def test_open_bounds_are_empty_and_booleans_in_lower_case(made: Made) -> None:
    """Exact: minimum = maximum. No measure: nothing at all.

    record  | bounds    | unit
    exact   | 19        | USD
    range   | 15-25     | USD
    atmost  | <=25      | USD
    over    | >40       | USD
    about   | ~18.250   | USD
    silent  |           |
    """
    columns = ["minimum", "maximum", "minimum_exclusive", "maximum_exclusive", "approximate"]
    cells = own_table(made)[columns]
    assert {name: ",".join(row) for name, row in cells.iterrows()} == {
        "exact": "19,19,false,false,false",
        "range": "15,25,false,false,false",
        "atmost": ",25,false,false,false",
        "over": "40,,true,false,false",
        "about": "18.25,18.25,false,false,true",
        "silent": ",,,,",
    }


def test_large_small_and_zero_amounts_have_no_exponent(made: Made) -> None:
    """Python writes 1E+27 and 1E-7 of some of these Decimals.

    record | bounds
    large  | 1000000000000000000000000000
    small  | 0.00000010
    zero   | 0.00
    """
    assert own_table(made)["minimum"].to_dict() == {
        "large": "1000000000000000000000000000",
        "small": "0.0000001",
        "zero": "0",
    }


def test_lists_and_dates_are_written_as_codes(written: dict[str, pd.DataFrame]) -> None:
    rows = written["statements"].set_index("record_id")
    assert rows.loc["openai-valuation", "upstream"] == "TechCrunch"
    by = rows.loc["stargate-for-openai"]
    assert list(by[["event", "event_start", "event_end"]]) == ["../2030", "", "2030-12-31"]


def test_quote_stands_where_it_is_said_to_stand(
    texts: Path, ours: Dataset, written: dict[str, pd.DataFrame]
) -> None:
    def words(text: str) -> str:
        """Letters and digits alone: spaces, apostrophes and stars may be written otherwise."""
        return "".join(character for character in text.casefold() if character.isalnum())

    articles = {
        source.id: (texts / source.file).read_bytes().decode() for source in ours.sources.values()
    }
    for row in written["statements"].itertuples(index=False):
        cut = articles[str(row.source_id)][int(str(row.quote_start)) : int(str(row.quote_end))]
        assert words(cut) == words(str(row.quote)), row.record_id
        assert cut == cut.strip()


# The other files -------------------------------------------------------------


def test_files_of_the_design_are_all_there(written: dict[str, pd.DataFrame]) -> None:
    assert set(written) >= FILES


def test_numbers_are_plain_in_every_file(written: dict[str, pd.DataFrame]) -> None:
    numeric = (
        *("minimum", "maximum", "equivalent_minimum", "equivalent_maximum", "low", "high"),
        *("gap", "gap_relative", "widens_by", "rate"),
    )
    checked = 0
    for name, table in written.items():
        # What a gap is, is a code; what a conflict's gap is, a number.
        codes = {"gap"} if name == "gaps" else set()
        for column in table.columns.intersection(list(numeric)).difference(list(codes)):
            for cell in table.loc[table[column].ne(""), column]:
                assert PLAIN.fullmatch(cell), (name, column, cell)
                checked += 1
    assert checked > 200


def test_booleans_are_true_or_false_in_every_file(written: dict[str, pd.DataFrame]) -> None:
    for table in written.values():
        assert not table.isin(["True", "False", "nan", "NaN", "None", "NaT", "inf", "-inf"]).any(
            axis=None
        )


def test_records_hold_the_agreed_interval_and_the_flags(written: dict[str, pd.DataFrame]) -> None:
    table = written["records"]
    assert list(table.columns) == list(exports.RECORD_COLUMNS)
    rows = table.set_index("record_id")
    columns = ["minimum", "maximum", "unit", "conflict", "conflict_amount", "state"]
    assert list(rows.loc["softbank-into-openai", columns]) == [
        *("15000000000", "25000000000", "USD", "false", "false", "concurring"),
    ]
    assert list(rows.loc["softbank-into-stargate", columns]) == [
        *("15000000000", "19000000000", "USD", "true", "true", "contested"),
    ]
    assert list(rows.loc["softbank-overall-commitment", columns[:2]]) == ["40000000000", ""]
    assert rows.loc["softbank-overall-commitment", "minimum_exclusive"] == "true"
    silent = rows.loc["softbank-into-arm", [*columns[:3], "minimum_exclusive", "approximate"]]
    assert list(silent) == [""] * 5
    assert rows.loc["sakai-2026", "conflict"] == "true"


def test_rate_stands_only_where_something_was_converted(made: Made) -> None:
    """One dollar was 154.109 yen on 30 January 2025, and 100 yen 0.65 dollars: 1 to the unit.

    record | bounds | unit
    yen    | 100    | JPY
    rupiah | 100    | IDR
    same   | 100    | USD
    """
    agreed = made.agreed("USD")
    agreed = agreed.assign(conflict=False, state="single")
    rows = read(exports.records_table(agreed)).set_index("record_id")
    assert list(rows.loc["yen", ["minimum", "fixing"]]) == ["1", "2025-01-30"]
    assert float(rows["rate"]["yen"]) == pytest.approx(1 / 154.109392, rel=1e-8)
    # 0.0000617: not 6.17e-05.
    assert PLAIN.fullmatch(rows["rate"]["rupiah"])
    assert list(rows.loc["same", ["rate", "fixing", "rate_gap"]]) == ["", "", ""]


def test_ledger_ends_with_its_result(written: dict[str, pd.DataFrame]) -> None:
    table = written["ledgers"]
    lines = table[table["question"].eq("from softbank")]
    result = lines.iloc[-1]
    assert lines["line"].eq("result").sum() == 1
    assert result[["line", "minimum", "maximum", "unit"]].tolist() == [
        *("result", "32676000000", "46676000000", "USD"),
    ]
    counted = lines[lines["line"].eq("counted")]
    assert counted["minimum"].map(int).sum() == 32_676_000_000
    assert counted["maximum"].map(int).sum() == 46_676_000_000
    assert counted["reason"].eq("").all()
    left = lines[lines["line"].eq("left_out")].set_index("record_id")
    assert left["reason"].ne("").all()
    assert left.loc["softbank-overall-commitment", "reason_record"] == (
        "softbank-into-openai;softbank-into-stargate"
    )


def test_ledger_of_nothing_reported_has_an_empty_result(written: dict[str, pd.DataFrame]) -> None:
    table = written["ledgers"]
    lines = table[table["question"].eq("to arm")]
    assert lines["line"].tolist() == ["left_out", "result"]
    assert lines.iloc[-1][["minimum", "maximum"]].tolist() == ["", ""]


def test_every_payer_and_payee_of_money_has_a_ledger(
    taken: Snapshot, written: dict[str, pd.DataFrame]
) -> None:
    table = written["ledgers"]
    asked = taken.totals[taken.totals["stage"].isna()]
    payers = asked.loc[asked["payee_id"].isna(), "payer_id"]
    payees = asked.loc[asked["payer_id"].isna(), "payee_id"]
    expected = {f"from {party}" for party in payers} | {f"to {party}" for party in payees}
    assert set(table["question"]) == expected
    results = table[table["line"].eq("result")]
    assert results["question"].is_unique
    assert len(results) == len(expected)


def test_money_is_in_whole_units_and_all_else_to_six_places(
    written: dict[str, pd.DataFrame],
) -> None:
    rows = written["derivations"]
    post = rows[rows["derivation"].eq("post_money")].iloc[0]
    assert (post["low"], post["high"]) == ("5", "8.333333")  # 25 / 300
    price = rows[rows["derivation"].eq("price_per_unit")].iloc[0]
    assert price["low"] == "4506666.666667"  # 676 million / 150
    conflict = written["conflicts"].iloc[0]
    assert conflict["gap_relative"] == "0.266667"  # 4 / 15


def test_details_hold_what_statements_cannot(written: dict[str, pd.DataFrame]) -> None:
    table = written["details"].set_index(["record_id", "field"])["value"].sort_index()
    oracle = table["stargate-partners", "partner"]
    assert set(oracle) == {"openai", "softbank", "oracle", "mgx"}
    horizon = table["stargate-programme", "horizon_maximum_years"]
    assert list(horizon) == ["4", "4"]
    keys = ["record_id", "source_id", "quote_start"]
    details = set(written["details"][keys].itertuples(index=False, name=None))
    assert details <= set(written["statements"][keys].itertuples(index=False, name=None))


def test_columns_of_categories_and_of_arrows_decimals_give_the_same_files(taken: Snapshot) -> None:
    """As statements in bulk may have them; the categories are not in the order of their texts."""
    amounts = ("minimum", "maximum", "equivalent_minimum", "equivalent_maximum")
    exact = pd.ArrowDtype(pa.decimal128(30, 8))
    statements = categorised(taken.statements).astype(dict.fromkeys(amounts, exact))
    other = replace(taken, statements=statements, records=categorised(taken.records))
    assert "category" in {str(dtype) for dtype in statements.dtypes}
    again = exports.tables(other)
    for name, table in exports.tables(taken).items():
        assert exports.to_csv(again[name]) == exports.to_csv(table), name


def categorised(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with its texts as categories, in the order of their last letters."""
    texts: pd.DataFrame = frame.select_dtypes("str")
    return frame.assign(
        **{
            str(name): pd.Categorical(cells, sorted(cells.dropna().unique(), key=lambda x: x[::-1]))
            for name, cells in texts.items()
        }
    )


# Writing ---------------------------------------------------------------------


@pytest.fixture(scope="module")
def folder(ours: Dataset, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of our own dataset."""
    made = tmp_path_factory.mktemp("written") / "deeper"
    exports.write(ours, made)
    return made


def test_written_twice_is_the_same_to_the_byte(ours: Dataset, folder: Path, tmp_path: Path) -> None:
    again = exports.write(ours, tmp_path)
    assert {path.name for path in again} == {path.name for path in folder.iterdir()}
    for path in again:
        assert path.read_bytes() == (folder / path.name).read_bytes(), path.name


def test_files_are_utf_8_with_unix_line_ends_and_no_mark(folder: Path) -> None:
    for path in folder.iterdir():
        raw = path.read_bytes()
        assert not raw.startswith(b"\xef\xbb\xbf")
        assert raw.endswith(b"\n")
        assert b"\r" not in raw
        raw.decode("utf-8")


def test_the_folder_is_a_data_package(folder: Path) -> None:
    csv = {f"{name}.csv" for name in FILES} | {"claims.csv", "details.csv"}
    told = {"datapackage.json", "README.md", "CITATION.cff", "LICENSE-DATA"}
    assert {path.name for path in folder.iterdir()} == csv | told
    described = json.loads((folder / "datapackage.json").read_text("utf-8"))
    assert {resource["path"] for resource in described["resources"]} == csv


def test_read_back_and_written_again_is_the_same(folder: Path) -> None:
    for path in folder.glob("*.csv"):
        table = pd.read_csv(path, dtype=str)
        assert exports.to_csv(table) == path.read_text(encoding="utf-8"), path.name


def test_reported_amounts_survive_the_file_as_they_are(
    ours: Dataset, written: dict[str, pd.DataFrame]
) -> None:
    frame = frames.statements(ours)
    for name in ("minimum", "maximum", "equivalent_minimum", "equivalent_maximum"):
        cells = [Decimal(cell) if cell else None for cell in written["statements"][name]]
        assert cells == frame[name].tolist()


def run(folder: Path, dataset: Path, seed: str = "0") -> subprocess.CompletedProcess[str]:
    """`python -m analysis.exports FOLDER`, as `make csv` runs it."""
    return subprocess.run(
        [sys.executable, "-m", "analysis.exports", str(folder)],
        cwd=OWN_DATASET,
        env={**os.environ, "DATASET": str(dataset), "PYTHONHASHSEED": seed},
        capture_output=True,
        text=True,
        check=False,
    )


def test_command_writes_the_same_bytes_whatever_pythons_hash_seed(
    dataset_copy: Path, tmp_path: Path
) -> None:
    """A set's order changes with the seed; 1 and 12 order the partners' names differently."""
    folders = [tmp_path / seed for seed in ("11", "12")]
    for folder in folders:
        done = run(folder, dataset_copy, folder.name)
        assert (done.returncode, done.stderr) == (0, "")
        assert {Path(line).stem for line in done.stdout.splitlines()} >= FILES
    for path in folders[0].iterdir():
        assert path.read_bytes() == (folders[1] / path.name).read_bytes(), path.name


def test_command_refuses_a_broken_dataset(tiny: Callable[..., Path], tmp_path: Path) -> None:
    root = tiny()
    data = root / "data" / "investments.yaml"
    text = data.read_text(encoding="utf-8")
    data.write_text(text.replace("exact: 10,", "exact: 11,"), encoding="utf-8")
    done = run(tmp_path / "out", root)
    assert done.returncode == 1
    assert done.stdout == ""
    assert re.match(r"data/investments\.yaml:\d+:\d+: alder-into-birch: ", done.stderr)
    assert not (tmp_path / "out").exists()


def test_a_million_times_the_amount_is_a_million_times_every_figure(made: Made) -> None:
    """Ranges, conflicts, shares: what is money grows with it, what is a ratio does not.

    record | kind       | payer | payee | source | bounds          | unit    | part_of
    whole  | programme  |       | birch | a      | 500             | USD     |
    money  | investment | alder | birch | a      | 15              | USD     | whole
    money  |            |       |       | b      | 19              | USD     |
    whole-m | programme |       | cedar | a      | 500000000       | USD     |
    money-m | investment | alder | cedar | a     | 15000000        | USD     | whole-m
    money-m |           |       |       | b      | 19000000        | USD     |
    """
    agreed = made.agreed()
    million = 1_000_000
    for bound in ("low", "high", "gap"):
        assert agreed[bound]["money-m"] == million * agreed[bound]["money"]
    assert agreed["gap_relative"]["money-m"] == agreed["gap_relative"]["money"]
    derived = made.derived()
    coverage = derived[derived["derivation"].eq("coverage")]
    ends = coverage.set_index(["subject", "reading"])[["low", "high"]].to_dict("index")
    for reading in ("", "a", "b"):
        assert ends["whole", reading] == ends["whole-m", reading]
