#!/usr/bin/env python3
"""Holds the communes of our tiles against GEOS's coverage simplification.

    coverage.py SOURCE.fgb TILES_FOLDER [--fetch http://127.0.0.1:8080] [--check] [--json FILE] ...

reads TILES_FOLDER/<z>/<x>/<y>.mvt for the tiles below, of the layer `communes` with its field `code` and one indicator.
With --fetch it gets them from a server first. For each tile it makes what a user of GEOS would make of the same source:

  1. project the whole coverage to Web Mercator, in units of a 4096th of a tile of that zoom, as floating point;
  2. shapely.coverage_simplify with a tolerance of half a pixel (4 units), borders and coasts alike;
  3. round every point, drop repeated points and rings without area, each territory by itself;
  4. cut to the tile with its buffer of 64 units (shapely.clip_by_rect), round again what was cut;
  5. encode with our tile's ids, tags, keys and values, in our order. Territories that rounding has left nothing of are
     missing from it, with the values that only they have.

Geometry is encoded as tightly as the format allows with those vertices. Rounding leaves vertices in the middle of
straight lines, which ours and GEOS's shapes may both have: `tight` is what the same tile weighs without them.

Squares that stand in our tiles for vanished territories are part of their bytes and features, and of nothing else.
--check exits with 1 if one of our tiles has an invalid ring, an overlap, a gap that the source does not have, an edge
without its counterpart, or a median displacement (symmetric difference over length of border) of a pixel or more, or is
heavier than GEOS's in geometry or in gzip.
"""

import argparse
import json
import sys
import time
import urllib.request
import zlib
from pathlib import Path

import boundaries
import mvt
import numpy
import shapely
import shapes as judge

TILES = ["4/8/5", "5/16/11", "6/32/22", "7/64/44", "8/129/88", "9/259/176", "10/518/352"]
QUERY = "?fields=code&indicators=population"
LAYER = "communes"


def gzip_size(data):
    """Bytes of gzip at zlib's level 6."""
    compressor = zlib.compressobj(6, zlib.DEFLATED, 31)
    return len(compressor.compress(data)) + len(compressor.flush())


def weight(tile):
    """What a tile weighs, and what it holds."""
    layer = mvt.Layer(tile, LAYER)
    return {
        "features": len(layer.features),
        "vertices": len(mvt.read_rings(layer.geometries)[0]),
        "geometry_bytes": sum(map(len, layer.geometries)),
        "raw_bytes": len(tile),
        "gzip_bytes": gzip_size(tile),
    }


def geometry_of(shape, tight=False):
    """A shape's packed geometry: shells positive, holes negative, as the format wants it. None of an empty one."""
    rings = []
    for polygon in shapely.get_parts(shape):
        for number, line in enumerate(shapely.get_rings(polygon)):
            points = shapely.get_coordinates(line)[:-1].astype(numpy.int64)
            x, y = points.T
            area = (x * numpy.roll(y, -1) - numpy.roll(x, -1) * y).sum()
            if (area > 0) != (number == 0):
                points = points[::-1]
            rings.append(without_middles(points) if tight else points)
    return mvt.geometry(rings) if rings else None


def without_middles(points):
    """A ring without the points that lie between their neighbours on a straight line."""
    before = numpy.diff(points, axis=0, prepend=points[-1:])
    after = numpy.append(before[1:], before[:1], axis=0)
    straight = before[:, 0] * after[:, 1] == before[:, 1] * after[:, 0]
    return points[~(straight & ((before * after).sum(axis=1) > 0))]


def squares(shapes, side):
    """Which shapes are squares that stand for vanished territories: as they are, or cut by the window's edge."""
    is_one = (shapely.get_num_geometries(shapes) == 1) & (shapely.get_num_coordinates(shapes) == 5)
    west, north, east, south = shapely.bounds(shapes).T
    edges = judge.WINDOW.bounds
    whole = (east - west <= side) & (south - north <= side)
    whole &= (east - west == side) | (west == edges[0]) | (east == edges[2])
    whole &= (south - north == side) | (north == edges[1]) | (south == edges[3])
    return is_one & whole & (shapely.area(shapes) == (east - west) * (south - north))


class Source:
    """The source at one zoom, in units of that zoom: as it is, and as GEOS simplifies it."""

    def __init__(self, shapes, union, zoom, tolerance):
        self.shapes = shapely.transform(shapes, lambda points: points * 2**zoom)
        self.union = shapely.transform(union, lambda points: points * 2**zoom)
        begin = time.perf_counter()
        self.simplified = shapely.coverage_simplify(self.shapes, tolerance)
        self.seconds = time.perf_counter() - begin


