"""``python -m inspector`` does what the command ``inspector`` does."""

from __future__ import annotations

from inspector.app import main

if __name__ == "__main__":
    main()
