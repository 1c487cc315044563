"""Packs this program as a wheel (PEP 427), so that a repository keeps the tool that built its site.

`cli.new` calls `wheel` and gets a file name and bytes; the same files always give the same bytes.
"""

from __future__ import annotations

import base64
import hashlib
import io
import zipfile
from collections.abc import Mapping

from trustcenter import __version__

_NAME = "trustcenter"
_TIME = (1980, 1, 1, 0, 0, 0)
"""The earliest time that a ZIP archive can store, used for every file so that the bytes never vary."""


def wheel(program: Mapping[str, bytes], metadata: Mapping[str, bytes]) -> tuple[str, bytes]:
    """A wheel of the program: its file name and its bytes (PEP 427).

    Args:
        program: The files by the paths they have in the wheel, such as `trustcenter/__init__.py`.
        metadata: The files of its `.dist-info` folder by name, without `WHEEL` and `RECORD`.
    """
    folder = f"{_NAME}-{__version__}.dist-info"
    tags = f"Wheel-Version: 1.0\nGenerator: {_NAME} {__version__}\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    own_metadata = {f"{folder}/{name}": data for name, data in metadata.items()}
    files = {**program, **own_metadata, f"{folder}/WHEEL": tags.encode()}
    lines = [f"{path},sha256={_hash(data)},{len(data)}\n" for path, data in files.items()]
    files[f"{folder}/RECORD"] = "".join([*lines, f"{folder}/RECORD,,\n"]).encode()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, data in files.items():
            entry = zipfile.ZipInfo(path, _TIME)
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, data, zipfile.ZIP_DEFLATED)
    return f"{_NAME}-{__version__}-py3-none-any.whl", packed.getvalue()


def _hash(data: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