def compared(tile, source, codes, corner, side):
    """Everything about one tile, ours and GEOS's."""
    ours = mvt.Layer(tile, LAYER)
    if ours.with_geometries(ours.geometries) != tile:
        raise ValueError("the tile is not written as this script writes tiles: they cannot be compared by weight")
    place = {code: number for number, code in enumerate(codes)}
    order = numpy.array([place[code] for code in ours.texts("code")])

    def here(shapes):
        return shapely.transform(shapes, lambda points: points - corner)

    # What GEOS makes of it.
    meets = shapely.intersects(shapely.box(*shapely.bounds(source.simplified).T), here_window(corner))
    near = numpy.flatnonzero(meets)
    cut = cut_after_rounding(here(source.simplified[near]))
    drawn = numpy.full(len(codes), shapely.MultiPolygon(), dtype=object)
    drawn[near] = judge.rounded(cut)
    only_geos = int((~shapely.is_empty(drawn)).sum() - (~shapely.is_empty(drawn[order])).sum())
    tile_of_geos = ours.with_geometries([geometry_of(shape) for shape in drawn[order]])

    # Both as they are read from their tiles.
    ours_shapes = mvt.multipolygons(ours.geometries)[0]
    is_square = squares(ours_shapes, side)
    geos_shapes = mvt.multipolygons(mvt.Layer(tile_of_geos, LAYER).geometries)[0]
    in_geos = ~shapely.is_empty(drawn[order])
    back = numpy.cumsum(in_geos) - 1

    uncovered = judge.WINDOW.difference(here(source.union))
    both = in_geos & ~is_square
    originals = judge.clipped(here(source.shapes[order[both]]), lambda shapes: judge.WINDOW.intersection(shapes))
    there = ~shapely.is_empty(originals)
    both[both] = there
    originals = originals[there]

    def side_of(data, shapes, is_tight_of, in_both):
        tight = ours.with_geometries(is_tight_of)
        return {
            **weight(data),
            "tight": weight(tight),
            **judge.validity(shapes),
            **judge.fit(shapes, uncovered),
            **judge.displacement(in_both, originals),
        }

    tight_ours = [geometry_of(shape, tight=True) for shape in ours_shapes]
    tight_geos = [geometry_of(shape, tight=True) for shape in drawn[order]]
    return {
        "ours": side_of(tile, ours_shapes[~is_square], tight_ours, ours_shapes[both]),
        "geos": side_of(tile_of_geos, geos_shapes, tight_geos, geos_shapes[back[both]]),
        "squares": int(is_square.sum()),
        "squares_geometry_bytes": sum(map(len, numpy.array(ours.geometries, dtype=object)[is_square])),
        "squares_that_geos_draws": int((is_square & in_geos).sum()),
        "lost_by_geos": int((~in_geos).sum()),
        "only_in_geos": only_geos,
        "compared_shapes": int(both.sum()),
        "source_uncovered_pieces": len(shapely.get_parts(uncovered)),
        "coverage_simplify_seconds": source.seconds,
    }


def cut_after_rounding(shapes):
    """The shapes rounded and cut to the window, in GEOS's quick way. That turns shapes inside out which rounding has
    made cross themselves: of those the unrounded shape is cut, so that they are no worse than rounding makes them."""
    whole = judge.rounded(shapes)
    whole = numpy.where(shapely.is_valid(whole), whole, shapes)
    return judge.clipped(whole, lambda shapes: shapely.clip_by_rect(shapes, *judge.WINDOW.bounds))


def here_window(corner):
    """The window of the tile at a corner."""
    return shapely.transform(judge.WINDOW, lambda points: points + corner)


