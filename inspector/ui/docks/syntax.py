"""Colours for the text of a signature: YAML around, the pattern language inside."""

from __future__ import annotations

import re

from PySide6.QtGui import QColor, QFont, QSyntaxHighlighter, QTextCharFormat, QTextDocument

from inspector.ui.theme import LIGHT, Theme

_RULES: tuple[tuple[str, re.Pattern[str], int], ...] = (
    ("number", re.compile(r"(?<![\w.])-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?\b"), 0),
    (
        "operator",
        re.compile(r"\b(?:[a-z]\w*\.)*[A-Z][A-Za-z0-9_]*(?=\s*[\[({?]|\s*$|\s*[|+*,)}])"),
        0,
    ),
    ("operator", re.compile(r"\b[A-Z][a-z][A-Za-z0-9_]*"), 0),
    ("keyword", re.compile(r"\bnot\b|\bin\b|\.\.\.|\.\.|->|[|!?]|\b_\b|\$\w*"), 0),
    ("string", re.compile(r"\"[^\"\n]*\"|'[^'\n]*'"), 0),
    ("key", re.compile(r"^\s*(?:-\s+)?([A-Za-z_][\w-]*)\s*:(?=\s|$)"), 1),
    ("comment", re.compile(r"(?:^|(?<=\s))#.*$"), 0),
)
_PROSE = re.compile(r"\s*(?:title|description|hallmark|references|because)\s*:")
"""Lines whose words are for people and no pattern."""


class SignatureHighlighter(QSyntaxHighlighter):
    """Gives each kind of word its colour; later rules win."""

    def __init__(self, document: QTextDocument) -> None:
        super().__init__(document)
        self._formats: dict[str, QTextCharFormat] = {}
        self.set_theme(LIGHT)

    def set_theme(self, theme: Theme) -> None:
        """Take a theme's colours."""
        key, operator, string, number, comment = theme.syntax
        self._formats = {
            "key": _format(key, bold=True),
            "operator": _format(operator),
            "string": _format(string),
            "number": _format(number),
            "keyword": _format(operator, bold=True),
            "comment": _format(comment, italic=True),
        }
        self.rehighlight()

    def highlightBlock(self, text: str) -> None:
        prose = _PROSE.match(text) is not None
        for name, pattern, group in _RULES:
            if prose and name not in ("key", "string", "comment"):
                continue
            for match in pattern.finditer(text):
                start, end = match.span(group)
                self.setFormat(start, end - start, self._formats[name])


def _format(colour: str, *, bold: bool = False, italic: bool = False) -> QTextCharFormat:
    made = QTextCharFormat()
    made.setForeground(QColor(colour))
    made.setFontItalic(italic)
    if bold:
        made.setFontWeight(QFont.Weight.DemiBold)
    return made
