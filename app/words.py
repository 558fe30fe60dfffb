"""The words of the dashboard for the codes of the data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from app import numbers
from app.languages import Words, listed, marked, ngettext

if TYPE_CHECKING:
    from collections.abc import Sequence


MOST: Final = 12
"""Sources that a line names."""


def sources(ids: Sequence[str]) -> str:
    """Sources by their ids: `source 004`, `sources 000, 001`."""
    return ngettext("source {names}", "sources {names}", len(ids)).format(names=few(ids))


def few(ids: Sequence[str]) -> str:
    """Ids in a row; of more than `MOST` the first three, and how many more."""
    if len(ids) <= MOST:
        return listed(ids)
    return listed([*ids[:3], numbers.counted("{count} more", "{count} more", len(ids) - 3)])


STAGES = Words(
    {
        "in_talks": marked("in talks"),
        "pledged": marked("pledged"),
        "committed": marked("committed"),
        "completed": marked("completed"),
        "projected": marked("projected"),
        "goal": marked("goal"),
    }
)
STAGE_HELP = Words(
    {
        "in_talks": marked("being negotiated; nothing is promised"),
        "pledged": marked("promised, not yet binding"),
        "committed": marked("bound by a contract or a decision"),
        "completed": marked("paid or done"),
        "projected": marked("expected by somebody"),
        "goal": marked("aimed at"),
    }
)
ATTESTATIONS = Words(
    {
        "official": marked("official"),
        "outlet": marked("an outlet"),
        "unattributed": marked("unattributed"),
    }
)
ATTESTATION_HELP = Words(
    {
        "official": marked("the party itself says so"),
        "outlet": marked("a named outlet reports it"),
        "unattributed": marked("the source names nobody"),
    }
)
KINDS = Words(
    {
        "investment": marked("investment"),
        "purchase": marked("purchase"),
        "stake": marked("stake"),
        "valuation": marked("valuation"),
        "programme": marked("programme"),
        "funding": marked("funding"),
        "cost": marked("running cost"),
        "capacity": marked("capacity"),
        "compute_share": marked("share of computing"),
        "market_move": marked("market move"),
        "partnership": marked("partnership"),
        "milestone": marked("milestone"),
    }
)
KIND_HELP = Words(
    {
        "investment": marked("money that a payer puts, or may put, into a payee"),
        "purchase": marked("something bought for a price"),
        "stake": marked("a holder's share in a target"),
        "valuation": marked("what a target is said to be worth: a stock, never added to flows"),
        "programme": marked("the size of a programme or of one of its tranches, whoever pays"),
        "funding": marked("what a party raised in all, from whomever"),
        "cost": marked("what a party spends on running its business"),
        "capacity": marked("how much power, or how many servers or sites"),
        "compute_share": marked("the part of a consumer's computing that one provider covers"),
        "market_move": marked("a share price that rose or fell"),
        "partnership": marked("who takes part in a joint venture or collaboration"),
        "milestone": marked("something that happens at a time: past, planned or hoped for"),
    }
)
STATES = Words(
    {
        "contested": marked("contested: sources cannot both be right"),
        "concurring": marked("two or more independent voices concur"),
        "single": marked("rests on a single voice"),
    }
)
STATE_HEADS = Words(
    {
        "contested": marked("contested"),
        "concurring": marked("concurring"),
        "single": marked("single voice"),
    }
)
VERDICTS = Words(
    {
        "same": marked("says the same"),
        "compatible": marked("says it differently, and both can hold"),
        "tolerance": marked("agrees within the tolerance"),
        "conflict": marked("cannot hold beside this"),
    }
)
CONFLICTS = Words(
    {
        "amount": marked("two amounts"),
        "bound": marked("two bounds that exclude each other"),
        "date": marked("two dates"),
        "partners": marked("two lists of partners"),
        "meaning": marked("one figure or date, two meanings"),
    }
)
MEANINGS = Words(
    {
        "pre_money": marked("before the new money"),
        "post_money": marked("with the new money"),
        "models": marked("running the models"),
        "total": marked("all spending"),
        "up": marked("rose"),
        "down": marked("fell"),
        "founded": marked("founded"),
        "formed": marked("formed"),
        "signed": marked("signed"),
        "construction": marked("under construction"),
        "conversion_start": marked("conversion starts"),
        "operations_start": marked("operations start"),
        "in_operation": marked("in operation"),
        "shift": marked("moves away"),
        "overtakes": marked("overtakes"),
    }
)
DERIVATIONS = Words(
    {
        "unassigned_share": marked("Share nobody is reported to hold"),
        "implied_equity": marked("Equity that a holder's money implies"),
        "unassigned_value": marked("Value of the share nobody is reported to hold"),
        "coverage": marked("Covered by parts with a named payer"),
        "uncovered": marked("Not covered by any named payer"),
        "part_of_whole": marked("Part of its whole"),
        "post_money": marked("Share the amount buys, post-money"),
        "pre_money": marked("Share the amount buys, pre-money"),
        "growth": marked("Growth"),
        "yearly_growth": marked("Growth a year"),
        "capacity_growth": marked("Growth of the capacity"),
        "price_per_unit": marked("Price for each unit of capacity"),
        "yearly_average": marked("Average a year"),
        "remaining_share": marked("Share left to all others"),
        "implied_rate": marked("Exchange rate in the source's own conversion"),
    }
)
GAPS = Words(
    {
        "amount": marked("Amount not reported"),
        "share": marked("Share not reported"),
        "partner_stake": marked("Partner without a reported stake"),
        "partner_amount": marked("Partner without a reported amount"),
        "unassigned": marked("Holder of the rest not reported"),
        "basis": marked("Pre- or post-money not reported"),
        "uncovered": marked("Payer of the rest not reported"),
        "unconfirmed": marked("Not confirmed officially"),
        "one_voice": marked("Rests on one voice"),
    }
)
# By the keys of `models.bulk.UNVERIFIED`.
UNVERIFIED = Words(
    {
        "no_fingerprint": marked("its article has no fingerprint to verify it by"),
        "not_found": marked("these words were not found in the article"),
        "not_said": marked("these words do not say the figure"),
    }
)
IGNORED = Words(
    {
        "unknown name": marked("no parameter has this name"),
        "unknown value": marked("there is no such value"),
        "repeated": marked("only one can be chosen, the last"),
        "other page": marked("it means nothing on this page"),
    }
)
INSTEAD = Words(
    {
        "currency": marked("amounts are in the currency that is chosen at the side"),
        "as_of": marked("everything published so far counts"),
        "party": marked("all parties are shown"),
        "stage": marked("the other stages of the link count, or all"),
        "unverified": marked("unverified statements are left out"),
        "lang": marked("the language is that of your browser"),
        "record": marked("no record is opened"),
        "chart": marked("the whole page is shown"),
        "payer": marked("the total is that of the largest payer"),
        "payee": marked("the total is to anybody"),
        "rows": marked("the rows are the parties"),
        "amount": marked("the page's own example is converted"),
        "from": marked("the page's own example is converted"),
        "to": marked("the page's own example is converted"),
        "on": marked("the page's own example is converted"),
        "source": marked("the newest article is shown"),
        "table": marked("the statements are shown"),
        "search": marked("nothing is searched for"),
    }
)
PAGES = Words(
    {
        "overview": marked("Overview"),
        "timeline": marked("Timeline"),
        "stakes": marked("Stakes"),
        "currencies": marked("Currencies"),
        "conflicts": marked("Conflicts"),
        "sources": marked("Sources"),
        "data": marked("Data"),
        "method": marked("Method"),
    }
)
PAGE_HELP = Words(
    {
        "overview": marked(
            "Who has committed how much to whom, how firmly, and where the sources disagree. "
            "Every figure opens the words it came from."
        ),
        "timeline": marked("What happens when, past and planned, and when the sources told of it."),
        "stakes": marked(
            "Who is reported to hold what, and what the shares and the amounts imply."
        ),
        "currencies": marked(
            "Every amount in the currencies that the sources use most, at the European Central "
            "Bank's rate of its own day, beside the sources' own conversions."
        ),
        "conflicts": marked(
            "Where sources cannot both be right, how far apart they are, and what concurs."
        ),
        "sources": marked(
            "What each article states, how well it is attested, and who else says so."
        ),
        "data": marked(
            "Every table, searchable and to take along as CSV, Excel and Data Package, with the "
            "meaning of each column."
        ),
        "method": marked(
            "How figures are read, compared, converted and added up, with worked examples."
        ),
    }
)
