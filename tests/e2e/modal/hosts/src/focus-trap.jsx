import { createFocusTrap } from 'focus-trap';
import { useEffect, useRef, useState } from 'react';

export function Host({ Content }) {
  const [open, setOpen] = useState(true);
  const box = useRef(null);
  useEffect(() => {
    if (!open) return undefined;
    const trap = createFocusTrap(box.current, {
      escapeDeactivates: true,
      clickOutsideDeactivates: true,
      onDeactivate: () => setOpen(false),
    });
    trap.activate();
    return () => trap.deactivate();
  }, [open]);
  if (!open) return null;
  return (
    <div
      ref={box}
      role="dialog"
      aria-modal="true"
      aria-label="Host"
      style={{ position: 'fixed', top: 40, left: 40, background: '#fff', padding: 24 }}
    >
      <Content />
    </div>
  );
}
