const MONOGRAMS: Record<string, string> = { tmobile: 'TM', att: 'AT', verizon: 'VZ', ubereats: 'UE' };

/** A provider's monogram on the provider's colour, always shown beside the name. */
export function Tile({ id, name }: { id: string; name: string }) {
  return (
    <span className="tile" data-provider={id} aria-hidden="true">
      {MONOGRAMS[id] ?? name.slice(0, 2).toUpperCase()}
    </span>
  );
}
