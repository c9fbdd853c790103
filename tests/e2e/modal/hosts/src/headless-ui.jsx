import { Dialog, DialogBackdrop, DialogPanel, DialogTitle } from '@headlessui/react';
import { useState } from 'react';

export function Host({ Content }) {
  const [open, setOpen] = useState(true);
  return (
    <Dialog open={open} onClose={() => setOpen(false)}>
      <DialogBackdrop style={{ position: 'fixed', inset: 0, background: '#0006' }} />
      <DialogPanel style={{ position: 'fixed', top: 40, left: 40, background: '#fff', padding: 24 }}>
        <DialogTitle>Host</DialogTitle>
        <Content />
      </DialogPanel>
    </Dialog>
  );
}
