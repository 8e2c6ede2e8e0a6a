"""Feed, search and theme pages with 200,000 contributions, asked for over four connections at once."""

from bench.pages import signed_in_cookie
from bench.report import row
from bench.server import latencies_ms, percentile, serving
from openward.contributions.models import Contribution
from openward.themes.models import Theme


def run() -> None:
    """Measure the 95th percentile of each kind of page."""
    count = Contribution.objects.count()
    themes = [f"/themes/{pk}/" for pk in Theme.objects.values_list("pk", flat=True)[:10]]
    words = ("waiting", "parking", "night+nurse", "garden+window", "%22kind+letter%22")
    pages = {
        "feed": ["/s/everything/"],
        "search in a space": [f"/s/everything/?q={word}" for word in words],
        "theme": themes,
    }
    with serving():
        for name, addresses in pages.items():
            for who, cookie in (("anonymous", ""), ("signed in", signed_in_cookie())):
                found = latencies_ms(addresses, cookie=cookie)
                row(f"{name}, {who}, {count:,} contributions: p95", percentile(found, 0.95), "ms", target=150)
