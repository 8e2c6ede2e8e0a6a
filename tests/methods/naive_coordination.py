"""Who acted together, slowly and obviously: every two posts, one after another, in the words of CooRTweet's manual."""

from collections import Counter, defaultdict
from itertools import combinations


def naive_pairs(shares, window_s, min_participation):
    """The pairs of rows (object, account, content, seconds), as a set of objects and pairs, and how many there are."""
    posts = Counter(account for _, account, _, _ in shares)
    shares = [share for share in shares if posts[share[1]] >= min_participation]
    pairs = []
    for one, two in combinations(shares, 2):
        same = one[0] == two[0]
        near = abs(one[3] - two[3]) <= window_s
        loop = one[1] == two[1] or one[2] == two[2] or one[0] in (one[2], two[2])
        if same and near and not loop:
            pairs.append((one, two))
    if min_participation > 1:
        contents = {share[2] for pair in pairs for share in pair}
        often = Counter(account for _, account, content, _ in shares if content in contents)
        kept = {share[2] for share in shares if share[2] in contents and often[share[1]] >= min_participation}
        pairs = [(one, two) for one, two in pairs if one[2] in kept or two[2] in kept]
    return {(one[0], frozenset([one[1:], two[1:]])) for one, two in pairs}, len(pairs)


def naive_weights(pairs):
    """How often each two accounts are paired; `pairs` are rows (account, account_y)."""
    return Counter(frozenset(pair) for pair in pairs)


def naive_occasions(moments, window_s):
    """Separate occasions of two accounts; `moments` are (object, seconds of the older post)."""
    occasions = 0
    last = {}
    for name, seconds in sorted(moments):
        if name not in last or seconds - last[name] > window_s:
            occasions += 1
        last[name] = seconds
    return occasions


def naive_expected(posts, pairs):
    """Pairs expected of each two accounts in one stretch of time, each account keeping its number of posts.

    `posts` maps accounts to their posts; `pairs` is how many pairs of posts there are.
    """
    whole = sum(posts.values())
    room = whole**2 - sum(count**2 for count in posts.values())
    return {
        frozenset([one, two]): 2 * pairs * posts[one] * posts[two] / room for one, two in combinations(sorted(posts), 2)
    }


def naive_components(links):
    """Connected accounts as a set of frozen sets."""
    near = defaultdict(set)
    for one, two in links:
        near[one].add(two)
        near[two].add(one)
    found = set()
    for start in near:
        reached, ahead = {start}, [start]
        while ahead:
            for neighbour in near[ahead.pop()] - reached:
                reached.add(neighbour)
                ahead.append(neighbour)
        found.add(frozenset(reached))
    return found
