#!/usr/bin/env python3
"""Asks GEOS whether every polygon of a folder of tiles is valid.

    geos.py FOLDER

reads FOLDER/**/*.mvt, prints a line for each feature that GEOS does not find valid (with its reason and the
coordinates in the tile), and then what was counted. Exits with 1 if there is any. The tiles are read as the
validator of tests/it says they may be: this script checks shapes, not bytes.
"""

import sys
from multiprocessing import Pool
from pathlib import Path

import numpy
import shapely

POLYGON = 3
FAILURES_TOLD = 100_000


def varint(data, position):
    """The varint at a position, and where it ends."""
    value = shift = 0
    while True:
        byte = data[position]
        position += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, position
        shift += 7


def fields(data):
    """The fields of a message: number and content."""
    position = 0
    while position < len(data):
        tag, position = varint(data, position)
        number, wire_type = tag >> 3, tag & 7
        if wire_type == 0:
            value, position = varint(data, position)
        elif wire_type == 2:
            length, position = varint(data, position)
            value = data[position : position + length]
            position += length
        else:
            length = {1: 8, 5: 4}[wire_type]
            value = data[position : position + length]
            position += length
        yield number, value


def varints(data):
    """All varints of a byte string at once; none is longer than five bytes."""
    octets = numpy.frombuffer(data, dtype=numpy.uint8)
    ends = numpy.flatnonzero(octets < 0x80)
    starts = numpy.concatenate(([0], ends[:-1] + 1))
    lengths = ends - starts + 1
    place = numpy.arange(len(octets)) - numpy.repeat(starts, lengths)
    parts = (octets & 0x7F).astype(numpy.int64) << (7 * place)
    return numpy.add.reduceat(parts, starts)


def read_features(layer):
    """A layer's name and its polygon features: id and packed geometry."""
    name, polygons, others = "", [], 0
    for number, value in fields(layer):
        if number == 1:
            name = value.decode()
        elif number == 2:
            feature = dict(fields(value))
            if feature.get(3) == POLYGON:
                polygons.append((feature.get(1), feature.get(4, b"")))
            else:
                others += 1
    return name, polygons, others


def multipolygons(polygons):
    """One geometry a feature, and the number of vertices."""
    integers = varints(b"".join(geometry for _, geometry in polygons))
    # How many integers each feature has: one for every byte that ends a varint.
    lengths = [sum(octet < 0x80 for octet in geometry) for _, geometry in polygons]
    parameters, ring_lengths, ring_features = [], [], []
    position = 0
    for feature, length in enumerate(lengths):
        end = position + length
        while position < end:
            # MoveTo 1, x, y, LineTo n, then n pairs, ClosePath 1.
            count = int(integers[position + 3] >> 3)
            parameters.append(numpy.arange(position + 1, position + 3))
            parameters.append(numpy.arange(position + 4, position + 4 + 2 * count))
            ring_lengths.append(count + 1)
            ring_features.append(feature)
            position += 5 + 2 * count
    ring_lengths, ring_features = numpy.array(ring_lengths), numpy.array(ring_features)
    steps = integers[numpy.concatenate(parameters)]
    steps = ((steps >> 1) ^ -(steps & 1)).reshape(-1, 2)

    # The cursor goes on from ring to ring and begins anew with each feature.
    points = numpy.cumsum(steps, axis=0)
    ring_starts = numpy.concatenate(([0], numpy.cumsum(ring_lengths)[:-1]))
    first_rings = numpy.searchsorted(ring_features, numpy.arange(len(polygons)))
    before = points[ring_starts[first_rings]] - steps[ring_starts[first_rings]]
    ring_of_point = numpy.repeat(numpy.arange(len(ring_lengths)), ring_lengths)
    points = points - before[ring_features[ring_of_point]]

    rings = shapely.linearrings(points.astype(float), indices=ring_of_point)
    following = numpy.arange(len(points)) + 1
    following[ring_starts + ring_lengths - 1] = ring_starts
    crossed = points[:, 0] * points[following, 1] - points[following, 0] * points[:, 1]
    is_shell = numpy.add.reduceat(crossed, ring_starts) > 0
    is_shell[first_rings] = True
    shell_features = ring_features[is_shell]
    shapes = shapely.polygons(rings, indices=numpy.cumsum(is_shell) - 1)
    return shapely.multipolygons(shapes, indices=shell_features), len(points)


def check(path):
    """Counts of one tile, and a sentence for each feature that is not valid."""
    features = vertices = others = 0
    failures = []
    for number, layer in fields(path.read_bytes()):
        if number != 3:
            continue
        name, polygons, more = read_features(layer)
        others += more
        if not polygons:
            continue
        shapes, count = multipolygons(polygons)
        features += len(polygons)
        vertices += count
        for index in numpy.flatnonzero(~shapely.is_valid(shapes)):
            reason = shapely.is_valid_reason(shapes[index])
            failures.append(f"{path}: {name}, feature {index} (id {polygons[index][0]}): {reason}")
    return features, vertices, others, failures


def main():
    folder = Path(sys.argv[1])
    paths = sorted(folder.rglob("*.mvt"))
    if not paths:
        sys.exit(f"there are no .mvt files in {folder}")
    totals = numpy.zeros(3, dtype=int)
    failed = 0
    with Pool(2) as pool:
        for features, vertices, others, failures in pool.imap(check, paths, chunksize=16):
            totals += (features, vertices, others)
            failed += len(failures)
            for failure in failures:
                if failed <= FAILURES_TOLD:
                    print(failure)
    features, vertices, others = totals
    print(f"GEOS {shapely.geos_version_string}: {len(paths)} tiles, {vertices} vertices, {others} points and lines")
    print(f"{features - failed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