# Title, key, and how it is written: figures of which ours and GEOS's stand beside each other.
COLUMNS = [
    ("features", "features", "d"),
    ("vertices", "vertices", "d"),
    ("geometry", "geometry_bytes", "d"),
    ("raw", "raw_bytes", "d"),
    ("gzip", "gzip_bytes", "d"),
    ("tight vertices", "tight.vertices", "d"),
    ("tight geometry", "tight.geometry_bytes", "d"),
    ("tight gzip", "tight.gzip_bytes", "d"),
    ("invalid features", "invalid_features", "d"),
    ("invalid rings", "invalid_rings", "d"),
    ("overlap units²", "overlap_area", ".1f"),
    ("gaps", "gaps", "d"),
    ("gap units²", "gap_area", ".1f"),
    ("gaps near sea", "gaps_near", "d"),
    ("their units²", "gap_area_near", ".1f"),
    ("invalid edges", "invalid_edges", "d"),
    ("difference units²", "difference_median", ".1f"),
    ("per border unit", "difference_over_length_median", ".3f"),
]
# Title and key of figures of the tile.
SINGLES = [
    ("squares", "squares", "d"),
    ("their geometry", "squares_geometry_bytes", "d"),
    ("lost by GEOS", "lost_by_geos", "d"),
    ("GEOS seconds", "coverage_simplify_seconds", ".2f"),
]


def value_of(figures, key):
    """A figure by its key, which may be a path."""
    for part in key.split("."):
        figures = figures[part]
    return figures


def table(results):
    """Lines of a table: a figure a row, and a tile a column with ours and GEOS's."""
    rows = [["", *results], ["", *["ours / GEOS"] * len(results)]]
    for title, key, form in COLUMNS:
        pairs = [[format(value_of(result[who], key), form) for who in ("ours", "geos")] for result in results.values()]
        rows.append([title, *(" / ".join(pair) for pair in pairs)])
    for title, key, form in SINGLES:
        rows.append([title, *(format(result[key], form) for result in results.values())])
    widths = [max(map(len, column)) for column in zip(*rows)]
    for row in rows:
        yield "  ".join([row[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:]))])


def faults(result):
    """What --check does not let pass."""
    ours, geos = result["ours"], result["geos"]
    for key in ("invalid_features", "invalid_rings", "gaps", "invalid_edges"):
        if ours[key]:
            yield f"{ours[key]} {key.replace('_', ' ')}"
    if ours["overlap_area"] > judge.NOTHING:
        yield f"overlaps of {ours['overlap_area']:.3f} units²"
    if ours["difference_over_length_median"] >= judge.PIXEL:
        yield f"{ours['difference_over_length_median']:.1f} units from the source"
    for key in ("geometry_bytes", "gzip_bytes"):
        if ours[key] > geos[key]:
            yield f"{ours[key]} {key.replace('_', ' ')}, and GEOS {geos[key]}"


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("source", type=Path, help="the territories, in any format of GDAL, with a column `code`")
    parser.add_argument("tiles", type=Path, help="folder of <z>/<x>/<y>.mvt")
    parser.add_argument("--fetch", metavar="URL", help="get the tiles from this server first")
    parser.add_argument("--check", action="store_true", help="exit with 1 where ours is worse than it may be")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all figures there")
    parser.add_argument("--tolerance", type=float, default=judge.PIXEL / 2, help="of GEOS, in units (4)")
    parser.add_argument("--square", type=int, default=8, help="side of our squares, in units (8)")
    parser.add_argument("--only", nargs="+", default=TILES, metavar="Z/X/Y", help="these tiles")
    return parser.parse_args()


def main():
    options = arguments()
    for name in options.only if options.fetch else []:
        path = options.tiles / f"{name}.mvt"
        path.parent.mkdir(parents=True, exist_ok=True)
        with urllib.request.urlopen(f"{options.fetch}/{LAYER}/{name}.mvt{QUERY}") as answer:
            path.write_bytes(answer.read())

    codes, shapes = boundaries.read(options.source)
    union = shapely.union_all(shapes)
    results, sources = {}, {}
    for name in options.only:
        zoom, x, y = map(int, name.split("/"))
        if zoom not in sources:
            sources = {zoom: Source(shapes, union, zoom, options.tolerance)}
        corner = numpy.array([x, y]) * boundaries.EXTENT
        tile = (options.tiles / f"{name}.mvt").read_bytes()
        print(f"{name} …", file=sys.stderr)
        results[name] = compared(tile, sources[zoom], codes, corner, options.square)

    print(f"GEOS {shapely.geos_version_string}, coverage_simplify at {options.tolerance} units; zlib level 6")
    print("\n".join(table(results)))
    if options.json:
        options.json.write_text(json.dumps({"tolerance": options.tolerance, "tiles": results}, indent=1) + "\n")
    found = [f"{name}: {fault}" for name, result in results.items() for fault in faults(result)]
    if options.check:
        print("\n".join(found) or "nothing to complain of")
        sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
