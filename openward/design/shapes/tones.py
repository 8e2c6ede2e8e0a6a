"""What a colour means, never the colour."""

from typing import Literal

Tone = Literal["plain", "quiet", "good", "attention", "concern", "now"]
