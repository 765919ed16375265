"""The written reference says what the parser does."""

import re
from pathlib import Path

from inspector.patterns import parse_pattern
from inspector.signatures import read_signature


def test_worked_examples_parse(checkout: Path) -> None:
    text = (checkout / "signatures/LANGUAGE.md").read_text(encoding="utf-8")
    section = text.split("## Worked examples")[1].split("\n## ")[0]
    blocks = re.findall(r"(?:^    .+\n)+", section, re.MULTILINE)
    assert len(blocks) >= 10
    for block in blocks:
        assert parse_pattern("\n".join(line[4:] for line in block.splitlines())).definitions


def test_example_files_are_signatures(checkout: Path) -> None:
    text = (checkout / "signatures/LANGUAGE.md").read_text(encoding="utf-8")
    files = re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)
    assert [read_signature(file).name for file in files] == ["FeedForward", "bert"]


def test_every_form_of_the_table_parses(checkout: Path) -> None:
    text = (checkout / "signatures/LANGUAGE.md").read_text(encoding="utf-8")
    table = text.split("| form | meaning |")[1].split("\n\n")[0]
    forms = [
        form.replace("\\|", "|")
        for row in table.splitlines()[2:]
        for form in re.findall(
            r"`([^`]+)`", row.replace("\\|", "\0").split("|")[1].replace("\0", "|")
        )
    ]
    assert len(forms) > 20
    for form in forms:
        statement = form if not form.startswith(("not ", "x != ")) else f"out = Relu(x)\n{form}"
        assert parse_pattern(statement).definitions


def test_the_grammar_is_the_parsers(checkout: Path) -> None:
    text = (checkout / "signatures/LANGUAGE.md").read_text(encoding="utf-8")
    (written,) = re.findall(r"```lark\n(.*?)```", text, re.DOTALL)
    grammar = checkout / "inspector/patterns/grammar.lark"
    assert written.strip() == grammar.read_text(encoding="utf-8").strip()


def test_the_codes_named_are_codes(checkout: Path) -> None:
    text = (checkout / "signatures/LANGUAGE.md").read_text(encoding="utf-8")
    said = text.split("What the grammar lets through")[1]
    codes = set(re.findall(r"`([a-z]+(?:-[a-z]+)+)`", said))
    golden = {path.stem for path in (checkout / "tests/signatures/golden").glob("*.txt")}
    assert len(codes) >= 7
    assert codes <= golden
