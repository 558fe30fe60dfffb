"""What no source says: found by shape, never zero."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analysis import gaps

if TYPE_CHECKING:
    import pandas as pd

    from analysis.snapshot import Snapshot
    from tests.analysis.conftest import Made


def found(made: Made) -> pd.DataFrame:
    return gaps.gaps(made.agreed(), made.statements, made.derived())


def named(table: pd.DataFrame, gap: str) -> list[str]:
    """The records of one kind of gap, with the party where there is one."""
    rows = table[table["gap"].eq(gap)]
    party = rows["party_id"].fillna("")
    return [" ".join(pair).strip() for pair in zip(rows["record_id"], party, strict=True)]


# Our own dataset -------------------------------------------------------------


def test_what_the_five_articles_do_not_say(taken: Snapshot) -> None:
    table = taken.gaps
    assert named(table, "amount") == [
        "softbank-into-us",
        "softbank-into-alibaba",
        "softbank-into-arm",
        "vision-fund-into-ai",
        "openai-spending-with-microsoft",
    ]
    assert named(table, "share") == []
    assert named(table, "unassigned") == ["softbank-in-stargate stargate"]
    assert named(table, "basis") == ["openai-valuation"]
    # Oracle and MGX are partners of Stargate, and nobody says what they hold or pay.
    for gap in ("partner_stake", "partner_amount"):
        assert sorted(named(table, gap)) == [
            "sb-openai-japan-partners openai",
            "sb-openai-japan-partners softbank",
            "stargate-partners mgx",
            "stargate-partners oracle",
        ]


def test_what_nobody_is_said_to_hold_or_pay(taken: Snapshot) -> None:
    """100 - 80 = 20 %; 100 - (34-38) = 62-66 and 500 - (34-38) = 462-466; 20 - 15 = 5 billion."""
    rows = taken.gaps[taken.gaps["low"].notna()]
    values = {
        (gap, party): (low, high, unit)
        for gap, party, low, high, unit in rows[
            ["gap", "party_id", "low", "high", "unit"]
        ].itertuples(index=False)
    }
    assert values == {
        ("unassigned", "stargate"): (20, 20, "percent"),
        ("uncovered", "openai-funding"): (5e9, 5e9, "USD"),
        ("uncovered", "stargate-first-tranche"): (62e9, 66e9, "USD"),
        ("uncovered", "stargate-programme"): (462e9, 466e9, "USD"),
    }


def test_purchase_is_confirmed_and_rests_on_one_voice(taken: Snapshot) -> None:
    """SoftBank itself confirmed the price; both articles have it from TechCrunch."""
    assert "sakai-plant-purchase" not in named(taken.gaps, "unconfirmed")
    assert "sakai-plant-purchase" in named(taken.gaps, "one_voice")
    assert "softbank-into-openai" in named(taken.gaps, "unconfirmed")
    assert "softbank-into-openai" not in named(taken.gaps, "one_voice")


def test_each_gap_is_explained_in_the_order_of_its_kinds(taken: Snapshot) -> None:
    table = taken.gaps
    assert tuple(table.columns) == gaps.COLUMNS
    assert table["explanation"].tolist() == table["gap"].map(gaps.KINDS).tolist()
    order = list(gaps.KINDS)
    assert table["gap"].map(order.index).is_monotonic_increasing
    assert not table.duplicated(["gap", "record_id", "party_id"]).any()


def test_never_a_zero(taken: Snapshot) -> None:
    assert not taken.gaps[["low", "high"]].eq(0).any(axis=None)


# One rule each ---------------------------------------------------------------


def test_amount_and_share(made: Made) -> None:
    """A flow or a cost without an amount; a stake or a part without a share.

    record | kind          | bounds | unit
    money  | investment    |        |
    known  | investment    | 10     | USD
    price  | purchase      |        |
    spent  | cost          |        |
    stake  | stake         |        |
    part   | compute_share |        |
    power  | capacity      |        |
    """
    table = found(made)
    assert named(table, "amount") == ["money", "price", "spent"]
    assert named(table, "share") == ["stake", "part"]


def test_amount_that_one_source_gives_is_no_gap(made: Made) -> None:
    """a gives none, b gives 10.

    record | source | bounds
    money  | a      |
    money  | b      | 10
    """
    assert named(found(made), "amount") == []


def test_partners_of_a_joint_venture(made: Made) -> None:
    """Alder's stake and Cedar's money are known; a collaboration has neither stakes nor capital.

    record | kind        | form          | payer | payee | partners          | bounds | unit
    who    | partnership | joint_venture |       | birch | elm cedar alder   |        |
    club   | partnership | collaboration |       | dune  | alder cedar       |        |
    share  | stake       |               | alder | birch |                   | 40     | percent
    silent | stake       |               | elm   | birch |                   |        |
    money  | investment  |               | cedar | birch |                   | 10     | USD
    """
    table = found(made)
    assert named(table, "partner_stake") == ["who cedar", "who elm"]
    assert named(table, "partner_amount") == ["who alder", "who elm"]


def test_partner_named_by_two_sources_is_one_gap(made: Made) -> None:
    """Both name Cedar.

    record | kind        | form          | payee | source | partners
    who    | partnership | joint_venture | birch | a      | cedar
    who    | partnership | joint_venture | birch | b      | cedar
    """
    assert named(found(made), "partner_stake") == ["who cedar"]


def test_basis(made: Made) -> None:
    """One source says post-money: then it is said.

    record | kind      | payee | source | bounds | meaning
    open   | valuation | birch | a      | 300    |
    said   | valuation | cedar | a      | 300    |
    said   | valuation | cedar | b      | 300    | post_money
    """
    assert named(found(made), "basis") == ["open"]


def test_rest_of_a_venture_and_of_a_whole(made: Made) -> None:
    """100 - 40 = 60 %; 50 - 50 leaves nothing; 100 - 10 = 90; 20 - 20 leaves nothing.

    record | kind       | payer | payee | bounds | unit    | part_of
    part   | stake      | alder | birch | 40     | percent |
    half   | stake      | alder | cedar | 50     | percent |
    half-b | stake      | birch | cedar | 50     | percent |
    whole  | programme  |       | birch | 100    | USD     |
    paid   | investment | alder | birch | 10     | USD     | whole
    full   | programme  |       | cedar | 20     | USD     |
    all    | investment | alder | cedar | 20     | USD     | full
    """
    table = found(made).set_index("gap")
    assert table.loc[["unassigned"], ["party_id", "low", "high"]].to_numpy().tolist() == [
        ["birch", 60, 60]
    ]
    assert table.loc[["uncovered"], ["party_id", "low", "high"]].to_numpy().tolist() == [
        ["whole", 90, 90]
    ]


def test_rest_that_may_be_nothing_is_still_a_gap(made: Made) -> None:
    """100 - (60-100) = 0-40 %.

    record | kind  | payer | bounds | unit
    part   | stake | alder | 60-100 | percent
    """
    row = found(made).set_index("gap").loc["unassigned"]
    assert (row["low"], row["high"]) == (0, 40)


def test_unconfirmed_and_one_voice(made: Made) -> None:
    """Official is confirmed; b and c share their outlet; costs and stakes are not asked.

    record | kind       | source | bounds | unit    | attestation  | upstream | meaning
    firm   | investment | a      | 10     | USD     | official     |          |
    told   | investment | b      | 10     | USD     | outlet       | X        |
    told   |            | c      | 10     | USD     | unattributed | X        |
    both   | programme  | a      | 10     | USD     | outlet       |          |
    both   |            | b      | 10     | USD     | outlet       | X        |
    worth  | valuation  | a      | 10     | USD     | outlet       |          |
    spent  | cost       | a      | 10     | USD     | outlet       |          | total
    share  | stake      | a      | 10     | percent | outlet       |          |
    silent | investment | a      |        |         | outlet       |          |
    """
    table = found(made)
    assert named(table, "unconfirmed") == ["told", "both", "worth"]
    assert named(table, "one_voice") == ["firm", "told", "worth"]
