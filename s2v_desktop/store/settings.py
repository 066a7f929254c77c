"""Settings: a small readable file that holds only what differs from the defaults.

Keys this program does not know are kept: another version may have written them. A folder that cannot be written to
costs the settings and nothing else.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, TypeVar

from s2v_desktop.store import atomic

T = TypeVar("T", bound=bool | int | float | str | list[Any] | dict[str, Any])


class Settings:
    """Values by name.

    Attributes
    ----------
    file : Path or None
        None: kept in memory only.
    problem : str
        Why the last reading or writing did not work; empty when it did.
    """

    def __init__(self, file: Path | None = None, values: dict[str, Any] | None = None) -> None:
        self.file = file
        self.problem = ""
        self._values: dict[str, Any] = dict(values or {})

    @classmethod
    def load(cls, file: Path) -> Settings:
        """Read the file; a missing one gives no values, a damaged one is kept aside as ``settings.json.damaged``."""
        settings = cls(file)
        try:
            values = json.loads(file.read_text(encoding="utf-8"))
            if not isinstance(values, dict):
                raise ValueError("not an object")
            settings._values = values
        except FileNotFoundError:
            pass
        except OSError as error:
            settings.problem = f"Your settings could not be read ({error.strerror})."
        except (ValueError, RecursionError):
            settings.problem = "Your settings file was damaged. It was kept beside the new one."
            settings._keep_damaged()
        return settings

    def _keep_damaged(self) -> None:
        assert self.file is not None
        try:
            self.file.replace(self.file.with_name(f"{self.file.name}.damaged"))
        except OSError as error:
            self.problem += f" It could not be renamed ({error.strerror})."

    def get(self, name: str, default: Any = None) -> Any:
        """The value as it was stored, or `default`."""
        return self._values.get(name, default)

    def typed(self, name: str, default: T) -> T:
        """The value if it has the type of `default` (a whole number passes for a fraction), else `default`."""
        value = self._values.get(name, default)
        if type(default) is float and type(value) is int:
            value = float(value)
        return value if type(value) is type(default) else default

    def set(self, name: str, value: Any, default: Any = None) -> None:
        """Change a value and save; one that equals `default` is taken out of the file."""
        values = dict(self._values)
        values.pop(name, None)
        if value is not None and value != default:
            values[name] = value
        if values != self._values:
            self._values = values
            self.save()

    def save(self) -> bool:
        """Write the file; False, with `problem` set, when that does not work."""
        if self.file is None:
            return True
        try:
            atomic.write_json(self.file, self._values)
        except OSError as error:
            self.problem = f"Your settings could not be saved ({error.strerror}). They hold until you close."
            return False
        self.problem = ""
        return True
