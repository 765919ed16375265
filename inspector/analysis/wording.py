"""Clauses and what comes of them in words that a person reads without knowing the language."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from inspector.analysis.families import ClauseResult
from inspector.analysis.program import plain_calls
from inspector.patterns import Call, Comparison
from inspector.patterns.write import write_term
from inspector.signatures import Clause, Signature

_FEW = 3
"""Constraints of a clause up to which those that ask for an absence are told too."""

_LONG = {
    "approximate": "GELU by tanh",
    "attention_bias": "bias in the attention's projections",
    "capped": "capped attention scores",
    "dims": "dimensions",
    "feed_forward_bias": "bias in the feed-forward network",
    "fused": "queries, keys and values in one projection",
    "gate_fused": "gate and values in one projection",
    "head_norm": "norm of queries and keys",
    "interleaved": "interleaved rotary embedding",
    "key_bias": "bias of keys",
    "leading": "depthwise convolution in front",
    "multi_query": "one head for keys and values",
    "multiplied": "branches multiplied by constants",
    "output_bias": "bias behind the attention",
    "partial": "rotary embedding of a part of each head",
    "proj": "projection",
    "rotary": "rotary embedding",
    "scale": "learned scale of each branch",
    "scaled": "scaled attention scores",
    "scaled_query": "scaled queries",
    "table": "table of position biases",
}
"""Attributes whose names say too little to somebody who does not know the blocks."""

_BEFORE = {
    "!=": "other than",
    "<": "below",
    "<=": "at most",
    ">": "above",
    ">=": "at least",
}


def clause_words(clause: Clause, blocks: Mapping[str, Signature], *, negative: bool = False) -> str:
    """What a clause looks for: its author's words, titles of blocks, or else its pattern.

    Args:
        clause: Of a family.
        blocks: By name; their titles stand for their names.
        negative: Whether it stands under ``never``.
    """
    if clause.means:
        return clause.means
    calls = plain_calls(clause.pattern)
    if not calls:
        return _short(clause.text)
    operators = dict.fromkeys(operator for call in calls for operator in call.operators)
    titles = [title_of(operator, blocks) for operator in operators]
    words = " or ".join([titles[0], *(in_sentence(title) for title in titles[1:])])
    asked = _asked_by_all(calls)
    missing = [c for c in asked if c.operator == "unset"]
    told = len(asked) <= _FEW or negative
    parts = {
        "with": [condition(c, blocks) for c in asked if c.operator != "unset"],
        "without": [key_words(c.key) for c in missing] if told else [],
    }
    return " ".join([words, *(f"{word} {', '.join(said)}" for word, said in parts.items() if said)])


def _asked_by_all(calls: Sequence[Call]) -> list[Comparison]:
    """The constraints that every alternative has."""
    others = [{(c.key, c.operator, c.terms) for c in call.constraints} for call in calls[1:]]
    first = calls[0].constraints
    return [c for c in first if all((c.key, c.operator, c.terms) in other for other in others)]


def title_of(op: str, blocks: Mapping[str, Signature]) -> str:
    """What people call an operator or block."""
    return blocks[op].title if op in blocks else op


def condition(condition: Comparison, blocks: Mapping[str, Signature]) -> str:
    """One constraint: ``RMS norm``, ``kernel 3×3``, ``stride at least 2``."""
    key = key_words(condition.key)
    if condition.operator == "set":
        return key
    terms = [write_term(term) for term in condition.terms]
    terms = [in_sentence(title_of(term, blocks)) for term in terms]
    named = all(isinstance(term, str) for term in condition.terms)
    joined = {"in": " or ", "range": " to "}.get(condition.operator, "×").join(terms)
    before = _BEFORE.get(condition.operator, "")
    if named and not before:
        return joined
    return " ".join(part for part in (key, before, joined) if part)


def key_words(key: str) -> str:
    """What people call an attribute."""
    return _LONG.get(key, key.replace("_", " "))


def in_sentence(title: str) -> str:
    """A title as it stands inside a sentence: ``Linear`` stays, ``Cross-attention`` does not."""
    first = re.split(r"[\s-]", title, maxsplit=1)[0]
    is_word = first.isalpha() and first[1:].islower() and first != title
    return title[:1].lower() + title[1:] if is_word else title


def requirement(clause: Clause) -> str:
    """How often a clause must match."""
    if clause.maximum is None:
        words = f"at least {clause.minimum}"
    elif clause.maximum == clause.minimum:
        words = f"exactly {clause.minimum}"
    else:
        words = f"{clause.minimum} to {clause.maximum}"
    words += ", one after another" if clause.chained else ""
    words += f", at least {clause.share:.0%} of the nodes" if clause.share else ""
    return words


def shortcoming(result: ClauseResult, blocks: Mapping[str, Signature]) -> str:
    """Why a clause fails: ``has cross-attention``, ``lacks position ids made from the mask``."""
    words = in_sentence(clause_words(result.clause, blocks, negative=result.negative))
    if result.negative:
        return f"has {words}"
    if not result.found:
        return f"lacks {words}"
    return f"{words}: {result.found} found, needed {requirement(result.clause)}"


def _short(text: str) -> str:
    """A pattern's text for a title: its result without constraints."""
    last = re.sub(r"^\s*[a-z_0-9, ]+=\s*", "", _last_statement(text))
    changed = 1
    while changed:  # from the innermost brackets outwards
        last, changed = re.subn(r"\[[^\[\]]*\]|\s*\{[^{}]*\}$", "", last)
    line = last.replace("( ", "(").replace(" )", ")").removesuffix("(...)")
    return line if len(line) <= 60 else line[:57] + "…"


def _last_statement(text: str) -> str:
    """The last definition of a pattern on one line, wherever its brackets were broken."""
    lines: list[str] = []
    for line in reversed(text.strip().splitlines()):
        lines.insert(0, line.partition("#")[0].strip())
        joined = " ".join(lines)
        if sum(map(joined.count, "([{")) == sum(map(joined.count, ")]}")):
            return joined
    return " ".join(lines)
