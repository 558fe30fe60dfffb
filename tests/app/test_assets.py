"""Streamlit's own files: which of them a page names ahead, and how they are compressed."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import brotli
import pytest

from app import assets, compressing


def test_what_a_page_needs_is_there_and_named_once() -> None:
    """Where this fails, another release calls its scripts otherwise: they come later, no more."""
    for component in (*assets.CONTROLS, *assets.DRAWN):
        assert assets.script(component) is not None, component
    named = [str(path.relative_to(assets.STATIC)) for path in assets.named()]
    needed = assets.needed(chart=True)
    assert len({*named, *needed}) == len(named) + len(needed)
    assert all((assets.STATIC / path).is_file() for path in [*named, *needed])
    assert needed[0].startswith("static/js/PlotlyChart.")
    assert not any("PlotlyChart" in path for path in assets.needed(chart=False))


def write(folder: Path, **scripts: str) -> None:
    for name, text in scripts.items():
        (folder / f"{name}.x.js").write_text(text, encoding="utf-8")


@pytest.fixture
def release(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Scripts of an invented release of Streamlit, whose document names `main.x.js`."""
    scripts = tmp_path / "static" / "js"
    scripts.mkdir(parents=True)
    (tmp_path / "index.html").write_text('<script src="./static/js/main.x.js">', encoding="utf-8")
    monkeypatch.setattr(assets, "STATIC", tmp_path)
    monkeypatch.setattr(assets, "INDEX", tmp_path / "index.html")
    monkeypatch.setattr(assets, "_SCRIPTS", scripts)
    for kept in (assets.script, assets.needed, assets.named):
        kept.cache_clear()
        # Also behind the test, when the real ones are back.
        monkeypatch.setattr(assets, kept.__name__, kept.__wrapped__)
    return scripts


def test_what_a_script_imports_is_needed_too_and_what_it_may_import_later_is_not(
    release: Path,
) -> None:
    write(
        release,
        main="",
        Button="""import{a}from"./shared.x.js";import"./main.x.js";import"./gone.x.js";""",
        shared="""export*from'./deep.x.js';let later=()=>import("./later.x.js");""",
        deep="",
        later="",
    )
    # Not main, which the document names, nor gone, which is not there; PageLink and the others are
    # not there either. Same sizes go by name: 0 bytes, then those with text before it.
    assert assets.needed(chart=True) == (
        "static/js/Button.x.js",
        "static/js/shared.x.js",
        "static/js/deep.x.js",
    )


def test_a_release_that_calls_its_scripts_otherwise_gets_no_hints(release: Path) -> None:
    write(release, main="", PlotlyChart="", Plotly="")
    (release / "PlotlyChart.y.js").write_text("", encoding="utf-8")
    assert assets.hints(chart=True) == ("", "")


def test_the_chart_comes_early_and_the_rest_when_nothing_is_more_urgent(release: Path) -> None:
    write(release, main="", PlotlyChart="a chart", Table="")
    chart, table = assets.hints(chart=True)
    assert chart == '<link rel="modulepreload" crossorigin href="./static/js/PlotlyChart.x.js">'
    assert table == (
        '<link rel="modulepreload" crossorigin fetchpriority="low" href="./static/js/Table.x.js">'
    )
    assert assets.hints(chart=False)[0] == ""


def test_files_are_compressed_in_another_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = {tmp_path / "a.js": b"", tmp_path / "b.js": b"let b = 1;\n" * 100_000}
    for path, content in files.items():
        path.write_bytes(content)
    compressor = assets.Compressor([*files])
    compressor.finish()
    # Nothing is compressed here any more.
    monkeypatch.setattr(compressing, "compressed", None)
    assert {path: brotli.decompress(assets.compressed(path)) for path in files} == files


def test_without_another_process_a_file_is_compressed_when_it_is_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "c.js"
    path.write_bytes(b"let c;")
    monkeypatch.setattr(sys, "executable", "/no/such/python")
    assets.Compressor([path]).finish()
    assert brotli.decompress(assets.compressed(path)) == b"let c;"
    path.unlink()
    assert brotli.decompress(assets.compressed(path)) == b"let c;"


def test_a_file_that_is_gone_ends_the_other_process_only(tmp_path: Path) -> None:
    assets.Compressor([tmp_path / "none.js"]).finish()
    with pytest.raises(FileNotFoundError):
        assets.compressed(tmp_path / "none.js")


def test_the_command_writes_each_file_behind_its_length(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    paths = [tmp_path / "one", tmp_path / "two"]
    paths[0].write_bytes(b"one" * 1000)
    paths[1].write_bytes(b"")
    compressing.main([*map(str, paths)])
    sys.stdout.flush()
    read = compressing.read(capfdbinary.readouterr().out)
    assert [brotli.decompress(content) for content in read] == [b"one" * 1000, b""]


def test_the_least_is_loaded_to_compress() -> None:
    """The other process imports nothing of ours and nothing that is large."""
    text = Path(compressing.__file__).read_text(encoding="utf-8")
    imported = re.findall(r"^(?:import|from) (\S+)", text, re.MULTILINE)
    assert {*imported} == {"__future__", "brotli", "pathlib", "sys", "typing"}
