"""What accounts may do together, read from texts: the same text, nearly the same, the same link."""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from openward.methods.coordination.shares import Names

MENTION = r"(^|\s)@[^\s]+"
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
    plain = pl.Series("text", texts, dtype=pl.String).str.to_lowercase()
    plain = plain.str.replace_all(MENTION, " ").str.replace_all(r"\s+", " ").str.strip_chars()
    return plain.set(plain == "", None)


def shared_links(texts: Names) -> tuple[NDArray[np.int64], pl.Series]:
    """The links in texts or in a column of links: for each link its post's row, and the link as it is compared.

    One post may hold several links; the same one twice in a post counts once. Compared without http or https,
    "www.", the part after #, the parameters of campaigns (utm_…, fbclid and the like), a slash or point at the end;
    the host in small letters. Short links are not followed. Returns arrays of shape [links]. Raises nothing.

    >>> rows, links = shared_links(["See https://www.Example.org/a/?utm_source=x#top.", "none", "http://example.org/a"])
    >>> rows.tolist(), links.to_list()
    ([0, 2], ['example.org/a', 'example.org/a'])
    """
    column = pl.Series("text", texts, dtype=pl.String)
    frame = pl.DataFrame({"row": np.arange(len(column)), "link": column})
    frame = frame.filter(pl.col("link").str.contains(r"(?i)https?://|www\.")).with_columns(
        pl.col("link").str.extract_all(LINK)
    )
    found = frame.explode("link").drop_nulls().with_columns(_plain_link(pl.col("link")))
    found = found.filter(pl.col("link") != "").unique(maintain_order=True)
    return found["row"].to_numpy(), found["link"]


def plain_links(links: Names) -> tuple[NDArray[np.int64], pl.Series]:
    """As `shared_links`, for a column that holds only links, divided by spaces; they need not begin with http.

    >>> rows, links = plain_links(["example.org/a https://youtu.be/B", ""])
    >>> rows.tolist(), links.to_list()
    ([0, 0], ['example.org/a', 'youtu.be/B'])
    """
    column = pl.Series("link", links, dtype=pl.String).str.strip_chars()
    frame = pl.DataFrame({"row": np.arange(len(column)), "link": column.str.split(" ")})
    found = frame.explode("link").drop_nulls().with_columns(_plain_link(pl.col("link")))
    found = found.filter(pl.col("link") != "").unique(maintain_order=True)
    return found["row"].to_numpy(), found["link"]


def similar_texts(texts: Names, *, threshold: float = 0.8, seed: int = 1) -> pl.Series:
    """For each text the first text of the group of nearly same texts it belongs to; None where it has no words.

    Groups are those of `openward.methods.near_duplicates`: two texts whose words overlap by `threshold` (Jaccard)
    or more are in one group, and so is whoever is nearly the same as one of them. A text on its own is its own
    group. Shape [posts]. Raises `NearDuplicatesError` for a threshold that is none.

    >>> words = "our ward must not close before we have been asked what we think about it"
    >>> groups = similar_texts([words, words + " today", "a very different text about parking at the clinic", ""])
    >>> [groups[0] == groups[1], groups[2], groups[3]]
    [True, 'a very different text about parking at the clinic', None]
    """
    from openward.methods.near_duplicates import near_duplicate_pairs

    column = same_texts(texts)
    distinct = column.drop_nulls().unique(maintain_order=True)
    if not len(distinct):
        return column
    group = near_duplicate_pairs(distinct.to_list(), threshold=threshold, seed=seed).group
    in_group = np.flatnonzero(group >= 0)
    _, first = np.unique(group[in_group], return_index=True)
    named = np.arange(len(distinct))
    named[in_group] = in_group[first][group[in_group]]
    names = pl.DataFrame({"text": distinct, "group": distinct.gather(named)})
    grouped = pl.DataFrame({"text": column}).join(names, on="text", how="left", maintain_order="left")
    return grouped["group"]


def _plain_link(link: pl.Expr) -> pl.Expr:
    link = link.str.replace(r"#.*$", "").str.replace(r"(?i)^https?://", "").str.replace(r"(?i)^www\.", "")
    for _ in range(2):  # a parameter right after another shares its & with it
        link = link.str.replace_all(TRACKING, "$1")
    link = link.str.replace_all(r"([?&])&+", "$1").str.replace(r"[/?&.,;:!'…]+$", "")
    host = link.str.extract(r"^([^/?]*)", 1)
    return host.str.to_lowercase() + link.str.slice(host.str.len_chars())
