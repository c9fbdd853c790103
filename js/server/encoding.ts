/** Parses a JSON object in UTF-8; null for anything else. It does not pass on the parser's error, which would quote the bytes. */
export function jsonObject(bytes: Uint8Array): Record<string, unknown> | null {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    return asObject(JSON.parse(text));
  } catch {
    return null;
  }
}

/** The value if it is an object but not an array, else null. */
export function asObject(value: unknown): Record<string, unknown> | null {
  return typeof value === 'object' && !Array.isArray(value) ? (value as Record<string, unknown> | null) : null;
}
