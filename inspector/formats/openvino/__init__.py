"""The reader of OpenVINO's intermediate representation: ``model.xml`` with ``model.bin`` beside it.

https://docs.openvino.ai/2025/documentation/openvino-ir-format.html
"""

from __future__ import annotations

import re
from pathlib import Path

from inspector.formats.limits import Limits
from inspector.formats.reader import Progress
from inspector.ir import Model

_ROOT = re.compile(rb"\s*(?:<\?xml[^>]*>\s*|<!--.*?-->\s*)*<(?:!DOCTYPE\s+)?net[\s>\[]", re.DOTALL)


class OpenVinoReader:
    """Reads graphs from IR versions 2 to 11; of the weights only type, shape and place."""

    format = "openvino"
    title = "OpenVINO IR"

    def sniff(self, head: bytes, path: Path) -> bool:
        """Tells whether a file is XML of a ``net``; ``read`` refuses a document type."""
        return _ROOT.match(head.removeprefix(b"\xef\xbb\xbf")) is not None

    def read(self, path: Path, limits: Limits, progress: Progress) -> Model:
        """Reads a file (see ``Reader``)."""
        from inspector.formats.openvino.model import read

        return read(path, limits, progress)
