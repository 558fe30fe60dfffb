"""A dataset with more statements than a page shows at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bench import generated

if TYPE_CHECKING:
    from pathlib import Path

STATEMENTS = 400


@pytest.fixture(scope="session")
def four_hundred(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a dataset of 400 statements, all of it invented.

    100 records of four statements each, 40 parties and 20 sources.
    """
    root = tmp_path_factory.mktemp("four-hundred") / "made"
    generated.write(root, STATEMENTS)
    return root
