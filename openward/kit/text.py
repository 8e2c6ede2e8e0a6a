"""Plain text on its way in and out of pages."""

import re
import unicodedata

from django.utils.text import slugify
from markupsafe import Markup, escape

_SPACES_IN_LINE = re.compile(r"[ \t\u00a0]+$", re.MULTILINE)
_BLANK_LINES = re.compile(r"\n{3,}")
# A number to call: three digits, or groups of digits as telephone numbers are written.
_TELEPHONE = re.compile(r"(?<![\w+])(?:\+?\d[\d ]{1,16}\d)(?!\w)")


def tidy(text: str) -> str:
    """Words as somebody typed them, without what they cannot have meant: control signs, line ends of other systems,
    spaces at line ends, more than one empty line. Direction and joining marks stay: some languages need them."""
    whole = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(sign for sign in whole if sign in "\n\t" or unicodedata.category(sign) not in {"Cc", "Cs"})
    return _BLANK_LINES.sub("\n\n", _SPACES_IN_LINE.sub("", kept)).strip()


def beginning(text: str, *, length: int) -> tuple[str, bool]:
    """At most `length` signs from the beginning, cut after a sentence where one ends late enough, else after a word;
    and whether anything was left out."""
    if len(text) <= length:
        return text, False
    cut = text[:length]
    sentence = max(cut.rfind(mark) for mark in (". ", "! ", "? ", ".\n", "。", "！", "？"))
    if sentence > length * 0.6:
        return cut[: sentence + 1].rstrip(), True
    word = max(cut.rfind(" "), cut.rfind("\n"))
    return (cut[:word] if word > length * 0.6 else cut).rstrip(" ,;:") + "…", True


def with_numbers_to_call(text: str) -> Markup:
    """Text in which telephone numbers are links, so that a thumb is enough to call."""
    parts: list[Markup] = []
    place = 0
    for match in _TELEPHONE.finditer(text):
        number = match.group()
        parts += [
            escape(text[place : match.start()]),
            Markup('<a class="ow-call" href="tel:{}">{}</a>').format(number.replace(" ", ""), number),
        ]
        place = match.end()
    return Markup("").join([*parts, escape(text[place:])])


def marked(text: str, passages: list[tuple[int, int]]) -> Markup:
    """Text with passages (start, end) marked; overlapping ones are joined, line ends kept."""
    parts: list[Markup] = []
    place = 0
    for start, end in sorted(passages):
        start, end = max(start, place), min(end, len(text))
        if start < end:
            parts += [escape(text[place:start]), Markup("<mark>{}</mark>").format(text[start:end])]
            place = end
    return _with_line_ends([*parts, escape(text[place:])])


def _with_line_ends(parts: list[Markup]) -> Markup:
    # The parts are escaped: only line ends are added to them.
    return Markup("").join(parts).replace("\n", Markup("<br>"))


def address_part(title: str, *, longest: int, instead: str) -> str:
    """A title as a part of an address: at most `longest` signs, cut after a whole word; `instead` where no letter of
    it can stand in an address."""
    whole = slugify(title)
    if len(whole) <= longest:
        return whole.strip("-") or instead
    cut = whole[: longest + 1]
    # One word longer than all that fits is cut wherever it must be.
    return (cut.rpartition("-")[0] or cut[:longest]).strip("-") or instead
