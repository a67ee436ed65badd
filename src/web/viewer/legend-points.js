// The legend of points: sizes of circles, colours of classes or categories, of how many points one is shown.

import { classList, swatch } from "./classes.js";
import { element, figure, texts } from "./texts.js";

/** Draws what a style says of its points at `zoom`. */
export function describePoints(legend, zoom) {
  const made = element("div", "of-points", element("h2", "", legend.label ?? legend.layer_label));
  const shown = [legend.unit, legend.year, legend.label && legend.layer_label].filter(Boolean).join(" · ");
  if (shown) made.append(element("p", "shown", shown));
  if (legend.classes) made.append(classList(legend));
  if (legend.classes && legend.circles) made.append(element("p", "hint", texts.meanOfClusters));
  if (legend.categories) made.append(categoryList(legend));
  const circles = at(legend.circles, zoom);
  if (circles) made.append(circleRow(circles.circles, legend.color));
  const sample = at(legend.samples, zoom);
  if (sample) made.append(element("p", "plain", ...[legend.color && swatch(legend.color, "dot"), sample.label].filter(Boolean)));
  if (legend.heat) made.append(heatRamp(legend.heat));
  if (legend.map === "all" && legend.color) made.append(element("p", "plain", swatch(legend.color, "dot"), legend.layer_label));
  if (legend.source) made.append(element("p", "source", `${texts.source}${legend.source}`));
  if (legend.description) made.append(element("p", "hint", legend.description));
  return made;
}

/** The last entry that begins at or below a zoom. */
const at = (entries, zoom) => entries?.findLast((entry) => entry.zoom <= zoom) ?? entries?.[0];

function categoryList({ categories, others }) {
  const list = element("ul", "classes");
  const entry = (color, text, count) =>
    element("li", "", swatch(color), element("span", "", text), element("small", "", figure(count, 0)));
  list.append(...categories.map(({ color, value, count }) => entry(color, value, count)));
  if (others.count) list.append(entry(others.color, others.label, others.count));
  return list;
}

/** Circles above their numbers, and the mark of points at one place. */
function circleRow(circles, color) {
  const row = element("ul", "sizes");
  row.setAttribute("aria-label", texts.sizes);
  const entry = (radius, label, kind) => {
    const circle = element("span", kind);
    circle.style.width = circle.style.height = `${Math.round(2 * radius)}px`;
    if (color) circle.style.backgroundColor = color;
    return element("li", "", circle, element("span", "", label));
  };
  row.append(...circles.toReversed().map(({ radius, label }) => entry(radius, label, "circle")));
  row.append(entry(11, texts.onePlace, "circle ring"));
  return row;
}

function heatRamp(colors) {
  const ramp = element("div", "heat");
  ramp.style.backgroundImage = `linear-gradient(to right, ${colors.join(", ")})`;
  return element("div", "", ramp, element("p", "ends", element("span", "", texts.few), element("span", "", texts.many)));
}
