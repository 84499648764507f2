"""`zl docs`: what it builds, what it opens, and what it says where there is nothing."""

from __future__ import annotations

import webbrowser
from pathlib import Path
from urllib.parse import unquote, urlparse

import great_expectations as gx
import pytest

import zl_expectations as zl
from zl_expectations import cli


@pytest.fixture
def opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The addresses that a browser was asked to open, in a directory without a project."""
    monkeypatch.chdir(tmp_path)
    addresses: list[str] = []
    monkeypatch.setattr(webbrowser, "open", addresses.append)
    return addresses


def add_site() -> None:
    zl.add_data_docs(gx.get_context(mode="file", project_root_dir=Path.cwd()), "uncommitted/docs")


def printed_path(printed: str) -> Path:
    (address,) = printed.splitlines()
    return Path(unquote(urlparse(address).path))


def test_the_gates_site_is_built_and_opened(opened: list[str], capfd: pytest.CaptureFixture[str]) -> None:
    add_site()
    capfd.readouterr()
    assert cli.run(["docs"]) == 0
    printed = capfd.readouterr().out
    assert printed_path(printed) == Path.cwd() / "gx/uncommitted/docs/index.html"
    assert printed_path(printed).is_file()
    assert opened == printed.splitlines()


def test_with_no_open_the_path_is_printed_only(opened: list[str], capfd: pytest.CaptureFixture[str]) -> None:
    add_site()
    capfd.readouterr()
    assert cli.run(["docs", "--project", "gx", "--no-open"]) == 0
    assert printed_path(capfd.readouterr().out).is_file()
    assert opened == []


def test_a_project_without_the_gate_shows_the_sites_it_has(
    opened: list[str], capfd: pytest.CaptureFixture[str]
) -> None:
    gx.get_context(mode="file", project_root_dir=Path.cwd())
    assert cli.run(["docs"]) == 0
    assert printed_path(capfd.readouterr().out).parent.name == "local_site"
    assert len(opened) == 1


def test_without_a_project_it_says_how_to_make_one(opened: list[str], capfd: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["docs"]) == 2
    said = capfd.readouterr()
    assert said.out == ""
    assert "has no gx/great_expectations.yml. Make one with zl init." in said.err
    assert not list(Path.cwd().iterdir())
    assert opened == []


def test_a_project_without_a_site_says_so(opened: list[str], capfd: pytest.CaptureFixture[str]) -> None:
    gx.get_context(mode="file", project_root_dir=Path.cwd()).delete_data_docs_site("local_site")
    assert cli.run(["docs"]) == 2
    assert "must have a Data Docs site" in capfd.readouterr().err
    assert opened == []
