"""Reading one signature file, with the place of every mistake."""

from __future__ import annotations

import difflib
import itertools
import re
from dataclasses import dataclass
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from inspector.patterns import Pattern, PatternError, Span, parse_pattern
from inspector.signatures.model import Clause, Example, Form, Signature, SignatureError

FORMAT = 1

_NO_YAML = "Check brackets, quotes and indents; a text with ': ' or ' #' needs quotes"

KEYS = frozenset(
    "format block family signature title description hallmark architecture type part references "
    "pattern forms inputs attributes category folds where means never order over examples "
    "counterexamples reports".split()
)

_QUANTIFIER = re.compile(r"\s*\{([^{}]*)\}\s*$")

_NAME = re.compile(r"\w[\w.-]{,99}")

_BARE = re.compile(r"(\{[^{}]*\}|[A-Z][\w.]*)\s*(\[[^\[\]]*\])?")
"""An operator or block without inputs: counted wherever it stands."""


def read_signature(text: str, path: str = "") -> Signature:
    """Reads a signature from its text.

    Raises:
        SignatureError: With code, place and a way out.
    """
    try:
        return _Reader(text, path).read()
    except RecursionError:
        message, help = "The file is nested too deeply", "Name inner parts: a = ..."
        raise SignatureError("too-deep", message, Span(), path=path, help=help) from None
    except (AttributeError, TypeError, ValueError) as error:
        message = "A value is of another kind than its key asks for"
        help = "Compare each list and mapping with the files in signatures/LANGUAGE.md"
        raise SignatureError("wrong-value", message, Span(), path=path, help=help) from error


def split_count(text: str) -> tuple[str, str | None]:
    """A clause's pattern, and what stands in the braces behind it (None without any).

    Args:
        text: Such as ``Conv(x) {>=2, chained}``.
    """
    found = _QUANTIFIER.search(text)
    if found is None or not text[: found.start()].strip():
        return text.rstrip(), None
    return text[: found.start()], found.group(1)


def is_bare(text: str) -> bool:
    """Whether a clause's pattern names operators only: counted wherever they stand."""
    return _BARE.fullmatch(text.strip()) is not None


