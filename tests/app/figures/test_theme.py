import itertools
import re
import tomllib
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from app.figures.theme import FONT, Theme, mix, party_colours, theme

ROOT = Path(__file__).parents[3]
CONFIG = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))["theme"]
STYLE = (ROOT / "app" / "style.css").read_text(encoding="utf-8")

# Machado, Oliveira and Fernandes, "A Physiologically-based Model for Simulation of Color Vision
# Deficiency", IEEE Transactions on Visualization and Computer Graphics 15(6), 2009: severity 1.0,
# applied to linear RGB.
VISION = {
    "usual": np.eye(3),
    "protanopia": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "deuteranopia": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
}

# IEC 61966-2-1: linear sRGB to CIE XYZ, under D65.
XYZ = np.array(
    [
        [0.4124564, 0.3575761, 0.1804375],
        [0.2126729, 0.7151522, 0.0721750],
        [0.0193339, 0.1191920, 0.9503041],
    ]
)
WHITE = np.array([0.95047, 1.0, 1.08883])

Array = NDArray[np.float64]


def linear(colour: str) -> Array:
    part = np.array([int(colour[at : at + 2], 16) for at in (1, 3, 5)]) / 255
    return np.where(part <= 0.04045, part / 12.92, ((part + 0.055) / 1.055) ** 2.4)


def contrast(one: str, other: str) -> float:
    """WCAG 2.2, "contrast ratio" and "relative luminance"."""
    weights = np.array([0.2126, 0.7152, 0.0722])
    low, high = sorted(float(linear(colour) @ weights) for colour in (one, other))
    return (high + 0.05) / (low + 0.05)


def lab(rgb: Array) -> Array:
    x = XYZ @ np.clip(rgb, 0, 1) / WHITE
    fx, fy, fz = np.where(x > 216 / 24389, np.cbrt(x), (24389 / 27 * x + 16) / 116)
    return np.array([116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)])


def delta_e(one: str, other: str, vision: str) -> float:
    """CIE 1976: the distance in L*a*b* as that vision has it."""
    seen = [lab(VISION[vision] @ linear(colour)) for colour in (one, other)]
    return float(np.linalg.norm(seen[0] - seen[1]))


@pytest.fixture(params=[False, True], ids=["light", "dark"])
def either(request: pytest.FixtureRequest) -> Theme:
    return theme(dark=request.param)


def test_contrast_is_the_one_worked_by_hand() -> None:
    # 0x77 = 119; 119/255 = 0.46667; ((0.46667 + 0.055) / 1.055) ** 2.4 = 0.49447 ** 2.4 = 0.18448,
    # and a grey's luminance is that of its parts: (1 + 0.05) / (0.18448 + 0.05) = 4.478.
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.478, abs=0.001)


def test_distance_of_black_from_white_is_the_whole_lightness() -> None:
    assert delta_e("#000000", "#FFFFFF", "usual") == pytest.approx(100, abs=0.01)


def test_party_colours_stand_out_from_the_ground(either: Theme) -> None:
    assert len(either.parties) == len(set(either.parties)) == 10
    assert min(contrast(colour, either.ground) for colour in (*either.parties, either.other)) >= 3


def test_text_and_signs_stand_out_from_the_ground(either: Theme) -> None:
    for text in (either.ink, either.muted, either.accent, either.alarm):
        assert contrast(text, either.ground) >= 4.5
    assert contrast(either.hatch, either.ground) >= 3


@pytest.mark.parametrize("vision", VISION)
def test_the_first_six_parties_are_told_apart(either: Theme, vision: str) -> None:
    pairs = itertools.combinations(either.parties[:6], 2)
    assert min(delta_e(one, other, vision) for one, other in pairs) >= 25


@pytest.mark.parametrize("vision", VISION)
def test_no_two_of_the_ten_parties_are_alike(either: Theme, vision: str) -> None:
    pairs = itertools.combinations(either.parties, 2)
    assert min(delta_e(one, other, vision) for one, other in pairs) >= 10


def test_only_conflict_is_red(either: Theme) -> None:
    rest = (*either.parties, either.other, either.accent)
    assert min(delta_e(either.alarm, colour, "usual") for colour in rest) >= 40


def test_a_party_keeps_its_slot() -> None:
    assert party_colours(["softbank", "openai", "softbank", "arm"]) == {
        "softbank": 0,
        "openai": 1,
        "arm": 2,
    }


def test_all_parties_after_the_tenth_are_grey(either: Theme) -> None:
    slots = party_colours([f"party-{number}" for number in range(12)])
    assert [slots["party-9"], slots["party-10"], slots["party-11"]] == [9, 10, 10]
    assert either.party(9) == either.parties[9]
    assert either.party(10) == either.other


def test_a_tint_is_a_weighted_mean() -> None:
    # 0.25 x 0 + 0.75 x 255 = 191.25 = BF; 0.5 x 0x10 + 0.5 x 0x20 = 0x18.
    assert mix(["#000000", "#101010"], ["#FFFFFF", "#202020"], np.array([0.25, 0.5])) == [
        "#BFBFBF",
        "#181818",
    ]


def test_the_template_wears_the_theme(either: Theme) -> None:
    layout = either.template.layout
    assert layout.paper_bgcolor == layout.plot_bgcolor == either.ground
    assert layout.colorway == either.parties
    assert layout.font.family == FONT


def test_streamlit_wears_the_same_colours(either: Theme) -> None:
    section = CONFIG["dark" if either.dark else "light"]
    assert section["backgroundColor"] == either.ground
    assert section["textColor"] == either.ink
    assert section["linkColor"] == either.accent
    assert section["redColor"] == section["redTextColor"] == either.alarm
    assert tuple(section["chartCategoricalColors"]) == either.parties
    assert CONFIG["font"] == FONT


def test_streamlit_has_ten_colours_without_a_theme_too() -> None:
    assert tuple(CONFIG["chartCategoricalColors"]) == theme(dark=False).parties


def test_streamlit_widgets_can_be_read(either: Theme) -> None:
    section = CONFIG["dark" if either.dark else "light"]
    assert section["primaryColor"] == either.accent
    # Streamlit writes with it on the page's ground, the sidebar's, and a tenth of itself on these.
    for ground in (either.ground, section["sidebar"]["backgroundColor"]):
        (tint,) = mix([either.accent], ground, np.array([0.1]))
        assert min(contrast(either.accent, ground), contrast(either.accent, tint)) >= 4.5


def test_text_can_be_read_on_every_ground(either: Theme) -> None:
    section = CONFIG["dark" if either.dark else "light"]
    grounds = {
        section[key] for key in ("secondaryBackgroundColor", "dataframeHeaderBackgroundColor")
    }
    for ground in (*grounds, *section["sidebar"].values()):
        for text in (either.ink, either.muted, either.accent, either.alarm):
            assert contrast(text, ground) >= 4.5


def test_captions_are_muted_and_not_faded() -> None:
    (colours,) = re.findall(r"color: light-dark\((.+?), (.+?)\);\s+opacity: 1;", STYLE)
    assert colours == (theme(dark=False).muted, theme(dark=True).muted)
