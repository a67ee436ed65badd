// Learns that the server serves another version of the map, and shows it without a reload of the page.

/** Milliseconds between two questions; a page that nobody sees asks nothing. */
const EVERY = 2_000;

/** The longest pause while the server does not answer. */
const LONGEST = 60_000;

/**
 * Asks every few seconds which version is served, and calls `adopt` when it is not `known()`. What fails is tried
 * again, less and less often. Asking works through every proxy, and costs the server a 304.
 */
export function followVersions(known, adopt) {
  let timer;
  let failures = 0;
  let asking = false;
  const ask = async () => {
    if (asking) return;
    asking = true;
    clearTimeout(timer);
    try {
      if (!document.hidden) {
        const served = await servedVersion();
        if (served !== known()) await adopt();
      }
      failures = 0;
    } catch {
      failures += 1;
    }
    asking = false;
    timer = setTimeout(ask, Math.min(EVERY * 2 ** failures, LONGEST));
  };
  document.addEventListener("visibilitychange", () => document.hidden || ask());
  addEventListener("online", ask);
  timer = setTimeout(ask, EVERY);
}

async function servedVersion() {
  const response = await fetch(new URL("-/version", document.baseURI), { cache: "no-cache" });
  if (!response.ok) throw new Error(`${response.status}`);
  return (await response.json()).version;
}

/**
 * Shows `style` in the place of one of the same settings. Its tiles are fetched anew, since the address of a source
 * stays while those of its tiles change; what is drawn stays until they are there. Resolves when all is drawn.
 */
export function restyle(map, style) {
  const drawn = new Promise((resolve) => map.once("idle", resolve));
  map.setStyle(style);
  for (const [id, { url }] of Object.entries(style.sources)) {
    if (url) map.getSource(id)?.setUrl(url);
  }
  map.triggerRepaint();
  return drawn;
}