@dataclass(slots=True)
class _Reader:
    text: str
    path: str

    def read(self) -> Signature:
        root = self._compose()
        fields = self._mapping(root)
        for key, (node, _) in fields.items():
            if key not in KEYS:
                near = difflib.get_close_matches(key, sorted(KEYS), 1)
                known = f"'{near[0]}'?" if near else f"one of {', '.join(sorted(KEYS))}"
                help = f"Did you mean {known}"
                raise self._error("unknown-key", f"'{key}' is no key", node, help)
        version = self._plain(fields, "format")
        if version != FORMAT:
            raise self._error(
                "signature-format",
                f"The file says format {version!r}; this program reads format {FORMAT}",
                root,
                "Start the file with: format: 1",
            )
        return self._signature(root, fields)

    def _compose(self) -> Node:
        try:
            root = YAML(typ="safe", pure=True).compose(self.text)
        except MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
            span = Span(line, column, line, column + 1)
            message = f"This is not YAML: {error.problem or error.context}"
            raise SignatureError("yaml", message, span, path=self.path, help=_NO_YAML) from None
        except YAMLError as error:
            message = f"This is not YAML: {str(error).splitlines()[0]}"
            raise SignatureError("yaml", message, Span(), path=self.path, help=_NO_YAML) from None
        if not isinstance(root, MappingNode):
            raise SignatureError(
                "signature-empty", "The file holds no signature", Span(), path=self.path,
                help="It needs at least: format, block or family, and a pattern",
            )  # fmt: skip
        return root

    def _signature(self, root: Node, fields: dict[str, tuple[Node, Node]]) -> Signature:
        names = [key for key in ("block", "family", "signature") if key in fields]
        if len(names) != 1:
            raise self._error(
                "signature-name", "A file names one block, family or signature", root,
                "Write one of: block: Name, family: name, signature: name",
            )  # fmt: skip
        kind = names[0]
        name = str(self._plain(fields, kind))
        if not _NAME.fullmatch(name):
            raise self._error(
                "signature-name", f"{name!r} is no name", fields[kind][1],
                "Names are made of letters, digits and underscores",
            )  # fmt: skip
        common: dict[str, Any] = {
            key: str(self._plain(fields, key) or "").strip()
            for key in ("title", "description", "hallmark", "architecture", "type", "part")
        }
        common["title"] = common["title"] or name
        lists: dict[str, Any] = {
            "references": tuple(str(x) for x in self._values(fields, "references")),
            "over": tuple(str(x) for x in self._values(fields, "over")),
        }
        examples: dict[str, Any] = {
            key: tuple(self._example(x) for x in self._values(fields, key))
            for key in ("examples", "counterexamples")
        }
        category = str(self._plain(fields, "category") or "block")
        if kind == "block":
            specific: dict[str, Any] = {
                "forms": self._forms(root, fields),
                "inputs": tuple(str(x) for x in self._values(fields, "inputs")),
                "folds": self._plain(fields, "folds") is not False,
            }
        else:
            specific = {
                "where": self._clauses(fields, "where"),
                "never": self._clauses(fields, "never"),
                "order": self._order(fields),
                "family": str(self._plain(fields, "reports") or "")
                or (name if kind == "family" else ""),
            }
            if not specific["where"]:
                raise self._error(
                    "no-clause", f"'{name}' has no 'where'", root, "Add at least one clause"
                )
        return Signature(
            name,
            "block" if kind == "block" else "family",
            category=category,
            path=self.path,
            text=self.text,
            **common,
            **lists,
            **examples,
            **specific,
        )

    def _forms(self, root: Node, fields: dict[str, tuple[Node, Node]]) -> tuple[Form, ...]:
        shared = self._dictionary(fields, "attributes")
        if "pattern" in fields:
            node = fields["pattern"][1]
            return (self._form(node, shared),)
        if "forms" not in fields:
            raise self._error(
                "no-pattern", "The block has no pattern", root, "Add 'pattern:' or 'forms:'"
            )
        node = fields["forms"][1]
        if not isinstance(node, SequenceNode):
            raise self._error(
                "forms-list", "'forms' holds one pattern, not a list of them", node,
                "Put '- ' before each form, or write 'pattern:'",
            )  # fmt: skip
        forms = []
        for entry in node.value:
            if isinstance(entry, MappingNode):
                inner = self._mapping(entry)
                if "pattern" not in inner:
                    raise self._error(
                        "no-pattern", "This form has no pattern", entry, "Add 'pattern:'"
                    )
                forms.append(
                    self._form(
                        inner["pattern"][1], {**shared, **self._dictionary(inner, "attributes")}
                    )
                )
            else:
                forms.append(self._form(entry, shared))
        return tuple(forms)

    def _form(self, node: Node, attributes: dict[str, object]) -> Form:
        pattern = self._pattern(node, str(node.value))
        line = node.start_mark.line + (2 if getattr(node, "style", None) in ("|", ">") else 1)
        return Form(pattern, attributes, str(node.value), line)

    def _clauses(self, fields: dict[str, tuple[Node, Node]], key: str) -> tuple[Clause, ...]:
        if key not in fields:
            return ()
        node = fields[key][1]
        if isinstance(node, MappingNode):
            entries = [(str(k.value), v) for k, v in node.value]
        elif isinstance(node, SequenceNode):
            entries = [(f"{key} {n}", v) for n, v in enumerate(node.value, start=1)]
        else:
            raise self._error(
                "clauses", f"'{key}' holds a text, not clauses", node,
                "Put each pattern on a line of its own: 'layer: Conv(x)' or '- Conv(x)'",
            )  # fmt: skip
        means = self._means(fields, entries) if key == "where" else {}
        return tuple(self._clause(name, value, means.get(name, "")) for name, value in entries)

    def _means(
        self, fields: dict[str, tuple[Node, Node]], clauses: list[tuple[str, Node]]
    ) -> dict[str, str]:
        """What clauses look for in words, by their names."""
        if "means" not in fields:
            return {}
        names = [name for name, _ in clauses]
        words = self._mapping(fields["means"][1])
        for name, (key, _) in words.items():
            if name not in names:
                raise self._error(
                    "means-clause", f"'means' speaks of '{name}', which is no clause", key,
                    f"The clauses are: {', '.join(names)}",
                )  # fmt: skip
        return {name: str(self._plain(words, name)) for name in words}

    def _clause(self, name: str, node: Node, means: str = "") -> Clause:
        if isinstance(node, MappingNode) and len(node.value) == 1:  # what it means: the pattern
            key, node = node.value[0]
            means = str(key.value)
        if not isinstance(node, ScalarNode):
            raise self._error(
                "clause-text", f"'{name}' is a list or a mapping; a clause is one pattern", node,
                "Write the pattern as text, in quotes if it begins with '{' or '['",
            )  # fmt: skip
        minimum, maximum, chained, share = 1, None, False, 0.0
        text, count = split_count(str(node.value))
        if count is not None:
            minimum, maximum, chained, share = self._quantifier(count, node)
        pattern = self._pattern(node, f"{text}(...)" if is_bare(text) else text)
        return Clause(
            name, pattern, minimum, maximum, chained, share, text.strip(),
            node.start_mark.line + 1, means,
        )  # fmt: skip

    def _quantifier(self, text: str, node: Node) -> tuple[int, int | None, bool, float]:
        minimum: int = 1
        maximum: int | None = None
        chained, share = False, 0.0
        for word in (part.strip() for part in text.split(",")):
            if word == "chained":
                chained = True
            elif match := re.fullmatch(r"share\s*>=\s*(\d+(?:\.\d+)?)\s*%", word):
                share = float(match.group(1)) / 100
            elif match := re.fullmatch(r">=\s*(\d{1,9})", word):
                minimum = int(match.group(1))
            elif match := re.fullmatch(r"<=\s*(\d{1,9})", word):
                minimum, maximum = min(minimum, int(match.group(1))), int(match.group(1))
            elif match := re.fullmatch(r"(\d{1,9})\.\.(\d{,9})", word):
                minimum = int(match.group(1))
                maximum = int(match.group(2)) if match.group(2) else None
            elif match := re.fullmatch(r"(\d{1,9})", word):
                minimum = maximum = int(match.group(1))
            else:
                raise self._error(
                    "quantifier", f"'{word}' is no count", node,
                    "Write {3}, {2..}, {2..4}, {>=2}, {>=2, chained} or {share >= 30%}",
                )  # fmt: skip
        return minimum, maximum, chained, share

    def _order(self, fields: dict[str, tuple[Node, Node]]) -> tuple[tuple[str, str], ...]:
        pairs: list[tuple[str, str]] = []
        values = self._values(fields, "order")
        for text in values:
            steps = [step.strip() for step in str(text).split("->")]
            pairs.extend(itertools.pairwise(steps))
        return tuple(pairs)

    def _pattern(self, node: Node, text: str) -> Pattern:
        try:
            return parse_pattern(text)
        except PatternError as error:
            raise SignatureError(
                error.code, error.message, self._place(node, error.span), path=self.path,
                help=error.help,
            ) from None  # fmt: skip

    def _place(self, node: Node, span: Span) -> Span:
        """A span inside a scalar as a span of the file."""
        first = node.start_mark.line + 1
        if getattr(node, "style", None) in ("|", ">"):
            lines = self.text.splitlines()
            body = lines[first] if first < len(lines) else ""
            indent = len(body) - len(body.lstrip())
            shift, start = first, indent
            return Span(
                span.line + shift, span.column + start, span.end_line + shift,
                span.end_column + start,
            )  # fmt: skip
        column = node.start_mark.column + (1 if getattr(node, "style", None) else 0)
        return Span(
            span.line + first - 1, span.column + column, span.end_line + first - 1,
            span.end_column + column,
        )  # fmt: skip

    def _mapping(self, node: Node) -> dict[str, tuple[Node, Node]]:
        found: dict[str, tuple[Node, Node]] = {}
        for key, value in node.value:
            name = str(key.value)
            if name in found:
                raise self._error(
                    "key-twice", f"'{name}' stands twice", key, "Keep one, or give it another name"
                )
            found[name] = (key, value)
        return found

    def _plain(self, fields: dict[str, tuple[Node, Node]], key: str) -> object:
        return plain_data(fields[key][1]) if key in fields else None

    def _values(self, fields: dict[str, tuple[Node, Node]], key: str) -> list[object]:
        value = self._plain(fields, key)
        if value is None:
            return []
        return value if isinstance(value, list) else [value]

    def _dictionary(self, fields: dict[str, tuple[Node, Node]], key: str) -> dict[str, object]:
        value = self._plain(fields, key)
        return {str(k): v for k, v in value.items()} if isinstance(value, dict) else {}

    def _example(self, value: object) -> Example:
        if isinstance(value, dict):
            counts = value.get("matches") or {}
            return Example(
                str(value.get("file", "")),
                {str(k): int(v) for k, v in counts.items()},
                str(value.get("digest", "")),
            )
        return Example(str(value))

    def _error(self, code: str, message: str, node: Node, help: str = "") -> SignatureError:
        start, end = node.start_mark, node.end_mark
        span = Span(start.line + 1, start.column + 1, end.line + 1, end.column + 1)
        return SignatureError(code, message, span, path=self.path, help=help)


def plain_data(node: Node) -> object:
    """Plain Python data of a YAML node (core schema: null, booleans, numbers, text)."""
    if isinstance(node, MappingNode):
        return {plain_data(key): plain_data(value) for key, value in node.value}
    if isinstance(node, SequenceNode):
        return [plain_data(entry) for entry in node.value]
    text = str(node.value)
    if getattr(node, "style", None) is None:
        if text in ("", "null", "~"):
            return None
        if text in ("true", "false"):
            return text == "true"
        if re.fullmatch(r"[-+]?\d{1,18}", text):
            return int(text)
        if re.fullmatch(r"[-+]?(\d+\.\d*|\.\d+)([eE][-+]?\d+)?", text):
            return float(text)
    return text
