"""Records (real-world things) and statements (one source's account of one of them).

Each kind of record has a file of its own in data/. Two parties of a record stand in the same
two columns of every table, `payer_id` and `payee_id`; `roles` of each kind says which of its
fields they are.
"""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal, Self, get_args

from pydantic import Field, model_validator

from models.base import Country, LocalText, Model, Outlet, PartyId, RecordId, Slug, SourceId, Text
from models.dates import EdtfDate
from models.measures import Bounds, Change, Money, Quantity, Share

Stage = Literal["in_talks", "pledged", "committed", "completed", "projected", "goal"]
"""How binding. Money: in_talks < pledged < committed < completed; ahead: projected, goal."""

Attestation = Literal["official", "outlet", "unattributed"]
"""How well attested: the party itself, a named outlet, or nobody in particular."""

STAGES: tuple[str, ...] = get_args(Stage)
ATTESTATIONS: tuple[str, ...] = get_args(Attestation)


class Statement(Model):
    """One source's account of the record."""

    measures: ClassVar[tuple[str, ...]] = ()
    """Fields of which at most one holds the statement's measure."""
    meaning_field: ClassVar[str | None] = None
    """The field that says what the figure or date means, where two readings cannot both hold."""

    source: SourceId
    """Id of the article (`seeds/`), such as "004"."""
    stage: Stage | None = None
    """How binding it is. Left out where it does not apply (a price move, a partner list)."""
    attestation: Attestation
    """How well it is attested: official, outlet or unattributed."""
    upstream: tuple[Outlet, ...] = ()
    """Outlets that the article names for this statement; two that share one are one voice."""
    event: EdtfDate | None = None
    """EDTF: when the thing that is told of happens."""
    quote: Text
    """4 to 12 words of the article, as they stand, that carry the figure or the relation."""
    context: tuple[Text, ...] = ()
    """Further fragments that carry the payer, the unit or the date; verified alike."""
    note: LocalText | None = None
    """Ours, not the source's: how ambiguous or mistranslated words were read."""

    @property
    def measure(self) -> Bounds | None:
        """The one measure that the statement reports, if any."""
        found = [getattr(self, name) for name in self.measures]
        return next((measure for measure in found if measure is not None), None)

    @property
    def meaning(self) -> str | None:
        """The code of what the figure or date means, if this kind of statement has one."""
        return getattr(self, self.meaning_field) if self.meaning_field else None


class MoneyStatement(Statement):
    """A statement about an amount of money; without `amount` it is "not reported"."""

    measures: ClassVar[tuple[str, ...]] = ("amount",)

    amount: Money | None = None
    """As reported."""
    equivalent: Money | None = None
    """The article's own conversion: kept beside the amount, never added to it."""

    @model_validator(mode="after")
    def _equivalent_of_something(self) -> Self:
        if self.equivalent is not None and self.amount is None:
            msg = "`equivalent` stands without an `amount`: make it the `amount`"
            raise ValueError(msg)
        if self.equivalent and self.amount and self.equivalent.currency == self.amount.currency:
            msg = "`equivalent` is in the amount's own currency: give it as another statement"
            raise ValueError(msg)
        return self


class StakeStatement(Statement):
    """A statement about a share in a target."""

    measures: ClassVar = ("share",)

    share: Share | None = None
    """Percent of the target's shares; left out where it is not reported."""


class ValuationStatement(MoneyStatement):
    """A statement about what a target is worth."""

    meaning_field: ClassVar = "basis"

    basis: Literal["pre_money", "post_money"] | None = None
    """Before or after the new money; left out where it is not reported."""


class ProgrammeStatement(MoneyStatement):
    """A statement about a programme's or a tranche's size."""

    horizon: Quantity | None = None
    """Over how many years, where the source says so."""


class CostStatement(MoneyStatement):
    """A statement about a running cost, or about how it grows."""

    measures: ClassVar = ("amount", "multiple")
    meaning_field: ClassVar = "scope"

    multiple: Quantity | None = None
    """How many times the cost of the record in `relative_to`, where the source says so."""
    scope: Literal["models", "total"] | None = None
    """Whether the source speaks of running the models or of all spending."""

    @model_validator(mode="after")
    def _one_measure(self) -> Self:
        if self.amount is not None and self.multiple is not None:
            msg = "`amount` and `multiple` stand together: make them two records"
            raise ValueError(msg)
        if self.multiple is not None and self.multiple.unit != "multiple":
            msg = "the unit of `multiple` is `multiple`: correct it"
            raise ValueError(msg)
        return self


class CapacityStatement(Statement):
    """A statement about how much a site or an operator has: power, servers, sites."""

    measures: ClassVar = ("quantity",)

    quantity: Quantity | None = None
    """As reported."""


