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
from mvt import TILE_LAYERS, fields, multipolygons, read_features

FAILURES_TOLD = 100_000


def check(path):
    """Counts of one tile, and a sentence for each feature that is not valid."""
    features = vertices = others = 0
    failures = []
    for number, layer in fields(path.read_bytes()):
        if number != TILE_LAYERS:
            continue
        name, polygons, more = read_features(layer)
        others += more
        if not polygons:
            continue
        shapes, count = multipolygons([geometry for _, geometry in polygons])
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
