"""Saving the draft: linter and examples are heard before it is kept."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from inspector.session.checking import CheckedKeeper, Phase, Saving
from inspector.session.link import ClientFactory
from inspector.session.loop import Loop

if TYPE_CHECKING:
    from inspector.session.session import Session

__all__ = ["Phase", "Saver", "Saving"]


class Saver(CheckedKeeper):
    """Checks the draft in a child process of its own, then writes it.

    What is typed while the check runs is not saved with it, and not lost either.

    Args:
        session: Whose draft it is.
        make_client: Starts the child.
        loop: The window's event loop.
    """

    def __init__(self, session: Session, make_client: ClientFactory, loop: Loop) -> None:
        super().__init__(make_client, loop)
        self._session = session
        self._asked = ""

    def begin(self, path: Path | None = None) -> None:
        """Check the draft and save it when nothing speaks against it.

        Args:
            path: Where; by default where it came from, or the user's folder for a new one and
                for one that ships with the program.
        """
        session = self._session
        draft, path = session.draft, path or session.save_path()
        self._asked = draft.text
        models = {os.path.basename(d.path): d.path for d in session.documents}
        fresh = draft.path.value is None
        self._check(path, draft.text, session.library.folders, models, fresh=fresh)

    def _write(self, path: Path, text: str) -> None:
        draft = self._session.draft
        if draft.text == self._asked:
            draft.text = text
        self._session.write_signature(path, text)
