"""What the components draw: plain frozen shapes, filled by the presenters of the rooms above.

A shape holds finished words, numbers and addresses. It makes no query and knows no model, so that a page can be
drawn from a test, from the /design page or from the database in the same way. Every text here is shown as text
(escaped); where a component shows several paragraphs it splits them itself.

Tones (`Tone`) say what a colour means, never the colour: "plain", "quiet", "good" (leaf), "attention" (marigold),
"concern" (clay), "now" (harbour).
"""

from openward.design.shapes.charts import (
    Cell,
    ChartNote,
    ChartPoint,
    ChartSegment,
    ChartView,
    FunnelStage,
    FunnelView,
    PointKind,
    TableView,
)
from openward.design.shapes.improvements import DriverDiagram, DriverNode, PdsaCard, PdsaRow
from openward.design.shapes.navigation import Crumb, Door, HistoryEntry, NavLink, Page, Step, SummaryRow, TaskItem
from openward.design.shapes.quotes import Action, Notice, Quote, SignedResponse, StoryCard, Tag
from openward.design.shapes.tones import Tone
from openward.design.shapes.ways import WAY_KEYS, WayKey, WayLine, WayState, WayStep, way_label, way_of, way_step

__all__ = [
    "WAY_KEYS",
    "Action",
    "Cell",
    "ChartNote",
    "ChartPoint",
    "ChartSegment",
    "ChartView",
    "Crumb",
    "Door",
    "DriverDiagram",
    "DriverNode",
    "FunnelStage",
    "FunnelView",
    "HistoryEntry",
    "NavLink",
    "Notice",
    "Page",
    "PdsaCard",
    "PdsaRow",
    "PointKind",
    "Quote",
    "SignedResponse",
    "Step",
    "StoryCard",
    "SummaryRow",
    "TableView",
    "Tag",
    "TaskItem",
    "Tone",
    "WayKey",
    "WayLine",
    "WayState",
    "WayStep",
    "way_label",
    "way_of",
    "way_step",
]
