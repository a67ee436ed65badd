#!/usr/bin/python3
"""Opens a file of places in QGIS, without a window, and prints what QGIS sees as JSON: its coordinate system, fields, and
for each feature its attributes and the place at which it is drawn.

    places.py FILE

Run it with the Python for which Debian's python3-qgis is installed.
"""

import json
import os
import sys
import tempfile

# A file beside this one is called qgis as well.
sys.path.pop(0)

os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ["QGIS_CUSTOM_CONFIG_PATH"] = tempfile.mkdtemp(prefix="maillage-qgis-")

from qgis.core import QgsApplication, QgsVectorLayer  # noqa: E402

application = QgsApplication([], False)
application.initQgis()
layer = QgsVectorLayer(sys.argv[1], "places", "ogr")
if not layer.isValid():
    sys.exit(f"QGIS does not open {sys.argv[1]}: {layer.error().summary()}")
names = [field.name() for field in layer.fields()]
features = []
for feature in layer.getFeatures():
    point = feature.geometry().asPoint()
    values = {name: None if not value else str(value) for name, value in zip(names, feature.attributes())}
    features.append({"place": [point.x(), point.y()], **values})
print(json.dumps({"crs": layer.crs().authid(), "fields": names, "features": features}))
del layer
application.exitQgis()
