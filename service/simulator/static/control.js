// The simulator's control API, and a few small tools every part of the page uses.

export const pause = (ms) => new Promise((done) => setTimeout(done, ms));
export const element = (tag, looks, words) => {
  const made = document.createElement(tag);
  made.className = looks;
  made.textContent = words;
  return made;
};

export async function ask(path, told) {
  const how = told && {
    method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(told),
  };
  const answer = await fetch(path, how || undefined);
  const said = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Error(said.error || `the simulator answered ${answer.status}`);
  return said;
}
export const get = (path, asked) => ask(`/control/${path}?${new URLSearchParams(asked || {})}`);
export const post = (path, told) => ask(`/control/${path}`, told || {});

// A moment as the sample community reads it on the wall.
export function clockTime(at, zone, whole = false) {
  const day = whole ? { weekday: "short", month: "short", day: "numeric" } : { weekday: "short" };
  return new Date(at).toLocaleString("en-US", { timeZone: zone, hour: "numeric", minute: "2-digit", ...day });
}
