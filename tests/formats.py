"""Writes the features of a GeoJSON file as GeoParquet (pyarrow, shapely) and as TopoJSON, coordinate for coordinate.

    formats.py <in.geojson> <out.parquet> <EPSG code>
    formats.py <in.geojson> <out.topojson>
"""

import json
import sys

import pyarrow
import pyarrow.parquet
import shapely


def parquet(features, path, code):
    shapes = shapely.from_geojson([json.dumps(feature["geometry"]) for feature in features])
    columns = {key: [feature["properties"][key] for feature in features] for key in features[0]["properties"]}
    table = pyarrow.table({**columns, "geometry": shapely.to_wkb(shapes, flavor="iso")})
    crs = {"type": "ProjectedCRS", "name": "any", "id": {"authority": "EPSG", "code": code}}
    column = {"encoding": "WKB", "geometry_types": [], **({} if code == 4326 else {"crs": crs})}
    geo = {"version": "1.1.0", "primary_column": "geometry", "columns": {"geometry": column}}
    table = table.replace_schema_metadata({"geo": json.dumps(geo)})
    pyarrow.parquet.write_table(table, path, compression="zstd", row_group_size=100)


def topojson(features, path):
    arcs = []

    def arc(ring):
        # Half of the rings are written backwards, and the longer ones in two arcs.
        if len(ring) > 40:
            middle = len(ring) // 2
            arcs.extend([ring[: middle + 1], ring[middle:][::-1]])
            return [len(arcs) - 2, ~(len(arcs) - 1)]
        arcs.append(ring)
        return [len(arcs) - 1]

    def geometry(feature):
        shape = feature["geometry"]
        polygons = shape["coordinates"] if shape["type"] == "MultiPolygon" else [shape["coordinates"]]
        made = [[arc(ring) for ring in polygon] for polygon in polygons]
        return {"type": "MultiPolygon", "arcs": made, "properties": feature["properties"]}

    communes = {"type": "GeometryCollection", "geometries": [geometry(feature) for feature in features]}
    topology = {"type": "Topology", "objects": {"communes": communes}, "arcs": arcs}
    with open(path, "w", encoding="utf-8") as file:
        json.dump(topology, file)


with open(sys.argv[1], encoding="utf-8") as source:
    read = json.load(source)["features"]
if sys.argv[2].endswith(".parquet"):
    parquet(read, sys.argv[2], int(sys.argv[3]))
else:
    topojson(read, sys.argv[2])
