"""Entries and figures in words, the same on the command line and in the window."""

from __future__ import annotations

from inspector.analysis.shelf.records import Entry, Page


def kind_told(entry: Entry) -> str:
    """What a signature is of."""
    if entry.kind == "block":
        return "Block, a part that models are made of"
    parts = [entry.type, entry.architecture]
    told = " · ".join(part for part in parts if part)
    what = "Family" if entry.family else "Kind of model, of no one family"
    return f"{what} · {told}" if told else what


def origin_told(entry: Entry) -> str:
    """Whose it is."""
    if not entry.own:
        return "Built in"
    return "Your own, in place of the built-in one" if entry.overrides else "Your own"


def figures_told(page: Page) -> list[str]:
    """How right it is, a line each; that nothing was counted where nothing was."""
    figures = page.figures
    if figures is None:
        used = len(page.used_by)
        if page.entry.kind == "block" and used:
            return [f"Used by {used} signature{'' if used == 1 else 's'}; blocks are not counted."]
        return ["It was not counted on a corpus."]
    files, families = figures.corpus
    lines = [f"Counted on {files:,} models of {families} families, {figures.made}."]
    if figures.files:
        missed = f", {figures.missed} missed" if figures.missed else ""
        lines.append(f"{figures.right} of its {figures.files} models told right{missed}.")
    else:
        lines.append("None of its models is among them.")
    wrong = figures.wrong
    claimed = f"{wrong} model{'' if wrong == 1 else 's'} of others" if wrong else "No other model"
    return [*lines, f"{claimed} claimed."]
