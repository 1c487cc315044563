"""The form in which an application keeps that a customer accepted a policy; its schema is `schemas/acceptance.json`.

The site makes no such file: it publishes the form, and `manual/acceptance.md` shows how to fill and use it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, ClassVar

from pydantic import ConfigDict, Field

from trustcenter.site.open_data.forms import EXACT


@dataclass(frozen=True, kw_only=True)
class Acceptance:
    """Who accepted which version of a policy, and when; the hash proves the text (`trustcenter prove`)."""

    __pydantic_config__: ClassVar[ConfigDict] = EXACT

    policy: Annotated[str, Field(description="id of the policy")]
    version: Annotated[str, Field(description="id of the version, as in api/policies.json")]
    sha256: Annotated[
        str, Field(pattern="^[0-9a-f]{64}$", description="SHA-256 of the text that was shown, as in api/policies.json")
    ]
    accepted: Annotated[datetime, Field(description="the instant, with its offset from UTC")]
    by: Annotated[str, Field(min_length=1, description="who accepted, as the application knows them")]
    audience: Annotated[str | None, Field(description="the group of customers they belong to, where policies name one")]
