// A change to the study is an operation: it gets its id here, waits in one list on the window
// (each component has its own copy of this module) and is sent by the outbox.

export function send(name, args = {}) {
  const operation = {id: newId(), name, arguments: args};
  pending().push(operation);
  window.dispatchEvent(new CustomEvent("workbench:operation", {detail: operation}));
  return operation.id;
}

export function pending() {
  return (window.__workbenchPending ??= []);
}

// crypto.randomUUID exists only on https and localhost; a team may reach its server by plain http.
export function newId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
