// What the map shows, in words and as a table, for those who cannot see it or want to copy it.

import { distinct } from "./popup.js";
import { pointRows } from "./table-points.js";
import { element, figure, partiality, texts, whyMissing } from "./texts.js";

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
    partial: partiality(properties, legend.indicator),
  }));
  return sorted(rows);
}

const sorted = (rows) => rows.sort((one, other) => order(other) - order(one) || one.name.localeCompare(other.name));

const order = ({ value }) => (typeof value === "number" ? value : -Infinity);

/** One sentence for screen readers. */
export function summarize(map, legend) {
  if (!legend) return "";
  const areas = visibleAreas(map, legend);
  const missing = areas.filter(({ value }) => typeof value !== "number").length;
  const unit = legend.unit ? ` (${legend.unit})` : "";
  const shown = `${legend.label}${unit}, ${legend.year}`;
  const partial = areas.filter((area) => area.partial).length;
  const [all, without, some] = [areas.length, missing, partial].map((count) => count && figure(count, 0));
  return texts.summary(legend.layer_label, shown, all, without, some);
}

/** Fills and opens the dialogue with the table. */
export function openTable(map, legend, points) {
  fillTable(map, legend, points);
  document.getElementById("table").showModal();
}

/** Writes what the map shows now into the dialogue: its territories, or on a map of points those. */
export function fillTable(map, legend, points) {
  const shown = legend ?? points;
  const rows = legend || !points ? visibleAreas(map, legend) : sorted(pointRows(map, points));
  document.getElementById("table-title").textContent = texts.tableTitle(shown?.layer_label ?? "");
  const content = rows.length ? [tableOf(rows, shown)] : [element("p", "hint", texts.tableEmpty)];
  if (rows.length > MOST_ROWS) content.push(element("p", "hint", texts.others(figure(rows.length - MOST_ROWS, 0))));
  document.getElementById("table-body").replaceChildren(...content);
}

function tableOf(areas, legend) {
  const unit = legend.unit ? ` (${legend.unit})` : "";
  const what = legend.indicator ? `${legend.label}${unit}, ${legend.year}` : texts.sizes;
  const heads = [texts.name, texts.code, what].map((text, place) => {
    const head = element("th", place === 2 ? "figure" : "", text);
    head.scope = "col";
    return head;
  });
  const rows = areas.slice(0, MOST_ROWS).map(({ name, code, value, missing, partial }) => {
    const head = element("th", "", name);
    head.scope = "row";
    const known = typeof value === "number";
    const said = known ? [figure(value, legend.decimals), partial ?? ""] : [missing];
    const cell = element("td", known ? "figure" : "figure absent", ...said);
    return element("tr", "", head, element("td", "code", code), cell);
  });
  return element("table", "", element("thead", "", element("tr", "", ...heads)), element("tbody", "", ...rows));
}
