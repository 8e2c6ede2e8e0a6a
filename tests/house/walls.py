"""What import-linter cannot say: which faces of a room other rooms may see, and that relations point downwards."""

from collections.abc import Iterable

import grimp
from django.db import models

FLOORS = (
    ("config",),
    ("web", "api"),
    ("evaluation",),
    ("responses",),
    ("improvements",),
    ("opinions", "themes", "listening", "federation"),
    ("safety",),
    ("contributions",),
    ("spaces",),
    ("engagements",),
    ("notifications",),
    ("people",),
    ("ledger",),
    ("design", "kit"),
    ("methods",),
)
HEIGHT = {room: len(FLOORS) - index for index, floor in enumerate(FLOORS) for room in floor}
OPEN_FACES = {"models", "events", "access", "queries", "actions"}
OPEN_ROOMS = {"design", "kit", "methods"}


def hidden_faces_seen(graph: grimp.ImportGraph) -> list[str]:
    """Imports that reach behind another room's face: its views, forms, presenters, handlers or tasks."""
    found = []
    for importer in graph.modules:
        room = importer.split(".")[1] if "." in importer else ""
        if not room or room == "config":
            continue
        for imported in graph.find_modules_directly_imported_by(importer):
            parts = imported.split(".")
            if parts[0] != "openward" or len(parts) < 3 or parts[1] in {room, *OPEN_ROOMS}:
                continue
            if parts[2] not in OPEN_FACES:
                found.append(f"{importer} imports {imported}")
    return sorted(found)


def upward_relations(found_models: Iterable[type[models.Model]]) -> list[str]:
    """Relations of our own models that point to a higher floor, or to another room on the same floor."""
    found = []
    for model in found_models:
        room = model._meta.app_config.name.split(".")[-1] if model._meta.app_config else ""
        for field in model._meta.get_fields():
            target = getattr(field, "related_model", None)
            if target is None or field.auto_created or not isinstance(target, type):
                continue
            module = target.__module__.split(".")
            if module[0] != "openward":
                continue
            if HEIGHT[module[1]] > HEIGHT[room] or (module[1] != room and HEIGHT[module[1]] == HEIGHT[room]):
                found.append(f"{model.__name__}.{field.name} points up to {module[1]}.{target.__name__}")
    return found
