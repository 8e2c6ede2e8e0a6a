"""How the learnt files of the language of crisis are written, each with the hash that it is compared with."""

import hashlib
from pathlib import Path

from openward.methods.crisis_language import shipped

FOLDER = Path(shipped.__file__).parent


def keep(name: str, content: bytes) -> None:
    """Write a learnt file and its hash; those of the other files stay."""
    (FOLDER / name).write_bytes(content)
    sums = FOLDER / shipped.SUMS
    lines = sums.read_text().splitlines() if sums.exists() else []
    others = [line for line in lines if line.split()[1] != name]
    sums.write_text("\n".join(sorted([*others, f"{hashlib.sha256(content).hexdigest()}  {name}"])) + "\n")
    print(f"{name}: {len(content) / 1e6:.1f} MB")
