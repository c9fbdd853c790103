// Runs in the page before its own scripts: saves the globals and prototypes that they may change, and restores them when the session
// is over, because the oracle needs a page that works.

/** Returns a function that restores the globals and the prototypes. */
export function keep(): () => void {
  const { defineProperty, getOwnPropertyDescriptor, is, setPrototypeOf } = Object;
  const { deleteProperty, ownKeys } = Reflect;
  type Owner = { object: object; keys: PropertyKey[]; descriptors: PropertyDescriptor[] };
  const owners: Owner[] = [];
  const seen = new Set<unknown>();
  const note = (object: unknown): void => {
    if ((typeof object !== 'object' && typeof object !== 'function') || object === null || seen.has(object)) return;
    seen.add(object);
    const keys = ownKeys(object);
    // Without a prototype: what a page adds to `Object.prototype` would appear in every descriptor.
    const descriptors = keys.map((key) => setPrototypeOf(getOwnPropertyDescriptor(object, key), null) as PropertyDescriptor);
    owners.push({ object, keys, descriptors });
  };
  note(globalThis);
  for (const object of [document, navigator, history, performance]) note(object);
  for (const key of ownKeys(globalThis)) {
    const { value } = getOwnPropertyDescriptor(globalThis, key) as { value?: { prototype?: unknown } };
    if (value === globalThis || value == null) continue;
    note(value);
    if (typeof value === 'function') note(value.prototype);
  }

  return () => {
    // No methods or iterators here: the page may have changed them.
    for (let at = 0; at < owners.length; at += 1) {
      const { object, keys, descriptors } = owners[at]!;
      for (let each = 0; each < keys.length; each += 1) {
        const now = getOwnPropertyDescriptor(object, keys[each]!);
        const kept = descriptors[each]!;
        if (now && is(now.value, kept.value) && is(now.get, kept.get) && is(now.set, kept.set)) continue;
        try {
          defineProperty(object, keys[each]!, kept);
        } catch {
          // The page froze it, so it cannot be restored.
        }
      }
      // New globals stay: they belong to the page or the package.
      if (object === globalThis) continue;
      const now = ownKeys(object);
      for (let each = 0; each < now.length; each += 1) {
        let known = typeof now[each] === 'symbol';
        for (let old = 0; old < keys.length && !known; old += 1) known = keys[old] === now[each];
        if (!known) deleteProperty(object, now[each]!);
      }
    }
  };
}
