"""What a build on Spark came to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from wh.models.checks import Finding


@dataclass(frozen=True)
class SparkBuilt:
    """A build by its name, the address it lies below, rows and seconds of each model, and what the checks found."""

    name: str
    to: str
    rows: Mapping[str, int]
    seconds: Mapping[str, float]
    findings: tuple[Finding, ...]

    @property
    def errors(self) -> list[Finding]:
        """The findings that hold a build back."""
        return [each for each in self.findings if each.severity == "error"]
