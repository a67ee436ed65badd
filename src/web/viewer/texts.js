// What the page says, in both languages, and how it writes figures.

const TEXTS = {
  fr: {
    skip: "Aller aux réglages de la carte",
    panel: "Réglages et légende",
    fold: "Réglages",
    indicator: "Indicateur",
    year: "Année",
    level: "Niveau",
    automatic: "Selon le zoom",
    legend: "Légende",
    table: "Voir en tableau",
    close: "Fermer",
    closePopup: "Fermer la fenêtre",
    source: "Source\u00a0: ",
    noData: "Pas de donnée",
    noFigures: "Aucune donnée à ce niveau pour cette année.",
    zoomIn: "Zoomez pour voir ce niveau.",
    below: (limit) => `moins de ${limit}`,
    between: (from, to) => `de ${from} à moins de ${to}`,
    range: (from, to) => `${from} – ${to}`,
    above: (limit) => `${limit} et plus`,
    code: "Code",
    name: "Nom",
    others: (count) => `et ${count} autres`,
    schools: (count) => `${count} au même endroit`,
    near: (count) => `${count} tout près les uns des autres`,
    more: "Voir la suite",
    loading: "Chargement…",
    listProblem: "La liste n’a pas pu être chargée.",
    points: "Points",
    pointsUsual: "Avec les territoires",
    pointsJoined: "regroupés",
    pointsBy: (field) => `par ${field}`,
    pointsHeat: "carte de chaleur",
    pointsAll: "un par un",
    pointsSummary: (label, count, clusters) => `${label} visibles : ${count}${clusters ? `, en ${clusters} groupes et des points seuls` : ""}.`,
    sizes: "Nombre de points",
    onePlace: "au même endroit",
    meanOfClusters: "Pour un groupe, la moyenne de ses points.",
    partOf: (percent) => `sur ${percent}\u00a0% de ses composantes`,
    withoutSome: (count) => `sans ${count} de ses points`,
    few: "peu",
    many: "beaucoup",
    colon: "\u00a0: ",
    tableTitle: (level) => `${level} visibles sur la carte`,
    tableEmpty: "Rien de ce que la carte compte n’y est visible.",
    clusterOf: (count) => `Groupe de ${count}`,
    summary: (level, shown, count, missing, partial) =>
      `Carte affichée : ${level}, ${shown}. Visibles : ${count}${missing ? `, dont ${missing} sans donnée` : ""}${partial ? `, dont ${partial} sans toutes leurs composantes` : ""}.`,
    map: "Carte. Flèches : se déplacer. Plus et moins : zoomer. Entrée : lire le territoire au centre.",
    zoomInControl: "Zoom avant",
    zoomOutControl: "Zoom arrière",
    attributionControl: "Afficher les sources",
    catalogProblem: "La carte n’a pas pu être chargée. Vérifiez la connexion, puis rechargez la page.",
    tileProblem: "Une partie de la carte n’a pas pu être chargée.",
    graphicsProblem: "Ce navigateur ne peut pas dessiner la carte : WebGL2 y est absent ou désactivé.",
    otherLanguage: "English",
  },
  en: {
    skip: "Skip to the map settings",
    panel: "Settings and legend",
    fold: "Settings",
    indicator: "Indicator",
    year: "Year",
    level: "Level",
    automatic: "Follows the zoom",
    legend: "Legend",
    table: "View as a table",
    close: "Close",
    closePopup: "Close popup",
    source: "Source: ",
    noData: "No data",
    noFigures: "No data at this level for this year.",
    zoomIn: "Zoom in to see this level.",
    below: (limit) => `under ${limit}`,
    between: (from, to) => `from ${from} to under ${to}`,
    range: (from, to) => `${from} – ${to}`,
    above: (limit) => `${limit} and over`,
    code: "Code",
    name: "Name",
    others: (count) => `and ${count} more`,
    schools: (count) => `${count} in the same place`,
    near: (count) => `${count} very near each other`,
    more: "Show more",
    loading: "Loading…",
    listProblem: "The list could not be loaded.",
    points: "Points",
    pointsUsual: "With the territories",
    pointsJoined: "in clusters",
    pointsBy: (field) => `by ${field}`,
    pointsHeat: "heat map",
    pointsAll: "one by one",
    pointsSummary: (label, count, clusters) => `${label}: ${count} visible${clusters ? `, in ${clusters} clusters and single points` : ""}.`,
    sizes: "Number of points",
    onePlace: "in one place",
    meanOfClusters: "Of a cluster, the mean of its points.",
    partOf: (percent) => `${percent}% of its parts`,
    withoutSome: (count) => `without ${count} of its points`,
    few: "few",
    many: "many",
    colon: ": ",
    tableTitle: (level) => `${level} visible on the map`,
    tableEmpty: "Nothing that the map counts is visible on it.",
    clusterOf: (count) => `Cluster of ${count}`,
    summary: (level, shown, count, missing, partial) =>
      `Map shown: ${level}, ${shown}. ${count} visible${missing ? `, ${missing} without data` : ""}${partial ? `, ${partial} without all their parts` : ""}.`,
    map: "Map. Arrows: move. Plus and minus: zoom. Enter: read the territory at the centre.",
    zoomInControl: "Zoom in",
    zoomOutControl: "Zoom out",
    attributionControl: "Show the sources",
    catalogProblem: "The map could not be loaded. Check the connection, then reload the page.",
    tileProblem: "A part of the map could not be loaded.",
    graphicsProblem: "This browser cannot draw the map: WebGL2 is missing or switched off.",
    otherLanguage: "Français",
  },
};

