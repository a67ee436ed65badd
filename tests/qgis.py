#!/usr/bin/python3
"""Draws tiles with QGIS, without a window.

    qgis.py BASE ZOOM/X/Y EXPECTED OUTPUT

A vector tile layer over BASE/communes/{z}/{x}/{y} is drawn twice: the tile ZOOM/X/Y with a colour for each code, so
that the picture tells which communes QGIS saw, and Bretagne as a person would look at it. EXPECTED is a JSON file
with two lists of codes: "all", which are in the tile, and "visible", which must be seen. The pictures go to OUTPUT.
Run it with the Python for which Debian's python3-qgis is installed.
"""

import json
import os
import shutil
import sys
import tempfile
from pathlib import Path

# This file is called qgis as well, and its folder is the first in which modules are looked for.
sys.path.pop(0)

os.environ["QT_QPA_PLATFORM"] = "offscreen"
# A profile of its own: nothing of the user's is read or written.
profile = tempfile.mkdtemp(prefix="maillage-qgis-")
os.environ["QGIS_CUSTOM_CONFIG_PATH"] = profile

try:
    from qgis.core import (
        QgsApplication,
        QgsCoordinateReferenceSystem,
        QgsFillSymbol,
        QgsMapRendererParallelJob,
        QgsMapSettings,
        QgsProperty,
        QgsRectangle,
        QgsSymbolLayer,
        QgsVectorTileBasicRenderer,
        QgsVectorTileBasicRendererStyle,
        QgsVectorTileLayer,
        QgsWkbTypes,
    )
    from qgis.PyQt.QtCore import QSize
    from qgis.PyQt.QtGui import QColor
except ImportError as error:
    sys.exit(f"PyQGIS is not installed ({error}): apt-get install python3-qgis qgis-providers")

WORLD = 20037508.342789244
# Marks pixels that stand for a code.
BLUE = 200

passed = failed = 0


def check(name, right, detail=""):
    global passed, failed
    passed, failed = passed + bool(right), failed + (not right)
    print(f"{'ok  ' if right else 'FAIL'} {name}{': ' if detail else ''}{detail}", flush=True)


def tile_layer(base, lowest, highest):
    address = f"type=xyz&url={base}/communes/{{z}}/{{x}}/{{y}}&zmin={lowest}&zmax={highest}"
    layer = QgsVectorTileLayer(address, "communes")
    check(f"QGIS takes {address}", layer.isValid())
    return layer


def style(layer, symbol):
    drawn = QgsVectorTileBasicRendererStyle("communes", "communes", QgsWkbTypes.PolygonGeometry)
    drawn.setSymbol(symbol)
    renderer = QgsVectorTileBasicRenderer()
    renderer.setStyles([drawn])
    layer.setRenderer(renderer)


def draw(layer, rectangle, width, height, path, smooth):
    settings = QgsMapSettings()
    settings.setDestinationCrs(QgsCoordinateReferenceSystem("EPSG:3857"))
    settings.setLayers([layer])
    settings.setExtent(rectangle)
    settings.setOutputSize(QSize(width, height))
    settings.setBackgroundColor(QColor("white"))
    settings.setFlag(QgsMapSettings.Antialiasing, smooth)
    job = QgsMapRendererParallelJob(settings)
    job.start()
    job.waitForFinished()
    for error in job.errors():
        check("QGIS draws without an error", False, error.message)
    image = job.renderedImage()
    image.save(str(path))
    return image


def pixels(image):
    for y in range(image.height()):
        for x in range(image.width()):
            value = image.pixel(x, y)
            yield (value >> 16) & 0xFF, (value >> 8) & 0xFF, value & 0xFF


def tile_rectangle(zoom, x, y):
    side = 2 * WORLD / 2**zoom
    return QgsRectangle(x * side - WORLD, WORLD - (y + 1) * side, (x + 1) * side - WORLD, WORLD - y * side)


def check_codes(base, zoom, x, y, expected, output):
    """Communes of one tile, read back from their colours."""
    layer = tile_layer(base, zoom, zoom)
    symbol = QgsFillSymbol.createSimple({"outline_style": "no"})
    color = f'color_rgb(floor(to_int("code") / 256), to_int("code") % 256, {BLUE})'
    symbol.symbolLayer(0).setDataDefinedProperty(QgsSymbolLayer.PropertyFillColor, QgsProperty.fromExpression(color))
    style(layer, symbol)
    image = draw(layer, tile_rectangle(zoom, x, y), 1024, 1024, output / "qgis-tile.png", smooth=False)
    seen = {red * 256 + green for red, green, blue in set(pixels(image)) if blue == BLUE}
    everything = {int(code) for code in expected["all"]}
    visible = {int(code) for code in expected["visible"]}
    check("QGIS sees every commune of the tile", visible <= seen, f"{len(visible & seen)} of {len(visible)}")
    check("QGIS sees no other one", seen <= everything, f"{len(seen)} seen, {len(seen - everything)} of them unknown")


def check_picture(base, output):
    """Bretagne, drawn as people see it."""
    layer = tile_layer(base, 4, 14)
    style(layer, QgsFillSymbol.createSimple({"color": "#7aa6c2", "outline_color": "#22334a", "outline_width": "0.1"}))
    bretagne = QgsRectangle(-580_000, 6_000_000, -110_000, 6_250_000)
    image = draw(layer, bretagne, 1200, 638, output / "qgis-bretagne.png", smooth=True)
    colored = sum(color != (255, 255, 255) for color in pixels(image))
    share = colored / (image.width() * image.height())
    check("QGIS draws Bretagne", 0.25 < share < 0.9, f"{share:.0%} of the picture is land")


def main():
    base, place, expected, output = sys.argv[1:5]
    output = Path(output)
    output.mkdir(parents=True, exist_ok=True)
    QgsApplication.setPrefixPath("/usr", True)
    application = QgsApplication([], False)
    application.initQgis()
    zoom, x, y = map(int, place.split("/"))
    check_codes(base, zoom, x, y, json.loads(Path(expected).read_text()), output)
    check_picture(base, output)
    print(f"{passed} passed, {failed} failed", flush=True)
    shutil.rmtree(profile, ignore_errors=True)
    # QGIS may crash while it tidies up, which is none of our business.
    os._exit(1 if failed else 0)


main()
