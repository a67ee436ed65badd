"""What PROJ makes of coordinate systems, without grids: for each code a grid of nine places of its area of use, as
`code,x,y,longitude,latitude`, x eastwards and y northwards.

    projections.py <code> …
"""

import sys

import pyproj

pyproj.network.set_network_enabled(False)
SHARES = (0.15, 0.5, 0.85)

for code in map(int, sys.argv[1:]):
    system = pyproj.CRS.from_epsg(code)
    area = system.area_of_use
    there = pyproj.Transformer.from_crs(4326, system, always_xy=True)
    back = pyproj.Transformer.from_crs(system, 4326, always_xy=True)
    east = area.east + 360 if area.east < area.west else area.east
    for across in SHARES:
        for up in SHARES:
            lon = area.west + (east - area.west) * across
            lat = area.south + (area.north - area.south) * up
            x, y = there.transform(lon - 360 if lon > 180 else lon, lat)
            lon, lat = back.transform(x, y)
            print(code, *map(repr, (x, y, lon, lat)), sep=",")
