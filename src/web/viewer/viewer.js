// The map page: one map, its settings, its legend. Everything it shows comes from the catalogue and from styles.

import { AttributionControl, Map as MapLibreMap, NavigationControl, ScaleControl } from "./maplibre-gl.mjs";
import { readAddress, writeAddress } from "./address.js";
import { drawLegend, legendAt, pointsAt } from "./legend.js";
import { followVersions, restyle } from "./live.js";
import { drawsPoints, pointLayers, pointMaps, pointStyle } from "./points.js";
import { openPopup } from "./popup.js";
import { reveal } from "./reveal.js";
import { isArea, select, withSelection } from "./selection.js";
import { fillTable, openTable, summarize } from "./table.js";
import { summarizePoints } from "./table-points.js";
import { inLanguage, language, texts, translate } from "./texts.js";

const byId = (id) => document.getElementById(id);
const state = { indicator: undefined, year: undefined, level: undefined, points: undefined };
let catalog;
let map;
let style;
let popup;
let popupPlace;
let version;
let request;
let announcement;

/** The style of what the settings ask for. */
async function fetchStyle() {
  request?.abort();
  request = new AbortController();
  const name = state.level ?? maps()[0]?.name ?? catalog.layers[0].name;
  // Popups and the table mark partial figures.
  const query = new URLSearchParams({ lang: language, coverage: "true" });
  if (state.points) return fetchJson(pointStyle(state.points, state, catalog, query), request.signal);
  if (state.indicator) query.set("indicator", state.indicator);
  if (state.year) query.set("year", state.year);
  return fetchJson(`styles/${encodeURIComponent(name)}.json?${query}`, request.signal);
}

async function fetchJson(address, signal) {
  const response = await fetch(new URL(address, document.baseURI), { signal });
  if (!response.ok) throw new Error(`${response.status} ${address}`);
  return response.json();
}

function tell(problem) {
  byId("problem").textContent = problem ?? "";
  byId("problem").hidden = !problem;
}

/** Takes from the address what the catalogue knows, and defaults for the rest. */
function adopt(address) {
  // Shading counts shades the size of territories: a share makes the better first map.
  const isShare = ({ aggregation }) => aggregation.kind === "share";
  // Else one that is there where the map opens.
  const opening = catalog.layers.find(({ name }) => name === maps()[0]?.parts[0].layer)?.default_indicators ?? [];
  const isThere = ({ id }) => opening.includes(id);
  const first = catalog.indicators.find(isShare) ?? catalog.indicators.find(isThere) ?? catalog.indicators[0];
  const known = catalog.indicators.find(({ id }) => id === address.indicator) ?? first;
  state.indicator = known?.id;
  state.year = known?.years.includes(address.year) ? address.year : known?.years.at(-1);
  state.level = levels().find(({ name }) => name === address.level)?.name;
  if (!maps().length) state.level ??= levels()[0]?.name;
  state.points = pointMaps(catalog).find(([value]) => value === address.points)?.[0];
}

/** Views that show areas: others, such as those of labels and borders, are no maps. */
function maps() {
  const areas = new Set(levels().map(({ name }) => name));
  return catalog.views.filter(({ parts }) => parts.some(({ layer }) => areas.has(layer)));
}

/** Layers of areas, the coarsest first. */
function levels() {
  const areas = catalog.layers.filter(({ kind }) => kind === "polygons");
  return areas.sort((one, other) => one.features - other.features);
}

