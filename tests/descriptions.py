"""How PROJ describes coordinate systems, in the dialects of files, without the codes that would give them away: lines of
`code<TAB>dialect<TAB>description`.

    descriptions.py <code> …
"""

import json
import re
import sys

import pyproj

pyproj.network.set_network_enabled(False)

CODES = re.compile(r',\s*(AUTHORITY\["[^"]*","[^"]*"\]|ID\["[^"]*",("[^"]*"|[-0-9.]+)\])')


def without_ids(value):
    if isinstance(value, dict):
        return {key: without_ids(inner) for key, inner in value.items() if key not in ("id", "ids")}
    if isinstance(value, list):
        return [without_ids(inner) for inner in value]
    return value


for code in map(int, sys.argv[1:]):
    system = pyproj.CRS.from_epsg(code)
    for dialect in ("WKT1_ESRI", "WKT1_GDAL", "WKT2_2019"):
        try:
            text = system.to_wkt(dialect)
        except pyproj.exceptions.CRSError:
            continue
        # Some systems have no description in the older dialects.
        if text:
            print(code, dialect, CODES.sub("", " ".join(text.split())), sep="\t")
    print(code, "PROJJSON", json.dumps(without_ids(system.to_json_dict())), sep="\t")
