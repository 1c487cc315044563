"""MkDocs events of the manual's own site (`manual.yml`): its pages are as strict as those of a trust center."""

from trustcenter import build


def on_post_page(output: str, **_: object) -> str:
    return build.mended(output)


on_post_template = on_post_page
