// The legend, drawn from the metadata of the style, so that it says what the map shows.

import { classList, swatch } from "./classes.js";
import { describePoints } from "./legend-points.js";
import { element, texts } from "./texts.js";

/** The legend of the areas seen at `zoom`, or none below the first zoom of the style. */
export function legendAt(style, zoom) {
  const legends = style?.metadata?.["maillage:legends"] ?? [];
  return at(legends, zoom);
}

/** The layers without figures seen at `zoom`. */
export const plainAt = (style, zoom) => seenAt(style, "maillage:plain", zoom);

/** The layers of points seen at `zoom`. */
export const pointsAt = (style, zoom) => seenAt(style, "maillage:points", zoom);

function seenAt(style, kind, zoom) {
  const entries = style?.metadata?.[kind] ?? [];
  const highest = highestZoom(style);
  return entries.filter(({ zooms }) => zooms[0] <= zoom && (zoom < zooms[1] + 1 || zooms[1] >= highest));
}

/** The entry whose zooms hold `zoom`; above the last zoom, the entry that has it. */
function at(entries, zoom) {
  const begun = entries.filter(({ zooms }) => zooms[0] <= zoom);
  return begun.sort((one, other) => other.zooms[0] - one.zooms[0])[0];
}

function highestZoom(style) {
  const metadata = style?.metadata ?? {};
  const kinds = ["maillage:legends", "maillage:points", "maillage:plain"];
  const entries = kinds.flatMap((kind) => metadata[kind] ?? []);
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
  children.push(...pointsAt(style, zoom).map((points) => describePoints(points, zoom)));
  target.replaceChildren(...children);
}

function describe(legend) {
  const heading = element("h2", "", legend.label);
  const shown = [legend.unit, legend.year, legend.layer_label].filter(Boolean).join(" · ");
  const parts = [heading, element("p", "shown", shown), classList(legend)];
  if (legend.classes.length === 0) parts.push(element("p", "hint", texts.noFigures));
  if (legend.source) {
    const licence = legend.licence ? ` (${legend.licence})` : "";
    parts.push(element("p", "source", `${texts.source}${legend.source}${licence}`));
  }
  return parts;
}

function plainEntry(label, description, color) {
  const entry = element("p", "plain", swatch(color, "dot"), element("span", "", label));
  if (description) entry.append(element("small", "", description));
  return entry;
}
