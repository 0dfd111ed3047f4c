// The control API, and its changes as they happen.

const BASE = "/sim/api";
const POLL_EVERY = 1500;
const FAILURES_BEFORE_POLLING = 3;

export class Failed extends Error {}

async function call(method, path, body) {
  const options = { method, headers: { "Content-Type": "application/json" } };
  if (body !== undefined) options.body = JSON.stringify(body);
  const response = await fetch(BASE + path, options);
  const answer = await response.json();
  if (!response.ok) throw new Failed(answer.error ?? String(response.status));
  return answer;
}

export const get = (path) => call("GET", path);
export const post = (path, body = {}) => call("POST", path, body);
export const patch = (path, body) => call("PATCH", path, body);
export const remove = (path) => call("DELETE", path);

export const act = (openid, name, details = {}) =>
  post(`/customers/${encodeURIComponent(openid)}/acts`, { act: name, ...details });

// Calls `hear(change)` for each change after `since`; streams while the page is seen, because a
// browser allows few connections to one host, and polls when streams do not get through.
export function listen(since, hear) {
  let latest = since;
  let source = null;
  let failures = 0;

  const take = (change) => {
    latest = change.number;
    hear(change);
  };

  const stream = () => {
    source = new EventSource(`${BASE}/live?since=${latest}`);
    source.onmessage = (event) => {
      failures = 0;
      take(JSON.parse(event.data));
    };
    source.onerror = () => {
      source.close();
      failures += 1;
      if (failures < FAILURES_BEFORE_POLLING) setTimeout(stream, 500 * failures);
      else poll();
    };
  };

  const poll = async () => {
    try {
      const { changes } = await get(`/changes?since=${latest}`);
      changes.forEach(take);
    } catch {
      // The platform is away; the next poll tells.
    }
    if (!document.hidden) setTimeout(poll, POLL_EVERY);
  };

  document.addEventListener("visibilitychange", () => {
    source?.close();
    if (!document.hidden) stream();
  });
  stream();
}
