"""The table that scripts/bench prints: a row a figure, with the floor and the limit beside it."""

MB = 1_000_000


class Table:
    """Rows of figures; each has a verdict when it has a limit."""

    def __init__(self):
        self.rows, self.missed = [], 0

    def add(self, shape, figure, measured, floor="", limit="", holds=None):
        verdict = "" if holds is None else "ok" if holds else "MISSED"
        self.missed += holds is False
        self.rows.append((str(shape), figure, measured, floor, limit, verdict))

    def print(self):
        head = ("measured on", "figure", "measured", "floor", "limit", "")
        widths = [max(len(row[i]) for row in [head, *self.rows]) for i in range(len(head))]
        for row in [head, tuple("-" * w for w in widths), *self.rows]:
            print("  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip())
