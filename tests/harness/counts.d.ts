/** Counts what a page has registered and not yet taken back, as `globalThis.counts`. */
export declare function install(): void;
