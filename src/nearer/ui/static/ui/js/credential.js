// A passkey, asked of the browser: takes and gives what the server's library speaks, JSON text.

const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
const named = (list) => (list ?? []).map((one) => ({ ...one, id: bytes(one.id) }));

function options(json) {
  const given = JSON.parse(json);
  const whole = { ...given, challenge: bytes(given.challenge) };
  if (given.user) whole.user = { ...given.user, id: bytes(given.user.id) };
  if (given.excludeCredentials) whole.excludeCredentials = named(given.excludeCredentials);
  if (given.allowCredentials) whole.allowCredentials = named(given.allowCredentials);
  return { publicKey: whole };
}

function plain(found) {
  const response = {};
  for (const part of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (found.response[part]) response[part] = text(found.response[part]);
  }
  return JSON.stringify({ id: found.id, rawId: text(found.rawId), type: found.type, response, clientExtensionResults: {} });
}

export const known = Boolean(window.PublicKeyCredential);

// way: "create" or "get". Returns the browser's answer as JSON, or null: none was given.
export async function credential(way, json) {
  const found = await navigator.credentials[way](options(json)).catch(() => null);
  return found && plain(found);
}
