/** Decodes base64; null if it is invalid. */
export function fromBase64(text: string): Uint8Array<ArrayBuffer> | null {
  try {
    return Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
  } catch {
    return null;
  }
}

/** Decodes unpadded base64url; null if it is invalid, or not exactly what an encoder would write for these bytes. */
export function fromBase64Url(text: string): Uint8Array<ArrayBuffer> | null {
  const standard = text.replace(/-/g, '+').replace(/_/g, '/');
  const bytes = fromBase64(standard);
  return bytes && btoa(String.fromCharCode(...bytes)).replace(/=+$/, '') === standard ? bytes : null;
}

/** Parses a JSON object in UTF-8; null for anything else. It does not pass on the parser's error, which would quote the bytes. */
export function jsonObject(bytes: Uint8Array | null): Record<string, unknown> | null {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes ?? undefined);
    return asObject(JSON.parse(text));
  } catch {
    return null;
  }
}

/** The value if it is an object but not an array, else null. */
export function asObject(value: unknown): Record<string, unknown> | null {
  return typeof value === 'object' && !Array.isArray(value) ? (value as Record<string, unknown> | null) : null;
}
