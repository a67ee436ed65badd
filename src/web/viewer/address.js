// What the page shows, kept in the fragment of its address: #map=zoom/latitude/longitude&indicator=…&year=…&level=…&points=…

/** What the address asks for; `view` is none unless it is three finite numbers. */
export function readAddress() {
  const entries = new Map(
    location.hash
      .slice(1)
      .split("&")
      .map((entry) => entry.split("=", 2).map(decode)),
  );
  const numbers = (entries.get("map") ?? "").split("/").map(Number);
  const [zoom, latitude, longitude] = numbers;
  const valid = numbers.length === 3 && numbers.every(Number.isFinite) && Math.abs(latitude) <= 85;
  return {
    view: valid ? { zoom, center: [longitude, latitude] } : undefined,
    indicator: entries.get("indicator"),
    year: Number(entries.get("year")),
    level: entries.get("level"),
    points: entries.get("points"),
  };
}

/** Writes the address without a new entry in the history. */
export function writeAddress(map, { indicator, year, level, points }) {
  const { lng, lat } = map.getCenter();
  const entries = [`map=${map.getZoom().toFixed(2)}/${lat.toFixed(4)}/${lng.toFixed(4)}`];
  if (indicator) entries.push(`indicator=${encodeURIComponent(indicator)}`);
  if (year) entries.push(`year=${year}`);
  if (level) entries.push(`level=${encodeURIComponent(level)}`);
  if (points) entries.push(`points=${points}`);
  history.replaceState(null, "", `#${entries.join("&")}`);
}

function decode(text) {
  try {
    return decodeURIComponent(text ?? "");
  } catch {
    return "";
  }
}
