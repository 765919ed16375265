"""Makes the small files of ``tests/fixtures/pytorch``: ``make_fixtures.py FOLDER``.

Needs torch and transformers. Weights are zero and entries compressed, so that a file has a few
kilobytes; what only debuggers read is left out, and so is where the code once lay.
"""

from __future__ import annotations

import json
import re
import sys
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path

import torch  # noqa: TID253 - the script exists to write its files

sys.path.insert(0, str(Path(__file__).parent))
from make_models import Lstm, Outputs, UNet

_LEFT_OUT = re.compile(r"debug_pkl$|sample_inputs|serialization_id$|/\.format_version$")


class Steps(torch.nn.Module):
    """A loop over time with a cell, then a branch that depends on what came out."""

    def __init__(self) -> None:
        super().__init__()
        self.cell = torch.nn.LSTMCell(8, 8)
        self.wide = torch.nn.Linear(8, 8)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        hidden = torch.zeros(x.size(1), 8)
        memory = torch.zeros(x.size(1), 8)
        states: list[torch.Tensor] = []
        for step in range(x.size(0)):
            hidden, memory = self.cell(x[step], (hidden, memory))
            states.append(hidden)
        result = torch.stack(states)
        if result.sum() > 0:
            result = self.wide(result)
        else:
            result = result + 1
        return result


class Chosen(torch.nn.Module):
    """A branch as an operator with two graphs."""

    def __init__(self) -> None:
        super().__init__()
        self.wide = torch.nn.Linear(8, 8)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return torch.cond(x.sum() > 0, lambda y: self.wide(y).relu(), lambda y: y + 1, (x,))


class Written(torch.nn.Module):
    """Operators that change tensors in place, one of them a part of another."""

    def __init__(self) -> None:
        super().__init__()
        self.inner = torch.nn.Linear(8, 8)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        y = self.inner(x)
        y.relu_()
        y[:, 0] = 1.0
        return y * 2


def _bert() -> torch.nn.Module:
    import transformers

    config = transformers.BertConfig(
        vocab_size=30,
        hidden_size=16,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=32,
        max_position_embeddings=16,
    )
    return Outputs(transformers.BertModel(config))


def _export(model: torch.nn.Module, inputs: tuple[object, ...], path: str, **more: object) -> None:
    torch.export.save(torch.export.export(model, inputs, **more), path)


def _trace(model: torch.nn.Module, inputs: tuple[object, ...], path: str) -> None:
    torch.jit.trace(model, inputs, check_trace=False).save(path)


def _script(model: torch.nn.Module, inputs: tuple[object, ...], path: str) -> None:
    torch.jit.script(model).save(path)


def _freeze(model: torch.nn.Module, inputs: tuple[object, ...], path: str) -> None:
    torch.jit.freeze(torch.jit.script(model)).save(path)


def _mobile(model: torch.nn.Module, inputs: tuple[object, ...], path: str) -> None:
    torch.jit.script(model)._save_for_lite_interpreter(path)


def _batched(model: torch.nn.Module, inputs: tuple[object, ...], path: str) -> None:
    batch = torch.export.Dim("batch", min=2, max=64)
    _export(model, inputs, path, dynamic_shapes=({0: batch},))


def _quantize(model: torch.nn.Module, inputs: tuple[object, ...], path: str) -> None:
    from torch.ao.quantization import quantize_dynamic

    torch.jit.script(quantize_dynamic(model, {torch.nn.Linear})).save(path)


_TOKENS = torch.randint(3, 30, (1, 8))
_ROWS = torch.randn(3, 8)
_IMAGE = torch.randn(1, 3, 32, 32)
_TWO = torch.nn.Sequential(torch.nn.Linear(8, 16), torch.nn.ReLU(), torch.nn.Linear(16, 4))
FILES: dict[str, tuple[Callable[..., None], Callable[[], torch.nn.Module], torch.Tensor]] = {
    "bert.pt2": (_export, _bert, _TOKENS),
    "bert.traced.pt": (_trace, _bert, _TOKENS),
    "lstm.pt2": (_export, Lstm, _TOKENS),
    "lstm.scripted.pt": (_script, Lstm, _TOKENS),
    "unet.batched.pt2": (_batched, lambda: UNet(4), torch.randn(2, 3, 32, 32)),
    "unet.frozen.pt": (_freeze, lambda: UNet(4), _IMAGE),
    "written.ptl": (_mobile, Written, _ROWS),
    "chosen.pt2": (_export, Chosen, _ROWS),
    "steps.scripted.pt": (_script, Steps, torch.randn(5, 2, 8)),
    "written.pt2": (_export, Written, _ROWS),
    "written.scripted.pt": (_script, Written, _ROWS),
    "quantized.scripted.pt": (_quantize, lambda: _TWO, _ROWS),
}


def _shrink(path: Path) -> None:
    """Writes an archive anew: compressed, without what is not needed."""
    with zipfile.ZipFile(path) as archive:
        entries = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, data in entries.items():
            if not _LEFT_OUT.search(name):
                info = zipfile.ZipInfo(name)
                info.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(info, _without_traces(data) if name.endswith(".json") else data)


def _without_traces(data: bytes) -> bytes:
    def clean(entry: object) -> object:
        if isinstance(entry, dict):
            return {key: clean(each) for key, each in entry.items() if key != "stack_trace"}
        return [clean(each) for each in entry] if isinstance(entry, list) else entry

    return json.dumps(clean(json.loads(data))).encode()


def main() -> None:
    """Writes all files into a folder."""
    warnings.simplefilter("ignore")
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for name, (write, make, example) in FILES.items():
        model = make().eval()
        with torch.no_grad():
            for tensor in [*model.parameters(), *model.buffers()]:
                tensor.zero_()
            write(model, (example,), str(folder / name))
        _shrink(folder / name)
        print(name, (folder / name).stat().st_size)


if __name__ == "__main__":
    main()
