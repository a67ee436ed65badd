// The line around the territory that was chosen.

/** Whether a layer of a style draws areas: patterns lie above those, and say nothing of their own. */
export const isArea = ({ type, paint }) => type === "fill" && !paint["fill-pattern"];

/** The style with a line around the chosen territory of each layer, under the labels. */
export function withSelection(plain) {
  const areas = plain.layers.filter(isArea);
  const lines = areas.flatMap((area) => [
    selectionLine(area, "casing", "#ffffff", 5),
    selectionLine(area, "selection", "#111a26", 2.2),
  ]);
  const place = plain.layers.findIndex(({ type }) => type === "circle" || type === "symbol");
  const layers = plain.layers.toSpliced(place < 0 ? plain.layers.length : place, 0, ...lines);
  return { ...plain, layers };
}

function selectionLine(area, kind, color, width) {
  const line = {
    id: `${area.id}-${kind}`,
    type: "line",
    source: area.source,
    "source-layer": area["source-layer"],
    filter: ["==", ["get", "code"], ""],
    layout: { "line-join": "round" },
    paint: { "line-color": color, "line-width": width },
  };
  if (area.minzoom !== undefined) line.minzoom = area.minzoom;
  if (area.maxzoom !== undefined) line.maxzoom = area.maxzoom;
  return line;
}

/** Draws the line around a territory, or around none. */
export function select(map, style, feature) {
  for (const { id } of style.layers.filter(isArea)) {
    if (!map.getLayer(`${id}-selection`)) continue;
    const code = feature?.layer.id === id ? feature.properties.code : "";
    for (const kind of ["casing", "selection"]) map.setFilter(`${id}-${kind}`, ["==", ["get", "code"], code]);
  }
}
