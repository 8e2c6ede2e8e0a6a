"""Everything that making sense writes: codebooks, codings, themes, counts, imports."""
