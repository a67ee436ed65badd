// Keeps popups in sight.

/** Free pixels around a popup. */
const MARGIN = 12;

/** Moves the map as little as brings a popup into the part of the window that panel and controls leave free. */
export function reveal(map, popup) {
  const box = popup.getElement()?.getBoundingClientRect();
  if (!box) return;
  const panel = document.getElementById("panel").getBoundingClientRect();
  const narrow = matchMedia("(max-width: 640px)").matches;
  const controls = document.querySelector(".maplibregl-ctrl-top-right").getBoundingClientRect();
  const [left, right] = [narrow ? 0 : panel.right, controls.left];
  // On narrow windows the sources stand above the map.
  const sources = document.querySelector(".maplibregl-ctrl-attrib").getBoundingClientRect();
  const [top, bottom] = narrow ? [sources.bottom, panel.top] : [0, innerHeight];
  const offset = [
    beyond(box.left - left - MARGIN, box.right - right + MARGIN),
    beyond(box.top - top - MARGIN, box.bottom - bottom + MARGIN),
  ];
  if (offset.some((along) => along !== 0)) map.panBy(offset.map(Math.round));
}

/** How far something reaches before the first of two edges, or beyond the second; what does not fit begins at the first. */
const beyond = (before, after) => (before < 0 ? before : Math.max(0, Math.min(before, after)));
