"""The words of the dashboard for the codes of the data."""

from __future__ import annotations

STAGES = {
    "in_talks": "in talks",
    "pledged": "pledged",
    "committed": "committed",
    "completed": "completed",
    "projected": "projected",
    "goal": "goal",
}
STAGE_HELP = {
    "in_talks": "being negotiated; nothing is promised",
    "pledged": "promised, not yet binding",
    "committed": "bound by a contract or a decision",
    "completed": "paid or done",
    "projected": "expected by somebody",
    "goal": "aimed at",
}
ATTESTATIONS = {
    "official": "official",
    "outlet": "an outlet",
    "unattributed": "unattributed",
}
ATTESTATION_HELP = {
    "official": "the party itself says so",
    "outlet": "a named outlet reports it",
    "unattributed": "the source names nobody",
}
KINDS = {
    "investment": "investment",
    "purchase": "purchase",
    "stake": "stake",
    "valuation": "valuation",
    "programme": "programme",
    "funding": "funding",
    "cost": "running cost",
    "capacity": "capacity",
    "compute_share": "share of computing",
    "market_move": "market move",
    "partnership": "partnership",
    "milestone": "milestone",
}
KIND_HELP = {
    "investment": "money that a payer puts, or may put, into a payee",
    "purchase": "something bought for a price",
    "stake": "a holder's share in a target",
    "valuation": "what a target is said to be worth: a stock, never added to flows",
    "programme": "the size of a programme or of one of its tranches, whoever pays",
    "funding": "what a party raised in all, from whomever",
    "cost": "what a party spends on running its business",
    "capacity": "how much power, or how many servers or sites",
    "compute_share": "the part of a consumer's computing that one provider covers",
    "market_move": "a share price that rose or fell",
    "partnership": "who takes part in a joint venture or collaboration",
    "milestone": "something that happens at a time: past, planned or hoped for",
}
STATES = {
    "contested": "contested: sources cannot both be right",
    "concurring": "two or more independent voices concur",
    "single": "rests on a single voice",
}
STATE_HEADS = {
    "contested": "contested",
    "concurring": "concurring",
    "single": "single voice",
}
VERDICTS = {
    "same": "says the same",
    "compatible": "says it differently, and both can hold",
    "tolerance": "agrees within the tolerance",
    "conflict": "cannot hold beside this",
}
CONFLICTS = {
    "amount": "two amounts",
    "bound": "two bounds that exclude each other",
    "date": "two dates",
    "partners": "two lists of partners",
    "meaning": "one figure or date, two meanings",
}
MEANINGS = {
    "pre_money": "before the new money",
    "post_money": "with the new money",
    "models": "running the models",
    "total": "all spending",
    "up": "rose",
    "down": "fell",
    "founded": "founded",
    "formed": "formed",
    "signed": "signed",
    "construction": "under construction",
    "conversion_start": "conversion starts",
    "operations_start": "operations start",
    "in_operation": "in operation",
    "shift": "moves away",
    "overtakes": "overtakes",
}
DERIVATIONS = {
    "unassigned_share": "Share nobody is reported to hold",
    "implied_equity": "Equity that a holder's money implies",
    "unassigned_value": "Value of the share nobody is reported to hold",
    "coverage": "Covered by parts with a named payer",
    "uncovered": "Not covered by any named payer",
    "part_of_whole": "Part of its whole",
    "post_money": "Share the amount buys, post-money",
    "pre_money": "Share the amount buys, pre-money",
    "growth": "Growth",
    "yearly_growth": "Growth a year",
    "capacity_growth": "Growth of the capacity",
    "price_per_unit": "Price for each unit of capacity",
    "yearly_average": "Average a year",
    "remaining_share": "Share left to all others",
    "implied_rate": "Exchange rate in the source's own conversion",
}
GAPS = {
    "amount": "Amount not reported",
    "share": "Share not reported",
    "partner_stake": "Partner without a reported stake",
    "partner_amount": "Partner without a reported amount",
    "unassigned": "Holder of the rest not reported",
    "basis": "Pre- or post-money not reported",
    "uncovered": "Payer of the rest not reported",
    "unconfirmed": "Not confirmed officially",
    "one_voice": "Rests on one voice",
}
IGNORED = {
    "unknown name": "no parameter has this name",
    "unknown value": "there is no such value",
    "repeated": "only one can be chosen, the last",
    "other page": "it means nothing on this page",
}
INSTEAD = {
    "currency": "amounts are in the currency that is chosen at the side",
    "as_of": "everything published so far counts",
    "party": "all parties are shown",
    "stage": "the other stages of the link count, or all",
    "record": "no record is opened",
    "chart": "the whole page is shown",
    "payer": "the total is that of the largest payer",
    "payee": "the total is to anybody",
    "rows": "the rows are the parties",
    "amount": "the page's own example is converted",
    "from": "the page's own example is converted",
    "to": "the page's own example is converted",
    "on": "the page's own example is converted",
    "source": "the newest article is shown",
    "table": "the statements are shown",
    "search": "nothing is searched for",
}
PAGES = {
    "overview": "Overview",
    "timeline": "Timeline",
    "stakes": "Stakes",
    "currencies": "Currencies",
    "conflicts": "Conflicts",
    "sources": "Sources",
    "data": "Data",
    "method": "Method",
}
PAGE_HELP = {
    "overview": "Who has committed how much to whom, how firmly, and where the sources disagree. "
    "Every figure opens the words it came from.",
    "timeline": "What happens when, past and planned, and when the sources told of it.",
    "stakes": "Who is reported to hold what, and what the shares and the amounts imply.",
    "currencies": "Every amount in dollars, euros and yen, at the European Central Bank's rate of "
    "its own day, beside the sources' own conversions.",
    "conflicts": "Where sources cannot both be right, how far apart they are, and what concurs.",
    "sources": "What each article states, how well it is attested, and who else says so.",
    "data": "Every table, searchable and to take along as CSV, Excel and Data Package, with the "
    "meaning of each column.",
    "method": "How figures are read, compared, converted and added up, with worked examples.",
}
