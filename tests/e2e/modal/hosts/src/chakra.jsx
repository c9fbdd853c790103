import { ChakraProvider, defaultSystem, Dialog, Portal } from '@chakra-ui/react';
import { useState } from 'react';

export function Host({ Content }) {
  const [open, setOpen] = useState(true);
  return (
    <ChakraProvider value={defaultSystem}>
      <Dialog.Root open={open} onOpenChange={(event) => setOpen(event.open)}>
        <Portal>
          <Dialog.Backdrop />
          <Dialog.Positioner>
            <Dialog.Content>
              <Dialog.Title>Host</Dialog.Title>
              <Dialog.Body>
                <Content />
              </Dialog.Body>
            </Dialog.Content>
          </Dialog.Positioner>
        </Portal>
      </Dialog.Root>
    </ChakraProvider>
  );
}
