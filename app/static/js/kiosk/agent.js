// Asks the agent of this machine for a token of the page, and to vouch for its sittings. Without an agent: null.

const AGENT = "http://127.0.0.1:47831";
const TIMEOUT_MS = 25000;

export async function lendToken() {
  return (await ask("/the"))?.token ?? null;
}

export async function vouch(sessionId) {
  return (await ask("/phien", sessionId)) !== null;
}

export async function nameBrowser(publicKey) {
  return (await ask("/khoa", publicKey)) !== null;
}

// Hands in survey answers under the signature of this machine.
export async function handIn(answers) {
  return (await ask("/phieu", answers)) !== null;
}

async function ask(path, body) {
  try {
    const method = body === undefined ? "GET" : "POST";
    const response = await fetch(AGENT + path, { method, body, signal: AbortSignal.timeout(TIMEOUT_MS) });
    return response.ok ? await response.json() : null;
  } catch {
    return null;
  }
}
