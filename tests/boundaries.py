"""Reads the territories of a source, projected to Web Mercator. Needs the ogr2ogr of GDAL, which reads any format."""

import sqlite3
import subprocess
import tempfile
from pathlib import Path

import numpy
import shapely

# Units along the side of a tile.
EXTENT = 4096


def read(source, key="code"):
    """The codes and the shapes of a source's first layer, in units of the tile 0/0/0: times 2^z, those of zoom z."""
    with tempfile.TemporaryDirectory() as folder:
        # SQLite is a format that Python reads itself, and in which coordinates stay as they are, bit by bit.
        path = Path(folder) / "source.sqlite"
        options = "-nln source -lco FORMAT=WKB -lco SPATIAL_INDEX=NO -lco GEOMETRY_NAME=shape -dsco METADATA=NO".split()
        subprocess.run(["ogr2ogr", "-f", "SQLite", path, source, "-select", key, *options], check=True)
        database = sqlite3.connect(path)
        rows = database.execute(f'select "{key}", shape from source order by ogc_fid').fetchall()
        database.close()
    codes = [code for code, _ in rows]
    shapes = shapely.from_wkb([shape for _, shape in rows])
    return codes, shapely.transform(shapes, projected)


def projected(degrees):
    """Spherical Mercator (EPSG:3857), x eastwards, y southwards from the north-west corner."""
    longitude, latitude = numpy.radians(degrees).T
    x = 0.5 + longitude / (2 * numpy.pi)
    y = 0.5 - numpy.arctanh(numpy.sin(latitude)) / (2 * numpy.pi)
    return numpy.column_stack((x, y)) * EXTENT