class ComputeShareStatement(Statement):
    """A statement about the part of a consumer's computing that a provider covers."""

    measures: ClassVar = ("share",)

    share: Share | None = None
    """Percent of the consumer's need; left out where it is not reported."""


class MarketMoveStatement(Statement):
    """A statement about a price that moved."""

    measures: ClassVar = ("change",)
    meaning_field: ClassVar = "direction"

    change: Change | None = None
    """Percent, negative for a fall; left out where only the direction is reported."""
    direction: Literal["up", "down"]
    """Which way the price went."""

    @model_validator(mode="after")
    def _sign_is_direction(self) -> Self:
        if self.change is not None:
            bounds = [b for b in (self.change.interval.lower, self.change.interval.upper) if b]
            if any((bound > 0) != (self.direction == "up") for bound in bounds):
                msg = f"the sign of `change` is not `direction: {self.direction}`: correct one"
                raise ValueError(msg)
        return self


class PartnershipStatement(Statement):
    """A statement that names who takes part in a venture or collaboration."""

    partners: Annotated[tuple[PartyId, ...], Field(min_length=1)]
    """The parties that this sentence names as taking part; being named is no stake."""


class MilestoneStatement(Statement):
    """A statement about something that happens, happened or is meant to happen."""

    meaning_field: ClassVar = "occurrence"

    occurrence: Literal[
        "founded",
        "formed",
        "signed",
        "construction",
        "conversion_start",
        "operations_start",
        "in_operation",
        "shift",
        "overtakes",
    ]
    """What happens: two different occurrences in one record contradict each other."""
    lag: Quantity | None = None
    """How long before the article's news it happened, where the date was found from that."""


class RecordBase(Model):
    """What every record has."""

    roles: ClassVar[tuple[str | None, str | None]]
    """Names of the fields that stand as `payer_id` and `payee_id` in the tables."""

    id: Slug
    """Stable code; it stands in URLs (`record=alder-into-birch`)."""
    label: LocalText
    """A short name that a chart can carry."""
    part_of: RecordId | None = None
    """The record of which this one is a part; a total counts the whole and not the part."""
    includes: tuple[RecordId, ...] = ()
    """Records that this aggregate already counts; a total counts them and not the aggregate."""
    note: LocalText | None = None
    """Ours, not a source's: what a reader should know before using the figure."""

    @property
    def payer_id(self) -> str | None:
        """Who pays, holds, buys, provides or operates."""
        return getattr(self, self.roles[0]) if self.roles[0] else None

    @property
    def payee_id(self) -> str | None:
        """Who is paid, held, sells, consumes, or what the record is about."""
        return getattr(self, self.roles[1]) if self.roles[1] else None

    @property
    def party_ids(self) -> tuple[str, ...]:
        """Every party that the record or one of its statements names, each once, in order."""
        named = [self.payer_id, self.payee_id]
        for statement in self.statements:
            named += getattr(statement, "partners", ())
        return tuple(dict.fromkeys(party for party in named if party))

    statements: tuple[Any, ...]


class Investment(RecordBase):
    """Money that a payer puts, or may put, into a payee; the amount may be unreported."""

    kind: Literal["investment"] = "investment"
    roles: ClassVar = ("payer", "payee")

    payer: PartyId
    """Who invests."""
    payee: PartyId | None = None
    """Who receives it; left out where the source names nobody."""
    place: Country | None = None
    """The country invested in, where the source names that instead of a payee."""
    statements: Annotated[tuple[MoneyStatement, ...], Field(min_length=1)]
    """What each source says of it."""


class Purchase(RecordBase):
    """Something bought for a price."""

    kind: Literal["purchase"] = "purchase"
    roles: ClassVar = ("buyer", "seller")

    buyer: PartyId
    """Who pays."""
    seller: PartyId
    """Who is paid."""
    asset: PartyId
    """What changes hands."""
    statements: Annotated[tuple[MoneyStatement, ...], Field(min_length=1)]
    """What each source says of it."""

    @property
    def party_ids(self) -> tuple[str, ...]:
        """Buyer, seller and asset."""
        return (self.buyer, self.seller, self.asset)


class Stake(RecordBase):
    """A holder's share in a target."""

    kind: Literal["stake"] = "stake"
    roles: ClassVar = ("holder", "target")

    holder: PartyId
    """Who holds it."""
    target: PartyId
    """What it is a share of."""
    statements: Annotated[tuple[StakeStatement, ...], Field(min_length=1)]
    """What each source says of it."""


class Valuation(RecordBase):
    """What a target is said to be worth: a stock, never added to flows."""

    kind: Literal["valuation"] = "valuation"
    roles: ClassVar = (None, "target")

    target: PartyId
    """What is valued."""
    statements: Annotated[tuple[ValuationStatement, ...], Field(min_length=1)]
    """What each source says of it."""


