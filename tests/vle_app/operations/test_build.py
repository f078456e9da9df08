"""The pages are built again when, and only when, what they are made of has changed."""

from pathlib import Path

import pytest

from vle_app.operations import build

MADE_OF = ["pages/me.py", "vle_app/clock.py", "models/base.py", "assets/icons.svg", "reflex.lock/bun.lock", "rxconfig.py", "requirements.lock"]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A folder that looks like the project's."""
    for name in (*MADE_OF, "README.md"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(name)
    return tmp_path


@pytest.mark.parametrize("name", MADE_OF)
def test_a_change_of_anything_they_are_made_of_counts(project: Path, name: str) -> None:
    before = build.fingerprint(project)
    (project / name).write_text("changed")
    assert build.fingerprint(project) != before


def test_a_new_name_counts(project: Path) -> None:
    before = build.fingerprint(project)
    (project / "pages/me.py").rename(project / "pages/you.py")
    assert build.fingerprint(project) != before


def test_what_python_leaves_behind_does_not_count(project: Path) -> None:
    before = build.fingerprint(project)
    (project / "pages/__pycache__").mkdir()
    (project / "pages/__pycache__/me.cpython-311.pyc").write_bytes(b"x")
    (project / "README.md").write_text("changed")
    assert build.fingerprint(project) == before


def test_nothing_is_done_while_nothing_has_changed(project: Path) -> None:
    build.client(project).mkdir(parents=True)
    (build.web(project) / "built-from").write_text(build.fingerprint(project))
    assert build.is_built(project)
    assert not build.build(pytest.fail, project)
    (project / "pages/me.py").write_text("changed")
    assert not build.is_built(project)
