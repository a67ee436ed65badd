"""What can be said of the shapes of one tile: are they valid, do they overlap, gape, fit each other, and how far are
they from what they were?"""

import numpy
import shapely

# A pixel of a tile drawn at 512 px, in units of a 4096th of the tile.
PIXEL = 8
BUFFER = 64
WINDOW = shapely.box(-BUFFER, -BUFFER, 4096 + BUFFER, 4096 + BUFFER)
# Areas below this are rounding of floating point, in units².
NOTHING = 1e-3


def polygons_of(shapes):
    """The polygons of every shape and the shape of each; lines and points left by an operation are dropped."""
    parts, owners = shapely.get_parts(shapes, return_index=True)
    nested = shapely.get_type_id(parts) == shapely.GeometryType.MULTIPOLYGON
    if nested.any():
        more, of_part = shapely.get_parts(parts[nested], return_index=True)
        parts, owners = numpy.append(parts[~nested], more), numpy.append(owners[~nested], owners[nested][of_part])
        order = numpy.argsort(owners, kind="stable")
        parts, owners = parts[order], owners[order]
    good = (shapely.get_type_id(parts) == shapely.GeometryType.POLYGON) & ~shapely.is_empty(parts)
    return parts[good], owners[good]


def rounded(shapes):
    """The shapes on whole numbers as one would do it naively: every point rounded, repeated points dropped, and rings
    without area dropped, a shell with its holes. A shape of which nothing is left is empty."""
    parts, shape_of_part = polygons_of(shapes)
    rings, part_of_ring = shapely.get_rings(parts, return_index=True)
    points, ring_of_point = shapely.get_coordinates(rings, return_index=True)
    points = numpy.rint(points)
    repeated = numpy.zeros(len(points), dtype=bool)
    repeated[1:] = (points[1:] == points[:-1]).all(axis=1) & (ring_of_point[1:] == ring_of_point[:-1])
    points, ring_of_point = points[~repeated], ring_of_point[~repeated]

    is_shell = numpy.ones(len(rings), dtype=bool)
    is_shell[1:] = part_of_ring[1:] != part_of_ring[:-1]
    has_area = numpy.zeros(len(rings), dtype=bool)
    has_area[numpy.unique(ring_of_point)] = True
    crossed = numpy.zeros(len(points))
    crossed[:-1] = points[:-1, 0] * points[1:, 1] - points[1:, 0] * points[:-1, 1]
    crossed[:-1][ring_of_point[1:] != ring_of_point[:-1]] = 0
    has_area &= numpy.bincount(ring_of_point, crossed, minlength=len(rings)) != 0
    shell_stays = has_area[is_shell][numpy.cumsum(is_shell) - 1]
    stays = has_area & shell_stays
    kept = stays[ring_of_point]

    out = numpy.full(len(shapes), shapely.MultiPolygon(), dtype=object)
    if kept.any():
        numbers = numpy.cumsum(stays) - 1
        lines = shapely.linearrings(points[kept], indices=numbers[ring_of_point[kept]])
        polygons = shapely.polygons(lines, indices=numpy.cumsum(is_shell[stays]) - 1)
        owners = shape_of_part[part_of_ring[stays & is_shell]]
        shapely.multipolygons(polygons, indices=owners, out=out)
    return out


def clipped(shapes, clip):
    """The shapes cut to the window by a function; those that it holds stay as they are."""
    out = numpy.array(shapes, dtype=object)
    crossing = ~shapely.covered_by(shapely.envelope(out), WINDOW)
    out[crossing] = clip(out[crossing])
    return out


def sound(shapes):
    """The shapes, repaired where they are not valid, so that areas can be asked of them."""
    out = numpy.array(shapes, dtype=object)
    wrong = ~shapely.is_valid(out)
    out[wrong] = shapely.make_valid(out[wrong])
    return out


def validity(shapes):
    """How many shapes, and how many rings taken alone, GEOS does not find valid."""
    rings = shapely.get_rings(shapely.get_parts(shapes))
    return {
        "invalid_features": int((~shapely.is_valid(shapes)).sum()),
        "invalid_rings": int((~shapely.is_valid(shapely.polygons(rings))).sum()),
    }


def fit(shapes, uncovered):
    """Overlaps, gaps and edges without a counterpart. `uncovered` is what the source itself leaves uncovered of the
    window: sea, other countries, and its own gaps.

    A gap is a piece of the window that no shape covers and that does not meet the source's uncovered part. A piece
    within a pixel of that, such as an estuary whose mouth has closed, is only called near.
    """
    repaired = sound(shapes)
    union = shapely.union_all(repaired)
    pieces = shapely.get_parts(WINDOW.difference(union))
    pieces = pieces[(shapely.area(pieces) > NOTHING)]
    shapely.prepare(uncovered)
    strange = pieces[~shapely.intersects(uncovered, pieces)]
    is_near = shapely.dwithin(uncovered, strange, PIXEL)
    edges = shapely.coverage_invalid_edges(shapes)
    lines = shapely.get_parts(edges)
    lines = lines[~shapely.is_empty(lines)]
    return {
        "overlap_area": max(0.0, float(shapely.area(repaired).sum() - union.area)),
        "uncovered_pieces": len(pieces),
        "gaps": int((~is_near).sum()),
        "gap_area": float(shapely.area(strange[~is_near]).sum()),
        "gaps_near": int(is_near.sum()),
        "gap_area_near": float(shapely.area(strange[is_near]).sum()),
        "invalid_edge_features": int((~shapely.is_empty(edges)).sum()),
        "invalid_edges": int((shapely.get_num_coordinates(lines) - 1).sum()),
    }


def displacement(shapes, originals):
    """How far shapes are from their originals: medians of the area of the symmetric difference and of that over the
    length of the original's border."""
    areas = shapely.area(shapely.symmetric_difference(sound(shapes), originals))
    lengths = shapely.length(originals)
    return {
        "difference_median": float(numpy.median(areas)),
        "difference_over_length_median": float(numpy.median(areas / lengths)),
        "difference_over_length_all": float(areas.sum() / lengths.sum()),
    }
