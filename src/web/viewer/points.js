// Maps of points: which there are, what a click on a cluster does, and the list of the points that stand at one place.

import { Popup } from "./maplibre-gl.mjs";
import { describeFacts } from "./facts.js";
import { reveal } from "./reveal.js";
import { element, figure, inLanguage, texts } from "./texts.js";

/** Points that a list shows at a time. */
const PAGE = 50;

/** What the name of a layer of label points adds to that of the layer that it labels. */
const LABELS = "_labels";

/** The layers of points of a catalogue, without those at which others are named. */
export function pointLayers({ layers }) {
  const labels = new Set(layers.map(({ name }) => `${name}${LABELS}`));
  return layers.filter(({ name, kind }) => kind === "points" && !labels.has(name));
}

/** The maps of points of a catalogue: each with the value that stands for it in the address, and a label. */
export function pointMaps(catalog) {
  const layers = pointLayers(catalog);
  return layers.flatMap(({ name, label, clusters }) => {
    const named = (text) => (layers.length > 1 ? `${inLanguage(label)}${texts.colon}${text}` : capital(text));
    const entry = (value, text) => [`${name}/${value}`, named(text)];
    const fields = clusters?.categories.map(({ field }) => entry(`by/${field}`, texts.pointsBy(field))) ?? [];
    const joined = clusters ? [entry("clusters", texts.pointsJoined), ...fields] : [];
    // A sample is every point where there are few, and the legend tells.
    return [...joined, entry("heatmap", texts.pointsHeat), entry("thinned", texts.pointsAll)];
  });
}

const capital = (text) => text[0].toUpperCase() + text.slice(1);

/** The address of the style of a map of points above a layer or view. */
export function pointStyle(value, { level, indicator, year }, catalog, query) {
  const [layer, mode, field] = value.split("/");
  query.set("layer", layer);
  if (field) query.set("by", field);
  else query.set("mode", mode);
  if (level) query.set("level", level);
  const own = catalog.layers.find(({ name }) => name === layer)?.default_indicators ?? [];
  // Another indicator colours areas; a mean of points is no density.
  const counts = catalog.indicators.find(({ id }) => id === indicator)?.aggregation.kind === "count";
  if (!field && own.includes(indicator) && (mode !== "heatmap" || counts)) {
    query.set("indicator", indicator);
    if (year) query.set("year", year);
  }
  return `styles/points.json?${query}`;
}

/** Whether a layer of a style draws points or clusters that can be read. */
export const drawsPoints = ({ id, type }) => type === "circle" || id.endsWith("-clusters");

/** Shows what a cluster is made of: nearer, or as a list where no zoom shows its points apart. */
export function openCluster(map, cluster, context) {
  const layer = context.layers.get(cluster.sourceLayer);
  const { leaves, expansion_zoom: zoom, bbox } = cluster.properties;
  if (!leaves && zoom <= layer.zooms[1]) {
    const [west, south, east, north] = bbox.split(",").map(Number);
    map.easeTo({ center: [(west + east) / 2, (south + north) / 2], zoom });
    return undefined;
  }
  const popup = new Popup({ maxWidth: "320px", offset: 14 });
  // It stands where it has room: a list that has come may need another side of the cluster.
  const settle = () => popup.isOpen() && reveal(map, popup.setLngLat(popup.getLngLat()));
  const content = listOf(cluster, layer, context, settle);
  return popup.setLngLat(cluster.geometry.coordinates).setDOMContent(content).addTo(map);
}

/** The popup of a cluster: its points, a page at a time. */
function listOf({ properties }, layer, context, settle) {
  const count = properties.point_count;
  const [west, south, east, north] = properties.bbox.split(",");
  const together = west === east && south === north ? texts.schools : texts.near;
  const list = element("ul", "points");
  const more = element("button", "button", texts.more);
  const status = element("p", "hint", texts.loading);
  more.type = "button";
  more.hidden = true;
  status.setAttribute("role", "status");
  const content = element(
    "div",
    "",
    element("h2", "", inLanguage(layer.label)),
    element("p", "kind", together(figure(count, 0))),
    list,
    status,
    more,
  );
  if (layer.description) content.append(element("p", "note", inLanguage(layer.description)));
  const path = `points/${encodeURIComponent(layer.name)}/clusters/${properties.cluster_id}?limit=${PAGE}`;
  let next = new URL(path, document.baseURI);
  const read = async () => {
    status.textContent = texts.loading;
    more.disabled = true;
    try {
      const page = await fetchPage(next);
      const told = { ...context, years: page.years };
      const entries = page.features.map((feature) => entryOf(feature.properties, layer, told));
      list.append(...entries);
      next = page.next;
      const left = (page.matched ?? count) - list.children.length;
      status.textContent = next && left > 0 ? texts.others(figure(left, 0)) : "";
      more.hidden = !next;
      return entries[0];
    } catch {
      status.textContent = texts.listProblem;
      more.hidden = false;
      return undefined;
    } finally {
      more.disabled = false;
      settle();
    }
  };
  more.addEventListener("click", async () => (await read())?.querySelector("summary")?.focus());
  read();
  return content;
}

/** A page of the list, the years of its figures, and where the next one is. */
async function fetchPage(address) {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${response.status}`);
  const { features, figures, numberMatched, links } = await response.json();
  const next = links?.find(({ rel }) => rel === "next")?.href;
  const years = new Map(figures?.map(({ column, year }) => [column, year]));
  return { features, years, matched: numberMatched, next: next && new URL(next, address) };
}

/** A point of a list, which opens to what is known of it. */
function entryOf(properties, layer, context) {
  const { nom, code } = properties;
  const summary = element("summary", "", `${nom ?? code} `, element("small", "", code));
  return element("li", "", element("details", "", summary, ...describeFacts(properties, layer, context)));
}
