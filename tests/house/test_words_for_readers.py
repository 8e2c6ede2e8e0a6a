"""What others than the author and moderators see of somebody's words goes through one place: words_for_readers."""

import re
from pathlib import Path

import openward

WHOLE_WORDS = re.compile(r"shown_revision(?:\.|__)(?:text|parts)\b")
READS_WHOLE_WORDS = {
    "contributions/models/contributions.py": "where it is said what readers see",
    "contributions/queries/feeds.py": "names the column for a list whose cards print words_for_readers",
    "safety/": "moderators read what was written, with its masks marked",
}


def whole_words_read(root: Path) -> list[str]:
    """Places that read shown words past their masks, outside of those that may."""
    found = []
    for file in sorted([*root.rglob("*.py"), *root.rglob("*.html")]):
        name = file.relative_to(root).as_posix()
        if not name.startswith(tuple(READS_WHOLE_WORDS)) and WHOLE_WORDS.search(file.read_text(encoding="utf-8")):
            found.append(name)
    return found


def test_no_page_feed_letter_or_export_reads_words_past_their_masks() -> None:
    assert whole_words_read(Path(openward.__file__).parent) == []


def test_a_look_past_the_masks_is_noticed(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text("{{ story.shown_revision.text }}")
    (tmp_path / "query.py").write_text('found.values_list("shown_revision__text")')
    (tmp_path / "fine.py").write_text("story.words_for_readers")
    assert whole_words_read(tmp_path) == ["page.html", "query.py"]
