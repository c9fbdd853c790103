import * as Dialog from '@radix-ui/react-dialog';
import { useState } from 'react';

export function Host({ Content }) {
  const [open, setOpen] = useState(true);
  return (
    <Dialog.Root open={open} onOpenChange={setOpen}>
      <Dialog.Portal>
        <Dialog.Overlay style={{ position: 'fixed', inset: 0, background: '#0006' }} />
        <Dialog.Content aria-describedby={undefined} style={{ position: 'fixed', top: 40, left: 40, background: '#fff', padding: 24 }}>
          <Dialog.Title>Host</Dialog.Title>
          <Content />
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