/** The language of the page: `?lang=`, else the first of the browser's that is one of ours, else French. */
export const language = [new URLSearchParams(location.search).get("lang"), ...(navigator.languages ?? [])]
  .map((tag) => (tag ?? "").slice(0, 2).toLowerCase())
  .find((tag) => tag in TEXTS) ?? "fr";

export const texts = TEXTS[language];

/** A text that the catalogue has in both languages. */
export const inLanguage = (bilingual) => bilingual?.[language] ?? "";

const locale = language === "fr" ? "fr-FR" : "en-GB";

/** A figure as people of the language write it, with `decimals` digits after the point. */
export function figure(value, decimals) {
  return value.toLocaleString(locale, { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
}

/** A figure with its unit; the space between them does not break. */
export function figureWithUnit(value, decimals, unit) {
  if (!unit) return figure(value, decimals);
  const space = unit === "%" && language === "en" ? "" : "\u00a0";
  return `${figure(value, decimals)}${space}${unit}`;
}

/** What stands behind a figure that rests on some of its parts only; nothing for whole ones and those of tables. */
export function partiality(properties, key) {
  const share = properties[`${key}_coverage`];
  return typeof share === "number" && share < 1 ? remark(texts.partOf(percent(share))) : undefined;
}

/** A remark in parentheses, smaller than the figure before it. */
export const remark = (text) => element("small", "remark", ` (${text})`);

/** A share in percent. What is nearly all, or nearly nothing, keeps its decimals: it is not all, nor nothing. */
function percent(share) {
  const whole = share < 0.99 && share >= 0.01;
  const decimals = whole ? 0 : 2;
  const floor = Math.floor(share * 100 * 10 ** decimals + 1e-6) / 10 ** decimals;
  return floor.toLocaleString(locale, { maximumFractionDigits: decimals });
}

/** Puts texts of the language into every element that asks for one. */
export function translate() {
  document.documentElement.lang = language;
  for (const element of document.querySelectorAll("[data-text]")) element.textContent = texts[element.dataset.text];
  for (const element of document.querySelectorAll("[data-label]")) {
    element.setAttribute("aria-label", texts[element.dataset.label]);
  }
  const other = language === "fr" ? "en" : "fr";
  const link = document.getElementById("language");
  link.textContent = texts.otherLanguage;
  link.lang = link.hreflang = other;
  const toOther = () => {
    const query = new URLSearchParams(location.search);
    query.set("lang", other);
    link.href = `?${query}${location.hash}`;
  };
  toOther();
  addEventListener("pointerdown", toOther, true);
  link.addEventListener("focus", toOther);
}

/** A new element with a class and children, which may be texts. */
export function element(name, className, ...children) {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.append(...children);
  return made;
}

/** What stands in place of a figure: the reason for which there is none, where it is known. */
export function whyMissing(properties, legend) {
  const reason = properties[`${legend.indicator}_reason`];
  return legend.reasons?.find((known) => known.reason === reason)?.label ?? texts.noData;
}
