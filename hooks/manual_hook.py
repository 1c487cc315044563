"""The MkDocs hook of the manual's own site (`manual.yml`), whose pages get the frame and policy of a trust center."""

from typing import Any

from trustcenter.reading.translations import english
from trustcenter.site import build


def on_config(config: Any) -> Any:
    config.extra["trustcenter"] |= build.frame_words(english())
    return config


def on_post_page(output: str, **_: object) -> str:
    return build.mended(output)


on_post_template = on_post_page
