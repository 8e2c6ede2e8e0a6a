"""Pure methods: no Django, no input or output, no clock, no global state.

Each method answers one question, names its source and never returns a silent zero: it raises a clear
error, or its result says what is missing. `docs/methods/` holds one card for each.
"""