class Programme(RecordBase):
    """A programme's size, or that of one of its tranches, whoever pays for it."""

    kind: Literal["programme"] = "programme"
    roles: ClassVar = (None, "payee")

    payee: PartyId
    """The venture that the programme funds."""
    statements: Annotated[tuple[ProgrammeStatement, ...], Field(min_length=1)]
    """What each source says of it."""


class Funding(RecordBase):
    """What a party raised in all, from whomever."""

    kind: Literal["funding"] = "funding"
    roles: ClassVar = (None, "payee")

    payee: PartyId
    """Who raised it."""
    statements: Annotated[tuple[MoneyStatement, ...], Field(min_length=1)]
    """What each source says of it."""


class Cost(RecordBase):
    """What a party spends on running its business: spending, not a commitment to anyone."""

    kind: Literal["cost"] = "cost"
    roles: ClassVar = ("payer", "payee")

    payer: PartyId
    """Who spends."""
    payee: PartyId | None = None
    """With whom, where the source says so."""
    growth_of: RecordId | None = None
    """The record whose growth the statements give, as a multiple of `relative_to`."""
    relative_to: RecordId | None = None
    """The record of which the statements give a multiple."""
    statements: Annotated[tuple[CostStatement, ...], Field(min_length=1)]
    """What each source says of it."""


class Capacity(RecordBase):
    """How much power, servers or sites there are, or are to be."""

    kind: Literal["capacity"] = "capacity"
    roles: ClassVar = ("operator", "subject")

    operator: PartyId | None = None
    """Who runs it, where the source says so."""
    subject: PartyId
    """The site, venture or party that has the capacity."""
    grows_from: RecordId | None = None
    """The record of the same subject's earlier capacity."""
    statements: Annotated[tuple[CapacityStatement, ...], Field(min_length=1)]
    """What each source says of it."""


class ComputeShare(RecordBase):
    """The part of a consumer's computing that one provider covers."""

    kind: Literal["compute_share"] = "compute_share"
    roles: ClassVar = ("provider", "consumer")

    provider: PartyId
    """Who provides the computing."""
    consumer: PartyId
    """Who needs it."""
    statements: Annotated[tuple[ComputeShareStatement, ...], Field(min_length=1)]
    """What each source says of it."""


class MarketMove(RecordBase):
    """A share price that rose or fell."""

    kind: Literal["market_move"] = "market_move"
    roles: ClassVar = (None, "subject")

    subject: PartyId
    """Whose shares moved."""
    statements: Annotated[tuple[MarketMoveStatement, ...], Field(min_length=1)]
    """What each source says of it."""


class Partnership(RecordBase):
    """Who takes part in a joint venture, a programme or a collaboration."""

    kind: Literal["partnership"] = "partnership"
    roles: ClassVar = (None, "venture")

    form: Literal["joint_venture", "collaboration", "backing"]
    """What the sources call it."""
    venture: PartyId | None = None
    """The joint venture itself, where there is one."""
    statements: Annotated[tuple[PartnershipStatement, ...], Field(min_length=1)]
    """What each source says of it."""


class Milestone(RecordBase):
    """Something that happens at a time: past, planned or hoped for."""

    kind: Literal["milestone"] = "milestone"
    roles: ClassVar = ("actor", "subject")

    actor: PartyId | None = None
    """Who does it."""
    subject: PartyId
    """What it happens to."""
    statements: Annotated[tuple[MilestoneStatement, ...], Field(min_length=1)]
    """What each source says of it."""


Record = Annotated[
    Investment
    | Purchase
    | Stake
    | Valuation
    | Programme
    | Funding
    | Cost
    | Capacity
    | ComputeShare
    | MarketMove
    | Partnership
    | Milestone,
    Field(discriminator="kind"),
]
"""Any record, told apart by `kind`."""

FILES: dict[str, type[RecordBase]] = {
    "investments": Investment,
    "purchases": Purchase,
    "stakes": Stake,
    "valuations": Valuation,
    "programmes": Programme,
    "funding": Funding,
    "costs": Cost,
    "capacities": Capacity,
    "compute_shares": ComputeShare,
    "market_moves": MarketMove,
    "partnerships": Partnership,
    "milestones": Milestone,
}
"""Name of the file in data/ (without .yaml) of each kind, in the order of every table."""
KINDS: tuple[str, ...] = tuple(model.model_fields["kind"].default for model in FILES.values())
REFERENCES = ("part_of", "growth_of", "relative_to", "grows_from")
"""Fields that name one other record."""
FLOWS: tuple[str, ...] = ("investment", "purchase", "programme", "funding")
"""Kinds whose money is committed to somebody and may be added up."""
