"""The translation catalogues: `python -m scripts.catalogues extract | update | check`.

    extract   writes openward/locale/django.pot, every text of the interface, for whoever starts a new language;
    update    brings each openward/locale/*/LC_MESSAGES/django.po in step with the code: new texts come in empty,
              texts that are gone go out, translations stay. The English catalogue says what the code says;
    check     tells what is missing, stale, fuzzy or broken, and fails if there is anything.

The catalogues carry no dates and no line numbers, so that they change only when words do. `make demo` and the server
compile them on their way up (openward/config/preparing.py); nothing here has to be run to see a translation.
"""

from __future__ import annotations

import ast
import json
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatch
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract as babel_extract
from babel.messages.pofile import read_po, write_po
from jinja2.ext import babel_extract as _template_words

ROOT = Path(__file__).resolve().parent.parent
LOCALE = ROOT / "openward" / "locale"
TEMPLATE = LOCALE / "django.pot"

# Pages that only members of staff see. A text that appears nowhere else may stay in English for a while; every other
# text must be translated, so that a new page is part of the public journey until somebody says here that it is not.
STAFF_ONLY: tuple[str, ...] = ()

# In the order in which Django and Babel give their parts: (context, singular, plural).
KEYWORDS: dict[str, Any] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
TEMPLATE_OPTIONS = {
    "extensions": "jinja2.ext.i18n,jinja2.ext.do",
    "trim_blocks": "true",
    "lstrip_blocks": "true",
    "newstyle_gettext": "true",
    "silent": "false",
}
# Words held as data, by file: the names whose values a page shows. Whatever is named here is shown through `_()`.
WORDS_IN_DATA: dict[str, frozenset[str]] = {
    "openward/engagements/evidence/models_of_use.json": frozenset(
        {"label", "name", "description", "communication", "host", "people", "stages"}
    ),
    "openward/engagements/evidence/risks.json": frozenset({"text"}),
    "openward/engagements/evidence/findings.json": frozenset({"theme", "subtheme", "summary", "basis", "count_unit"}),
    "openward/engagements/evidence/capabilities.json": frozenset({"name", "what"}),
}

_HEADER = """\
# {title}
# MIT licence, as the rest of Openward. Brought in step with the code by `python -m scripts.catalogues update`.
msgid ""
msgstr ""
"Project-Id-Version: Openward\\n"
{language}"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
{plurals}
"""

_PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%%|%[sd]|\{\w*(?:[.\[][^{}]*)?(?::[^{}]*)?\}")
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")


@dataclass(frozen=True)
class Language:
    """A catalogue's folder, what it is called, and how it counts."""

    folder: str
    title: str
    plurals: str
    plural_forms: int
    is_source: bool = False

    @property
    def path(self) -> Path:
        return LOCALE / self.folder / "LC_MESSAGES" / "django.po"

    @property
    def header(self) -> str:
        return _HEADER.format(
            title=self.title,
            language=f'"Language: {self.folder}\\n"\n',
            plurals=f'"Plural-Forms: {self.plurals}\\n"\n',
        )


LANGUAGES: tuple[Language, ...] = (
    Language("en_GB", "The words of Openward, in British English.", "nplurals=2; plural=(n != 1);", 2, is_source=True),
    Language("zh_Hans", "The words of Openward, in Simplified Chinese.", "nplurals=1; plural=0;", 1),
)

Key = tuple[str, str]


def key_of(message: Message) -> Key:
    """What tells one text from another: its context and its (singular) words."""
    return (message.context or "", message.id if isinstance(message.id, str) else message.id[0])


# --- What the code says -------------------------------------------------------------------------------------------


def sources(root: Path = ROOT) -> Iterator[tuple[str, str]]:
    """Every file that may hold words, as (path from the root, kind of file), in a fixed order."""
    for path in sorted((root / "openward").rglob("*")):
        name = path.relative_to(root).as_posix()
        if "/migrations/" in name or "/static/" in name or "/locale/" in name:
            continue
        if name in WORDS_IN_DATA:
            yield name, "data"
        elif path.suffix == ".py":
            yield name, "python"
        elif "/jinja2/" in name and path.suffix in {".html", ".txt", ".xml", ".atom"}:
            yield name, "template"


def extract(root: Path = ROOT) -> Catalog:
    """Every text of the interface, with the files it stands in."""
    found = Catalog(charset="utf-8")
    for name, kind in sources(root):
        text = (root / name).read_bytes()
        for words, comments, context in _words_of(name, kind, text):
            found.add(words, locations=[(name, 0)], auto_comments=comments, context=context)
    return found


def _words_of(name: str, kind: str, text: bytes) -> Iterator[tuple[Any, list[str], str | None]]:
    if kind == "data":
        yield from ((words, [], None) for words in _data_words(json.loads(text), WORDS_IN_DATA[name]))
        return
    method: Any = "python" if kind == "python" else _template_words
    options = {"encoding": "utf-8"} if kind == "python" else TEMPLATE_OPTIONS
    marked = babel_extract(method, BytesIO(text), KEYWORDS, ["Translators:"], options, strip_comment_tags=True)
    yield from ((words, list(comments), context) for _line, words, comments, context in marked)


def _data_words(held: Any, names: frozenset[str]) -> Iterator[str]:
    if isinstance(held, dict):
        for name, value in held.items():
            if name == "subtheme" and value:
                # As a page shows it: without the heading above it, and not at all beside a model of use.
                words = value.split(": ", 1)[-1]
                yield from () if held["kind"] == "model" else (words[0].upper() + words[1:],)
            elif name in names and isinstance(value, str):
                yield value
            else:
                yield from _data_words(value, names)
    elif isinstance(held, list):
        for value in held:
            yield from _data_words(value, names)


def unreadable(root: Path = ROOT) -> Iterator[str]:
    """Calls that hide their words from extraction: pieces put together first, or a name that nothing looks for."""
    for name, kind in sources(root):
        if kind == "python":
            tree = ast.parse((root / name).read_text(encoding="utf-8"))
            yield from (f"{name}:{line}: {trouble}" for line, trouble in _hidden_words(tree))


def _hidden_words(tree: ast.AST) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation":
            for alias in node.names:
                if alias.name in KEYWORDS and alias.asname not in {None, "_"}:
                    yield node.lineno, f"{alias.name} is called {alias.asname} here, and its words are not found"
                elif alias.asname == "_" and KEYWORDS.get(alias.name, 0) is not None:
                    yield node.lineno, f"{alias.name} is called _ here, and its words are not found"
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in KEYWORDS:
            for argument in node.args[:1]:
                is_call = isinstance(argument, ast.Call)
                if isinstance(argument, (ast.JoinedStr, ast.BinOp)) or is_call:
                    yield node.lineno, "words are put together before they are translated"


# --- The catalogues -----------------------------------------------------------------------------------------------


def read(path: Path) -> Catalog:
    """A catalogue as it stands; an empty one where there is none yet."""
    if not path.exists():
        return Catalog(charset="utf-8")
    with path.open("rb") as text:
        return read_po(text, abort_invalid=True)


def in_step(found: Catalog, held: Catalog, language: Language) -> Catalog:
    """The texts of `found` with the translations of `held`."""
    known = {key_of(message): message for message in held if message.id}
    made = Catalog(locale=language.folder, charset="utf-8")
    for message in found:
        if not message.id:
            continue
        old = known.get(key_of(message))
        flags = set(message.flags) | ({"fuzzy"} if old and old.fuzzy else set())
        made.add(
            message.id,
            _string(message, old, language),
            locations=message.locations,
            flags=flags,
            auto_comments=message.auto_comments,
            user_comments=old.user_comments if old else (),
            context=message.context,
        )
    return made


def _string(message: Message, old: Message | None, language: Language) -> str | tuple[str, ...]:
    if language.is_source:
        return message.id
    if not message.pluralizable:
        return old.string if old and isinstance(old.string, str) else ""
    forms = old.string if old and isinstance(old.string, (tuple, list)) else ()
    return tuple(forms[at] if at < len(forms) else "" for at in range(language.plural_forms))


def text_of(catalogue: Catalog, header: str) -> bytes:
    """The catalogue as the text of a file, always the same for the same words."""
    out = BytesIO()
    write_po(out, catalogue, width=0, omit_header=True, sort_by_file=True, include_lineno=False)
    return header.encode() + out.getvalue().rstrip() + b"\n"


# --- What is wrong with them --------------------------------------------------------------------------------------


def is_public(message: Message) -> bool:
    """Whether a text stands anywhere but on pages of staff alone."""
    return any(not any(fnmatch(name, pattern) for pattern in STAFF_ONLY) for name, _line in message.locations)


def troubles(found: Catalog, held: Catalog, language: Language) -> Iterator[str]:
    """Everything wrong with a catalogue, as sentences."""
    known = {key_of(message): message for message in held if message.id}
    wanted = {key_of(message) for message in found if message.id}
    for key in sorted(known.keys() - wanted):
        yield f"stale: {_shown(key)} is in the catalogue and no longer in the code"
    for message in found:
        if not message.id:
            continue
        held_one = known.get(key_of(message))
        if held_one is None or held_one.pluralizable != message.pluralizable:
            yield f"missing: {_shown(key_of(message))} is in the code and not in the catalogue"
        else:
            yield from _faults(message, held_one, language)


def _faults(message: Message, held: Message, language: Language) -> Iterator[str]:
    words, shown = _forms(held.string), _shown(key_of(message))
    if held.fuzzy:
        yield f"fuzzy: {shown} needs another look, or its mark taken away"
    if not all(form.strip() for form in words) or not words:
        if is_public(message):
            yield f"untranslated: {shown}, in {', '.join(sorted({name for name, _line in message.locations}))}"
        return
    if len(words) != (language.plural_forms if message.pluralizable else 1):
        yield f"plural: {shown} has {len(words)} forms instead of {language.plural_forms}"
        return
    originals = _forms(message.id)
    if language.is_source and list(words) != list(originals):
        yield f"changed: {shown} is changed in the code, and the catalogue follows"
    for at, form in enumerate(words):
        # A language with one form says it for one as for many, so that it needs every value of the plural.
        original = originals[min(at, len(originals) - 1)] if len(words) == len(originals) else originals[-1]
        for what, pattern in (("placeholders", _PLACEHOLDER), ("tags", _TAG)):
            said, wanted = Counter(pattern.findall(form)), Counter(pattern.findall(original))
            if said != wanted:
                yield f"{what}: {shown} has {_counted(wanted)}, its translation {_counted(said)}"
        around = [(text[:1].isspace(), text[-1:].isspace()) for text in (original, form)]
        # What stands between two things may take a space in one language and none in another.
        if around[0] != around[1] and any(sign.isalnum() for sign in original):
            yield f"space: {shown} and its translation differ in the space around them"


def _forms(words: Any) -> Sequence[str]:
    if isinstance(words, str):
        return [words]
    return list(words.values()) if isinstance(words, dict) else list(words)


def _counted(found: Counter[str]) -> str:
    return " ".join(sorted(found.elements())) or "none"


def _shown(key: Key) -> str:
    context, words = key
    return f"“{words}”" + (f" ({context})" if context else "")


def check(root: Path = ROOT, languages: Iterable[Language] = LANGUAGES) -> list[str]:
    """All troubles of all catalogues; empty when everything is in step."""
    found = extract(root)
    told = list(unreadable(root))
    for language in languages:
        told.extend(f"{language.folder}: {trouble}" for trouble in troubles(found, read(language.path), language))
    return told


def update() -> None:
    found = extract()
    for language in LANGUAGES:
        language.path.parent.mkdir(parents=True, exist_ok=True)
        text = text_of(in_step(found, read(language.path), language), language.header)
        if not language.path.exists() or language.path.read_bytes() != text:
            language.path.write_bytes(text)
        empty = sum(1 for message in read(language.path) if message.id and not all(_forms(message.string)))
        print(f"{language.folder}: {len(found)} texts, {empty} to translate")


def main(arguments: Sequence[str]) -> int:
    if list(arguments) == ["extract"]:
        header = _HEADER.format(title="Every text of Openward.", language="", plurals="")
        LOCALE.mkdir(parents=True, exist_ok=True)
        TEMPLATE.write_bytes(text_of(extract(), header))
        print(f"{TEMPLATE.relative_to(ROOT)}: {len(extract())} texts")
    elif list(arguments) == ["update"]:
        update()
    elif list(arguments) == ["check"]:
        told = check()
        print("\n".join(told) or "The catalogues are in step with the code.")
        return 1 if told else 0
    else:
        print(__doc__)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
