"""A scene as a PNG, rasterised without a display."""

from __future__ import annotations

from inspector.layout.display import Scene
from inspector.layout.svg import Group, to_svg

MAX_PIXELS = 60_000_000
"""A larger picture is scaled down to this."""


def to_png(
    scene: Scene,
    groups: list[Group] | None = None,
    *,
    title: str = "",
    subtitle: str = "",
    dark: bool = False,
    zoom: float = 1.5,
) -> bytes:
    """Draws a scene; arguments as for ``to_svg``, ``zoom`` in pixels a unit."""
    import resvg_py

    area = max(1.0, (scene.width + 300) * (scene.height + 80))
    zoom = min(zoom, (MAX_PIXELS / area) ** 0.5)
    svg = to_svg(scene, groups, title=title, subtitle=subtitle, dark=dark)
    return bytes(resvg_py.svg_to_bytes(svg_string=svg, zoom=zoom))
