import { useState } from 'react';
import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';

export function Host({ Content }) {
  const [open, setOpen] = useState(true);
  return (
    <ModalOverlay isDismissable isOpen={open} onOpenChange={setOpen} style={{ position: 'fixed', inset: 0, background: '#0006' }}>
      <Modal style={{ background: '#fff', padding: 24, width: 320 }}>
        <Dialog>
          <Heading slot="title">Host</Heading>
          <Content />
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
