"""What ONNX's schemas say of operators, as the details show it."""

from __future__ import annotations

from inspector.formats.onnx.documentation import documentation


def test_an_operator_is_told_with_its_ports_and_attributes() -> None:
    told = documentation("Conv", "", 17)
    assert told is not None
    assert told.since == 11
    assert "convolution" in told.text
    assert [name for name, _ in told.inputs] == ["X", "W", "B"]
    assert dict(told.attributes)["group"].endswith("Default: 1.")
    assert dict(told.attributes)["auto_pad"].endswith("Default: NOTSET.")


def test_the_version_of_the_set_decides() -> None:
    old, new = documentation("ReduceMean", "", 12), documentation("ReduceMean", "", 18)
    assert old is not None
    assert new is not None
    assert "axes" in dict(old.attributes)
    assert "axes" in [name for name, _ in new.inputs]


def test_required_attributes_say_so() -> None:
    told = documentation("Concat", "ai.onnx", None)
    assert told is not None
    assert dict(told.attributes)["axis"].endswith("Required.")


def test_what_onnx_does_not_know() -> None:
    assert documentation("Conv", "com.example", 1) is None
    assert documentation("Gelu", "", 17) is None
    assert documentation("NoSuch", "", None) is None
