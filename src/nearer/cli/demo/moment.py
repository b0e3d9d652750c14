"""One moment of the demo's history: who did something, and when."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Who = Literal["ana", "ben"]


@dataclass(frozen=True)
class Moment:
    """Something that one of the two did. at: UTC."""

    who: Who
    at: datetime
