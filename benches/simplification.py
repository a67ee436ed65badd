#!/usr/bin/env python3
"""Visvalingam and Whyatt against Douglas and Peucker, on the borders of a coverage.

    tests/.tools/venv/bin/python benches/simplification.py data/france/communes.fgb [--json FILE]
    tests/.tools/venv/bin/python benches/simplification.py fractal [--json FILE]

takes the borders of all territories apart at their junctions, into arcs that are each there once, and thins every arc
by itself, with nothing that keeps arcs from crossing:

  V&W  drops the vertex whose triangle with its neighbours has the smallest area, until all have the square of the
       tolerance or more (M. Visvalingam, J. D. Whyatt: Line generalisation by repeated elimination of points,
       The Cartographic Journal 30(1), 1993, 46-51, doi 10.1179/000870493786962263);
  D&P  keeps the vertex farthest from a chord, and so on for both halves, while that is farther than a tolerance
       (D. H. Douglas, T. K. Peucker: Algorithms for the reduction of the number of points required to represent a
       digitized line or its caricature, Cartographica 10(2), 1973, 112-122, doi 10.3138/FM57-6770-U75U-7727).

Junctions stay where they are. For each zoom and each tolerance of V&W, in units of a 4096th of a tile, D&P gets the
tolerance with which it keeps as many vertices. An arc that closes is taken as two, which part where it is widest.

What is printed, in units of the zoom: `area`, between the arcs and their chords, per unit of border; `mean`, `99 %` and
`most`, the distance of dropped vertices from their chord; `crossing`, arcs that cross or run along another one or
themselves, of which the source has some of its own.

The communes of the example come thinned by V&W already (hardly any of their triangles is smaller than 200 m squared),
which might favour either. `fractal` instead of a source is 1000 made-up arcs of 257 vertices that nobody has thinned.
"""

import argparse
import heapq
import json
import sys
from pathlib import Path

import numpy
import shapely

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))
import boundaries  # noqa: E402

ZOOMS = [5, 7, 9]
TOLERANCES = [1, 2, 4, 8, 16]
# Steps of the grid on which points are the same, in a unit of the tile 0/0/0: that of a world of 2^32 cells.
FINENESS = 2.0**20


def arcs_of(shapes):
    """The arcs of a coverage: all their points one after another, and where each arc starts."""
    rings = shapely.get_rings(shapely.get_parts(shapes))
    points, ring = shapely.get_coordinates(rings, return_index=True)
    cells = numpy.rint(points * FINENESS).astype(numpy.uint64)
    keys, nodes = numpy.unique(cells[:, 0] << 32 | cells[:, 1], return_inverse=True)
    places = numpy.column_stack((keys >> 32, keys & 0xFFFFFFFF)) / FINENESS

    # Every edge once, and a row for each of its directions.
    inside = (ring[1:] == ring[:-1]) & (nodes[1:] != nodes[:-1])
    edges = numpy.sort(numpy.column_stack((nodes[:-1], nodes[1:]))[inside], axis=1)
    edges = numpy.unique(edges, axis=0)
    rows = numpy.concatenate((edges, edges[:, ::-1]))
    order = numpy.argsort(rows[:, 0], kind="stable")
    targets, edge_of_row = rows[order, 1].tolist(), (order % len(edges)).tolist()
    degrees = numpy.bincount(rows[:, 0], minlength=len(keys))
    first_rows = (numpy.cumsum(degrees) - degrees).tolist()

    used = [False] * len(edges)
    is_junction = (degrees != 2).tolist()
    chains = []

    def walk(node, row):
        chain = [node]
        while True:
            used[edge_of_row[row]] = True
            node = targets[row]
            chain.append(node)
            if is_junction[node]:
                return chain
            row = first_rows[node]
            row += used[edge_of_row[row]]
            if used[edge_of_row[row]]:
                return chain

    junctions = numpy.flatnonzero(degrees != 2).tolist()
    # Arcs between junctions first; what is left are rings without any.
    for node in [*junctions, *range(len(keys))]:
        for row in range(first_rows[node], first_rows[node] + int(degrees[node])):
            if not used[edge_of_row[row]]:
                chains += open_ones(walk(node, row), places)
    lengths = numpy.array([len(chain) for chain in chains])
    return places[numpy.concatenate(chains)], numpy.cumsum(lengths) - lengths


