/** Counts what a page has registered and not yet removed, as `globalThis.counts`. */
export declare function install(): void;
