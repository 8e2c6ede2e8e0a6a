"""Which words of a page does a person see, and which of them were never up for translation?

Three ways of looking: at the text of a template, at the sentences in Python code, and at a page as it was sent.
"""

import ast
import re
from collections.abc import Collection, Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import jinja2
from jinja2 import nodes

from scripts.catalogues import KEYWORDS, ROOT, sources

# What stands in every language as it is: the name of the product, and what has no other name.
SAME_EVERYWHERE = frozenset(
    (
        "Openward openward Riverbend Health NHS CSV PDSA XmR QR JavaScript PIN cookie PNG PDF UTF NUL FFT DOI doi "
        "Walsh Farrington kappa Facebook WhatsApp Twitter"
    ).split()
)
SEEN_ATTRIBUTES = frozenset({"alt", "title", "placeholder", "aria-label", "aria-description", "aria-valuetext"})
_WORD = re.compile(r"[A-Za-z]{2,}(?:[-'’][A-Za-z]+)*")
_SENTENCE = re.compile(r"^[“(]?[A-Z][a-z’]*\b.*\s.*[a-z]|^[A-Z][a-z]+ [a-z]+")
_LABEL = re.compile(r"^[A-Z][a-z’]+(?: [a-z’]+)*[.?!:]?$|(?:[a-z’]+ ){2,}[a-z’]+")
# Blocks of a layout that fill a class attribute, and the numbers of findings and of decisions.
_NAMES_OF_CLASSES = re.compile(r"^(?:(?:[a-z]+(?:[-_]+[a-z]+)+|x)\s*)+$")
_CODE = re.compile(r"\b[A-Z]{2,4}-\d+\b|\bx+\b|\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b")


def has_words(text: str) -> bool:
    """Whether a text holds English words that would be said otherwise in another language."""
    return any(word not in SAME_EVERYWHERE for word in _WORD.findall(_CODE.sub(" ", text)))


class _Reader(HTMLParser):
    """Collects what a reader sees or hears: (line, text), and leaves out what is marked as another language."""

    def __init__(self, other_language: str = "") -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[int, str]] = []
        self._unseen: list[str] = []
        self._other = other_language

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        held = dict(attrs)
        if self._unseen or tag in {"script", "style"} or (self._other and held.get("lang") == self._other):
            if tag not in _EMPTY:
                self._unseen.append(tag)
            return
        line = self.getpos()[0]
        self.found.extend((line, value) for name, value in attrs if name in SEEN_ATTRIBUTES and value)
        if tag == "input" and held.get("type") in {"submit", "button"} and held.get("value"):
            self.found.append((line, held["value"] or ""))
        if tag == "meta" and held.get("name") == "description" and held.get("content"):
            self.found.append((line, held["content"] or ""))

    def handle_endtag(self, tag: str) -> None:
        if self._unseen and self._unseen[-1] == tag:
            self._unseen.pop()

    def handle_data(self, data: str) -> None:
        if not self._unseen and data.strip():
            line = self.getpos()[0] + data[: len(data) - len(data.lstrip())].count("\n")
            self.found.append((line, " ".join(data.split())))


_EMPTY = frozenset("area base br col embed hr img input link meta source track wbr".split())


def words_of_page(html: str, *, other_language: str = "") -> list[str]:
    """Every text of a page that somebody sees or hears, without what is marked with `lang="other_language"`."""
    reader = _Reader(other_language)
    reader.feed(html)
    reader.close()
    return [text for _line, text in reader.found]


# --- Templates ----------------------------------------------------------------------------------------------------


def outside_in_template(name: str, source: str) -> Iterator[str]:
    """Visible words that a template says by itself instead of through `_()`."""
    environment = jinja2.Environment(extensions=["jinja2.ext.i18n", "jinja2.ext.do"], autoescape=True)
    # An x stands for every expression, and line breaks are kept for the numbers of the lines.
    text = "".join(
        value if kind == "data" else "x" * (kind == "variable_begin") + "\n" * value.count("\n")
        for _line, kind, value in environment.lex(source, name)
    )
    if name.endswith(".html"):
        reader = _Reader()
        reader.feed(text)
        reader.close()
        seen = reader.found
    else:
        seen = list(enumerate(text.split("\n"), 1))
    for line, words in seen:
        if _NAMES_OF_CLASSES.match(words):
            continue
        if has_words(words):
            yield f"{name}:{line}: {words.strip()}"
    tree = environment.parse(source, name)
    translated = {
        id(part)
        for call in tree.find_all(nodes.Call)
        if isinstance(call.node, nodes.Name) and call.node.name in KEYWORDS
        for part in call.find_all(nodes.Const)
    }
    for constant in tree.find_all(nodes.Const):
        words = constant.value
        if id(constant) in translated or not isinstance(words, str):
            continue
        if _LABEL.search(words) and has_words(words):
            yield f"{name}:{constant.lineno}: {words!r}"


# --- Python -------------------------------------------------------------------------------------------------------

_SAID_ELSEWHERE = frozenset({"debug", "info", "warning", "error", "exception", "critical", "log", "execute"})


def outside_in_python(name: str, source: str) -> Iterator[str]:
    """Sentences in code that a page could show and that are not up for translation."""
    for line, words in _sentences(ast.parse(source)):
        yield f"{name}:{line}: {words}"


def _sentences(node: ast.AST) -> Iterator[tuple[int, str]]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, (ast.Raise, ast.Assert)) or _is_docstring(child) or _is_said_elsewhere(child):
            continue
        if isinstance(child, ast.Constant) and isinstance(child.value, str) and _SENTENCE.search(child.value):
            yield child.lineno, child.value
        else:
            yield from _sentences(child)


def _is_docstring(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _is_said_elsewhere(node: ast.AST) -> bool:
    """Translated, written to the log, or asked of the database."""
    if not isinstance(node, ast.Call):
        return False
    called: Any = node.func
    if isinstance(called, ast.Name):
        return called.id in KEYWORDS
    if not isinstance(called, ast.Attribute):
        return False
    is_log = isinstance(called.value, ast.Name) and called.value.id in {"logger", "log", "cursor", "re"}
    return is_log or called.attr in {"execute", "compile"} | (_SAID_ELSEWHERE if is_log else frozenset())


def all_templates() -> Iterator[tuple[str, str]]:
    """(name, text) of every template."""
    for name, kind in sources():
        if kind == "template":
            yield name, (ROOT / name).read_text(encoding="utf-8")


def all_python(walls: Collection[str]) -> Iterator[tuple[str, str]]:
    """(name, text) of the files of the walls named ("presenters", "forms" …), as files and as packages."""
    for name, kind in sources():
        parts = Path(name).with_suffix("").parts[2:]
        if kind == "python" and parts and parts[0] in walls:
            yield name, (ROOT / name).read_text(encoding="utf-8")
