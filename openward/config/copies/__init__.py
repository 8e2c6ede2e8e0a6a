"""Complete copies of an installation: database, files and keys, each with the hash that proves it.

A copy is a folder (or a tar file of one): manifest.json, database.dump made by pg_dump, secrets.json, files/ and
mailbox/. The manifest holds one hash per table, taken from the same snapshot as the dump, and one per file.

The hash of a table is the sum of the SHA-256 hashes of its rows: it does not depend on their order, so the same figure
comes from the living table, from the dump, and from the restored table.
"""

from openward.config.copies.making import make_copy, opened_copy, prove_copy
from openward.config.copies.restoring import rehearse, restore_copy

__all__ = ["make_copy", "opened_copy", "prove_copy", "rehearse", "restore_copy"]
