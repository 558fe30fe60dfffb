"""Parties: who pays, is paid, holds, is held, buys, sells, provides or takes part."""

from __future__ import annotations

from typing import Literal

from models.base import Country, LocalText, Model, Slug


class Party(Model):
    """A company, fund, venture, government, market or site that a record names."""

    id: Slug
    """Stable code; it stands in URLs (`party=alder`)."""
    label: LocalText
    """The name as readers know it."""
    type: Literal["company", "fund", "venture", "government", "site"]
    """What it is. A `venture` is a joint venture or a programme with partners."""
    country: Country | None = None
    """ISO 3166-1 alpha-2, where an article says or plainly implies it."""
    note: LocalText | None = None
    """Ours, not a source's: what a reader must know to tell this party from another."""
