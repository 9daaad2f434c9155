"""card.md: headings in one order for all models, tables as the repository's formatter writes them."""

from collections.abc import Iterable, Sequence

HEADINGS = ("Use", "Quality", "Data", "Known failures", "Training")


def page(name: str, version: str, summary: str, sections: dict[str, str]) -> bytes:
    """The card. `sections` holds the text under each of HEADINGS. Raises ValueError when one is missing or unknown."""
    if set(sections) != set(HEADINGS):
        raise ValueError(f"a card has the sections {', '.join(HEADINGS)}")
    parts = [f"# {name} {version}", summary.strip()]
    for heading in HEADINGS:
        parts += [f"## {heading}", sections[heading].strip()]
    return ("\n\n".join(parts) + "\n").encode()


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Markdown with padded columns."""
    cells = [list(header), *rows]
    widths = [max(3, *map(len, column)) for column in zip(*cells)]
    lines = ["| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths)) + " |" for row in cells]
    return "\n".join([lines[0], "| " + " | ".join("-" * width for width in widths) + " |", *lines[1:]])


def figures(values: dict[str, float], intervals: dict[str, tuple[float, float]]) -> str:
    """A row for each figure with its interval."""
    rows = ([name, f"{value:.4f}", f"{intervals[name][0]:.4f} to {intervals[name][1]:.4f}"] for name, value in values.items())
    return table(["figure", "value", "95 % interval"], rows)


def groups(rows: Iterable[dict], columns: dict[str, str], title: str = "group") -> str:
    """Result of `metrics.by_group`: for each group its size and, with intervals, the figures named by `columns` (name to heading)."""
    cells = []
    for row in rows:
        one = ["one class"] + ["-"] * (len(columns) - 1)
        own = [_with_interval(row, name) for name in columns] if row["figures"] else one
        cells.append([row["group"], f"{row['rows']:,}", f"{row['positive']:.1%}", *own])
    return table([title, "rows", "positive", *columns.values()], cells)


def edges(rows: Iterable[dict], negative: str) -> str:
    """Result of `metrics.by_edge`; `negative` names the negative rows, for example `benign rows`."""
    cells = ([f"{row['edge']:g}", f"{row['precision']:.3f}", f"{row['recall']:.3f}", f"{row['false_positive_rate']:.2%}"] for row in rows)
    return table(["from", "precision", "recall", f"{negative} caught"], cells)


def sources(data: Iterable[tuple[str, str, str]]) -> str:
    """(name, url, licence) of each source."""
    return table(["source", "published at", "licence"], ([name, f"<{url}>", licence] for name, url, licence in data))


def _with_interval(row: dict, name: str) -> str:
    low, high = row["intervals"][name]
    return f"{row['figures'][name]:.3f} ({low:.3f} to {high:.3f})"
