// Classes of figures and their colours, as legends list them.

import { element, figure, texts } from "./texts.js";

/** The classes of a legend, then what has no figure, then what is hatched. */
export function classList(legend) {
  const list = element("ul", "classes");
  list.append(...legend.classes.map((_, place) => classEntry(legend, place)));
  const told = legend.reasons.reduce((sum, { count }) => sum + count, 0);
  if (legend.missing > told || legend.classes.length === 0) list.append(noDataEntry(legend, legend.missing - told));
  list.append(...legend.reasons.map(patternEntry));
  if (legend.hatch) list.append(patternEntry(legend.hatch));
  return list;
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

function patternEntry({ label, pattern, count }) {
  const made = swatch("");
  made.style.backgroundImage = `url("sprites/${pattern}.svg")`;
  return element("li", "no-data", made, element("span", "", `${label} (${figure(count, 0)})`));
}

export function swatch(color, kind = "swatch") {
  const made = element("span", kind);
  made.style.backgroundColor = color;
  return made;
}