def fractal_arcs(count=1000, halvings=8, roughness=0.25, smoothness=0.8, seed=1):
    """Arcs a unit of the tile 0/0/0 long and apart from each other, by displacement of midpoints, like `arcs_of`."""
    random = numpy.random.default_rng(seed)
    lines = numpy.zeros((count, 2, 2))
    lines[:, 1, 0] = 1
    for level in range(halvings):
        steps = numpy.diff(lines, axis=1)
        across = numpy.stack((-steps[..., 1], steps[..., 0]), axis=-1)
        across /= numpy.hypot(*across.transpose(2, 0, 1))[..., None]
        shift = roughness * 2.0 ** (-smoothness * (level + 1)) * random.uniform(-1, 1, steps.shape[:2])
        finer = numpy.empty((count, 2 * lines.shape[1] - 1, 2))
        finer[:, ::2] = lines
        finer[:, 1::2] = lines[:, :-1] + steps / 2 + across * shift[..., None]
        lines = finer
    lines += 3 * numpy.stack(numpy.divmod(numpy.arange(count), 64), axis=-1)[:, None]
    return lines.reshape(-1, 2), numpy.arange(count) * lines.shape[1]


def open_ones(chain, places):
    """A chain that ends elsewhere than it starts, or the two halves of one that does not."""
    if chain[0] != chain[-1]:
        return [chain]
    there = places[chain]
    widest = int(numpy.argmax(((there - there[0]) ** 2).sum(axis=1)))
    return [chain[: widest + 1], chain[widest:]]


def visvalingam(line):
    """For each inner vertex the area that a threshold must exceed to drop it; the same for every threshold."""
    points = line.tolist()
    count = len(points)

    def area(one, two, three):
        (x1, y1), (x2, y2), (x3, y3) = points[one], points[two], points[three]
        return abs((x2 - x1) * (y3 - y1) - (x3 - x1) * (y2 - y1)) / 2

    before, after = list(range(-1, count - 1)), list(range(1, count + 1))
    areas = [area(at - 1, at, at + 1) for at in range(1, count - 1)]
    current = [numpy.inf, *areas, numpy.inf]
    heap = [(value, at) for at, value in enumerate(areas, 1)]
    heapq.heapify(heap)
    weights, reached = [numpy.inf] * count, 0.0
    while heap:
        value, at = heapq.heappop(heap)
        if weights[at] != numpy.inf or value != current[at]:
            continue
        # A vertex never counts for less than one that went before it.
        reached = weights[at] = max(reached, value)
        left, right = before[at], after[at]
        after[left], before[right] = right, left
        for other in (left, right):
            if 0 < other < count - 1:
                current[other] = area(before[other], other, after[other])
                heapq.heappush(heap, (current[other], other))
    return weights


def douglas(line):
    """For each inner vertex the distance that a tolerance must reach to drop it; the same for every tolerance."""
    weights = numpy.full(len(line), numpy.inf)
    spans = [(0, len(line) - 1, numpy.inf)]
    while spans:
        start, end, limit = spans.pop()
        if end - start < 2:
            continue
        inner = line[start + 1 : end]
        distances = distance_to_segments(inner, line[start], line[end])
        farthest = int(numpy.argmax(distances))
        # A vertex never counts for more than the one whose choice has led to it.
        limit = min(limit, distances[farthest])
        middle = start + 1 + farthest
        weights[middle] = limit
        spans += [(start, middle, limit), (middle, end, limit)]
    return weights


def distance_to_segments(points, starts, ends):
    """The distance of each point from its segment."""
    along = ends - starts
    square = (along**2).sum(axis=-1)
    share = ((points - starts) * along).sum(axis=-1) / numpy.where(square > 0, square, 1)
    foot = starts + numpy.clip(share, 0, 1)[..., None] * along
    return numpy.hypot(*(points - foot).T)


