/** The bytes of base64, or null. */
export function fromBase64(text: string): Uint8Array<ArrayBuffer> | null {
  try {
    return Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
  } catch {
    return null;
  }
}

/** The bytes of unpadded base64url, or null; of the spellings of the same bytes only the one that an encoder writes. */
export function fromBase64Url(text: string): Uint8Array<ArrayBuffer> | null {
  const standard = text.replace(/-/g, '+').replace(/_/g, '/');
  const bytes = fromBase64(standard);
  return bytes && btoa(String.fromCharCode(...bytes)).replace(/=+$/, '') === standard ? bytes : null;
}

/** The JSON object in some bytes, or null. The parser's own error would quote them. */
export function jsonObject(bytes: Uint8Array | null): Record<string, unknown> | null {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes ?? undefined);
    return asObject(JSON.parse(text));
  } catch {
    return null;
  }
}

/** The value if it is an object and no array, else null. */
export function asObject(value: unknown): Record<string, unknown> | null {
  return typeof value === 'object' && !Array.isArray(value) ? (value as Record<string, unknown> | null) : null;
}
