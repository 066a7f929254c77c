"""One short text for everything a library holds: equal before and after means that nothing was changed."""

from __future__ import annotations

import contextlib
import hashlib
from pathlib import Path

from s2v_desktop.store import database
from s2v_desktop.store.model_files import checksum

_NOT_CONTENT = ("meta", "sqlite_sequence", "sqlite_stat1", "sqlite_stat4")


def fingerprint(folder: Path) -> str:
    """sha256 over the rows of all tables, in order, and over all files of models and maps.

    How the content lies in the file (write-ahead log, free pages) and the catalogue, which is made from it, do not
    matter. A folder without a library has a fingerprint too.
    """
    folder = Path(folder)
    digest = hashlib.sha256()
    if (folder / database.FILE_NAME).is_file():
        with contextlib.closing(database.connect(folder)) as connection, database.explained(folder):
            tables = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name").fetchall()
            for (table,) in tables:
                if table in _NOT_CONTENT:
                    continue
                keys = [name for _, name, *_, key in connection.execute(f'PRAGMA table_info("{table}")') if key]
                digest.update(f"\n{table}\n".encode())
                order = ", ".join(f'"{key}"' for key in keys)
                for row in connection.execute(f'SELECT * FROM "{table}" ORDER BY {order}'):
                    digest.update(repr(row).encode("utf-8", "replace"))
    models = folder / "models"
    for path in sorted(models.rglob("*")) if models.is_dir() else ():
        if path.is_file():
            digest.update(f"\n{path.relative_to(models).as_posix()} {checksum(path)}".encode())
    return digest.hexdigest()
