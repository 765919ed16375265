"""How much a file may ask for."""

from __future__ import annotations

from dataclasses import dataclass

KIBIBYTE = 1 << 10
MEBIBYTE = 1 << 20
GIBIBYTE = 1 << 30


@dataclass(frozen=True, slots=True)
class Limits:
    """Caps on what a reader takes from a file; none of them depends on the machine.

    A cap on the whole (``file_bytes``, ``structure_bytes``, ``fields``, ``nodes``, ``tensors``)
    ends the reading with ``limit-exceeded``; a cap on one element leaves that element out and is
    a finding.

    Attributes:
        file_bytes: Size of a file. Weights are not read, so the default only stops nonsense.
        structure_bytes: Bytes kept of a file after the payloads of tensors are left out.
        fields: Fields walked over; those of short messages are not counted, numbers of one list
            that are stored one by one count together. Parsed, a field of two bytes takes up to
            some hundred bytes of memory.
        nodes: Stored operators, nested ones and function bodies included.
        tensors: Initializers, and tensors in attributes.
        expanded_nodes: Operators once all calls of model-local functions are expanded.
        message_depth: Messages inside messages, counted from the model (the protobuf parser of
            the ONNX package stops at 100).
        graph_depth: Graphs nested in attributes of nodes.
        attribute_bytes: One attribute that holds no graph and no tensor.
        name_bytes: A name or another short text; longer ones are cut.
        copied_field_bytes: Longest field that is taken over without looking inside.
        data_bytes: Payload of a tensor whose elements are kept.
        data_elements: Elements of a tensor whose elements are kept.
        external_bytes: Elements of small tensors read from other files with the graph, together.
        tensor_elements: Elements that a tensor may claim to have.
        tensor_rank: Axes of a tensor.
        tensor_bytes: Bytes read when a tensor's elements are asked for.
        inferred_nodes: Operators, calls of functions expanded, up to which shapes that the file
            leaves out are worked out.
        inferred_bytes: Bytes kept of a file up to which that is done.
        findings_per_code: Findings of one kind; the rest is counted in one more.
        folder_files: Files looked at when a folder is searched for models.
        inner_folders: Folders inside a folder that are looked into for models.
        archive_entries: Entries of an archive; an archive of more is not opened.
        archive_directory_bytes: An archive's list of its entries.
        archive_unpacked_bytes: Compressed entries that together claim more than this, and more
            than ``archive_ratio`` times what they take in the file, are reported as a bomb.
        archive_ratio: See ``archive_unpacked_bytes``.
        pickle_operations: Opcodes of a pickle that are followed.
        pickle_text_bytes: A text or byte string of a pickle that is kept; of a longer one only the
            place is.
        pickle_depth: Pickles inside byte strings of pickles.
    """

    file_bytes: int = 256 * GIBIBYTE
    structure_bytes: int = 128 * MEBIBYTE
    fields: int = 3_000_000
    nodes: int = 300_000
    tensors: int = 500_000
    expanded_nodes: int = 1_000_000
    message_depth: int = 90
    graph_depth: int = 24
    attribute_bytes: int = 4 * MEBIBYTE
    name_bytes: int = 4 * KIBIBYTE
    copied_field_bytes: int = KIBIBYTE
    data_bytes: int = 32 * KIBIBYTE
    data_elements: int = 4096
    external_bytes: int = 64 * MEBIBYTE
    tensor_elements: int = 100_000_000_000
    tensor_rank: int = 64
    tensor_bytes: int = GIBIBYTE
    inferred_nodes: int = 20_000
    inferred_bytes: int = 32 * MEBIBYTE
    findings_per_code: int = 20
    folder_files: int = 200_000
    inner_folders: int = 1000
    archive_entries: int = 200_000
    archive_directory_bytes: int = 64 * MEBIBYTE
    archive_unpacked_bytes: int = 256 * MEBIBYTE
    archive_ratio: int = 100
    pickle_operations: int = 3_000_000
    pickle_text_bytes: int = 64 * KIBIBYTE
    pickle_depth: int = 4
