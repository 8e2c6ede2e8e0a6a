"""What accounts may do together, read from texts: the same text, nearly the same, the same link."""

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import overload

import numpy as np
import polars as pl
from numpy.typing import NDArray

from openward.methods.coordination.result import Coded
from openward.methods.coordination.shares import Names, coded_of, codes_of

BLOCK = 10_000
MENTION = r"(^|\s)@[^\s]+"
SPACES = r"\s{2,}|[^\S ]"
LINK = r"(?i)\b(?:https?://|www\.)[^\s<>\"“”„‘’«»()\[\]{}|\\^`]+"
TRACKING = r"(?i)([?&])(?:utm_[a-z_]+|fbclid|gclid|dclid|msclkid|igshid|mc_cid|mc_eid|ref_src|ref_url|si)=[^&#]*"
"""Parameters that say how a link was reached, not where it leads."""


def same_texts(texts: Names) -> pl.Series:
    """Each text in the form in which it is compared; None where nothing is left, shape [posts].

    Without difference of case, of spaces and line breaks, and of the accounts it is addressed to (@name).
    Raises nothing.

    >>> same_texts(["Save  our ward!", "@minister save our WARD!", "@minister"]).to_list()
    ['save our ward!', 'save our ward!', None]
    """
    lower = pl.col("text").str.to_lowercase()
    addressed = (
        pl.when(lower.str.contains("@", literal=True)).then(lower.str.replace_all(MENTION, " ")).otherwise(lower)
    )
    plain = pl.Series("text", texts, dtype=pl.String).to_frame().select(addressed)
    words = pl.col("text").str.replace_all(SPACES, " ").str.strip_chars()
    return plain.select(pl.when(words != "").then(words)).to_series()


def shared_links(texts: Names) -> tuple[NDArray[np.int64], pl.Series]:
    """The links in texts or in a column of links: for each link its post's row, and the link as it is compared.

    One post may hold several links; the same one twice in a post counts once. Compared without http or https,
    "www.", the part after #, the parameters of campaigns (utm_…, fbclid and the like), a slash or point at the end;
    the host in small letters. Short links are not followed. Returns arrays of shape [links]. Raises nothing.

    >>> rows, links = shared_links(["See https://www.Example.org/a/?utm_source=x#top.", "none", "http://example.org/a"])
    >>> rows.tolist(), links.to_list()
    ([0, 2], ['example.org/a', 'example.org/a'])
    """
    column = pl.Series("link", texts, dtype=pl.String)
    rows = np.flatnonzero(column.str.contains(r"(?i)https?://|www\.").fill_null(False).to_numpy())
    return _each(rows, column.gather(rows).str.extract_all(LINK))


def plain_links(links: Names) -> tuple[NDArray[np.int64], pl.Series]:
    """As `shared_links`, for a column that holds only links, divided by spaces; they need not begin with http.

    >>> rows, links = plain_links(["example.org/a https://youtu.be/B", ""])
    >>> rows.tolist(), links.to_list()
    ([0, 0], ['example.org/a', 'youtu.be/B'])
    """
    column = pl.Series("link", links, dtype=pl.String).str.strip_chars()
    rows = np.flatnonzero((column != "").fill_null(False).to_numpy())
    return _each(rows, column.gather(rows).str.split(" "))


def _each(rows: NDArray[np.int64], lists: pl.Series) -> tuple[NDArray[np.int64], pl.Series]:
    """Lists of links, one for each row, as links in their plain form."""
    frame = pl.DataFrame({"row": rows, "link": lists}).explode("link").drop_nulls()
    if not frame.height:
        return np.empty(0, dtype=np.int64), pl.Series("link", [], dtype=pl.String)
    codes, names = codes_of(frame["link"])
    plain = names.to_frame().select(_plain_link(pl.col("link"))).to_series().gather(codes)
    found = pl.DataFrame({"row": frame["row"], "link": plain}).filter(pl.col("link") != "")
    if frame.height > len(rows):
        found = found.unique(maintain_order=True)
    return found["row"].to_numpy(), found["link"]


def similar_texts(texts: Names | Coded, *, threshold: float = 0.8, seed: int = 1) -> Coded:
    """For each text the first text of the group of nearly same texts it belongs to; none where it has no words.

    Groups are those of `openward.methods.near_duplicates`: two texts whose words overlap by `threshold` (Jaccard)
    or more are in one group, and so is whoever is nearly the same as one of them. A text on its own is its own
    group. `texts` may have gone through `same_texts` before, hold None, or be coded. Returns codes of shape
    [posts]. Raises `NearDuplicatesError` for a threshold that is none.

    >>> words = "our ward must not close before we have been asked what we think about it"
    >>> groups = similar_texts([words, words + " today", "a very different text about parking at the clinic", ""])
    >>> groups.codes.tolist(), groups.names[1]
    ([0, 0, 1, -1], 'a very different text about parking at the clinic')
    """
    from openward.methods.near_duplicates import near_duplicate_pairs

    coded = texts if isinstance(texts, Coded) else coded_of(texts)
    found = near_duplicate_pairs(InBlocks(coded.names), threshold=threshold, seed=seed)
    # Groups of several texts, then the texts on their own, all by their first text.
    first = np.arange(len(coded.names))
    in_group = np.flatnonzero(found.group >= 0)
    _, leaders = np.unique(found.group[in_group], return_index=True)
    first[in_group] = in_group[leaders][found.group[in_group]]
    first[found.copy_of < 0] = -1
    kept, number = np.unique(first, return_inverse=True)
    without = int(len(kept) > 0 and kept[0] < 0)
    of_text = np.append(number - without, -1).astype(np.int32)
    return Coded(of_text[coded.codes], coded.names.gather(kept[without:]))


class InBlocks(Sequence[str]):
    """A column as the sequence of str it is, without making them all at once."""

    def __init__(self, column: pl.Series) -> None:
        self.column = column

    def __len__(self) -> int:
        return len(self.column)

    @overload
    def __getitem__(self, index: int) -> str: ...

    @overload
    def __getitem__(self, index: slice) -> list[str]: ...

    def __getitem__(self, index: int | slice) -> str | list[str]:
        if isinstance(index, slice):
            return self.column[index].to_list()
        return str(self.column[index])

    def __iter__(self) -> Iterator[str]:
        begins = range(0, len(self.column), BLOCK)
        return chain.from_iterable(self.column[begin : begin + BLOCK].to_list() for begin in begins)


def _plain_link(link: pl.Expr) -> pl.Expr:
    link = link.str.replace(r"#.*$", "").str.replace(r"(?i)^https?://", "").str.replace(r"(?i)^www\.", "")
    for _ in range(2):  # a parameter right after another shares its & with it
        link = link.str.replace_all(TRACKING, "$1")
    link = link.str.replace_all(r"([?&])&+", "$1").str.replace(r"[/?&.,;:!'…]+$", "")
    host = link.str.extract(r"^([^/?]*)", 1)
    return host.str.to_lowercase() + link.str.slice(host.str.len_chars())
