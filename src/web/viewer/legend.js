// The legend, drawn from the metadata of the style, so that it says what the map shows.

import { element, figure, texts } from "./texts.js";

/** The legend of the areas seen at `zoom`, or none below the first zoom of the style. */
export function legendAt(style, zoom) {
  const legends = style?.metadata?.["maillage:legends"] ?? [];
  return at(legends, zoom);
}

/** The layers without figures seen at `zoom`. */
export function plainAt(style, zoom) {
  const plain = style?.metadata?.["maillage:plain"] ?? [];
  const highest = highestZoom(style);
  return plain.filter(({ zooms }) => zooms[0] <= zoom && (zoom < zooms[1] + 1 || zooms[1] >= highest));
}

/** The entry whose zooms hold `zoom`; above the last zoom, the entry that has it. */
function at(entries, zoom) {
  const begun = entries.filter(({ zooms }) => zooms[0] <= zoom);
  return begun.sort((one, other) => other.zooms[0] - one.zooms[0])[0];
}

function highestZoom(style) {
  const metadata = style?.metadata ?? {};
  const entries = [...(metadata["maillage:legends"] ?? []), ...(metadata["maillage:plain"] ?? [])];
  return Math.max(...entries.map(({ zooms }) => zooms[1]));
}

/** Draws the legend of `style` at `zoom` into `target`. */
export function drawLegend(target, style, zoom) {
  const legend = legendAt(style, zoom);
  const later = style.metadata["maillage:legends"]?.length > 0;
  const children = legend ? describe(legend) : later ? [element("p", "hint", texts.zoomIn)] : [];
  for (const { label, description, color } of plainAt(style, zoom)) {
    children.push(plainEntry(label, description, color));
  }
  target.replaceChildren(...children);
}

function describe(legend) {
  const heading = element("h2", "", legend.label);
  const shown = [legend.unit, legend.year, legend.layer_label].filter(Boolean).join(" · ");
  const parts = [heading, element("p", "shown", shown)];
  const list = element("ul", "classes");
  list.append(...legend.classes.map((_, place) => classEntry(legend, place)));
  const told = legend.reasons.reduce((sum, { count }) => sum + count, 0);
  if (legend.missing > told || legend.classes.length === 0) list.append(noDataEntry(legend, legend.missing - told));
  list.append(...legend.reasons.map(reasonEntry));
  parts.push(list);
  if (legend.classes.length === 0) parts.push(element("p", "hint", texts.noFigures));
  if (legend.source) {
    const licence = legend.licence ? ` (${legend.licence})` : "";
    parts.push(element("p", "source", `${texts.source}${legend.source}${licence}`));
  }
  return parts;
}

function classEntry(legend, place) {
  const { from, to, color } = legend.classes[place];
  const write = (value) => figure(value, legend.decimals);
  const first = place === 0;
  const last = place === legend.classes.length - 1;
  let seen;
  let read;
  if (first && last) seen = read = from === to ? write(from) : texts.range(write(from), write(to));
  else if (first) seen = read = texts.below(write(to));
  else if (last) seen = read = texts.above(write(from));
  else [seen, read] = [texts.range(write(from), write(to)), texts.between(write(from), write(to))];
  const label = element("span", "", seen);
  if (seen !== read) {
    label.setAttribute("aria-hidden", "true");
    return element("li", "", swatch(color), label, element("span", "hidden", read));
  }
  return element("li", "", swatch(color), label);
}

function noDataEntry(legend, missing) {
  const count = missing > 0 ? ` (${figure(missing, 0)})` : "";
  return element("li", "no-data", swatch(legend.no_data_color), element("span", "", texts.noData + count));
}

function reasonEntry({ label, pattern, count }) {
  const made = swatch("");
  made.style.backgroundImage = `url("sprites/${pattern}.svg")`;
  return element("li", "no-data", made, element("span", "", `${label} (${figure(count, 0)})`));
}

function plainEntry(label, description, color) {
  const entry = element("p", "plain", swatch(color, "dot"), element("span", "", label));
  if (description) entry.append(element("small", "", description));
  return entry;
}

function swatch(color, kind = "swatch") {
  const made = element("span", kind);
  made.style.backgroundColor = color;
  return made;
}
