"""The house stands: floors, walls, faces and relations, each with a breach that must be noticed."""

import shutil
import subprocess
import sys
from pathlib import Path

import grimp
import pytest
from django.apps import apps
from django.db import models
from django.test.utils import isolate_apps

from openward.config.settings import ROOMS
from tests.house.walls import hidden_faces_seen, upward_relations

ROOT = Path(__file__).resolve().parents[2]


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"],
        cwd=folder,
        env={"PYTHONPATH": str(folder), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_floors_and_walls_hold() -> None:
    result = lint_imports(ROOT)
    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize(
    ("file", "breach"),
    [
        ("openward/people/queries.py", "from openward.spaces.models import Space"),
        ("openward/ledger/models.py", "from openward.ledger.actions import record"),
        ("openward/methods/spc.py", "import django"),
    ],
)
def test_a_breach_is_noticed(tmp_path: Path, file: str, breach: str) -> None:
    shutil.copytree(ROOT / "openward", tmp_path / "openward", ignore=shutil.ignore_patterns("static", "jinja2"))
    shutil.copy(ROOT / ".importlinter", tmp_path)
    with (tmp_path / file).open("a") as opened:
        opened.write(f"\n{breach}\n")
    result = lint_imports(tmp_path)
    assert result.returncode == 1
    assert "BROKEN" in result.stdout


def test_rooms_show_one_another_their_open_faces_only() -> None:
    assert hidden_faces_seen(grimp.build_graph("openward", cache_dir=None)) == []


def test_a_look_behind_a_face_is_noticed() -> None:
    graph = grimp.build_graph("openward", cache_dir=None)
    graph.add_import(importer="openward.web.context", imported="openward.contributions.forms")
    assert hidden_faces_seen(graph) == ["openward.web.context imports openward.contributions.forms"]


def test_relations_point_down() -> None:
    ours = [model for model in apps.get_models() if model._meta.app_config.name in ROOMS]
    assert len(ours) > 20
    assert upward_relations(ours) == []


@isolate_apps("openward.people")
def test_a_relation_upwards_is_noticed() -> None:
    class Planted(models.Model):
        space = models.ForeignKey("spaces.Space", on_delete=models.CASCADE)

        class Meta:
            app_label = "people"

    from openward.spaces.models import Space

    Planted._meta.get_field("space").remote_field.model = Space
    Planted._meta.get_field("space").__dict__.pop("related_model", None)
    Planted._meta.__dict__.pop("app_config", None)
    planted = upward_relations([Planted])
    assert planted == ["Planted.space points up to spaces.Space"]
