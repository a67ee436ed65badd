// What the map shows, in words and as a table, for those who cannot see it or want to copy it.

import { distinct } from "./popup.js";
import { element, figure, texts, whyMissing } from "./texts.js";

const MOST_ROWS = 1000;

/** Territories that the map shows now, the greatest figure first and those without one last. */
export function visibleAreas(map, legend) {
  const layer = legend && `${legend.layer}-fill`;
  if (!layer || !map.getLayer(layer)) return [];
  const rows = distinct(map.queryRenderedFeatures({ layers: [layer] })).map(({ properties }) => ({
    code: properties.code,
    name: properties.nom ?? properties.code,
    value: properties[legend.indicator],
    missing: whyMissing(properties, legend),
  }));
  return rows.sort((one, other) => order(other) - order(one) || one.name.localeCompare(other.name));
}

const order = ({ value }) => (typeof value === "number" ? value : -Infinity);

/** One sentence for screen readers. */
export function summarize(map, legend) {
  if (!legend) return "";
  const areas = visibleAreas(map, legend);
  const missing = areas.filter(({ value }) => typeof value !== "number").length;
  const unit = legend.unit ? ` (${legend.unit})` : "";
  const shown = `${legend.label}${unit}, ${legend.year}`;
  return texts.summary(legend.layer_label, shown, figure(areas.length, 0), missing && figure(missing, 0));
}

/** One sentence on the points of a legend. */
export function summarizePoints(map, { layer, layer_label: label }) {
  const ids = [`${layer}-clusters`, `${layer}-points`].filter((id) => map.getLayer(id));
  const found = ids.length ? distinct(map.queryRenderedFeatures({ layers: ids })) : [];
  const clusters = found.filter(({ properties }) => properties.cluster);
  const count = found.reduce((sum, { properties }) => sum + (properties.point_count ?? properties.weight ?? 1), 0);
  return count ? texts.pointsSummary(label, figure(count, 0), clusters.length && figure(clusters.length, 0)) : "";
}

/** Fills and opens the dialogue with the table. */
export function openTable(map, legend) {
  fillTable(map, legend);
  document.getElementById("table").showModal();
}

/** Writes what the map shows now into the dialogue. */
export function fillTable(map, legend) {
  const areas = visibleAreas(map, legend);
  document.getElementById("table-title").textContent = texts.tableTitle(legend?.layer_label ?? "");
  const content = areas.length ? [tableOf(areas, legend)] : [element("p", "hint", texts.tableEmpty)];
  if (areas.length > MOST_ROWS) content.push(element("p", "hint", texts.others(figure(areas.length - MOST_ROWS, 0))));
  document.getElementById("table-body").replaceChildren(...content);
}

function tableOf(areas, legend) {
  const unit = legend.unit ? ` (${legend.unit})` : "";
  const heads = [texts.name, texts.code, `${legend.label}${unit}, ${legend.year}`].map((text, place) => {
    const head = element("th", place === 2 ? "figure" : "", text);
    head.scope = "col";
    return head;
  });
  const rows = areas.slice(0, MOST_ROWS).map(({ name, code, value, missing }) => {
    const head = element("th", "", name);
    head.scope = "row";
    const known = typeof value === "number";
    const cell = element("td", known ? "figure" : "figure absent", known ? figure(value, legend.decimals) : missing);
    return element("tr", "", head, element("td", "code", code), cell);
  });
  return element("table", "", element("thead", "", element("tr", "", ...heads)), element("tbody", "", ...rows));
}
