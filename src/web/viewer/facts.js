// What is known of one point: its attributes, its figures, and what its attributes mean.

import { element, figureWithUnit, inLanguage, partiality } from "./texts.js";

/** Elements that tell what is known of a point, apart from its name and code. */
export function describeFacts(properties, layer, context) {
  const noted = new Set(layer.notes?.map(({ field }) => field));
  const plain = layer.fields.filter(({ name, level }) => !level && !noted.has(name) && name !== "code" && name !== "nom");
  const words = plain.map(({ name }) => properties[name]).filter((value) => value !== undefined && value !== null);
  const elements = [];
  if (words.length) elements.push(element("p", "facts", words.join(" · ")));
  elements.push(...figuresOf(properties, context), ...notesOn(properties, layer));
  return elements;
}

/** The figures that a point has, each with its year where that is known: `years` has it by the key of the figure. */
function figuresOf(properties, { indicators, years }) {
  const known = indicators.filter(({ id }) => typeof properties[id] === "number");
  if (!known.length) return [];
  const list = element("dl", "");
  for (const { id, label, unit, decimals } of known) {
    const year = years?.get(id);
    list.append(
      element("dt", "", year ? `${inLanguage(label)}, ${year}` : inLanguage(label)),
      element("dd", "", figureWithUnit(properties[id], decimals, inLanguage(unit)), partiality(properties, id) ?? ""),
    );
  }
  return [list];
}

/** What the values of its attributes mean, as the recipe says it; without a word there, what it says of the layer. */
function notesOn(properties, layer) {
  const notes = layer.notes?.map(({ field, texts }) => texts[properties[field]]).filter(Boolean) ?? [];
  const told = notes.length ? notes : [layer.description].filter(Boolean);
  return told.length ? [element("p", "note", told.map(inLanguage).join(" "))] : [];
}