class Arcs:
    """The arcs and how much each vertex counts for in either way of thinning them."""

    def __init__(self, points, starts):
        self.points, self.starts = points, starts
        self.ends = numpy.append(self.starts[1:], len(self.points)) - 1
        self.arc = numpy.repeat(numpy.arange(len(self.starts)), self.ends - self.starts + 1)
        steps = numpy.hypot(*numpy.diff(self.points, axis=0).T)
        self.length = steps[self.arc[1:] == self.arc[:-1]].sum()
        lines = numpy.split(self.points, self.starts[1:])
        self.areas = numpy.concatenate([visvalingam(line) for line in lines])
        self.distances = numpy.concatenate([douglas(line) for line in lines])

    def inner(self, kept):
        """How many inner vertices are kept."""
        return int(kept.sum()) - 2 * len(self.starts)

    def measure(self, kept):
        """What thinning has done, in units of the tile 0/0/0."""
        places = numpy.flatnonzero(kept)
        same = self.arc[places[1:]] == self.arc[places[:-1]]
        froms, tos = places[:-1][same], places[1:][same]
        dropped = tos - froms - 1
        froms, tos, dropped = froms[dropped > 0], tos[dropped > 0], dropped[dropped > 0]
        if len(froms) == 0:
            return {"area": 0.0, "mean": 0.0, "high": 0.0, "most": 0.0, "crossing": self.crossing(kept)}

        # The vertices from one kept vertex to the next, for each such pair: a ring with the chord that replaces them.
        counts = dropped + 2
        chord = numpy.repeat(numpy.arange(len(froms)), counts)
        vertex = froms[chord] + numpy.arange(len(chord)) - numpy.repeat(numpy.cumsum(counts) - counts, counts)
        rings = shapely.polygons(shapely.linearrings(self.points[vertex], indices=chord))
        wrong = ~shapely.is_valid(rings)
        rings[wrong] = shapely.make_valid(rings[wrong])

        inner = (vertex != froms[chord]) & (vertex != tos[chord])
        ends = self.points[froms[chord[inner]]], self.points[tos[chord[inner]]]
        distances = distance_to_segments(self.points[vertex[inner]], *ends)
        return {
            "area": float(shapely.area(rings).sum() / self.length),
            "mean": float(distances.mean()),
            "high": float(numpy.quantile(distances, 0.99)),
            "most": float(distances.max()),
            "crossing": self.crossing(kept),
        }

    def crossing(self, kept):
        """How many arcs have a point inside them in common with the inside of another one, or with themselves."""
        lines = shapely.linestrings(self.points[kept], indices=self.arc[kept])
        one, other = shapely.STRtree(lines).query(lines, predicate="intersects")
        one, other = one[one < other], other[one < other]
        meet = shapely.relate_pattern(lines[one], lines[other], "T********")
        found = ~shapely.is_simple(lines)
        found[one[meet]] = True
        found[other[meet]] = True
        return int(found.sum())


def compare(arcs, tolerance):
    """Both ways with as many vertices, at a tolerance in units of the tile 0/0/0."""
    by_area = arcs.areas >= tolerance**2
    wanted = arcs.inner(by_area)
    weights = numpy.sort(arcs.distances[numpy.isfinite(arcs.distances)])[::-1]
    reach = float(weights[min(wanted, len(weights)) - 1]) if wanted else float(weights[0])
    by_distance = arcs.distances >= reach
    return {
        "kept": {"vw": wanted, "dp": arcs.inner(by_distance)},
        "reach": reach,
        "vw": arcs.measure(by_area),
        "dp": arcs.measure(by_distance),
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("source", type=Path, help="the territories, in any format of GDAL, or `fractal`")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all figures there")
    options = parser.parse_args()

    is_made_up = str(options.source) == "fractal"
    arcs = Arcs(*(fractal_arcs() if is_made_up else arcs_of(boundaries.read(options.source)[1])))
    total = len(arcs.points) - 2 * len(arcs.starts)
    everything = numpy.ones(len(arcs.points), dtype=bool)
    print(f"{len(arcs.starts)} arcs, {total} inner vertices, {arcs.crossing(everything)} arcs crossing in the source\n")
    print(f"{'zoom':>4} {'by':>4} {'tolerance':>9} {'kept':>7} {'%':>5} ", end="")
    print(f"{'area':>7} {'mean':>7} {'99 %':>7} {'most':>7} {'crossing':>8}")
    results, rows = {}, []
    for zoom in ZOOMS:
        for tolerance in TOLERANCES:
            base = tolerance / 2**zoom
            result = results.get(base) or results.setdefault(base, compare(arcs, base))
            for way, name, used in (("vw", "V&W", tolerance), ("dp", "D&P", result["reach"] * 2**zoom)):
                kept = result["kept"][way]
                figures = {key: value * 2**zoom for key, value in result[way].items() if key != "crossing"}
                figures["crossing"] = result[way]["crossing"]
                rows.append({"zoom": zoom, "by": way, "tolerance": used, "kept": kept, **figures})
                print(f"{zoom:>4} {name:>4} {used:>9.2f} {kept:>7} {100 * kept / total:>5.1f} ", end="")
                print(" ".join(f"{figures[key]:>7.3f}" for key in ("area", "mean", "high", "most")), end=" ")
                print(f"{figures['crossing']:>8}", flush=True)
    if options.json:
        options.json.write_text(json.dumps(rows, indent=1) + "\n")


if __name__ == "__main__":
    main()
