"""The typed frames between the window's process and the child that meets untrusted files.

Each frame is one tagged MessagePack object behind its length. Every request carries the document
it speaks of and a revision that its answers repeat, so that an answer overtaken by a newer request
can be dropped.
"""

from __future__ import annotations

from inspector.worker.messages.base import Answer, Done, Failed, Progress, Request, Started
from inspector.worker.messages.corpus import (
    CorpusMatched,
    ExamplePacked,
    ImprintTaken,
    ListModels,
    MatchCorpus,
    ModelsListed,
    PackExample,
    Repair,
    Repaired,
    TakeImprint,
)
from inspector.worker.messages.drafts import (
    Check,
    Checked,
    Cut,
    CutReady,
    Draft,
    Drafted,
    DraftMatched,
    Explain,
    Explained,
    MatchDraft,
    Merge,
    MergeReady,
    Outline,
    Outlined,
    Prepare,
    Refine,
    Refined,
    Speak,
    Spoken,
)
from inspector.worker.messages.model import (
    Arrange,
    Describe,
    DetailsReady,
    Find,
    Found,
    Measure,
    Measured,
    NodeReference,
    Open,
    Opened,
    Refer,
    Referred,
    Rescan,
    Scan,
    Scanned,
    SceneReady,
)
from inspector.worker.messages.shelf import (
    AskHeat,
    Browse,
    Browsed,
    HeatReady,
    PageReady,
    ReadPage,
    Suggest,
    Suggested,
    Survey,
    Surveyed,
)

__all__ = [
    "Answer",
    "AnyAnswer",
    "AnyFrame",
    "AnyRequest",
    "Arrange",
    "AskHeat",
    "Browse",
    "Browsed",
    "Check",
    "Checked",
    "CorpusMatched",
    "Cut",
    "CutReady",
    "Describe",
    "DetailsReady",
    "Done",
    "Draft",
    "DraftMatched",
    "Drafted",
    "ExamplePacked",
    "Explain",
    "Explained",
    "Failed",
    "Find",
    "Found",
    "HeatReady",
    "ImprintTaken",
    "ListModels",
    "MatchCorpus",
    "MatchDraft",
    "Measure",
    "Measured",
    "Merge",
    "MergeReady",
    "ModelsListed",
    "NodeReference",
    "Open",
    "Opened",
    "Outline",
    "Outlined",
    "PackExample",
    "PageReady",
    "Prepare",
    "Progress",
    "ReadPage",
    "Refer",
    "Referred",
    "Refine",
    "Refined",
    "Repair",
    "Repaired",
    "Request",
    "Rescan",
    "Scan",
    "Scanned",
    "SceneReady",
    "Speak",
    "Spoken",
    "Started",
    "Suggest",
    "Suggested",
    "Survey",
    "Surveyed",
    "TakeImprint",
]

AnyRequest = (
    Open
    | Rescan
    | Arrange
    | Describe
    | Draft
    | MatchDraft
    | Cut
    | Merge
    | Outline
    | Refine
    | Explain
    | Check
    | Speak
    | Prepare
    | Scan
    | ListModels
    | TakeImprint
    | MatchCorpus
    | Repair
    | PackExample
    | Survey
    | Browse
    | ReadPage
    | AskHeat
    | Suggest
    | Refer
    | Find
    | Measure
)
AnyAnswer = (
    Progress
    | Opened
    | Scanned
    | SceneReady
    | DetailsReady
    | Drafted
    | DraftMatched
    | CutReady
    | Outlined
    | Refined
    | Explained
    | Checked
    | MergeReady
    | Surveyed
    | Browsed
    | PageReady
    | HeatReady
    | Suggested
    | Spoken
    | Referred
    | ModelsListed
    | ImprintTaken
    | CorpusMatched
    | Repaired
    | ExamplePacked
    | Found
    | Measured
    | Failed
)
AnyFrame = AnyAnswer | Started | Done