function fillSettings() {
  const options = (select, entries, chosen) => {
    select.replaceChildren(...entries.map(([value, label]) => new Option(label, value, false, value === chosen)));
    select.disabled = entries.length < 2;
  };
  const { indicators } = catalog;
  options(byId("indicator"), indicators.map(({ id, label }) => [id, inLanguage(label)]), state.indicator);
  const years = indicators.find(({ id }) => id === state.indicator)?.years ?? [];
  options(byId("year"), [...years].reverse().map((year) => [`${year}`, `${year}`]), `${state.year}`);
  const automatic = maps().length ? [["", texts.automatic]] : [];
  const named = levels().map(({ name, label }) => [name, inLanguage(label)]);
  options(byId("level"), [...automatic, ...named], state.level ?? "");
  const pointChoices = pointMaps(catalog);
  const [only, ...others] = pointLayers(catalog);
  byId("points").parentElement.hidden = !only;
  byId("points").labels[0].textContent = only && !others.length ? inLanguage(only.label) : texts.points;
  options(byId("points"), [["", texts.pointsUsual], ...pointChoices], state.points ?? "");
}

const legend = () => legendAt(style, map.getZoom());
const points = () => pointsAt(style, map.getZoom());

function redrawLegend() {
  const zoom = map.getZoom();
  const key = `${legend()?.layer} ${Math.floor(zoom)}`;
  if (redrawLegend.key === key && redrawLegend.style === style) return;
  Object.assign(redrawLegend, { key, style });
  drawLegend(byId("legend"), style, zoom);
  byId("open-table").disabled = !legend() && !points().length;
}

/** Fetches and shows the style of the settings. */
async function show() {
  try {
    const next = await fetchStyle();
    popup?.remove();
    style = withSelection(next);
    map.setStyle(style);
    tell();
    redrawLegend();
    writeAddress(map, state);
  } catch (error) {
    if (error.name !== "AbortError") tell(texts.catalogProblem);
  }
}

/** Shows the version that is served now with the same settings; an open popup and an open table tell its figures. */
async function refresh() {
  catalog = await fetchJson("catalog");
  adopt(state);
  fillSettings();
  style = withSelection(await fetchStyle());
  const drawn = restyle(map, style);
  version = catalog.version;
  redrawLegend();
  writeAddress(map, state);
  drawn.then(() => {
    if (byId("table").open) fillTable(map, legend(), points()[0]);
    if (!popup?.isOpen()) return;
    const focused = document.activeElement;
    read(map.project(popupPlace), popupPlace);
    focused?.focus({ preventScroll: true });
  });
}

function read(point, lngLat) {
  popup?.remove();
  popupPlace = lngLat;
  const ids = (wanted) => style.layers.filter(wanted).map(({ id }) => id);
  const layers = new Map(catalog.layers.map((layer) => [layer.name, layer]));
  const { indicators } = catalog;
  const context = { areaLayers: ids(isArea), pointLayers: ids(drawsPoints), layers, legend, indicators, year: state.year };
  popup = openPopup(map, point, lngLat, context, (feature) => select(map, style, feature));
  if (popup) reveal(map, popup);
  popup?.once("close", () => {
    if (document.activeElement === document.body) map.getCanvas().focus({ preventScroll: true });
  });
}

function makeMap(view) {
  const bounds = style.metadata["maillage:bounds"] ?? catalog.bounds;
  const opening = view ?? { bounds, fitBoundsOptions: { padding: openingPadding() } };
  map = new MapLibreMap({
    container: "map",
    style,
    ...opening,
    minZoom: 2,
    maxZoom: 18,
    attributionControl: false,
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    locale: {
      "Map.Title": texts.map,
      "NavigationControl.ZoomIn": texts.zoomInControl,
      "NavigationControl.ZoomOut": texts.zoomOutControl,
      "AttributionControl.ToggleAttribution": texts.attributionControl,
      "Popup.Close": texts.closePopup,
    },
  });
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  map.addControl(new NavigationControl({ showCompass: false }), "top-right");
  map.addControl(new AttributionControl({ compact: matchMedia("(max-width: 640px)").matches }), "bottom-right");
  map.addControl(new ScaleControl({ maxWidth: 90 }), "bottom-right");
  window.maillage = { map };
}

