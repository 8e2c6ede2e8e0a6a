"""The letters that the demonstration keeps in a folder instead of sending them."""

import dataclasses
import datetime
import email.policy
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import parsedate_to_datetime
from pathlib import Path

# Django's file-based mail backend parts the letters of one file with this line.
_BETWEEN = b"\n" + b"-" * 79 + b"\n"
_MOST = 200


@dataclasses.dataclass(frozen=True, slots=True)
class KeptLetter:
    """One letter as its reader would see it. `key` names its file and place."""

    key: str
    to: str
    sender: str
    subject: str
    sent_at: datetime.datetime | None
    words: str


def letters_in(folder: Path) -> list[KeptLetter]:
    """The newest letters of a mail folder, newest first; none when the folder is not there yet."""
    files = sorted(folder.glob("*.log"), key=lambda path: path.stat().st_mtime_ns, reverse=True)[:_MOST]
    return [letter for path in files for letter in reversed(_letters(path))][:_MOST]


def _letters(path: Path) -> list[KeptLetter]:
    pieces = [piece.strip() for piece in path.read_bytes().replace(b"\r\n", b"\n").split(_BETWEEN)]
    return [_letter(f"{path.stem}-{place}", piece) for place, piece in enumerate(pieces) if piece]


def _letter(key: str, raw: bytes) -> KeptLetter:
    parser = BytesParser(EmailMessage, policy=email.policy.default)
    found: EmailMessage = parser.parsebytes(raw)
    body = found.get_body(("plain",))
    return KeptLetter(
        key=key,
        to=str(found["To"] or ""),
        sender=str(found["From"] or ""),
        subject=str(found["Subject"] or ""),
        sent_at=parsedate_to_datetime(str(found["Date"])) if found["Date"] else None,
        words=str(body.get_content()) if body else "",
    )
