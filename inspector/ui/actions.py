"""Every action of the window in one table: text, shortcut, icon, menu, what it does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QKeySequence

from inspector.ui import icons
from inspector.ui.theme import Theme


@dataclass(frozen=True, slots=True)
class Entry:
    """One action.

    Attributes:
        name: How the program calls it.
        menu: Title of its menu.
        text: In the menu; ``&`` marks the key.
        keys: Shortcuts in portable notation, separated by spaces; the first is shown.
        icon: Name of its icon, may be empty.
        checkable: Whether it is on or off.
        divided: Whether a line stands above it in the menu.
        tip: In the status bar, and as tooltip of its button.
    """

    name: str
    menu: str
    text: str
    keys: str = ""
    icon: str = ""
    checkable: bool = False
    divided: bool = False
    tip: str = ""


MENUS = ("&File", "&Edit", "&Select", "&View", "&Go", "G&raph", "S&ignature", "&Help")

# fmt: off
ENTRIES: tuple[Entry, ...] = (
    Entry("open", "&File", "&Open …", "Ctrl+O", "open", tip="Open a model file"),
    Entry("open_folder", "&File", "Open &Folder …", "Ctrl+Shift+F", tip="Open a model's folder"),
    Entry("sample", "&File", "Open the &Sample", "", "sample", tip="Open the bundled sample"),
    Entry("reload", "&File", "&Read Again", "F5", tip="Read the file again", divided=True),
    Entry("rescan", "&File", "Sca&n Again", "Ctrl+R", "rescan",
          tip="Scan with the library as it is now"),
    Entry("stop", "&File", "S&top", "Ctrl+.", "stop", tip="Stop the work; what is known stays"),
    Entry("export_view", "&File", "Export &View …", "Ctrl+Shift+E", "picture", divided=True,
          tip="Save what the canvas shows, as PNG or SVG"),
    Entry("export_graph", "&File", "Export &Graph …", "Ctrl+Alt+E", "export",
          tip="Save the whole graph as it is folded, as SVG or PNG"),
    Entry("copy_picture", "&File", "Cop&y as Picture", "Ctrl+Shift+C",
          tip="Copy what the canvas shows"),
    Entry("new_window", "&File", "New &Window", "Ctrl+N", divided=True,
          tip="One more window, for a second model beside the first"),
    Entry("close", "&File", "&Close", "Ctrl+W", tip="Close this model"),
    Entry("quit", "&File", "&Quit", "Ctrl+Q", tip="End the program"),
    Entry("undo", "&Edit", "&Undo Selection", "Ctrl+Z", tip="Back to the selection before"),
    Entry("redo", "&Edit", "Re&do Selection", "Ctrl+Shift+Z",
          tip="Forward to the selection undone"),
    Entry("find", "&Edit", "&Find …", "Ctrl+F", "find", divided=True,
          tip="Find nodes by text, regular expression or field, in closed folds too"),
    Entry("find_next", "&Edit", "Find &Next", "F3", tip="Go to the next find"),
    Entry("find_previous", "&Edit", "Find &Previous", "Shift+F3", tip="Go to the previous find"),
    Entry("select_all", "&Select", "&All", "Ctrl+A", tip="Select everything on the canvas"),
    Entry("clear", "&Select", "&Nothing", "Ctrl+Shift+A", tip="Select nothing"),
    Entry("invert", "&Select", "&Inverse", "Ctrl+I", tip="Select what is not selected"),
    Entry("grow", "&Select", "&Grow", "G", divided=True, tip="Select the neighbours too"),
    Entry("shrink", "&Select", "&Shrink", "Shift+G",
          tip="Take out what borders on the rest of the graph"),
    Entry("surrounding", "&Select", "Surrounding &Fold", "Ctrl+Shift+Up",
          tip="Select the whole fold around the selection"),
    Entry("upstream", "&Select", "&Upstream", "Shift+U",
          tip="Select all that flows into the selection"),
    Entry("downstream", "&Select", "&Downstream", "Shift+D",
          tip="Select all that the selection flows into"),
    Entry("between", "&Select", "&Paths Between", "P",
          tip="Select all ways from one selected node to another"),
    Entry("alike", "&Select", "&Equal Nodes", "E", divided=True,
          tip="Select all that looks the same, kernels and widths included"),
    Entry("same_type", "&Select", "Same &Type", "Shift+E",
          tip="Select all nodes with the same operator"),
    Entry("paint_type", "&Select", "&Highlight Same Type", "T",
          tip="Paint all nodes with the selected operators, each with a letter of its own"),
    Entry("zoom_in", "&View", "Zoom &In", "Ctrl++ = Ctrl+=", "zoom-in", tip="Zoom in"),
    Entry("zoom_out", "&View", "Zoom &Out", "Ctrl+-", "zoom-out", tip="Zoom out"),
    Entry("fit", "&View", "&Fit", "F Ctrl+0", "fit", tip="Show the whole graph"),
    Entry("actual_size", "&View", "Actual &Size", "1 Ctrl+1", "actual-size",
          tip="Texts at their own size"),
    Entry("zoom_selection", "&View", "Zoom to Selectio&n", "Z", "zoom-selection",
          tip="Show the selected nodes large"),
    Entry("pan_tool", "&View", "&Hand", "H", "hand", True, True,
          tip="Drag moves the graph; Shift+drag selects"),
    Entry("select_tool", "&View", "Se&lection Frame", "V", "select", True,
          tip="Drag selects nodes"),
    Entry("lasso_tool", "&View", "L&asso", "L", "lasso", True,
          tip="Drag around nodes selects them; with another tool hold Alt"),
    Entry("heat", "&View", "&Rarity", "M", "heat", True, True,
          tip="Shade each node by how few families have its neighbourhood"),
    Entry("by_names", "&View", "Folds by Na&mes", "Ctrl+Shift+Y", checkable=True,
          tip="Fold by the scopes in names, not by structure; the verdict never uses names"),
    Entry("next_model", "&Go", "Next &Model", "Ctrl+Tab Ctrl+PgDown",
          tip="Show the next open model"),
    Entry("previous_model", "&Go", "P&revious Model", "Ctrl+Shift+Tab Ctrl+PgUp",
          tip="Show the open model before"),
    Entry("palette", "&Go", "&To Anything …", "Ctrl+P Ctrl+Shift+P",
          tip="Go to a fold, a node, an open model, or do any action, by typing"),
    Entry("back", "&Go", "&Back", "Alt+Left", divided=True, tip="To the place seen before"),
    Entry("forward", "&Go", "&Forward", "Alt+Right", tip="To the place left by going back"),
    Entry("toggle_fold", "G&raph", "&Open or Close Fold", "O", "expand",
          tip="Open or close the fold in focus (also Enter, or a double-click)"),
    Entry("open_fold", "G&raph", "Op&en Fold", "+", tip="Open the fold in focus"),
    Entry("close_fold", "G&raph", "&Close Surrounding Fold", "Backspace -", "collapse",
          tip="Close the fold around the node in focus"),
    Entry("open_below", "G&raph", "Open All &Below", "*",
          tip="Open the fold in focus with all that is in it"),
    Entry("open_to_selection", "G&raph", "Open to &Selection", "Ctrl+Shift+J",
          tip="Open the folds that hide selected nodes"),
    Entry("open_all", "G&raph", "Open &All Folds", "Ctrl+Shift+L", tip="Show every operator"),
    Entry("close_all", "G&raph", "Close All &Folds", "Ctrl+Shift+K",
          tip="Show only the outermost folds"),
    Entry("open_default", "G&raph", "&Default Folds", "Ctrl+Shift+D",
          tip="Open the folds that were open first"),
    Entry("sideways", "G&raph", "Left to &Right", "Ctrl+Shift+R", "direction", True, True,
          tip="Draw the data flow from left to right"),
    Entry("next_match", "G&raph", "&Next Match", "N", "next", divided=True,
          tip="Go to the next match"),
    Entry("previous_match", "G&raph", "&Previous Match", "Shift+N", "previous",
          tip="Go to the previous match"),
    Entry("clear_highlights", "G&raph", "Clear &Highlights", "Ctrl+Shift+H",
          tip="Paint no matches"),
    Entry("show_verdict", "G&raph", "Highlight the &Verdict", "Ctrl+Shift+V",
          tip="Paint what the verdict rests on"),
    Entry("new_signature", "S&ignature", "&New from Selection", "Ctrl+Shift+N", "new-signature",
          tip="Begin a signature from the selected nodes"),
    Entry("merge_signature", "S&ignature", "&Merge Selection", "Ctrl+Shift+M", "merge",
          tip="Make the signature match the selection too, in this or another model"),
    Entry("why_not", "S&ignature", "&Why Not?", "Ctrl+Shift+W", "why-not",
          tip="Say why the selected nodes do not match, and what helps"),
    Entry("suggest", "S&ignature", "S&uggest", "Ctrl+Shift+G", "suggest",
          tip="List what recurs, by how large, how often and how rare it is"),
    Entry("open_signature", "S&ignature", "&Open …", "Ctrl+Shift+O", "open-signature",
          tip="Edit an existing signature"),
    Entry("fix_signature", "S&ignature", "&Fix Problem", "Alt+Return",
          tip="Put right what is wrong at the cursor; Ctrl+Space shows the words that fit"),
    Entry("library", "S&ignature", "&Library …", "Ctrl+B", "library",
          tip="Browse all signatures, import and export them"),
    Entry("signature_page", "S&ignature", "Si&gnature's Page", "Ctrl+Shift+B",
          tip="Show what the signature in focus, or that of the verdict, is and rests on"),
    Entry("save_signature", "S&ignature", "&Save", "Ctrl+S", "save",
          tip="Save the signature and scan again"),
    Entry("save_signature_as", "S&ignature", "Save &As …", "Ctrl+Shift+S",
          tip="Save the signature elsewhere"),
    Entry("guide", "&Help", "User &Guide", "Shift+F1",
          tip="How to find one's way in a graph; no network is asked"),
    Entry("shortcuts", "&Help", "&Keyboard Shortcuts", "F1", tip="All shortcuts at a glance"),
    Entry("about", "&Help", "&About Inspector", tip="Version and licence"),
)
# fmt: on


class Actions(QObject):
    """The actions by name.

    Args:
        parent: The window.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._made = {entry.name: self._make(entry) for entry in ENTRIES}

    def __getitem__(self, name: str) -> QAction:
        return self._made[name]

    def all(self) -> list[QAction]:
        """All actions in the order of the table."""
        return list(self._made.values())

    def connect_all(self, doers: dict[str, Callable[[], object]]) -> None:
        """Say what each action does.

        Raises:
            KeyError: An action has no doer, or a doer no action.
        """
        if missing := set(doers) ^ set(self._made):
            raise KeyError(f"actions and doers differ: {sorted(missing)}")
        for name, doer in doers.items():
            self._made[name].triggered.connect(lambda _=False, doer=doer: doer())

    def set_theme(self, theme: Theme) -> None:
        """Draw the icons in a theme's colours."""
        for entry in ENTRIES:
            if entry.icon:
                self[entry.name].setIcon(icons.icon(entry.icon, theme.text, theme.border))

    def enable(self, names: str, enabled: bool) -> None:
        """Enable or disable actions, named in one string."""
        for name in names.split():
            self._made[name].setEnabled(enabled)

    def _make(self, entry: Entry) -> QAction:
        action = QAction(entry.text, self)
        action.setObjectName(entry.name)
        action.setShortcuts([QKeySequence(keys) for keys in entry.keys.split()])
        action.setCheckable(entry.checkable)
        shown = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        action.setStatusTip(entry.tip)
        action.setToolTip(f"{entry.tip} ({shown})" if shown else entry.tip)
        return action


def letters_to(name: str) -> tuple[str, str]:
    """The keys that lead to an action through the menus: ``Alt+F``, then ``S``."""
    entry = next(entry for entry in ENTRIES if entry.name == name)
    menu, text = (part[part.index("&") + 1].upper() for part in (entry.menu, entry.text))
    return f"Alt+{menu}", text