/** Keeps the bounds clear of the panel, which lies on the left of wide windows and below on narrow ones. */
function openingPadding() {
  const panel = byId("panel").getBoundingClientRect();
  const narrow = matchMedia("(max-width: 640px)").matches;
  if (narrow) return { top: 12, right: 12, left: 12, bottom: Math.min(panel.height, innerHeight / 2) };
  return { top: 24, right: 56, bottom: 24, left: innerWidth > 900 ? panel.right : 24 };
}

/** Tells screen readers what is shown, once the map has come to rest. */
function announce() {
  const ofPoints = points().map((legend) => summarizePoints(map, legend));
  const summary = [summarize(map, legend()), ...ofPoints].filter(Boolean).join(" ");
  if (byId("summary").textContent !== summary) byId("summary").textContent = summary;
}

function listenToMap() {
  map.on("zoom", redrawLegend);
  map.on("moveend", () => writeAddress(map, state));
  map.on("click", ({ point, lngLat }) => read(point, lngLat));
  map.on("mousemove", ({ point }) => {
    const fills = style.layers.filter((layer) => (layer.type === "fill" || drawsPoints(layer)) && map.getLayer(layer.id));
    const over = map.queryRenderedFeatures(point, { layers: fills.map(({ id }) => id) }).length > 0;
    map.getCanvas().style.cursor = over ? "pointer" : "";
  });
  map.on("dataloading", () => byId("progress").classList.add("busy"));
  map.on("movestart", () => tell());
  map.on("error", ({ error, tile, sourceId }) => {
    if (error?.name === "AbortError") return;
    if (tile || sourceId || error?.status) tell(texts.tileProblem);
    else console.error(error);
  });
  map.on("idle", () => {
    document.documentElement.dataset.ready = "true";
    byId("progress").classList.remove("busy");
    clearTimeout(announcement);
    announcement = setTimeout(announce, 500);
  });
  map.getCanvas().addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    // Or the same key would press the button of the popup, which takes the focus.
    event.preventDefault();
    const center = map.getCenter();
    read(map.project(center), center);
  });
}

function listenToSettings() {
  byId("settings").addEventListener("submit", (event) => event.preventDefault());
  byId("settings").addEventListener("change", ({ target }) => {
    if (target.id === "level") state.level = target.value || undefined;
    if (target.id === "year") state.year = Number(target.value);
    if (target.id === "points") state.points = target.value || undefined;
    if (target.id === "indicator") adopt({ ...state, indicator: target.value });
    fillSettings();
    show();
  });
  addEventListener("hashchange", () => {
    const address = readAddress();
    adopt(address);
    if (address.view) map.jumpTo(address.view);
    fillSettings();
    show();
  });
  byId("open-table").addEventListener("click", () => openTable(map, legend(), points()[0]));
  byId("close-table").addEventListener("click", () => byId("table").close());
}

function listenToFold() {
  // The fragment of the address holds the state of the map: the link must not write its own there.
  document.querySelector(".skip").addEventListener("click", (event) => {
    event.preventDefault();
    byId("panel").focus();
  });
  const fold = byId("fold");
  const set = (open) => {
    fold.setAttribute("aria-expanded", `${open}`);
    byId("panel").classList.toggle("folded", !open);
  };
  fold.addEventListener("click", () => set(fold.getAttribute("aria-expanded") !== "true"));
  set(!matchMedia("(max-width: 640px)").matches);
}

async function start() {
  translate();
  listenToFold();
  try {
    catalog = await fetchJson("catalog");
    const title = inLanguage(catalog.title) || catalog.name;
    byId("title").textContent = title;
    document.title = `${title} – maillage`;
    const address = readAddress();
    adopt(address);
    fillSettings();
    style = withSelection(await fetchStyle());
    drawLegend(byId("legend"), style, address.view?.zoom ?? style.zoom ?? 5);
    try {
      makeMap(address.view);
    } catch {
      tell(texts.graphicsProblem);
      return;
    }
    redrawLegend();
    listenToMap();
    listenToSettings();
    version = catalog.version;
    followVersions(() => version, refresh);
  } catch {
    tell(texts.catalogProblem);
  }
}

start();
