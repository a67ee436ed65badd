// What a click on the map, or Enter at its centre, tells of the territory or the schools there.

import { Popup } from "./maplibre-gl.mjs";
import { describeFacts } from "./facts.js";
import { openCluster } from "./points.js";
import { element, figureWithUnit, inLanguage, partiality, texts, whyMissing } from "./texts.js";

const MOST_POINTS = 30;

/** Opens the popup of what is drawn at `point`, and tells `select` which territory that is. */
export function openPopup(map, point, lngLat, context, select) {
  const reach = 4;
  const box = [
    [point.x - reach, point.y - reach],
    [point.x + reach, point.y + reach],
  ];
  const circles = present(map, context.pointLayers);
  const areas = present(map, context.areaLayers);
  const points = circles.length ? distinct(map.queryRenderedFeatures(box, { layers: circles })) : [];
  const [area] = areas.length ? map.queryRenderedFeatures(point, { layers: areas }) : [];
  select(points.length ? undefined : area);
  if (!points.length && !area) return undefined;
  if (points[0]?.properties.cluster) return openCluster(map, points[0], context);
  const content = points.length ? describePoints(points, context) : describeArea(area, context);
  const place = points.length ? points[0].geometry.coordinates : lngLat;
  const popup = new Popup({ maxWidth: "300px", offset: points.length ? 8 : 0 });
  popup.on("close", () => select(undefined));
  return popup.setLngLat(place).setDOMContent(content).addTo(map);
}

const present = (map, layers) => layers.filter((layer) => map.getLayer(layer));

/** Features without repeats, as they lie above each other: one that crosses tiles is found once in each. */
export function distinct(features) {
  const name = ({ sourceLayer, properties }) => `${sourceLayer}/${properties.code ?? properties.cluster_id}`;
  return [...new Map(features.toReversed().map((feature) => [name(feature), feature])).values()].toReversed();
}

function describeArea({ properties, sourceLayer }, context) {
  const layer = context.layers.get(sourceLayer);
  const content = element(
    "div",
    "",
    element("h2", "", properties.nom ?? properties.code),
    element("p", "kind", `${inLanguage(layer?.label)} · ${properties.code}`),
  );
  const legend = context.legend();
  if (legend) content.append(describeFigure(properties, legend));
  return content;
}

function describeFigure(properties, legend) {
  const value = properties[legend.indicator];
  const known = typeof value === "number";
  const said = known
    ? [figureWithUnit(value, legend.decimals, legend.unit), partiality(properties, legend.indicator)]
    : [whyMissing(properties, legend)];
  return element(
    "dl",
    "",
    element("dt", "", `${legend.label}, ${legend.year}`),
    element("dd", known ? "" : "absent", ...said.filter(Boolean)),
  );
}

function describePoints(found, context) {
  const points = found.filter(({ properties }) => !properties.cluster);
  const layer = context.layers.get(points[0].sourceLayer);
  const content = element("div", "");
  if (points.length === 1) {
    const { properties } = points[0];
    content.append(
      element("h2", "", properties.nom ?? properties.code),
      element("p", "kind", `${inLanguage(layer?.label)} · ${properties.code}`),
      ...describeFacts(properties, layer, context),
    );
  } else {
    content.append(
      element("h2", "", inLanguage(layer?.label)),
      element("p", "kind", texts.schools(points.length)),
      listOf(points),
    );
    if (layer.description) content.append(element("p", "note", inLanguage(layer.description)));
  }
  return content;
}

function listOf(points) {
  const list = element("ul", "points");
  const named = points.map(({ properties }) => properties).sort((one, other) => `${one.nom}`.localeCompare(`${other.nom}`));
  for (const { nom, code } of named.slice(0, MOST_POINTS)) {
    list.append(element("li", "", `${nom ?? code} `, element("small", "", code)));
  }
  if (named.length > MOST_POINTS) list.append(element("li", "", texts.others(named.length - MOST_POINTS)));
  list.tabIndex = 0;
  return list;
}
