"""The demonstration's own data files, a folder a country, read once."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml

_DATA = Path(__file__).parent / "data"


COUNTRIES = tuple(sorted(one.name for one in _DATA.iterdir()))


@cache
def read(country: str, name: str) -> Any:
    """The content of ``data/<country>/<name>.yaml``. Nobody may change what comes back."""
    return yaml.safe_load((_DATA / country / f"{name}.yaml").read_text(encoding="utf-8"))
